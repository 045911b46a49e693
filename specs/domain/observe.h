// Gathers what values show, one after another: their Domain, and what was seen inside it.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "specs/domain/domain.h"
#include "specs/value.h"

namespace portproof {

/// Bounded memory, however many values: sets that grow too large are dropped.
class Observation {
 public:
  Observation();
  ~Observation();
  Observation(Observation&&) noexcept;
  Observation& operator=(Observation&&) noexcept;

  /// Adds the value that one trace has at this place. Without recursion.
  void add(ValueView value);
  bool empty() const;
  Domain domain() const;
  Seen seen() const;
  /// The classes of records and enum members met, at any depth that is described.
  const std::set<std::string>& types() const { return types_; }

 private:
  struct Node;
  struct Child;
  struct Open;
  static void observe(Node& node, ValueView value);
  static void observe_float(Node& node, double value);
  static void observe_text(Node& node, ValueView value);
  static void observe_value(Node& node, ValueView value);
  void open_parts(Node& node, ValueView value, std::size_t depth, std::vector<Open>& stack);
  static Domain domain_of(const Node& node, std::size_t depth);
  static Seen seen_of(const Node& node, std::size_t depth);

  std::unique_ptr<Node> root_;
  std::uint64_t trace_ = 0;
  std::set<std::string> types_;
};

}  // namespace portproof
