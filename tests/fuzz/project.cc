// Fuzzes the reader of portproof.toml and pyproject.toml.
#include "replay/project.h"

#include <string>

#include "replay/files.h"
#include "tests/fuzz/promise.h"

using namespace portproof;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzzing::text_of(data, size));
  for (const char* file : {"portproof.toml", "pyproject.toml"}) {
    try {
      const Project project = parse_project(text, file);
      for (const ProjectFunction& function : project.functions) {
        fuzzing::promise(project.get(function.name).name == function.name,
                         "a name finds its function");
        fuzzing::promise(function.original.find(':') != std::string::npos,
                         "an original has a name");
        fuzzing::promise(function.gate.empty() || function.port.empty(), "a gate or a port");
      }
    } catch (const UsageError&) {
    }
  }
  return 0;
}
