// Words the errors of reading a clause.
#pragma once

#include <string>
#include <string_view>

namespace portproof::detail {

/// Throws ClauseError: what is wrong with the clause `text`, and how it is written instead.
[[noreturn]] void fail_clause(std::string_view text, const std::string& what,
                              const std::string& form);

}  // namespace portproof::detail
