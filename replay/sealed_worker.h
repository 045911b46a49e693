// A sealed worker: answers calls of the port, and knows neither outcomes nor files.
#pragma once

namespace portproof {

/// Calls come as lines on the socket that is its standard input, answers go there too. Does not
/// return.
[[noreturn]] void sealed_worker_main();

}  // namespace portproof
