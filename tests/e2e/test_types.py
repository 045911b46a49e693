"""Ports whose types are awkward: one PORTPROOF_PORT line each, gated against awkward.py."""

import shutil

import pytest
from workshop import ROOT, Workshop

HERE = ROOT / "tests/e2e"
SMALL = range(-10, 10)


class Bench(Workshop):
    """A workshop with one gate of all ports; each function is recorded and mined by itself."""

    gate_file = None
    checks = 0

    def check(self, name, *calls, change=None, gate=None):
        """Records `calls` (argument texts) of awkward:NAME, mines, gates."""
        lines = ["import awkward, datetime", "from awkward import Color, Item"]
        for call in calls:
            lines += ["try:", f"    awkward.{name}({call})", "except Exception:", "    pass"]
        Bench.checks += 1
        corpus, spec = f"corpus{Bench.checks}", f"spec{Bench.checks}.json"
        self.record(f"awkward:{name}", "\n".join(lines), f"{corpus}/recorded.jsonl")
        self.mine(corpus, spec)
        if change:
            self.edit_spec(change, spec)
        return self.gate(gate or self.gate_file, spec=spec, corpus=corpus)

    def passes(self, name, *calls, **kwargs):
        run = self.check(name, *calls, **kwargs)
        assert run.code == 0, run
        counts = run.result["counts"]
        assert counts["match"] == sum(counts.values()) > 0, run
        return run

    def diverges(self, name, *calls):
        run = self.check(name, *calls)
        assert run.code == 1, run
        assert run.result["verdict"] == "diverged", run
        return run


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    made = Bench(tmp_path_factory.mktemp("types"))
    shutil.copy(HERE / "awkward.py", made.folder)
    made.gate_file = made.build((HERE / "awkward.cc").read_text(), "awkward")
    return made


LISTS = [str([(i * 7 + j * 5) % 11 - 3 for j in range(i)]) for i in range(12)]


def test_void_port_sorts_its_argument_in_place(bench):
    bench.passes("sort_in_place", *LISTS)


def test_void_port_answers_through_its_argument(bench):
    bench.passes("sort_and_return", *LISTS)


def test_raw_array_and_its_length(bench):
    bench.passes("sum_first", *[f"{xs}, {i}" for i, xs in enumerate(LISTS)])
    bench.passes("sum_all", *LISTS)


def test_c_string(bench):
    bench.passes("letters", *[repr("aé€" * i) for i in range(12)])


def test_c_string_cannot_hold_nul(bench):
    run = bench.check("letters", *[repr("a" * i) for i in range(12)], "'a\\0b'")
    assert run.code == 1, run
    assert run.result["counts"]["match"] == 0, run
    assert "const char* holds no str with NUL, which was recorded" in run.out


WORDS = [repr(" ".join("pear apple fig"[i % 5:] for _ in range(i))) for i in range(14)]


def test_maps(bench):
    run = bench.passes("count_words", *WORDS)
    assert "the order of dicts is not compared" in run.out, run
    bench.passes("count_chars", *WORDS)
    bench.passes("total_of", *[str({"k" * j: j for j in range(i)}) for i in range(12)])
    run = bench.passes("rename", *[str({"k" * j: j for j in range(i)}) for i in range(12)])
    assert "the order of dicts is not compared" in run.out, run


def test_nested_vectors(bench):
    bench.passes("transpose", *[str([[j + 0.5 * k for k in range(3)] for j in range(i)])
                                for i in range(12)])


def test_optional(bench):
    bench.passes("first_word", "''", "'  '", *WORDS)


def test_tuple(bench):
    bench.passes("label", *[f"({i}, 'x{i}')" for i in range(12)])


THINGS = ["None", "True", "1", "2**40", "1.5", "'x'", "[]", "[1, [2.5, None]]", "{'a': [1]}",
          "{}", "-7", "'é'"]


