"""Generated calls: what they find that no recording shows, and what is asked of a person."""

import json

import pytest
from workshop import Workshop

SQUARE = """
    #include <portproof/port.h>
    #include <cstdint>
    std::int64_t square(std::int32_t n) {
      const auto bits = static_cast<std::uint32_t>(n);
      return static_cast<std::int32_t>(bits * bits);
    }
    PORTPROOF_PORT("m:square", square);
"""
LOWER = """
    #include <portproof/port.h>
    #include <string>
    std::string lower(std::string s) {
      for (char& c : s) if (c >= 'A' && c <= 'Z') c += 32;
      return s;
    }
    PORTPROOF_PORT("m:lower", lower);
"""
HALF = """
    #include <portproof/port.h>
    int half(int n) { return n / 2; }
    PORTPROOF_PORT("m:half", half);
"""
MODULE = """
    def square(n):
        return n * n

    def lower(s):
        return s.lower()

    def half(n):
        return n // 2

    def picky(s):
        raise KeyError(s)

    def slow(n):
        while n > 100_000:
            pass
        return n > 5

    def always_slow(n):
        while not 0 <= n < 3:
            pass
        return n

    def upto(n):
        yield from range(n)

    def saves(n):
        if n < 0:
            with open("left.txt", "w") as file:
                file.write(str(n))
        return n > 5
"""


def gated(folder, function, drive, port):
    """A gate of m:FUNCTION, its spec mined from what `drive` calls."""
    workshop = Workshop(folder)
    workshop.write("m.py", MODULE)
    workshop.record(f"m:{function}", drive)
    workshop.mine()
    workshop.build(port)
    return workshop


def props(workshop, *options, **kwargs):
    return workshop.gate(workshop.folder / "gate_gate", "--pythonpath", ".", *options,
                         stage="props", **kwargs)


def above(name):
    return f"""
        #include <portproof/port.h>
        bool {name}(long n) {{ return n > 5; }}
        PORTPROOF_PORT("m:{name}", {name});
    """


@pytest.fixture(scope="module")
def square(tmp_path_factory):
    return gated(tmp_path_factory.mktemp("square"), "square",
                 "import m\nfor i in range(-20, 100):\n    m.square(i)\n", SQUARE)


def test_one_question_with_the_exact_edge(square):
    run = props(square)
    assert run.code == 3, run
    assert run.result["findings"] == [], run
    (question,) = run.result["undecided"]
    assert question["clause"] == "abs(n) <= 1584", run  # sixteen times the largest that was seen
    assert question["example"]["call"] == "square(46341)", run
    assert "they agree up to 46340" in question["example"]["reason"], run


def test_a_confirmed_clause_is_not_asked_again(square):
    text = (square.folder / "spec.json").read_text()
    try:
        told = square.portproof("confirm", "spec.json", "n <= 46340", "n >= -46340")
        assert told.code == 0, told
        run = props(square)
        assert run.result["undecided"] == [] and run.code == 0, run
        assert run.result["counts"]["beyond"] > 0, run
    finally:
        square.write("spec.json", text)


def test_what_is_widened_blocks(square):
    text = (square.folder / "spec.json").read_text()
    try:
        told = square.portproof("widen", "spec.json", "n")
        assert told.code == 0, told
        run = props(square)
        assert run.code == 1, run
        (finding,) = run.result["findings"]
        assert finding["call"] == "square(46341)", run
    finally:
        square.write("spec.json", text)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_same_seed_gives_the_same_report(square, jobs):
    def report(*options):
        result = props(square, "--seed", "7", *options).result
        del result["timing"]
        return json.dumps(result, sort_keys=True)

    assert report("--jobs", jobs) == report()


def test_text_beyond_ascii_is_asked_about(tmp_path):
    lower = gated(tmp_path, "lower", "import m\nfor w in 'Ab cD E Fg'.split() * 9:\n"
                  "    m.lower(w)\nfor i in range(60):\n    m.lower('W%dx' % i)\n", LOWER)
    run = props(lower)
    assert run.code == 3, run
    (question,) = run.result["undecided"]
    assert question["clause"] == "ascii(s)", run
    assert len(question["example"]["call"]) <= len("lower('É')"), run
    lower.record("m:lower", "import m\nm.lower('caf\\xe9')\n")
    lower.mine()
    run = props(lower)
    assert run.code == 1, run
    assert len(run.result["findings"][0]["call"]) <= len("lower('É')"), run


def test_negatives_are_inside_whatever_was_recorded(tmp_path):
    half = gated(tmp_path, "half", "import m\nfor i in range(200):\n    m.half(i)\n", HALF)
    run = props(half)
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["call"] == "half(-1)" and finding["where"] == "inside", run


def test_what_is_found_is_kept_for_the_next_replay(tmp_path):
    half = gated(tmp_path, "half", "import m\nfor i in range(200):\n    m.half(i)\n", HALF)
    assert half.gate(half.folder / "gate_gate").code == 0  # no recorded call shows it
    run = props(half, "--save-regressions")
    assert run.code == 1 and "1 new traces in corpus/regressions.jsonl" in run.err, run
    run = half.gate(half.folder / "gate_gate")
    assert run.code == 1, run
    assert [each["call"] for each in run.result["findings"]] == ["half(-1)"], run
    assert "nothing new" in props(half, "--save-regressions").err


