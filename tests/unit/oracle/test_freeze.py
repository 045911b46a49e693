"""Time and random, frozen in the calls of an original and nowhere else."""

import subprocess
import sys
import time

import pytest
from portproof.freeze import CannotFreeze, Freeze, nanoseconds_of

TIME = "2026-01-02T03:04:05.25Z"
SECONDS = float(1767323045250000000) / 1e9  # as time.time() does it
FREEZE = ("--freeze-time", TIME, "--freeze-random", "7")

CLOCKS = """\
    import datetime as dates
    import time as clock
    from datetime import date, datetime, timezone
    from time import ctime, gmtime, localtime, strftime, time, time_ns

    def f(n):
        return [time(), clock.time(), time_ns() % 10**10, tuple(gmtime()), tuple(gmtime(None)),
                tuple(localtime())[:6], ctime(), clock.asctime(), strftime("%d.%m.%Y %H"),
                datetime.now(), datetime.now(timezone.utc), dates.datetime.utcnow(),
                datetime.today(), date.today()][n]
"""
NOW = "2026-01-02T03:04:05.250000"
READ = [
    SECONDS, SECONDS, 3045250000000 % 10**10,
    {"tuple": [2026, 1, 2, 3, 4, 5, 4, 2, 0]}, {"tuple": [2026, 1, 2, 3, 4, 5, 4, 2, 0]},
    {"tuple": [2026, 1, 2, 3, 4, 5]}, "Fri Jan  2 03:04:05 2026", "Fri Jan  2 03:04:05 2026",
    "02.01.2026 03", {"datetime": NOW}, {"datetime": NOW + "+00:00"}, {"datetime": NOW},
    {"datetime": NOW}, {"date": "2026-01-02"},
]


@pytest.fixture(autouse=True)
def utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")


def returned(run):
    assert run.code == 0, run
    return [trace["returned"] for trace in run.traces]


def test_every_clock_stands_still_in_calls_alone(bench):
    run = bench.script(CLOCKS, f"""\
        import mod, time
        before = time.time(), time.time_ns()
        for n in range({len(READ)}):
            mod.f(n)
        assert abs(time.time() - 1767323045) > 60 and time.time() > before[0]
        assert mod.time() > before[0]
        assert mod.time_ns() > before[1] and time.gmtime() >= time.gmtime(before[0])
        assert abs(mod.datetime.now().timestamp() - time.time()) < 60
        assert abs(mod.datetime.utcnow().timestamp() - time.time()) < 60
        assert mod.date.today() == mod.datetime.today().date()
        """, options=FREEZE)
    assert returned(run) == READ, run
    assert run.header["freeze"] == {"time": TIME, "random": 7}


def test_types_are_what_they_were(bench):
    run = bench.script("""\
        from datetime import date, datetime, timezone
        class Day(datetime):
            pass
        def f(n):
            day = Day.now(timezone.utc)
            utc = Day.utcnow()
            return [type(datetime.now()) is datetime, isinstance(datetime.now(), datetime),
                    type(day) is Day, day.isoformat(), type(utc) is Day, utc.isoformat(),
                    type(Day.today()) is Day, type(date.today()) is date,
                    datetime.now(tz=timezone.utc) - datetime.now(timezone.utc) == day - day]
        """, "import mod\nmod.f(1)\nassert type(mod.Day.now()) is mod.Day\n", options=FREEZE)
    assert returned(run) == [[True, True, True, NOW + "+00:00", True, NOW, True, True, True]]


def test_what_is_asked_with_a_time_answers_for_that(bench):
    run = bench.script("""\
        import datetime, time
        def f(n):
            if n == 0:
                return [tuple(time.gmtime(n))[:3], time.strftime("%Y", time.gmtime(0)),
                        time.asctime(time.gmtime(0)), time.ctime(0),
                        datetime.datetime.fromtimestamp(0).year, time.time.__name__,
                        repr(type(time.time)), time.monotonic() <= time.perf_counter() + 1e9]
            return [lambda: time.gmtime("x"), lambda: time.time(1), lambda: time.strftime(),
                    lambda: datetime.datetime.now(3)][n - 1]()
        """, """\
        import mod
        for n in range(5):
            try:
                mod.f(n)
            except TypeError:
                pass
        """, options=FREEZE)
    assert run.code == 0 and run.traces[0]["returned"] == [
        {"tuple": [1970, 1, 1]}, "1970", "Thu Jan  1 00:00:00 1970", "Thu Jan  1 00:00:00 1970",
        1970, "time", "<class 'builtin_function_or_method'>", True], run
    raised = [trace["raised"] for trace in run.traces[1:]]
    assert [error["type"] for error in raised] == ["TypeError"] * 4, run
    assert not any(error["deliberate"] for error in raised), run


