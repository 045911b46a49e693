// Finds, before anything runs, what the port's types cannot hold of what the spec says goes in.
#include "replay/fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "replay/files.h"
#include "specs/codec.h"
#include "specs/domain/clause.h"

namespace portproof {
namespace {

bool same_kind(Kind a, Kind b) { return kind_name(a) == kind_name(b); }

/// The part of `type` that holds `kind`; null where none does.
const TypeInfo* holder(const TypeInfo& type, Kind kind) {
  if (type.any) return &type;
  for (const Kind held : type.kinds) {
    if (same_kind(held, kind)) return &type;
  }
  if (!type.alternatives) return nullptr;
  for (const TypeInfo& part : type.parts) {
    if (const TypeInfo* found = holder(part, kind)) return found;
  }
  return nullptr;
}

/// The type of the i-th part of `alternative`, which `held` holds; null where it is no part of it.
const TypeInfo* part_of(const TypeInfo& held, const Alternative& alternative, std::size_t i) {
  if (held.parts.empty()) return &held;  // an any: it holds parts of its own type
  if (alternative.kind != Kind::record) return &held.parts[std::min(i, held.parts.size() - 1)];
  for (std::size_t f = 0; f < held.fields.size() && i < alternative.fields.size(); ++f) {
    if (held.fields[f] == alternative.fields[i]) return &held.parts[f];
  }
  return nullptr;
}

std::string power_or_decimal(std::uint64_t magnitude, bool negative) {
  const std::string sign = negative ? "-" : "";
  if (magnitude >= 65536 && std::has_single_bit(magnitude)) {
    return fmt::format("{}2**{}", sign, std::countr_zero(magnitude));
  }
  return fmt::format("{}{}", sign, magnitude);
}

std::string int_text(ValueView value) {
  if (!value.is(Kind::integer)) return to_python(value, 60);
  const std::int64_t number = value.integer();
  const auto magnitude = static_cast<std::uint64_t>(number);
  return power_or_decimal(number < 0 ? 0 - magnitude : magnitude, number < 0);
}

bool fits(ValueView value, const TypeInfo& type) {
  if (value.is(Kind::floating)) return true;
  if (value.is(Kind::big_integer)) {
    // Beyond int64: only uint64 could hold it, if it is positive and has 16 digits at most.
    return !value.text().starts_with('-') && value.text().size() <= 18 &&
           type.greatest == UINT64_MAX;
  }
  const std::int64_t number = value.integer();
  return number < 0 ? number >= type.least : static_cast<std::uint64_t>(number) <= type.greatest;
}

/// Checks one parameter, and the parts of it, of one subject ("n", "xs[*]").
class FitChecker {
 public:
  FitChecker(std::size_t parameter, std::string name, Fit& fit)
      : parameter_(parameter), name_(std::move(name)), fit_(fit) {}

  void check(const Domain& domain, const Seen& seen, const TypeInfo& type,
             const std::string& subject) {
    if (type.any) return;
    for (const Alternative& alternative : domain.alternatives) {
      const std::string kind(kind_name(alternative.kind));
      const auto count = seen.kinds.find(kind);
      const bool recorded = count != seen.kinds.end() && count->second > 0;
      const TypeInfo* held = holder(type, alternative.kind);
      if (held == nullptr) {
        say(recorded, subject, alternative.kind == Kind::none ? "None" : kind, type.name);
        fit_.gaps.kinds.emplace_back(subject, kind);
        continue;
      }
      if (!check_length(domain, alternative, seen, *held, subject)) continue;
      if (alternative.kind == Kind::integer) check_range(seen, *held, subject);
      if (alternative.kind == Kind::str) check_text(seen, *held, subject);
      if (alternative.kind == Kind::dict && !held->ordered) {
        fit_.assumptions.push_back(
            fmt::format("{}: the order of the dict is not kept by {}", subject, held->name));
      }
      check_parts(alternative, seen, *held, subject);
    }
  }

 private:
  void check_parts(const Alternative& alternative, const Seen& seen, const TypeInfo& held,
                   const std::string& subject) {
    if (held.any || held.alternatives) return;
    static const Seen nothing;
    for (std::size_t i = 0; i < alternative.parts.size(); ++i) {
      std::string step = "[*]";
      if (alternative.kind == Kind::dict) step = i == 0 ? "[key]" : "[value]";
      if (alternative.kind == Kind::tuple && alternative.fixed) step = fmt::format("[{}]", i);
      if (i < alternative.fields.size()) step = "." + alternative.fields[i];
      const TypeInfo* part = part_of(held, alternative, i);
      if (part == nullptr) {
        fit_.assumptions.push_back(fmt::format("{}{}: makes no difference, {} does not hold it",
                                               subject, step, held.name));
        continue;
      }
      const auto found = std::find_if(seen.parts.begin(), seen.parts.end(),
                                      [&](const Seen& each) { return each.step == step; });
      check(alternative.parts[i], found != seen.parts.end() ? *found : nothing, *part,
            subject + step);
    }
  }

