// Spec JSON: what is read, what is refused and how, and that nothing is lost on the way.
#include "specs/spec_json.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "specs/codec.h"
#include "specs/domain/same.h"

using namespace portproof;

namespace {

constexpr const char* kWhole = R"({
  "$schema": "spec.schema.json",
  "function": "shop.pricing:quote",
  "block": ["_pricing"],
  "freeze": {"time": "2026-01-02T03:04:05.5Z", "random": 7},
  "parameters": [
    {
      "name": "items",
      "passing": "positional_only",
      "domain": [{"list": [{"record": ["shop:Item", {"price": ["float"],
       "tags": [{"set": ["str"]}]}]}]}, "None"],
      "seen": {"count": 12, "traces": 10, "kinds": {"list": 12}, "length": [0, 40],
               "parts": {"[*]": {"count": 80, "kinds": {"record": 80},
                         "parts": {".price": {"count": 80, "kinds": {"float": 80},
                          "least": -0.0, "greatest": 1e+300, "special": ["nan", "-0.0"]}}}}},
      "clauses": [
        {"clause": "len(items)<=640", "by": "mined", "evidence": {"traces": 10,
         "note": "longest seen 40"}},
        {"clause": "items[*].price >= 0", "reason": "prices are never negative"}
      ]
    },
    {"name": "mode", "passing": "keyword_only", "default": {"tuple": [1,
     {"int": "0x10000000000000000"}]},
     "domain": ["str", {"tuple": [["int"], ["float", "None"]]}, {"tuple_of": ["int"]},
      {"dict": [["str"], []]}, "dict",
                {"enum": "m:Color"}, {"extension": "decimal"}, {"opaque": "m:T"},
                 {"frozenset": []}, "tuple", "bytes"],
     "seen": {"count": 3, "kinds": {"str": 3}, "length": [1, 9], "classes": ["lower",
      "surrogate"],
              "alphabet": {"str": "ab\\ud800"}, "prefix": "ab", "values": ["x", null, 3]}}
  ],
  "relations": [{"clause": "mode in items", "by": "mined", "evidence": {"traces": 4,
   "thin": true, "note": "p = 0.002"}}],
  "returns": {"domain": ["float"], "seen": {"count": 9, "kinds": {"float": 9}}},
  "raises": [{"type": "ValueError", "by": "mined", "evidence": {"traces": 2, "thin": true},
   "example": "bad \" mode"},
             {"type": "shop:NoStock"}],
  "refuses": ["IndexError"],
  "mutates": ["items"],
  "record_types": ["shop:Item"],
  "base_exceptions_mapped": true,
  "deterministic": "disagreed in 3 calls",
  "noise": [{"factor": "hash order", "traces": 2, "ids": ["0011223344556677", "8899aabbccddeeff"],
   "example": "quote(['a'…"}],
  "compare": {"float": {"ulps": 4}, "zero_sign": false, "dict_order": "ignore",
   "exceptions": "type+message",
              "paths": [{"path": "[*].score", "float": {"rel": 1e-9, "abs": 1e-12},
               "reason": "summed in another order"},
                        {"path": "['a']", "float": "exact"},
                        {"path": ".ids", "unordered": true, "ignore": false,
                         "reason": "a set in disguise"}],
              "relation": "checks:close", "reason": "another libm"},
  "waivers": [{"when": {"parameters": {"mode": "len(mode) > 9", "items": ""},
   "divergence": {"kind": "value", "path": "[*].score"}},
               "reason": "ticket 12", "expires": "2027-01-31"}],
  "widened": ["abs(items[*].price) <= 1000"],
  "gate": {"stages": ["replay", "props"], "min_matches": 100, "props_cases": 5, "fuzz_runs": 0,
   "max_inconclusive": 0.05,
           "beyond": "block", "assumptions": "confirm", "min_kill": 0.9, "sealed": "all",
            "timeout": 2.5, "reads": ["tables/", "../model.bin"]},
  "evidence": {"traces": 12, "calls": 99, "returned": 10, "unbound": 1,
   "refused": {"IndexError": 1}, "mutated": {"items": 4},
               "unrecorded": {"a generator as argument": 3}, "lines": {"reached": [10, 11],
                "missed": [12]}},
  "properties": [{"idempotent": true}],
  "effects": ["write", "network"],
  "note": "by hand"
})";

