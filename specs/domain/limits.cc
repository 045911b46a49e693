// What clauses, and the types of a port, leave of the values at one place: bounds for generating.
#include "specs/domain/limits.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace portproof {
namespace {

constexpr double kTwo63 = 9223372036854775808.0;

template <class T>
void take_most(std::optional<T>& into, const std::optional<T>& other) {
  if (other && (!into || *other > *into)) into = other;
}

template <class T>
void take_least(std::optional<T>& into, const std::optional<T>& other) {
  if (other && (!into || *other < *into)) into = other;
}

/// A constant as a bound of ints: nothing where it lies beyond int64 on the far side.
std::optional<std::int64_t> as_integer(const Clause::Term& term, bool upper) {
  if (term.integer) return term.integer;
  const double value = upper ? std::floor(term.constant) : std::ceil(term.constant);
  if (value >= kTwo63) {
    return upper ? std::nullopt : std::optional(std::numeric_limits<std::int64_t>::max());
  }
  if (value < -kTwo63) {
    return upper ? std::optional(std::numeric_limits<std::int64_t>::min()) : std::nullopt;
  }
  return static_cast<std::int64_t>(value);
}

Limits above(const Clause::Term& bound, bool strict) {
  Limits limits;
  limits.least = as_integer(bound, false);
  limits.bounded_below = true;
  const bool whole = bound.integer || std::floor(bound.constant) == bound.constant;
  if (strict && whole && limits.least && *limits.least < INT64_MAX) ++*limits.least;
  limits.float_least = strict ? std::nextafter(bound.constant, INFINITY) : bound.constant;
  return limits;
}

Limits below(const Clause::Term& bound, bool strict) {
  Limits limits;
  limits.greatest = as_integer(bound, true);
  limits.bounded_above = true;
  const bool whole = bound.integer || std::floor(bound.constant) == bound.constant;
  if (strict && whole && limits.greatest && *limits.greatest > INT64_MIN) --*limits.greatest;
  limits.float_greatest = strict ? std::nextafter(bound.constant, -INFINITY) : bound.constant;
  return limits;
}

/// `value <= bound` and its like, of the value itself.
Limits bounded(Clause::Op op, const Clause::Term& bound) {
  Limits limits;
  switch (op) {
    case Clause::Op::less:
    case Clause::Op::less_equal:
      return below(bound, op == Clause::Op::less);
    case Clause::Op::greater:
    case Clause::Op::greater_equal:
      return above(bound, op == Clause::Op::greater);
    case Clause::Op::equal:
      limits = below(bound, false);
      limits.narrow(above(bound, false));
      return limits;
    case Clause::Op::contains:
      return limits;
  }
  return limits;
}

Limits of_length(const Limits& value) {
  Limits limits;
  if (value.least)
    limits.shortest = static_cast<std::uint64_t>(std::max<std::int64_t>(*value.least, 0));
  if (value.greatest) {
    limits.longest = static_cast<std::uint64_t>(std::max<std::int64_t>(*value.greatest, 0));
  }
  return limits;
}

/// abs(x) <= c bounds x on both sides; abs(x) >= c on none.
Limits of_magnitude(const Limits& magnitude) {
  Limits limits;
  if (magnitude.greatest && *magnitude.greatest >= 0) {
    limits.greatest = magnitude.greatest;
    limits.least = -*magnitude.greatest;
  }
  limits.bounded_above = limits.bounded_below = magnitude.bounded_above;
  if (magnitude.float_greatest) {
    limits.float_greatest = magnitude.float_greatest;
    limits.float_least = -*magnitude.float_greatest;
  }
  return limits;
}

Clause::Op turned(Clause::Op op) {
  switch (op) {
    case Clause::Op::less:
      return Clause::Op::greater;
    case Clause::Op::less_equal:
      return Clause::Op::greater_equal;
    case Clause::Op::greater:
      return Clause::Op::less;
    case Clause::Op::greater_equal:
      return Clause::Op::less_equal;
    default:
      return op;
  }
}

void add_bound(LimitMap& map, const Clause::Term& subject, Clause::Op op,
               const Clause::Term& constant) {
  Limits limits = bounded(op, constant);
  if (subject.function == Clause::Function::len) limits = of_length(limits);
  if (subject.function == Clause::Function::abs) limits = of_magnitude(limits);
  map[subject.subject->text()].narrow(limits);
}

void add_predicate(Limits& limits, const Clause& clause) {
  switch (*clause.predicate()) {
    case Clause::Predicate::ascii:
      limits.ascii = true;
      break;
    case Clause::Predicate::no_nul:
      limits.no_nul = true;
      break;
    case Clause::Predicate::finite:
      limits.finite = true;
      break;
    case Clause::Predicate::normal:
      limits.normal = true;
      break;
    case Clause::Predicate::no_negative_zero:
      limits.no_negative_zero = true;
      break;
    case Clause::Predicate::nonempty:
      limits.shortest = std::max<std::uint64_t>(limits.shortest, 1);
      break;
    case Clause::Predicate::sorted:
      limits.sorted = true;
      break;
    case Clause::Predicate::one_of: {
      Limits closed;
      closed.choices = clause.choices();
      limits.narrow(closed);
      break;
    }
    case Clause::Predicate::permutation:
      break;
  }
}

}  // namespace

void Limits::narrow(const Limits& other) {
  take_most(least, other.least);
  take_least(greatest, other.greatest);
  bounded_below = bounded_below || other.bounded_below;
  bounded_above = bounded_above || other.bounded_above;
  take_most(float_least, other.float_least);
  take_least(float_greatest, other.float_greatest);
  shortest = std::max(shortest, other.shortest);
  longest = std::min(longest, other.longest);
  ascii = ascii || other.ascii;
  no_nul = no_nul || other.no_nul;
  no_surrogate = no_surrogate || other.no_surrogate;
  finite = finite || other.finite;
  normal = normal || other.normal;
  no_negative_zero = no_negative_zero || other.no_negative_zero;
  sorted = sorted || other.sorted;
  if (choices.empty()) {
    choices = other.choices;
  } else if (!other.choices.empty()) {
    std::vector<std::string> both;
    std::set_intersection(choices.begin(), choices.end(), other.choices.begin(),
                          other.choices.end(), std::back_inserter(both));
    if (!both.empty()) choices = std::move(both);
  }
}

bool Limits::allows(double value) const {
  if (finite && !std::isfinite(value)) return false;
  if (normal && std::fpclassify(value) == FP_SUBNORMAL) return false;
  if (no_negative_zero && value == 0 && std::signbit(value)) return false;
  return !(float_least && value < *float_least) && !(float_greatest && value > *float_greatest);
}

bool Limits::allows(char32_t character) const {
  if (ascii && character >= 0x80) return false;
  if (no_nul && character == 0) return false;
  return !(no_surrogate && character >= 0xd800 && character < 0xe000);
}

bool Limits::is_empty() const {
  return (least && greatest && *least > *greatest) || shortest > longest ||
         (float_least && float_greatest && *float_least > *float_greatest);
}

void add_limits(LimitMap& limits, const Clause& clause) {
  if (clause.predicate()) {
    for (const Clause::Subject& subject : clause.subjects()) {
      add_predicate(limits[subject.text()], clause);
    }
    return;
  }
  const std::vector<Clause::Term>& terms = clause.terms();
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    const Clause::Term &left = terms[i], &right = terms[i + 1];
    const Clause::Op op = clause.ops()[i];
    if (left.subject && !right.subject) add_bound(limits, left, op, right);
    if (!left.subject && right.subject) add_bound(limits, right, turned(op), left);
  }
}

}  // namespace portproof
