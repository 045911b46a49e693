// Turns texts, numbers and bytes into the lexical forms of the wire format and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portproof::wire {

/// A JSON string with its quotes. `text` is valid UTF-8.
void append_string(std::string& out, std::string_view text);
/// As Python's repr: the shortest text that reads back, always with `.` or an exponent. Finite.
void append_float(std::string& out, double value);
/// "nan", "inf", "-inf" or "nan:<16 hexadecimal digits>".
std::string special_float(double value);
/// The reverse of special_float; false where it is none.
bool parse_special_float(std::string_view text, double& value);
/// Whether WTF-8 text holds a lone surrogate, so that it is not UTF-8.
bool has_surrogate(std::string_view wtf8);
/// Doubles backslashes and writes lone surrogates as \udxxx.
std::string escape_surrogates(std::string_view wtf8);
/// The reverse; false where an escape is malformed.
bool unescape_surrogates(std::string_view escaped, std::string& wtf8);
std::string to_base64(std::string_view bytes);
/// Strict: padded, standard alphabet, no stray bits. False where it is not.
bool from_base64(std::string_view text, std::string& bytes);
/// Whether the text is "-0x…" or "0x…" in lower case without leading zeros.
bool is_hex_integer(std::string_view text);

}  // namespace portproof::wire
