// What the judge says of one call, and how outcomes differ.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portproof {

/// How two outcomes differ, and where. `kind` is one of
///   "value", "type"          other content, or a value of another type
///   "length"                 of a list or tuple, at the place where the shorter one ends
///   "missing", "extra"       a key, a field or an element of a set that one side does not have
///   "order"                  of a dict whose items are the same
///   "raised", "returned"     the port raised and the original did not, or the other way round
///   "exception"              of another type, or with another message
///   "argument"               after the call
///   "relation"               the spec's relation does not hold
///   "fault", "timeout"       the port crashed or ended its process; used up its time
///   "environment"            the port changed the locale, the working folder, …
struct Divergence {
  std::string kind;
  std::string path;      // "" is the whole result; "[3].name"; "args[0][2]" for changed arguments
  std::string expected;  // the parts at `path`, as Python expressions, or "(absent)"
  std::string observed;
};

enum class VerdictKind {
  match,
  diverged,
  undecided,
  beyond,
  waived,
  rejected,
  unsupported,
  inconclusive
};
inline constexpr std::size_t kVerdictKinds = 8;
std::string_view verdict_name(VerdictKind kind);

/// Where the call stands in the Domain.
enum class Where { inside, mined, confirmed };
inline constexpr std::size_t kWheres = 3;
std::string_view where_name(Where where);

struct Verdict {
  VerdictKind kind = VerdictKind::match;
  Where where = Where::inside;
  std::optional<Divergence> divergence;
  std::string clause;  // the first violated clause (where not inside), or "raises TYPE" (a refusal)
  std::string reason;  // why rejected, unsupported, inconclusive or waived
};

using Counts = std::array<std::uint64_t, kVerdictKinds>;

}  // namespace portproof