def test_dice_begin_anew_in_each_call_and_the_programs_go_on(bench):
    run = bench.script("""\
        import random
        from random import choice, gauss
        def f(n):
            return [random.random(), choice(range(1000)), gauss(0, 1)]
        """, """\
        import mod, random
        random.seed(5)
        alone = [random.gauss(0, 1) for _ in range(9)]
        random.seed(5)
        between = []
        for n in range(9):
            between.append(random.gauss(0, 1))
            mod.f(n)
        assert alone == between, between
        """, options=FREEZE)
    import random
    random.seed(7)
    expected = [random.random(), random.choice(range(1000)), random.gauss(0, 1)]
    assert returned(run) == [expected] * 9


def test_a_generator_has_a_stream_of_its_own(bench):
    run = bench.script("""\
        import random, time
        def f(n):
            for _ in range(n):
                yield random.random(), time.time()
        """, """\
        import mod, random, time
        random.seed(5)
        alone = [random.random() for _ in range(3)]
        random.seed(5)
        assert [random.random() for item in mod.f(3)] == alone
        for _ in zip(mod.f(2), mod.f(2)):
            assert abs(time.time() - 1767323045) > 60
        list(mod.f(2))
        """, options=FREEZE)
    import random
    random.seed(7)
    items = [{"tuple": [random.random(), SECONDS]} for _ in range(3)]
    assert returned(run)[0] == items, run
    assert all(items[:2] == more for more in returned(run)[1:]), run


@pytest.mark.parametrize("recursive", [(), ("--recursive",)])
def test_inner_calls_are_part_of_the_outermost(bench, recursive):
    run = bench.script("""\
        import random, time
        def f(n):
            return [random.random(), time.time()] + (f(n - 1) if n else [])
        """, "import mod\nmod.f(2)\n", options=(*FREEZE, *recursive))
    import random
    random.seed(7)
    dice = [random.random() for _ in range(3)]
    outermost = max(returned(run), key=len)
    assert outermost == [dice[0], SECONDS, dice[1], SECONDS, dice[2], SECONDS], run
    assert len(run.traces) == (3 if recursive else 1)


def test_deep_recursion_leaves_the_program_its_dice(bench):
    run = bench.script("""\
        import random
        def f(n):
            return f(n + 1) if n < 10**6 else random.random()
        """, """\
        import mod, random, sys
        def deep(n):
            if n:
                return deep(n - 1)
            try:
                mod.f(0)
            except RecursionError:
                pass
        random.seed(5)
        alone = [random.random() for _ in range(2)]
        random.seed(5)
        for room in range(0, 60):
            state = random.getstate()
            deep(sys.getrecursionlimit() - 70 + room) if room < 55 else deep(0)
            assert random.getstate() == state, room
        assert [random.random() for _ in range(2)] == alone
        """, options=FREEZE)
    assert "assert" not in run.err and "Error" not in run.err, run


def test_threads_and_forks_go_on(bench):
    run = bench.script("""\
        import random, time
        def f(n):
            time.sleep(0.001)
            return [time.time(), random.random() >= 0]
        """, """\
        import mod, os, random, threading, time
        threads = [threading.Thread(target=lambda: [mod.f(n) for n in range(20)])
                   for _ in range(8)]
        random.seed(5)
        state = random.getstate()
        for thread in threads:
            thread.start()
        child = os.fork()
        if child == 0:
            mod.f(99)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        for thread in threads:
            thread.join()
        assert random.getstate() == state
        assert abs(time.time() - 1767323045) > 60
        """, options=FREEZE)
    assert len(run.traces) == 21 and set(map(str, returned(run))) == {str([SECONDS, True])}, run


