"""Describes the original: where it comes from, its signature, its executable lines."""

import datetime
import dis
import hashlib
import inspect
import json
import os
import platform
import sys
import types
from typing import Any, Dict, Iterator, List, Optional

from . import __version__
from .encoder import Unsupported, encode_value


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Optional[str]) -> Optional[str]:
    try:
        with open(path or "", "rb") as file:
            return sha256(file.read())
    except OSError:
        return None


def _default(value: Any) -> str:
    try:
        return encode_value(value)
    except Unsupported:
        return '{"opaque":"builtins:object"}'


def _annotation(value: Any) -> str:
    return value if isinstance(value, str) else inspect.formatannotation(value)


def _signature(function: Any, receiver: bool) -> Optional[List[str]]:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        return None
    described = []
    for parameter in parameters[1 if receiver else 0:]:
        fields = [f'"name":{json.dumps(parameter.name, ensure_ascii=False)}',
                  f'"kind":"{parameter.kind.name}"']
        if parameter.default is not parameter.empty:
            fields.append(f'"default":{_default(parameter.default)}')
        if parameter.annotation is not parameter.empty:
            text = json.dumps(_annotation(parameter.annotation), ensure_ascii=False)
            fields.append(f'"annotation":{text}')
        described.append("{" + ",".join(fields) + "}")
    return described


def source_of(function: Any) -> Optional[str]:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return None


def _project_path(path: Optional[str]) -> Optional[str]:
    """Relative to the working folder where it is inside: a recording travels with its project."""
    here = os.getcwd() + os.sep
    return path[len(here):] if path and path.startswith(here) else path


def innermost(function: Any) -> Any:
    """What stands beneath the decorators that say so: what a person calls the original."""
    try:
        return inspect.unwrap(function)
    except ValueError:  # a circle of wrappers
        return function


def describe(function_name: str, module: Any, function: Any, block: List[str],
             freeze: Dict[str, Any], receiver: bool = False) -> str:
    """The header line. `function` is the original, before its code was exchanged."""
    fields = [f'"format":1,"function":{json.dumps(function_name)},"block":{json.dumps(block)}']
    if freeze:
        fields.append(f'"freeze":{json.dumps(freeze, separators=(",", ":"))}')

    def add(name: str, value: Optional[str]) -> None:
        if value:
            fields.append(f'"{name}":{json.dumps(value, ensure_ascii=False)}')

    file = getattr(module, "__file__", None)
    add("module_file", _project_path(file))
    add("file_sha256", file_sha256(file))
    source = source_of(function)
    add("source_sha256", sha256(source.encode("utf-8", "surrogatepass")) if source else None)
    if inspect.isgeneratorfunction(function):
        fields.append('"generator":true')
    code = getattr(innermost(function), "__code__", None)
    if isinstance(code, types.CodeType):
        name = code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
        add("file_function", f"{name}:{code.co_firstlineno}")
    signature = _signature(function, receiver)
    if signature is not None:
        fields.append('"signature":[' + ",".join(signature) + "]")
    returns = getattr(function, "__annotations__", {}).get("return", inspect.Parameter.empty)
    add("returns", None if returns is inspect.Parameter.empty else _annotation(returns))
    add("python", platform.python_version())
    add("platform", f"{sys.platform}-{platform.machine()}")
    add("recorder", __version__)
    add("time", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return '{"portproof":{' + ",".join(fields) + "}}"


def code_objects(code: types.CodeType) -> Iterator[types.CodeType]:
    """A function's code and that of the functions inside it."""
    waiting = [code]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += [c for c in current.co_consts if isinstance(c, types.CodeType)]


def executable_lines(code: types.CodeType) -> List[int]:
    """The lines of a function that can be executed, without its `def` line."""
    lines = {
        line for part in code_objects(code) for _, line in dis.findlinestarts(part) if line
    }
    lines.discard(code.co_firstlineno)
    return sorted(lines)
