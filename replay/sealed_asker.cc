// Asks a port calls in sealed processes, which are started again where they end.
#include "replay/sealed_asker.h"

#include <algorithm>

#include "specs/codec.h"
#include "specs/spec_json.h"

namespace portproof {
namespace {

/// What the process must know: what memory that it has not written holds, and how arguments are
/// bound. Comparing is done by who asks.
std::string told(Spec spec, MemoryFill fill) {
  spec.compare = {};
  std::string text = write_spec(spec);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return std::string(fill_name(fill)) + "\n" + text + "\n";
}

}  // namespace

std::string asking_line(const Call& call) {
  return content_line(call, Outcome{Returned{call.args}, {}});
}

std::string padded(std::string text) {
  text.reserve(text.size() + JsonReader::kPadding);
  return text;
}

SealedAsker::SealedAsker(const SupervisorConfig& config, const Spec& spec, MemoryFill fill)
    : setup_(told(spec, fill)), timeout_(config.timeout_seconds), reads_(config.reads) {}

void SealedAsker::launch() {
  if (process_) return;
  process_ = std::make_unique<SealedProcess>(reads_);
  confined_ = process_->confined();
  ready_ = false;
  process_->socket().write(setup_, limit());
}

bool SealedAsker::start(Ending& ending) {
  while (true) {
    launch();
    if (!ready_) ready_ = process_->socket().read_line(described_, start_limit(timeout_));
    if (ready_) return true;
    const SealedEnding ended = end();
    ending = ended.how;
    if (!is_pardoned(ended)) return false;
  }
}

std::vector<std::string> SealedAsker::ask(std::span<const Asking> askings) {
  std::string lines;
  for (const Asking& asking : askings) lines += asking.asked + "\n";
  std::vector<std::string> answers;
  process_->socket().write(lines, limit());
  std::string line;
  while (answers.size() < askings.size() && process_->socket().read_line(line, limit())) {
    answers.push_back(line);
  }
  return answers;
}

SealedAnswer SealedAsker::ask_one(const std::string& asked) {
  while (true) {
    Ending ending;
    if (!start(ending)) return {std::nullopt, ending};
    process_->socket().write(asked + "\n", limit());
    std::string line;
    if (process_->socket().read_line(line, limit())) return {std::move(line), {}};
    const SealedEnding ended = end();
    if (!is_pardoned(ended)) return {std::nullopt, ended.how};
  }
}

SealedEnding SealedAsker::end() {
  const SealedEnding ending = process_ ? process_->end() : SealedEnding{};
  process_.reset();
  return ending;
}

std::optional<std::vector<std::string>> SealedAsker::kept_away(const Asking* asking) {
  end();
  SealedProcess watched(reads_, Opens::watched);
  std::string line;
  LineSocket& socket = watched.socket();
  const bool ready = socket.write(setup_, limit()) && socket.read_line(line, limit());
  if (ready && asking != nullptr && socket.write(asking->asked + "\n", limit())) {
    socket.read_line(line, limit());
  }
  watched.end();
  if (!confined_ || !watched.is_watched()) return std::nullopt;
  return watched.kept_away();
}

/// For one answer; a process holds it back for some milliseconds.
double SealedAsker::limit() const { return std::max(1.0, kWallFactor * timeout_); }

}  // namespace portproof
