// Says where two values differ, and shows both sides there. The report of a walk.
#include <algorithm>

#include "specs/codec.h"
#include "specs/compare.h"
#include "specs/compare_walk.h"

namespace portproof::detail {
namespace {

// A path of more steps is cut in its middle.
constexpr std::size_t kLongestPath = 100;
// How much of a long text is shown before the place where it differs.
constexpr std::size_t kLead = 40;

std::string shown(ValueView value) {
  return value ? to_python(value, kShownLimit) : std::string(kAbsent);
}

bool is_text(ValueView value) {
  return value && (value.is(Kind::str) || value.is(Kind::bytes) || value.is(Kind::bytearray));
}

/// A text from `start` on, which is not a place inside a character.
std::string shown_from(ValueView value, std::size_t start) {
  const std::string_view text = value.text();
  Arena arena;
  const NodeId rest = arena.text(value.kind(), text.substr(std::min(start, text.size())));
  return "…" + to_python(arena.view(rest), kShownLimit - 3);
}

/// Both sides; of texts that begin alike for long, the part around their first difference.
void show(ValueView expected, ValueView observed, Divergence& divergence) {
  if (is_text(expected) && is_text(observed) && expected.kind() == observed.kind()) {
    const std::string_view a = expected.text();
    const std::string_view b = observed.text();
    const auto parts = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    auto start = static_cast<std::size_t>(parts.first - a.begin());
    if (std::max(a.size(), b.size()) >= kShownLimit - 2 && start > 2 * kLead) {
      start -= kLead;
      while ((static_cast<unsigned char>(a[start]) & 0xc0U) == 0x80 && expected.is(Kind::str)) {
        --start;
      }
      divergence.expected = shown_from(expected, start);
      divergence.observed = shown_from(observed, start);
      return;
    }
  }
  divergence.expected = shown(expected);
  divergence.observed = shown(observed);
}

}  // namespace

PathStep Walk::step_of(const WalkFrame& frame) const {
  const ValueView side = frame.surplus ? observed(frame) : expected(frame);
  switch (frame.mode) {
    case Mode::dict:
      return {PathStep::Kind::key, 0, side[2 * frame.at]};
    case Mode::record:
      return {PathStep::Kind::field, 0, side[2 * frame.at + 2]};
    case Mode::set:
      return {PathStep::Kind::element, 0, side[frame.at]};
    default:
      return {PathStep::Kind::index, frame.at, {}};
  }
}

std::string Walk::path_through(std::size_t frames, std::string_view root) const {
  std::string path(root);
  for (std::size_t i = 0; i < frames; ++i) {
    if (frames > kLongestPath && i == kLongestPath / 2) {
      path += "…";
      i = frames - kLongestPath / 2;
    }
    const WalkFrame& frame = memory_.stack[i];
    if (!frame.at_base) path += step_of(frame).text();
  }
  return path;
}

Divergence Walk::divergence(std::string_view path) const {
  const auto& stack = memory_.stack;
  const auto whole = std::find_if(stack.begin(), stack.end(), [](const WalkFrame& frame) {
    return frame.mode == Mode::atom || frame.at_key;
  });
  Divergence result;
  result.kind = kind_;
  auto frames = static_cast<std::size_t>(whole - stack.begin());
  if (whole == stack.end()) {
    show(found_expected_, found_observed_, result);
  } else if (whole->mode == Mode::atom) {
    // The type of an enum and the tag of an extension are its first part.
    result.kind = whole->at == 0 ? "type" : "value";
    show(expected(*whole), observed(*whole), result);
  } else {
    if (whole + 1 != stack.end()) result.kind = "value";
    show(expected(*whole)[2 * whole->at], observed(*whole)[2 * whole->partner], result);
    ++frames;
  }
  result.path = path_through(frames, path);
  return result;
}

}  // namespace portproof::detail
