// What may stand at each place of a call, made ready for generating: kinds, bounds, what was seen.
#include "specs/domain/value_plan.h"

#include <algorithm>
#include <cmath>

#include "specs/bind_arguments.h"
#include "specs/domain/same.h"
#include "specs/utf8.h"

namespace portproof {
namespace {

constexpr std::size_t kAlphabet = 96;
/// A kind that was seen seldom is generated all the same: so many parts of this and its share.
constexpr unsigned kLeastWeight = 2, kShareWeight = 10;

/// Whether values of the kind can only be those that were recorded.
bool is_only_recorded(Kind kind) {
  return kind == Kind::enumeration || kind == Kind::extension || kind == Kind::opaque;
}

Kind plain(Kind kind) { return kind == Kind::big_integer ? Kind::integer : kind; }

std::string_view type_of(ValueView value) {
  switch (value.kind()) {
    case Kind::record:
    case Kind::enumeration:
    case Kind::extension:
      return value[0].text();
    case Kind::opaque:
      return value.text();
    default:
      return {};
  }
}

class Planner {
 public:
  Planner(const LimitMap& everyday, const LimitMap& hard, const Gaps& gaps,
          std::vector<std::string>& obstacles)
      : everyday_(everyday), hard_(hard), gaps_(gaps), obstacles_(obstacles) {}

  ValuePlan plan(const Domain& domain, const Seen* seen, const std::string& subject) const {
    ValuePlan plan;
    plan.hard = limits_of(hard_, subject);
    plan.everyday = limits_of(everyday_, subject);
    plan.everyday.narrow(plan.hard);
    if (plan.hard.is_empty() || plan.everyday.is_empty()) {
      obstacles_.push_back(subject + ": its clauses contradict each other");
    }
    if (seen != nullptr) note_seen(plan, *seen);
    for (const Alternative& alternative : domain.alternatives) {
      if (is_gap(subject, alternative.kind)) continue;
      plan.choices.push_back(choice(alternative, seen, subject));
    }
    return plan;
  }

 private:
  /// The bounds of a position of a tuple are also those of its elements.
  static Limits limits_of(const LimitMap& map, const std::string& subject) {
    Limits limits;
    if (const auto found = map.find(subject); found != map.end()) limits = found->second;
    const std::size_t open = subject.rfind('[');
    if (subject.ends_with(']') && open != std::string::npos && subject[open + 1] != '*') {
      const auto element = map.find(subject.substr(0, open) + "[*]");
      if (element != map.end()) limits.narrow(element->second);
    }
    return limits;
  }

  bool is_gap(const std::string& subject, Kind kind) const {
    return std::any_of(gaps_.kinds.begin(), gaps_.kinds.end(), [&](const auto& gap) {
      return gap.first == subject && gap.second == kind_name(kind);
    });
  }

  static void note_seen(ValuePlan& plan, const Seen& seen) {
    plan.length = seen.length;
    plan.closed = !seen.values.empty();
    for (const Value& value : seen.values) plan.recorded.push_back(value);
    for (std::size_t i = 0; i < seen.alphabet.size();) {
      const Utf8Character character = utf8_character(seen.alphabet, i);
      plan.alphabet.push_back(character.code);
      i += character.size;
    }
    const auto take = [](const std::optional<Value>& extreme, std::optional<std::int64_t>& integer,
                         std::optional<double>& number) {
      if (!extreme) return;
      const ValueView value = *extreme;
      if (value.is(Kind::integer)) integer = value.integer();
      if (value.is(Kind::floating)) number = value.number();
    };
    take(seen.least, plan.least, plan.float_least);
    take(seen.greatest, plan.greatest, plan.float_greatest);
  }

  ValuePlan::Choice choice(const Alternative& alternative, const Seen* seen,
                           const std::string& subject) const {
    ValuePlan::Choice choice;
    choice.kind = alternative.kind;
    choice.fixed = alternative.fixed;
    choice.type = alternative.type;
    choice.fields = alternative.fields;
    choice.weight = weight(alternative.kind, seen);
    for (std::size_t i = 0; i < alternative.parts.size(); ++i) {
      const std::string step = step_of(alternative, i);
      choice.parts.push_back(
          plan(alternative.parts[i], seen != nullptr ? seen->part(step) : nullptr, subject + step));
    }
    return choice;
  }

  static unsigned weight(Kind kind, const Seen* seen) {
    if (seen == nullptr || seen->count == 0) return kLeastWeight;
    const auto found = seen->kinds.find(std::string(kind_name(kind)));
    const std::uint64_t count = found != seen->kinds.end() ? found->second : 0;
    return kLeastWeight + static_cast<unsigned>(count * kShareWeight / seen->count);
  }

  static std::string step_of(const Alternative& alternative, std::size_t i) {
    if (alternative.kind == Kind::dict) return i == 0 ? "[key]" : "[value]";
    if (alternative.kind == Kind::record) return "." + alternative.fields[i];
    if (alternative.fixed) return "[" + std::to_string(i) + "]";
    return "[*]";
  }

