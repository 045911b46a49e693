"""Splits command lines: how the interpreter was built, and what looks like one in the library."""
import os
import shlex
import sysconfig

STDLIB = os.path.dirname(os.__file__)
SOURCES = ["shlex.py", "argparse.py", "fnmatch.py", "subprocess.py", "string.py", "netrc.py",
           "mailcap.py", "textwrap.py", "json/decoder.py", "email/quoprimime.py"]
COMMANDS = r"""
git commit -m "fix: don't lose the \"last\" line" --author='Ann O'\''Hara <ann@example.org>'
find . -name '*.py' -not -path "./.venv/*" -exec grep -n "TODO\|FIXME" {} \;
sed -e "s/\(.*\)\.txt$/\1.md/" -e 's/\t/ /g' notes.txt   # keep the tabs out
awk "{ print \$1, \"\\n\" }" /var/log/syslog
rsync -av --exclude="*.o" "/srv/My Files/" backup:'/srv/My Files'/#daily
ssh host "cd \"/tmp/a b\" && printf \"%s\n\" '$HOME'"
python3 -c "import re; print(re.sub('\s+', ' ', 'a\tb'))"
env PATH="$HOME/bin:$PATH" LANG=de_DE.UTF-8 grüße --straße="Öl und Käse" 漢字 'naïve café'
echo '' "" \  a\ b 'c'"d"e \# not-a-comment # a comment
cp C:\\Users\\me "D:\Data\new folder\\" 'E:\x'
echo "unclosed
echo 'also unclosed
echo trailing\
""".splitlines()


def try_split(line, **options):
    try:
        return shlex.split(line, **options)
    except ValueError:
        return None


def lines():
    for command in COMMANDS:
        yield command
        yield command + "\n" + command
    for name, value in sorted(sysconfig.get_config_vars().items()):
        if isinstance(value, str):
            yield f"{name}={value}" if "'" in value else value
    for name in SOURCES:
        with open(f"{STDLIB}/{name}", encoding="utf-8") as source:
            yield from [line for line in source if "'" in line or '"' in line][:100]


for number, line in enumerate(lines()):
    try_split(line)
    try_split(line, comments=True)
    if number % 3 == 0 or line in COMMANDS:
        try_split(line, posix=False)
        try_split(line, comments=True, posix=False)
