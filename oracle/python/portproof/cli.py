"""`python -m portproof record`: runs a command with recording switched on, and reports."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any, Dict, List, Optional, TextIO

from . import __version__
from .freeze import MOST_RANDOM, CannotFreeze, nanoseconds_of
from .hold import Hold
from .plan import FULL, SAMPLED_OUT, UNWRITTEN
from .startup import VARIABLE
from .store import StoreError, check, count_traces

USAGE = """usage: python -m portproof record --function MODULE:NAME --out FILE.jsonl
                                  [--block MODULE]… [--sample N] [--max-traces N] [--max-bytes N]
                                  [--recursive] [--freeze-time TIME] [--freeze-random N]
                                  -- COMMAND…

Runs COMMAND and records the calls of the function. Several functions: repeat --function and --out;
the other options belong to the --function before them.
--block keeps a module from the original (an accelerator), so that its pure Python is recorded.
--sample records the first of every N calls of each process; the others are counted.
--max-traces and --max-bytes stop the recording, not the command, where the file is full.
--recursive also records the calls that the function makes of itself.
--freeze-time holds the clock still in the calls, at a time of UTC as 2026-01-02T03:04:05Z;
--freeze-random seeds the module random before each of them.
Ends with COMMAND's own status, or with 3 where that is 0 and nothing was recorded.
"""


class UsageError(Exception):
    """A command line that says too little or too much."""


NUMBERS = {"--sample": "sample", "--max-traces": "max_traces", "--max-bytes": "max_bytes"}
OPTIONS = ("--function", "--out", "--block", "--freeze-time", "--freeze-random", *NUMBERS)


def _number(option: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value)):
        raise UsageError(f"{option} {value}: write a number from 1")
    return int(value)


def _moment(value: str) -> str:
    try:
        nanoseconds_of(value)
    except CannotFreeze as error:
        raise UsageError(f"--freeze-time {error}") from None
    return value


def _seed(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= MOST_RANDOM):
        raise UsageError(f"--freeze-random {value}: write a number from 0 to {MOST_RANDOM}")
    return int(value)


def _parse(arguments: List[str]) -> List[Dict[str, Any]]:
    targets: List[Dict[str, Any]] = []
    words = iter(arguments)
    for word in words:
        option, joined, value = word.partition("=")
        if word == "--recursive" and targets:
            targets[-1]["recursive"] = True
            continue
        if option not in (*OPTIONS, "--recursive"):
            raise UsageError(f"unknown option {word}")
        if option == "--recursive":
            raise UsageError(f"{option} takes no value" if joined else
                             f"{option} stands before --function")
        value = value if joined else next(words, "")
        if not value:
            raise UsageError(f"{option} needs a value")
        if option == "--function":
            if ":" not in value.strip(":"):
                raise UsageError(f"--function {value}: write module:name")
            targets.append({"function": value, "out": "", "block": [], "freeze": {}})
        elif not targets:
            raise UsageError(f"{option} stands before --function")
        elif option == "--out":
            targets[-1]["out"] = os.path.abspath(value)
        elif option in NUMBERS:
            targets[-1][NUMBERS[option]] = _number(option, value)
        elif option == "--freeze-time":
            targets[-1]["freeze"]["time"] = _moment(value)
        elif option == "--freeze-random":
            targets[-1]["freeze"]["random"] = _seed(value)
        else:
            targets[-1]["block"].append(value)
    _check(targets)
    return targets


def _check(targets: List[Dict[str, Any]]) -> None:
    if not targets:
        raise UsageError("--function is missing")
    for target in targets:
        if not target["out"]:
            raise UsageError(f"--function {target['function']} needs --out FILE")
    files = [os.path.realpath(target["out"]) for target in targets]
    for i, file in enumerate(files):
        if file in files[:i]:
            raise UsageError(f"--out {targets[i]['out']}: give each function a file of its own")


def _environment(targets: List[Dict[str, Any]], report: str) -> Dict[str, str]:
    package = os.path.dirname(os.path.abspath(__file__))
    path = [os.path.join(package, "sitestart"), os.path.dirname(package)]
    before = os.environ.get("PYTHONPATH")
    if before:
        path.append(before)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path),
        VARIABLE: json.dumps({"targets": targets, "report": report}),
    }


def _merged(folder: str) -> Optional[Dict[str, Dict[str, Any]]]:
    """The reports of all processes, added up; None where no process made one."""
    merged: Dict[str, Dict[str, Any]] = {}
    names = [name for name in os.listdir(folder) if name.endswith(".json")]
    for name in names:
        with open(os.path.join(folder, name)) as file:
            report = json.load(file)
        for function, summary in report.items():
            total = merged.setdefault(function, {
                "calls": 0, "distinct": 0, "hooked": 0, "unrecorded": {}, "trouble": None,
                "cached": False, "failed": None, "remark": None})
            for key in ("calls", "distinct", "hooked"):
                total[key] += summary[key]
            for reason, count in summary["unrecorded"].items():
                total["unrecorded"][reason] = total["unrecorded"].get(reason, 0) + count
            for key in ("trouble", "cached", "failed", "remark"):
                total[key] = total[key] or summary[key]
    return merged if names else None


def _is_chosen(reason: str) -> bool:
    """Whether calls were left out because a person asked for it."""
    return reason == SAMPLED_OUT or reason.startswith(FULL)


def _cause(function: str, summary: Optional[Dict[str, Any]]) -> str:
    """Why nothing was recorded, as far as can be told."""
    module = function.partition(":")[0]
    if summary is None:
        return ("no Python process told of itself: is the command a Python program that ends by "
                "itself (not by os._exit or a signal), without -S, -I or -E?")
    if summary["trouble"]:
        return str(summary["trouble"])
    if summary["failed"]:
        return UNWRITTEN
    if not summary["hooked"]:
        return (f"{module} was never imported by the command: is the name right? "
                "did the command run any test, or other code that imports it?")
    full = [reason for reason in summary["unrecorded"] if _is_chosen(reason)]
    if full:
        return full[0]
    aside = [reason for reason in summary["unrecorded"] if reason.startswith("of the ")]
    if len(aside) == len(summary["unrecorded"]) > 0:
        return f"its calls were {aside[0]}, which cannot be recorded: call it as {function}"
    if summary["unrecorded"]:
        return "every call had something that cannot be recorded"
    if summary["cached"]:
        return ("it was never called, or every result came out of its cache: "
                "did the command run any test, or other code that calls it?")
    return ("it was never called: did the command run any test, or other code that calls it? "
            "(calls before the recording began, and references to a builtin that were taken "
            "before, are not seen)")


def _report(targets: List[Dict[str, Any]], merged: Optional[Dict[str, Dict[str, Any]]],
            out: TextIO) -> int:
    """Says what was recorded. 3 where one function has nothing, 2 where a file took no more."""
    code = 0
    for target in targets:
        function, file = target["function"], os.path.relpath(target["out"])
        summary = (merged or {}).get(function)
        missed = sum(summary["unrecorded"].values()) if summary else 0
        recorded = (summary["calls"] - missed) if summary else 0
        added = count_traces(target["out"]) - target["before"]
        if recorded == 0 and added > 0:
            # Processes that end without their exit handlers (forked ones) tell nothing.
            out.write(f"portproof: {function}: {added} new traces in {file}, by processes that "
                      "did not report\n")
        elif summary is None or recorded == 0:
            code = code or 3
            out.write(f"portproof: {function}: nothing was recorded: {_cause(function, summary)}\n")
        else:
            out.write(f"portproof: {function}: {summary['calls']} calls, "
                      f"{summary['distinct']} new traces in {file}\n")
        for reason, count in sorted(summary["unrecorded"].items()) if summary else ():
            whole = _is_chosen(reason) or reason.startswith("of the ")
            said = f"{count} calls, {reason}" if whole else f"{count} ({reason})"
            out.write(f"portproof:   not recorded: {said}\n")
        if summary and summary["remark"]:
            out.write(f"portproof:   note: {summary['remark']}\n")
        if summary and summary["failed"]:
            code = 2
            out.write(f"portproof: {summary['failed']}\n")
    return code


def _report_folder() -> "tempfile.TemporaryDirectory[str]":
    try:
        return tempfile.TemporaryDirectory(prefix="portproof-")
    except OSError as error:
        raise StoreError(f"no temporary folder: {error.strerror}: set TMPDIR to one that can be "
                         "written") from None


def _run(targets: List[Dict[str, Any]], command: List[str], err: TextIO) -> int:
    with _report_folder() as folder:
        process = subprocess.Popen(command, env=_environment(targets, folder))
        while True:
            try:
                status = process.wait()
                break
            except KeyboardInterrupt:
                continue  # the command has got it too
        code = _report(targets, _merged(folder), err)
        lost = sum(name.endswith(".lost") for name in os.listdir(folder))
        if lost:
            code = 2
            err.write(f"portproof: {folder}: {lost} processes had no room to say what they "
                      "recorded: free some space there, or set TMPDIR, and record again\n")
    if status:
        return status if status > 0 else 128 - status
    return code


def _record(targets: List[Dict[str, Any]], command: List[str], err: TextIO) -> int:
    program = shutil.which(command[0])
    if program is None:
        raise UsageError(f"{command[0]}: no such program")
    with contextlib.ExitStack() as stack:
        for target in targets:
            hold = stack.enter_context(Hold(target["out"]))
            check(target["out"], target["function"], target["block"], target["freeze"], err)
            hold.renew()
            target["before"] = count_traces(target["out"])
        return _run(targets, [program, *command[1:]], err)


def main(argv: List[str], stdout: TextIO, stderr: TextIO) -> int:
    """Runs a command line; returns its exit code."""
    if argv[:1] == ["--version"]:
        stdout.write(f"portproof {__version__}\n")
        return 0
    if argv[:1] != ["record"] or "--help" in argv[: argv.index("--") if "--" in argv else None]:
        (stdout if argv[:1] in (["record"], ["--help"]) else stderr).write(USAGE)
        return 0 if argv[:1] in (["record"], ["--help"]) else 2
    own, command = argv[1:], []
    if "--" in own:
        at = own.index("--")
        own, command = own[:at], own[at + 1:]
    try:
        targets = _parse(own)
        if not command:
            raise UsageError("write the command behind --")
        return _record(targets, command, stderr)
    except (UsageError, StoreError) as error:
        stderr.write(f"portproof: {error}\n")
        return 2


def run() -> None:
    """The entry point."""
    sys.exit(main(sys.argv[1:], sys.stdout, sys.stderr))
