// Names what the judge says of calls.
#include "specs/verdict.h"

namespace portproof {

std::string_view verdict_name(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::match:
      return "match";
    case VerdictKind::diverged:
      return "diverged";
    case VerdictKind::undecided:
      return "undecided";
    case VerdictKind::beyond:
      return "beyond";
    case VerdictKind::waived:
      return "waived";
    case VerdictKind::rejected:
      return "rejected";
    case VerdictKind::unsupported:
      return "unsupported";
    case VerdictKind::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

std::string_view where_name(Where where) {
  switch (where) {
    case Where::inside:
      return "inside";
    case Where::mined:
      return "mined";
    case Where::confirmed:
      return "confirmed";
  }
  return "confirmed";
}

}  // namespace portproof
