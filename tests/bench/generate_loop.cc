// Times making one text or list of a fixed length, and copying one; prints nanoseconds as JSON.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "props/random_draws.h"
#include "specs/domain/make_value.h"

namespace {

using namespace portproof;

constexpr int kCases = 100'000, kRounds = 9;

template <class F>
double fastest(F&& each) {
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kCases; ++i) each(static_cast<std::uint64_t>(i));
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count() / kCases);
  }
  return best;
}

/// A case has its own stream of draws, as in props.
double making(const ValuePlan& plan, std::uint64_t length) {
  const Constants constants;
  const Effort effort;
  Arena arena;
  const auto make = [&](std::uint64_t index) {
    arena.clear();
    RandomDraws draws(1, Stream::calls, index);
    return ValueMaker(draws, arena, constants, effort).make(plan);
  };
  for (std::uint64_t i = 0; i < 100; ++i) {
    const ValueView made = arena.view(make(i));
    if ((made.is(Kind::str) ? code_points_of(made.text()).size() : made.size()) != length) {
      std::abort();
    }
  }
  return fastest(make);
}

template <std::size_t Bytes>
double copying() {
  std::array<char, Bytes> from{}, to{};
  return fastest([&](std::uint64_t index) {
    from[index % Bytes] = static_cast<char>(index);
    std::memcpy(to.data(), from.data(), Bytes);
    asm volatile("" : : "r"(to.data()), "r"(from.data()) : "memory");
  });
}

ValuePlan plan_of(Kind kind, std::uint64_t length) {
  ValuePlan plan;
  plan.choices.emplace_back().kind = kind;
  for (Limits* limits : {&plan.everyday, &plan.hard}) limits->shortest = limits->longest = length;
  return plan;
}

}  // namespace

int main() {
  constexpr std::size_t kCharacters = 30, kFloats = 10;
  ValuePlan text = plan_of(Kind::str, kCharacters);
  text.alphabet = U"abcdefghijklmnopqrstuvwxyz ";
  ValuePlan list = plan_of(Kind::list, kFloats);
  list.choices[0].parts.resize(1);
  list.choices[0].parts[0].choices.emplace_back().kind = Kind::floating;
  std::printf("{\"a text of 30\": [%f, %f], \"a list of 10 floats\": [%f, %f]}\n",
              making(text, kCharacters), copying<kCharacters>(), making(list, kFloats),
              copying<kFloats * sizeof(double)>());
}
