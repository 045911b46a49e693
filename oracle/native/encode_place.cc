// Says where in a call a value stands that cannot be encoded.
#include <fmt/format.h>

#include "oracle/native/encode.h"
#include "oracle/native/types.h"

namespace portproof {
namespace {

/// A path is cut in the middle where it has more steps than twice so many.
constexpr std::size_t kStepsAtEachEnd = 25;

}  // namespace

/// The step from a value to the part of it that is being encoded.
std::string Encoder::step_into(const Frame& frame) const {
  const std::size_t part = frame.next - 1;
  switch (frame.kind) {
    case Kind::dict:
      return fmt::format("[{} {}]", part % 2 == 0 ? "key" : "value", part / 2);
    case Kind::record: {
      if (part == 0) return "";
      std::string name;
      if (!wtf8_of(parts_[frame.first + part - 1], name)) PyErr_Clear();
      return "." + name;
    }
    case Kind::enumeration:
      return ".value";
    case Kind::set:
    case Kind::frozenset:
      return frame.end - frame.first > 1 ? "" : "[0]";  // their order is not known yet
    default:
      return fmt::format("[{}]", part);
  }
}

std::string Encoder::place() const {
  const std::size_t steps = stack_.size() + 1;  // the first is path_
  std::string text;
  for (std::size_t i = 0; i < steps; ++i) {
    if (steps > 2 * kStepsAtEachEnd && i == kStepsAtEachEnd) {
      text += "…";
      i = steps - kStepsAtEachEnd;
    }
    text += i == 0 ? path_ : step_into(stack_[i - 1]);
  }
  return text;
}

bool Encoder::fail(const std::string& what, const char* verb) {
  kind_ = what;
  reason_ = verb != nullptr ? place() + verb + what : what;
  PyErr_Clear();
  return false;
}

}  // namespace portproof
