// Mines everyday bounds: generous on purpose, each lifted where the recording goes beyond it.
#include "specs/mine/bounds.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "specs/domain/number.h"

namespace portproof {
namespace {

constexpr std::size_t kMaxClauses = 200;  // of one parameter: a wide record has many fields
constexpr std::size_t kMaxBoundDepth = 6;

bool has(const Domain& domain, std::initializer_list<Kind> kinds) {
  return std::any_of(domain.alternatives.begin(), domain.alternatives.end(),
                     [&](const Alternative& each) {
                       return std::find(kinds.begin(), kinds.end(), each.kind) != kinds.end();
                     });
}

std::string float_text(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::size_t bit_length(const Number& number) {
  if (number.form == Number::Form::integer) {
    return static_cast<std::size_t>(std::bit_width(number.magnitude));
  }
  const char first = number.digits[0];
  const auto digit = static_cast<unsigned>(first <= '9' ? first - '0' : first - 'a' + 10);
  return 4 * (number.digits.size() - 1) + static_cast<std::size_t>(std::bit_width(digit));
}

/// max(1000, 16 × largest) as the text of a constant; empty where there is no such number.
std::string magnitude_bound(const Number& largest) {
  if (largest.form == Number::Form::real) {
    const double bound = std::ceil(largest.real * static_cast<double>(kGenerosity));
    if (!std::isfinite(bound)) return "";
    return float_text(std::max(bound, static_cast<double>(kLeastMagnitude)));
  }
  const std::size_t bits = bit_length(largest) + 4;
  if (bits <= 62) {
    const auto bound = static_cast<std::int64_t>(largest.magnitude * kGenerosity);
    return std::to_string(std::max(bound, kLeastMagnitude));
  }
  return bits <= 65536 ? "2**" + std::to_string(bits) : "";
}

/// The parts of a Domain that a step leads to, united.
struct Part {
  std::string step;
  Domain domain;
};

bool is_identifier(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c & 0x80) != 0 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                  (c >= 'A' && c <= 'Z');
         });
}

std::vector<Part> parts_of(const Domain& domain) {
  std::vector<Part> parts;
  const auto add = [&](const std::string& step, const Domain& part) {
    const auto it = std::find_if(parts.begin(), parts.end(),
                                 [&](const Part& each) { return each.step == step; });
    if (it == parts.end()) {
      parts.push_back({step, part});
    } else {
      merge(it->domain, part);
    }
  };
  for (const Alternative& each : domain.alternatives) {
    switch (each.kind) {
      case Kind::list:
      case Kind::set:
      case Kind::frozenset:
      case Kind::tuple:
        for (const Domain& part : each.parts) add("[*]", part);
        break;
      case Kind::dict:
        if (each.parts.size() < 2) break;
        add("[key]", each.parts[0]);
        add("[value]", each.parts[1]);
        break;
      case Kind::record:
        for (std::size_t i = 0; i < each.fields.size(); ++i) {
          if (is_identifier(each.fields[i])) add("." + each.fields[i], each.parts[i]);
        }
        break;
      default:
        break;
    }
  }
  return parts;
}

/// What was seen at a step; the positions of tuples count as elements.
Seen seen_at(const Seen& seen, const std::string& step) {
  Seen found;
  for (const Seen& part : seen.parts) {
    const bool position = part.step.size() > 2 && part.step[1] >= '0' && part.step[1] <= '9';
    if (part.step != step && !(step == "[*]" && position)) continue;
    const std::uint64_t traces = std::max(found.traces, part.traces);
    merge(found, part);
    found.traces = traces;
  }
  return found;
}

class Bounds {
 public:
  explicit Bounds(std::vector<SpecClause>& clauses) : clauses_(clauses) {}

  void add(const std::string& subject, const Domain& domain, const Seen& seen, std::size_t depth) {
    magnitude(subject, domain, seen);
    length(subject, domain, seen);
    if (has(domain, {Kind::str})) {
      const auto shows = [&](std::string_view name) {
        return std::find(seen.classes.begin(), seen.classes.end(), name) != seen.classes.end();
      };
      const bool beyond = shows("latin1") || shows("bmp") || shows("astral") || shows("surrogate");
      if (!beyond) put("ascii(" + subject + ")", seen, "");
      if (!shows("nul")) put("no_nul(" + subject + ")", seen, "");
    }
    if (has(domain, {Kind::floating, Kind::complex})) {
      if (!seen.nan && !seen.infinite) put("finite(" + subject + ")", seen, "");
      if (!seen.subnormal) put("normal(" + subject + ")", seen, "");
      if (!seen.negative_zero) put("no_negative_zero(" + subject + ")", seen, "");
    }
    if (depth >= kMaxBoundDepth) return;
    for (const Part& part : parts_of(domain)) {
      add(subject + part.step, part.domain, seen_at(seen, part.step), depth + 1);
    }
  }

 private:
  void put(const std::string& text, const Seen& seen, std::string note) {
    if (clauses_.size() >= kMaxClauses) return;
    clauses_.push_back({Clause::parse(text),
                        By::mined,
                        {seen.traces, seen.traces < kThinBelow, std::move(note)},
                        std::string()});
  }

  void magnitude(const std::string& subject, const Domain& domain, const Seen& seen) {
    if (!has(domain, {Kind::integer, Kind::floating}) || seen.infinite) return;
    Number largest = number_of(std::int64_t{0});
    std::string note;
    for (const std::optional<Value>* extreme : {&seen.least, &seen.greatest}) {
      if (!*extreme) continue;
      const Number number = abs(*number_of((*extreme)->view()));
      if (!note.empty() && !(compare(number, largest) > 0)) continue;
      largest = number;
      note = "largest seen " + number_text(**extreme);
    }
    const std::string bound = magnitude_bound(largest);
    if (!bound.empty()) put("abs(" + subject + ") <= " + bound, seen, note);
  }

  void length(const std::string& subject, const Domain& domain, const Seen& seen) {
    if (!has(domain, {Kind::str, Kind::bytes, Kind::bytearray, Kind::list, Kind::tuple, Kind::set,
                      Kind::frozenset, Kind::dict})) {
      return;
    }
    // A tuple of fixed lengths alone needs no bound: its Domain is one.
    const bool fixed = std::all_of(
        domain.alternatives.begin(), domain.alternatives.end(), [](const Alternative& each) {
          return each.kind == Kind::none || (each.kind == Kind::tuple && each.fixed);
        });
    if (fixed) return;
    const std::uint64_t longest = seen.length ? seen.length->second : 0;
    const std::uint64_t bound = std::max(kLeastLength, kGenerosity * longest);
    put("len(" + subject + ") <= " + std::to_string(bound), seen,
        seen.length ? "longest seen " + std::to_string(longest) : "");
  }

  std::vector<SpecClause>& clauses_;
};

}  // namespace

std::string number_text(ValueView number) {
  if (number.is(Kind::integer)) return std::to_string(number.integer());
  if (number.is(Kind::floating)) return float_text(number.number());
  const Number big = *number_of(number);
  if (big.digits.size() <= 32) return hex_to_decimal(number.text());
  return std::string(big.negative ? "-" : "") + "2**" + std::to_string(bit_length(big) - 1) +
         " and more";
}

std::vector<SpecClause> everyday_bounds(const std::string& parameter, const Domain& domain,
                                        const Seen& seen) {
  std::vector<SpecClause> clauses;
  Bounds(clauses).add(parameter, domain, seen, 0);
  return clauses;
}

}  // namespace portproof
