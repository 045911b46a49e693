// Says what is wrong with the XML of a report, by the rules of XML 1.0 that a report can break.
#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "specs/utf8.h"

/// Empty where `xml` is well-formed: characters, references, tags and attributes.
inline std::string xml_error(std::string_view xml) {
  for (std::size_t i = 0; i < xml.size();) {
    const auto next = portproof::utf8_character(xml, i);
    const char32_t c = next.code;
    const bool allowed = c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xd800) ||
                         (c > 0xdfff && c < 0xfffe) || c > 0xffff;
    if (!next.valid || !allowed) return "a character that XML forbids";
    i += next.size;
  }
  const auto references = [](std::string_view text) {
    for (std::size_t at = 0; (at = text.find('&', at)) != std::string_view::npos; ++at) {
      const std::string_view name = text.substr(at + 1, text.find(';', at) - at - 1);
      if (name != "amp" && name != "lt" && name != "gt" && name != "quot" && name != "#10") {
        return false;
      }
    }
    return text.find('<') == std::string_view::npos && text.find("]]>") == std::string_view::npos;
  };
  std::vector<std::string> open;
  std::size_t at = xml.find("?>") + 2;
  while (at < xml.size()) {
    const std::size_t tag = std::min(xml.find('<', at), xml.size());
    if (!references(xml.substr(at, tag - at))) return "a text that is not escaped";
    if (tag == xml.size()) break;
    std::size_t end = tag + 1;
    const bool closes = xml[end] == '/';
    if (closes) ++end;
    const std::size_t name = end;
    while (end < xml.size() && std::isalpha(static_cast<unsigned char>(xml[end])) != 0) ++end;
    const std::string element(xml.substr(name, end - name));
    while (end < xml.size() && xml[end] == ' ') {
      const std::size_t value = xml.find("=\"", end) + 2;
      const std::size_t quote = xml.find('"', value);
      if (value < 2 || quote == std::string_view::npos) return "an attribute that does not end";
      if (!references(xml.substr(value, quote - value))) return "an attribute that is not escaped";
      end = quote + 1;
    }
    if (end >= xml.size() || xml[end] != '>') return "a tag that does not end: " + element;
    if (!closes) {
      open.push_back(element);
    } else if (open.empty() || open.back() != element) {
      return "a tag that closes another: " + element;
    } else {
      open.pop_back();
    }
    at = end + 1;
  }
  return open.empty() ? "" : "a tag that stays open: " + open.back();
}
