// Names signals, without asking the system.
#pragma once

#include <string>

namespace portproof {

/// "SIGSEGV"; "signal 42" for one without a name here. Numbers are Linux's.
std::string signal_name(int signal);

}  // namespace portproof
