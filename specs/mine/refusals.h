// Finds the precondition that explains why an original refuses calls.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "specs/spec.h"

namespace portproof {

/// A clause that no accepted call leaves, and that every call leaves which was refused with
/// `exception`.
struct ProposedClause {
  std::string clause;
  std::string exception;
  std::uint64_t refused = 0, accepted = 0;
};

/// Streaming. What it proposes is a person's to confirm: it follows from the calls that were made,
/// and narrows nothing by itself.
class RefusalMiner {
 public:
  /// Fewer calls than that show nothing.
  static constexpr std::uint64_t kLeastRefused = 5, kLeastAccepted = 20;
  static constexpr std::size_t kMostParameters = 12, kMostExceptions = 8;

  /// Clauses that the spec has already are not proposed.
  explicit RefusalMiner(const Spec& spec);
  ~RefusalMiner();
  RefusalMiner(const RefusalMiner&) = delete;
  RefusalMiner& operator=(const RefusalMiner&) = delete;

  /// The arguments of one call in the order of the spec's parameters; a view is empty where there
  /// is none.
  void accepted(std::span<const ValueView> arguments);
  void refused(std::string_view exception, std::span<const ValueView> arguments);
  /// At most one clause for each exception, in the order of their names.
  std::vector<ProposedClause> finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portproof
