// Finds partners for values without order: by a hash of their structure, without recursion.
#include "specs/compare_hash.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include "specs/compare_floats.h"

namespace portproof {
namespace {

constexpr std::size_t kKeep = std::size_t{1} << 16;

enum Tag : std::uint64_t {
  tag_none = 1,
  tag_number,
  tag_float,
  tag_nan,
  tag_text,
  tag_bytes,
  tag_big,
  tag_opaque,
  tag_sequence,
  tag_set,
  tag_dict,
  tag_record,
  tag_atom,
};

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  // splitmix64's finish, over a sum that tells (a, b) from (b, a).
  std::uint64_t x = a * 0x9e3779b97f4a7c15U + b + 0x2545f4914f6cdd1dU;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
  x = (x ^ x >> 27) * 0x94d049bb133111ebU;
  return x ^ x >> 31;
}

std::uint64_t text_hash(Tag tag, std::string_view text) {
  return mix(tag, std::hash<std::string_view>()(text));
}

std::uint64_t float_hash(double value) {
  if (std::isnan(value)) return mix(tag_nan, 0);
  constexpr double kInt64 = 9223372036854775808.0;
  if (std::trunc(value) == value && value >= -kInt64 && value < kInt64) {
    return mix(tag_number, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
  }
  return mix(tag_float, std::bit_cast<std::uint64_t>(value));
}

/// A finite stand-in for a float, near where the float is near.
double measure(double value) {
  constexpr double kFar = 1e200;
  return std::isnan(value) ? -2 * kFar : std::clamp(value, -kFar, kFar);
}

/// Between 1 and 2, so that (1.0, 2.0) and (2.0, 1.0) measure differently.
double weight(std::uint64_t hash) { return 1 + static_cast<double>(hash >> 11) * 0x1p-53; }

void add(StructuralHash::Digest& sum, const StructuralHash::Digest& key,
         const StructuralHash::Digest& child, double factor) {
  sum.hash += mix(key.hash, child.hash);
  sum.exact += mix(key.exact, child.exact);
  sum.floats += factor * child.floats;
}

bool is_leaf(ValueView value) { return !has_children(value.kind()); }

}  // namespace

void StructuralHash::reset(const HashPolicy& policy) {
  policy_ = policy;
  used_ = 0;
  if (++generation_ == 0) {
    slots_.clear();
    generation_ = 1;
  }
}

void StructuralHash::shrink() {
  if (slots_.size() > kKeep) std::vector<Slot>().swap(slots_);
  if (stack_.capacity() > kKeep) std::vector<Frame>().swap(stack_);
}

StructuralHash::Digest StructuralHash::leaf(ValueView value) const {
  const auto kind = static_cast<std::uint64_t>(value.kind());
  const auto plain = [&](std::uint64_t hash) { return Digest{hash, mix(kind, hash), 0}; };
  switch (value.kind()) {
    case Kind::none:
      return plain(mix(tag_none, 0));
    case Kind::boolean:
    case Kind::integer:
      return plain(mix(tag_number, static_cast<std::uint64_t>(value.integer())));
    case Kind::floating: {
      const double number = value.number();
      const bool negative_zero = policy_.zero_sign && number == 0 && std::signbit(number);
      const std::uint64_t hash = float_hash(number);
      const std::uint64_t exact = mix(kind, negative_zero ? ~hash : hash);
      if (policy_.blurred) return {mix(tag_float, 0), exact, measure(number)};
      return {hash, exact, 0};
    }
    case Kind::big_integer:
      return plain(text_hash(tag_big, value.text()));
    case Kind::str:
      return plain(text_hash(tag_text, value.text()));
    case Kind::bytes:
    case Kind::bytearray: {
      const auto own = policy_.bytes_is_bytearray ? static_cast<std::uint64_t>(Kind::bytes) : kind;
      const std::uint64_t hash = text_hash(tag_bytes, value.text());
      return {hash, mix(own, hash), 0};
    }
    default:
      return plain(text_hash(tag_opaque, value.text()));
  }
}

/// Adds the next child: in order, or commutatively where order does not count.
void StructuralHash::fold(Frame& frame, const Digest& child) {
  const std::uint32_t index = frame.next++;
  const bool record = frame.value.is(Kind::record);
  if (index == 1 && frame.value.is(Kind::enumeration)) return;  // the name, which may be unknown
  if (frame.value.is(Kind::set) || frame.value.is(Kind::frozenset)) {
    add(frame.sum, {tag_set, tag_set, 0}, child, 1);
  } else if (record && index < 2) {  // type and base
    add(frame.sum, {index, index, 0}, child, 1);
  } else if (record || frame.value.is(Kind::dict)) {
    if (index % 2 == 0) {
      frame.key = child;
      frame.sum.floats += child.floats;
    } else {
      add(frame.sum, frame.key, child, weight(frame.key.hash));
    }
  } else {
    frame.sum.hash = mix(frame.sum.hash, child.hash);
    frame.sum.exact = mix(frame.sum.exact, child.exact);
    frame.sum.floats += weight(mix(index, 0)) * child.floats;
  }
}

StructuralHash::Digest StructuralHash::finish(const Frame& frame) const {
  Tag tag = tag_atom;
  auto exact = static_cast<std::uint64_t>(frame.value.kind());
  if (policy_.list_is_tuple && frame.value.is(Kind::list)) {
    exact = static_cast<std::uint64_t>(Kind::tuple);
  }
  if (policy_.set_is_frozenset && frame.value.is(Kind::frozenset)) {
    exact = static_cast<std::uint64_t>(Kind::set);
  }
  switch (frame.value.kind()) {
    case Kind::list:
    case Kind::tuple:
      tag = tag_sequence;
      break;
    case Kind::set:
    case Kind::frozenset:
      tag = tag_set;
      break;
    case Kind::dict:
      tag = tag_dict;
      break;
    case Kind::record:
      tag = tag_record;
      break;
    default:
      break;
  }
  const std::uint32_t size = frame.value.size();
  return {mix(tag, mix(frame.sum.hash, size)), mix(exact, mix(frame.sum.exact, size)),
          frame.sum.floats};
}

StructuralHash::Slot& StructuralHash::slot(ValueView value) {
  const std::size_t mask = slots_.size() - 1;
  const auto address = reinterpret_cast<std::uintptr_t>(value.arena());
  std::size_t i = mix(address, value.id()) & mask;
  while (slots_[i].generation == generation_ &&
         (slots_[i].arena != value.arena() || slots_[i].node != value.id())) {
    i = (i + 1) & mask;
  }
  return slots_[i];
}

void StructuralHash::grow() {
  if (used_ * 2 < slots_.size()) return;
  std::vector<Slot> old(std::max<std::size_t>(64, slots_.size() * 2));
  old.swap(slots_);
  for (const Slot& entry : old) {
    if (entry.generation == generation_) slot(ValueView(entry.arena, entry.node)) = entry;
  }
}

StructuralHash::Digest StructuralHash::of(ValueView root) {
  if (is_leaf(root)) return leaf(root);
  grow();
  if (const Slot& known = slot(root); known.generation == generation_) return known.digest;
  stack_.push_back({root, 0, {}, {}});
  for (;;) {
    Frame& frame = stack_.back();
    if (frame.next < frame.value.size()) {
      const ValueView child = frame.value[frame.next];
      if (is_leaf(child)) {
        fold(frame, leaf(child));
      } else if (const Slot& known = slot(child); known.generation == generation_) {
        fold(frame, known.digest);
      } else {
        stack_.push_back({child, 0, {}, {}});
      }
      continue;
    }
    const Digest digest = finish(frame);
    grow();
    slot(frame.value) = {frame.value.arena(), frame.value.id(), generation_, digest};
    ++used_;
    stack_.pop_back();
    if (stack_.empty()) return digest;
  }
}

void Pairing::clear() {
  expected_.clear();
  observed_.clear();
}

void Pairing::add(std::vector<Entry>& side, std::uint32_t index, ValueView value) {
  side.push_back({hash_.of(value), index});
}

void Pairing::pair(std::span<std::uint32_t> forward, std::span<std::uint32_t> backward) {
  const auto by_hash = [](const Entry& a, const Entry& b) {
    const auto key = [](const Entry& entry) {
      const auto& [hash, exact, floats] = entry.digest;
      return std::tuple(hash, ordered_bits(floats), exact, entry.index);
    };
    return key(a) < key(b);
  };
  std::sort(expected_.begin(), expected_.end(), by_hash);
  std::sort(observed_.begin(), observed_.end(), by_hash);
  auto a = expected_.begin();
  auto b = observed_.begin();
  while (a != expected_.end() && b != observed_.end()) {
    if (a->digest.hash < b->digest.hash) {
      ++a;
    } else if (b->digest.hash < a->digest.hash) {
      ++b;
    } else {
      forward[a->index] = b->index;
      backward[b->index] = a->index;
      ++a;
      ++b;
    }
  }
}

}  // namespace portproof
