"""Mutants of a port in C++: one small text exchanged, in the manner of universalmutator."""

import dataclasses
import random
import re
from typing import Iterator, List

EXCHANGED = {
    "<=": "<", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+",
    "*": "/", "/": "*", "%": "/", "+=": "-=", "-=": "+=", "<<": ">>", ">>": "<<", "&": "|",
    "|": "&",
}
OPERATOR = re.compile(r"(?<= )(?:[<>=!+-]=|&&|\|\||<<|>>|[<>+*/%&|-])(?= )")
WORDS = {
    "true": "false", "false": "true", "std::min": "std::max", "std::max": "std::min",
    "rfind": "find", "find": "rfind", "stable_sort": "sort", "trunc": "floor",
    "lower_bound": "upper_bound", "upper_bound": "lower_bound", "front": "back", "back": "front",
}
WORD = re.compile(r"\b(?:std::(?:min|max)|" + "|".join(w for w in WORDS if "::" not in w) + r")\b")
INTEGER = re.compile(r"(?<![\w.'])(?:0x[0-9A-Fa-f]+|\d[\d_]*)(?![\w.'])")
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?!\w)")
STEP = re.compile(r"\+\+|--")
NOT = re.compile(r"!(?=[\w(])")
JUMP = re.compile(r"\b(?:break|continue);")
# A statement on a line of its own, or behind a condition, that is no declaration and no jump.
STATEMENT = re.compile(r"(?m)(?:^ *|\) )((?!(?:return|throw|break|continue|using|case)\b)"
                       r"[\w.\[\]]+(?:\(| [-+]?= )[^;{}\n]*;)")
LITERAL = re.compile(r"'(?:\\.|[^'\\\n])+'|\"(?:\\.|[^\"\\\n])*\"")
# Comments, lines of the preprocessor, the marks that group digits.
HIDDEN = re.compile(r"//[^\n]*|(?m:^ *#[^\n]*)|/\*.*?\*/|(?<=\d)'(?=\d)", re.DOTALL)
REGISTRATION = re.compile(r"^ *PORTPROOF_", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Mutant:
    """`old` at `start` of the source becomes `new`."""

    start: int
    old: str
    new: str
    line: str  # that it stands in, without its indentation

    def applied(self, source: str) -> str:
        return source[:self.start] + self.new + source[self.start + len(self.old):]

    def __str__(self) -> str:
        return f"{self.line}  [{self.old} -> {self.new}]"


def mutants_of(source: str) -> List[Mutant]:
    """All of them, in the order of the source."""
    code = _visible(source)
    bare = LITERAL.sub(lambda found: " " * len(found[0]), code)
    changes = list(_of_code(bare)) + list(_of_literals(code))
    made = []
    for start, length, new in sorted(changes, key=lambda change: change[0]):
        begin = source.rfind("\n", 0, start) + 1
        end = source.find("\n", start)
        made.append(Mutant(start, source[start:start + length], new, source[begin:end].strip()))
    return made


def sample_of(source: str, name: str, most: int) -> List[Mutant]:
    """At most so many, the same each time."""
    every = mutants_of(source)
    return random.Random(name).sample(every, min(most, len(every)))


def _visible(source: str) -> str:
    """The code alone, each text where it was."""
    registration = REGISTRATION.search(source)
    end = registration.start() if registration else len(source)
    code = HIDDEN.sub(
        lambda found: "_" if found[0] == "'" else re.sub(r"[^\n]", " ", found[0]), source[:end])
    return code + " " * (len(source) - end)


def _of_code(bare: str) -> Iterator:
    for found in OPERATOR.finditer(bare):
        old = found[0]
        for new in {"<": ("<=", ">="), ">": (">=", "<=")}.get(old, (EXCHANGED.get(old),)):
            if new:
                yield found.start(), len(old), new
    for found in WORD.finditer(bare):
        yield found.start(), len(found[0]), WORDS[found[0]]
    for found in INTEGER.finditer(bare):
        number = int(found[0], 0)
        for near in (number + 1, number - 1):
            if near >= 0:
                yield found.start(), len(found[0]), hex(near) if "x" in found[0] else str(near)
    for found in DECIMAL.finditer(bare):
        yield found.start(), len(found[0]), str(float(found[0]) + 1)
    for found in STEP.finditer(bare):
        yield found.start(), 2, "--" if found[0] == "++" else "++"
    for found in NOT.finditer(bare):
        yield found.start(), 1, ""
    for found in JUMP.finditer(bare):
        yield found.start(), len(found[0]), ";"
    for found in STATEMENT.finditer(bare):
        yield found.start(1), len(found[1]), ";"


def _of_literals(code: str) -> Iterator:
    for found in LITERAL.finditer(code):
        inside = found[0][1:-1]
        line = code[code.rfind("\n", 0, found.start()) + 1:found.start()]
        if found[0][0] == "'":
            near = chr(ord(inside) + 1) if len(inside) == 1 else ""
            if near.isprintable() and near not in "'\\":
                yield found.start(), len(found[0]), f"'{near}'"
        elif inside and "throw" not in line and "\\" not in inside:  # messages are not compared
            yield found.start(), len(found[0]), f'"{inside[:-1]}"'
