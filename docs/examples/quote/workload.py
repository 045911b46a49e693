"""Escapes for URLs what the library's sources hold, and the names of places in all scripts."""
import glob
import os
import re
import urllib.parse

STDLIB = os.path.dirname(os.__file__)
SOURCES = ["shlex.py", "locale.py", "urllib/parse.py", "urllib/request.py", "json/decoder.py"]
NAMES = ["Zoë Müller", "Köln", "Łódź", "São Tomé/Príncipe", "Ærø", "Αθήνα", "Москва", "東京都",
         "서울",
         "عمان", "Straße 5 & 7", "crème brûlée", "naïve~user_name-1.0", "100 %", "a+b=c?",
         "\U0001f40d"]
SAFE = ["", "/", "~", ":/?#[]@!$&'()*+,;=", " ", "/:é", "äöüß", b"/", b"/\xe4\xf6\xfc\xdf"]


def try_quote(string, *options, **named):
    try:
        return urllib.parse.quote(string, *options, **named)
    except (TypeError, UnicodeEncodeError, LookupError):
        return None


for path in sorted(glob.glob(STDLIB + "/*.py")):
    try_quote(path)
    try_quote(os.path.basename(path), safe="")
    with open(path, encoding="utf-8") as source:
        text = source.read()
    for url in sorted(set(re.findall(r"https?://[^\s\"'>)`]+", text))):
        try_quote(url)
        try_quote(url, safe="%/:=&?~#+!$,;'@()*[]|")
        try_quote(url.encode(), b":/")
for name in SOURCES:
    with open(f"{STDLIB}/{name}", encoding="utf-8") as source:
        for line in source.read().splitlines()[:160]:
            try_quote(line.strip())
for name in NAMES:
    for safe in SAFE:
        try_quote(name, safe)
        try_quote(name.encode("utf-8"), safe)
        try_quote(name, safe, "latin-1", "replace")
    for encoding in ("utf-8", "latin-1", "ascii", None):
        try_quote(name, encoding=encoding)
        for errors in ("strict", "ignore", "xmlcharrefreplace"):
            try_quote(name, encoding=encoding, errors=errors)
    try_quote(name.encode(), encoding="utf-8")
    try_quote(name.encode(), errors="strict")
for code in range(256):
    try_quote(chr(code))
    try_quote(bytes([code]))
    try_quote(chr(code), "", "latin-1")