def test_all_small_calls(tmp_path):
    lower = gated(tmp_path, "lower", "import m\nfor i in range(60):\n    m.lower('W%dx' % i)\n",
                  LOWER)
    run = props(lower, "--exhaustive", "6", "--alphabet", "aZ1")
    assert run.code == 0, run
    assert "all 1093 calls up to size 6 over aZ1" in run.out, run
    assert run.result["counts"]["match"] == 1093, run
    run = props(lower, "--exhaustive", "2", "--alphabet", "a\xc9")
    assert run.code == 3 and "lower('É')" in run.out, run
    run = props(lower, "--exhaustive", "40", "--alphabet", "abc")
    assert run.code == 2 and "take a smaller size" in run.err, run


def test_an_original_that_refuses_everything(tmp_path):
    picky = gated(tmp_path, "picky", """
        import m
        for i in range(50):
            try:
                m.picky("k%d" % i)
            except KeyError:
                pass
    """, """
        #include <portproof/port.h>
        #include <stdexcept>
        #include <string>
        std::string picky(std::string) { throw std::out_of_range("no"); }
        PORTPROOF_PORT("m:picky", picky).raises<std::out_of_range>("KeyError");
    """)
    def refuse(spec):
        spec["raises"] = []
        spec["refuses"] = ["KeyError"]

    picky.edit_spec(refuse)
    run = props(picky)
    assert run.code == 3, run
    assert "accepts 0 %" in run.out and "KeyError" in run.out, run


def test_calls_that_take_too_long_get_smaller(tmp_path):
    slow = gated(tmp_path, "slow", "import m\nfor i in range(200):\n    m.slow(i)\n",
                 above("slow"))
    run = props(slow, "--timeout", "0.3")
    assert run.code == 0, run
    assert run.result["counts"]["inconclusive"] > 0, run
    assert "no int beyond" in run.out, run


def test_effects_are_refused_and_leave_nothing(tmp_path):
    saves = gated(tmp_path, "saves", "import m\nfor i in range(200):\n    m.saves(i)\n",
                  above("saves"))
    run = props(saves)
    assert run.code == 0, run
    assert run.result["counts"]["rejected"] > 500, run
    assert not (saves.folder / "left.txt").exists()


def test_an_original_that_is_slow_on_whatever_it_is_asked(tmp_path):
    """It would take hours, and what was tried is no sample any more."""
    drive = "import m\nfor i in range(3):\n    m.always_slow(i)\n"
    slow = gated(tmp_path, "always_slow", drive, """
        #include <portproof/port.h>
        long always_slow(long n) { return n; }
        PORTPROOF_PORT("m:always_slow", always_slow);
    """)
    run = props(slow, "--timeout", "0.05")
    assert run.code == 3, run
    assert "stopped after 40 calls that took the original longer than 0.05 s" in run.out, run


def test_an_answer_that_cannot_be_carried_says_nothing_of_the_port(tmp_path):
    """A generator of more than 100,000 items, of which the port makes a list."""
    upto = gated(tmp_path, "upto", "import m\nfor i in range(40):\n    list(m.upto(i))\n", """
        #include <portproof/port.h>
        #include <vector>
        std::vector<long> upto(long n) {
          std::vector<long> items;
          for (long i = 0; i < n && i < 200'000; ++i) items.push_back(i);
          return items;
        }
        PORTPROOF_PORT("m:upto", upto);
    """)
    run = props(upto)
    reasons = [each["reason"] for each in run.result["reported"]]
    assert any("a generator of more than" in reason for reason in reasons), run
    assert run.result["findings"] == [] and run.result["counts"]["unsupported"] == 0, run


def test_a_port_that_may_read_a_file_is_asked_with_it(tmp_path):
    half = gated(tmp_path, "half", "import m\nfor i in range(200):\n    m.half(i)\n", """
        #include <portproof/port.h>
        #include <cstdlib>
        #include <fstream>
        static const int divisor = [] {
          int read = 0;
          if (!(std::ifstream("divisor.txt") >> read)) std::abort();
          return read;
        }();
        long half(long n) { return n / divisor - (n % divisor < 0 ? 1 : 0); }
        PORTPROOF_PORT("m:half", half);
    """)
    half.write("divisor.txt", "2\n")
    half.edit_spec(lambda spec: spec.update(gate={"reads": ["divisor.txt"]}))
    run = props(half)
    assert run.code == 0, run
    assert any("n >= -9223372036854775808" in line for line in run.result["explored"]), run


@pytest.mark.parametrize("stage, option", [
    ("props", ["--only", "0123"]), ("audit", ["--only", "0123"]),
    ("replay", ["--exhaustive", "2"]), ("audit", ["--alphabet", "ab"])])
def test_options_of_another_stage_are_refused(square, stage, option):
    run = square.gate(square.folder / "gate_gate", *option, stage=stage)
    assert run.code == 2 and f"not for {stage}" in run.err, run