  /// False: no value of this alternative has the length that an array or a tuple of C++ has.
  bool check_length(const Domain& domain, const Alternative& alternative, const Seen& seen,
                    const TypeInfo& held, const std::string& subject) {
    const bool sequence = alternative.kind == Kind::list || alternative.kind == Kind::tuple;
    if (held.fixed_length == 0 || !sequence) return true;
    const std::string what =
        fmt::format("{} of another length than {}", kind_name(alternative.kind), held.fixed_length);
    if (alternative.fixed) {
      if (alternative.parts.size() == held.fixed_length) return true;
      const auto count = seen.kinds.find(std::string(kind_name(alternative.kind)));
      say(count != seen.kinds.end(), subject, what, held.name);
      fit_.gaps.kinds.emplace_back(subject, std::string(kind_name(alternative.kind)));
      return false;
    }
    // Where other kinds have lengths too, the recorded ones are not the sequence's alone.
    const auto sized = [](const Alternative& each) {
      return has_text(each.kind) || (has_children(each.kind) && each.kind != Kind::complex);
    };
    const bool alone =
        std::count_if(domain.alternatives.begin(), domain.alternatives.end(), sized) == 1;
    const bool other =
        alone && seen.length &&
        (seen.length->first != held.fixed_length || seen.length->second != held.fixed_length);
    say(other, subject, what, held.name);
    add_clause(fmt::format("len({}) == {}", subject, held.fixed_length));
    return true;
  }

  void check_range(const Seen& seen, const TypeInfo& held, const std::string& subject) {
    if (held.any) return;
    note_range(held, subject);
    if (held.greatest == 0) {
      fit_.assumptions.push_back(fmt::format("{}: ints are exact as {}", subject, held.name));
      return;
    }
    for (const auto& extreme : {seen.least, seen.greatest}) {
      if (extreme && !fits(*extreme, held)) {
        fit_.unsupported.push_back(fmt::format("argument {} ({}): {} does not fit {}",
                                               parameter_ + 1, subject, int_text(*extreme),
                                               held.name));
        return;
      }
    }
    if (held.least == INT64_MIN && held.greatest >= INT64_MAX) return;
    const std::string range =
        seen.greatest && seen.least
            ? fmt::format(" (recorded: {} to {})", int_text(*seen.least), int_text(*seen.greatest))
            : "";
    fit_.assumptions.push_back(fmt::format("{}: ints fit {}{}", subject, held.name, range));
  }

  /// Of a field whose name no clause can speak of there is none.
  void add_clause(const std::string& text) {
    try {
      fit_.gaps.clauses.push_back(Clause::parse(text).text());
    } catch (const ClauseError&) {
    }
  }

  void note_range(const TypeInfo& held, const std::string& subject) {
    if (held.greatest == 0) {
      // Integers that a float, a double or a long double holds exactly.
      const int bits = held.name == "float" ? 24 : 53;
      add_clause(fmt::format("abs({}) <= 2**{}", subject, bits));
    } else {
      add_clause(fmt::format("{} >= {}", subject, held.least));
      add_clause(fmt::format("{} <= {}", subject, held.greatest));
    }
  }

  void check_text(const Seen& seen, const TypeInfo& held, const std::string& subject) {
    const auto shows = [&](const char* name) {
      return std::find(seen.classes.begin(), seen.classes.end(), name) != seen.classes.end();
    };
    if (!held.code_points) {
      say(shows("surrogate"), subject, "str with lone surrogates", held.name);
      fit_.gaps.texts.push_back(subject);
    }
    if (!held.nul) {
      say(shows("nul"), subject, "str with NUL", held.name);
      add_clause(fmt::format("no_nul({})", subject));
    }
    if (held.one_character && held.ascii) {
      const bool beyond = shows("latin1") || shows("bmp") || shows("astral");
      say(beyond, subject, "str beyond ASCII", held.name);
      add_clause(fmt::format("ascii({})", subject));
    }
    if (held.one_character) {
      const bool longer = seen.length && (seen.length->first != 1 || seen.length->second != 1);
      say(longer, subject, "str of another length than 1", held.name);
      add_clause(fmt::format("len({}) == 1", subject));
    }
  }

  void say(bool recorded, const std::string& subject, const std::string& what,
           const std::string& type) {
    if (recorded) {
      fit_.unsupported.push_back(fmt::format("argument {} ({}): {} holds no {}, which was recorded",
                                             parameter_ + 1, subject, type, what));
    } else {
      fit_.assumptions.push_back(
          fmt::format("{}: no {}, which {} cannot hold", subject, what, type));
    }
  }

  std::size_t parameter_;
  std::string name_;
  Fit& fit_;
};

bool knows(const Domain& domain, Kind kind) {
  return std::any_of(domain.alternatives.begin(), domain.alternatives.end(),
                     [&](const Alternative& each) { return each.kind == kind; });
}

/// Finds what the type of a result, or of an in-out argument, cannot tell apart of its Domain.
class AlikeFinder {
 public:
  AlikeFinder(Fit& fit, std::string subject) : fit_(fit), subject_(std::move(subject)) {}

