// Reads and extends the project file: portproof.toml, or [tool.portproof] in pyproject.toml.
#include "replay/project.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <filesystem>
#include <map>

#include "replay/files.h"
#include "specs/nearest.h"
#include "specs/qualified_name.h"

namespace portproof {
namespace fs = std::filesystem;

namespace {

constexpr const char* kFile = "portproof.toml";
constexpr const char* kFields[] = {"original", "gate", "port", "spec", "corpus", "block"};

std::string at(const std::string& file, const toml::node& node) {
  return fmt::format("{}:{}", file, node.source().begin.line);
}

std::string text_of(const toml::table& table, const char* key, const std::string& file) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  if (const auto text = node->value<std::string>(); text && node->is_string()) return *text;
  throw UsageError(fmt::format("{}: {} must be a string", at(file, *node), key));
}

std::vector<std::string> texts_of(const toml::table& table, const char* key,
                                  const std::string& file) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto fail = [&] {
    throw UsageError(
        fmt::format("{}: {} must be a list of strings, as in [\"_json\"]", at(file, *node), key));
  };
  if (!node->is_array()) fail();
  std::vector<std::string> texts;
  for (const toml::node& entry : *node->as_array()) {
    if (!entry.is_string()) fail();
    texts.push_back(entry.value_or<std::string>(""));
  }
  return texts;
}

void check_fields(const toml::table& table, const std::string& file) {
  const std::vector<std::string> known(std::begin(kFields), std::end(kFields));
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest(name, known);
    throw UsageError(fmt::format("{}: unknown field {}{}", at(file, node), name,
                                 near.empty() ? "" : "; did you mean " + near + "?"));
  }
}

ProjectFunction function_of(const std::string& name, const toml::table& table,
                            const std::string& file) {
  check_fields(table, file);
  ProjectFunction function;
  function.name = name;
  function.original = text_of(table, "original", file);
  function.gate = text_of(table, "gate", file);
  function.port = text_of(table, "port", file);
  function.spec = text_of(table, "spec", file);
  function.corpus = text_of(table, "corpus", file);
  if (function.original.find(':') == std::string::npos) {
    throw UsageError(
        fmt::format("{}: [function.{}] needs original = \"module:name\"", at(file, table), name));
  }
  if (!function.gate.empty() && !function.port.empty()) {
    throw UsageError(
        fmt::format("{}: [function.{}] has a gate and a port; keep one", at(file, table), name));
  }
  if (function.spec.empty()) function.spec = "specs/" + name + ".json";
  if (function.corpus.empty()) function.corpus = "corpus/" + name;
  function.block = texts_of(table, "block", file);
  return function;
}

}  // namespace

const ProjectFunction* Project::find(const std::string& name) const {
  const auto it = std::find_if(functions.begin(), functions.end(),
                               [&](const ProjectFunction& f) { return f.name == name; });
  return it == functions.end() ? nullptr : &*it;
}

const ProjectFunction& Project::get(const std::string& name) const {
  if (const ProjectFunction* function = find(name)) return *function;
  if (file.empty()) {
    throw UsageError(
        fmt::format("no {} here or above, so {} names nothing: `portproof init "
                    "module:function` starts one",
                    kFile, name));
  }
  std::vector<std::string> names;
  for (const ProjectFunction& function : functions) names.push_back(function.name);
  const std::string near = nearest(name, names);
  throw UsageError(fmt::format("{}: no [function.{}]{}", file, name,
                               near.empty() ? fmt::format("; it has {}", fmt::join(names, ", "))
                                            : "; did you mean " + near + "?"));
}

std::string Project::path(const std::string& relative) const {
  if (fs::path(relative).is_absolute() || folder.empty()) return relative;
  return (fs::path(folder) / relative).lexically_normal().string();
}

Project parse_project(const std::string& text, const std::string& file) {
  Project project;
  project.file = file;
  toml::table root;
  try {
    root = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw UsageError(
        fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
  const toml::table* top = &root;
  if (fs::path(file).filename() == "pyproject.toml") {
    top = root["tool"]["portproof"].as_table();
    if (top == nullptr) return {};
  }
  std::map<std::string, toml::source_index> lines;
  for (const auto& [key, node] : *top) {
    if (key.str() != "function" || !node.is_table()) {
      throw UsageError(fmt::format("{}: unknown {}; functions are [function.NAME] tables",
                                   at(file, node), std::string(key.str())));
    }
    for (const auto& [name, entry] : *node.as_table()) {
      if (!entry.is_table()) {
        throw UsageError(
            fmt::format("{}: write [function.{}]", at(file, entry), std::string(name.str())));
      }
      project.functions.push_back(function_of(std::string(name.str()), *entry.as_table(), file));
      lines[project.functions.back().name] = entry.source().begin.line;
    }
  }
  // toml++ sorts by name; people expect the order of the file.
  std::sort(project.functions.begin(), project.functions.end(),
            [&](const auto& a, const auto& b) { return lines[a.name] < lines[b.name]; });
  return project;
}

Project find_project() {
  const fs::path here = fs::current_path();
  for (fs::path folder = here;; folder = folder.parent_path()) {
    for (const char* name : {kFile, "pyproject.toml"}) {
      const fs::path file = folder / name;
      if (!fs::is_regular_file(file)) continue;
      const std::string shown = file.lexically_relative(here).string();
      Project project = parse_project(read_file(file.string()), shown);
      if (project.file.empty()) continue;
      project.folder = folder == here ? "" : folder.lexically_relative(here).string();
      return project;
    }
    if (folder == folder.parent_path()) return {};
  }
}

void add_functions(const std::vector<std::string>& originals) {
  std::string text;
  if (fs::exists(kFile)) text = read_file(kFile);
  for (const std::string& original : originals) {
    if (original.find(':') == std::string::npos) {
      throw UsageError(
          fmt::format("{}: write module:function, as in posixpath:normpath", original));
    }
    const std::string name(last_name(original));
    const Project project = parse_project(text, kFile);
    if (const ProjectFunction* taken = project.find(name)) {
      if (taken->original == original) continue;
      throw UsageError(
          fmt::format("{}: [function.{}] is {} already; add a table with another "
                      "name by hand",
                      kFile, name, taken->original));
    }
    if (!text.empty()) text += '\n';
    text += fmt::format("[function.{}]\noriginal = \"{}\"\nport     = \"{}_port.cc\"\n", name,
                        original, name);
  }
  write_file(kFile, text);
}

}  // namespace portproof
