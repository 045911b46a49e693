// Answers a Call with the port's Outcome, wherever the port lives.
#include "replay/port_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "replay/clock.h"
#include "replay/files.h"

namespace portproof {
namespace {

class LinkedPort : public PortRunner {
 public:
  LinkedPort(const PortFunction& function, const Spec& spec)
      : function_(function), spec_(spec), binder_(spec) {
    std::vector<const Domain*> domains;
    for (const Parameter& parameter : spec.parameters) domains.push_back(&parameter.domain);
    function_.prepare(spec.returns, std::move(domains));
  }

  bool run(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) override {
    arena.clear();
    if (!binder_.bind(call, Defaults::fill, bound_)) {
      reason = bound_.error;
      return false;
    }
    // A port may leave out parameters at the end, if calls leave them at their defaults.
    const std::size_t taken = function_.parameters().size();
    for (std::size_t i = taken; i < bound_.values.size(); ++i) {
      if (!bound_.given[i] || is_empty_rest(i)) continue;
      reason = fmt::format("{} is given, but the port does not take it", spec_.parameters[i].name);
      return false;
    }
    UnsupportedArgument unsupported{};
    const std::span<const ValueView> arguments(bound_.values.data(),
                                               std::min(taken, bound_.values.size()));
    if (function_.call(arguments, arena, outcome, unsupported)) {
      if (outcome.after) outcome.after = as_called(call, outcome.after.args, arena);
      return true;
    }
    const std::size_t index = unsupported.parameter;
    reason = fmt::format(
        "argument {}{}: {}", index + 1,
        index < spec_.parameters.size() ? " (" + spec_.parameters[index].name + ")" : std::string(),
        unsupported.reason);
    return false;
  }

 private:
  bool is_empty_rest(std::size_t i) const {
    const Passing passing = spec_.parameters[i].passing;
    return (passing == Passing::var_positional || passing == Passing::var_keyword) &&
           bound_.values[i].size() == 0;
  }

  /// Puts states, one per parameter, into the places that the call gave its arguments in.
  After as_called(const Call& call, ValueView states, Arena& arena) const {
    std::vector<NodeId> args, kwargs;
    for (std::uint32_t i = 0; i < call.args.size(); ++i) {
      args.push_back(state_of_positional(call, i, states, arena));
    }
    for (std::uint32_t i = 0; i < call.kwargs.size(); i += 2) {
      kwargs.push_back(copy(call.kwargs[i], arena));
      const auto index = binder_.index_of(call.kwargs[i].text());
      kwargs.push_back(index && *index < states.size()
                           ? states[static_cast<std::uint32_t>(*index)].id()
                           : copy(call.kwargs[i + 1], arena));
    }
    const NodeId args_id = arena.container(Kind::tuple, args);
    const NodeId kwargs_id = arena.container(Kind::dict, kwargs);
    return {arena.view(args_id), arena.view(kwargs_id)};
  }

  NodeId state_of_positional(const Call& call, std::uint32_t i, ValueView states,
                             Arena& arena) const {
    std::uint32_t position = 0;
    for (std::uint32_t p = 0; p < spec_.parameters.size() && p < states.size(); ++p) {
      const Passing passing = spec_.parameters[p].passing;
      if (passing == Passing::var_positional) return states[p][i - position].id();
      if (passing != Passing::positional_only && passing != Passing::positional_or_keyword) break;
      if (position++ == i) return states[p].id();
    }
    return copy(call.args[i], arena);
  }

  const PortFunction& function_;
  const Spec& spec_;
  ArgumentBinder binder_;
  BoundArguments bound_;
};

class PythonPort : public PortRunner {
 public:
  explicit PythonPort(const OracleConfig& config) : oracle_(open(config)) {}

  bool run(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) override {
    arena.clear();
    enter(Phase::port);
    const Asked asked = oracle_->ask(call, arena, outcome, reason);
    enter(Phase::codec);
    return asked == Asked::answered;
  }

  bool in_this_process() const override { return oracle_->info().oracle == "embedded"; }

 private:
  static std::unique_ptr<Oracle> open(const OracleConfig& config) {
    constexpr std::string_view kOriginal = "the original ";
    try {
      return open_oracle(config);
    } catch (const OracleError& error) {
      const std::string text = error.what();
      if (!text.starts_with(kOriginal)) throw;
      throw OracleError("the port " + text.substr(kOriginal.size()));
    }
  }

  std::unique_ptr<Oracle> oracle_;
};

}  // namespace

std::unique_ptr<PortRunner> run_linked(const PortFunction& function, const Spec& spec) {
  freeze_clock(spec.freeze);
  return std::make_unique<LinkedPort>(function, spec);
}

std::unique_ptr<PortRunner> run_python(const std::string& port, OracleConfig config) {
  constexpr std::string_view kScheme = "python:";
  if (!port.starts_with(kScheme)) {
    throw UsageError(fmt::format("--port {}: write python:MODULE:NAME", port));
  }
  config.function = port.substr(kScheme.size());
  config.block.clear();
  config.effects.reset();
  return std::make_unique<PythonPort>(config);
}

}  // namespace portproof
