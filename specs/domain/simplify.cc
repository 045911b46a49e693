// Smaller calls than a call: what a search for the smallest one may try, one after another.
#include "specs/domain/simplify.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "specs/domain/clause.h"
#include "specs/domain/make_value.h"

namespace portproof {
namespace {

/// Calls that are nested deeper stay as they are: copying them takes a stack as deep.
constexpr std::size_t kDeepest = 200;
/// Of larger ones only so many places are looked at.
constexpr std::size_t kMostNodes = 3000;
/// Of longer texts the characters are not looked at one by one.
constexpr std::size_t kLongestText = 120;

/// Copies a value with one of its nodes replaced.
class Rebuilder {
 public:
  template <class Replace>
  Rebuilder(const Arena& source, Arena& target, NodeId node, Replace&& replace)
      : source_(source), target_(target), node_(node), replaced_(replace(source, target)) {}

  NodeId rebuild(NodeId id) {
    if (id == node_) return replaced_;
    if (const auto found = done_.find(id); found != done_.end()) return found->second;
    const Node& node = source_.node(id);
    NodeId made = 0;
    if (!has_children(node.kind)) {
      made = portproof::copy(source_.view(id), target_);
    } else {
      std::vector<NodeId> children;
      for (const NodeId child : source_.children(node)) children.push_back(rebuild(child));
      made = target_.container(node.kind, children);
    }
    done_.emplace(id, made);
    return made;
  }

 private:
  const Arena& source_;
  Arena& target_;
  NodeId node_, replaced_;
  std::unordered_map<NodeId, NodeId> done_;
};

NodeId cut(ValueView value, std::uint64_t begin, std::uint64_t count, Arena& target) {
  if (value.is(Kind::str)) {
    std::u32string text = code_points_of(value.text());
    text.erase(begin, count);
    return target.str(wtf8_of(text));
  }
  if (has_text(value.kind())) {
    std::string text(value.text());
    text.erase(begin, count);
    return target.text(value.kind(), text);
  }
  const std::uint64_t stride = value.is(Kind::dict) ? 2 : 1;
  std::vector<ValueView> kept;
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    if (i / stride < begin || i / stride >= begin + count) kept.push_back(value[i]);
  }
  return target.container(value.kind(), copy(kept, target));
}

NodeId with_character(ValueView value, std::uint64_t at, char32_t c, Arena& target) {
  if (value.is(Kind::str)) {
    std::u32string text = code_points_of(value.text());
    text[at] = c;
    return target.str(wtf8_of(text));
  }
  std::string text(value.text());
  text[at] = static_cast<char>(c);
  return target.text(value.kind(), text);
}

}  // namespace

OwnedCall own(const Call& call) {
  const auto arena = std::make_shared<Arena>();
  const ValueView parts[] = {call.args, call.kwargs};
  const std::vector<NodeId> ids = copy(parts, *arena);
  return {Value(arena, ids[0]), Value(arena, ids[1])};
}

Simplifications::Simplifications(const OwnedCall& call, const Spec& spec) : call_(call) {
  add_arguments(spec);
  // Level by level, so that what is large is cut before what is small is polished.
  std::vector<std::pair<ValueView, std::size_t>> level = {{call_.args, 0}, {call_.kwargs, 0}};
  std::unordered_set<NodeId> met;
  for (std::size_t i = 0; i < level.size() && level.size() < kMostNodes; ++i) {
    const auto [value, depth] = level[i];
    if (depth > 0) add_node(value);
    if (!has_children(value.kind())) continue;
    if (depth > kDeepest) {
      edits_.clear();
      return;
    }
    if (value.is(Kind::enumeration) || value.is(Kind::extension)) continue;
    for (std::uint32_t c = 0; c < value.size(); ++c) {
      // The names of keyword arguments, and of a record's fields, stay.
      const bool name = (depth == 0 && value.is(Kind::dict) && c % 2 == 0) ||
                        (value.is(Kind::record) && (c < 1 || (c >= 2 && c % 2 == 0)));
      if (!name && met.insert(value[c].id()).second) level.emplace_back(value[c], depth + 1);
    }
  }
}

/// Those that have a default, and the last ones of `*args`.
void Simplifications::add_arguments(const Spec& spec) {
  const ValueView args = call_.args, kwargs = call_.kwargs;
  const bool optional =
      args.size() > 0 &&
      (args.size() > spec.parameters.size() || spec.parameters[args.size() - 1].has_default ||
       spec.parameters[args.size() - 1].passing == Passing::var_positional);
  if (optional && kwargs.size() == 0) edits_.push_back({Step::last_argument});
  for (std::uint32_t i = 0; i + 1 < kwargs.size(); i += 2) {
    const auto found =
        std::find_if(spec.parameters.begin(), spec.parameters.end(),
                     [&](const Parameter& each) { return each.name == kwargs[i].text(); });
    if (found == spec.parameters.end() || found->has_default) {
      edits_.push_back({Step::keyword, 0, i / 2, 1});
    }
  }
}

void Simplifications::add_cuts(NodeId node, std::uint64_t length) {
  if (length == 0) return;
  edits_.push_back({Step::cut, node, 0, length});
  for (std::uint64_t count = length / 2; count > 0; count /= 2) {
    for (std::uint64_t begin = 0; begin < length; begin += count) {
      edits_.push_back({Step::cut, node, begin, std::min(count, length - begin)});
    }
  }
}

