// Gives equal clauses one canonical text, and makes them ready for evaluation.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "specs/domain/clause.h"
#include "specs/domain/clause_error.h"
#include "specs/domain/number.h"

namespace portproof {

void detail::fail_clause(std::string_view text, const std::string& what, const std::string& form) {
  throw ClauseError("cannot read the clause '" + std::string(text.substr(0, 200)) + "': " + what +
                    (form.empty() ? "" : "; write it like " + form));
}

namespace {

using Op = Clause::Op;

/// The same relation with its sides exchanged.
Op mirrored(Op op) {
  switch (op) {
    case Op::less:
      return Op::greater;
    case Op::less_equal:
      return Op::greater_equal;
    case Op::greater:
      return Op::less;
    case Op::greater_equal:
      return Op::less_equal;
    default:
      return op;
  }
}

/// 2**k and 2**k - 1 are written so where the digits would say nothing to a reader.
std::string big_text(const std::string& hex) {
  const bool negative = hex.starts_with('-');
  const std::string_view digits = std::string_view(hex).substr(negative ? 3 : 2);
  if (!negative && digits.size() >= 16 && 4 * digits.size() < kMostPowerBits) {
    const std::size_t bits = 4 * (digits.size() - 1);
    const auto power = std::string_view("1248").find(digits[0]);
    const bool zeros = digits.find_first_not_of('0', 1) == std::string_view::npos;
    if (power != std::string_view::npos && zeros) return "2**" + std::to_string(bits + power);
    const auto low = std::string_view("137f").find(digits[0]);
    const bool ones = digits.find_first_not_of('f', 1) == std::string_view::npos;
    if (low != std::string_view::npos && ones) {
      return "2**" + std::to_string(bits + low + 1) + " - 1";
    }
  }
  return hex_to_decimal(hex);
}

std::string float_text(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string text(buffer.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace

std::string_view op_text(Op op) {
  switch (op) {
    case Op::less:
      return "<";
    case Op::less_equal:
      return "<=";
    case Op::equal:
      return "==";
    case Op::greater_equal:
      return ">=";
    case Op::greater:
      return ">";
    case Op::contains:
      return "in";
  }
  return "==";
}

std::string Clause::Subject::text() const {
  std::string out = parameter;
  for (const std::string& step : steps) out += step;
  return out;
}

bool Clause::Subject::many() const {
  return std::any_of(steps.begin(), steps.end(), [](const std::string& step) {
    return step == "[*]" || step == "[key]" || step == "[value]";
  });
}

std::string Clause::Term::text() const {
  if (subject) {
    std::string inner = subject->text();
    if (function == Function::value) return inner;
    return (function == Function::len ? "len(" : "abs(") + inner + ")";
  }
  if (integer) return std::to_string(*integer);
  return big.empty() ? float_text(constant) : big_text(big);
}

/// Orders the parts of a clause that was read, and refuses what cannot be evaluated.
class ClauseCanon {
 public:
  ClauseCanon(Clause& clause, std::string_view text) : text_(text) { canonicalize(clause); }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& form) const {
    detail::fail_clause(text_, what, form);
  }

  void canonicalize(Clause& clause) {
    if (clause.predicate_) {
      if (*clause.predicate_ == Clause::Predicate::permutation &&
          clause.subjects_[1].text() < clause.subjects_[0].text()) {
        std::swap(clause.subjects_[0], clause.subjects_[1]);
      }
      check_subjects(clause);
      return;
    }
    auto& terms = clause.terms_;
    auto& ops = clause.ops_;
    if (std::find(ops.begin(), ops.end(), Op::contains) != ops.end()) {
      const auto plain = [](const Clause::Term& t) {
        return t.subject && t.function == Clause::Function::value;
      };
      if (ops.size() != 1 || !plain(terms[0]) || !plain(terms[1])) {
        fail("'in' stands between two parameters", "needle in haystack");
      }
    } else {
      order_terms(terms, ops);
    }
    for (const Clause::Term& each : terms) {
      if (each.subject) clause.subjects_.push_back(*each.subject);
    }
    check_subjects(clause);
  }

  /// Ascending; of a single comparison the constant stands right, of a single == the plain value
  /// left.
  void order_terms(std::vector<Clause::Term>& terms, std::vector<Op>& ops) {
    const auto falls = [](Op each) { return each == Op::greater || each == Op::greater_equal; };
    const auto rises = [](Op each) { return each == Op::less || each == Op::less_equal; };
    const bool falling = std::any_of(ops.begin(), ops.end(), falls);
    if (falling && std::any_of(ops.begin(), ops.end(), rises)) {
      fail("its comparisons point both ways", "two clauses, or 0 <= i < len(xs)");
    }
    bool reverse = falling;
    if (ops.size() == 1) {
      if (!terms[0].subject || !terms[1].subject) {
        reverse = !terms[0].subject;
      } else if (ops[0] == Op::equal) {
        const auto key = [](const Clause::Term& each) {
          return std::pair(each.function, each.text());
        };
        reverse = key(terms[1]) < key(terms[0]);
      }
    }
    if (!reverse) return;
    std::reverse(terms.begin(), terms.end());
    std::reverse(ops.begin(), ops.end());
    for (Op& each : ops) each = mirrored(each);
  }

  void check_subjects(const Clause& clause) const {
    if (clause.subjects_.empty()) fail("it speaks of no parameter", "n <= 100");
    std::size_t many = 0;
    for (const Clause::Subject& each : clause.subjects_) many += each.many();
    const bool pair = clause.predicate_ && *clause.predicate_ == Clause::Predicate::permutation;
    if (many > 1 || (pair && many > 0)) {
      fail("only one part may name many values ([*], [key], [value])", "0 <= is[*] < len(xs)");
    }
  }

  std::string_view text_;
};

void Clause::compile(std::string_view source) {
  ClauseCanon(*this, source);
  if (predicate_) {
    text_ = std::string(predicate_name(*predicate_)) + "(" + subjects_[0].text();
    if (subjects_.size() > 1) text_ += ", " + subjects_[1].text();
    for (const std::string& choice : choices_) text_ += ", '" + choice + "'";
    text_ += ")";
  } else {
    text_ = terms_[0].text();
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      text_ += " " + std::string(op_text(ops_[i])) + " " + terms_[i + 1].text();
    }
  }
  if (text_.size() > kMaxText) {
    detail::fail_clause(source, "its numbers are too long to be written out", "n <= 2**31 - 1");
  }
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    const Subject& subject = subjects_[i];
    Path path;
    const auto it = std::find(parameters_.begin(), parameters_.end(), subject.parameter);
    path.parameter = static_cast<std::size_t>(it - parameters_.begin());
    if (it == parameters_.end()) parameters_.push_back(subject.parameter);
    for (const std::string& step : subject.steps) {
      if (step[0] == '.') {
        path.steps.push_back({Step::Kind::field, 0, step.substr(1)});
      } else if (step[1] >= '0' && step[1] <= '9') {
        path.steps.push_back({Step::Kind::position,
                              static_cast<std::uint32_t>(std::stoul(step.substr(1))),
                              std::string()});
      } else {
        const auto kind = step == "[*]"     ? Step::Kind::element
                          : step == "[key]" ? Step::Kind::key
                                            : Step::Kind::value;
        path.steps.push_back({kind, 0, std::string()});
      }
    }
    if (subject.many()) many_ = i;
    paths_.push_back(std::move(path));
  }
}

}  // namespace portproof
