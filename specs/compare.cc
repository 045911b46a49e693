// Compares two outcomes by the spec's policy: nothing, or the first place where they differ.
#include "specs/compare.h"

#include <algorithm>
#include <string>

#include "specs/codec.h"
#include "specs/compare_walk.h"
#include "specs/signals.h"

namespace portproof {
namespace {

/// The memory of all comparisons of this thread: what a call needs is there from the one before.
detail::WalkMemory& memory() {
  thread_local detail::WalkMemory kept;
  return kept;
}

std::string cut_number(double seconds) {
  std::string text = std::to_string(seconds);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string raised_text(const Raised& raised, std::size_t limit) {
  const std::string message =
      raised.message && raised.message.is(Kind::str) ? to_python(raised.message, limit) : "";
  return "raises " + std::string(raised.type.text()) + "(" + message + ")";
}

std::string fault_text(const Faulted& fault, std::size_t limit) {
  if (!fault.changed.empty()) return "changes " + fault.report.substr(0, limit);
  std::string text = fault.signal != 0 ? "crashes with " + signal_name(fault.signal)
                                       : "exits with status " + std::to_string(fault.exit_code);
  const std::string_view report(fault.report);
  const std::string_view line = report.substr(0, report.find('\n'));
  if (!line.empty()) text += ": " + std::string(line.substr(0, limit));
  return text;
}

Divergence whole(std::string_view kind, const Outcome& expected, const Outcome& observed) {
  return {std::string(kind), "", outcome_text(expected), outcome_text(observed)};
}

bool same_exception(const Raised& expected, const Raised& observed, ExceptionPolicy policy) {
  if (policy == ExceptionPolicy::any) return true;
  if (expected.type.text() != observed.type.text()) return false;
  if (policy == ExceptionPolicy::type) return true;
  // A message that could not be had without running user code is not compared.
  const bool known = expected.message && expected.message.is(Kind::str);
  if (!known) return true;
  return observed.message && observed.message.is(Kind::str) &&
         expected.message.text() == observed.message.text();
}

ValueView find_keyword(ValueView kwargs, std::string_view name) {
  for (std::uint32_t i = 0; kwargs && i < kwargs.size(); i += 2) {
    if (kwargs[i].text() == name) return kwargs[i + 1];
  }
  return {};
}

}  // namespace

std::string outcome_text(const Outcome& outcome, std::size_t limit) {
  if (const auto* returned = std::get_if<Returned>(&outcome.result)) {
    return to_python(returned->value, limit);
  }
  if (const auto* raised = std::get_if<Raised>(&outcome.result)) return raised_text(*raised, limit);
  if (const auto* fault = std::get_if<Faulted>(&outcome.result)) return fault_text(*fault, limit);
  const auto& timeout = std::get<TimedOut>(outcome.result);
  if (timeout.limit_seconds <= 0) return "does not end in time";
  return "does not end within " + cut_number(timeout.limit_seconds) + " s";
}

std::optional<Divergence> Comparer::values(ValueView expected, ValueView observed,
                                           std::string_view path) const {
  detail::WalkMemory& kept = memory();
  auto result = detail::Walk(policy_, rules_, kept).run(expected, observed, path);
  kept.shrink();
  return result;
}

std::optional<Divergence> Comparer::arguments(const Call& call, const Outcome& expected,
                                              const Outcome& observed) const {
  if (!expected.after && !observed.after) return std::nullopt;
  const auto args = [&](const Outcome& side) { return side.after ? side.after.args : call.args; };
  const auto kwargs = [&](const Outcome& side) {
    return side.after ? side.after.kwargs : call.kwargs;
  };
  auto difference = values(args(expected), args(observed), "args");
  // Keyword by keyword: a port's side may hold them in another order.
  const ValueView mine = kwargs(expected);
  for (std::uint32_t i = 0; mine && !difference && i < mine.size(); i += 2) {
    const std::string path = "kwargs[" + to_python(mine[i], kPathKeyLimit) + "]";
    const ValueView theirs = find_keyword(kwargs(observed), mine[i].text());
    if (theirs) {
      difference = values(mine[i + 1], theirs, path);
    } else {
      difference = Divergence{"", path, to_python(mine[i + 1], kShownLimit), std::string(kAbsent)};
    }
  }
  if (difference) difference->kind = "argument";
  return difference;
}

std::optional<Divergence> Comparer::outcomes(const Call& call, const Outcome& expected,
                                             const Outcome& observed) const {
  if (std::holds_alternative<TimedOut>(observed.result)) {
    if (std::holds_alternative<TimedOut>(expected.result)) return std::nullopt;
    return whole("timeout", expected, observed);
  }
  if (const auto* fault = std::get_if<Faulted>(&observed.result)) {
    return whole(fault->changed.empty() ? "fault" : "environment", expected, observed);
  }
  if (std::holds_alternative<TimedOut>(expected.result)) {
    return whole("timeout", expected, observed);
  }
  if (std::holds_alternative<Faulted>(expected.result)) return whole("fault", expected, observed);

  const auto* raised = std::get_if<Raised>(&expected.result);
  const auto* raised_too = std::get_if<Raised>(&observed.result);
  if (raised == nullptr && raised_too != nullptr) return whole("raised", expected, observed);
  if (raised != nullptr && raised_too == nullptr) return whole("returned", expected, observed);
  if (raised != nullptr) {
    if (!same_exception(*raised, *raised_too, policy_.exceptions)) {
      return whole("exception", expected, observed);
    }
  } else if (auto difference = values(std::get<Returned>(expected.result).value,
                                      std::get<Returned>(observed.result).value)) {
    return difference;
  }
  return arguments(call, expected, observed);
}

std::optional<Divergence> compare_values(ValueView expected, ValueView observed,
                                         const ComparePolicy& policy, std::string_view path) {
  return Comparer(policy).values(expected, observed, path);
}

std::optional<Divergence> compare_outcomes(const Call& call, const Outcome& expected,
                                           const Outcome& observed, const ComparePolicy& policy) {
  return Comparer(policy).outcomes(call, expected, observed);
}

}  // namespace portproof
