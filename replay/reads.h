// Which files of the project a sealed port may read: those that its spec names.
#pragma once

#include <string>
#include <vector>

#include "specs/spec.h"

namespace portproof {

/// What holds answers, or judges them: no spec can let a port read it.
struct Secret {
  std::string what;  // "the corpus"
  std::string path;
};

/// Where the paths of `gate.reads` lead, without links and `..`. Relative ones begin at the folder
/// of `spec_file`. Throws UsageError where one is not there, is no file of a project, or holds or
/// lies inside something secret.
std::vector<std::string> readable_paths(const Spec& spec, const std::string& spec_file,
                                        std::vector<Secret> secrets);

/// What stands there: another text where something was written, made, linked or moved since. Costs
/// no reading.
std::string state_of(const std::vector<std::string>& paths);

/// What to say of a port that opened `path`, which it may not read.
std::string wanted_words(const std::string& path, const std::vector<Secret>& secrets);

}  // namespace portproof
