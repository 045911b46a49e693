// Writes the header line of a recording.
#include <string>

#include "specs/codec.h"
#include "specs/codec_text.h"

namespace portproof {
namespace {

void append_field(std::string& out, const char* key, const std::string& text) {
  if (text.empty()) return;
  out += std::string(",\"") + key + "\":" + to_json(Value([&] {
           auto arena = std::make_shared<Arena>();
           const NodeId id = arena->str(text);
           return Value(std::move(arena), id);
         }()));
}

void append_freeze(std::string& out, const Freeze& freeze) {
  if (freeze == Freeze()) return;
  std::string fields;
  append_field(fields, "time", freeze.time);
  if (freeze.random) fields += ",\"random\":" + std::to_string(*freeze.random);
  out += ",\"freeze\":{" + fields.substr(1) + "}";
}

const char* passing_name(Passing passing) {
  switch (passing) {
    case Passing::positional_only:
      return "POSITIONAL_ONLY";
    case Passing::positional_or_keyword:
      return "POSITIONAL_OR_KEYWORD";
    case Passing::var_positional:
      return "VAR_POSITIONAL";
    case Passing::keyword_only:
      return "KEYWORD_ONLY";
    case Passing::var_keyword:
      return "VAR_KEYWORD";
  }
  return "";
}

}  // namespace

std::string header_line(const TraceHeader& header) {
  std::string out = "{\"portproof\":{\"format\":" + std::to_string(header.format);
  append_field(out, "function", header.function);
  out += ",\"block\":[";
  for (std::size_t i = 0; i < header.block.size(); ++i) {
    if (i > 0) out += ',';
    wire::append_string(out, header.block[i]);
  }
  out += ']';
  append_freeze(out, header.freeze);
  append_field(out, "module_file", header.module_file);
  append_field(out, "file_sha256", header.file_sha256);
  append_field(out, "source_sha256", header.source_sha256);
  if (header.generator) out += ",\"generator\":true";
  append_field(out, "file_function", header.file_function);
  if (header.has_signature) {
    out += ",\"signature\":[";
    for (std::size_t i = 0; i < header.signature.size(); ++i) {
      const SignatureParameter& parameter = header.signature[i];
      out += i > 0 ? ",{" : "{";
      std::string fields;
      append_field(fields, "name", parameter.name);
      append_field(fields, "kind", passing_name(parameter.passing));
      if (parameter.has_default) fields += ",\"default\":" + to_json(parameter.default_value);
      append_field(fields, "annotation", parameter.annotation);
      out += fields.substr(1) + "}";
    }
    out += ']';
  }
  append_field(out, "returns", header.return_annotation);
  append_field(out, "python", header.python);
  append_field(out, "platform", header.platform);
  append_field(out, "recorder", header.recorder);
  append_field(out, "time", header.time);
  return out + "}}";
}

}  // namespace portproof