def test_a_program_freezes_what_was_loaded_before(bench):
    """A module that took a clock by its name, and one that holds it elsewhere."""
    bench.write("mod.py", "from time import time\n"
                          "CLOCKS = {'now': time}\n"
                          "class Timer:\n    clock = time\n"
                          "def f(n):\n    return [time(), CLOCKS['now'](), Timer().clock()]\n")
    bench.write("drive.py", f"""\
        import mod, portproof, time
        mod.f(0)
        with portproof.recording("mod:f", out="r.jsonl", freeze_time="{TIME}"):
            mod.f(1)
        assert all(abs(now - 1767323045) > 60 for now in [*mod.f(2), time.time()])
        try:
            with portproof.recording("mod:f", out="r.jsonl", freeze_random=3):
                pass
        except portproof.StoreError as error:
            print(error)
        try:
            with portproof.recording("mod:f", out="s.jsonl", freeze_time="now"):
                pass
        except portproof.CannotRecord as error:
            print(error)
        """)
    run = subprocess.run([sys.executable, "drive.py"], cwd=bench.folder, env=bench.environment(),
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run
    text = (bench.folder / "r.jsonl").read_text()
    assert f'"returned":[{SECONDS},{SECONDS},{SECONDS}]' in text and text.count('"id"') == 1
    assert f"was recorded with --freeze-time {TIME}, not with --freeze-random 3" in run.stdout, run
    assert "now: write a time of UTC" in run.stdout, run


def test_a_recording_has_one_freeze(bench):
    script = "import mod\nmod.f(1)\n"
    module = "def f(n):\n    return n\n"
    assert bench.script(module, script, options=FREEZE[:2]).code == 0
    for options, words in [((), "not with no --freeze-time or --freeze-random: give another --out"),
                           (FREEZE, f"not with --freeze-time {TIME} --freeze-random 7:")]:
        run = bench.script(module, script, options=options)
        assert run.code == 2 and f"was recorded with --freeze-time {TIME}, " in run.err, run
        assert words in run.err and len(run.traces) == 1, run
    assert bench.script(module, script, options=FREEZE[:2]).code == 0


@pytest.mark.parametrize("option, value", [
    ("--freeze-time", "yesterday"), ("--freeze-time", "2026-01-02"),
    ("--freeze-time", "2026-02-30T00:00:00Z"), ("--freeze-time", "1969-12-31T23:59:59Z"),
    ("--freeze-time", "2200-01-01T00:00:00Z"), ("--freeze-time", "2026-01-02T03:04:60Z"),
    ("--freeze-time", "2026-01-02T03:04:05.1234567Z"), ("--freeze-random", "-1"),
    ("--freeze-random", "4294967296"), ("--freeze-random", "0x1"), ("--freeze-random", ""),
])
def test_what_cannot_be_frozen_is_named(bench, option, value):
    run = bench.script("def f(n):\n    return n\n", "", options=(option, value))
    assert run.code == 2 and option in run.err and not run.lines, run


def test_moments():
    assert nanoseconds_of("1970-01-01T00:00:00Z") == 0
    assert nanoseconds_of("2024-02-29T12:00:00.000001Z") == 1709208000000001000
    assert nanoseconds_of("2199-12-31T23:59:59Z") == 7258118399 * 10**9
    with pytest.raises(CannotFreeze):
        Freeze.of({"random": "7"})


def test_calls_of_two_originals_are_frozen_apart():
    one, two = Freeze(None, 1), Freeze("2026-01-02T03:04:05Z", 2)
    import random
    random.seed(1)
    expected = [random.random() for _ in range(2)]
    random.seed(9)
    state = random.getstate()
    outer, seen = one.call(), []
    outer.enter()
    seen.append(random.random())
    inner = two.call()
    inner.enter()
    assert time.time() == 1767323045 and one.call() is not outer
    random.random()
    inner.leave()
    seen.append(random.random())
    assert one.call() is outer and time.time() != 1767323045
    outer.leave()
    assert seen == expected and random.getstate() == state
