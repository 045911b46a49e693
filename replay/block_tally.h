// Gathers the verdicts of one block into its report: counts, classes, the smallest examples.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>

#include "replay/protocol.h"
#include "specs/bind_arguments.h"
#include "specs/shapes.h"
#include "specs/spec.h"
#include "specs/trace.h"

namespace portproof {

class BlockTally {
 public:
  /// Hashes of matching calls are kept until there are `min_matches` of them.
  BlockTally(const Spec& spec, std::uint64_t min_matches);

  void start(std::uint32_t file, std::uint64_t block);
  /// `line` is the trace's text, `expected` what the call was judged against, `note` is shown.
  void add(CallIndex index, const Trace& trace, std::string_view line, const Outcome& expected,
           const Outcome& observed, const Verdict& verdict, const std::string& note = "");
  /// A call that was not given to the port, because its types do not hold the arguments or because
  /// the original could not be asked; `stopped`: the original was stopped in it, nobody answered.
  void add_not_called(CallIndex index, const Trace& trace, std::string_view line,
                      const Outcome& expected, const Verdict& verdict, bool stopped = false);
  void drifted(const std::string& text);
  const BlockReport& report() const { return report_; }

 private:
  enum class Answered { both, original, nobody };
  void put(CallIndex index, const Trace& trace, std::string_view line, const Outcome& expected,
           const Outcome& observed, const Verdict& verdict, const std::string& note,
           Answered answered);
  void add_match(const Call& call, const Outcome& outcome);
  Example example(CallIndex index, const Trace& trace, std::string_view line,
                  const Outcome& expected, const Outcome& observed, const Verdict& verdict,
                  Answered answered) const;

  const Spec& spec_;
  ShapeTable shapes_;
  ArgumentBinder binder_;
  BoundArguments bound_;
  std::uint64_t all_shapes_;       // the mask of every shape
  std::uint64_t seen_shapes_ = 0;  // those that matched so far
  std::uint64_t min_matches_;
  BlockReport report_;
  std::unordered_set<std::uint64_t> matched_;
  std::map<std::string, std::pair<std::size_t, std::uint64_t>> best_;  // size, index of the example
  std::string scratch_;
};

}  // namespace portproof
