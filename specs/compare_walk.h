// Walks two values side by side and stops at the first difference. Internal to the comparison.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "specs/compare_hash.h"
#include "specs/compare_rules.h"
#include "specs/verdict.h"

namespace portproof::detail {

/// How the children of two containers find each other.
enum class Mode : std::uint8_t {
  sequence,  // by position
  bag,       // a list whose order does not count
  set,
  dict,
  record,  // fields by name
  atom,    // one value to a person, whatever it is made of: datetime, enum
};

/// Two containers half compared.
struct WalkFrame {
  NodeId expected = 0;
  NodeId observed = 0;
  Mode mode = Mode::sequence;
  bool linked = false;     // partners stand in the walk's links
  bool reordered = false;  // … and not in the order of the other side
  bool at_key = false;     // the pair under comparison are keys, not values
  bool at_base = false;    // … or the contents of a subclass of a builtin
  bool surplus = false;    // … or what only the observed side has
  std::uint32_t next = 0;
  std::uint32_t at = 0;       // item under comparison, of the expected side
  std::uint32_t partner = 0;  // its partner
  std::size_t links = 0;      // where its links begin
  Place place;
};

/// Equal pairs already seen: shared parts are compared once. Open addressing, emptied by counting.
class EqualPairs {
 public:
  void reset();
  bool contains(const WalkFrame& pair) const;
  void insert(const WalkFrame& pair);
  void shrink();

 private:
  struct Slot {
    NodeId expected = 0;
    NodeId observed = 0;
    std::uint64_t alive = 0;
    std::uint32_t depth = 0;
    std::uint32_t floats = 0;
    std::uint32_t generation = 0;
    bool unordered = false;
  };
  Slot key(const WalkFrame& pair) const;
  std::size_t find(const Slot& wanted) const;

  std::uint32_t generation_ = 1;
  std::size_t used_ = 0;
  std::vector<Slot> slots_;
};

/// The memory of a walk, kept from one to the next.
struct WalkMemory {
  std::vector<WalkFrame> stack;
  std::vector<std::uint32_t> links;
  EqualPairs equal;
  Pairing pairing;

  /// Gives back what an unusually large value needed.
  void shrink();
};

class Walk {
 public:
  Walk(const ComparePolicy& policy, const PathRules& rules, WalkMemory& memory)
      : policy_(policy), rules_(rules), memory_(memory) {}

  std::optional<Divergence> run(ValueView expected, ValueView observed, std::string_view path);

 private:
  enum class Step { same, differs, entered };

  Step enter(ValueView expected, ValueView observed, const Place& place);
  Step enter_container(ValueView expected, ValueView observed, const Place& place);
  Step advance(WalkFrame& frame);
  Step advance_sequence(WalkFrame& frame);
  Step advance_base(WalkFrame& frame);
  Step advance_items(WalkFrame& frame);
  Step advance_surplus(WalkFrame& frame);
  Step missing(const WalkFrame& frame);
  Step differ(std::string_view kind, ValueView expected, ValueView observed);
  void leave();

  bool same_key(ValueView expected, ValueView observed, const FloatPolicy& floats);
  std::uint32_t find_partner(WalkFrame& frame, std::uint32_t item);
  void link(WalkFrame& frame, std::uint32_t from);
  Pairing& pairing();

  ValueView expected(const WalkFrame& frame) const { return {expected_, frame.expected}; }
  ValueView observed(const WalkFrame& frame) const { return {observed_, frame.observed}; }
  PathStep step_of(const WalkFrame& frame) const;
  std::string path_through(std::size_t frames, std::string_view root) const;
  Divergence divergence(std::string_view path) const;

  const ComparePolicy& policy_;
  const PathRules& rules_;
  WalkMemory& memory_;
  const Arena* expected_ = nullptr;
  const Arena* observed_ = nullptr;
  std::uint64_t entered_ = 0;
  bool hashing_ = false;
  // The difference found.
  std::string_view kind_;
  ValueView found_expected_;
  ValueView found_observed_;
};

}  // namespace portproof::detail
