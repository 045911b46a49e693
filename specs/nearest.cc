// Finds the known word that a mistyped one probably meant.
#include "specs/nearest.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace portproof {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours, each counted 1; case counts
/// nothing.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool equal = lower(a[i - 1]) == lower(b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + !equal});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1])) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before.swap(previous);
    previous.swap(current);
  }
  return previous[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string_view> known) {
  std::string best;
  std::size_t least = SIZE_MAX;
  if (word.size() > 200) return best;
  for (const std::string_view candidate : known) {
    std::size_t changes = distance(word, candidate);
    const std::size_t shorter = std::min(word.size(), candidate.size());
    if (shorter >= 3 && word.substr(0, shorter) == candidate.substr(0, shorter)) {
      changes = std::min<std::size_t>(changes, 2);  // lenght, len
    }
    if (changes < least && changes <= std::max<std::size_t>(2, candidate.size() / 3) &&
        changes < candidate.size()) {
      least = changes;
      best = candidate;
    }
  }
  return best;
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return nearest(word, std::span(views));
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const std::string best = nearest(word, known);
  return best.empty() ? "" : "; did you mean " + best + "?";
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return did_you_mean(word, std::span(views));
}

std::string listed(const std::vector<std::string>& words, std::string_view nothing) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out.empty() ? std::string(nothing) : out;
}

}  // namespace portproof
