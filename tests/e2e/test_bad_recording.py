"""Bad recordings: each mistake has its exit code, its line, and a message that says what to do."""

import json
import re

import pytest
from bad_input import DRIVE, PORT, gate, refused, shop, template  # noqa: F401 (fixtures)

RECORDED = "corpus/recorded.jsonl"


def lines_of(shop):
    return (shop.folder / RECORDED).read_text().splitlines(keepends=True)


def rewrite(shop, lines):
    (shop.folder / RECORDED).write_text("".join(lines))


TRACE = 4  # a line of the recording that holds a trace, counted from 0


def cut_off(lines):
    lines[-1] = lines[-1][:-9]


def cut_within_a_trace(lines):
    del lines[TRACE + 1:]
    lines[TRACE] = lines[TRACE][:-12]


def not_json(lines):
    lines[TRACE] = '{"id":"8e8d48dd9011b48d","args":[[}\n'


def binary(lines):
    lines[TRACE] = "\x00\x01\x02\x7f\n"


def other_version(lines):
    lines[0] = lines[0].replace('"format":1', '"format":2')


def no_header(lines):
    del lines[0]


def other_function(lines):
    lines[0] = lines[0].replace('"function":"shop:total"', '"function":"shop:other"')


def edited_argument(lines):
    lines[TRACE] = lines[TRACE].replace('"args":[[', '"args":[[77,')


def edited_result(lines):
    lines[TRACE] = re.sub(r'"returned":\d+', '"returned":{"itn":"5"}', lines[TRACE])


def edited_id(lines):
    lines[TRACE] = re.sub(r'"id":"\w+"', '"id":"0000000000000000"', lines[TRACE])


def no_outcome(lines):
    lines[TRACE] = re.sub(r',"returned":\d+', "", lines[TRACE])


def unknown_member(lines):
    lines[TRACE] = lines[TRACE].replace('"kwargs"', '"kwarg"')


def note_within(lines):
    lines.insert(TRACE, '{"liness":{}}\n')


def header_again(lines):
    lines.insert(TRACE, lines[0])


def array_line(lines):
    lines[TRACE] = "[1, 2]\n"


def blank_line(lines):
    lines.insert(TRACE, "\n")


def too_deep(lines):
    lines[TRACE] = '{"id":"8e8d48dd9011b48d","args":[' + "[" * 5000 + "]" * 5000 + "]}\n"


RECORDINGS = {
    "truncated": (cut_off, None, "record into the file again"),
    "truncated within a trace": (cut_within_a_trace, TRACE, "record into the file again"),
    "not JSON": (not_json, TRACE, "delete the line"),
    "binary": (binary, TRACE, "delete the line"),
    "wrong version": (other_version, 0, "format"),
    "no header": (no_header, 0, "header"),
    "wrong function": (other_function, 0, "is a recording of shop:other, not of shop:total"),
    "edited argument": (edited_argument, TRACE, "delete the line"),
    "edited result": (edited_result, TRACE, "itn"),
    "edited id": (edited_id, TRACE, "delete the line"),
    "no outcome": (no_outcome, TRACE, "delete the line"),
    "unknown member": (unknown_member, TRACE, "kwarg"),
    "unknown note": (note_within, TRACE, "liness"),
    "header again": (header_again, TRACE, "portproof"),
    "array": (array_line, TRACE, "delete the line"),
    "blank line": (blank_line, TRACE, "delete the line"),
    "too deep": (too_deep, TRACE, "delete the line"),
}


@pytest.mark.parametrize("name", RECORDINGS)
@pytest.mark.parametrize("command", ["gate", "mine"])
def test_bad_recording(shop, name, command):
    change, line, text = RECORDINGS[name]
    lines = lines_of(shop)
    change(lines)
    rewrite(shop, lines)
    if command == "mine":
        if name == "wrong function":
            pytest.skip("mine takes the function from the recording")
        run = shop.portproof("mine", RECORDED, "--out", "new.json")
        assert not (shop.folder / "new.json").exists()
    else:
        run = gate(shop)
    number = len(lines) if line is None else line + 1
    refused(run, 2, f"recorded.jsonl:{number}: ", text)


HEADERS = {"wrong version", "no header", "wrong function", "header again"}
TRACES = 36


@pytest.mark.parametrize("name", RECORDINGS)
def test_keep_going(shop, name):
    """All that can be read is compared, what cannot is named, and the verdict is no pass."""
    change, line, text = RECORDINGS[name]
    lines = lines_of(shop)
    recorded = {each for each in lines if each.startswith('{"id"')}
    change(lines)
    rewrite(shop, lines)
    if name in HEADERS:
        refused(gate(shop, "--keep-going"), 2, f"recorded.jsonl:{line + 1}: ", text)
        return
    number = len(lines) if line is None else line + 1
    for jobs in ("1", "2"):
        run = gate(shop, "--keep-going", "--jobs", jobs)
        refused(run, 3, f"damaged    corpus/recorded.jsonl:{number}: ", text,
                "1 line of the corpus is damaged and was passed over")
        assert run.result["verdict"] == "inconclusive"
        assert run.result["damaged"]["lines"] == 1
        (named,) = run.result["damaged"]["first"]
        assert named.startswith(f"corpus/recorded.jsonl:{number}: ")
        whole = len([each for each in lines if each in recorded])
        assert run.result["counts"]["match"] == sum(run.result["counts"].values()) == whole
    run = shop.portproof("mine", RECORDED, "--out", "new.json", "--keep-going")
    refused(run, 3, f"{RECORDED}:{number}: ", "1 damaged line was passed over")
    assert (shop.folder / "new.json").exists()


