// Answers a Call with the port's Outcome, wherever the port lives.
#pragma once

#include <memory>
#include <string>

#include "oracle/oracle.h"
#include "replay/bind/port.h"
#include "specs/bind_arguments.h"
#include "specs/spec.h"

namespace portproof {

/// A port that is asked with Calls as they were recorded.
class PortRunner {
 public:
  virtual ~PortRunner() = default;
  /// Calls the port. The outcome's views point into `arena`. False: nothing was called, because an
  /// argument cannot be held; `reason` says which and why.
  virtual bool run(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) = 0;
  /// Else it has a process of its own, which this one must be able to end.
  virtual bool in_this_process() const { return true; }
};

/// A port linked into this executable. `function` and `spec` must outlive it.
std::unique_ptr<PortRunner> run_linked(const PortFunction& function, const Spec& spec);
/// An importable function, "python:MOD:NAME", in the embedded interpreter or, where that cannot be
/// had, in a process of its own.
std::unique_ptr<PortRunner> run_python(const std::string& port, OracleConfig config);

}  // namespace portproof
