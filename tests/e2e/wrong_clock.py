"""A library that is preloaded and puts the wall clock wrong; the steady clock goes on."""

import subprocess

SOURCE = r"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <sys/time.h>
    #include <time.h>
    static long off(void) {
      static int calls = 0;
      const int call = __sync_fetch_and_add(&calls, 1);
      (void)call;
      return 86400L * (OFF_DAYS);
    }
    int clock_gettime(clockid_t id, struct timespec* at) {
      int (*real)(clockid_t, struct timespec*) = dlsym(RTLD_NEXT, "clock_gettime");
      int failed = real(id, at);
      if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) at->tv_sec += off();
      return failed;
    }
    time_t time(time_t* at) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      if (at) *at = now.tv_sec;
      return now.tv_sec;
    }
    int gettimeofday(struct timeval* at, void* zone) {
      struct timespec now;
      (void)zone;
      clock_gettime(CLOCK_REALTIME, &now);
      at->tv_sec = now.tv_sec, at->tv_usec = now.tv_nsec / 1000;
      return 0;
    }
"""


def preload(folder, days):
    """The environment for it. `days` is an expression of C, which knows how many times the clock
    was read before as `call`."""
    (folder / "clock.c").write_text(SOURCE)
    subprocess.run(["cc", "-shared", "-fPIC", f"-DOFF_DAYS={days}", "-o", "clock.so", "clock.c",
                    "-ldl"], cwd=folder, check=True)
    return {"LD_PRELOAD": str(folder / "clock.so")}
