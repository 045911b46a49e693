// Binding of arguments: as Python does it.
#include "specs/bind_arguments.h"

#include <catch2/catch.hpp>
#include <deque>

#include "specs/codec.h"
#include "specs/spec.h"

using namespace portproof;

namespace {

struct Called {
  Called(Value the_args, Value the_kwargs)
      : args(std::move(the_args)), kwargs(std::move(the_kwargs)) {}
  Value args, kwargs;
  Call call() const { return {args, kwargs}; }
};

/// Kept until the tests end: what is bound points into it.
const Called& called(std::string_view args, std::string_view kwargs = "[]") {
  const std::string tuple = "{\"tuple\":" + std::string(args) + "}";
  const std::string dict = "{\"dict\":" + std::string(kwargs) + "}";
  static std::deque<Called> kept;
  return kept.emplace_back(JsonReader().read_value(tuple), JsonReader().read_value(dict));
}

std::vector<std::string> bound_texts(const BoundArguments& bound) {
  std::vector<std::string> texts;
  for (const ValueView value : bound.values) texts.push_back(value ? to_json(value) : "-");
  return texts;
}

SignatureParameter plain(std::string name, Passing passing = Passing::positional_or_keyword) {
  return {std::move(name), passing, false, Value(), ""};
}

SignatureParameter optional(std::string name, std::string_view json,
                            Passing passing = Passing::positional_or_keyword) {
  return {std::move(name), passing, true, JsonReader().read_value(json), ""};
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("arguments by position, by keyword and by default", "[bind]") {
  const ArgumentBinder binder({plain("a", Passing::positional_only), plain("b"), optional("c", "7"),
                               optional("d", "null", Passing::keyword_only)});
  BoundArguments bound;
  REQUIRE(binder.bind(called("[1,2]").call(), Defaults::fill, bound));
  CHECK(bound_texts(bound) == Texts{"1", "2", "7", "null"});
  CHECK(bound.given == std::vector<bool>{true, true, false, false});
  REQUIRE(binder.bind(called("[1]", R"([["d",4],["b",3]])").call(), Defaults::leave, bound));
  CHECK(bound_texts(bound) == Texts{"1", "3", "-", "4"});
  CHECK(binder.index_of("c") == 2);
  CHECK_FALSE(binder.index_of("e"));
}

TEST_CASE("calls that Python would not make", "[bind]") {
  const ArgumentBinder binder({plain("a", Passing::positional_only), plain("b"),
                               optional("d", "1", Passing::keyword_only)});
  BoundArguments bound;
  const auto error = [&](std::string_view args, std::string_view kwargs = "[]") {
    CHECK_FALSE(binder.bind(called(args, kwargs).call(), Defaults::fill, bound));
    return bound.error;
  };
  CHECK(error("[1,2,3]") == "too many positional arguments: 3, takes 2");
  CHECK(error("[1]") == "missing argument 'b'");
  CHECK(error("[]", R"([["b",1]])") == "missing argument 'a'");
  CHECK(error("[1,2]", R"([["b",1]])") == "argument 'b' is given twice");
  CHECK(error("[1,2]", R"([["e",1]])") == "unexpected keyword argument 'e'");
  CHECK(error("[1,2]", R"([["a",1]])") == "unexpected keyword argument 'a'");
}

TEST_CASE("the rest goes to *args and **kwargs", "[bind]") {
  const ArgumentBinder binder({plain("a"), plain("args", Passing::var_positional),
                               plain("k", Passing::keyword_only),
                               plain("kwargs", Passing::var_keyword)});
  BoundArguments bound;
  REQUIRE(binder.bind(called("[1,[2],3]", R"([["z",[5]],["k",4]])").call(), Defaults::fill, bound));
  CHECK(bound_texts(bound) == Texts{"1", R"({"tuple":[[2],3]})", "4", R"({"dict":[["z",[5]]]})"});
  REQUIRE(binder.bind(called("[1]", R"([["k",4]])").call(), Defaults::fill, bound));
  CHECK(bound_texts(bound) == Texts{"1", R"({"tuple":[]})", "4", "{}"});
  const ArgumentBinder all(
      {plain("args", Passing::var_positional), plain("kwargs", Passing::var_keyword)});
  const Called& call = called("[1,2]", R"([["x",3]])");
  REQUIRE(all.bind(call.call(), Defaults::fill, bound));
  CHECK(bound.values[0].id() == call.args.view().id());
  CHECK(bound.values[1].id() == call.kwargs.view().id());
  CHECK(bound.values[0].arena() == call.args.view().arena());
}

TEST_CASE("a default that is not known is left empty", "[bind]") {
  Spec spec;
  Parameter parameter;
  parameter.name = "key";
  parameter.has_default = true;
  parameter.default_value = JsonReader().read_value(R"({"opaque":"builtins:function"})");
  spec.parameters.push_back(parameter);
  BoundArguments bound;
  REQUIRE(ArgumentBinder(spec).bind(called("[]").call(), Defaults::fill, bound));
  CHECK_FALSE(bound.values[0]);
}
