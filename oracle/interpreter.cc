// Finds a Python interpreter and asks it what it is.
#include "oracle/interpreter.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "oracle/oracle.h"
#include "oracle/program.h"

namespace portproof {
namespace fs = std::filesystem;
namespace process = boost::process::v2;

namespace {

// The working folder is taken off the path first: a sysconfig.py in it is not ours. Without json
// and platform, which take longer to load than all else.
constexpr const char* kQuestion = R"(
import sys
sys.path[:] = [folder for folder in sys.path if folder]
import os, sysconfig
from importlib.machinery import EXTENSION_SUFFIXES
get = sysconfig.get_config_var
name = get("INSTSONAME") or ""
found = ""
if get("Py_ENABLE_SHARED") and ".so" in name:
    for folder in (get("LIBDIR"), os.path.join(get("LIBDIR") or "", get("MULTIARCH") or "")):
        if folder and os.path.exists(os.path.join(folder, name)):
            found = os.path.join(folder, name)
for part in (sys.executable, sys.version.split()[0], found, [*EXTENSION_SUFFIXES, ""][0]):
    sys.stdout.buffer.write(os.fsencode(part) + b"\0")
)";

std::string output_of(const std::string& program, const std::vector<std::string>& arguments) {
  boost::asio::io_context context;
  boost::asio::readable_pipe output(context);
  std::string text;
  try {
    process::process child(context, program, arguments,
                           process::process_stdio{nullptr, output, nullptr});
    boost::system::error_code end;
    boost::asio::read(output, boost::asio::dynamic_buffer(text), end);
    boost::system::error_code waited;
    if (child.wait(waited) != 0) {
      throw OracleError(fmt::format("{}: is no working Python interpreter", program));
    }
  } catch (const boost::system::system_error& error) {
    throw OracleError(fmt::format("{}: {}", program, error.code().message()));
  }
  return text;
}

std::string executable_folder() {
  return fs::read_symlink("/proc/self/exe").parent_path().string();
}

}  // namespace

std::string find_interpreter(const std::string& python) {
  if (!python.empty()) {
    const std::string found = find_program(python);
    if (found.empty()) throw OracleError(fmt::format("--python {}: no such interpreter", python));
    return found;
  }
  if (const char* venv = std::getenv("VIRTUAL_ENV"); venv != nullptr && *venv != '\0') {
    const std::string found = find_program(std::string(venv) + "/bin/python");
    if (!found.empty()) return found;
  }
  for (const char* candidate : {"./.venv/bin/python", "python3"}) {
    const std::string found = find_program(candidate);
    if (!found.empty()) return found;
  }
  throw OracleError("no Python interpreter: install python3, or name one with --python PATH");
}

Interpreter describe_interpreter(const std::string& path) {
  const std::string text = output_of(path, {"-c", kQuestion});
  std::vector<std::string> parts;
  for (std::size_t begin = 0, end = 0; (end = text.find('\0', begin)) != std::string::npos;
       begin = end + 1) {
    parts.push_back(text.substr(begin, end - begin));
  }
  if (parts.size() != 4) {
    throw OracleError(fmt::format("{}: does not answer as a Python interpreter", path));
  }
  return {parts[0], parts[1], parts[2], parts[3]};
}

void require_interpreter(const std::string& python) {
  if (python.empty()) return;
  try {
    describe_interpreter(find_interpreter(python));
  } catch (const OracleError& error) {
    const std::string text = error.what();
    throw OracleError(text.starts_with("--python ") ? text : "--python " + text);
  }
}

std::string python_package_folder() {
  std::vector<std::string> folders;
  if (const char* named = std::getenv("PORTPROOF_PYTHON_DIR"); named != nullptr) {
    folders.emplace_back(named);
  }
  folders.push_back(executable_folder() + "/../" PORTPROOF_LIBDIR "/portproof/python");
  folders.emplace_back(PORTPROOF_PYTHON_BUILD_DIR);
  for (const std::string& folder : folders) {
    if (fs::exists(folder + "/portproof/__init__.py")) return fs::canonical(folder).string();
  }
  throw OracleError(
      "the Python part of Portproof is not beside this executable: install it, or "
      "name its folder in PORTPROOF_PYTHON_DIR");
}

}  // namespace portproof
