// Evaluates clauses: the judge asks each of them for every call.
#include "specs/domain/clause.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "specs/domain/number.h"
#include "specs/domain/same.h"
#include "specs/nearest.h"

namespace portproof {

std::uint64_t code_points(std::string_view wtf8) {
  std::uint64_t count = 0;
  for (const char c : wtf8) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

std::optional<std::uint64_t> length_of(ValueView value) {
  switch (value.kind()) {
    case Kind::str:
      return code_points(value.text());
    case Kind::bytes:
    case Kind::bytearray:
      return value.text().size();
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
    case Kind::frozenset:
      return value.size();
    case Kind::dict:
      return value.size() / 2;
    default:
      return std::nullopt;
  }
}

namespace {

bool is_sequence(Kind kind) { return kind == Kind::list || kind == Kind::tuple; }
bool is_collection(Kind kind) {
  return is_sequence(kind) || kind == Kind::set || kind == Kind::frozenset;
}
bool is_bytes(Kind kind) { return kind == Kind::bytes || kind == Kind::bytearray; }

bool all_ascii(std::string_view text) {
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if (word & kHigh) return false;
  }
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
  }
  return true;
}

/// `a <= b` as Python has it, where both are numbers, both str, or both bytes; else true.
bool in_order(ValueView a, ValueView b) {
  if (a.is(Kind::str) && b.is(Kind::str)) return a.text() <= b.text();
  if (is_bytes(a.kind()) && is_bytes(b.kind())) return a.text() <= b.text();
  const auto x = number_of(a), y = number_of(b);
  return !x || !y || !(compare(*x, *y) > 0);
}

bool sorted_value(ValueView value) {
  if (!is_sequence(value.kind())) return true;
  for (std::uint32_t i = 1; i < value.size(); ++i) {
    if (!in_order(value[i - 1], value[i])) return false;
  }
  return true;
}

/// Whether each element of one stands as often in the other.
bool permuted(ValueView a, ValueView b) {
  if (!a || !b || !is_sequence(a.kind()) || !is_sequence(b.kind())) return true;
  if (a.size() != b.size()) return false;
  using Hashed = std::pair<std::uint64_t, std::uint32_t>;
  std::vector<Hashed> left, right;
  for (std::uint32_t i = 0; i < a.size(); ++i) {
    left.emplace_back(hash_of(a[i]), i);
    right.emplace_back(hash_of(b[i]), i);
  }
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i].first != right[i].first) return false;
    // Equal hashes stand together; the usual run is one element, or many that are the same.
    std::size_t j = i;
    while (j < right.size() && right[j].first == left[i].first &&
           !same(a[left[i].second], b[right[j].second])) {
      ++j;
    }
    if (j == right.size() || right[j].first != left[i].first) return false;
    std::swap(right[i].second, right[j].second);
  }
  return true;
}

bool contained(ValueView item, ValueView holder) {
  if (!item || !holder) return true;
  if (holder.is(Kind::str)) {
    return !item.is(Kind::str) || holder.text().find(item.text()) != std::string_view::npos;
  }
  if (is_bytes(holder.kind())) {
    if (is_bytes(item.kind())) return holder.text().find(item.text()) != std::string_view::npos;
    if (!item.is(Kind::integer)) return true;
    return item.integer() >= 0 && item.integer() < 256 &&
           holder.text().find(static_cast<char>(item.integer())) != std::string_view::npos;
  }
  const bool dict = holder.is(Kind::dict);
  if (!dict && !is_collection(holder.kind())) return true;
  for (std::uint32_t i = 0; i < holder.size(); i += dict ? 2 : 1) {
    if (same(item, holder[i])) return true;
  }
  return false;
}

template <typename Test>
bool all_floats(ValueView value, Test test) {
  if (value.is(Kind::floating)) return test(value.number());
  if (value.is(Kind::complex)) return test(value[0].number()) && test(value[1].number());
  return true;
}

bool predicate_holds(Clause::Predicate predicate, const std::vector<std::string>& choices,
                     ValueView value) {
  using Predicate = Clause::Predicate;
  const bool text = value.is(Kind::str) || is_bytes(value.kind());
  switch (predicate) {
    case Predicate::ascii:
      return !text || all_ascii(value.text());
    case Predicate::no_nul:
      return !text || value.text().find('\0') == std::string_view::npos;
    case Predicate::finite:
      return all_floats(value, [](double x) { return std::isfinite(x); });
    case Predicate::normal:
      return all_floats(value, [](double x) { return std::fpclassify(x) != FP_SUBNORMAL; });
    case Predicate::no_negative_zero:
      return all_floats(value, [](double x) { return x != 0 || !std::signbit(x); });
    case Predicate::nonempty: {
      const auto length = length_of(value);
      return !length || *length > 0;
    }
    case Predicate::sorted:
      return sorted_value(value);
    case Predicate::one_of:
      return !value.is(Kind::str) ||
             std::binary_search(choices.begin(), choices.end(), value.text());
    case Predicate::permutation:
      return true;
  }
  return true;
}

bool op_holds(Clause::Op op, const Number& left, const Number& right) {
  const std::partial_ordering order = compare(left, right);
  if (order == std::partial_ordering::unordered) return true;
  switch (op) {
    case Clause::Op::less:
      return order < 0;
    case Clause::Op::less_equal:
      return order <= 0;
    case Clause::Op::equal:
      return order == 0;
    case Clause::Op::greater_equal:
      return order >= 0;
    case Clause::Op::greater:
      return order > 0;
    case Clause::Op::contains:
      return true;
  }
  return true;
}

