// All small calls of a Domain, one after another: what random ones can only sample.
#include "specs/domain/enumerate.h"

#include <algorithm>
#include <iterator>
#include <memory>

namespace portproof {
namespace {

constexpr std::int64_t kSmallIntegers[] = {0, 1, -1, 2, -2, 3};
constexpr double kSmallFloats[] = {0.0, 1.0, -1.0, 0.5, -0.0, 2.5};

template <class Make>
Value made(Make make) {
  const auto arena = std::make_shared<Arena>();
  const NodeId id = make(*arena);
  return {arena, id};
}

/// base ** exponent, or `most` + 1 where it is more.
std::uint64_t power(std::uint64_t base, std::uint32_t exponent, std::uint64_t most) {
  std::uint64_t result = 1;
  for (std::uint32_t i = 0; i < exponent; ++i) {
    if (result > most / std::max<std::uint64_t>(base, 1)) return most + 1;
    result *= base;
  }
  return result;
}

bool is_text(Kind kind) { return kind == Kind::str || kind == Kind::bytes; }

/// The small values of a kind that has no letters.
std::vector<Value> scalars(const ValuePlan& plan, const ValuePlan::Choice& choice) {
  std::vector<Value> values;
  switch (choice.kind) {
    case Kind::none:
      values.push_back(made([](Arena& arena) { return arena.none(); }));
      break;
    case Kind::boolean:
      for (const bool each : {false, true}) {
        values.push_back(made([each](Arena& arena) { return arena.boolean(each); }));
      }
      break;
    case Kind::integer:
      for (const std::int64_t each : kSmallIntegers) {
        if (!plan.hard.allows(each)) continue;
        values.push_back(made([each](Arena& arena) { return arena.integer(each); }));
      }
      break;
    case Kind::floating:
      for (const double each : kSmallFloats) {
        if (!plan.hard.allows(each)) continue;
        values.push_back(made([each](Arena& arena) { return arena.floating(each); }));
      }
      break;
    case Kind::enumeration:
      std::copy_if(plan.recorded.begin(), plan.recorded.end(), std::back_inserter(values),
                   [&](const Value& each) { return is_of(choice, each); });
      break;
    default:
      break;
  }
  return values;
}

}  // namespace

Enumeration::Enumeration(const CallPlan& plan, std::uint32_t size, std::u32string alphabet)
    : size_(size) {
  for (const char32_t c : alphabet) {
    if (alphabet_.find(c) == std::u32string::npos) alphabet_.push_back(c);
  }
  std::uint64_t total = 1;
  bool gap = false;  // an argument was left out: those behind it cannot be given by their place
  for (const CallPlan::Argument& argument : plan.arguments) {
    if (argument.can_be_left_out()) {
      gap = true;
      continue;
    }
    if (gap || argument.passing == Passing::keyword_only) return;
    arguments_.push_back(values_of(argument));
    const std::uint64_t count = arguments_.back().count;
    if (count == 0 || total > kMost / count) return;
    total *= count;
  }
  if (!arguments_.empty()) count_ = total;
}

/// Of all lengths: n**shortest + … + n**longest.
std::uint64_t Enumeration::Values::alternatives() const {
  const std::uint64_t letter_count = is_text(*sequence) ? characters.size() : letters.size();
  std::uint64_t total = 0;
  for (std::uint32_t length = shortest; length <= longest && total <= kMost; ++length) {
    total += power(letter_count, length, kMost);
  }
  return total;
}

void Enumeration::add_sequences(Values& values, const ValuePlan& plan,
                                const ValuePlan::Choice& choice, const std::u32string& alphabet) {
  if (is_text(choice.kind)) {
    for (const char32_t c : alphabet) {
      if (plan.hard.allows(c)) values.characters.push_back(c);
    }
  } else {
    for (const ValuePlan::Choice& part : choice.parts[0].choices) {
      const std::vector<Value> letters = scalars(choice.parts[0], part);
      values.letters.insert(values.letters.end(), letters.begin(), letters.end());
    }
  }
  if (!values.characters.empty() || !values.letters.empty()) values.sequence = choice.kind;
}

Enumeration::Values Enumeration::values_of(const CallPlan::Argument& argument) {
  const ValuePlan& plan = argument.value;
  Values values;
  values.shortest = static_cast<std::uint32_t>(plan.hard.shortest);
  values.longest = static_cast<std::uint32_t>(std::min<std::uint64_t>(size_, plan.hard.longest));
  for (const ValuePlan::Choice& choice : plan.choices) {
    const std::vector<Value> single = scalars(plan, choice);
    values.single.insert(values.single.end(), single.begin(), single.end());
    const bool list = (choice.kind == Kind::list || choice.kind == Kind::tuple) && !choice.fixed;
    const bool sequence = is_text(choice.kind) || (list && choice.has_elements());
    if (sequence && !values.sequence) add_sequences(values, plan, choice, alphabet_);
    if (single.empty() && values.sequence != choice.kind) {
      left_out_ += (left_out_.empty() ? "; not " : ", ") + argument.name + " as " +
                   std::string(kind_name(choice.kind));
    }
  }
  values.count = values.single.size() + (values.sequence ? values.alternatives() : 0);
  return values;
}

NodeId Enumeration::value(const Values& values, std::uint64_t index, Arena& arena) const {
  if (index < values.single.size()) return copy(values.single[index], arena);
  index -= values.single.size();
  const bool text = is_text(*values.sequence);
  const std::uint64_t letters = text ? values.characters.size() : values.letters.size();
  std::uint32_t length = values.shortest;
  for (std::uint64_t many = power(letters, length, kMost); index >= many; many *= letters) {
    index -= many;
    ++length;
  }
  std::u32string characters;
  std::vector<NodeId> elements;
  for (std::uint32_t i = 0; i < length; ++i, index /= letters) {
    if (text) {
      characters.push_back(values.characters[index % letters]);
    } else {
      elements.push_back(copy(values.letters[index % letters], arena));
    }
  }
  if (!text) return arena.container(*values.sequence, elements);
  return arena.text(*values.sequence, wtf8_of(characters));
}

Call Enumeration::call(std::uint64_t index, Arena& arena) const {
  arena.clear();
  std::vector<NodeId> args;
  for (const Values& values : arguments_) {
    args.push_back(value(values, index % values.count, arena));
    index /= values.count;
  }
  const NodeId args_id = arena.container(Kind::tuple, args);
  const NodeId kwargs_id = arena.container(Kind::dict);
  return {arena.view(args_id), arena.view(kwargs_id)};
}

std::u32string alphabet_of(const Constants& constants, std::size_t most) {
  std::u32string alphabet;
  for (const std::string& text : constants.texts) {
    const std::u32string characters = code_points_of(text);
    if (characters.size() > 2 || alphabet.size() + 1 >= most) continue;
    for (const char32_t c : characters) {
      if (alphabet.find(c) == std::u32string::npos) alphabet.push_back(c);
    }
  }
  if (alphabet.find(U'a') == std::u32string::npos) alphabet.push_back(U'a');
  return alphabet;
}

}  // namespace portproof
