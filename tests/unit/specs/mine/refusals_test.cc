// Preconditions that explain refusals: what separates refused calls from accepted ones.
#include "specs/mine/refusals.h"

#include <catch2/catch.hpp>
#include <deque>

#include "specs/codec.h"
#include "specs/spec_json.h"

using namespace portproof;

namespace {

/// What is proposed of calls f(a, b), told as JSON of the arguments.
class Calls {
 public:
  explicit Calls(const std::string& clauses = "")
      : spec_(parse_spec(R"({"function": "m:f", "parameters": [{"name": "a", "domain": ["list"]},
                             {"name": "b", "domain": ["int"]}], "relations": [)" +
                         clauses + "]}")),
        miner_(spec_) {}

  void accepted(const std::string& a, const std::string& b) { miner_.accepted(views(a, b)); }
  void refused(const std::string& a, const std::string& b, const char* type = "IndexError") {
    miner_.refused(type, views(a, b));
  }
  std::vector<std::string> proposed() const {
    std::vector<std::string> texts;
    for (const ProposedClause& each : miner_.finish()) {
      texts.push_back(each.exception + ": " + each.clause);
    }
    return texts;
  }

 private:
  std::vector<ValueView> views(const std::string& a, const std::string& b) {
    values_.push_back(JsonReader().read_value(a));
    values_.push_back(JsonReader().read_value(b));
    return {values_[values_.size() - 2].view(), values_.back().view()};
  }

  Spec spec_;
  RefusalMiner miner_;
  std::deque<Value> values_;
};

std::string list_of(int size) {
  std::string text = "[";
  for (int i = 0; i < size; ++i) text += i == 0 ? "1" : ",1";
  return text + "]";
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a length that bounds a count explains refusals", "[refusals]") {
  Calls calls;
  for (int size = 0; size < 10; ++size) {
    for (int n = -2; n < 14; ++n) {
      if (n <= size) {
        calls.accepted(list_of(size), std::to_string(n));
      } else {
        calls.refused(list_of(size), std::to_string(n));
      }
    }
  }
  CHECK(calls.proposed() == Texts{"IndexError: b <= len(a)"});
}

TEST_CASE("emptiness and bounds explain refusals, each exception by its own", "[refusals]") {
  Calls calls;
  for (int n = 0; n < 30; ++n) {
    calls.accepted(list_of(1 + n % 4), std::to_string(n));
    calls.refused("[]", std::to_string(n), "IndexError");
    calls.refused(list_of(1 + n % 4), std::to_string(-1 - n), "ValueError");
  }
  CHECK(calls.proposed() == Texts{"IndexError: nonempty(a)", "ValueError: b >= 0"});
}

TEST_CASE("nothing is proposed where no clause separates them, or there is too little to see",
          "[refusals]") {
  Calls mixed, few;
  for (int n = 0; n < 30; ++n) {
    mixed.accepted(list_of(n % 5), std::to_string(n));
    if (n % 3 == 0) mixed.refused(list_of(n % 5), std::to_string(n));
    few.accepted(list_of(3), std::to_string(n));
  }
  for (int n = 0; n < 4; ++n) few.refused("[]", "1");
  CHECK(mixed.proposed().empty());
  CHECK(few.proposed().empty());
}

TEST_CASE("what the spec has already is not proposed again", "[refusals]") {
  Calls calls(R"json({"clause": "nonempty(a)", "by": "mined"})json");
  for (int n = 0; n < 30; ++n) {
    calls.accepted(list_of(1 + n % 4), std::to_string(n));
    calls.refused("[]", std::to_string(n));
  }
  CHECK(calls.proposed() == Texts{"IndexError: len(a) >= 1"});
}