def test_any(bench):
    run = bench.passes("anything", *THINGS)
    assert "the order of dicts is not compared" in run.out, run
    bench.passes("many_things", *[f"[{', '.join(THINGS[:i])}]" for i in range(12)])


def test_char(bench):
    bench.passes("next_char", *[repr(c) for c in "abcdefghijklm"])
    run = bench.check("next_char", *[repr(c) for c in "abcdefghijklmé"])
    assert run.code == 1, run
    assert "char holds no str beyond ASCII, which was recorded" in run.out


def test_minus_one_is_not_none(bench):
    run = bench.diverges("find", *[f"[3, 1, 2], {x}" for x in range(12)])
    assert "None" in run.out and "-1" in run.out
    finding = run.result["findings"][0]
    assert (finding["expected"], finding["observed"], finding["kind"]) == ("None", "-1", "type")


def test_small_ints_fit_as_an_assumption(bench):
    run = bench.passes("double_it", *map(str, SMALL))
    assert "n: ints fit int32_t (recorded: -10 to 9)" in run.out


def test_an_int_that_does_not_fit_blocks_before_anything_runs(bench):
    run = bench.check("double_it", *map(str, SMALL), "2**40")
    assert run.code == 1, run
    assert "argument 1 (n): 2**40 does not fit int32_t" in run.out
    assert sum(run.result["counts"].values()) == 0
    assert "unsupported: " in run.out and "nothing was run" in run.out
    run = bench.check("double_it", *map(str, SMALL), "-2**70")
    assert run.code == 1, run
    assert "does not fit int32_t" in run.out


def test_overload_by_cast(bench):
    bench.passes("overloaded", *[f"{i}.5" for i in range(12)])


def test_keywords_and_defaults(bench):
    bench.passes("clamp", *map(str, SMALL), "x=3", "5, high=4", "high=4, low=-1, x=-7")
    run = bench.passes("greet", *[f"'a{i}'" for i in range(9)], "greeting='Hi', name='b'",
                       "'c', 'Hey'")
    assert "always at its default" not in run.out or "rest" in run.out
    run = bench.check("greet", *[f"'a{i}'" for i in range(12)], "'c', 'Hey', 1", "'d', e=1")
    assert run.code == 1, run
    assert "the port does not take it" in run.out


TAKES = [f"{stock}, {n}" for stock in (0, 5, 9) for n in (-1, 0, 5, 6, 12)]


def test_exceptions_are_mapped(bench):
    run = bench.passes("take", *TAKES)
    assert "awkward::OutOfStock -> awkward:OutOfStock" in run.out, run


def small_gate(bench, name, *lines):
    text = '#include <portproof/port.h>\n#include <stdexcept>\n#include <string>\n'
    return bench.build(text + "\n".join(lines) + "\n", name)


TAKE = """
int take(int stock, int n) {
  if (n < 0) throw std::invalid_argument("negative");
  if (n > stock) throw std::logic_error("only " + std::to_string(stock));
  return stock - n;
}
"""


def test_unmapped_and_base_exceptions(bench):
    gate = small_gate(
        bench, "mappings", TAKE, 'PORTPROOF_PORT("awkward:take", take);',
        'PORTPROOF_PORT("awkward:double_it", [](int n) { return 2 * n; })'
        '.raises<std::exception>("ValueError");',
        'PORTPROOF_PORT("awkward:label", [](int, int) { return 1; });',
        'PORTPROOF_PORT("awkward:clamp", [] { return 1; });',
        'PORTPROOF_PORT("awkward:find", [](int) { return 1; });',
        'PORTPROOF_PORT("awkward:find", [](int) { return 2; });')
    run = bench.check("take", *TAKES, gate=gate)
    assert run.code == 1, run
    assert "C++:std::logic_error" in run.out and "OutOfStock" in run.out

    run = bench.check("double_it", *map(str, SMALL), gate=gate)
    assert run.code == 2, run
    assert "base_exceptions_mapped" in run.err
    run = bench.check("double_it", *map(str, SMALL), gate=gate,
                      change=lambda spec: spec.update(base_exceptions_mapped=True))
    assert run.code == 0, run
    assert "std::exception -> ValueError" in run.out

    run = bench.check("label", "(1, 'x')", gate=gate)
    assert run.code == 2, run
    assert "the port takes 2 parameters, but awkward:label has 1 (pair)" in run.err
    run = bench.check("clamp", "1", gate=gate)
    assert run.code == 2, run
    assert "the port takes 0 parameters, but awkward:clamp also needs x" in run.err
    run = bench.check("find", "[1], 1", gate=gate)
    assert run.code == 2, run
    assert "awkward:find is registered twice" in run.err


