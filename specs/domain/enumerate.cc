// All small calls of a Domain, one after another: what random ones can only sample.
#include "specs/domain/enumerate.h"

#include <algorithm>
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

}  // namespace

Enumeration::Enumeration(const CallPlan& plan, std::uint32_t size, std::u32string alphabet)
    : size_(size), alphabet_(std::move(alphabet)) {
  std::uint64_t total = 1;
  for (const CallPlan::Argument& argument : plan.arguments) {
    const bool rest = argument.passing == Passing::var_positional ||
                      argument.passing == Passing::var_keyword ||
                      argument.passing == Passing::keyword_only;
    if (argument.has_default || rest || !argument.taken) {
      if (rest && !argument.has_default && argument.passing == Passing::keyword_only) return;
      break;  // what follows is left out too: arguments are given by their place
    }
    arguments_.push_back(values_of(argument.value));
    const std::uint64_t count = arguments_.back().count;
    if (count == 0 || total > kMost / count) return;
    total *= count;
  }
  if (!arguments_.empty()) count_ = total;
}

std::vector<Value> Enumeration::scalars(const ValuePlan& plan, const ValuePlan::Choice& choice) {
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
        values.push_back(made([each](Arena& arena) { return arena.floating(each); }));
      }
      break;
    case Kind::enumeration:
      for (const Value& each : plan.recorded) {
        if (each.view().is(Kind::enumeration)) values.push_back(each);
      }
      break;
    default:
      break;
  }
  return values;
}

/// Of all lengths up to the size: 1 + n + n**2 + …
std::uint64_t Enumeration::sequences(std::uint64_t letters) const {
  std::uint64_t total = 0;
  for (std::uint32_t length = 0; length <= size_; ++length) {
    total += power(letters, length, kMost);
    if (total > kMost) return kMost + 1;
  }
  return total;
}

Enumeration::Values Enumeration::values_of(const ValuePlan& plan) const {
  Values values;
  for (const ValuePlan::Choice& choice : plan.choices) {
    if (is_text(choice.kind) && !values.sequence) {
      values.sequence = choice.kind;
    } else if ((choice.kind == Kind::list || choice.kind == Kind::tuple) && !choice.fixed &&
               !choice.parts.empty() && !values.sequence) {
      for (const ValuePlan::Choice& part : choice.parts[0].choices) {
        const std::vector<Value> letters = scalars(choice.parts[0], part);
        values.letters.insert(values.letters.end(), letters.begin(), letters.end());
      }
      if (!values.letters.empty()) values.sequence = choice.kind;
    } else {
      const std::vector<Value> single = scalars(plan, choice);
      values.single.insert(values.single.end(), single.begin(), single.end());
    }
  }
  values.count = values.single.size();
  if (values.sequence) {
    values.count += sequences(is_text(*values.sequence) ? alphabet_.size() : values.letters.size());
  }
  return values;
}

NodeId Enumeration::value(const Values& values, std::uint64_t index, Arena& arena) const {
  if (index < values.single.size()) return copy(values.single[index], arena);
  index -= values.single.size();
  const bool text = is_text(*values.sequence);
  const std::uint64_t letters = text ? alphabet_.size() : values.letters.size();
  std::uint32_t length = 0;
  for (std::uint64_t of_length = 1; index >= of_length; of_length *= letters) {
    index -= of_length;
    ++length;
  }
  std::u32string characters;
  std::vector<NodeId> elements;
  for (std::uint32_t i = 0; i < length; ++i, index /= letters) {
    if (text) {
      characters.push_back(alphabet_[index % letters]);
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
