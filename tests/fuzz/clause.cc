// Fuzzes clauses: the canonical text stays itself, and any clause can be asked of any values.
#include <string>
#include <vector>

#include "specs/codec.h"
#include "specs/domain/clause.h"
#include "tests/fuzz/promise.h"

using namespace portproof;

namespace {

/// One value of each form that a clause treats in its own way.
const std::vector<Value>& values() {
  static const std::vector<Value> made = [] {
    std::vector<Value> list;
    JsonReader reader;
    for (const char* json :
         {"null", "true", "-9223372036854775808", "1.5", "-0.0", R"({"float":"nan"})",
          R"({"int":"-0x1ffffffffffffffffffff"})", R"("text")", R"({"str":"a\\ud800"})",
          R"({"bytes":"AGE="})", "[1,2.5,\"a\",[3,4]]", R"({"tuple":[{"set":[]},[]]})",
          R"({"dict":[[1,[2]],["k",null]]})", R"({"record":["m:T",{"x":1,"y":[2]}]})"}) {
      list.push_back(reader.read_value(json));
    }
    return list;
  }();
  return made;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text;
  try {
    text = Clause::parse(fuzzing::text_of(data, size)).text();
  } catch (const ClauseError&) {
    return 0;
  }
  Clause clause = Clause::parse(text);  // the canonical text is a clause
  fuzzing::promise_equal(clause.text(), text, "the canonical text stays itself");
  clause.bind(clause.parameters());
  const std::size_t count = clause.parameters().size();
  for (std::size_t first = 0; first < values().size(); ++first) {
    std::vector<ValueView> arguments;
    for (std::size_t i = 0; i < count; ++i) {
      arguments.push_back(values()[(first + i * 5) % values().size()]);
    }
    const bool bound = clause.holds(arguments);
    const bool named = clause.holds([&](std::string_view name) -> ValueView {
      for (std::size_t i = 0; i < count; ++i) {
        if (clause.parameters()[i] == name) return arguments[i];
      }
      return {};
    });
    fuzzing::promise(bound == named, "both ways of asking give one answer");
  }
  return 0;
}
