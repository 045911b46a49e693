// Finds the smallest call that shows a class of divergences.
#include "props/shrinker.h"

#include <fmt/format.h>
// Not self-contained: Operations.h needs Transform.h.
#include <rapidcheck/seq/Transform.h>
#include <rapidcheck/shrinkable/Operations.h>

#include <memory>

#include "props/steps.h"
#include "specs/codec.h"
#include "specs/compare.h"
#include "specs/finding.h"
#include "specs/kept_trace.h"

namespace portproof {
namespace {

constexpr std::size_t kTextLimit = 2000;
constexpr std::string_view kMined = " | mined | ";

}  // namespace

/// A call with both outcomes, and what the judge says of them.
struct Shrinker::Judged {
  std::unique_ptr<Arena> arena = std::make_unique<Arena>();
  std::unique_ptr<Arena> port_arena = std::make_unique<Arena>();
  Outcome expected, observed;
  std::string line;
  std::optional<Verdict> verdict;
  std::string key;
};

std::string key_without_clause(const std::string& key) {
  const std::size_t where = key.rfind(kMined);
  return where == std::string::npos ? key : key.substr(0, where);
}

std::string key_inside(const std::string& key) {
  constexpr std::string_view kUndecided = "undecided | ";
  const std::size_t where = key.rfind(kMined);
  if (!key.starts_with(kUndecided) || where == std::string::npos) return {};
  return "diverged | " + key.substr(kUndecided.size(), where - kUndecided.size()) + " | inside";
}

Shrinker::Shrinker(const Spec& spec, const std::string& today, WorkerOracle& original,
                   PortRunner& port, const std::function<bool()>& interrupted)
    : spec_(spec),
      original_(original),
      port_(port),
      interrupted_(interrupted),
      judge_(spec, {today}) {}

/// Nothing where one of the two has no answer.
std::optional<Shrinker::Judged> Shrinker::judge(const OwnedCall& call) {
  std::optional<Judged> judged(std::in_place);
  const Call asked = call.view();
  std::vector<Answer> answers = original_.ask_batch({&asked, 1}, *judged->arena);
  Answer& answer = answers.front();
  if (answer.asked != Asked::answered || answer.line.empty()) return std::nullopt;
  judged->expected = answer.outcome;
  judged->line = std::move(answer.line);
  std::string reason;
  if (!port_.run(asked, *judged->port_arena, judged->observed, reason)) return std::nullopt;
  std::optional<bool> relation;
  if (judge_.needs_relation(asked, judged->expected, judged->observed)) {
    try {
      relation =
          original_.relation(spec_.compare.relation, asked, judged->expected, judged->observed);
    } catch (const OracleError&) {
      return std::nullopt;
    }
  }
  judged->verdict = judge_.judge(asked, judged->expected, judged->observed, true, relation);
  judged->key = class_key(*judged->verdict, judged->expected, judged->observed);
  return judged;
}

/// Which of the mined clauses it leaves is found out on the way: a call that leaves two may differ
/// for the sake of one.
bool Shrinker::belongs(const Judged& judged) {
  const std::string core = key_without_clause(key_);
  if (judged.key == key_ || (!inside_.empty() && key_without_clause(judged.key) == core)) {
    key_ = judged.key;
    return true;
  }
  if (inside_.empty() || judged.key != inside_) return false;
  // It shows inside: from here on it is sought there alone.
  key_ = inside_;
  inside_.clear();
  return true;
}

Example Shrinker::describe(const OwnedCall& call, const Judged& judged) const {
  Example example;
  example.trace = judged.line;
  if (const auto trace = read_trace(judged.line)) example.id = trace->id;
  example.call = to_python(spec_.function, call.view(), kTextLimit);
  example.expected = outcome_text(judged.expected, kTextLimit);
  example.observed = outcome_text(judged.observed, kTextLimit);
  if (judged.verdict->divergence) example.divergence = *judged.verdict->divergence;
  example.where = judged.verdict->where;
  example.clause = judged.verdict->clause;
  example.reason = judged.verdict->reason;
  return example;
}

/// "they agree up to 46340", where one int of the call parts them.
std::string Shrinker::edge_of(const OwnedCall& call) {
  const ValueView args = call.args;
  std::uint32_t ints = 0, place = 0;
  for (std::uint32_t i = 0; i < args.size(); ++i) {
    if (!args[i].is(Kind::integer) || args[i].integer() == 0) continue;
    ++ints;
    place = i;
  }
  if (ints != 1 || call.kwargs.view().size() > 0) return {};
  const std::int64_t value = args[place].integer(), nearer = value > 0 ? value - 1 : value + 1;
  const auto arena = std::make_shared<Arena>();
  std::vector<NodeId> children;
  for (std::uint32_t i = 0; i < args.size(); ++i) {
    children.push_back(i == place ? arena->integer(nearer) : copy(args[i], *arena));
  }
  const NodeId id = arena->container(Kind::tuple, children);
  const OwnedCall before{Value(arena, id), Value(arena, arena->container(Kind::dict))};
  const auto judged = judge(before);
  if (!judged || judged->verdict->kind != VerdictKind::match) return {};
  return fmt::format("they agree up to {}", nearer);
}

std::optional<Shrunk> Shrinker::shrink(const std::string& key, const Example& example) {
  const std::optional<KeptTrace> trace = read_trace(example.trace);
  if (!trace) return std::nullopt;
  key_ = key;
  inside_ = key_inside(key);
  calls_ = 0;
  const OwnedCall start = own(trace->call);
  const auto first = judge(start);
  if (!first || !belongs(*first)) return std::nullopt;
  const auto over = std::make_shared<bool>(false);
  const auto shows = [this, over](const OwnedCall& call) {
    *over = ++calls_ > kMostCalls || (interrupted_ && interrupted_());
    if (*over) return false;
    const auto judged = judge(call);
    return judged && belongs(*judged);
  };
  const OwnedCall least = rc::shrinkable::findLocalMin(steps_down(start, spec_, over), shows).first;
  const auto last = judge(least);
  if (!last || !belongs(*last)) return std::nullopt;  // one of the two changed its answer
  Shrunk shrunk{describe(least, *last), last->verdict->kind, key_, ""};
  if (last->verdict->where == Where::mined) shrunk.edge = edge_of(least);
  return shrunk;
}

}  // namespace portproof
