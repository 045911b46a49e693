// Knows the executable that holds a gate's port: no process that judges runs anything of it.
#include "replay/port_executable.h"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "replay/commands/common.h"
#include "replay/files.h"
#include "replay/gate_defaults.h"

namespace portproof {
namespace {

namespace process = boost::process::v2;

/// The dynamic loader of this process.
std::string loader() {
  std::string found;
  ::dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* into) {
        const std::string_view name = info->dlpi_name != nullptr ? info->dlpi_name : "";
        if (name.find("/ld-") == std::string_view::npos) return 0;
        *static_cast<std::string*>(into) = name;
        return 1;
      },
      &found);
  return found;
}

std::string output_of(const std::string& program, const std::vector<std::string>& arguments) {
  boost::asio::io_context context;
  boost::asio::readable_pipe output(context);
  process::process child(context, program, arguments,
                         process::process_stdio{nullptr, output, nullptr});
  std::string text;
  boost::system::error_code end;
  boost::asio::read(output, boost::asio::dynamic_buffer(text), end);
  child.wait(end);
  return text;
}

std::string find() {
  const std::string beside = port_of(executable_path());
  if (std::filesystem::exists(beside)) return beside;
  const std::string built = gate_defaults().port;
  if (!built.empty() && std::filesystem::exists(built)) return built;
  throw UsageError(fmt::format(
      "no port to ask: {} is not there. A gate's port stands beside the gate: build it again "
      "(portproof_add_gate, or `portproof build`), or copy both files; without a gate, name a port "
      "with --port python:MODULE:NAME",
      beside));
}

/// By names of the sanitizers' in the table of symbols. They are written backwards here, for this
/// file is linked into what it looks at.
bool is_instrumented(const std::string& program) {
  for (const std::string_view backwards :
       {"daol_troper_nasa__", "yrtne_cnuf_nast__", "niahc_nigiro_nasm__"}) {
    const std::string name(backwards.rbegin(), backwards.rend());
    if (program.find(name) != std::string::npos) return true;
  }
  return false;
}

/// Whether it names a library that the dynamic loader is to run (`--audit`).
bool is_audited(const std::string& program) {
  ElfW(Ehdr) head{};
  if (program.size() < sizeof head) return false;
  std::memcpy(&head, program.data(), sizeof head);
  const auto read = [&](auto& into, std::uint64_t at) {
    if (at > program.size() || program.size() - at < sizeof into) return false;
    std::memcpy(&into, program.data() + at, sizeof into);
    return true;
  };
  for (unsigned i = 0; i < head.e_phnum; ++i) {
    ElfW(Phdr) part{};
    if (!read(part, head.e_phoff + i * sizeof part) || part.p_type != PT_DYNAMIC) continue;
    ElfW(Dyn) entry{};
    for (std::uint64_t at = part.p_offset; at < part.p_offset + part.p_filesz; at += sizeof entry) {
      if (!read(entry, at)) break;
      if (entry.d_tag == DT_AUDIT || entry.d_tag == DT_DEPAUDIT) return true;
    }
  }
  return false;
}

PortExecutable describe(std::string path) {
  const std::string program = read_file(path);
  if (is_audited(program)) {
    throw UsageError(path +
                     " is linked with --audit: that library would run where the gate judges");
  }
  const bool sanitized = is_instrumented(program);
  auto libraries = std::async(std::launch::async, libraries_of, path).share();
  return {std::move(path), sanitized, std::move(libraries)};
}

}  // namespace

const PortExecutable& port_executable() {
  static const PortExecutable found = describe(find());
  return found;
}

std::vector<std::string> libraries_of(const std::string& program) {
  const std::string ld = loader();
  if (ld.empty()) return {};
  std::vector<std::string> libraries = {ld};
  std::istringstream lines(output_of(ld, {"--list", program}));
  // "	libfmt.so.9 => /lib/x86_64-linux-gnu/libfmt.so.9 (0x00007f…)"
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find('/'), end = line.rfind(" (0x");
    if (begin != std::string::npos && end != std::string::npos && begin < end) {
      libraries.push_back(line.substr(begin, end - begin));
    }
  }
  return libraries;
}

}  // namespace portproof
