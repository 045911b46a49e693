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
  /// A call that the original was stopped in: nobody answered.
  void add_stopped(CallIndex index, const Trace& trace, std::string_view line,
                   const Verdict& verdict);
  void drifted(const std::string& text);
  const BlockReport& report() const { return report_; }

 private:
  void add_match(const Call& call, const Outcome& outcome);
  Example example(CallIndex index, const Trace& trace, std::string_view line,
                  const Outcome& expected, const Outcome& observed, const Verdict& verdict) const;

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
  bool stopped_ = false;  // the call that is being added
};

}  // namespace portproof
