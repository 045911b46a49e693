// Mines relations between parameters that always held and are improbable by chance.
#include "specs/mine/relations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>
#include <set>

#include "specs/domain/number.h"
#include "specs/domain/same.h"
#include "specs/mine/bounds.h"
#include "specs/mine/chance.h"
#include "specs/split_mix.h"

namespace portproof {
namespace {

enum class Form {
  equals_length,   // n == len(xs)
  index,           // 0 <= i < len(xs)
  at_most_length,  // n <= len(xs)
  member,          // needle in haystack
  equal,           // a == b
  at_most,         // a <= b
  permutation,
  equal_lengths,  // len(a) == len(b)
  sorted
};

bool is_sequence(ValueView v) { return v.is(Kind::list) || v.is(Kind::tuple); }
bool is_bytes(ValueView v) { return v.is(Kind::bytes) || v.is(Kind::bytearray); }
bool is_number(ValueView v) {
  const auto number = number_of(v);
  return number && !number->nan();
}

bool can_be_member(ValueView needle, ValueView holder) {
  if (holder.is(Kind::str)) return needle.is(Kind::str);
  if (is_bytes(holder)) return is_bytes(needle);
  const bool leaf = !has_children(needle.kind()) || needle.is(Kind::enumeration);
  return leaf && (is_sequence(holder) || holder.is(Kind::set) || holder.is(Kind::frozenset) ||
                  holder.is(Kind::dict));
}

bool sortable(ValueView v) {
  if (!is_sequence(v) || v.size() < 2) return false;
  const bool texts = v[0].is(Kind::str);
  for (std::uint32_t i = 0; i < v.size(); ++i) {
    if (texts ? !v[i].is(Kind::str) : !is_number(v[i])) return false;
  }
  return true;
}

/// Whether the relation says anything of these arguments.
bool speaks(Form form, ValueView a, ValueView b) {
  if (!a || !b) return false;
  switch (form) {
    case Form::equals_length:
    case Form::index:
    case Form::at_most_length:
      return is_number(a) && length_of(b).has_value();
    case Form::member:
      return can_be_member(a, b);
    case Form::equal:
    case Form::at_most:
      return is_number(a) && is_number(b);
    case Form::permutation:
      return is_sequence(a) && is_sequence(b);
    case Form::equal_lengths:
      return length_of(a) && length_of(b);
    case Form::sorted:
      return sortable(a);
  }
  return false;
}

std::string text_of(Form form, const std::string& a, const std::string& b) {
  switch (form) {
    case Form::equals_length:
      return a + " == len(" + b + ")";
    case Form::index:
      return "0 <= " + a + " < len(" + b + ")";
    case Form::at_most_length:
      return a + " <= len(" + b + ")";
    case Form::member:
      return a + " in " + b;
    case Form::equal:
      return a + " == " + b;
    case Form::at_most:
      return a + " <= " + b;
    case Form::permutation:
      return "permutation(" + a + ", " + b + ")";
    case Form::equal_lengths:
      return "len(" + a + ") == len(" + b + ")";
    case Form::sorted:
      return "sorted(" + a + ")";
  }
  return "";
}

bool symmetric(Form form) {
  return form == Form::equal || form == Form::permutation || form == Form::equal_lengths;
}

/// The stronger relations of the same two parameters that make one needless.
bool implied_by(Form weak, Form strong) {
  switch (weak) {
    case Form::index:
      return strong == Form::equals_length;
    case Form::at_most_length:
      return strong == Form::equals_length || strong == Form::index;
    case Form::at_most:
      return strong == Form::equal;
    case Form::equal_lengths:
      return strong == Form::permutation;
    default:
      return false;
  }
}

struct Candidate {
  Form form;
  std::size_t a, b;  // parameters; the same where it has one
  Clause clause;
  bool alive = true;
  std::uint64_t spoken = 0;
};

/// What is kept of one argument of a sampled trace.
struct Sampled {
  std::uint64_t hash = 0;  // of the value
  bool sequence = false;
  std::uint64_t multiset = 0;  // of its elements, in any order
  double log_sorted = 0;       // chance that it is sorted
  std::optional<std::uint64_t> length;
  std::optional<Value> value;  // where it is small
};

constexpr std::size_t kSmallNodes = 512;
constexpr std::size_t kSmallText = 4096;  // bytes

bool is_small(ValueView value) {
  if (has_text(value.kind())) return value.text().size() <= kSmallText;
  if (!has_children(value.kind())) return true;
  if (value.size() > kSmallNodes) return false;
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    const ValueView child = value[i];
    if (has_children(child.kind()) && child.size() > 0 && !child.is(Kind::enumeration))
      return false;
    if (has_text(child.kind()) && child.text().size() > kSmallText / 16) return false;
  }
  return true;
}

Sampled sample_of(ValueView value) {
  Sampled sampled;
  if (!value) return sampled;
  sampled.hash = hash_of(value);
  sampled.length = length_of(value);
  if (is_small(value)) sampled.value = Value(value);
  sampled.sequence = is_sequence(value);
  if (!sampled.sequence) return sampled;
  std::vector<std::uint64_t> elements;
  elements.reserve(value.size());
  for (std::uint32_t i = 0; i < value.size(); ++i) elements.push_back(hash_of(value[i]));
  for (const std::uint64_t each : elements) sampled.multiset += each * (each | 1);
  if (sortable(value)) sampled.log_sorted = log_chance_sorted(std::move(elements));
  return sampled;
}

using Row = std::vector<Sampled>;

/// As `speaks`, of what is kept: a large value is known by its length and its elements' hashes.
bool speaks_sampled(Form form, const Sampled& a, const Sampled& b) {
  switch (form) {
    case Form::equals_length:
    case Form::index:
    case Form::at_most_length:
      return a.value && is_number(*a.value) && b.length;
    case Form::member:
      return a.value && b.value && can_be_member(*a.value, *b.value);
    case Form::equal:
    case Form::at_most:
      return a.value && b.value && is_number(*a.value) && is_number(*b.value);
    case Form::permutation:
      return a.sequence && b.sequence;
    case Form::equal_lengths:
      return a.length && b.length;
    case Form::sorted:
      return a.log_sorted < 0;
  }
  return false;
}

/// The rows in which a candidate speaks, each pair of arguments once.
std::vector<const Row*> distinct_rows(const Candidate& candidate, const std::vector<Row>& sample) {
  std::vector<const Row*> rows;
  std::set<std::pair<std::uint64_t, std::uint64_t>> met;
  for (const Row& row : sample) {
    if (row.size() <= std::max(candidate.a, candidate.b)) continue;
    const Sampled& a = row[candidate.a];
    const Sampled& b = row[candidate.b];
    if (!speaks_sampled(candidate.form, a, b)) continue;
    if (met.emplace(a.hash, b.hash).second) rows.push_back(&row);
  }
  return rows;
}

double log_chance_of_member(const Candidate& candidate, const std::vector<const Row*>& rows) {
  constexpr std::size_t kMost = 96;  // each needle is sought in each haystack
  const std::size_t count = std::min(rows.size(), kMost);
  std::vector<std::uint64_t> holders(count);
  std::array<ValueView, 2> arguments;
  Clause clause = Clause::parse("a in b");
  clause.bind(std::array<std::string, 2>{"a", "b"});
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      arguments = {*(*rows[i])[candidate.a].value, *(*rows[j])[candidate.b].value};
      if (speaks(Form::member, arguments[0], arguments[1])) holders[i] += clause.holds(arguments);
    }
  }
  return log_chance_member(holders);
}

