// Knows the executable that holds a gate's port: no process that judges runs anything of it.
#include "replay/port_executable.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string_view>

#include "oracle/fd.h"
#include "replay/commands/common.h"
#include "replay/files.h"
#include "replay/gate_defaults.h"
#include "replay/supervisor.h"

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

/// What it prints, and whether it came to its end. (Not by a pipe of Boost.Process 1.81, whose
/// copies close a descriptor twice: by then it may be another thread's.)
std::optional<std::string> output_of(const std::string& program,
                                     const std::vector<std::string>& arguments) {
  const Fd output(::memfd_create("portproof", MFD_CLOEXEC));
  const Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  boost::asio::io_context context;
  process::process child(context, program, arguments,
                         process::process_stdio{nothing.get(), output.get(), nothing.get()});
  int status = 0;
  while (::waitpid(child.id(), &status, 0) < 0 && errno == EINTR) {
  }
  child.detach();
  if (!WIFEXITED(status)) return std::nullopt;
  const off_t size = ::lseek(output.get(), 0, SEEK_END);
  std::string text(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
  const ssize_t count = ::pread(output.get(), text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
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
    if (::memmem(program.data(), program.size(), name.data(), name.size()) != nullptr) return true;
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
  return {std::move(path), sanitized};
}

}  // namespace

const PortExecutable& port_executable() {
  static const PortExecutable found = describe(find());
  return found;
}

const std::vector<std::string>& port_libraries() {
  static const std::vector<std::string> found = libraries_of(port_executable().path);
  return found;
}

std::vector<std::string> libraries_of(const std::string& program) {
  const std::string ld = loader();
  if (ld.empty()) return {};
  std::vector<std::string> libraries = {ld};
  std::optional<std::string> listed;
  // Somebody may kill it.
  for (int i = 0; !listed && i < kMostKilled; ++i) listed = output_of(ld, {"--list", program});
  std::istringstream lines(listed.value_or(""));
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
