// Asks a port calls in sealed processes, which are started again where they end.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "replay/memory_fill.h"
#include "replay/sealed_process.h"
#include "replay/supervisor.h"
#include "specs/spec.h"

namespace portproof {

/// A line of a recording, and what is asked: the same call with no outcome.
struct Asking {
  SampledCall call;
  std::string line;
  std::string asked;
};

/// The text of `call` as a sealed process is asked it: with no outcome.
std::string asking_line(const Call& call);
/// Text that JsonReader can read in place.
std::string padded(std::string text);

/// What a sealed process said: "" where the port's types do not hold the arguments; nothing where
/// it has died on the call, and then how.
struct SealedAnswer {
  std::optional<std::string> text;
  Ending ending;
};

class SealedAsker {
 public:
  /// `config` must outlive it.
  SealedAsker(const SupervisorConfig& config, const Spec& spec, MemoryFill fill = MemoryFill::odd);

  /// Begins to start a process, where none is running.
  void launch();
  /// Waits until one is ready. False: the port does not come as far as its first call; `ending`
  /// says how.
  bool start(Ending& ending);
  /// The answers as far as they came: where one is missing the process has ended, and with it may
  /// be lost what it had not sent yet.
  std::vector<std::string> ask(std::span<const Asking> askings);
  /// Of a process that has been started, or of another one where somebody kills that.
  SealedAnswer ask_one(const std::string& asked);
  /// Whether somebody else has killed it, and not too often: what it was asked is asked again.
  bool is_pardoned(const SealedEnding& ending) {
    return ending.killed_by_another && ++killed_ <= kMostKilled;
  }
  SealedEnding end();
  bool confined() const { return confined_; }
  /// What the last one that was ready has said of its port: a LoadReport.
  const std::string& described() const { return described_; }
  /// The files that the port opens, and may not read, while it starts and answers `asking` (null:
  /// it does not come so far). Nothing where the kernel cannot tell.
  std::optional<std::vector<std::string>> kept_away(const Asking* asking);

 private:
  double limit() const;

  std::string setup_;
  int killed_ = 0;
  double timeout_;
  const std::vector<std::string>& reads_;
  std::string described_;
  std::unique_ptr<SealedProcess> process_;
  bool ready_ = false;
  bool confined_ = true;
};

}  // namespace portproof
