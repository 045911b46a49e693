// Says how a port file is compiled and linked with this Portproof, installed or in its build tree.
#pragma once

#include <string>
#include <vector>

namespace portproof {

struct Toolchain {
  std::string compiler;  // $CXX, else the one that Portproof was built with, else c++
  std::vector<std::string> compile_flags;
  std::vector<std::string> link_flags;
  std::string gate_entry, port_entry;  // archives with the `main` of either executable
};

/// Throws UsageError where headers or libraries of Portproof are not beside this executable.
Toolchain find_toolchain();

/// The folder for find_package, printed by --cmakedir; empty in a build tree.
std::string cmake_folder();

}  // namespace portproof
