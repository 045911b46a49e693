"""Cuts the inputs that the fuzz targets begin with, and their words, out of our own files."""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 4096  # bytes, as -max_len says
LINES_OF_A_RECORDING = 8

PROJECTS = (
    '[function.normpath]\noriginal = "posixpath:normpath"\ngate = "build/normpath_gate"\n'
    'block = ["posix"]\nspec = "specs/n.json"\ncorpus = "corpus/n"\n',
    '[tool.portproof.function.f]\noriginal = "m:f"\nport = "f_port.cc"\n\n[project]\nname = "x"\n',
)
EXAMPLE = {
    "index": 2**40 + 2, "id": "0123456789abcdef", "trace": "{}", "call": "f(1)", "expected": "1",
    "observed": "2", "divergence": {"kind": "value", "path": "[0]", "expected": "1",
                                    "observed": "2"},
    "where": 1, "clause": "n <= 1", "reason": "",
}
MESSAGES = (
    {"file": 0, "block": 3, "counts": [256, 0, 0, 0, 0, 0, 0, 0],
     "verdicts": "a.ab", "shapes": 3, "matched": [1, 2],
     "classes": [], "drifted": 0, "drift": ""},
    {"file": 1, "block": 0, "counts": [1, 2, 3, 4, 5, 6, 7, 8],
     "verdicts": "", "shapes": 2**64 - 1, "matched": [],
     "classes": [{"key": "k", "kind": 1, "count": 2, "calls": [9], "example": EXAMPLE},
                 {"key": "l", "kind": 7, "count": 1, "calls": []}],
     "drifted": 1, "drift": "f(1)"},
    {"done": 0, "text": "", "python": "3.11.2 (/usr/bin/python3)",
     "farewell": 116},
    {"loaded": ["the locale (C -> C.UTF-8)"]},
    {"token": "0f ", "function": "m:f", "spec": "s.json", "corpus": ["a.jsonl"], "port": "",
     "keep_going": True, "live": False, "python": "", "pythonpath": ["p"], "jobs": 2, "job": 1,
     "file": 0, "block": 0,
     "passed_over": [1099511627778], "min_matches": 10, "list_is_tuple": True,
     "set_is_frozenset": False, "bytes_is_bytearray": False, "dict_is_unordered": True,
     "today": "2026-01-01", "sequence": [2, 3], "watch": True,
     "unwatched": 3},
)
FINDING = {
    "id": "0123456789ab", "title": "value", "verdict": "diverged", "kind": "value", "path": "[0]",
    "where": "mined", "count": 3, "stage": "replay", "call": "f('\\x1b[31m<]]>&')",
    "expected": "1", "observed": "2", "reproduce": "./g replay", "clause": "n <= 1",
    "reason": "\x1b[31m\u202e]]>\n", "source": "recorded.jsonl:7", "trace": "{}",
    "difference": {"expected": "1", "observed": "2"},
}
RESULT = {
    "format": 1, "verdict": "diverged", "exit_code": 1, "name": "f", "function": "m:f",
    "stages": ["replay"], "stages_missing": ["props"], "seed": 1,
    "counts": {"match": 9, "diverged": 3, "undecided": 1, "beyond": 0, "waived": 0, "rejected": 0,
               "unsupported": 0, "inconclusive": 0},
    "reasons": ["too few"], "findings": [FINDING], "reported": [],
    "undecided": [{"clause": "n <= 1", "question": "is it?", "answers": ["portproof confirm"],
                   "example": FINDING}],
    "assumptions": ["a list is a tuple"], "comparison": ["floats"], "exception_mappings": ["E"],
    "sealed": {"calls": 3, "missing": "", "reads": ["/t"]},
    "damaged": {"lines": 7, "first": ["a.jsonl:3: \x1b[31m"]},
    "inputs": {"original": {"file": "m.py", "sha256": "ab"}, "freshness": "not checked",
               "spec": {"file": "s", "sha256": "ab"}, "corpus": {"file": "c", "sha256": "ab"},
               "gate": {"file": "g", "sha256": "ab"}, "python": "3.11",
               "port": {"file": "p.cc", "line": 7}},
    "timing": {"seconds": 0.5},
}


def recordings():
    """The header, the first traces and the notes of each example."""
    for path in sorted(ROOT.glob("corpus/examples/*/recorded.jsonl")):
        lines = path.read_bytes().splitlines(keepends=True)
        chosen, size = [], 0
        for line in lines[:LINES_OF_A_RECORDING] + lines[-2:]:
            if size + len(line) < LONGEST - 32:
                chosen.append(line)
                size += len(line)
        yield chosen


