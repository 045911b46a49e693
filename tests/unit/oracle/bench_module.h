// The Python module whose functions the tests of the worker-process oracle ask.
#pragma once

inline constexpr const char* kBenchModule = R"(
import collections, os, shapes, signal, sys, time

def same(value, *, other=None):
    return value

def twice(value, *, other=None):
    return [value, {"k": (value,)}, other]

def refuses(value, *, other=None):
    raise LookupError(f"no {type(value).__name__} \ud800")

def stumbles(value, *, other=None):
    return [][value]

def changes(value, *, other=None):
    if isinstance(value, (list, bytearray)):
        value.append(1)
    elif isinstance(value, dict):
        value["new"] = value
        value["new"] = other
    elif isinstance(value, set):
        value.clear()
    elif hasattr(value, "__dict__"):
        vars(value)["changed"] = other
    other.append(value)
    return other, value

def unwritable(value, *, other=None):
    return {"a": [value, iter("")]}

class Silent(Exception):
    def __str__(self):
        raise AssertionError("ran")

def ends(kind):
    if kind == "exit": sys.exit(3)
    if kind == "interrupt": raise KeyboardInterrupt
    if kind == "deep": return ends(kind)
    if kind == "memory": raise MemoryError
    if kind == "index": return [][0]
    if kind == "silent": raise Silent("a")
    if kind == "object": raise ValueError(object)
    if kind == "arguments": return ends()
    if kind == "stop": raise StopIteration(kind)
    raise ValueError("meant")

def room(depth=0):
    try:
        return room(depth + 1)
    except RecursionError:
        return depth

def dies(how):
    if how == "exit": os._exit(7)
    if how == "zero": os._exit(0)
    if how == "signal": os.kill(os.getpid(), signal.SIGSEGV)
    if how == "replaced": os.execv("/bin/sleep", ["sleep", "60"])
    if how == "closed":
        os.closerange(3, 100)
        return how
    if how == "child":
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
        os._exit(9)
    if how == "fork": os.fork()
    print("noise on standard output", how[:9], flush=True)
    os.write(1, b'{"id":"0123456789abcdef","args":[],"kwargs":{},"returned":1}\n')
    return how, sys.stdin.read()

def surroundings():
    here = [name for name in os.listdir(os.path.dirname(os.path.abspath(__file__)))]
    return {"module": "portproof" in sys.modules, "argv": sys.argv, "blank": "" in sys.path,
            "path": [f for f in sys.path if os.path.exists(os.path.join(f, "portproof"))],
            "zone": os.environ.get("TZ"), "seed": os.environ.get("PYTHONHASHSEED")}

def alike(args, expected, observed):
    return args == (1, "k") and expected == ("ValueError", "no") and observed == [2]

def broken(args, expected, observed):
    raise LookupError("lost")

def fatal(args, expected, observed):
    os._exit(5)
)";
