// What a verdict is made of: which files, with which hashes, and whether they are still true.
#include "replay/inputs.h"

#include <filesystem>

#include "corpus/reader.h"
#include "replay/files.h"
#include "replay/port_executable.h"

namespace portproof {
namespace fs = std::filesystem;

namespace {

/// Of the original's file. Empty where it is absent.
std::string original_sha256(const std::string& file, const std::string& recording) {
  if (file.empty()) return {};
  if (fs::path(file).is_absolute()) return file_sha256(file);
  const std::string folder = original_folder(file, recording);
  return folder.empty() ? "" : file_sha256((fs::path(folder) / file).string());
}

/// The worst of all recordings: one that is stale makes all of them so.
std::string freshness(const std::vector<TraceHeader>& headers,
                      const std::vector<std::string>& files) {
  bool checked = true;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const std::string now = original_sha256(headers[i].module_file, files[i]);
    if (now.empty() || headers[i].file_sha256.empty()) {
      checked = false;
    } else if (now != headers[i].file_sha256) {
      return "stale";
    }
  }
  return checked ? "fresh" : "not checked";
}

}  // namespace

std::vector<std::string> all_files(const std::vector<std::string>& corpus) {
  std::vector<std::string> files;
  for (const std::string& path : corpus) {
    for (std::string& file : corpus_files(path)) files.push_back(std::move(file));
  }
  return files;
}

std::vector<TraceHeader> headers_of(const std::vector<std::string>& files, const Spec& spec) {
  std::vector<TraceHeader> headers;
  for (const std::string& file : files) {
    TraceReader reader(file);
    reader.require_function(spec.function);
    reader.require_freeze(spec.freeze, "the spec says", "mine again");
    headers.push_back(reader.header());
  }
  return headers;
}

std::string original_folder(const std::string& file, const std::string& recording) {
  if (file.empty() || fs::path(file).is_absolute()) return {};
  std::error_code unknown;
  if (fs::exists(file, unknown)) return fs::current_path().string();
  for (fs::path folder = fs::absolute(recording).parent_path(); folder != folder.parent_path();
       folder = folder.parent_path()) {
    if (fs::exists(folder / file, unknown)) return folder.string();
  }
  return {};
}

Inputs describe_inputs(const GateOptions& options, const std::vector<std::string>& files,
                       const std::vector<TraceHeader>& headers) {
  const TraceHeader& header = headers.front();
  Inputs inputs;
  inputs.original = header.module_file;
  inputs.original_sha256 = header.file_sha256;
  inputs.freshness = freshness(headers, files);
  inputs.spec = options.spec;
  for (const std::string& path : options.corpus) {
    inputs.corpus += (inputs.corpus.empty() ? "" : " ") + path;
  }
  inputs.gate = options.port.empty() ? port_executable().path : options.port;
  return inputs;
}

std::string gate_sha256(const GateOptions& options) {
  return options.port.empty() ? file_sha256(port_executable().path) : "";
}

}  // namespace portproof