std::string error_of(const std::string& text) {
  try {
    parse_spec(text);
  } catch (const SpecError& error) {
    return error.what();
  }
  return "";
}

/// A spec of one parameter `n` and one further member.
std::string with(const std::string& member) {
  return R"({"function": "m:f", "parameters": [{"name": "n"}, {"name": "text"}], )" + member + "}";
}

std::string with_waiver(const std::string& members) {
  return with("\"waivers\": [{" + members + "}]");
}

/// A waiver with the inside of its `when`.
std::string expiring(const std::string& when, const std::string& day) {
  return with_waiver("\"when\": {" + when + "}, \"reason\": \"x\", \"expires\": \"" + day + "\"");
}

void check_errors(std::initializer_list<std::pair<std::string, std::string>> cases) {
  for (const auto& [text, message] : cases) {
    CAPTURE(text.substr(0, 200), message, error_of(text).substr(0, 400));
    CHECK(error_of(text).find(message) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("a whole spec is read", "[spec]") {
  const Spec spec = parse_spec(kWhole);
  CHECK(spec.function == "shop.pricing:quote");
  REQUIRE(spec.parameters.size() == 2);
  const Parameter& items = spec.parameters[0];
  CHECK(to_words(items.domain) == "list of shop:Item (price: float, tags: set of str) or None");
  CHECK(items.passing == Passing::positional_only);
  CHECK(items.clauses[0].clause.text() == "len(items) <= 640");
  CHECK(items.clauses[0].by == By::mined);
  CHECK(items.clauses[0].evidence.note == "longest seen 40");
  CHECK(items.clauses[1].by == By::confirmed);
  CHECK(items.seen.part("[*]")->part(".price")->negative_zero);
  CHECK(items.seen.part("[*]")->traces == 80);
  CHECK(spec.parameters[1].default_value.view()[1].is(Kind::big_integer));
  CHECK(spec.parameters[1].seen.alphabet == "ab\xed\xa0\x80");
  CHECK(spec.raises[0].example == "bad \" mode");
  CHECK(spec.raises[1].by == By::confirmed);
  CHECK(spec.freeze == Freeze{"2026-01-02T03:04:05.5Z", 7});
  REQUIRE(spec.noise.size() == 1);
  CHECK(spec.noise[0].factor == "hash order");
  CHECK(spec.noise[0].ids.back() == "8899aabbccddeeff");
  CHECK(spec.compare.floats.ulps == 4);
  CHECK_FALSE(spec.compare.floats.zero_sign);
  CHECK_FALSE(spec.compare.dict_order);
  CHECK(spec.compare.exceptions == ExceptionPolicy::type_and_message);
  CHECK(spec.compare.paths[0].floats->rel == 1e-9);
  CHECK(spec.compare.paths[1].floats->mode == FloatPolicy::Mode::exact);
  CHECK(spec.compare.paths[2].unordered);
  CHECK(spec.waivers[0].conditions.size() == 1);
  CHECK(spec.waivers[0].parameters.size() == 2);
  CHECK(spec.gate.max_inconclusive == 0.05);
  CHECK(spec.gate.beyond_blocks);
  CHECK(spec.evidence.lines_missed == std::vector<int>{12});
}

TEST_CASE("reading what was written loses nothing", "[spec]") {
  const Spec spec = parse_spec(kWhole);
  const std::string written = write_spec(spec);
  CHECK(write_spec(parse_spec(written)) == written);
  // Nothing but what is implied may be missing from what people wrote.
  auto before = nlohmann::json::parse(kWhole), after = nlohmann::json::parse(written);
  before["parameters"][0]["clauses"][0]["clause"] = "len(items) <= 640";
  before["parameters"][0]["clauses"][1]["by"] = "confirmed";
  before["parameters"][1]["clauses"] = nlohmann::json::array();
  before["parameters"][1]["domain"][8] = "frozenset";
  before["raises"][1]["by"] = "confirmed";
  before["compare"]["paths"][2].erase("ignore");
  CHECK(nlohmann::json::diff(before, after).dump() == "[]");
  CHECK(written.find("\n        {\"clause\": \"len(items) <= 640\", \"by\": \"mined\"") !=
        std::string::npos);
}

TEST_CASE("defaults are not written", "[spec]") {
  const std::string written = write_spec(parse_spec(R"({"function": "m:f"})"));
  CHECK(written ==
        "{\n  \"function\": \"m:f\",\n  \"parameters\": [],\n"
        "  \"returns\": {\"domain\": []}\n}\n");
}

TEST_CASE("noise is checked", "[spec]") {
  check_errors({
      {with(R"("noise": [{"ids": []}])"), "$.noise[0]: the field factor is missing"},
      {with(R"("noise": [{"factor": "f", "ids": ["12"]}])"), "'12' is not the id of a trace"},
      {with(R"("noise": [{"factor": "f", "traces": 0, "ids": ["0011223344556677"]}])"),
       "$.noise[0].traces: is less than the ids there are"},
      {with(R"("noise": [{"factor": "f", "ids": [], "trace": 1}])"), "traces"},
  });
}

TEST_CASE("what is wrong is named with its path", "[spec]") {
  check_errors({
      {"", "not JSON: at line 1"},
      {"{", "not JSON: at line 1"},
      {R"({"function": 1e700})", "not JSON: number overflow"},
      {"[]", "$: must be an object, is an array"},
      {"{}", "$: the field function is missing"},
      {R"({"function": "normpath"})", "$.function: must be \"module:QualName\""},
      {R"({"function": "m:f", "function": "m:g"})", "the field \"function\" stands twice"},
      {with(R"("clauses": [])"), "$.clauses: unknown field"},
      {with(R"("relation": [])"), "$.relation: unknown field; did you mean relations?"},
      {R"({"function": "m:f", "parameters": [{"name": "n", "clauzes": []}]})",
       "$.parameters[0].clauzes: unknown field; did you mean clauses?"},
      {R"({"function": "m:f", "parameters": [{}]})", "$.parameters[0]: the field name is missing"},
      {R"({"function": "m:f", "parameters": [{"name": "n"}, {"name": "n"}]})",
       "$.parameters[1]: the parameter 'n' stands twice"},
      {R"({"function": "m:f", "parameters": [{"name": "n", "domain": "int"}]})",
       "$.parameters[0].domain: must be an array of kinds"},
      {R"({"function": "m:f", "parameters": [{"name": "n", "domain": ["integer"]}]})",
       "$.parameters[0].domain[0]: 'integer' is none of: None, bool, int"},
      {R"({"function": "m:f", "parameters": [{"name": "n", "domain": [{"lst": []}]}]})",
       "did you mean list?"},
      {R"({"function": "m:f", "parameters": [{"name": "n", "passing": "keyword"}]})",
       "did you mean keyword_only?"},
      {R"({"function": "m:f", "parameters": [{"name": "n", "default": {"flot": 1}}]})",
       "$.parameters[0].default: is no value of the trace format"},
      {with(R"("relations": [{"clause": "n = 3"}])"),
       "$.relations[0].clause: cannot read the clause 'n = 3': '=' is written '=='"},
      {with(R"("relations": [{"clause": "texd in n"}])"), "did you mean text?"},
      {with(R"("relations": [{"clause": "n <= 3"}, {"clause": "3 >= n"}])"),
       "$.relations[1]: the clause 'n <= 3' stands twice"},
      {with(R"("relations": [{"clause": "n <= 3", "by": "me"}])"), "'me' is none of: mined"},
      {with(R"("mutates": ["m"])"), "$.mutates[0]: there is no parameter 'm'"},
      {with(R"("refuses": ["IndexError", "IndexError"])"), "'IndexError' stands twice"},
      {with(R"("raises": [{"type": ""}])"), "$.raises[0].type: must not be empty"},
  });
}

TEST_CASE("what people write wrongly is named with its path", "[spec]") {
  check_errors({
      {with(R"("compare": {"float": {"ulps": 4}})"), "$.compare: needs a reason"},
      {with(R"("compare": {"zero_sign": false})"), "$.compare: needs a reason"},
      {with(R"("compare": {"dict_order": "ignore", "reason": " "})"), "must not be empty"},
      {with(R"("compare": {"float": {"ulps": -4}, "reason": "x"})"),
       "$.compare.float.ulps: must be a whole number from 0 on"},
      {with(R"("compare": {"float": {"ulps": 4, "rel": 1}, "reason": "x"})"), "ulps stands alone"},
      {with(R"("compare": {"float": {"rel": 2}, "reason": "x"})"), "must lie between 0.0 and 1.0"},
      {with(R"("compare": {"float": {}, "reason": "x"})"), "hold a rel or abs above 0"},
      {with(R"("effects": ["wrte"])"), "$.effects[0]: 'wrte' is none of"},
      {with(R"("effects": ["write", "write"])"), "stands twice"},
      {with(R"("compare": {"float": "exakt"})"), "did you mean exact?"},
      {with(R"("compare": {"paths": [{"path": "[*]", "ignore": true}]})"),
       "$.compare.paths[0]: needs a reason"},
      {with(R"("compare": {"paths": [{"path": "[*]", "reason": "x"}]})"), "says nothing"},
      {with(R"("compare": {"relation": "close", "reason": "x"})"), "must be a Python"},
      {with_waiver(R"("when": {"divergence": {"kind": "value"}}, "expires": "2027-01-31")"),
       "$.waivers[0]: the field reason is missing"},
      {with_waiver(R"("when": {"divergence": {"kind": "value"}}, "reason": "x")"),
       "$.waivers[0]: the field expires is missing"},
      {with_waiver(R"("when": {}, "reason": "x", "expires": "2027-01-31")"),
       "$.waivers[0].when: would waive everything"},
      {expiring(R"("parameters": {"m": ""})", "2027-01-31"),
       "$.waivers[0].when.parameters.m: there is no parameter 'm'"},
      {expiring(R"("divergence": {"kind": "values"})", "2027-01-31"), "did you mean value?"},
      {expiring(R"("divergence": {"kind": "value"})", "2027-02-30"), "'2027-02-30' is no day"},
      {expiring(R"("divergence": {"kind": "value"})", "2027-1-301"), "is no day"},
      {with(R"("gate": {"min_matches": 0})"), "zero matches are never a pass"},
      {with(R"("gate": {"min_matches": 1.5})"), "must be a whole number from 0 on"},
      {with(R"("gate": {"max_inconclusive": 2})"), "must lie between"},
      {with(R"("gate": {"stages": ["reply"]})"), "did you mean replay?"},
      {with(R"("gate": {"beyond": "blok"})"), "did you mean block?"},
      {with(R"("gate": {"reads": [""]})"), "$.gate.reads[0]: must not be empty"},
      {with(R"("freeze": {"time": "2026-01-02"})"), "$.freeze.time: is not a time of UTC"},
      {with(R"("freeze": {"random": 4294967296})"), "$.freeze.random: "},
      {with(R"("freeze": {"randm": 1})"), "did you mean random?"},
      {with(R"("widened": ["abs(n <= 3"])"), "$.widened[0]: cannot read the clause"},
      {with(R"("evidence": {"lines": {"reached": [-1]}})"), "$.evidence.lines.reached[0]: must be"},
      {with("\"note\": " + std::string(300, '[') + std::string(300, ']')), "nests deeper than 200"},
      {std::string(100000, '['), "nests deeper than 200"},
  });
}

TEST_CASE("the schema knows the fields that the reader knows", "[spec]") {
  std::ifstream file(SOURCE_DIR "/specs/spec.schema.json");
  const auto schema = nlohmann::json::parse(file);
  for (const SpecObject& object : spec_objects()) {
    const auto& described =
        object.name == "spec" ? schema : schema.at("$defs").at(std::string(object.name));
    std::set<std::string> known(object.fields.begin(), object.fields.end()), listed;
    for (const auto& [name, field] : described.at("properties").items()) {
      listed.insert(name);
      CHECK((field.contains("description") || field.contains("$ref")));
    }
    CAPTURE(object.name);
    CHECK(known == listed);
    CHECK(described.at("additionalProperties") == false);
  }
}

TEST_CASE("truncated and damaged specs are errors, never crashes", "[spec]") {
  const std::string whole = kWhole;
  REQUIRE(rc::check("damage", [&] {
    std::string text = whole;
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text.erase(at, *rc::gen::inRange<std::size_t>(1, 40));
        break;
      default:
        text[at] = *rc::gen::arbitrary<char>();
        break;
    }
    try {
      const Spec spec = parse_spec(text);
      RC_ASSERT(write_spec(parse_spec(write_spec(spec))) == write_spec(spec));
    } catch (const SpecError&) {
    }
  }));
}