  /// `kept`: the kind of the value itself is known, as it is of an argument.
  void find(const Domain& domain, const TypeInfo& type, bool kept) {
    if (type.any) return;
    if (!kept) {
      pair(domain, type, Kind::list, Kind::tuple, fit_.alike.list_is_tuple);
      pair(domain, type, Kind::set, Kind::frozenset, fit_.alike.set_is_frozenset);
      pair(domain, type, Kind::bytes, Kind::bytearray, fit_.alike.bytes_is_bytearray);
    }
    for (const Alternative& alternative : domain.alternatives) {
      const TypeInfo* held = holder(type, alternative.kind);
      if (held == nullptr) continue;
      if (alternative.kind == Kind::dict && !held->ordered && !fit_.alike.dict_is_unordered) {
        fit_.alike.dict_is_unordered = true;
        fit_.assumptions.push_back(fmt::format(
            "{}: the order of dicts is not compared, {} keeps none", subject_, held->name));
      }
      for (std::size_t i = 0; i < alternative.parts.size(); ++i) {
        const TypeInfo* part = part_of(*held, alternative, i);
        if (part != nullptr) find(alternative.parts[i], *part, false);
      }
    }
  }

 private:
  void pair(const Domain& domain, const TypeInfo& type, Kind one, Kind other, bool& alike) {
    if (alike || !knows(domain, one) || !knows(domain, other)) return;
    const TypeInfo* held = holder(type, one);
    if (held == nullptr || held->any || held != holder(type, other)) return;
    if (held->parts.empty() && held->alternatives) return;
    alike = true;
    fit_.assumptions.push_back(fmt::format("{}: {} and {} compare alike, {} stands for both",
                                           subject_, kind_name(one), kind_name(other), held->name));
  }

  Fit& fit_;
  std::string subject_;
};

void check_arity(const PortFunction& port, const Spec& spec) {
  const std::size_t given = port.parameters().size();
  if (given > spec.parameters.size()) {
    throw UsageError(fmt::format("{}:{}: the port takes {} parameters, but {} has {} ({})",
                                 port.file(), port.line(), given, spec.function,
                                 spec.parameters.size(), [&] {
                                   std::string names;
                                   for (const Parameter& p : spec.parameters)
                                     names += (names.empty() ? "" : ", ") + p.name;
                                   return names;
                                 }()));
  }
  for (std::size_t i = given; i < spec.parameters.size(); ++i) {
    const Parameter& parameter = spec.parameters[i];
    const bool optional = parameter.has_default || parameter.passing == Passing::var_positional ||
                          parameter.passing == Passing::var_keyword;
    if (!optional) {
      throw UsageError(fmt::format("{}:{}: the port takes {} parameters, but {} also needs {}",
                                   port.file(), port.line(), given, spec.function, parameter.name));
    }
  }
}

/// What is assumed of several subjects alike is one assumption: "r, g, b: ints are exact as
/// double".
void unite_subjects(std::vector<std::string>& assumptions) {
  std::vector<std::string> united;
  for (const std::string& text : assumptions) {
    const std::size_t end = text.find(": ");
    const auto same = std::find_if(united.begin(), united.end(), [&](const std::string& known) {
      return end != std::string::npos && known.find(": ") != std::string::npos &&
             known.substr(known.find(": ")) == text.substr(end);
    });
    if (same == united.end()) {
      united.push_back(text);
    } else {
      same->insert(same->find(": "), ", " + text.substr(0, end));
    }
  }
  assumptions = std::move(united);
}

}  // namespace

Fit fit(const PortFunction& port, const Spec& spec) {
  if (const std::string mistake = port.mistake(); !mistake.empty()) {
    throw UsageError(fmt::format("{}:{}: {}", port.file(), port.line(), mistake));
  }
  check_arity(port, spec);
  Fit result;
  const auto& parameters = port.parameters();
  for (std::size_t i = 0; i < spec.parameters.size(); ++i) {
    const Parameter& parameter = spec.parameters[i];
    if (i < parameters.size()) {
      FitChecker(i, parameter.name, result)
          .check(parameter.domain, parameter.seen, parameters[i].type, parameter.name);
    } else {
      result.assumptions.push_back(
          fmt::format("{}: always at its default, the port does not take it", parameter.name));
      result.gaps.untaken.push_back(parameter.name);
    }
  }
  AlikeFinder(result, "result").find(spec.returns, port.returns(), false);
  for (std::size_t i = 0; i < std::min(parameters.size(), spec.parameters.size()); ++i) {
    const Parameter& parameter = spec.parameters[i];
    if (parameters[i].in_out) {
      AlikeFinder(result, parameter.name).find(parameter.domain, parameters[i].type, true);
    }
  }
  unite_subjects(result.assumptions);
  return result;
}

}  // namespace portproof
