// The worker process: asks the port with the calls of its blocks, and reports verdicts.
#pragma once

namespace portproof {

/// Runs a worker: its config comes on standard input, reports go to kReportFd. Does not return.
[[noreturn]] void worker_main();

}  // namespace portproof
