// Makes one value for a place of a call: by intent, not uniformly.
#include "specs/domain/make_value.h"

#include <algorithm>
#include <utility>

#include "specs/domain/interesting.h"
#include "specs/domain/number.h"

namespace portproof {
namespace {

constexpr unsigned kRecordedShare = 12, kClosedShare = 60;  // percent
constexpr std::int64_t kBudget = 400;                       // beside the size

/// Negative, zero, positive as Python orders; 0 where it would not.
int order(ValueView left, ValueView right) {
  const auto a = number_of(left), b = number_of(right);
  if (a && b) {
    const auto found = compare(*a, *b);
    return found < 0 ? -1 : found > 0 ? 1 : 0;
  }
  // Python would not compare them: any order will do, if it is one.
  if (left.kind() != right.kind()) {
    return static_cast<int>(a ? Kind::integer : left.kind()) -
           static_cast<int>(b ? Kind::integer : right.kind());
  }
  if (left.is(Kind::str) || left.is(Kind::bytes)) return left.text().compare(right.text());
  if (!left.is(Kind::tuple) && !left.is(Kind::list)) return 0;
  for (std::uint32_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (const int found = order(left[i], right[i]); found != 0) return found;
  }
  return static_cast<int>(left.size()) - static_cast<int>(right.size());
}

bool is_nan(ValueView value) {
  const auto number = number_of(value);
  return number && number->nan();
}

}  // namespace

void sort_values(const Arena& arena, std::vector<NodeId>& values) {
  // NaNs have no order: a comparison with one would break the sort. They come last.
  std::vector<std::pair<NodeId, std::size_t>> ordered;
  std::vector<NodeId> unordered;
  for (const NodeId id : values) {
    if (is_nan(arena.view(id))) {
      unordered.push_back(id);
    } else {
      ordered.emplace_back(id, ordered.size());
    }
  }
  std::sort(ordered.begin(), ordered.end(), [&](const auto& a, const auto& b) {
    const int found = order(arena.view(a.first), arena.view(b.first));
    return found < 0 || (found == 0 && a.second < b.second);
  });
  values.clear();
  for (const auto& [id, place] : ordered) values.push_back(id);
  values.insert(values.end(), unordered.begin(), unordered.end());
}

ValueMaker::ValueMaker(Draws& draws, Arena& arena, const Constants& constants, const Effort& effort)
    : draws_(draws),
      arena_(arena),
      constants_(constants),
      effort_(effort),
      budget_(kBudget + 2 * static_cast<std::int64_t>(effort.size)) {}

const Limits& ValueMaker::limits(const ValuePlan& plan) {
  return effort_.leaves && draws_.chance(50) ? plan.hard : plan.everyday;
}

const ValuePlan::Choice& ValueMaker::choose(const ValuePlan& plan) {
  unsigned total = 0;
  for (const ValuePlan::Choice& choice : plan.choices) total += choice.weight;
  auto drawn = static_cast<unsigned>(draws_.below(total));
  for (const ValuePlan::Choice& choice : plan.choices) {
    if (drawn < choice.weight) return choice;
    drawn -= choice.weight;
  }
  return plan.choices.back();
}

NodeId ValueMaker::make(const ValuePlan& plan) {
  if (!plan.recorded.empty() && draws_.chance(plan.closed ? kClosedShare : kRecordedShare)) {
    const Value& value = draws_.pick(plan.recorded);
    const bool held = std::any_of(plan.choices.begin(), plan.choices.end(),
                                  [&](const auto& choice) { return is_of(choice, value); });
    if (held) return copy(value, arena_);
  }
  const Limits& allowed = limits(plan);
  return make_choice(plan, choose(plan), allowed);
}

NodeId ValueMaker::make_choice(const ValuePlan& plan, const ValuePlan::Choice& choice,
                               const Limits& limits) {
  switch (choice.kind) {
    case Kind::none:
      return arena_.none();
    case Kind::boolean:
      return arena_.boolean(draws_.chance(50));
    case Kind::integer:
    case Kind::big_integer:
      return integer(plan, limits);
    case Kind::floating:
      return arena_.floating(floating(plan, limits));
    case Kind::complex: {
      const double real = floating(plan, limits);
      return arena_.complex(real, floating(plan, limits));
    }
    case Kind::str:
      return arena_.str(wtf8_of(text(plan, limits)));
    case Kind::bytes:
    case Kind::bytearray:
      return bytes(plan, limits, choice.kind);
    case Kind::tuple:
      if (choice.fixed) return fixed_tuple(choice);
      [[fallthrough]];
    case Kind::list:
    case Kind::set:
    case Kind::frozenset:
      return sequence(plan, choice, limits);
    case Kind::dict:
      return dict(plan, choice, limits);
    case Kind::record:
      return record(choice);
    case Kind::enumeration:
    case Kind::extension:
    case Kind::opaque:
      return only_recorded(plan, choice);
  }
  return arena_.none();
}

NodeId ValueMaker::only_recorded(const ValuePlan& plan, const ValuePlan::Choice& choice) {
  std::vector<const Value*> fitting;
  for (const Value& value : plan.recorded) {
    if (is_of(choice, value)) fitting.push_back(&value);
  }
  return fitting.empty() ? arena_.none() : copy(*draws_.pick(fitting), arena_);
}

NodeId ValueMaker::element(const ValuePlan::Choice& choice, std::uint32_t position) {
  const std::size_t last = choice.parts.size() - 1;
  return make(choice.parts[choice.fixed ? std::min<std::size_t>(position, last) : 0]);
}

/// Another object of the same value. A leaf is the same wherever it stands.
NodeId ValueMaker::again(NodeId id) {
  return has_identity(arena_.node(id)) ? copy(Value(arena_.view(id)), arena_) : id;
}

/// All one, few, sorted, reversed, or as they come.
void ValueMaker::arrange(std::vector<NodeId>& elements, bool sorted) {
  const std::uint64_t way = draws_.below(100);
  if (elements.size() > 1 && way < 8) {
    // One object many times, or as many equal ones.
    const bool shared = draws_.chance(40);
    for (NodeId& element : elements) {
      element = shared ? elements.front() : again(elements.front());
    }
  } else if (elements.size() > 2 && way < 24) {
    const std::size_t few = 2 + draws_.below(2);
    for (NodeId& element : elements) {
      element = again(elements[draws_.below(std::min(few, elements.size()))]);
    }
  }
  if (sorted || (way >= 24 && way < 38)) sort_values(arena_, elements);
  if (!sorted && way >= 38 && way < 46) {
    sort_values(arena_, elements);
    std::reverse(elements.begin(), elements.end());
  }
}

NodeId ValueMaker::sequence(const ValuePlan& plan, const ValuePlan::Choice& choice,
                            const Limits& limits) {
  std::vector<NodeId> elements;
  const bool known = choice.has_elements();
  const std::uint32_t size = known ? length(plan, limits) : 0;
  for (std::uint32_t i = 0; i < size; ++i) elements.push_back(element(choice, i));
  if (choice.kind == Kind::list || choice.kind == Kind::tuple) arrange(elements, limits.sorted);
  return arena_.container(choice.kind, elements);
}

NodeId ValueMaker::fixed_tuple(const ValuePlan::Choice& choice) {
  std::vector<NodeId> elements;
  for (const ValuePlan& part : choice.parts) elements.push_back(make(part));
  return arena_.container(Kind::tuple, elements);
}

NodeId ValueMaker::dict(const ValuePlan& plan, const ValuePlan::Choice& choice,
                        const Limits& limits) {
  std::vector<NodeId> items;
  const bool known = choice.parts.size() == 2 && !choice.parts[0].choices.empty() &&
                     !choice.parts[1].choices.empty();
  for (std::uint32_t i = known ? length(plan, limits) : 0; i > 0; --i) {
    items.push_back(make(choice.parts[0]));
    items.push_back(make(choice.parts[1]));
  }
  return arena_.container(Kind::dict, items);
}

NodeId ValueMaker::record(const ValuePlan::Choice& choice) {
  std::vector<NodeId> children = {arena_.str(choice.type), arena_.none()};
  for (std::size_t i = 0; i < choice.fields.size(); ++i) {
    const NodeId value = make(choice.parts[i]);
    if (choice.fields[i].empty()) {
      children[1] = value;
    } else {
      children.push_back(arena_.str(choice.fields[i]));
      children.push_back(value);
    }
  }
  return arena_.container(Kind::record, children);
}

NodeId ValueMaker::mutate(const ValuePlan& plan, ValueView value) {
  const auto found = std::find_if(plan.choices.begin(), plan.choices.end(),
                                  [&](const auto& choice) { return is_of(choice, value); });
  if (found == plan.choices.end() || draws_.chance(8)) return make(plan);
  const Limits& allowed = limits(plan);
  switch (found->kind) {
    case Kind::integer:
      if (!value.is(Kind::integer)) return make(plan);
      return arena_.integer(fitted(near(value.integer()), allowed));
    case Kind::str: {
      if (!allowed.choices.empty()) return make_choice(plan, *found, allowed);
      std::u32string text = mutated(plan, allowed, code_points_of(value.text()));
      for (char32_t& c : text) {
        if (!allowed.allows(c)) c = U'a';
      }
      const std::uint64_t longest = std::min<std::uint64_t>(allowed.longest, effort_.longest);
      if (text.size() > longest) text.resize(longest);
      return arena_.str(wtf8_of(text));
    }
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
    case Kind::frozenset:
      if (!found->fixed) return mutated_sequence(*found, allowed, value);
      return mutated_parts(*found, value);
    case Kind::record:
      return mutated_parts(*found, value);
    default:
      return make_choice(plan, *found, allowed);
  }
}

NodeId ValueMaker::mutated_sequence(const ValuePlan::Choice& choice, const Limits& limits,
                                    ValueView value) {
  std::vector<NodeId> elements;
  for (std::uint32_t i = 0; i < value.size(); ++i) elements.push_back(copy(value[i], arena_));
  const bool known = choice.has_elements();
  const auto at = [&] { return static_cast<std::ptrdiff_t>(draws_.below(elements.size())); };
  if (elements.empty() || draws_.chance(30)) {
    if (known)
      elements.insert(elements.begin() + (elements.empty() ? 0 : at()), element(choice, 0));
  } else {
    switch (draws_.below(5)) {
      case 0:
        elements.erase(elements.begin() + at());
        break;
      case 1: {
        const std::ptrdiff_t i = at();
        if (known)
          elements[static_cast<std::size_t>(i)] =
              mutate(choice.parts[0], arena_.view(elements[static_cast<std::size_t>(i)]));
        break;
      }
      case 2:
        elements.insert(elements.begin() + at(), again(draws_.pick(elements)));
        break;
      case 3:
        std::swap(elements[static_cast<std::size_t>(at())],
                  elements[static_cast<std::size_t>(at())]);
        break;
      default:
        std::reverse(elements.begin(), elements.end());
    }
  }
  const std::uint64_t longest = std::min<std::uint64_t>(limits.longest, effort_.longest);
  if (elements.size() > longest) elements.resize(longest);
  while (known && elements.size() < limits.shortest) elements.push_back(element(choice, 0));
  if (limits.sorted) sort_values(arena_, elements);
  return arena_.container(choice.kind, elements);
}

/// One part of a record or of a tuple with places.
NodeId ValueMaker::mutated_parts(const ValuePlan::Choice& choice, ValueView value) {
  if (choice.parts.empty()) return copy(value, arena_);
  const std::size_t changed = draws_.below(choice.parts.size());
  std::vector<NodeId> children;
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    const bool field = choice.kind == Kind::record && i >= 2 && i % 2 == 1 &&
                       value[i - 1].text() == choice.fields[changed];
    const bool place = choice.kind == Kind::tuple && i == changed;
    children.push_back(field || place ? mutate(choice.parts[changed], value[i])
                                      : copy(value[i], arena_));
  }
  return arena_.container(choice.kind, children);
}

}  // namespace portproof
