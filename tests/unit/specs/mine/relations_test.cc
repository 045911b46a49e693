// Relations: those that hold by construction are mined, those that hold by chance are not.
#include "specs/mine/relations.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "specs/mine/chance.h"
#include "tests/unit/specs/mine/recording.h"

using namespace portproof;
using namespace portproof::tests;
using Texts = std::vector<std::string>;

namespace {

using Random = std::mt19937;  // its numbers are the same everywhere; distributions are not

std::uint32_t below(Random& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % limit);
}

std::string list_of(Random& random, std::uint32_t length, std::uint32_t limit = 1000) {
  std::string out = "[";
  for (std::uint32_t i = 0; i < length; ++i) {
    out += (i ? "," : "") + std::to_string(below(random, limit));
  }
  return out + "]";
}

std::string word(Random& random, std::uint32_t length) {
  std::string out;
  for (std::uint32_t i = 0; i < length; ++i) out += static_cast<char>('a' + below(random, 26));
  return out;
}

}  // namespace

TEST_CASE("a length that travels with its array is mined from a dozen calls", "[mine]") {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    Recording exact({parameter("arr"), parameter("n")}), most({parameter("arr"), parameter("n")});
    for (std::uint32_t i = 0; i < 12; ++i) {
      const std::uint32_t length = 1 + below(random, 20);
      exact.call(list_of(random, length) + "," + std::to_string(length));
      // As a caller would: mostly the whole, sometimes a part.
      const std::uint32_t part = i % 3 == 2 ? length - below(random, length) : length;
      most.call(list_of(random, length) + "," + std::to_string(part));
    }
    CHECK(texts(exact.mine().relations) == Texts{"n == len(arr)"});
    const Texts found = texts(most.mine().relations);
    CAPTURE(seed, found);
    REQUIRE(found.size() == 1);
    CHECK((found[0] == "n <= len(arr)" || found[0] == "n == len(arr)"));
  }
}

TEST_CASE("indices, members, equal lengths, order, permutations", "[mine]") {
  Random random(7);
  Recording index({parameter("xs"), parameter("i")});
  Recording member({parameter("needle"), parameter("haystack")});
  Recording lengths({parameter("a"), parameter("b")});
  Recording sorted({parameter("xs")});
  Recording permutation({parameter("a"), parameter("b")});
  Recording ordered({parameter("low"), parameter("high")});
  for (int i = 0; i < 30; ++i) {
    const std::uint32_t length = 1 + below(random, 10);
    index.call(list_of(random, length) + "," + std::to_string(below(random, length)));
    const std::string text = word(random, 12);
    member.call("\"" + text.substr(below(random, 6), 2) + "\",\"" + text + "\"");
    lengths.call(list_of(random, length) + "," + list_of(random, length));
    sorted.call("[1," + std::to_string(2 + i) + "," + std::to_string(40 + i) + "]");
    const std::string x = std::to_string(i * 7 % 11), y = std::to_string(i * 5 % 13);
    permutation.call("[" + x + "," + y + ",5],[5," + x + "," + y + "]");
    const std::uint32_t low = below(random, 100);
    ordered.call(std::to_string(low) + "," + std::to_string(low + below(random, 50)) + ".5");
  }
  CHECK(texts(index.mine().relations) == Texts{"0 <= i < len(xs)"});
  CHECK(texts(member.mine().relations) == Texts{"needle in haystack"});
  CHECK(texts(lengths.mine().relations) == Texts{"len(a) == len(b)"});
  CHECK(texts(sorted.mine().relations) == Texts{"sorted(xs)"});
  CHECK(texts(permutation.mine().relations) == Texts{"permutation(a, b)"});
  CHECK(texts(ordered.mine().relations) == Texts{"low <= high"});
  const Spec spec = index.mine();
  CHECK(spec.relations[0].evidence.traces >= 25);
  CHECK_FALSE(spec.relations[0].evidence.thin);
  CHECK(spec.relations[0].evidence.note.starts_with("p "));
}

TEST_CASE("unrelated arguments have no relation", "[mine]") {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    Recording recording({parameter("xs"), parameter("ys"), parameter("n"), parameter("m"),
                         parameter("s"), parameter("t"), parameter("k")});
    const std::uint32_t count = 5 + below(random, 60);
    for (std::uint32_t i = 0; i < count; ++i) {
      recording.call(
          list_of(random, below(random, 8), 50) + "," + list_of(random, below(random, 8), 50) +
          "," + std::to_string(below(random, 12)) + "," + std::to_string(below(random, 4)) + ",\"" +
          word(random, below(random, 3)) + "\",\"" + word(random, below(random, 9)) + "\",3");
    }
    CAPTURE(seed, count);
    CHECK(texts(recording.mine().relations).empty());
  }
}

TEST_CASE("what always holds by its values alone is no relation", "[mine]") {
  Recording recording({parameter("xs"), parameter("n"), parameter("m")});
  Random random(3);
  for (int i = 0; i < 40; ++i) {
    recording.call(list_of(random, 10 + below(random, 10)) + "," +
                   std::to_string(below(random, 5)) + ",3");
  }
  CHECK(texts(recording.mine().relations).empty());
  Recording twice({parameter("xs"), parameter("n"), parameter("k")});
  for (int i = 0; i < 40; ++i) {  // forty traces, but of two different pairs
    twice.call((i % 2 ? "[1,2],2," : "[1,2,3],3,") + std::to_string(i * i % 97));
  }
  CHECK(texts(twice.mine().relations).empty());
}

TEST_CASE("chances", "[mine]") {
  const auto numbers = [](std::initializer_list<std::int64_t> values) {
    std::vector<Number> result;
    for (const std::int64_t value : values) result.push_back(number_of(value));
    return result;
  };
  CHECK(std::exp(log_chance_equal({1, 2, 3, 4})) == Approx(1.0 / 24));
  CHECK(std::exp(log_chance_equal({1, 1, 2, 2})) == Approx(4.0 / 24));
  CHECK(log_chance_equal({}) == 0);
  // Of the 6 ways to deal out 1 2 3 over limits 1 2 3, one holds; over 2 3 3, four.
  CHECK(std::exp(log_chance_below(numbers({3, 1, 2}), numbers({1, 2, 3}), false)) ==
        Approx(1.0 / 6));
  CHECK(std::exp(log_chance_below(numbers({1, 2, 3}), numbers({2, 3, 3}), false)) ==
        Approx(4.0 / 6));
  CHECK(log_chance_below(numbers({1, 2}), numbers({9, 9}), true) == 0);
  CHECK(std::exp(log_chance_sorted({1, 2, 3})) == Approx(1.0 / 6));
  CHECK(std::exp(log_chance_sorted({1, 1, 1})) == Approx(1));
  const std::uint64_t holders[] = {1, 2};
  CHECK(std::exp(log_chance_member(holders)) == Approx(0.5));
}
