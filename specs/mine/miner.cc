// Infers a Spec from traces, one after another.
#include "specs/mine/miner.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "specs/bind_arguments.h"
#include "specs/domain/observe.h"
#include "specs/domain/same.h"
#include "specs/mine/bounds.h"
#include "specs/mine/relations.h"
#include "specs/mine/repeats.h"

namespace portproof {
namespace {

constexpr std::size_t kMaxMessages = 64;  // distinct messages that are counted of one exception
constexpr std::size_t kMaxMessage = 300;  // bytes of the one that is shown
constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;

/// Whether clauses can speak of the parameter: Python allows names that they do not.
bool is_nameable(const std::string& name) {
  try {
    return Clause::parse("nonempty(" + name + ")").parameters()[0] == name;
  } catch (const ClauseError&) {
    return false;
  }
}

/// Running out of a resource is never an answer.
bool is_exhaustion(std::string_view type) {
  return type == "RecursionError" || type == "MemoryError";
}

/// A text of at most kMaxMessage bytes, cut between characters.
std::string shortened(std::string_view text) {
  if (text.size() <= kMaxMessage) return std::string(text);
  std::size_t end = kMaxMessage;
  while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

struct RaisedType {
  std::uint64_t meant = 0;
  std::uint64_t refused = 0;
  std::map<std::string, std::uint64_t> messages;

  std::string commonest() const {
    const auto rarer = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto it = std::max_element(messages.begin(), messages.end(), rarer);
    return it == messages.end() ? "" : it->first;
  }
};

std::uint64_t hash_or_zero(ValueView value) { return value ? hash_of(value) : 0; }

std::uint64_t hash_of_call(const Call& call) {
  return hash_or_zero(call.args) * kOdd + hash_or_zero(call.kwargs);
}

std::uint64_t hash_of_outcome(const Outcome& outcome) {
  std::uint64_t hash = outcome.result.index();
  if (const auto* value = std::get_if<Returned>(&outcome.result)) {
    hash += hash_of(value->value);
  } else if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    hash += hash_of(raised->type) * kOdd + hash_or_zero(raised->message);
  }
  hash = hash * kOdd + hash_or_zero(outcome.after.args);
  return hash * kOdd + hash_or_zero(outcome.after.kwargs);
}

/// What a default shows, as evidence of no trace.
void forget_counts(Seen& seen) {
  seen.count = seen.traces = 0;
  for (auto& [kind, count] : seen.kinds) count = 0;
  for (Seen& part : seen.parts) forget_counts(part);
}

Domain annotated(const SignatureParameter& parameter) {
  Domain named = domain_of_annotation(parameter.annotation);
  Alternative alternative;
  switch (parameter.passing) {
    case Passing::var_positional:  // the annotation of *args is that of each
      alternative.kind = Kind::tuple;
      alternative.parts = {std::move(named)};
      break;
    case Passing::var_keyword:
      alternative.kind = Kind::dict;
      alternative.parts = {Domain{{Alternative{Kind::str, false, {}, {}, {}}}}, std::move(named)};
      break;
    default:
      return named;
  }
  return Domain{{std::move(alternative)}};
}

}  // namespace

struct Miner::State {
  explicit State(const TraceHeader& the_header) : header(the_header) {}

  TraceHeader header;
  std::vector<SignatureParameter> parameters;
  std::vector<bool> nameable;
  std::vector<std::uint64_t> given;  // traces that gave the parameter themselves
  ArgumentBinder binder;
  BoundArguments bound, bound_after;
  std::vector<Observation> observations, of_refused;  // of answered calls, of refused ones
  std::set<std::string> meant, unwanted;              // exceptions, by what a person said
  Observation returned;
  RelationMiner relations;
  Repeats repeats;
  std::map<std::string, RaisedType> raised;
  CorpusEvidence evidence;
  std::uint64_t again = 0, disagreements = 0;
  std::set<int> lines_all, lines_reached;

