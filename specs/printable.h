// Says which characters a text for people may show as they are.
#pragma once

namespace portproof {

/// False for control, format (bidirectional marks among them), surrogate, private and unassigned
/// characters in the larger gaps, and for every separator but the space.
bool is_printable(char32_t character);

}  // namespace portproof
