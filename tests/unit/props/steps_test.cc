// Tests that the search over smaller calls ends at a local minimum, and soon.
#include "props/steps.h"

// Not self-contained: Operations.h needs Transform.h.
#include <rapidcheck/seq/Transform.h>
#include <rapidcheck/shrinkable/Operations.h>

#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "tests/unit/specs/values.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

struct Found {
  std::string call;
  std::uint64_t tried = 0;
};

Found search(const MadeCall& from, const std::function<bool(ValueView)>& shows) {
  Spec spec;
  spec.parameters.resize(1);
  Found found;
  const auto counted = [&](const OwnedCall& call) {
    ++found.tried;
    return shows(call.args.view()[0]);
  };
  const auto least = rc::shrinkable::findLocalMin(
                         steps_down(own(from.call), spec, std::make_shared<bool>(false)), counted)
                         .first;
  found.call = to_python("m:f", least.view());
  return found;
}

std::string list_of(int length) {
  std::string json = "[[";
  for (int i = 0; i < length; ++i) json += (i == 0 ? "" : ",") + std::to_string(i * 37 % 211);
  return json + "]]";
}

std::int64_t sum(ValueView list) {
  std::int64_t total = 0;
  for (std::uint32_t i = 0; i < list.size(); ++i) total += list[i].integer();
  return total;
}

}  // namespace

TEST_CASE("a failing list of 200 elements comes to its minimum in at most 2,000 calls") {
  const Found length = search(made_call(list_of(200)), [](ValueView v) { return v.size() >= 65; });
  CHECK(length.call.size() == std::string("f([])").size() + 65 * 3 - 2);
  CHECK(length.tried <= 2000);
  const Found total = search(made_call(list_of(200)), [](ValueView v) { return sum(v) > 999; });
  CHECK(total.call.size() <= std::string("f([209, 205, 190, 180, 170, 20, 15, 11])").size() + 5);
  CHECK(total.tried <= 2000);
}

TEST_CASE("what showed once is lost on no way down") {
  const Found found = search(made_call(list_of(200)), [](ValueView list) {
    for (std::uint32_t i = 1; i < list.size(); ++i) {
      if (list[i].integer() < list[i - 1].integer()) return true;
    }
    return false;
  });
  CHECK((found.call == "f([1, 0])" || found.call == "f([0, -1])"));
}
