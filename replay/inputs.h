// What a verdict is made of: which files, with which hashes, and whether they are still true.
#pragma once

#include <string>
#include <vector>

#include "replay/gate_run.h"
#include "replay/result.h"
#include "specs/spec.h"
#include "specs/trace.h"

namespace portproof {

/// The recordings that the paths of a corpus name. Throws CorpusError.
std::vector<std::string> all_files(const std::vector<std::string>& corpus);

/// Of recordings that a spec can be held against. Throws CorpusError where one is of another
/// function, or was recorded with another freeze.
std::vector<TraceHeader> headers_of(const std::vector<std::string>& files, const Spec& spec);

/// Where the file of an original that was recorded by a path relative to its project lies: here,
/// else in a folder above the recording. Empty: it is absolute, or nowhere.
std::string original_folder(const std::string& file, const std::string& recording);

/// Without hashes of spec, corpus and gate, which take a while. `headers`: of `files`, the same
/// number.
Inputs describe_inputs(const GateOptions& options, const std::vector<std::string>& files,
                       const std::vector<TraceHeader>& headers);

/// Of the executable that holds the port; empty for one in Python.
std::string gate_sha256(const GateOptions& options);

}  // namespace portproof