def test_keep_going_with_nothing_damaged_is_no_change(shop):
    results = [gate(shop, *options).result for options in ((), ("--keep-going",))]
    for result in results:
        assert result["exit_code"] == 0
        result.pop("timing")
    assert results[0] == results[1]
    run = shop.portproof("mine", RECORDED, "--out", "new.json", "--keep-going")
    assert run.code == 0 and "damaged" not in run.out, run


def test_keep_going_finds_what_diverges_behind_the_damage(shop):
    lines = lines_of(shop)
    for at in range(TRACE, TRACE + 7):
        lines[at] = "damaged\n"
    rewrite(shop, lines)
    broken = shop.build(PORT.replace("/ 100;", "/ 100 + (prices.size() == 11);"), "broken")
    run = shop.gate(broken, "--keep-going")
    refused(run, 1, "7 lines of the corpus are damaged and were passed over", "… and 2 more")
    assert run.result["counts"] == {**run.result["counts"], "match": TRACES - 10, "diverged": 3}
    assert run.result["damaged"]["lines"] == 7 and len(run.result["damaged"]["first"]) == 5
    (finding,) = run.result["findings"]
    assert "--keep-going" in finding["reproduce"]
    alone = shop.gate(broken, "--keep-going", "--only", finding["reproduce"].rsplit(" ", 1)[1])
    assert alone.code == 1, alone
    assert sum(alone.result["counts"].values()) == 1


def test_keep_going_survives_a_crash_beside_the_damage(shop):
    lines = lines_of(shop)
    lines[TRACE] = "damaged\n"
    rewrite(shop, lines)
    broken = shop.build(PORT.replace("long sum", "if (prices.size() == 7) __builtin_trap();\n"
                                     "long sum"), "crashes")
    run = shop.gate(broken, "--keep-going")
    assert run.code == 1, run
    assert run.result["counts"]["match"] == TRACES - 4, run
    assert run.result["counts"]["diverged"] == 3, run


def test_keep_going_by_the_name_of_a_project(shop):
    shop.write("portproof.toml", """
        [function.total]
        original = "shop:total"
        gate = "gate_gate"
        spec = "spec.json"
        corpus = "corpus"
    """)
    lines = lines_of(shop)
    lines[TRACE] = "damaged\n"
    rewrite(shop, lines)
    refused(shop.portproof("replay", "total"), 2, f"recorded.jsonl:{TRACE + 1}: ")
    run = shop.portproof("replay", "total", "--keep-going", "--json", "all.json")
    refused(run, 3, f"recorded.jsonl:{TRACE + 1}: ", "passed over")
    assert json.loads((shop.folder / "all.json").read_text())["damaged"]["lines"] == 1
    refused(shop.portproof("mine", "total", "--keep-going"), 3, "passed over")


def test_compressed_recording_that_is_none(shop):
    shop.write("corpus/more.jsonl.zst", "this is no zstd")
    refused(gate(shop), 2, "more.jsonl.zst:1: ")


def test_empty_file(shop):
    rewrite(shop, [])
    refused(gate(shop), 2, "recorded.jsonl: is empty; record into it again")


def test_folder_without_recordings(shop):
    (shop.folder / "none").mkdir()
    refused(gate(shop, corpus="none"), 2, "none: ", "`portproof record` makes one")


def test_folder_that_is_called_like_a_recording(shop):
    (shop.folder / "corpus/more.jsonl").mkdir()
    refused(gate(shop), 2, "corpus/more.jsonl: is a folder, not a recording")


def test_missing_corpus(shop):
    refused(gate(shop, corpus="nowhere"), 2, "nowhere: no such recording; `portproof record`")


def test_header_alone_compares_nothing(shop):
    rewrite(shop, lines_of(shop)[:1])
    run = gate(shop)
    refused(run, 3, "nothing was compared: there were no calls")
    assert run.result["verdict"] == "inconclusive"
    assert sum(run.result["counts"].values()) == 0
    refused(shop.portproof("mine", RECORDED, "--out", "new.json"), 2, "no trace to mine")


def test_too_few_matches(shop):
    shop.edit_spec(lambda spec: spec.setdefault("gate", {}).update(min_matches=1000))
    run = gate(shop)
    refused(run, 3, "1000")
    assert run.result["verdict"] == "inconclusive"


def test_all_refused(shop):
    """The original raises what nobody listed on every call, and the port answers."""
    shop.write("shop.py", "def total(prices, discount=0):\n    return prices[discount]\n")
    shop.write("drive.py", DRIVE)
    script = """
        import shop
        for n in range(5):
            try:
                shop.total([], n)
            except IndexError:
                pass
    """
    (shop.folder / RECORDED).unlink()
    shop.record("shop:total", script)
    (shop.folder / "spec.json").unlink()
    shop.mine()
    for policy in ("raises", "refuses"):
        def change(spec, policy=policy):
            spec.pop("raises", None)
            if policy == "refuses":
                spec["refuses"] = ["IndexError"]
        shop.edit_spec(change)
        run = gate(shop)
        assert run.result["counts"]["match"] == 0
        refused(run, 3)
