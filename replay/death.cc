// How a worker ended, and what is said of that.
#include "replay/death.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "specs/signals.h"

namespace portproof {
namespace {

constexpr std::size_t kShownReport = 300;

std::string report_of(const Death& death) {
  return death.report.empty() ? "" : ":\n" + death.report;
}

}  // namespace

std::string how_it_ended(const Death& death) {
  return death.signal != 0 ? signal_name(death.signal)
                           : fmt::format("exit code {}", death.exit_code);
}

bool may_be_sent(const Death& death) {
  return death.killed_by_another || death.signal == SIGTERM || death.signal == SIGHUP ||
         death.signal == SIGINT || death.signal == SIGQUIT;
}

std::string printed(const Death& death) {
  std::string text =
      death.report.substr(death.report.size() - std::min(death.report.size(), kShownReport));
  while (text.ends_with('\n')) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.empty() ? "" : "it printed: " + text;
}

WorkerError died_at_start(const WorkerConfig& config, const Death& death) {
  const std::string how = how_it_ended(death), report = report_of(death);
  if (death.exit_code == kNoProgram) {
    return {2, fmt::format("the executable that holds the port does not start{}", report)};
  }
  const std::string imported = config.port.empty() ? "the original " + config.function
                               : config.live       ? config.port + " or the original"
                                                   : config.port;
  return {2, fmt::format("importing {} ends the process ({}): import it in python3 to see why{}",
                         imported, how, report)};
}

}  // namespace portproof
