// Makes texts: of the alphabet that was seen, of characters that ports get wrong, of fragments.
#include <algorithm>
#include <array>

#include "specs/domain/interesting.h"
#include "specs/domain/make_value.h"
#include "specs/utf8.h"

namespace portproof {
namespace {

constexpr int kCharacterTries = 4;
constexpr char32_t kLastCharacter = 0x10ffff;

/// What a text is made of. In percent, up to and with this one.
enum Style : unsigned { seen = 26, seen_and_odd = 44, ascii = 58, odd = 68, any = 72 };
constexpr unsigned kFragments = 84, kRepeats = 94;

char32_t odd_character(Draws& draws) {
  // Lone surrogates are the rarest: few ports can hold them.
  const std::uint64_t trouble = draws.below(kTroubles * 4);
  return draws.pick(troubling_characters(
      static_cast<Trouble>(trouble == 0 ? kTroubles - 1 : trouble % (kTroubles - 1))));
}

void append_wtf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xe0 | c >> 12);
    } else {
      put(0xf0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3f));
    }
    put(0x80 | (c >> 6 & 0x3f));
  }
  put(0x80 | (c & 0x3f));
}

char32_t other_case(char32_t c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter ? c ^ 0x20U : c;
}

}  // namespace

std::u32string code_points_of(std::string_view wtf8) {
  std::u32string text;
  for (std::size_t i = 0; i < wtf8.size();) {
    const Utf8Character character = utf8_character(wtf8, i);
    text.push_back(character.code);
    i += character.size;
  }
  return text;
}

std::string wtf8_of(std::u32string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // A high and a low surrogate side by side would be one character in UTF-16, and are two in
    // Python: the wire form has no way to tell them apart.
    const bool high = text[i] >= 0xd800 && text[i] < 0xdc00;
    const bool paired =
        high && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000;
    append_wtf8(out, paired ? U'?' : text[i]);
  }
  return out;
}

std::uint32_t ValueMaker::length(const ValuePlan& plan, const Limits& limits) {
  const std::uint64_t way = draws_.below(1000);
  std::uint64_t length = 0;
  if (way < 90) {
    length = 0;
  } else if (way < 190) {
    length = 1;
  } else if (way < 330) {
    length = 2 + draws_.below(2);
  } else if (way < 550 && plan.length) {
    const std::uint64_t width = plan.length->second - plan.length->first;
    length = plan.length->first + draws_.below(std::min<std::uint64_t>(width, 400) + 1);
  } else if (way < 930) {
    length = draws_.below(effort_.size + 1);
  } else if (way < 985) {
    length = length_ladder()[draws_.below(19)];
  } else if (way < 997) {
    length = length_ladder()[draws_.below(28)];
  } else {
    length = draws_.pick(length_ladder());
    budget_ += static_cast<std::int64_t>(length);  // now and then one that is really long
  }
  length = std::min<std::uint64_t>(length, effort_.longest);
  if (static_cast<std::int64_t>(length) > budget_) {
    length = static_cast<std::uint64_t>(std::max<std::int64_t>(budget_, 0));
  }
  length = std::clamp(length, limits.shortest, std::max(limits.shortest, limits.longest));
  budget_ -= static_cast<std::int64_t>(length);
  return static_cast<std::uint32_t>(length);
}

char32_t ValueMaker::character(const ValuePlan& plan, const Limits& limits, unsigned style) {
  const auto once = [&]() -> char32_t {
    if (!constants_.characters.empty() && draws_.chance(15)) {
      return draws_.pick(constants_.characters);
    }
    if (style == Style::seen_and_odd) style = draws_.chance(75) ? Style::seen : Style::odd;
    if (style == Style::seen && !plan.alphabet.empty()) return draws_.pick(plan.alphabet);
    if (style == Style::odd) return odd_character(draws_);
    if (style == Style::any) return static_cast<char32_t>(draws_.below(kLastCharacter + 1));
    return static_cast<char32_t>(' ' + draws_.below(0x7f - ' '));
  };
  for (int i = 0; i < kCharacterTries; ++i) {
    const char32_t found = once();
    if (limits.allows(found)) return found;
  }
  return static_cast<char32_t>('a' + draws_.below(26));
}

/// Words of the original, of the table and of the recording, side by side.
std::u32string ValueMaker::fragments(const ValuePlan& plan, std::uint32_t length) {
  std::u32string text;
  for (int i = 0; text.size() < length && i < 64; ++i) {
    const std::uint64_t from = draws_.below(3);
    if (from == 0 && !constants_.texts.empty()) {
      text += code_points_of(draws_.pick(constants_.texts));
    } else if (from == 1 && !plan.recorded.empty()) {
      const ValueView value = draws_.pick(plan.recorded);
      if (!value.is(Kind::str)) continue;
      const std::u32string whole = code_points_of(value.text());
      const std::size_t begin = draws_.below(whole.size() + 1);
      text += whole.substr(begin, 1 + draws_.below(8));
    } else {
      text += code_points_of(draws_.pick(interesting_texts()));
    }
  }
  return text;
}