  const LimitMap& everyday_;
  const LimitMap& hard_;
  const Gaps& gaps_;
  std::vector<std::string>& obstacles_;
};

/// Whether anything can be generated here; what cannot is taken out.
bool prune(ValuePlan& plan) {
  std::erase_if(plan.choices, [&](ValuePlan::Choice& choice) {
    if (is_only_recorded(choice.kind)) {
      return choice.kind == Kind::opaque ||
             std::none_of(plan.recorded.begin(), plan.recorded.end(),
                          [&](const Value& value) { return is_of(choice, value); });
    }
    bool all = true;
    for (ValuePlan& part : choice.parts) all = prune(part) && all;
    // A container of nothing known stays empty; what has fields needs them.
    return !all && (choice.kind == Kind::record || choice.fixed);
  });
  return !plan.choices.empty();
}

void add_alphabet(std::u32string& alphabet, std::string_view text) {
  for (std::size_t i = 0; i < text.size() && alphabet.size() < kAlphabet;) {
    const Utf8Character character = utf8_character(text, i);
    if (alphabet.find(character.code) == std::u32string::npos) alphabet.push_back(character.code);
    i += character.size;
  }
}

void add_value(ValuePlan& plan, ValueView value) {
  if (plan.recorded.size() >= kRecordedValues) return;
  const auto known = [&](const Value& each) { return same(each, value); };
  if (std::any_of(plan.recorded.begin(), plan.recorded.end(), known)) return;
  plan.recorded.emplace_back(value);
}

LimitMap hard_limits(const Gaps& gaps) {
  LimitMap hard;
  for (const std::string& text : gaps.clauses) add_limits(hard, Clause::parse(text));
  for (const std::string& subject : gaps.texts) hard[subject].no_surrogate = true;
  return hard;
}

LimitMap everyday_limits(const Spec& spec) {
  LimitMap everyday;
  for (const Parameter& parameter : spec.parameters) {
    for (const SpecClause& clause : parameter.clauses) add_limits(everyday, clause.clause);
  }
  for (const SpecClause& clause : spec.relations) add_limits(everyday, clause.clause);
  return everyday;
}

unsigned share_given(const Parameter& parameter, const Spec& spec) {
  if (!parameter.has_default || spec.evidence.traces == 0) return 100;
  const std::uint64_t share = parameter.seen.traces * 100 / spec.evidence.traces;
  return static_cast<unsigned>(std::clamp<std::uint64_t>(share, 25, 90));
}

void add_calls(CallPlan& plan, const Spec& spec, std::span<const Call> calls) {
  const ArgumentBinder binder(spec);
  BoundArguments bound;
  for (const Call& call : calls) {
    if (!binder.bind(call, Defaults::leave, bound)) continue;
    std::vector<Value> values;
    for (std::size_t i = 0; i < plan.arguments.size(); ++i) {
      if (!bound.values[i]) {
        values.emplace_back(nullptr, 0);
        continue;
      }
      add_recorded(plan.arguments[i].value, bound.values[i]);
      values.emplace_back(bound.values[i]);
    }
    if (plan.recorded.size() < kRecordedCalls) plan.recorded.push_back(std::move(values));
  }
}

}  // namespace

bool is_of(const ValuePlan::Choice& choice, ValueView value) {
  if (choice.kind != plain(value.kind()) || choice.type != type_of(value)) return false;
  return !choice.fixed || choice.parts.size() == value.size();
}

void add_recorded(ValuePlan& plan, ValueView value) {
  if (has_text(value.kind()) && !value.is(Kind::big_integer)) {
    if (value.is(Kind::str)) add_alphabet(plan.alphabet, value.text());
  }
  constexpr std::uint32_t kMostParts = 200;
  add_value(plan, value);
  for (ValuePlan::Choice& choice : plan.choices) {
    if (!is_of(choice, value) || choice.parts.empty()) continue;
    const std::uint32_t size = std::min(value.size(), kMostParts);
    if (choice.kind == Kind::dict) {
      for (std::uint32_t i = 0; i < size; ++i) add_recorded(choice.parts[i % 2], value[i]);
    } else if (choice.kind == Kind::record) {
      for (std::uint32_t i = 2; i + 1 < value.size(); i += 2) {
        for (std::size_t f = 0; f < choice.fields.size(); ++f) {
          if (choice.fields[f] == value[i].text()) add_recorded(choice.parts[f], value[i + 1]);
        }
      }
    } else {
      for (std::uint32_t i = 0; i < size; ++i) {
        add_recorded(choice.parts[choice.fixed ? i : 0], value[i]);
      }
    }
  }
}

CallPlan plan_calls(const Spec& spec, const Gaps& gaps, std::span<const Call> calls) {
  CallPlan plan;
  const LimitMap hard = hard_limits(gaps), everyday = everyday_limits(spec);
  const Planner planner(everyday, hard, gaps, plan.obstacles);
  for (const Parameter& parameter : spec.parameters) {
    CallPlan::Argument argument;
    argument.name = parameter.name;
    argument.passing = parameter.passing;
    argument.has_default = parameter.has_default;
    argument.given = share_given(parameter, spec);
    argument.taken =
        std::find(gaps.untaken.begin(), gaps.untaken.end(), parameter.name) == gaps.untaken.end();
    argument.value = planner.plan(parameter.domain, &parameter.seen, parameter.name);
    plan.arguments.push_back(std::move(argument));
  }
  add_calls(plan, spec, calls);
  for (CallPlan::Argument& argument : plan.arguments) {
    if (!argument.taken) continue;
    if (prune(argument.value)) continue;
    const bool rest =
        argument.passing == Passing::var_positional || argument.passing == Passing::var_keyword;
    if (argument.has_default || rest) {
      argument.taken = false;
    } else {
      plan.obstacles.push_back(argument.name + ": no value of it can be generated");
    }
  }
  return plan;
}

}  // namespace portproof