def zstd(content):
    """A frame of one block that is stored as it is: no library is needed to write that."""
    size = len(content).to_bytes(4, "little")
    block = (len(content) << 3 | 1).to_bytes(3, "little")
    return b"\x28\xb5\x2f\xfd\xa0" + size + block + content


def values():
    for line in (ROOT / "tests/unit/specs/vectors.jsonl").read_bytes().splitlines():
        wire = json.loads(line).get("wire")
        if wire:
            yield wire.encode()


def specs():
    for path in sorted(ROOT.glob("specs/examples/*.json")):
        text = path.read_text()
        yield text.encode()
        short = json.loads(text)
        short.pop("evidence", None)
        short["compare"] = {"float": {"ulps": 2}, "dict_order": False, "reason": "r",
                            "paths": [{"path": "[*].a", "ignore": True, "reason": "r"}]}
        short["waivers"] = [{"when": {"divergence": {"kind": "value", "path": "[0]"}},
                             "reason": "r", "expires": "2030-01-01"}]
        yield json.dumps(short, separators=(",", ":")).encode()


def clauses():
    text = "".join(path.read_text() for path in sorted(ROOT.glob("specs/examples/*.json")))
    found = set(re.findall(r'"clause": "([^"]+)"', text))
    tests = (ROOT / "tests/unit/specs/domain/clause_test.cc").read_text()
    found.update(re.findall(r'holds\("([^"]+)"', tests))
    return sorted(found)


def words(name):
    """What a parser knows by name; libFuzzer inserts it whole."""
    schema = (ROOT / "specs/spec.schema.json").read_text()
    tags = re.findall(r"`\{\"(\w+)\"", (ROOT / "docs/format.md").read_text())
    fields = ["id", "args", "kwargs", "after", "returned", "raised", "type", "message",
              "deliberate", "again", "lines", "all", "reached", "unrecorded", "portproof",
              "format", "function", "signature", "block", "name", "kind", "default",
              "POSITIONAL_ONLY", "VAR_KEYWORD", "annotation"]
    return {
        "value": [f'{{"{tag}":' for tag in tags] + ['"ref":0', "\\ud800", "nan:7ff8000000000001"],
        "line": [f'"{field}":' for field in fields] + [f'{{"{tag}":' for tag in tags],
        "recording": [f'"{field}":' for field in fields] + ["\n"],
        "spec": [f'"{word}"' for word in re.findall(r'"([a-z_]{3,})"', schema)],
        "clause": ["abs(", "len(", "[*]", "[key]", "[value]", "2**63", " - 1", "permutation(",
                   "sorted(", "finite(", " in ", "<=", "=="],
        "project": ["[function.", "[tool.portproof.function.", "original", '"""', "'''", "block"],
        "protocol": [f'"{key}":' for message in (*MESSAGES, EXAMPLE) for key in message] +
                    ["1e300", "-1", "18446744073709551615"],
        "report": [f'"{key}":' for key in {**RESULT, **FINDING}] + ["\\u202e", "\\u001b[31m",
                                                                    "]]>", "\\uffff", "\\n"],
    }[name]


def dictionary_line(word):
    escaped = "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\'
                      else f"\\x{byte:02x}" for byte in word.encode())
    return f'"{escaped}"\n'


def seeds():
    cut = list(recordings())
    whole = [b"".join(lines) for lines in cut]
    return {
        "value": list(values()),
        "line": [line.rstrip(b"\n") for lines in cut for line in lines],
        "recording": whole + [zstd(content) for content in whole[:2]],
        "spec": list(specs()),
        "clause": [text.encode() for text in clauses()],
        "project": [text.encode() for text in PROJECTS],
        "protocol": [json.dumps(message, separators=(",", ":")).encode() for message in MESSAGES],
        "report": [json.dumps(result, separators=(",", ":"), ensure_ascii=False).encode()
                   for result in (RESULT, [RESULT, {**RESULT, "findings": []}])],
    }


def main(out):
    for name, inputs in seeds().items():
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for number, content in enumerate(inputs):
            if len(content) <= LONGEST:
                (folder / f"{number:03}").write_bytes(content)
        entries = dict.fromkeys(map(dictionary_line, words(name)))
        (out / f"{name}.dict").write_text("".join(entries))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
