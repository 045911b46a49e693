// RapidCheck generator of Values of every kind, with shared parts, for property tests.
#pragma once

#include <rapidcheck.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "specs/codec.h"
#include "specs/value.h"

namespace portproof::tests {

/// Builds a value from a program of a stack machine: an operation pushes a leaf, makes a container
/// of what is on top, or pushes what is on top once more (the same node: sharing). Any sequence of
/// numbers is a program, and a shorter one is a smaller value: so it shrinks.
class ValueMachine {
 public:
  static constexpr const char* kChanged = "~changed~";

  explicit ValueMachine(std::shared_ptr<Arena> arena) : arena_(std::move(arena)) {}
  /// The leaf of this number becomes the str kChanged.
  void change_leaf(std::size_t number) { changed_ = number; }
  std::size_t leaves() const { return leaves_; }

  Value run(const std::vector<std::uint32_t>& program) {
    for (const std::uint32_t operation : program) step(operation % 24, operation / 24);
    if (stack_.size() == 1) return {arena_, stack_.back()};
    return {arena_, arena_->container(Kind::list, stack_)};
  }

 private:
  void step(std::uint32_t operation, std::uint32_t argument) {
    static constexpr Kind kContainers[] = {Kind::list,      Kind::tuple, Kind::set,
                                           Kind::frozenset, Kind::dict,  Kind::record};
    if (operation < 6) {
      container(kContainers[operation], argument % 4);
    } else if (operation == 6 && !stack_.empty()) {
      stack_.push_back(stack_[argument % stack_.size()]);
    } else {
      const bool change = leaves_++ == changed_;
      stack_.push_back(change ? arena_->str(kChanged) : leaf(operation, argument));
    }
  }

  NodeId leaf(std::uint32_t operation, std::uint32_t n) {
    switch (operation) {
      case 7:
        return arena_->none();
      case 8:
        return arena_->boolean(n % 2 == 0);
      case 9:
        return arena_->integer(static_cast<std::int64_t>(n) - 10);
      case 10:
        return arena_->integer(std::numeric_limits<std::int64_t>::min() + n);
      case 11:
        return arena_->big_integer(n % 2 == 0 ? "0x8000000000000000" : "-0x1f0123456789abcdef");
      case 12:
        return arena_->floating(number(n));
      case 13:
        return arena_->complex(number(n), number(n / 9));
      case 14:
        return arena_->text(Kind::bytes, text(n));
      case 15:
        return arena_->text(Kind::bytearray, text(n));
      case 16:
        return extension("decimal", n % 2 == 0 ? "1.10" : "NaN");
      case 17:
        return extension("date", n % 2 == 0 ? "2024-02-29" : "1970-01-01");
      case 18:
        return enumeration(n);
      case 19:
        return arena_->text(Kind::opaque, n % 2 == 0 ? "m:Thing" : "m:Other");
      default:
        return arena_->str(text(n));
    }
  }

  static double number(std::uint32_t n) {
    static const double kNumbers[] = {0.0,
                                      -0.0,
                                      1.0,
                                      0.1,
                                      -2.5,
                                      1e300,
                                      5e-324,
                                      std::numeric_limits<double>::quiet_NaN(),
                                      std::numeric_limits<double>::infinity()};
    return kNumbers[n % 9];
  }

  static std::string text(std::uint32_t n) {
    static const char* const kTexts[] = {"", "a", "b", "key", "ä", "€", "\xed\xa0\x80", "😀", "'"};
    return kTexts[n % 9] + (n / 9 % 2 == 0 ? std::string() : std::string("\0x", 2));
  }

  NodeId extension(std::string_view tag, std::string_view payload) {
    const NodeId parts[] = {arena_->str(tag), arena_->str(payload)};
    return arena_->container(Kind::extension, parts);
  }

  NodeId enumeration(std::uint32_t n) {
    const NodeId parts[] = {arena_->str("m:Color"), arena_->str(n % 2 == 0 ? "RED" : "BLUE"),
                            arena_->integer(n % 2)};
    return arena_->container(Kind::enumeration, parts);
  }

  void container(Kind kind, std::size_t wanted) {
    std::vector<NodeId> parts;
    for (; wanted > 0 && !stack_.empty(); --wanted) {
      parts.push_back(stack_.back());
      stack_.pop_back();
    }
    if (kind == Kind::set || kind == Kind::frozenset) {
      std::map<std::string, NodeId> sorted;
      for (const NodeId part : parts) sorted.emplace(to_json(arena_->view(part)), part);
      parts.clear();
      for (const auto& [json, part] : sorted) parts.push_back(part);
    } else if (kind == Kind::dict) {
      std::map<std::string, NodeId> keys;
      std::vector<NodeId> pairs;
      for (const NodeId part : parts) {
        if (!keys.emplace(to_json(arena_->view(part)), part).second) continue;
        pairs.push_back(part);
        pairs.push_back(parts[pairs.size() % parts.size()]);
      }
      parts = pairs;
    } else if (kind == Kind::record) {
      std::vector<NodeId> fields{arena_->str("m:Point"), arena_->none()};
      for (std::size_t i = 0; i < parts.size(); ++i) {
        fields.push_back(arena_->str(std::string(1, static_cast<char>('x' + i))));
        fields.push_back(parts[i]);
      }
      parts = fields;
    }
    stack_.push_back(arena_->container(kind, parts));
  }

  std::shared_ptr<Arena> arena_;
  std::vector<NodeId> stack_;
  std::size_t leaves_ = 0;
  std::size_t changed_ = SIZE_MAX;
};

inline Value value_of_program(const std::vector<std::uint32_t>& program) {
  return ValueMachine(std::make_shared<Arena>()).run(program);
}

/// Programs of Values: `value_of_program(*arbitrary_program())`.
inline rc::Gen<std::vector<std::uint32_t>> arbitrary_program() {
  return rc::gen::container<std::vector<std::uint32_t>>(
      rc::gen::inRange<std::uint32_t>(0, 24 * 36));
}

inline rc::Gen<Value> arbitrary_value() {
  return rc::gen::map(arbitrary_program(), [](const std::vector<std::uint32_t>& program) {
    return value_of_program(program);
  });
}

}  // namespace portproof::tests

namespace rc {
/// Counterexamples are shown as the Python expression.
template <>
struct Arbitrary<portproof::Value> {
  static Gen<portproof::Value> arbitrary() { return portproof::tests::arbitrary_value(); }
};
}  // namespace rc

namespace portproof {
inline void showValue(const Value& value, std::ostream& os) { os << to_python(value, 2000); }
}  // namespace portproof
