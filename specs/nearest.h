// Finds the known word that a mistyped one probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portproof {

/// The known word with the smallest edit distance, if at most a third of its length (at least 2)
/// must be changed; else an empty text. The first of several.
std::string nearest(std::string_view word, std::span<const std::string_view> known);
std::string nearest(std::string_view word, const std::vector<std::string>& known);
/// "; did you mean WORD?", or an empty text.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);
/// "a, b, c", or `nothing` where there are none.
std::string listed(const std::vector<std::string>& words, std::string_view nothing = "none");

}  // namespace portproof
