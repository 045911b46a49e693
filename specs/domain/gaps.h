// What the types of a port cannot hold of a Domain, told so that nothing of it is generated.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace portproof {

/// Assumptions, for machines. Subjects are written as in clauses ("n", "xs[*]").
struct Gaps {
  std::vector<std::string> clauses;                        // "n <= 2147483647"
  std::vector<std::pair<std::string, std::string>> kinds;  // subject and kind_name
  std::vector<std::string> texts;                          // subjects that hold no lone surrogates
  std::vector<std::string> untaken;                        // parameters that the port does not take
  bool operator==(const Gaps&) const = default;
};

}  // namespace portproof
