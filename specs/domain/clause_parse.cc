// Reads clauses from text.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "specs/domain/clause.h"
#include "specs/domain/clause_error.h"
#include "specs/domain/number.h"
#include "specs/nearest.h"

namespace portproof {
namespace {

using Op = Clause::Op;
using Predicate = Clause::Predicate;

constexpr std::array<std::pair<std::string_view, Predicate>, 9> kPredicates{{
    {"ascii", Predicate::ascii},
    {"no_nul", Predicate::no_nul},
    {"finite", Predicate::finite},
    {"normal", Predicate::normal},
    {"no_negative_zero", Predicate::no_negative_zero},
    {"nonempty", Predicate::nonempty},
    {"sorted", Predicate::sorted},
    {"permutation", Predicate::permutation},
    {"one_of", Predicate::one_of},
}};

constexpr std::size_t kMaxTerms = Clause::kMaxParameters;
constexpr std::string_view kForms =
    "n <= 100, 0 <= i < len(xs), abs(x[*]) <= 1000, len(a) == len(b), needle in haystack, ascii(s)";

constexpr std::string_view kOneOf = "one_of(encoding, 'ascii', 'utf-8')";

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool in_name(char c) { return starts_name(c) || is_digit(c); }

void set_big(Clause::Term& term, std::string hex) {
  const Number number = number_of_hex(hex);
  const std::uint64_t greatest = (std::uint64_t{1} << 63) - (number.negative ? 0 : 1);
  if (number.form == Number::Form::integer && number.magnitude <= greatest) {
    term.integer =
        static_cast<std::int64_t>(number.negative ? 0 - number.magnitude : number.magnitude);
    term.constant = static_cast<double>(*term.integer);
    return;
  }
  double approximate = 0;
  for (const char c : number.digits) approximate = approximate * 16 + (c <= '9' ? c - '0' : c - 87);
  if (number.digits.empty()) approximate = static_cast<double>(number.magnitude);
  term.constant = number.negative ? -approximate : approximate;
  term.big = std::move(hex);
}

}  // namespace

std::string_view predicate_name(Predicate predicate) {
  return kPredicates[static_cast<std::size_t>(predicate)].first;
}

/// A cursor over the text of one clause.
class ClauseParser {
 public:
  explicit ClauseParser(std::string_view text) : text_(text) {}

  Clause parse() {
    skip();
    if (text_.empty() || at_ == text_.size()) fail("it is empty", "n <= 100");
    if (text_.size() > Clause::kMaxText) fail("it is longer than 4096 bytes", "n <= 100");
    Clause clause;
    const std::size_t start = at_;
    const std::string_view word = name();
    skip();
    if (!word.empty() && peek() == '(' && predicate(word)) {
      read_predicate(clause, *predicate(word));
    } else {
      at_ = start;
      read_comparison(clause);
    }
    if (at_ != text_.size()) unexpected();
    clause.compile(text_);
    return clause;
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& form) const {
    detail::fail_clause(text_, what, form);
  }

