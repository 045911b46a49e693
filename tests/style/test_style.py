"""Holds the invariants of the design: arrows, purity, one judge, one codec, size and form."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FREEZE = ("oracle/python/portproof/freeze.py", "replay/clock.cc")  # they are the clock
FOLDERS = ("specs", "corpus", "oracle", "replay", "props", "fuzz")
ARROWS = {
    "specs": {"specs"},
    "corpus": {"specs", "corpus"},
    "oracle": {"specs", "oracle"},
    "replay": {"specs", "corpus", "oracle", "replay"},
    "props": {"specs", "corpus", "oracle", "replay", "props"},
    "fuzz": {"specs", "corpus", "oracle", "replay", "fuzz"},
}
# The one exception: the driver's entry lists the stages that the folders offer.
SEES_EVERYTHING = {"replay/main.cc"}
IMPURE_HEADERS = re.compile(
    r"<(fstream|iostream|filesystem|cstdio|stdio\.h|thread|mutex|chrono|ctime|random|unistd\.h|"
    r"fcntl\.h|sys/[^>]*|poll\.h|signal\.h|csignal|Python\.h|pybind11/[^>]*|boost/process[^>]*|"
    r"boost/asio[^>]*|cstdlib|stdlib\.h|dlfcn\.h)>"
)
IMPURE_SYMBOLS = re.compile(
    r" U (_?Py\w+|fopen\w*|open|open64|openat|read|write|fwrite|printf|puts|getenv|secure_getenv|"
    r"time|clock|clock_gettime|gettimeofday|fork|execv\w*|system|popen|dlopen|pthread_create|"
    r"rand|random|_ZNSt13random_device\w*|_ZSt4cout|_ZSt4cerr|"
    r"_ZNSt14basic_ifstream\w*|_ZNSt14basic_ofstream\w*)$"
)
LINES_PER_FILE = 400
LINES_PER_FUNCTION = 70
COLUMNS = 100


def tracked(*suffixes):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).exists()]


def ours(path):
    return path.relative_to(ROOT).as_posix()


def includes(path):
    pattern = re.compile(r'^\s*#\s*include\s+([<"][^>"]+[>"])', re.M)
    return pattern.findall(path.read_text())


def test_there_is_something_to_check():
    assert len(tracked(".cc")) > 20
    assert len(tracked(".py")) > 5


def test_arrows_point_one_way():
    wrong = []
    for path in tracked(".cc", ".h"):
        folder = ours(path).split("/")[0]
        if folder not in FOLDERS or ours(path) in SEES_EVERYTHING:
            continue
        for include in includes(path):
            target = include[1:-1].split("/")[0]
            if target in FOLDERS and target not in ARROWS[folder]:
                wrong.append(f"{ours(path)} includes {include}")
            if target in ("tests", "docs"):
                wrong.append(f"{ours(path)} includes {include}")
    assert not wrong


def test_cmake_links_along_the_arrows():
    wrong = []
    for folder in FOLDERS:
        file = ROOT / folder / "CMakeLists.txt"
        if not file.exists():
            continue
        for target in re.findall(r"portproof(?:_|::)(specs|corpus|oracle|replay|props|fuzz)\b",
                                 file.read_text()):
            if target not in ARROWS[folder]:
                wrong.append(f"{folder} links portproof_{target}")
    assert not wrong


def test_specs_includes_nothing_of_the_world():
    wrong = [
        f"{ours(path)} includes {include}"
        for path in tracked(".cc", ".h")
        if ours(path).startswith("specs/")
        for include in includes(path)
        if IMPURE_HEADERS.fullmatch(include)
    ]
    assert not wrong


def built(name):
    found = sorted(ROOT.glob(f"build/*/*/{name}"), key=lambda path: path.stat().st_mtime)
    if not found:
        pytest.skip(f"{name} is not built")
    return found[-1]


def test_specs_calls_nothing_of_the_world():
    listing = subprocess.run(["nm", built("libportproof_specs.a")], capture_output=True, text=True,
                             check=True).stdout
    assert " T " in listing
    assert [line for line in listing.splitlines() if IMPURE_SYMBOLS.search(line)] == []


def test_only_the_judge_makes_a_verdict():
    makes = re.compile(r"\bVerdict\s*\{|\bVerdict\s+\w+\s*(;|=\s*\{|\{)|\.kind\s*=\s*VerdictKind")
    wrong = [
        f"{ours(path)}:{number}"
        for path in tracked(".cc")
        if ours(path).split("/")[0] in FOLDERS
        and not re.fullmatch(r"specs/(judge\w*)\.cc", ours(path))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if makes.search(line) and "// parsed" not in line
    ]
    assert not wrong


def test_one_codec_writes_the_wire_form():
    tag = re.compile(r'\{\\"(tuple|frozenset|bytearray|int|float|record|ref|dict|bytes)\\":')
    wrong = [
        ours(path)
        for path in tracked(".cc", ".h")
        if ours(path).split("/")[0] in FOLDERS and tag.search(path.read_text())
        and not re.match(r"specs/codec\w*\.(cc|h)", ours(path))
    ]
    assert not wrong


def test_one_table_of_interesting_values():
    named = re.compile(r"\bk?[Ii]nteresting\w*\s*(\[\]|=|\{)")
    wrong = [
        ours(path)
        for path in tracked(".cc", ".h")
        if ours(path).split("/")[0] in FOLDERS and not ours(path).startswith("specs/domain/")
        and named.search(path.read_text())
    ]
    assert not wrong


def test_every_verdict_is_counted():
    """Each call that a worker reads ends in BlockTally::put, which counts before anything else."""
    text = (ROOT / "replay/block_tally.cc").read_text()
    for name, first in (("put", "++report_.counts["), ("add", "put("), ("add_not_called", "put(")):
        body = text.split(f"void BlockTally::{name}(")[1]
        assert body.split("{", 1)[1].lstrip().startswith(first), name
    worker = (ROOT / "replay/worker.cc").read_text().split("void judge_call(")[1]
    worker = worker.split("\n  }\n")[0]
    ends = worker.count("tally_.add(") + worker.count("return tally_.add_not_called(")
    assert ends == worker.count("return") + 1 == 4


def test_the_wall_clock_says_the_day_and_nothing_else():
    """Durations are those of the steady clock: setting the other changes no verdict."""
    asks = re.compile(r"system_clock|high_resolution_clock|\btime\((nullptr|NULL|0)\)|gettimeofday|"
                      r"CLOCK_REALTIME|utc_clock|\btime\.time\(|\bdatetime\.now\(|\.utcnow\(")
    found = [ours(path) for path in tracked(".cc", ".h", ".py")
             if ours(path).split("/")[0] in FOLDERS and ours(path) not in FREEZE
             for line in path.read_text().splitlines() if asks.search(line)]
    # When waivers expire; when a recording was made.
    assert sorted(found) == ["oracle/python/portproof/header.py", "replay/gate_run.cc"]


def test_each_file_says_its_job_first():
    wrong = []
    for path in tracked(".cc", ".h", ".py", ".cmake"):
        first = path.read_text().split("\n", 1)[0]
        if path.suffix == ".py" and first.startswith("#!"):
            first = path.read_text().split("\n", 2)[1]
        starts = {".py": ('"""', 'r"""'), ".cmake": ("# ",)}.get(path.suffix, ("// ",))
        if not first.startswith(starts) or len(first) < 12:
            if path.suffix == ".cmake" and "portproof_add_gate" in first:
                continue
            wrong.append(ours(path))
    assert not wrong


def test_files_are_short():
    wrong = {}
    for path in tracked(".cc", ".h", ".py"):
        lines = path.read_text().count("\n")
        if lines > LINES_PER_FILE:
            wrong[ours(path)] = lines
    assert not wrong


def test_lines_fit():
    wrong = [
        f"{ours(path)}:{number}"
        for path in tracked(".cc", ".h", ".py", ".cmake")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > COLUMNS
    ]
    assert not wrong


def test_python_functions_are_short():
    wrong = []
    for path in tracked(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = node.end_lineno - node.lineno + 1
                if length > LINES_PER_FUNCTION:
                    wrong.append(f"{ours(path)}:{node.lineno} {node.name}: {length}")
    assert not wrong


def test_c_functions_are_short():
    """A function's body, in this style, ends with a brace in the column where it began."""
    wrong = []
    for path in tracked(".cc", ".h"):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            indent = re.match(r"( *)\S.*\)( const| noexcept| override| final)* \{$", line)
            if not indent or re.match(r" *(\} )?(if|for|while|switch|else|catch|do|:)(\b| )",
                                      line):
                continue
            end = indent.group(1) + "}"
            for length, later in enumerate(lines[number:], 1):
                if later == end or later.startswith((end + ";", end + ")")):
                    if length > LINES_PER_FUNCTION:
                        wrong.append(f"{ours(path)}:{number + 1}: {length}")
                    break
    assert not wrong


def test_no_flags_for_all_targets():
    text = "".join(path.read_text() for path in tracked("CMakeLists.txt", ".cmake"))
    assert not re.findall(r"^\s*(add_compile_options|add_definitions|include_directories|"
                          r"link_libraries|link_directories)\(", text, re.M)


def test_names_no_machine():
    private = re.compile("/" + "root/|/" + "work/|pyenv" + "/versions")
    wrong = [
        f"{ours(path)}:{number}"
        for path in tracked(".cc", ".h", ".py", ".cmake", ".md", ".txt", ".json", ".toml", ".jsonl")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if private.search(line)
    ]
    assert not wrong