double log_chance_of(const Candidate& candidate, const std::vector<const Row*>& rows) {
  std::vector<std::uint64_t> keys;
  std::vector<Number> left, right;
  double log_sorted = 0;
  for (const Row* row : rows) {
    const Sampled& a = (*row)[candidate.a];
    const Sampled& b = (*row)[candidate.b];
    switch (candidate.form) {
      case Form::equals_length:
      case Form::equal_lengths:
        keys.push_back(*b.length);
        break;
      case Form::permutation:
        keys.push_back(b.multiset);
        break;
      case Form::equal:
        keys.push_back(b.hash);
        break;
      case Form::sorted:
        log_sorted += a.log_sorted;
        break;
      case Form::index:
      case Form::at_most_length:
        left.push_back(*number_of(a.value->view()));
        right.push_back(number_of(static_cast<std::int64_t>(*b.length)));
        break;
      case Form::at_most:
        left.push_back(*number_of(a.value->view()));
        right.push_back(*number_of(b.value->view()));
        break;
      case Form::member:
        break;
    }
  }
  switch (candidate.form) {
    case Form::sorted:
      return log_sorted;
    case Form::member:
      return log_chance_of_member(candidate, rows);
    case Form::index:
      return log_chance_below(std::move(left), std::move(right), true);
    case Form::at_most:
    case Form::at_most_length:
      return log_chance_below(std::move(left), std::move(right), false);
    default:
      return log_chance_equal(std::move(keys));
  }
}

