// Builds Values from parsed JSON of the wire form, without recursion. Internal to the codec.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "specs/value.h"

namespace portproof::wire {

/// One line's values: remembers the numbered containers that `{"ref":n}` points to.
class ValueBuilder {
 public:
  explicit ValueBuilder(Arena& arena) : arena_(arena) {}
  /// Starts a new line.
  void reset();
  /// References from here on reach only what is opened from here on.
  void forget() { first_ = numbered_.size(); }
  NodeId build(simdjson::dom::element element);
  NodeId str(std::string_view text) { return arena_.str(text); }

 private:
  enum class Mode { items, pairs, members, fields };
  struct Frame {
    Mode mode;
    NodeId target;
    std::size_t base;    // where its children start in done_
    std::size_t number;  // in numbered_, or kUnnumbered
    simdjson::dom::array::iterator item, item_end;
    simdjson::dom::object::iterator member, member_end;
    bool has_content = false;  // a record's third element
    simdjson::dom::element content;
  };
  struct Numbered {
    NodeId id;
    bool open;
  };
  static constexpr std::size_t kUnnumbered = SIZE_MAX;

  void begin(simdjson::dom::element element);
  void begin_object(simdjson::dom::object object);
  void begin_tagged(std::string_view tag, simdjson::dom::element payload);
  bool leaf(std::string_view tag, simdjson::dom::element payload);
  void begin_array(Kind kind, simdjson::dom::array array);
  void begin_record(simdjson::dom::array array);
  void begin_extension(std::string_view tag, simdjson::dom::element payload);
  void reference(std::uint64_t number);
  Frame& push(Mode mode, Kind kind, bool numbered);
  bool advance(Frame& frame);
  void finish(Frame& frame);
  void sort_set(std::size_t base);

  Arena& arena_;
  std::vector<Frame> stack_;
  std::vector<NodeId> done_;
  std::vector<Numbered> numbered_;
  std::size_t first_ = 0;
  std::string scratch_;
};

}  // namespace portproof::wire
