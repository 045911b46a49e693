// Shows Results as JSON, by result.schema.json.
#include <fmt/format.h>

#include <climits>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "replay/files.h"
#include "replay/report/report.h"
#include "specs/printable.h"
#include "specs/utf8.h"

namespace portproof {
namespace {

using json = nlohmann::ordered_json;

json counts_json(const Counts& counts) {
  json value = json::object();
  for (std::size_t i = 0; i < kVerdictKinds; ++i) {
    value[std::string(verdict_name(static_cast<VerdictKind>(i)))] = counts[i];
  }
  return value;
}

json finding_json(const Finding& finding) {
  json value = {{"id", finding.id},
                {"title", finding.title},
                {"verdict", verdict_name(finding.verdict)},
                {"kind", finding.divergence.kind},
                {"path", finding.divergence.path},
                {"where", where_name(finding.where)},
                {"count", finding.count},
                {"stage", finding.stage},
                {"call", finding.call},
                {"expected", finding.expected},
                {"observed", finding.observed},
                {"reproduce", finding.reproduce}};
  const std::pair<const char*, const std::string*> optional[] = {{"clause", &finding.clause},
                                                                 {"reason", &finding.reason},
                                                                 {"source", &finding.source},
                                                                 {"trace", &finding.trace}};
  for (const auto& [key, text] : optional) {
    if (!text->empty()) value[key] = *text;
  }
  if (!finding.divergence.path.empty()) {
    value["difference"] = {{"expected", finding.divergence.expected},
                           {"observed", finding.divergence.observed}};
  }
  return value;
}

json findings_json(const std::vector<Finding>& findings) {
  json array = json::array();
  for (const Finding& finding : findings) array.push_back(finding_json(finding));
  return array;
}

json inputs_json(const Inputs& inputs) {
  json value = {{"original", {{"file", inputs.original}, {"sha256", inputs.original_sha256}}},
                {"freshness", inputs.freshness},
                {"spec", {{"file", inputs.spec}, {"sha256", inputs.spec_sha256}}},
                {"corpus", {{"file", inputs.corpus}, {"sha256", inputs.corpus_sha256}}},
                {"gate", {{"file", inputs.gate}, {"sha256", inputs.gate_sha256}}}};
  if (!inputs.python.empty()) value["python"] = inputs.python;
  if (!inputs.port_file.empty()) {
    value["port"] = {{"file", inputs.port_file}, {"line", inputs.port_line}};
  }
  return value;
}

json audit_json(const Audit& audit) {
  json survivors = json::array();
  for (const Audit::Survivor& each : audit.survivors) {
    survivors.push_back({{"place", each.place}, {"before", each.before}, {"after", each.after}});
  }
  return {{"killed", audit.killed},
          {"mutants", audit.mutants},
          {"there_are", audit.there_are},
          {"unreached", audit.unreached},
          {"calls", audit.calls},
          {"noisy", audit.noisy},
          {"survivors", std::move(survivors)},
          {"missing", audit.missing}};
}

Audit parse_audit(const json& value) {
  Audit audit;
  value.at("killed").get_to(audit.killed);
  value.at("mutants").get_to(audit.mutants);
  value.at("there_are").get_to(audit.there_are);
  value.at("unreached").get_to(audit.unreached);
  value.at("calls").get_to(audit.calls);
  value.at("noisy").get_to(audit.noisy);
  value.at("missing").get_to(audit.missing);
  for (const json& each : value.at("survivors")) {
    audit.survivors.push_back({each.at("place"), each.at("before"), each.at("after")});
  }
  return audit;
}

json damages_json(const Damages& damages) {
  return {{"lines", damages.lines}, {"first", damages.first}};
}

json sealed_json(const Result& result) {
  json value = {{"calls", result.sealed_calls}, {"missing", result.not_sealed}};
  if (!result.reads.empty()) value["reads"] = result.reads;
  return value;
}

json result_json(const Result& result) {
  json undecided = json::array();
  for (const Question& question : result.undecided) {
    undecided.push_back({{"clause", question.clause},
                         {"question", question.question},
                         {"answers", question.answers},
                         {"example", finding_json(question.example)}});
  }
  json value = {
      {"format", 1},
      {"verdict", gate_verdict_name(result.verdict)},
      {"exit_code", result.exit_code},
      {"name", result.name},
      {"function", result.function},
      {"stages", result.stages},
      {"stages_missing", result.stages_missing},
      {"seed", result.seed},
      {"counts", counts_json(result.counts)},
      {"reasons", result.reasons},
      {"findings", findings_json(result.findings)},
      {"undecided", std::move(undecided)},
      {"reported", findings_json(result.reported)},
      {"assumptions", result.assumptions},
      {"explored", result.explored},
      {"comparison", result.comparison},
      {"exception_mappings", result.exception_mappings},
      {"sealed", sealed_json(result)},
      {"inputs", inputs_json(result.inputs)},
      {"timing", {{"seconds", result.seconds}, {"sealed_seconds", result.sealed_seconds}}}};
  if (!result.expired_waivers.empty()) value["expired_waivers"] = result.expired_waivers;
  if (result.sanitized_calls > 0 || !result.not_sanitized.empty()) {
    value["sanitized"] = {{"calls", result.sanitized_calls}, {"missing", result.not_sanitized}};
  }
  if (result.audit) value["audit"] = audit_json(*result.audit);
  if (result.damages.lines > 0) value["damaged"] = damages_json(result.damages);
  return value;
}

/// What is no Unicode cannot stand in JSON: stray bytes and lone surrogates become visible escapes.
std::string unicode(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Character next = utf8_character(text, i);
    const bool surrogate = next.code >= 0xd800 && next.code <= 0xdfff;
    const std::string bytes = text.substr(i, next.size);
    out += next.valid && !surrogate ? bytes : printable(bytes);
    i += next.size;
  }
  return out;
}

void make_unicode(json& value) {
  if (value.is_string()) value = unicode(value.get_ref<const std::string&>());
  if (!value.is_structured()) return;
  for (json& part : value) make_unicode(part);
}

void append_escape(std::string& out, char32_t code) {
  if (code > 0xffff) {
    append_escape(out, 0xd800 + ((code - 0x10000) >> 10));
    code = 0xdc00 + ((code - 0x10000) & 0x3ff);
  }
  out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(code));
}

