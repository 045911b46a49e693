// Escapes texts and names as Python writes them, and so that they cannot speak to a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace portproof::detail {

/// A name of a type, a member or a function: as it is, but for what may not be shown.
void append_name(std::string& out, std::string_view name);
/// `'it\'s'`, of WTF-8. Stops early where `out` is longer than `limit` already.
void append_str(std::string& out, std::string_view text, std::size_t limit);
/// `b'\x00'`. Stops early likewise.
void append_bytes(std::string& out, std::string_view bytes, std::size_t limit);
/// Whether it may stand before a `=`; characters that may not be shown are none of a name.
bool is_identifier(std::string_view name);

}  // namespace portproof::detail
