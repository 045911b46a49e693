// Reads and extends the project file: portproof.toml, or [tool.portproof] in pyproject.toml.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace portproof {

/// One function of the project. Paths are relative to the project's folder, as written.
struct ProjectFunction {
  std::string name;
  std::string original;            // "module:QualName"
  std::string gate;                // executable, empty where `port` is given
  std::string port;                // "file.cc", "python:MOD:NAME"
  std::string spec;                // default specs/NAME.json
  std::string corpus;              // default corpus/NAME
  std::vector<std::string> block;  // modules kept from the original
};

struct Project {
  std::string file;    // as found, empty: none
  std::string folder;  // where its paths begin
  std::vector<ProjectFunction> functions;

  const ProjectFunction* find(const std::string& name) const;
  /// Throws UsageError, which lists the nearest names.
  const ProjectFunction& get(const std::string& name) const;
  /// A path of the project, as seen from the working folder.
  std::string path(const std::string& relative) const;
};

/// Looks in the working folder and its parents. An empty project where there is none. Throws
/// UsageError on a file that is not understood.
Project find_project();
Project parse_project(const std::string& text, const std::string& file);

/// Appends tables for functions to portproof.toml in the working folder (made where it is absent).
/// Throws UsageError where a name is taken by another function.
void add_functions(const std::vector<std::string>& originals);

}  // namespace portproof