  void add_parameter(SignatureParameter parameter);
  void extend(const Call& call);
  bool refuses(const Outcome& outcome) const;
  const Observation& observed(std::size_t index) const;
  void add_outcome(const Outcome& outcome);
  void add_changes(const After& after);
  Parameter finish_parameter(std::size_t index) const;
  std::vector<std::size_t> order() const;
  void finish_raises(Spec& spec) const;
  void finish_evidence(Spec& spec) const;
};

Miner::Miner(const TraceHeader& header, const Spec* known)
    : state_(std::make_unique<State>(header)) {
  if (known != nullptr) {
    for (const RaisesEntry& entry : known->raises) {
      if (entry.by == By::confirmed) state_->meant.insert(entry.type);
    }
    state_->unwanted.insert(known->refuses.begin(), known->refuses.end());
  }
  for (const SignatureParameter& parameter : header.signature) state_->add_parameter(parameter);
}
Miner::~Miner() = default;
Miner::Miner(Miner&&) noexcept = default;
Miner& Miner::operator=(Miner&&) noexcept = default;

void Miner::State::add_parameter(SignatureParameter parameter) {
  relations.add_parameter(parameter.name);
  nameable.push_back(is_nameable(parameter.name));
  parameters.push_back(std::move(parameter));
  observations.emplace_back();
  of_refused.emplace_back();
  given.push_back(0);
  binder = ArgumentBinder(parameters);
}

/// Without a signature, the parameters are those that the calls show.
void Miner::State::extend(const Call& call) {
  const auto add = [&](const std::string& name, Passing passing) {
    Arena arena;
    const NodeId unknown = arena.text(Kind::opaque, "builtins:object");
    add_parameter({name, passing, true, Value(arena.view(unknown)), std::string()});
  };
  std::size_t positional = 0;
  for (const SignatureParameter& each : parameters) {
    positional += each.passing == Passing::positional_only;
  }
  for (; call.args && positional < call.args.size(); ++positional) {
    add("arg" + std::to_string(positional), Passing::positional_only);
  }
  for (std::uint32_t i = 0; call.kwargs && i < call.kwargs.size(); i += 2) {
    const std::string name(call.kwargs[i].text());
    if (!binder.index_of(name)) add(name, Passing::keyword_only);
  }
}

bool Miner::State::refuses(const Outcome& outcome) const {
  const auto* exception = std::get_if<Raised>(&outcome.result);
  if (exception == nullptr) return false;
  const std::string type(exception->type.text());
  if (is_exhaustion(type) || unwanted.contains(type)) return true;
  return !exception->deliberate && !meant.contains(type);
}

const Observation& Miner::State::observed(std::size_t index) const {
  return observations[index].empty() ? of_refused[index] : observations[index];
}

void Miner::add(const Trace& trace) {
  State& state = *state_;
  switch (state.repeats.meet(hash_of_call(trace.call), hash_of_outcome(trace.outcome))) {
    case Repeats::Met::same:
      ++state.again;
      return;
    case Repeats::Met::other:
      ++state.disagreements;
      break;
    default:
      break;
  }
  ++state.evidence.traces;
  if (!state.header.has_signature) state.extend(trace.call);
  if (!state.binder.bind(trace.call, Defaults::fill, state.bound)) {
    ++state.evidence.unbound;
  } else {
    const bool refused = state.refuses(trace.outcome);
    for (std::size_t i = 0; i < state.parameters.size(); ++i) {
      state.given[i] += state.bound.given[i];
      if (!state.bound.values[i]) continue;
      (refused ? state.of_refused : state.observations)[i].add(state.bound.values[i]);
    }
    if (!refused) state.relations.add(state.bound.values);
    state.add_changes(trace.outcome.after);
  }
  state.add_outcome(trace.outcome);
}

void Miner::State::add_outcome(const Outcome& outcome) {
  if (const auto* value = std::get_if<Returned>(&outcome.result)) {
    ++evidence.returned;
    returned.add(value->value);
    return;
  }
  const auto* exception = std::get_if<Raised>(&outcome.result);
  if (exception == nullptr) return;
  RaisedType& type = raised[std::string(exception->type.text())];
  ++(exception->deliberate ? type.meant : type.refused);
  if (!exception->message || !exception->message.is(Kind::str)) return;
  std::string message = shortened(exception->message.text());
  if (type.messages.size() < kMaxMessages || type.messages.contains(message)) {
    ++type.messages[std::move(message)];
  }
}

void Miner::State::add_changes(const After& after) {
  if (!after || !binder.bind({after.args, after.kwargs}, Defaults::leave, bound_after)) return;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const ValueView before = bound.values[i], then = bound_after.values[i];
    if (bound.given[i] && before && then && !same(before, then)) {
      ++evidence.mutated[parameters[i].name];
    }
  }
}

