"""A port that reads files of its project: it says which in the spec, or is told so."""

import os

import pytest
from workshop import Workshop

DRIVE = """
    import m
    for n in range(300):
        m.f(n)
"""
PORT = """
    #include <portproof/port.h>
    #include <fstream>
    #include <string>
    {before}
    int f(int n) {{
      {body}
    }}
    PORTPROOF_PORT("m:f", f);
"""
TABLE = 'std::ifstream file("{path}"); int one = 0; file >> one; return n + one;'
LOADS = """
    static const int one = [] {{
      std::ifstream file("{path}");
      int read = 0;
      file >> read;
      return read;
    }}();
"""
LOOKS_UP = """
    std::ifstream file("{path}");
    std::string line;
    const std::string args = "\\"args\\":[" + std::to_string(n) + "]";
    while (std::getline(file, line)) {{
      const auto at = line.find("\\"returned\\":");
      if (line.find(args) != std::string::npos) return std::stoi(line.substr(at + 11));
    }}
    return 0;
"""


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("reads"))
    workshop.write("m.py", "def f(n):\n    return n + 1\n")
    workshop.write("tables/one.txt", "1\n")
    workshop.write("other/two.txt", "2\n")
    os.symlink(workshop.folder / "corpus" / "recorded.jsonl", workshop.folder / "tables" / "link")
    workshop.record("m:f", DRIVE)
    workshop.mine()
    absolute = workshop.folder / "tables" / "one.txt"
    workshop.build(PORT.format(before="", body=TABLE.format(path=absolute)), "calls")
    workshop.build(PORT.format(before="", body=TABLE.format(path="tables/one.txt")), "relative")
    workshop.build(PORT.format(before=LOADS.format(path=absolute), body="return n + one;"), "loads")
    workshop.build(PORT.format(before="", body="return n + 1;"), "plain")
    return workshop


def check(team, name, reads, *options, **kwargs):
    def change(spec):
        spec.setdefault("gate", {}).pop("reads", None)
        if reads:
            spec["gate"]["reads"] = reads
    team.edit_spec(change)
    return team.gate(team.folder / f"{name}_gate", *options, **kwargs)


@pytest.mark.parametrize("name", ["calls", "relative", "loads"])
def test_without_the_word_the_finding_names_file_and_word(team, name):
    run = check(team, name, [])
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "integrity"
    table = os.path.realpath(team.folder / "tables" / "one.txt")
    assert f"it wants to read {table}" in finding["reason"], finding
    assert '"gate": {"reads": [' in finding["reason"]
    assert "may read" not in run.out and "reads" not in run.result["sealed"]


@pytest.mark.parametrize("name", ["calls", "relative", "loads"])
@pytest.mark.parametrize("reads", ["tables", "tables/", "./tables/one.txt", "tables/../tables"])
def test_with_the_word_it_passes_and_the_verdict_says_so(team, name, reads):
    run = check(team, name, [reads])
    assert run.code == 0, run
    real = os.path.realpath(team.folder / reads)
    assert run.result["sealed"] == {"calls": 300, "missing": "", "reads": [real]}
    assert f"may read   {real}" in run.out


def test_paths_begin_at_the_spec_s_folder(team):
    """What leads out of it is named, never hidden."""
    team.edit_spec(lambda spec: spec.setdefault("gate", {}).update(reads=["../tables"]))
    (team.folder / "specs").mkdir(exist_ok=True)
    (team.folder / "specs" / "spec.json").write_text((team.folder / "spec.json").read_text())
    run = team.gate(team.folder / "calls_gate", spec="specs/spec.json")
    assert run.code == 0, run
    assert f"may read   {os.path.realpath(team.folder / 'tables')}\n" in run.out


def test_absolute_paths(team):
    assert check(team, "calls", [str(team.folder / "tables")]).code == 0


def test_the_word_for_another_folder_helps_nobody(team):
    run = check(team, "calls", ["other"])
    assert run.code == 1, run
    assert "it wants to read " in run.result["findings"][0]["reason"]


@pytest.mark.parametrize("path", ["corpus/recorded.jsonl", "tables/link"])
def test_the_answers_stay_out_of_reach(team, path):
    """Also through a link out of a folder that may be read."""
    body = LOOKS_UP.format(path=team.folder / path)
    team.build(PORT.format(before="", body=body), "looks_up")
    for reads in ([], ["tables", "other"]):
        run = check(team, "looks_up", reads)
        assert run.code == 1, run
        (finding,) = run.result["findings"]
        assert finding["kind"] == "integrity" and finding["observed"] == "0"
        assert "recorded.jsonl, of the corpus: a port must not read that" in finding["reason"]


def test_no_port_leaves_itself_the_answers(team):
    """Where it is not sealed it writes down what the sealed one is to say."""
    notes = team.folder / "tables" / "notes"
    body = LOOKS_UP.replace("return std::stoi(line.substr(at + 11));", """{{
          std::ofstream("{notes}" + std::to_string(n)) << line.substr(at + 11);
          return std::stoi(line.substr(at + 11));
      }}""").replace("return 0;", """
        std::ifstream note("{notes}" + std::to_string(n));
        int answer = 0;
        note >> answer;
        return answer;""").format(path=team.folder / "corpus" / "recorded.jsonl", notes=notes)
    team.build(PORT.format(before="", body=body), "leaves")
    run = check(team, "leaves", ["tables"])
    assert run.code == 1, run
    (finding,) = run.result["findings"]
    assert finding["kind"] == "integrity"
    assert not list(notes.parent.glob("notes*"))
    # Beside a live original nothing keeps it from writing, and what it wrote is seen.
    live = check(team, "leaves", ["tables"], "--live")
    assert live.code == 1, live
    assert "gate.reads) was changed while the port was judged" in live.out, live
    for note in notes.parent.glob("notes*"):
        note.unlink()


REFUSED = {
    "corpus": "is in the corpus",
    "corpus/recorded.jsonl": "is in the corpus",
    "tables/link": "is in the corpus",
    ".": "holds the corpus",
    "/": "holds the corpus",
    "tables/../..": "holds the corpus",
    "spec.json": "is in the spec",
    "nowhere": "is not there",
    "runs": "holds the run directory",
    "runs/1/findings": "is in the run directory",
    "/proc": "is no file and no folder of a project",
    "/dev/null": "is no file and no folder of a project",
}


@pytest.mark.parametrize("reads", REFUSED)
def test_what_no_spec_can_allow(team, reads):
    (team.folder / "runs" / "1" / "findings").mkdir(parents=True, exist_ok=True)
    run = check(team, "plain", ["tables", reads], "--out", "runs/1")
    assert run.code == 2, run
    assert f"spec.json: gate.reads: {reads} " in run.err, run
    assert REFUSED[reads] in run.err, run


def test_the_run_directory_of_a_project_s_check(team):
    team.write("portproof.toml", """
        [function.f]
        original = "m:f"
        gate = "plain_gate"
        spec = "spec.json"
        corpus = "corpus"
    """)
    (team.folder / "runs").mkdir(exist_ok=True)
    check(team, "plain", ["runs"])
    run = team.portproof("replay", "f", "--out", "runs/2")
    assert run.code == 2 and "holds the run directory" in run.err, run
    assert team.portproof("replay", "f", "--out", "elsewhere").code == 0


@pytest.mark.parametrize("reads", ["tables", [3], [""], {"a": 1}])
def test_reads_is_a_list_of_paths(team, reads):
    run = check(team, "plain", reads)
    assert run.code == 2 and "gate.reads" in run.err, run
