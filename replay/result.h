// The result of a gate's run: what the reports print and `--json` carries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "specs/gate.h"
#include "specs/verdict.h"

namespace portproof {

/// One class of divergences, with its smallest example.
struct Finding {
  std::string id;     // 12 hexadecimal digits, of class and example
  std::string title;  // one line, in words
  VerdictKind verdict = VerdictKind::diverged;
  Divergence divergence;
  Where where = Where::inside;
  std::string clause, reason;
  std::uint64_t count = 0;
  std::string stage;
  std::string call, expected, observed;  // Python texts
  std::string trace;                     // the line of the recording
  std::string source;                    // "recorded.jsonl:17"
  std::string reproduce;
};

/// A question that a person must answer.
struct Question {
  std::string clause;
  std::string question;
  std::vector<std::string> answers;  // command lines
  Finding example;
};

/// What the verdict was made of.
struct Inputs {
  std::string original, original_sha256;  // file
  std::string freshness;                  // "fresh", "stale", "not checked"
  std::string spec, spec_sha256;
  std::string corpus, corpus_sha256;
  std::string gate, gate_sha256;
  std::string python;  // the interpreter, where one was loaded
  std::string port_file;
  int port_line = 0;
};

/// What mutants of the original, put in the port's place, came to on the same inputs.
struct Audit {
  struct Survivor {
    std::string place;  // "shlex.py:312"
    std::string before, after;
  };
  std::uint64_t mutants = 0, killed = 0;
  std::uint64_t there_are = 0;  // of which `mutants` were tried
  std::uint64_t unreached = 0;  // of these, on lines that no input comes to: not tried
  std::uint64_t calls = 0;      // inputs that each of them could be killed by
  std::uint64_t noisy = 0;      // inputs on which the original disagrees with itself: left out
  std::vector<Survivor> survivors;
  std::string missing;  // why there are none; empty: there are
};

struct Result {
  std::string function;
  std::string name;  // as in portproof.toml, or the last part of the function
  GateVerdict verdict = GateVerdict::inconclusive;
  int exit_code = 3;
  std::vector<std::string> stages;          // that have run
  std::vector<std::string> stages_missing;  // of the policy, that have not
  std::uint64_t seed = 0;
  Counts counts{};
  std::vector<Finding> findings;  // Diverged, Unsupported that blocks
  std::vector<Finding> reported;  // Beyond, Waived, Rejected, Inconclusive: shown, not blocking
  std::vector<Question> undecided;
  std::vector<std::string> reasons;  // why the verdict is not "passed", besides findings
  std::vector<std::string> assumptions;
  std::vector<std::string> comparison;  // how outcomes are compared, where not exactly
  std::vector<std::string> exception_mappings;
  std::vector<std::string> expired_waivers;  // of the spec: they cover nothing any more
  std::vector<std::string> explored;         // which calls were generated, in words
  std::uint64_t sealed_calls = 0;            // asked again in processes that know nothing
  std::string not_sealed;                    // why not, or not wholly; empty: sealed
  std::vector<std::string> reads;            // what the port could read there: real paths
  std::uint64_t sanitized_calls = 0;         // run by the gate with sanitizers too; not in `counts`
  std::string not_sanitized;   // why not; empty: they were, or there is no code to sanitize
  std::optional<Audit> audit;  // where that stage has run
  bool nothing_ran = false;    // the port's types do not hold what was recorded
  Damages damages;             // lines of the corpus that were passed over
  Inputs inputs;
  double seconds = 0;
  double sealed_seconds = 0;  // of these, for the calls that were asked again
};

}  // namespace portproof
