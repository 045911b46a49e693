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
#include <nlohmann/json.hpp>

#include "oracle/oracle.h"
#include "oracle/program.h"

namespace portproof {
namespace fs = std::filesystem;
namespace process = boost::process::v2;

namespace {

// The working folder is taken off the path first: a json.py in it is not ours.
constexpr const char* kQuestion = R"(
import sys
sys.path[:] = [folder for folder in sys.path if folder]
import json, os, platform, sysconfig
get = sysconfig.get_config_var
name = get("INSTSONAME") or ""
found = ""
if get("Py_ENABLE_SHARED") and ".so" in name:
    for folder in (get("LIBDIR"), os.path.join(get("LIBDIR") or "", get("MULTIARCH") or "")):
        if folder and os.path.exists(os.path.join(folder, name)):
            found = os.path.join(folder, name)
print(json.dumps({"executable": sys.executable, "version": platform.python_version(),
                  "libpython": found, "suffix": get("EXT_SUFFIX")}))
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
  try {
    const auto value = nlohmann::json::parse(text);
    return {value.at("executable"), value.at("version"), value.at("libpython"), value.at("suffix")};
  } catch (const nlohmann::json::exception&) {
    throw OracleError(fmt::format("{}: does not answer as a Python interpreter", path));
  }
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
