// Infers a Spec from traces, one after another.
#pragma once

#include <memory>

#include "specs/spec.h"
#include "specs/trace.h"

namespace portproof {

/// Pure and streaming: its memory does not grow with the number of traces, but for 16 bytes for
/// each of the first million calls (whether repeated ones agree). The same traces in the same order
/// give the same Spec. A call that the original refuses shows what not to pass: its arguments count
/// for no Domain, no bound and no relation, unless nothing else showed the parameter.
class Miner {
 public:
  /// The signature, its annotations and defaults come from the header. Without a signature the
  /// parameters are named arg0, arg1, … by position, and keyword arguments by their names.
  /// `known`: the spec so far, whose `raises` and `refuses` say which exceptions are answers.
  explicit Miner(const TraceHeader& header, const Spec* known = nullptr);
  ~Miner();
  Miner(Miner&&) noexcept;
  Miner& operator=(Miner&&) noexcept;

  void add(const Trace& trace);
  /// Adds the notes of a file that was read to its end: lines reached, calls seen again or not
  /// recorded.
  void finish_file(const TraceHeader& header);
  Spec finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
