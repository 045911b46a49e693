// What the generator draws from besides the spec: recorded calls, and what the original speaks of.
#include "props/inputs_of_cases.h"

#include <optional>

#include "corpus/reader.h"
#include "props/random_draws.h"
#include "specs/domain/value_plan.h"

namespace portproof {
namespace {

constexpr std::size_t kSampled = kRecordedCalls;
/// A call with more text than this would be copied many times over.
constexpr std::size_t kLongestSampled = 20'000;

}  // namespace

std::vector<KeptTrace> sample_recorded(const std::vector<std::string>& files) {
  // A reservoir (Vitter 1985, algorithm R) over the lines; its draws are a function of their number
  // alone.
  std::vector<std::string> lines;
  std::uint64_t met = 0;
  RandomDraws draws(0, Stream::control, 0);
  for (const std::string& file : files) {
    TraceReader reader(file, Damaged::passed_over);
    Trace trace;
    while (reader.next(trace)) {
      if (reader.text().size() > kLongestSampled) continue;
      ++met;
      if (lines.size() < kSampled) {
        lines.emplace_back(reader.text());
      } else if (const std::uint64_t place = draws.below(met); place < kSampled) {
        lines[place] = reader.text();
      }
    }
  }
  std::vector<KeptTrace> recorded;
  for (const std::string& line : lines) {
    if (std::optional<KeptTrace> trace = read_trace(line)) recorded.push_back(*std::move(trace));
  }
  return recorded;
}

Constants constants_of(const Literals& literals) {
  Constants constants;
  const auto add = [&](auto make) {
    const auto arena = std::make_shared<Arena>();
    const NodeId id = make(*arena);
    constants.numbers.emplace_back(arena, id);
  };
  for (const std::int64_t value : literals.integers) {
    add([value](Arena& arena) { return arena.integer(value); });
  }
  for (const double value : literals.floats) {
    add([value](Arena& arena) { return arena.floating(value); });
  }
  constants.texts = literals.texts;
  for (const std::string& text : literals.texts) {
    for (const char32_t c : code_points_of(text)) {
      if (constants.characters.find(c) == std::u32string::npos) constants.characters.push_back(c);
    }
  }
  return constants;
}

}  // namespace portproof