void Miner::finish_file(const TraceHeader& header) {
  State& state = *state_;
  state.lines_all.insert(header.lines_all.begin(), header.lines_all.end());
  state.lines_reached.insert(header.lines_reached.begin(), header.lines_reached.end());
  for (const auto& [reason, calls] : header.unrecorded) state.evidence.unrecorded[reason] += calls;
  for (const auto& [id, times] : header.again) state.again += times;
}

Parameter Miner::State::finish_parameter(std::size_t index) const {
  const SignatureParameter& from = parameters[index];
  const Observation& observation = observed(index);
  Parameter parameter;
  parameter.name = from.name;
  parameter.passing = from.passing;
  // Of a function without a signature an argument that every call gave counts as required.
  parameter.has_default = from.has_default && (header.has_signature ||
                                               given[index] + evidence.unbound < evidence.traces);
  if (parameter.has_default) parameter.default_value = from.default_value;
  parameter.domain = observation.domain();
  merge(parameter.domain, annotated(from));
  parameter.seen = observation.seen();
  Seen bounds = parameter.seen;
  if (parameter.has_default && !parameter.default_value.view().is(Kind::opaque)) {
    Observation default_value;
    default_value.add(parameter.default_value);
    merge(parameter.domain, default_value.domain());
    Seen shown = default_value.seen();
    forget_counts(shown);
    merge(bounds, shown);
  }
  if (nameable[index]) parameter.clauses = everyday_bounds(from.name, parameter.domain, bounds);
  return parameter;
}

/// The parameters that were found by position stand before those found by keyword.
std::vector<std::size_t> Miner::State::order() const {
  std::vector<std::size_t> indices(parameters.size());
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = i;
  if (header.has_signature) return indices;
  const auto key = [&](std::size_t i) {
    return std::pair(parameters[i].passing != Passing::positional_only, i);
  };
  std::sort(indices.begin(), indices.end(),
            [&](std::size_t x, std::size_t y) { return key(x) < key(y); });
  return indices;
}

void Miner::State::finish_raises(Spec& spec) const {
  for (const auto& [type, counts] : raised) {
    const bool exhausted = is_exhaustion(type);
    if (counts.meant > 0 && !exhausted) {
      const Evidence reason{counts.meant, counts.meant < kThinBelow, std::string()};
      spec.raises.push_back({type, By::mined, reason, counts.commonest()});
    }
    const std::uint64_t refused = counts.refused + (exhausted ? counts.meant : 0);
    if (refused > 0) spec.evidence.refused[type] = refused;
  }
}

void Miner::State::finish_evidence(Spec& spec) const {
  spec.evidence = evidence;
  spec.evidence.calls = evidence.traces + again;
  spec.evidence.lines_reached.assign(lines_reached.begin(), lines_reached.end());
  std::set_difference(lines_all.begin(), lines_all.end(), lines_reached.begin(),
                      lines_reached.end(), std::back_inserter(spec.evidence.lines_missed));
  if (disagreements > 0) {
    spec.deterministic =
        "disagreed in " + std::to_string(disagreements) + (disagreements == 1 ? " call" : " calls");
  } else if (again > 0) {
    spec.deterministic =
        "agreed in " + std::to_string(again) + " repeated " + (again == 1 ? "call" : "calls");
  }
}

Spec Miner::finish() const {
  const State& state = *state_;
  Spec spec;
  spec.function = state.header.function;
  spec.block = state.header.block;
  spec.freeze = state.header.freeze;
  std::set<std::string> types;
  for (const std::size_t index : state.order()) {
    spec.parameters.push_back(state.finish_parameter(index));
    for (const auto* each : {&state.observations[index], &state.of_refused[index]}) {
      types.insert(each->types().begin(), each->types().end());
    }
  }
  spec.record_types.assign(types.begin(), types.end());
  spec.relations = state.relations.finish();
  spec.returns = state.returned.domain();
  merge(spec.returns, domain_of_annotation(state.header.return_annotation));
  spec.returns_seen = state.returned.seen();
  state.finish_evidence(spec);
  state.finish_raises(spec);
  for (const Parameter& parameter : spec.parameters) {
    if (spec.evidence.mutated.contains(parameter.name)) spec.mutates.push_back(parameter.name);
  }
  return spec;
}

}  // namespace portproof
