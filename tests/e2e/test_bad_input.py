"""Bad specs, ports and originals: each has its exit code, and a message that says what to do."""

import pytest
from bad_input import gate, refused, shop, template  # noqa: F401 (fixtures)

# --- specs

def test_spec_is_not_json(shop):
    shop.write("spec.json", '{\n  "function": "shop:total",\n  "parameters": [,]\n}\n')
    refused(gate(shop), 2, "spec.json: not JSON: at line 3")


def test_spec_is_empty(shop):
    shop.write("spec.json", "")
    refused(gate(shop), 2, "spec.json")


SPECS = {
    "unknown field": (lambda spec: spec.update(compair={}), "compair", "did you mean compare?"),
    "unknown field of a parameter": (
        lambda spec: spec["parameters"][1].update(domian=["int"]), "domian",
        "did you mean domain?"),
    "unknown field of the gate": (
        lambda spec: spec.update(gate={"min_match": 3}), "min_match", "did you mean min_matches?"),
    "wrong type": (lambda spec: spec.update(parameters=3), "parameters"),
    "wrong type of a limit": (lambda spec: spec.update(gate={"min_matches": "3"}), "min_matches"),
    "no function": (lambda spec: spec.pop("function"), "function"),
    "a clause of no parameter": (
        lambda spec: spec["parameters"][1]["clauses"].append(
            {"clause": "discuont <= 3", "by": "confirmed"}), "discuont", "did you mean discount?"),
    "a clause that is none": (
        lambda spec: spec["parameters"][1]["clauses"].append(
            {"clause": "discount <=> 3", "by": "confirmed"}), "discount <=> 3"),
    "an unknown kind": (
        lambda spec: spec["parameters"][1].update(domain=["itn"]), "itn"),
    "a waiver without a reason": (
        lambda spec: spec.update(waivers=[{"when": {"divergence": {"kind": "value"}},
                                           "expires": "2099-01-01"}]), "reason"),
    "a waiver until no day": (
        lambda spec: spec.update(waivers=[{"when": {"divergence": {"kind": "value"}},
                                           "reason": "x", "expires": "soon"}]), "expires"),
    "another function": (lambda spec: spec.update(function="shop:other"), "shop:other"),
}


@pytest.mark.parametrize("name", SPECS)
def test_bad_spec(shop, name):
    change, *texts = SPECS[name]
    shop.edit_spec(change)
    refused(gate(shop), 2, *(["spec.json"] if name != "another function" else []), *texts)
    if name != "another function":
        refused(shop.portproof("show", "spec.json"), 2, "spec.json", *texts)


def test_missing_spec(shop):
    refused(gate(shop, spec="nowhere.json"), 2, "nowhere.json", "portproof mine")


def test_spec_is_a_folder(shop):
    refused(gate(shop, spec="corpus"), 2, "corpus: is a folder, not a file")


def test_spec_of_another_function(shop):
    said = refused(gate(shop, spec="other.json", corpus="other"), 2, "shop:other")
    assert "shop:total" in said  # what the gate does hold


# --- ports and originals

def check(shop, *arguments, **kwargs):
    return shop.portproof("replay", "--spec", "spec.json", "--corpus", "corpus", *arguments,
                          **kwargs)


def test_no_port(shop):
    refused(check(shop), 2, "--port python:MODULE:NAME")


@pytest.mark.parametrize(("port", "texts"), [
    ("nonsense", ["nonsense", "python:MODULE:NAME"]),
    ("python:shop", ["python:shop", "python:MODULE:NAME"]),
    ("python:shop:", ["python:MODULE:NAME"]),
    ("python::total", ["python:MODULE:NAME"]),
    ("python:", ["python:MODULE:NAME"]),
    ("python:nowhere:total", ["nowhere", "No module named"]),
    ("python:broken:total", ["broken.py", "ZeroDivisionError"]),
    ("python:shop:totle", ["totle", "did you mean total?"]),
    ("python:shop:__name__", ["__name__"]),
])
def test_bad_python_port(shop, port, texts):
    shop.write("broken.py", "def f():\n    return 1 / 0\nf()\n")
    said = refused(check(shop, "--port", port, "--pythonpath", shop.folder), 2, *texts)
    assert len(said.splitlines()) < 15, said


def test_the_original_does_not_import(shop):
    shop.write("shop.py", "import nowhere_at_all\n")
    said = refused(gate(shop, "--live", "--pythonpath", shop.folder), 2, "nowhere_at_all")
    assert len(said.splitlines()) < 15, said


def test_the_original_is_not_found(shop):
    (shop.folder / "shop.py").unlink()
    refused(gate(shop, "--live"), 2, "No module named 'shop'", "--pythonpath")


def test_the_original_has_lost_the_function(shop):
    shop.write("shop.py", "def totals(prices, discount=0):\n    return 1\n")
    refused(gate(shop, "--live", "--pythonpath", shop.folder), 2, "total", "did you mean totals?")


def test_no_interpreter(shop):
    refused(gate(shop, "--live", "--python", "/nowhere/python3"), 2, "/nowhere/python3")