/// Halving the distance to 0, as QuickCheck's shrinking of integers.
void Simplifications::add_integer(NodeId node, std::int64_t value) {
  const auto add = [&](std::int64_t to) {
    edits_.push_back({Step::integer, node, static_cast<std::uint64_t>(to), 0});
  };
  // The smallest ones of each sign: what depends on parity or sign is met by none of the halves.
  for (const std::int64_t small : {0, 1, -1, 2, -2, 3, -3}) {
    const bool nearer =
        value > 0 ? small < value && -small < value : small > value && -small > value;
    if (nearer) add(small);
  }
  if (value < 0 && value != INT64_MIN) add(-value);
  for (std::int64_t step = value; step != 0; step /= 2) add(value - step);
}

void Simplifications::add_float(NodeId node, double value) {
  const auto add = [&](double to) {
    edits_.push_back({Step::floating, node, std::bit_cast<std::uint64_t>(to), 0});
  };
  if (value == 0 && !std::signbit(value)) return;
  add(0.0);
  if (value == 0) return;
  if (value != 1.0) add(1.0);
  if (!std::isfinite(value)) return;
  if (value < 0) add(-value);
  const double whole = std::trunc(value);
  if (whole != value) {
    add(whole);
    for (const double scale : {2.0, 10.0, 100.0}) {
      const double coarse = std::round(value * scale) / scale;
      // A coarser one twice would go round in circles: only towards 0.
      if (coarse != value && std::fabs(coarse) < std::fabs(value)) add(coarse);
    }
    return;
  }
  for (double step = whole; std::fabs(step) >= 1; step = std::trunc(step / 2)) add(whole - step);
}

void Simplifications::add_text(ValueView value) {
  const std::uint64_t length = length_of(value).value_or(0);
  add_cuts(value.id(), length);
  if (length > kLongestText) return;
  const std::u32string text = value.is(Kind::str)
                                  ? code_points_of(value.text())
                                  : std::u32string(value.text().begin(), value.text().end());
  for (std::uint64_t i = 0; i < length; ++i) {
    const char32_t c = text[i] & (value.is(Kind::str) ? ~char32_t{0} : char32_t{0xff});
    const bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z';
    const auto add = [&](char32_t to) { edits_.push_back({Step::character, value.id(), i, to}); };
    if (c != 'a') add('a');
    if (digit && c != '0') add('0');
    if (upper && c != 'A') add('A');
    if (c >= 0x80 && c != 0xe9) add(0xe9);
  }
}

void Simplifications::add_node(ValueView value) {
  switch (value.kind()) {
    case Kind::boolean:
      if (value.boolean()) edits_.push_back({Step::falsehood, value.id()});
      break;
    case Kind::integer:
      add_integer(value.id(), value.integer());
      break;
    case Kind::big_integer:
      edits_.push_back({Step::integer, value.id(), 0, 0});
      edits_.push_back({Step::integer, value.id(), INT64_MAX, 0});
      for (std::uint64_t digits = value.text().size() / 2; digits > 0; digits /= 2) {
        edits_.push_back({Step::shorter_big, value.id(), digits, 0});
      }
      break;
    case Kind::floating:
      add_float(value.id(), value.number());
      break;
    case Kind::str:
    case Kind::bytes:
    case Kind::bytearray:
      add_text(value);
      break;
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
    case Kind::frozenset:
    case Kind::dict:
      add_cuts(value.id(), length_of(value).value_or(0));
      break;
    default:
      break;
  }
}

OwnedCall Simplifications::operator[](std::size_t i) const {
  const Edit& edit = edits_[i];
  const Arena& source = *call_.args.view().arena();
  NodeId changed = edit.node;
  if (edit.step == Step::last_argument) changed = call_.args.view().id();
  if (edit.step == Step::keyword) changed = call_.kwargs.view().id();
  const auto replace = [&](const Arena& from, Arena& to) -> NodeId {
    const ValueView value = from.view(changed);
    switch (edit.step) {
      case Step::last_argument:
        return cut(value, value.size() - 1, 1, to);
      case Step::keyword:
      case Step::cut:
        return cut(value, edit.begin, edit.count, to);
      case Step::integer:
        return to.integer(static_cast<std::int64_t>(edit.begin));
      case Step::floating:
        return to.floating(std::bit_cast<double>(edit.begin));
      case Step::shorter_big: {
        std::string digits(value.text());
        digits.resize(digits.size() - edit.begin);
        return digits.ends_with('x') ? to.integer(0) : to.big_integer(digits);
      }
      case Step::character:
        return with_character(value, edit.begin, static_cast<char32_t>(edit.count), to);
      case Step::falsehood:
        return to.boolean(false);
    }
    return to.none();
  };
  const auto arena = std::make_shared<Arena>();
  Rebuilder rebuilder(source, *arena, changed, replace);
  const NodeId args = rebuilder.rebuild(call_.args.view().id());
  const NodeId kwargs = rebuilder.rebuild(call_.kwargs.view().id());
  return OwnedCall{Value(arena, args), Value(arena, kwargs)};
}

}  // namespace portproof