ValueView field_of(ValueView record, std::string_view name) {
  for (std::uint32_t i = 2; i + 1 < record.size(); i += 2) {
    if (record[i].text() == name) return record[i + 1];
  }
  return {};
}

}  // namespace

/// Walks subjects and evaluates one clause on the values of its parameters.
struct ClauseEvaluator {
  using Step = Clause::Step;
  const Clause& clause;
  const ValueView* arguments;                                  // of clause.parameters_
  std::array<ValueView, Clause::kMaxParameters + 1> values{};  // of clause.subjects_

  /// The children of `value` that `step` names: those at first, first + stride, … below end.
  struct Range {
    std::uint32_t next = 0, end = 0, stride = 1;
  };
  static Range range(ValueView value, const Step& step) {
    const bool dict = value.is(Kind::dict);
    switch (step.kind) {
      case Step::Kind::element:
        return is_collection(value.kind()) ? Range{0, value.size(), 1} : Range{};
      case Step::Kind::position:
        return is_sequence(value.kind()) && step.position < value.size()
                   ? Range{step.position, step.position + 1, 1}
                   : Range{};
      case Step::Kind::key:
        return dict ? Range{0, value.size(), 2} : Range{};
      case Step::Kind::value:
        return dict ? Range{1, value.size(), 2} : Range{};
      case Step::Kind::field:
        return {};
    }
    return {};
  }

  /// Calls `test` for each value that a path names; stops at the first false.
  template <typename Test>
  bool every(const Clause::Path& path, Test test) {
    std::array<std::pair<ValueView, Range>, Clause::kMaxSteps> open;
    std::size_t depth = 0;
    ValueView value = arguments[path.parameter];
    if (!value) return true;
    for (;;) {
      bool descend = true;
      if (depth == path.steps.size()) {
        if (!test(value)) return false;
        descend = false;
      } else if (path.steps[depth].kind == Step::Kind::field) {
        const ValueView field =
            value.is(Kind::record) ? field_of(value, path.steps[depth].field) : ValueView();
        open[depth] = {value, Range{}};
        if (field) {
          value = field;
          ++depth;
          continue;
        }
      } else {
        open[depth] = {value, range(value, path.steps[depth])};
      }
      if (descend) ++depth;
      while (depth > 0 && open[depth - 1].second.next >= open[depth - 1].second.end) --depth;
      if (depth == 0) return true;
      auto& [parent, left] = open[depth - 1];
      value = parent[left.next];
      left.next += left.stride;
    }
  }

  ValueView single(const Clause::Path& path) {
    ValueView found;
    every(path, [&](ValueView value) {
      found = value;
      return false;
    });
    return found;
  }

  std::optional<Number> number(const Clause::Term& term, std::size_t subject) const {
    if (!term.subject) {
      if (term.integer) return number_of(*term.integer);
      return term.big.empty() ? number_of(term.constant) : number_of_hex(term.big);
    }
    const ValueView value = values[subject];
    if (!value) return std::nullopt;
    if (term.function == Clause::Function::len) {
      const auto length = length_of(value);
      if (!length) return std::nullopt;
      return number_of(static_cast<std::int64_t>(*length));
    }
    const auto result = number_of(value);
    return result && term.function == Clause::Function::abs ? abs(*result) : result;
  }

  bool comparison() const {
    if (clause.ops_[0] == Clause::Op::contains) return contained(values[0], values[1]);
    std::size_t subject = 0;
    std::optional<Number> left;
    for (std::size_t i = 0; i < clause.terms_.size(); ++i) {
      const std::optional<Number> right = number(clause.terms_[i], subject);
      if (clause.terms_[i].subject) ++subject;
      if (i > 0 && left && right && !op_holds(clause.ops_[i - 1], *left, *right)) return false;
      left = right;
    }
    return true;
  }

  bool holds() {
    const auto& predicate = clause.predicate_;
    if (predicate && *predicate != Clause::Predicate::permutation) {
      return every(clause.paths_[0], [&](ValueView value) {
        return predicate_holds(*predicate, clause.choices_, value);
      });
    }
    for (std::size_t i = 0; i < clause.paths_.size(); ++i) {
      if (clause.many_ != i) values[i] = single(clause.paths_[i]);
    }
    if (predicate) return permuted(values[0], values[1]);
    if (!clause.many_) return comparison();
    return every(clause.paths_[*clause.many_], [&](ValueView value) {
      values[*clause.many_] = value;
      return comparison();
    });
  }
};

bool Clause::holds(const Arguments& arguments) const {
  std::array<ValueView, kMaxParameters> found;
  for (std::size_t i = 0; i < parameters_.size(); ++i) found[i] = arguments(parameters_[i]);
  return ClauseEvaluator{*this, found.data()}.holds();
}

void Clause::bind(std::span<const std::string> names) {
  positions_.clear();
  for (const std::string& parameter : parameters_) {
    const auto it = std::find(names.begin(), names.end(), parameter);
    if (it == names.end()) {
      const std::vector<std::string> known(names.begin(), names.end());
      throw ClauseError("'" + text_ + "' speaks of '" + parameter +
                        "', which is no parameter (there are: " + listed(known) + ")" +
                        did_you_mean(parameter, known));
    }
    positions_.push_back(static_cast<std::size_t>(it - names.begin()));
  }
}

bool Clause::holds(std::span<const ValueView> arguments) const {
  std::array<ValueView, kMaxParameters> found;
  for (std::size_t i = 0; i < positions_.size(); ++i) found[i] = arguments[positions_[i]];
  return ClauseEvaluator{*this, found.data()}.holds();
}

}  // namespace portproof