/// The text of the JSON, which is often read in a terminal. Line breaks are those of its layout.
std::string dump(json value) {
  make_unicode(value);
  const std::string text = value.dump(2);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const Utf8Character next = utf8_character(text, i);
    if (next.code == '\n' || is_printable(next.code)) {
      out.append(text, i, next.size);
    } else {
      append_escape(out, next.code);
    }
    i += next.size;
  }
  return out + "\n";
}

}  // namespace

std::string json_report(const std::vector<Result>& results) {
  if (results.size() == 1) return dump(result_json(results[0]));
  json array = json::array();
  for (const Result& result : results) array.push_back(result_json(result));
  return dump(array);
}

namespace {

template <class Enum, class Name>
Enum named(const std::string& text, int count, Name name) {
  for (int i = 0; i < count; ++i) {
    if (name(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  throw UsageError("a result names an unknown word: " + text);
}

/// nlohmann makes an int of any number, also of 1e300 and of -1 where there is no sign.
std::uint64_t count_at(const json& value, const char* key, std::uint64_t greatest = UINT64_MAX) {
  const json& count = value.at(key);
  if (!count.is_number_unsigned() || count.get<std::uint64_t>() > greatest) {
    throw UsageError(fmt::format("not a result of Portproof: {} must be a whole number", key));
  }
  return count.get<std::uint64_t>();
}

std::string text_at(const json& value, const char* key) {
  return value.contains(key) ? value[key].get<std::string>() : std::string();
}

Finding parse_finding(const json& value) {
  Finding finding;
  finding.id = value.at("id");
  finding.title = value.at("title");
  finding.verdict = named<VerdictKind>(value.at("verdict"), kVerdictKinds, verdict_name);
  finding.divergence.kind = value.at("kind");
  finding.divergence.path = value.at("path");
  finding.where = named<Where>(value.at("where"), kWheres, where_name);
  finding.count = count_at(value, "count");
  finding.stage = value.at("stage");
  finding.call = value.at("call");
  finding.expected = value.at("expected");
  finding.observed = value.at("observed");
  finding.reproduce = value.at("reproduce");
  finding.clause = text_at(value, "clause");
  finding.reason = text_at(value, "reason");
  finding.source = text_at(value, "source");
  finding.trace = text_at(value, "trace");
  if (value.contains("difference")) {
    finding.divergence.expected = value["difference"].at("expected");
    finding.divergence.observed = value["difference"].at("observed");
  }
  return finding;
}

Inputs parse_inputs(const json& value) {
  Inputs inputs;
  const std::tuple<const char*, std::string*, std::string*> files[] = {
      {"original", &inputs.original, &inputs.original_sha256},
      {"spec", &inputs.spec, &inputs.spec_sha256},
      {"corpus", &inputs.corpus, &inputs.corpus_sha256},
      {"gate", &inputs.gate, &inputs.gate_sha256}};
  for (const auto& [key, file, hash] : files) {
    *file = value.at(key).at("file");
    *hash = value.at(key).at("sha256");
  }
  inputs.freshness = value.at("freshness");
  inputs.python = text_at(value, "python");
  if (value.contains("port")) {
    inputs.port_file = value["port"].at("file");
    inputs.port_line = static_cast<int>(count_at(value["port"], "line", INT_MAX));
  }
  return inputs;
}

Result parse_result(const json& value) {
  Result result;
  result.verdict = named<GateVerdict>(value.at("verdict"), 4, gate_verdict_name);
  result.exit_code = static_cast<int>(count_at(value, "exit_code", 4));
  result.name = value.at("name");
  result.function = value.at("function");
  value.at("stages").get_to(result.stages);
  value.at("stages_missing").get_to(result.stages_missing);
  result.seed = count_at(value, "seed");
  for (std::size_t i = 0; i < kVerdictKinds; ++i) {
    const std::string kind(verdict_name(static_cast<VerdictKind>(i)));
    result.counts[i] = count_at(value.at("counts"), kind.c_str());
  }
  value.at("reasons").get_to(result.reasons);
  for (const json& entry : value.at("findings")) result.findings.push_back(parse_finding(entry));
  for (const json& entry : value.at("reported")) result.reported.push_back(parse_finding(entry));
  for (const json& entry : value.at("undecided")) {
    result.undecided.push_back({entry.at("clause"), entry.at("question"),
                                entry.at("answers").get<std::vector<std::string>>(),
                                parse_finding(entry.at("example"))});
  }
  value.at("assumptions").get_to(result.assumptions);
  value.at("explored").get_to(result.explored);
  if (value.contains("audit")) result.audit = parse_audit(value.at("audit"));
  value.at("comparison").get_to(result.comparison);
  value.at("exception_mappings").get_to(result.exception_mappings);
  result.sealed_calls = value.at("sealed").at("calls");
  result.not_sealed = value.at("sealed").at("missing");
  if (value["sealed"].contains("reads")) value["sealed"].at("reads").get_to(result.reads);
  if (value.contains("sanitized")) {
    result.sanitized_calls = value["sanitized"].at("calls");
    result.not_sanitized = value["sanitized"].at("missing");
  }
  if (value.contains("expired_waivers")) {
    value["expired_waivers"].get_to(result.expired_waivers);
  }
  if (value.contains("damaged")) {
    result.damages.lines = count_at(value["damaged"], "lines");
    value["damaged"].at("first").get_to(result.damages.first);
  }
  result.inputs = parse_inputs(value.at("inputs"));
  result.seconds = value.at("timing").at("seconds");
  result.sealed_seconds = value.at("timing").value("sealed_seconds", 0.0);
  return result;
}

}  // namespace

std::vector<Result> parse_results(const std::string& text) {
  std::vector<Result> results;
  try {
    const json value = json::parse(text);
    if (!value.is_array()) return {parse_result(value)};
    for (const json& entry : value) results.push_back(parse_result(entry));
  } catch (const json::exception& error) {
    const std::string what = error.what();  // "[json.exception.type_error.302] type must be …"
    const std::size_t end = what.find("] ");
    throw UsageError("not a result of Portproof: " +
                     (end == std::string::npos ? what : what.substr(end + 2)));
  }
  return results;
}

}  // namespace portproof
