// Tells UTF-8 proper from bytes and from text with lone surrogates.
#include "specs/utf8.h"

#include <simdjson.h>

namespace portproof {

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text); }

}  // namespace portproof