  /// What stands at the cursor cannot go on a clause.
  [[noreturn]] void unexpected() {
    const std::string rest(text_.substr(at_, 20));
    for (const std::string_view word : {"and", "or", "not", "is", "&&", "||"}) {
      if (!rest.starts_with(word)) continue;
      if (word == "and" || word == "&&") fail("a clause has no 'and'", "two clauses, one each");
      fail("a clause has no '" + std::string(word) + "'", std::string(kForms));
    }
    if (rest.starts_with("!=")) fail("a clause has no '!='", "n <= 100, nonempty(xs)");
    if (rest.starts_with("=<")) fail("'=<' is written '<='", "n <= 100");
    if (rest.starts_with("=>")) fail("'=>' is written '>='", "n >= 100");
    if (rest.starts_with("=")) fail("'=' is written '=='", "n == len(xs)");
    if (rest.empty()) fail("it ends too early", std::string(kForms));
    fail("'" + rest + "' at column " + std::to_string(at_ + 1) + " is not understood",
         std::string(kForms));
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(std::string_view token) {
    skip();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  std::string_view name() {
    skip();
    const std::size_t start = at_;
    if (!starts_name(peek())) return {};
    while (at_ < text_.size() && in_name(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  static std::optional<Predicate> predicate(std::string_view word) {
    for (const auto& [known, value] : kPredicates) {
      if (known == word) return value;
    }
    return std::nullopt;
  }

  std::string step() {
    const std::size_t open = at_++;
    const std::size_t close = text_.find(']', at_);
    if (close == std::string_view::npos) fail("a '[' is not closed", "abs(xs[*]) <= 1000");
    const std::string_view inside = text_.substr(at_, close - at_);
    const bool number = !inside.empty() && inside.size() < 10 &&
                        std::all_of(inside.begin(), inside.end(), is_digit);
    if (!number && inside != "*" && inside != "key" && inside != "value") {
      fail("'" + std::string(text_.substr(open, close + 1 - open)) + "' is not understood",
           "xs[*], xs[0], d[key], d[value]");
    }
    at_ = close + 1;
    if (!number) return "[" + std::string(inside) + "]";
    return "[" + std::to_string(std::stoul(std::string(inside))) + "]";
  }

  Clause::Subject subject() {
    Clause::Subject result;
    result.parameter = name();
    if (result.parameter.empty()) unexpected();
    while (peek() == '[' || peek() == '.') {
      if (result.steps.size() == Clause::kMaxSteps) fail("it goes too deep", "xs[*][*].field");
      if (peek() == '[') {
        result.steps.push_back(step());
        continue;
      }
      ++at_;
      const std::string_view field = name();
      if (field.empty()) unexpected();
      result.steps.push_back("." + std::string(field));
    }
    return result;
  }

  /// A text between quotes. What would have to be escaped cannot stand in it.
  std::string quoted() {
    skip();
    const char quote = peek();
    const std::size_t start = at_ + 1;
    const std::size_t end = quote == '\'' || quote == '"' ? text_.find(quote, start) : text_.npos;
    if (end == text_.npos) fail("one_of takes texts in quotes", std::string(kOneOf));
    const std::string_view inside = text_.substr(start, end - start);
    const bool plain = std::none_of(inside.begin(), inside.end(), [](char c) {
      return c == '\'' || c == '\\' || (c >= 0 && c < ' ') || c == 0x7f;
    });
    if (!plain)
      fail("a text of one_of holds no quote, backslash or control character", std::string(kOneOf));
    at_ = end + 1;
    return std::string(inside);
  }

  void read_choices(Clause& clause) {
    while (take(",")) clause.choices_.push_back(quoted());
    if (clause.choices_.empty()) fail("one_of takes at least one text", std::string(kOneOf));
    std::sort(clause.choices_.begin(), clause.choices_.end());
    clause.choices_.erase(std::unique(clause.choices_.begin(), clause.choices_.end()),
                          clause.choices_.end());
  }

  static std::string form_of(Predicate which) {
    if (which == Predicate::permutation) return "permutation(a, b)";
    if (which == Predicate::one_of) return std::string(kOneOf);
    return std::string(predicate_name(which)) + "(x)";
  }

  void read_predicate(Clause& clause, Predicate which) {
    const std::string word(predicate_name(which));
    const std::string form = form_of(which);
    take("(");
    clause.predicate_ = which;
    clause.subjects_.push_back(subject());
    if (which == Predicate::permutation) {
      if (!take(",")) fail("permutation takes two parameters", form);
      clause.subjects_.push_back(subject());
    }
    if (which == Predicate::one_of) read_choices(clause);
    if (take(",")) fail(word + " takes one parameter", form);
    if (!take(")")) {
      if (at_ == text_.size()) fail("a '(' is not closed", form);
      unexpected();
    }
    skip();
  }

  Clause::Term constant() {
    Clause::Term term;
    const bool negative = take("-");
    skip();
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.' || text_[at_] == '_' ||
                                  (at_ > start && (text_[at_] == 'e' || text_[at_] == 'E')) ||
                                  (at_ > start && (text_[at_] == '-' || text_[at_] == '+') &&
                                   (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E')))) {
      ++at_;
    }
    std::string digits(text_.substr(start, at_ - start));
    std::erase(digits, '_');
    if (digits.empty()) unexpected();
    if (digits.find_first_not_of("0123456789") == std::string::npos) {
      set_big(term, integer(digits, negative));
      return term;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) {
      fail("'" + digits + "' is no number", "x <= 0.5");
    }
    if (negative) value = -value;
    // 1000.0 bounds what 1000 bounds: one text for both.
    if (value == std::trunc(value) && std::fabs(value) < 9e15) {
      term.integer = static_cast<std::int64_t>(value);
    }
    term.constant = value;
    return term;
  }

  /// An int, or a power `2**31`, perhaps with `- 1` or `+ 1` behind it; hexadecimal.
  std::string integer(const std::string& digits, bool negative) {
    std::string hex = *decimal_to_hex((negative ? "-" : "") + digits);
    if (!take("**")) return hex;
    skip();
    const std::size_t start = at_;
    while (is_digit(peek())) ++at_;
    const std::string exponent(text_.substr(start, at_ - start));
    if (exponent.empty() || exponent.size() > 6 || digits.size() > 4) {
      fail("the power is not understood", "n <= 2**31 - 1");
    }
    const auto power = power_to_hex(static_cast<std::uint32_t>(std::stoul(digits)),
                                    static_cast<std::uint32_t>(std::stoul(exponent)));
    if (!power) fail("the power is too large", "n <= 2**31 - 1");
    const bool minus = take("-");
    if (!minus && !take("+")) return (negative && *power != "0x0" ? "-" : "") + *power;
    skip();
    if (peek() != '1' || (at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      fail("behind a power only '+ 1' and '- 1' are understood", "n <= 2**31 - 1");
    }
    ++at_;
    return step_by_one(*power, negative, minus);
  }

  /// ±power ± 1.
  static std::string step_by_one(const std::string& power, bool negative, bool minus) {
    const bool outward = negative == minus;
    std::string decimal = hex_to_decimal(power);
    if (decimal == "0") return minus ? "-0x1" : "0x1";
    const char from = outward ? '9' : '0', to = outward ? '0' : '9';
    std::size_t i = decimal.size();
    while (i > 0 && decimal[i - 1] == from) decimal[--i] = to;
    if (i == 0) {
      decimal.insert(decimal.begin(), '1');
    } else {
      decimal[i - 1] = static_cast<char>(decimal[i - 1] + (outward ? 1 : -1));
    }
    return *decimal_to_hex((negative ? "-" : "") + decimal);
  }

  Clause::Term term() {
    skip();
    if (is_digit(peek()) || peek() == '-' || peek() == '.') return constant();
    const std::size_t start = at_;
    const std::string_view word = name();
    if (word.empty()) unexpected();
    skip();
    Clause::Term result;
    if (peek() != '(') {
      at_ = start;
      result.subject = subject();
      return result;
    }
    if (word == "len") {
      result.function = Clause::Function::len;
    } else if (word == "abs") {
      result.function = Clause::Function::abs;
    } else {
      unknown_function(word);
    }
    take("(");
    result.subject = subject();
    if (!take(")")) {
      if (at_ == text_.size()) fail("a '(' is not closed", "len(xs) <= 100");
      unexpected();
    }
    return result;
  }

  [[noreturn]] void unknown_function(std::string_view word) const {
    if (predicate(word)) {
      fail(std::string(word) + " says yes or no and is not compared", std::string(word) + "(x)");
    }
    std::vector<std::string> known{"len", "abs"};
    for (const auto& [text, value] : kPredicates) known.emplace_back(text);
    fail("there is no function '" + std::string(word) + "' (there are: " + listed(known) + ")" +
             did_you_mean(word, known),
         "");
  }

  std::optional<Op> op() {
    if (take("<=")) return Op::less_equal;
    if (take(">=")) return Op::greater_equal;
    if (take("==")) return Op::equal;
    if (text_.substr(at_).starts_with("<") && !text_.substr(at_).starts_with("<>")) {
      ++at_;
      return Op::less;
    }
    if (take(">")) return Op::greater;
    if (text_.substr(at_).starts_with("in") &&
        (at_ + 2 == text_.size() || !in_name(text_[at_ + 2]))) {
      at_ += 2;
      return Op::contains;
    }
    return std::nullopt;
  }

  void read_comparison(Clause& clause) {
    clause.terms_.push_back(term());
    skip();
    while (at_ != text_.size()) {
      const auto next = op();
      if (!next) unexpected();
      clause.ops_.push_back(*next);
      clause.terms_.push_back(term());
      skip();
      if (clause.terms_.size() > kMaxTerms) fail("it has too many parts", "0 <= i < len(xs)");
    }
    if (clause.ops_.empty()) {
      fail("it restricts nothing", clause.terms_[0].text() + " <= 100, len(xs) <= 100, ascii(s)");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Clause Clause::parse(std::string_view text) { return ClauseParser(text).parse(); }

}  // namespace portproof
