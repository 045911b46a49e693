// Tests ports as a whole: signatures, in-out arguments, buffers, options, exceptions.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <variant>

#include "tests/unit/replay/bind/conversions.h"

using namespace portproof;
using namespace portproof::tests;

namespace {

/// What a port answers: "1", "raised ValueError: no", "unsupported 0: …"; with the arguments
/// after the call behind " / " where they changed.
template <class F>
std::string answered(const bind::Port<F>& port, std::string_view args) {
  const Value list = v(args);
  std::vector<ValueView> arguments;
  for (std::uint32_t i = 0; i < list.view().size(); ++i) arguments.push_back(list.view()[i]);
  Arena arena;
  Outcome outcome;
  UnsupportedArgument unsupported{};
  if (!port.call(arguments, arena, outcome, unsupported)) {
    return "unsupported " + std::to_string(unsupported.parameter) + ": " + unsupported.reason;
  }
  std::string text;
  if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    text = "raised " + std::string(raised->type.text()) + ": " + to_json(raised->message);
  } else {
    text = to_json(std::get<Returned>(outcome.result).value);
  }
  return outcome.after ? text + " / " + to_json(outcome.after.args) : text;
}

template <class F>
bind::Port<std::decay_t<F>> made(F&& callable) {
  return {"m:f", "port.cc", 1, std::forward<F>(callable)};
}

template <class F>
std::string called(F&& callable, std::string_view args) {
  return answered(made(std::forward<F>(callable)), args);
}

int twice(int n) { return 2 * n; }
int quietly(int n) noexcept { return 2 * n; }

struct Counter {
  int operator()(int n) volatile { return n + 1; }
};
struct Fixed {
  int operator()(int n) const& noexcept { return n + 1; }
};

struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class E>
std::string thrown(const E& error) {
  return called([&](int) -> int { throw error; }, "[1]");
}

}  // namespace

TEST_CASE("any callable is a port", "[bind]") {
  CHECK(called(twice, "[2]") == "4");
  CHECK(called(quietly, "[2]") == "4");
  CHECK(called([](int n) { return n + 1; }, "[2]") == "3");
  CHECK(called([count = 0](int n) mutable { return n + ++count; }, "[2]") == "3");
  CHECK(called(std::function<int(int)>(twice), "[2]") == "4");
  CHECK(called(Counter(), "[2]") == "3");
  CHECK(called(Fixed(), "[2]") == "3");
  CHECK(called([] { return 7; }, "[]") == "7");
  CHECK(called([](const std::string& s) -> const std::string& { return s; }, "[\"a\"]") == "\"a\"");
  CHECK(called([](std::string&& s) { return std::move(s); }, "[\"a\"]") == "\"a\"");
  CHECK(called([](int) {}, "[1]") == "null");
}

TEST_CASE("the argument that does not fit is named", "[bind]") {
  CHECK(called([](int, int) { return 1; }, "[1,1099511627776]") ==
        "unsupported 1: 2**40 does not fit int32_t");
  CHECK(called([](int, int) { return 1; }, "[1]") ==
        "unsupported 1: is not given, and its default is not known");
}

TEST_CASE("the state of in-out arguments is told where it changed", "[bind]") {
  const auto sort = [](std::vector<int>& xs) { std::sort(xs.begin(), xs.end()); };
  CHECK(called(sort, "[[2,1]]") == R"(null / {"tuple":[[1,2]]})");
  CHECK(called(sort, "[[1,2]]") == "null");
  CHECK(called([](std::vector<double>&) {}, "[[1,2]]") == "null");  // ints that nobody touched
  CHECK(called(
            [](std::vector<int>& xs, int) {
              xs.push_back(1);
              throw Mine("x");
            },
            "[[],5]") == R"(raised C++:(anonymous namespace)::Mine: "x" / {"tuple":[[1],5]})");
}

TEST_CASE("what the types do not keep is no change that the port made", "[bind]") {
  CHECK(called([](std::map<std::string, int>&) {}, R"([{"b":1,"a":2}])") == "null");
  CHECK(called([](std::map<std::string, double>&) {}, R"([{"a":1,"b":2}])") == "null");
  CHECK(called([](std::set<double>&) {}, R"([{"set":[1,2]}])") == "null");
  CHECK(called([](std::variant<double, std::string>&) {}, "[1]") == "null");
  CHECK(called([](std::set<double>& xs) { xs.erase(2); }, R"([{"set":[1,2]}])") ==
        R"(null / {"tuple":[{"set":[1]}]})");
}

