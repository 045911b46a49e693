// Walks two values side by side and stops at the first difference. Internal to the comparison.
#include "specs/compare_walk.h"

#include <algorithm>

#include "specs/compare_floats.h"

namespace portproof::detail {
namespace {

// Below this, walking a shared part again is cheaper than to remember it.
constexpr std::uint64_t kRememberAfter = 512;

Mode mode_of(ValueView value, const Place& place) {
  switch (value.kind()) {
    case Kind::list:
    case Kind::tuple:
      return place.unordered ? Mode::bag : Mode::sequence;
    case Kind::set:
    case Kind::frozenset:
      return Mode::set;
    case Kind::dict:
      return Mode::dict;
    case Kind::record:
      return Mode::record;
    default:
      return Mode::atom;
  }
}

bool is_sequence(Kind kind) { return kind == Kind::list || kind == Kind::tuple; }
bool is_set(Kind kind) { return kind == Kind::set || kind == Kind::frozenset; }
bool is_bytes(Kind kind) { return kind == Kind::bytes || kind == Kind::bytearray; }
bool is_integer(Kind kind) { return kind == Kind::integer || kind == Kind::big_integer; }

std::uint32_t items(Mode mode, ValueView value) {
  if (mode == Mode::dict) return value.size() / 2;
  return mode == Mode::record ? value.size() / 2 - 1 : value.size();
}

ValueView key_at(Mode mode, ValueView value, std::uint32_t item) {
  if (mode == Mode::dict) return value[2 * item];
  return value[mode == Mode::record ? 2 * item + 2 : item];
}

ValueView value_at(Mode mode, ValueView value, std::uint32_t item) {
  if (mode == Mode::dict) return value[2 * item + 1];
  return value[mode == Mode::record ? 2 * item + 3 : item];
}

bool same_complex(ValueView expected, ValueView observed, const FloatPolicy& floats) {
  return same_float(expected[0].number(), observed[0].number(), floats) &&
         same_float(expected[1].number(), observed[1].number(), floats);
}

/// For two values of the same kind without walkable children.
bool same_leaf(ValueView expected, ValueView observed, const FloatPolicy& floats) {
  switch (expected.kind()) {
    case Kind::none:
      return true;
    case Kind::boolean:
    case Kind::integer:
      return expected.integer() == observed.integer();
    case Kind::floating:
      return same_float(expected.number(), observed.number(), floats);
    case Kind::complex:
      return same_complex(expected, observed, floats);
    default:
      return expected.text() == observed.text();
  }
}

bool is_leaf(Kind kind) { return kind == Kind::complex || !has_children(kind); }

}  // namespace

Walk::Step Walk::differ(std::string_view kind, ValueView expected, ValueView observed) {
  kind_ = kind;
  found_expected_ = expected;
  found_observed_ = observed;
  return Step::differs;
}

/// Compares leaves at once; of containers it puts a frame on the stack.
Walk::Step Walk::enter(ValueView expected, ValueView observed, const Place& place) {
  if (expected_ == observed_ && expected.id() == observed.id()) return Step::same;
  const Kind kind = expected.kind();
  const Kind other = observed.kind();
  if (kind != other) {
    if (is_integer(kind) && is_integer(other)) return differ("value", expected, observed);
    const bool alike = (policy_.list_is_tuple && is_sequence(kind) && is_sequence(other)) ||
                       (policy_.set_is_frozenset && is_set(kind) && is_set(other)) ||
                       (policy_.bytes_is_bytearray && is_bytes(kind) && is_bytes(other));
    if (!alike) return differ("type", expected, observed);
  }
  if (!is_leaf(kind)) return enter_container(expected, observed, place);
  if (same_leaf(expected, observed, rules_.floats(place.floats))) return Step::same;
  return differ(kind == Kind::opaque ? "type" : "value", expected, observed);
}

Walk::Step Walk::enter_container(ValueView expected, ValueView observed, const Place& place) {
  if (expected.size() == 0 && observed.size() == 0) return Step::same;
  WalkFrame frame;
  frame.expected = expected.id();
  frame.observed = observed.id();
  frame.mode = mode_of(expected, place);
  frame.place = place;
  if (frame.mode == Mode::record) {
    if (expected[0].text() != observed[0].text()) return differ("type", expected, observed);
    frame.at_base = true;
  }
  if (++entered_ > kRememberAfter && memory_.equal.contains(frame)) return Step::same;
  memory_.stack.push_back(frame);
  return Step::entered;
}

/// The frame on top has been compared to its end: its parts are equal.
void Walk::leave() {
  const WalkFrame& frame = memory_.stack.back();
  if (frame.linked) memory_.links.resize(frame.links);
  if (entered_ > kRememberAfter) memory_.equal.insert(frame);
  memory_.stack.pop_back();
}

/// Goes on with a container until one of its parts is entered or differs, or all are the same.
Walk::Step Walk::advance(WalkFrame& frame) {
  if (frame.mode == Mode::sequence || frame.mode == Mode::atom) return advance_sequence(frame);
  if (frame.mode == Mode::record && frame.at_base && frame.next == 0) return advance_base(frame);
  return advance_items(frame);
}

Walk::Step Walk::advance_sequence(WalkFrame& frame) {
  const ValueView left = expected(frame);
  const ValueView right = observed(frame);
  const std::uint32_t both = std::min(left.size(), right.size());
  while (frame.next < both) {
    const std::uint32_t index = frame.at = frame.next++;
    const Place place =
        frame.mode == Mode::atom ? Place{} : rules_.below(frame.place, step_of(frame));
    if (place.ignore) continue;
    // Type and value make an enum's member; C++ does not know its name.
    if (index == 1 && left.is(Kind::enumeration) && right[1].is(Kind::none)) continue;
    const Step step = enter(left[index], right[index], place);
    if (step != Step::same) return step;
  }
  if (left.size() == right.size()) return Step::same;
  frame.at = both;
  return differ("length", both < left.size() ? left[both] : ValueView(),
                both < right.size() ? right[both] : ValueView());
}

/// What a subclass of a builtin holds stands at the same path as the record itself.
Walk::Step Walk::advance_base(WalkFrame& frame) {
  const ValueView left = expected(frame);
  const ValueView right = observed(frame);
  const Place place = frame.place;
  frame.next = 2;  // in advance_items, 0 and 1 would be the key and the value of the first item
  const Step step = enter(left[1], right[1], place);
  return step == Step::same ? advance_items(frame) : step;
}

/// Items that find each other by key: `next` counts a key and a value for each.
Walk::Step Walk::advance_items(WalkFrame& frame) {
  const ValueView left = expected(frame);
  const ValueView right = observed(frame);
  const std::uint32_t skipped = frame.mode == Mode::record ? 2 : 0;
  const std::uint32_t end = skipped + 2 * items(frame.mode, left);
  frame.at_base = false;
  while (frame.next < end) {
    const bool key = frame.next % 2 == 0;
    if (key) {
      frame.at = (frame.next++ - skipped) / 2;
      frame.partner = find_partner(frame, frame.at);
      if (frame.partner == kNoPartner) {
        ++frame.next;
        if (rules_.below(frame.place, step_of(frame)).ignore) continue;
        return missing(frame);
      }
      const ValueView mine = key_at(frame.mode, left, frame.at);
      frame.at_key = frame.mode == Mode::dict && !mine.is(Kind::str);
      if (!frame.at_key) continue;
      const Place place{0, 0, frame.place.floats, false, false};
      const Step step = enter(mine, key_at(frame.mode, right, frame.partner), place);
      if (step != Step::same) return step;
      continue;
    }
    ++frame.next;
    frame.at_key = false;
    const Place place = rules_.below(frame.place, step_of(frame));
    if (place.ignore) continue;
    const Step step = enter(value_at(frame.mode, left, frame.at),
                            value_at(frame.mode, right, frame.partner), place);
    if (step != Step::same) return step;
  }
  return advance_surplus(frame);
}

/// What only the observed side has, and then the order.
Walk::Step Walk::advance_surplus(WalkFrame& frame) {
  const ValueView left = expected(frame);
  const ValueView right = observed(frame);
  const std::uint32_t mine = items(frame.mode, left);
  const std::uint32_t theirs = items(frame.mode, right);
  frame.surplus = true;
  for (frame.at = frame.linked ? 0 : mine; frame.at < theirs; ++frame.at) {
    const bool partnered =
        frame.linked && memory_.links[frame.links + mine + frame.at] != kNoPartner;
    if (partnered || rules_.below(frame.place, step_of(frame)).ignore) continue;
    return differ(frame.mode == Mode::bag ? "length" : "extra", ValueView(),
                  value_at(frame.mode, right, frame.at));
  }
  if (frame.mode != Mode::dict || !frame.reordered || !policy_.dict_order) return Step::same;
  memory_.stack.pop_back();  // the path is that of the dict itself
  return differ("order", left, right);
}

/// The item under comparison has no partner.
Walk::Step Walk::missing(const WalkFrame& frame) {
  const ValueView left = expected(frame);
  const ValueView right = observed(frame);
  const ValueView mine = value_at(frame.mode, left, frame.at);
  if (frame.mode != Mode::bag) return differ("missing", mine, ValueView());
  if (left.size() != right.size()) return differ("length", mine, ValueView());
  const auto links = memory_.links.begin() + static_cast<std::ptrdiff_t>(frame.links + left.size());
  const auto alone = std::find(links, links + right.size(), kNoPartner) - links;
  return differ("value", mine, right[static_cast<std::uint32_t>(alone)]);
}

/// Whether two keys at the same place are partners beyond doubt. Floats that a tolerance may join
/// are not: all of them have to be seen first.
bool Walk::same_key(ValueView expected, ValueView observed, const FloatPolicy& floats) {
  const Kind kind = expected.kind();
  if (kind != observed.kind()) return false;
  if (kind == Kind::floating || kind == Kind::complex) {
    return floats.mode == FloatPolicy::Mode::exact && same_leaf(expected, observed, floats);
  }
  if (is_leaf(kind)) return same_leaf(expected, observed, floats);
  StructuralHash& hash = pairing().hash();
  return !hash.blurred() && hash.of(expected).exact == hash.of(observed).exact;
}

std::uint32_t Walk::find_partner(WalkFrame& frame, std::uint32_t item) {
  if (!frame.linked) {
    const ValueView right = observed(frame);
    if (item < items(frame.mode, right) &&
        same_key(key_at(frame.mode, expected(frame), item), key_at(frame.mode, right, item),
                 rules_.floats(frame.place.floats))) {
      return item;
    }
    link(frame, item);
  }
  return memory_.links[frame.links + item];
}

/// Pairs the items beginning with `from`; those before have been seen to stand at equal places.
void Walk::link(WalkFrame& frame, std::uint32_t from) {
  const ValueView left = expected(frame);
  const ValueView right = observed(frame);
  const std::uint32_t mine = items(frame.mode, left);
  const std::uint32_t theirs = items(frame.mode, right);
  Pairing& pairs = pairing();
  pairs.clear();
  for (std::uint32_t i = from; i < mine; ++i) pairs.expected(i, key_at(frame.mode, left, i));
  for (std::uint32_t i = from; i < theirs; ++i) pairs.observed(i, key_at(frame.mode, right, i));
  frame.linked = true;
  frame.links = memory_.links.size();
  memory_.links.resize(frame.links + mine + theirs, kNoPartner);
  const std::span<std::uint32_t> forward(memory_.links.data() + frame.links, mine);
  const std::span<std::uint32_t> backward(forward.data() + mine, theirs);
  for (std::uint32_t i = 0; i < from; ++i) forward[i] = backward[i] = i;
  pairs.pair(forward, backward);
  std::uint32_t last = 0;
  for (const std::uint32_t partner : forward) {
    if (partner == kNoPartner) continue;
    frame.reordered = frame.reordered || partner < last;
    last = partner;
  }
}

Pairing& Walk::pairing() {
  if (!hashing_) {
    HashPolicy policy;
    policy.list_is_tuple = policy_.list_is_tuple;
    policy.set_is_frozenset = policy_.set_is_frozenset;
    policy.bytes_is_bytearray = policy_.bytes_is_bytearray;
    const auto consider = [&](const FloatPolicy& floats) {
      policy.blurred = policy.blurred || floats.mode != FloatPolicy::Mode::exact;
      policy.zero_sign = policy.zero_sign && floats.zero_sign;
    };
    consider(policy_.floats);
    for (const PathPolicy& rule : policy_.paths) {
      if (rule.floats) consider(*rule.floats);
    }
    memory_.pairing.hash().reset(policy);
    hashing_ = true;
  }
  return memory_.pairing;
}

std::optional<Divergence> Walk::run(ValueView expected, ValueView observed, std::string_view path) {
  memory_.stack.clear();
  memory_.links.clear();
  expected_ = expected.arena();
  observed_ = observed.arena();
  const Place root = rules_.root(path);
  if (root.ignore) return std::nullopt;
  Step step = enter(expected, observed, root);
  if (step == Step::entered) memory_.equal.reset();
  while (step != Step::differs && !memory_.stack.empty()) {
    step = advance(memory_.stack.back());
    if (step == Step::same) leave();
  }
  if (step != Step::differs) return std::nullopt;
  return divergence(path);
}

}  // namespace portproof::detail
