// Writes a run directory: the result, and each finding with its trace.
#include "replay/run_directory.h"

#include <fmt/format.h>

#include "replay/files.h"
#include "replay/report/report.h"

namespace portproof {

void write_run_directory(const std::string& folder, const std::vector<Result>& results) {
  for (const Result& result : results) {
    for (const Finding& finding : result.findings) {
      if (finding.trace.empty()) continue;
      const std::string beside = fmt::format("{}/findings/{}/", folder, finding.id);
      write_file(beside + "trace.jsonl", finding.trace + "\n");
      write_file(beside + "reproduce.sh", "#!/bin/sh\n" + finding.reproduce + "\n");
    }
  }
  // Last: what it names is there, also where the run was killed or the disk is full.
  write_file(folder + "/run.json", json_report(results));
}

}  // namespace portproof