namespace {

/// A port of two parameters that are given one and the same list [1].
template <class F>
std::int64_t called_with_one_list(F&& callable) {
  Arena arena;
  const NodeId one = arena.integer(1);
  const NodeId list = arena.container(Kind::list, std::vector<NodeId>{one});
  const auto port = made(std::forward<F>(callable));
  const std::vector<ValueView> arguments = {arena.view(list), arena.view(list)};
  Arena answers;
  Outcome outcome;
  UnsupportedArgument unsupported{};
  REQUIRE(port.call(arguments, answers, outcome, unsupported));
  return std::get<Returned>(outcome.result).value.integer();
}

using Ints = std::vector<int>;

}  // namespace

TEST_CASE("one object given twice is one object", "[bind]") {
  CHECK(called_with_one_list([](Ints& a, Ints& b) { return a.push_back(2), b.size(); }) == 2);
  CHECK(called_with_one_list([](Ints& a, const Ints& b) { return a.push_back(2), b.size(); }) == 2);
  CHECK(called_with_one_list([](const Ints& a, Ints& b) { return b.push_back(2), a.size(); }) == 2);
  CHECK(called_with_one_list([](Ints& a, Ints b) { return a.push_back(2), b.size(); }) == 1);
}

TEST_CASE("constant references to an object that is in-out too see its changes", "[bind]") {
  const auto clear = [](const Ints& a, const Ints& b, Ints& out) {
    out.clear();
    return a.size() + b.size();
  };
  CHECK(called(clear, R"([[1,2],{"ref":1},{"ref":1}])") ==
        R"(0 / {"tuple":[[],{"ref":1},{"ref":1}]})");
  CHECK(called(clear, R"([[1,2],{"ref":1},[1,2]])") == R"(4 / {"tuple":[[1,2],[1,2],[]]})");
  const auto both = [](Ints& out, const Ints& a, const Ints& b) { return out.clear(), &a == &b; };
  CHECK(called(both, R"([[1],[2],{"ref":2}])").starts_with("false"));  // neither is in-out
  // Python's argument is the object that changed, though the port has a copy of it.
  CHECK(called([](Ints& a, Ints b) { return a.push_back(2), b.size(); }, R"([[1],{"ref":1}])") ==
        R"(1 / {"tuple":[[1,2],{"ref":1}]})");
}

TEST_CASE("buffers have exactly the argument's size", "[bind]") {
  CHECK(called([](const int* xs, int n) { return n > 0 ? xs[n - 1] : 0; }, "[[1,2,3],3]") == "3");
  CHECK(called([](int* xs, int) { xs[0] = 9; }, "[[1],1]") == R"(null / {"tuple":[[9],1]})");
  CHECK(called([](std::span<const double> xs) { return xs.size(); }, "[[1.5,2.5]]") == "2");
  CHECK(called([](std::span<int> xs) { xs[0] = 9; }, R"([{"tuple":[1]}])") ==
        R"(null / {"tuple":[{"tuple":[9]}]})");
  CHECK(called([](std::string_view s) { return s.size(); }, R"(["a\u0000b"])") == "3");
  CHECK(called([](const std::uint8_t* p) { return int(p[0]); }, R"([{"bytes":"YQ=="}])") == "97");
  CHECK(called([](const int*) { return 1; }, "[[1,\"a\"]]") ==
        "unsupported 0: [1]: int32_t holds no str ('a')");
  CHECK(called([](std::span<const std::byte>) { return 1; }, "[\"a\"]") ==
        "unsupported 0: a buffer of bytes holds no str ('a')");
  CHECK(called([](std::string_view) { return 1; }, "[1]") ==
        "unsupported 0: std::string_view holds no int (1)");
}

TEST_CASE("spans are results too, and keep a fixed extent", "[bind]") {
  CHECK(called([](std::span<const int> xs) { return xs.subspan(1); }, "[[1,2]]") == "[2]");
  CHECK(called([](std::span<int, 2> xs) { return xs[1]; }, "[[1,2]]") == "2");
  CHECK(called([](std::span<int, 3>) { return 1; }, "[[1,2]]") ==
        "unsupported 0: std::span holds 3 elements, not 2");
}

TEST_CASE("a C string ends in NUL and holds none", "[bind]") {
  CHECK(called([](const char* s) { return std::string(s); }, "[\"aé\"]") ==
        stored(std::string("aé")));
  CHECK(called([](const char*) { return 1; }, R"(["a\u0000b"])") ==
        "unsupported 0: a str with NUL ends early in const char*");
  CHECK(called([](const char*) { return 1; }, "[1]") ==
        "unsupported 0: const char* holds no int (1)");
}

TEST_CASE("an argument whose default is not known may be an optional", "[bind]") {
  CHECK(called([](int, std::optional<int> y) { return y.has_value(); }, "[1]") == "false");
}