def test_struct_for_a_dataclass(bench):
    bench.passes("discounted", *[f"Item('i{i}', {100 * i}), {5 * i}" for i in range(12)])
    bench.passes("raise_price", *[f"Item('i{i}', {i})" for i in range(12)])
    bench.passes("reprice", *[str([f"Item('i{j}', {j})" for j in range(i)]).replace('"', "")
                              for i in range(12)])


def test_struct_for_a_named_tuple(bench):
    bench.passes("mirrored", *[f"awkward.Point({i}, {2 * i})" for i in range(12)])


def test_enum(bench):
    few = {"change": lambda spec: spec.setdefault("gate", {}).update(min_matches=2)}
    bench.passes("other_color", "Color.RED", "Color.GREEN", **few)
    bench.passes("colors", "True", "False", **few)


def test_chrono(bench):
    bench.passes("day_after", *[f"datetime.datetime(2024, 2, {i + 19}, {i}, 59, 59, {i} * 1000), "
                                f"datetime.timedelta({i - 5}, {i}, {i} * 7)" for i in range(10)])
    bench.passes("next_day", *[f"datetime.date(2024, {i + 1}, 28)" for i in range(12)])


def test_sets(bench):
    bench.passes("unique", *LISTS)
    bench.passes("frozen", *LISTS)


def test_kinds_that_one_type_stands_for_compare_alike(bench):
    both = [f"{xs}, {i % 3 == 0}" for i, xs in enumerate(LISTS)]
    run = bench.passes("either_set", *both)
    assert "set and frozenset compare alike" in run.out, run
    run = bench.passes("either_list", *both)
    assert "list and tuple compare alike" in run.out, run
    run = bench.passes("either_bytes", *[f"bytes([{i}]), {i % 3 == 0}" for i in range(12)])
    assert "bytes and bytearray compare alike" in run.out, run


def test_bytes(bench):
    bench.passes("flip", *[f"bytes({[i, 255 - i, 0]})" for i in range(12)])
    bench.passes("scale", *[f"bytearray({[i, 255 - i, 0]})" for i in range(12)])


def test_what_changes_in_an_argument_is_compared(bench):
    bench.passes("shift", *[str([(j, "x") for j in range(i)]) for i in range(12)])
    bench.passes("halve_all", *[str([j, 0.25]) for j in range(12)])
    run = bench.diverges("nothing", *LISTS)
    assert "args[0]" in run.out, run


def test_options_that_name_no_parameter(bench):
    gate = small_gate(
        bench, "options",
        'PORTPROOF_PORT("awkward:sort_in_place", [](std::vector<int>&) {}).returns_argument(1);',
        'PORTPROOF_PORT("awkward:sum_all", [](int*, int) { return 1; }).length_of(2, 0);')
    run = bench.check("sort_in_place", *LISTS, gate=gate)
    assert run.code == 2, run
    assert ".returns_argument(1), but the port takes 1 parameters" in run.err
    run = bench.check("sum_all", *LISTS, gate=gate)
    assert run.code == 2, run
    assert ".length_of(2, 0)" in run.err


def test_a_small_type_is_named_where_it_stands(bench):
    run = bench.check("by_key", *LISTS, "[2**33]")
    assert run.code == 1, run
    assert "argument 1 (rows[*]): 2**33 does not fit int32_t" in run.out