std::string chance_note(double log_chance) {
  const double chance = std::exp(log_chance);
  if (chance < 1e-9) return "p < 1e-9";
  std::array<char, 16> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), chance, std::chars_format::general, 1)
          .ptr;
  return "p = " + std::string(text.data(), end);
}

}  // namespace

struct RelationMiner::State {
  std::vector<std::string> names;
  std::vector<std::size_t> mute;  // parameters whose names no clause can write
  std::vector<Candidate> candidates;
  std::vector<Row> sample;
  std::uint64_t traces = 0;
  std::uint64_t random = 0x706f727470726f6f;

  void add_candidate(Form form, std::size_t a, std::size_t b) {
    Candidate candidate{form, a, b, Clause::parse(text_of(form, names[a], names[b]))};
    candidate.clause.bind(names);
    candidates.push_back(std::move(candidate));
  }
};

RelationMiner::RelationMiner() : state_(std::make_unique<State>()) {}
RelationMiner::~RelationMiner() = default;
RelationMiner::RelationMiner(RelationMiner&&) noexcept = default;
RelationMiner& RelationMiner::operator=(RelationMiner&&) noexcept = default;

void RelationMiner::add_parameter(const std::string& name) {
  State& state = *state_;
  state.names.push_back(name);
  const std::size_t added = state.names.size() - 1;
  if (added >= kMaxParameters) return;
  try {
    Clause::parse("nonempty(" + name + ")").bind(state.names);
  } catch (const ClauseError&) {
    state.mute.push_back(added);
    return;
  }
  state.add_candidate(Form::sorted, added, added);
  for (std::size_t other = 0; other < added; ++other) {
    if (std::find(state.mute.begin(), state.mute.end(), other) != state.mute.end()) continue;
    for (const Form form : {Form::equals_length, Form::index, Form::at_most_length, Form::member,
                            Form::equal, Form::at_most, Form::permutation, Form::equal_lengths}) {
      state.add_candidate(form, other, added);
      if (!symmetric(form)) state.add_candidate(form, added, other);
    }
  }
}

void RelationMiner::add(std::span<const ValueView> arguments) {
  State& state = *state_;
  for (Candidate& candidate : state.candidates) {
    if (!candidate.alive) continue;
    if (!speaks(candidate.form, arguments[candidate.a], arguments[candidate.b])) continue;
    ++candidate.spoken;
    candidate.alive = candidate.clause.holds(arguments);
  }
  std::size_t place = state.sample.size();
  if (state.traces++ >= kSample) place = split_mix(state.random) % state.traces;
  if (place >= kSample) return;
  Row row;
  const std::size_t related = std::min(arguments.size(), kMaxParameters);
  for (const ValueView value : arguments.first(related)) row.push_back(sample_of(value));
  if (place == state.sample.size()) state.sample.emplace_back();
  state.sample[place] = std::move(row);
}

std::vector<SpecClause> RelationMiner::finish() const {
  std::vector<const Candidate*> found;
  std::vector<SpecClause> clauses;
  // Stronger forms come first, so that what they imply is known when the weaker are met.
  std::vector<const Candidate*> ordered;
  for (const Candidate& candidate : state_->candidates) {
    if (candidate.alive && candidate.spoken > 1) ordered.push_back(&candidate);
  }
  // The candidates stand in one vector: addresses tell their order.
  std::sort(ordered.begin(), ordered.end(), [](const Candidate* x, const Candidate* y) {
    return x->form != y->form ? x->form < y->form : std::less<>()(x, y);
  });
  for (const Candidate* candidate : ordered) {
    const bool implied = std::any_of(found.begin(), found.end(), [&](const Candidate* strong) {
      const bool same_pair =
          (strong->a == candidate->a && strong->b == candidate->b) ||
          (symmetric(strong->form) && strong->a == candidate->b && strong->b == candidate->a);
      return same_pair && implied_by(candidate->form, strong->form);
    });
    if (implied) continue;
    const std::vector<const Row*> rows = distinct_rows(*candidate, state_->sample);
    if (rows.empty()) continue;
    const double log_chance = log_chance_of(*candidate, rows);
    if (!(log_chance < std::log(kChance))) continue;
    found.push_back(candidate);
    clauses.push_back({candidate->clause,
                       By::mined,
                       {candidate->spoken, rows.size() < kThinBelow, chance_note(log_chance)},
                       std::string()});
  }
  return clauses;
}

}  // namespace portproof