std::u32string ValueMaker::text_of_style(const ValuePlan& plan, const Limits& limits,
                                         std::uint32_t length) {
  const auto way = static_cast<unsigned>(draws_.below(100));
  std::u32string text;
  if (way >= kFragments && way < kRepeats) {
    // Few characters: repetitions, palindromes, runs.
    std::u32string few;
    for (std::uint64_t i = 1 + draws_.below(3); i > 0; --i) {
      few.push_back(character(plan, limits, draws_.chance(70) ? Style::seen : Style::odd));
    }
    while (text.size() < length) text.push_back(draws_.pick(few));
    return text;
  }
  if (way >= Style::any && way < kFragments) text = fragments(plan, length);
  unsigned style = Style::seen_and_odd;
  for (const unsigned each :
       {Style::any, Style::odd, Style::ascii, Style::seen_and_odd, Style::seen}) {
    if (way < each) style = each;
  }
  while (text.size() < length) text.push_back(character(plan, limits, style));
  return text;
}

std::u32string ValueMaker::text(const ValuePlan& plan, const Limits& limits) {
  if (!limits.choices.empty()) return code_points_of(draws_.pick(limits.choices));
  std::u32string text;
  const ValueView recorded =
      !plan.recorded.empty() && draws_.chance(14) ? draws_.pick(plan.recorded).view() : ValueView();
  if (recorded && recorded.is(Kind::str)) {
    text = mutated(plan, limits, code_points_of(recorded.text()));
  } else {
    text = text_of_style(plan, limits, length(plan, limits));
  }
  for (char32_t& c : text) {
    if (!limits.allows(c)) c = character(plan, limits, Style::seen);
  }
  const std::uint64_t longest = std::min<std::uint64_t>(limits.longest, effort_.longest);
  if (text.size() > longest) text.resize(longest);
  while (text.size() < limits.shortest) text.push_back(character(plan, limits, Style::seen));
  return text;
}

std::u32string ValueMaker::mutated(const ValuePlan& plan, const Limits& limits,
                                   std::u32string text) {
  for (std::uint64_t changes = 1 + draws_.below(3); changes > 0; --changes) {
    const std::size_t at = draws_.below(text.size() + 1);
    const char32_t c = character(plan, limits, draws_.chance(60) ? Style::seen : Style::odd);
    const bool inside = at < text.size();
    switch (draws_.below(7)) {
      case 0:
        text.insert(at, 1, c);
        break;
      case 1:
        if (inside) text.erase(at, 1 + draws_.below(3));
        break;
      case 2:
        if (inside) text[at] = c;
        break;
      case 3:
        if (inside) text[at] = other_case(text[at]);
        break;
      case 4:
        text.insert(at, text.substr(at, 1 + draws_.below(4)));
        break;
      case 5:
        if (inside) std::swap(text[at], text[draws_.below(text.size())]);
        break;
      default:
        text.insert(at, code_points_of(constants_.texts.empty() || draws_.chance(40)
                                           ? draws_.pick(interesting_texts())
                                           : std::string_view(draws_.pick(constants_.texts))));
    }
  }
  return text;
}

std::string ValueMaker::mutated_bytes(std::string bytes) {
  const std::size_t at = draws_.below(bytes.size() + 1);
  const auto byte = static_cast<char>(draws_.below(256));
  if (at == bytes.size() || draws_.chance(40)) {
    bytes.insert(at, 1, byte);
  } else if (draws_.chance(50)) {
    bytes[at] = byte;
  } else {
    bytes.erase(at, 1);
  }
  return bytes;
}

NodeId ValueMaker::bytes(const ValuePlan& plan, const Limits& limits, Kind kind) {
  std::string out;
  const ValueView recorded =
      !plan.recorded.empty() && draws_.chance(25) ? draws_.pick(plan.recorded).view() : ValueView();
  if (recorded && recorded.is(kind)) {
    out = mutated_bytes(std::string(recorded.text()));
  } else if (draws_.chance(55)) {
    // The bytes of a text: what was seen of ASCII, and encoded characters.
    out = wtf8_of(text_of_style(plan, limits, length(plan, limits)));
  } else {
    for (std::uint32_t i = length(plan, limits); i > 0; --i) {
      out.push_back(static_cast<char>(draws_.below(256)));
    }
  }
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if ((limits.ascii && byte >= 0x80) || (limits.no_nul && byte == 0)) c = 'a';
  }
  const std::uint64_t longest = std::min<std::uint64_t>(limits.longest, effort_.longest);
  if (out.size() > longest) out.resize(longest);
  while (out.size() < limits.shortest) out.push_back('a');
  return arena_.text(kind, out);
}

}  // namespace portproof
