"""Ports that crash, hang or end their process: on one input in a thousand, or when it ends."""

import dataclasses

INPUTS = 1000
FAULTY = 617  # the input
ORIGINAL = "def f(n):\n    return n + 1\n"
DRIVE = f"""
    import m
    for i in range({INPUTS}):
        m.f(i)
"""
PORT = """
    #include <portproof/port.h>
    #include <csignal>
    #include <cstdlib>
    #include <cstring>
    #include <stdexcept>
    #include <thread>
    #include <unistd.h>
    #include <vector>
    static int deep(volatile int n) {{
      volatile char room[4096];
      room[0] = 1;
      return deep(n + 1) + room[0];
    }}
    {outside}
    int f(int n) {{
      if (n == 617) {{ {fault} }}
      (void)&deep;  // not of every fault
      return n + 1;
    }}
    PORTPROOF_PORT("m:f", f);
"""


@dataclasses.dataclass(frozen=True)
class Fault:
    """What a port does on its one input, and how the finding says so."""

    code: str
    shown: str  # in the finding's `observed`
    kind: str = "fault"
    whole: bool = False  # `observed` says this and nothing else

    def source(self):
        return PORT.format(outside="", fault=self.code)


FOREVER = "for (volatile int i = 0;;) i = i + 1;"
FAULTS = {
    "segfault": Fault("*(volatile int*)8 = 1;", "crashes with SIGSEGV", whole=True),
    "abort": Fault("std::abort();", "crashes with SIGABRT", whole=True),
    "exit(0)": Fault("std::exit(0);", "exits with status 0: it ended its process inside the call",
                     whole=True),
    "_exit(0)": Fault("::_exit(0);", "exits with status 0: it ended its process inside the call",
                      whole=True),
    "uncaught exception": Fault(
        'throw std::runtime_error("no");', "raises RuntimeError('no')", "raised"),
    "throws what is no exception": Fault("throw 1;", "raises C++:int", "raised"),
    "no exception may leave": Fault("[]() noexcept { throw 1; }();", "SIGABRT"),
    "stack overflow": Fault("return deep(0);", "crashes with SIGSEGV: stack overflow", whole=True),
    "endless loop": Fault(FOREVER, "does not end", "timeout"),
    "memory without end": Fault(
        "for (;;) { char* volatile p = new char[1 << 28]; (void)p; }", "raises MemoryError",
        "raised"),
    "double free": Fault("char* volatile p = (char*)::malloc(64); ::free(p); ::free(p);",
                         "SIGABRT"),
    "write past the end": Fault(
        "volatile char* p = (char*)::malloc(100000); char* volatile q = (char*)::malloc(100000);"
        "for (int i = 0; i < 100032; ++i) p[i] = 'A';"
        "::free(q); ::free((void*)p);", "SIGABRT"),
    "write far past the end": Fault(
        "std::vector<int> v(4); for (int i = 0; i < 1 << 26; ++i) v[i] = i;", "SIG"),
    "closes all files": Fault(
        "::close_range(0, ~0U, 0);", "changes the open files and the descriptors that it was "
        "started with (it closed or replaced them)", "environment", whole=True),
    "kills itself": Fault("::raise(SIGKILL);", "crashes with SIG"),
    "kills its process group": Fault(
        "::kill(0, SIGKILL);", "or it reached for another one"),
    "kills its parent": Fault("::kill(::getppid(), SIGKILL);", "or it reached for another one"),
    "a thread that crashes later": Fault(
        "std::thread([] { ::usleep(100000); ::abort(); }).detach();", "SIGABRT"),
    "blocks SIGTERM and loops": Fault(
        "sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, nullptr);" + FOREVER,
        "does not end", "timeout"),
}

# On ten inputs: one finding all the same.
MANY = PORT.format(outside="", fault="").replace(
    "return n + 1;", "if (n % 100 == 7) std::abort(); return n + 1;")


@dataclasses.dataclass(frozen=True)
class End:
    """What a port does where its process begins or ends; no input has anything to do with it."""

    code: str
    shown: str  # in the report
    matches: int = INPUTS  # calls that are compared all the same

    def source(self):
        return PORT.format(outside=self.code, fault="")


ENDS = {
    "static constructor ends it": End("static const int ends = (::_exit(0), 0);",
                                      "loading the port ends", matches=0),
    "static destructor ends it": End("static struct Ends { ~Ends() { ::_exit(0); } } ends;",
                                     "exit code 0"),
    "exit handler ends it": End("static const int ends = std::atexit([] { ::_exit(0); });",
                                "exit code 0"),
    "crash at the end": End("static struct Ends { ~Ends() { std::abort(); } } ends;", "SIGABRT"),
}


@dataclasses.dataclass(frozen=True)
class OriginalFault:
    """What becomes of the call in which an original does what `faulty.FAULTS` names."""

    counted: str  # the verdict of the one call, "match" where it is nobody's fault
    shown: str = ""  # in what is reported of that call
    # 3 too where the recording knows an answer that is not given any more.
    code: int = 3
    # What a thread of the original does is not seen where the run, or the interpreter, does not
    # wait for it.
    may_be_missed: tuple = ()


_CRASHED, _LATE = "the original crashed", "the original did not end in time"
ORIGINAL_FAULTS = {
    "segfault": OriginalFault("inconclusive", _CRASHED),
    "stack overflow": OriginalFault("inconclusive", _CRASHED),
    "double free": OriginalFault("inconclusive", _CRASHED),
    "thread of C that crashes later": OriginalFault(
        "inconclusive", _CRASHED, may_be_missed=("worker",)),
    "os._exit(0)": OriginalFault("inconclusive", _CRASHED),
    "os._exit(3)": OriginalFault("inconclusive", _CRASHED),
    "os.abort()": OriginalFault("inconclusive", _CRASHED),
    "endless loop": OriginalFault("inconclusive", _LATE),
    "sleeps": OriginalFault("inconclusive", _LATE),
    "memory without end": OriginalFault("rejected", "ran out of a resource (MemoryError)"),
    "recursion without end": OriginalFault("rejected", "ran out of a resource (RecursionError)"),
    "closes all files": OriginalFault("inconclusive", _CRASHED),
    "kills itself": OriginalFault("inconclusive", _CRASHED),
    "kills its process group": OriginalFault("inconclusive", _CRASHED),
    "asks to kill its process group": OriginalFault("rejected", "effect: sends signal", code=0),
    "a thread that crashes later": OriginalFault(
        "inconclusive", _CRASHED, may_be_missed=("embedded", "worker")),
    "blocks SIGTERM and loops": OriginalFault("inconclusive", _LATE),
    "changes the locale": OriginalFault("match", code=0),
    "changes the umask": OriginalFault("match", code=0),
    "changes a variable": OriginalFault("match", code=0),
    "changes a handler": OriginalFault("match", code=0),
    "changes the folder": OriginalFault("match", code=0),
    "leaves a file open": OriginalFault("match", code=0),
}
