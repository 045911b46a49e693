// One restriction of a Domain, written as a small Python-like expression over the parameters.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "specs/value.h"

namespace portproof {

class ClauseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Finds the argument that a call gives to a parameter; an empty view where it gives none.
using Arguments = std::function<ValueView(std::string_view parameter)>;

/// `n <= 46340`, `abs(x[*]) <= 1000`, `len(s) <= 100`, `ascii(s)`, `no_nul(s)`, `finite(x)`,
/// `normal(x)` (not subnormal), `no_negative_zero(x)`, `nonempty(xs)`, `0 <= i < len(xs)`,
/// `n == len(xs)`, `needle in haystack`, `len(a) == len(b)`, `sorted(xs)`, `permutation(a, b)`,
/// `one_of(encoding, 'ascii', 'utf-8')` (of texts, written without quotes and backslashes in them).
/// A subject is a parameter with `[*]` (every element), `[0]` (one element), `[key]` (dict keys),
/// `[value]` (dict values) or `.field` (of a record) behind it; of a comparison's subjects only one
/// may name many values, and the clause holds if it holds for each of them. A constant may be
/// written `2**31 - 1`. What a clause does not speak of (another kind, a NaN in a comparison, an
/// argument not given) it allows. Numbers are compared exactly; a bool is none.
class Clause {
 public:
  /// Throws ClauseError, which says what is wrong and shows the nearest valid form.
  static Clause parse(std::string_view text);
  /// Its canonical text: equal clauses have equal texts.
  const std::string& text() const { return text_; }
  bool holds(const Arguments& arguments) const;
  /// Fixes which of the positions of `holds(span)` each parameter has. Throws ClauseError for one
  /// that is not among `names`, with the nearest that is.
  void bind(std::span<const std::string> names);
  /// One value per name that was bound. Allocates nothing, `permutation` apart.
  bool holds(std::span<const ValueView> arguments) const;
  /// The parameters it speaks of, in order of first mention.
  const std::vector<std::string>& parameters() const { return parameters_; }

  static constexpr std::size_t kMaxParameters = 8;
  static constexpr std::size_t kMaxSteps = 16;
  static constexpr std::size_t kMaxText = 4096;  // bytes, as written and as canonical text

  struct Subject {
    std::string parameter;
    std::vector<std::string> steps;  // "[*]", "[0]", "[key]", "[value]", ".field"
    bool operator==(const Subject&) const = default;
    std::string text() const;
    /// Whether it names many values: one of its steps is [*], [key] or [value].
    bool many() const;
  };
  enum class Function { value, len, abs };
  /// Either a subject (under a function) or a constant.
  struct Term {
    std::optional<Subject> subject;
    Function function = Function::value;
    double constant = 0;                  // approximate where `big` says more
    std::optional<std::int64_t> integer;  // where the constant is one
    std::string big;                      // hexadecimal "-0x…", where it is an int beyond int64
    std::string text() const;
  };
  enum class Op { less, less_equal, equal, greater_equal, greater, contains };
  enum class Predicate {
    ascii,
    no_nul,
    finite,
    normal,
    no_negative_zero,
    nonempty,
    sorted,
    permutation,
    one_of
  };
  /// `terms[0] ops[0] terms[1] …`, or a predicate over subjects.
  const std::vector<Term>& terms() const { return terms_; }
  const std::vector<Op>& ops() const { return ops_; }
  const std::optional<Predicate>& predicate() const { return predicate_; }
  /// The texts that `one_of` allows, sorted.
  const std::vector<std::string>& choices() const { return choices_; }
  /// Of the terms, or of the predicate, in order.
  const std::vector<Subject>& subjects() const { return subjects_; }

 private:
  friend class ClauseParser;
  friend class ClauseCanon;
  friend struct ClauseEvaluator;

  struct Step {
    enum class Kind : std::uint8_t { element, position, key, value, field } kind;
    std::uint32_t position = 0;
    std::string field;
  };
  /// A subject made ready for evaluation.
  struct Path {
    std::size_t parameter = 0;  // index into parameters_
    std::vector<Step> steps;
  };
  void compile(std::string_view source);

  std::string text_;
  std::vector<Term> terms_;
  std::vector<Op> ops_;
  std::optional<Predicate> predicate_;
  std::vector<std::string> choices_;
  std::vector<Subject> subjects_;
  std::vector<std::string> parameters_;
  std::vector<Path> paths_;             // of subjects_
  std::vector<std::size_t> positions_;  // of parameters_, once bound
  std::optional<std::size_t> many_;     // the subject that names many values
};

std::string_view predicate_name(Clause::Predicate predicate);
std::string_view op_text(Clause::Op op);

/// The number of code points, bytes, elements or entries; nothing for other kinds.
std::optional<std::uint64_t> length_of(ValueView value);
/// Code points of a WTF-8 text.
std::uint64_t code_points(std::string_view wtf8);

}  // namespace portproof