TEST_CASE("lengths that Python has no parameter for", "[bind]") {
  auto port = made([](const int* xs, std::size_t n, int k) { return xs[n - 1] * k; });
  port.options().lengths.emplace_back(1, 0);
  CHECK(port.parameters().size() == 2);
  CHECK(answered(port, "[[1,2,3],10]") == "30");
  CHECK(answered(port, "[[1],\"a\"]") == "unsupported 1: int32_t holds no str ('a')");
}

TEST_CASE("a length that its type cannot hold is not wrapped", "[bind]") {
  auto port = made([](const char*, std::uint8_t n) { return n; });
  port.options().lengths.emplace_back(1, 0);
  CHECK(answered(port, "[\"" + std::string(255, 'a') + "\"]") == "255");
  CHECK(answered(port, "[\"" + std::string(300, 'a') + "\"]") ==
        "unsupported 0: its length does not fit uint8_t");
}

TEST_CASE("a void port answers through an argument", "[bind]") {
  auto port = made([](int, std::vector<int>& out) { out.push_back(1); });
  port.options().returned_argument = 1;
  CHECK(answered(port, "[5,[]]") == R"([1] / {"tuple":[5,[1]]})");
}

TEST_CASE("an answer through a str or a number changes no argument of Python's", "[bind]") {
  auto text = made([](std::string& s) { s += "!"; });
  CHECK(answered(text, "[\"a\"]") == R"(null / {"tuple":["a!"]})");
  text.options().returned_argument = 0;
  CHECK(answered(text, "[\"a\"]") == "\"a!\"");
}

TEST_CASE("options that name no parameter are a mistake", "[bind]") {
  auto port = made([](double, int) {});
  CHECK(port.mistake().empty());
  port.options().returned_argument = 2;
  CHECK(port.mistake() == ".returns_argument(2), but the port takes 2 parameters, counted from 0");
  port.options().returned_argument = -1;
  port.options().lengths = {{0, 1}};
  CHECK(port.mistake() == ".length_of(0, 1), but that parameter is no integer");
  port.options().lengths = {{1, 2}};
  CHECK(port.mistake() == ".length_of(1, 2), but the port takes 2 parameters, counted from 0");
}

TEST_CASE("a mapping to an exception that Python does not have is a mistake", "[bind]") {
  auto port = made([](int) {});
  port.options().mappings = {bind::mapping_of<Mine>("m:EmptyText"),
                             bind::mapping_of<Mine>("KeyError"),
                             bind::mapping_of<Mine>("ZeroDivisionError")};
  CHECK(port.mistake().empty());
  port.options().mappings.push_back(bind::mapping_of<Mine>("EmptyText"));
  CHECK(port.mistake() ==
        ".raises<E>(\"EmptyText\"): no builtin exception has this name; "
        "write \"module:EmptyText\"");
}

TEST_CASE("exceptions of the standard library are Python's by pybind11's table", "[bind]") {
  CHECK(thrown(std::bad_alloc()).starts_with("raised MemoryError"));
  CHECK(thrown(std::out_of_range("x")) == "raised IndexError: \"x\"");
  CHECK(thrown(std::invalid_argument("x")) == "raised ValueError: \"x\"");
  CHECK(thrown(std::domain_error("x")) == "raised ValueError: \"x\"");
  CHECK(thrown(std::length_error("x")) == "raised ValueError: \"x\"");
  CHECK(thrown(std::range_error("x")) == "raised ValueError: \"x\"");
  CHECK(thrown(std::overflow_error("x")) == "raised OverflowError: \"x\"");
  CHECK(thrown(std::runtime_error("x")) == "raised RuntimeError: \"x\"");
  CHECK(thrown(std::logic_error("x")) == "raised C++:std::logic_error: \"x\"");
  CHECK(thrown(7) == "raised C++:int: \"\"");
  CHECK(thrown(std::string("x")).ends_with(": \"x\""));
  CHECK(called([](int) -> int { throw "x"; }, "[1]") == "raised C++:char const*: \"x\"");
}

TEST_CASE("mappings of the port's author come first, in their order", "[bind]") {
  auto port = made([](int n) -> int {
    if (n == 0) throw Mine("mine");
    throw std::out_of_range("range");
  });
  port.options().mappings = {bind::mapping_of<Mine>("m:Mine"),
                             bind::mapping_of<std::out_of_range>("KeyError")};
  CHECK(answered(port, "[0]") == "raised m:Mine: \"mine\"");
  CHECK(answered(port, "[1]") == "raised KeyError: \"range\"");
  CHECK_FALSE(port.maps_base_exception());
  port.options().mappings.push_back(bind::mapping_of<std::exception>("ValueError"));
  CHECK(port.maps_base_exception());
  CHECK(port.exception_mappings().back() == "std::exception -> ValueError");
}
