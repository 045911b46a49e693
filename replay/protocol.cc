// What a worker is told, and what it reports: the messages between supervisor and worker.
#include "replay/protocol.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "specs/domain/clause.h"

namespace portproof {

using nlohmann::json;

namespace {

constexpr std::uint64_t kGreatestError = 255;  // an exit code

/// The member `key`. nlohmann converts any number to any other, so kinds and ranges are checked
/// here: a count of -1 or 1e300 is no count.
const json& member(const json& object, const char* key) {
  const auto it = object.is_object() ? object.find(key) : object.end();
  if (it == object.end()) throw ProtocolError(std::string("a message without \"") + key + '"');
  return *it;
}

[[noreturn]] void fail(const char* key) {
  throw ProtocolError(std::string("a message whose \"") + key + "\" is not understood");
}

std::uint64_t count(const json& value, const char* key, std::uint64_t greatest = UINT64_MAX) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > greatest) fail(key);
  return value.get<std::uint64_t>();
}

std::uint64_t count_at(const json& object, const char* key, std::uint64_t greatest = UINT64_MAX) {
  return count(member(object, key), key, greatest);
}

std::vector<std::uint64_t> counts_at(const json& object, const char* key) {
  const json& list = member(object, key);
  if (!list.is_array()) fail(key);
  std::vector<std::uint64_t> counts;
  counts.reserve(list.size());
  for (const json& entry : list) counts.push_back(count(entry, key));
  return counts;
}

bool flag_at(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_boolean()) fail(key);
  return value.get<bool>();
}

std::string text(const json& value, const char* key) {
  if (!value.is_string()) fail(key);
  return value.get<std::string>();
}

std::string text_at(const json& object, const char* key) { return text(member(object, key), key); }

std::vector<std::string> texts_at(const json& object, const char* key) {
  const json& list = member(object, key);
  if (!list.is_array()) fail(key);
  std::vector<std::string> texts;
  for (const json& entry : list) texts.push_back(text(entry, key));
  return texts;
}

/// A message is a line of a few levels: what nests deeper would overflow nlohmann's stack.
json parse(const std::string& message) {
  constexpr int kMaxDepth = 16;
  bool deep = false;
  const json value = json::parse(
      message,
      [&](int depth, json::parse_event_t, json&) {
        deep = deep || depth > kMaxDepth;
        return !deep;
      },
      false);
  if (deep || value.is_discarded()) throw ProtocolError("a message that is not JSON");
  return value;
}

/// Texts may hold bytes of the port that are not UTF-8; they are replaced, never fatal.
std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json divergence_json(const Divergence& divergence) {
  return {{"kind", divergence.kind},
          {"path", divergence.path},
          {"expected", divergence.expected},
          {"observed", divergence.observed}};
}

json example_json(const Example& example) {
  return {{"index", example.index},
          {"id", example.id},
          {"trace", example.trace},
          {"call", example.call},
          {"expected", example.expected},
          {"observed", example.observed},
          {"divergence", divergence_json(example.divergence)},
          {"where", static_cast<int>(example.where)},
          {"clause", example.clause},
          {"reason", example.reason}};
}

Example parse_example(const json& value) {
  Example example;
  example.index = count_at(value, "index");
  example.id = text_at(value, "id");
  example.trace = text_at(value, "trace");
  example.call = text_at(value, "call");
  example.expected = text_at(value, "expected");
  example.observed = text_at(value, "observed");
  const json& divergence = member(value, "divergence");
  example.divergence = {text_at(divergence, "kind"), text_at(divergence, "path"),
                        text_at(divergence, "expected"), text_at(divergence, "observed")};
  example.where = static_cast<Where>(count_at(value, "where", kWheres - 1));
  example.clause = text_at(value, "clause");
  example.reason = text_at(value, "reason");
  return example;
}

json class_json(const ClassReport& report) {
  json value = {{"key", report.key},
                {"kind", static_cast<int>(report.kind)},
                {"count", report.count},
                {"calls", report.calls}};
  if (report.example) value["example"] = example_json(*report.example);
  return value;
}

ClassReport parse_class(const json& value) {
  ClassReport report;
  report.key = text_at(value, "key");
  report.kind = static_cast<VerdictKind>(count_at(value, "kind", kVerdictKinds - 1));
  report.count = count_at(value, "count");
  report.calls = counts_at(value, "calls");
  if (value.contains("example")) report.example = parse_example(value["example"]);
  return report;
}

Gaps parse_gaps(const json& value) {
  Gaps gaps{texts_at(value, "gap_clauses"),
            {},
            texts_at(value, "gap_texts"),
            texts_at(value, "gap_untaken")};
  const std::vector<std::string> subjects = texts_at(value, "gap_subjects");
  const std::vector<std::string> kinds = texts_at(value, "gap_kinds");
  if (subjects.size() != kinds.size()) fail("gap_kinds");
  for (std::size_t i = 0; i < kinds.size(); ++i) gaps.kinds.emplace_back(subjects[i], kinds[i]);
  try {
    for (const std::string& clause : gaps.clauses) Clause::parse(clause);
  } catch (const ClauseError&) {
    fail("gap_clauses");
  }
  return gaps;
}

json port_json(const PortReport& port) {
  const Gaps& gaps = port.fit.gaps;
  std::vector<std::string> subjects, kinds;
  for (const auto& [subject, kind] : gaps.kinds) {
    subjects.push_back(subject);
    kinds.push_back(kind);
  }
  const Alike& alike = port.fit.alike;
  return {{"file", port.file},
          {"line", port.line},
          {"exception_mappings", port.exception_mappings},
          {"unsupported", port.fit.unsupported},
          {"assumptions", port.fit.assumptions},
          {"gap_clauses", gaps.clauses},
          {"gap_subjects", subjects},
          {"gap_kinds", kinds},
          {"gap_texts", gaps.texts},
          {"gap_untaken", gaps.untaken},
          {"list_is_tuple", alike.list_is_tuple},
          {"set_is_frozenset", alike.set_is_frozenset},
          {"bytes_is_bytearray", alike.bytes_is_bytearray},
          {"dict_is_unordered", alike.dict_is_unordered}};
}

PortReport parse_port(const json& value) {
  PortReport port;
  port.file = text_at(value, "file");
  port.line = static_cast<int>(count_at(value, "line", INT32_MAX));
  port.exception_mappings = texts_at(value, "exception_mappings");
  port.fit.unsupported = texts_at(value, "unsupported");
  port.fit.assumptions = texts_at(value, "assumptions");
  port.fit.gaps = parse_gaps(value);
  port.fit.alike.list_is_tuple = flag_at(value, "list_is_tuple");
  port.fit.alike.set_is_frozenset = flag_at(value, "set_is_frozenset");
  port.fit.alike.bytes_is_bytearray = flag_at(value, "bytes_is_bytearray");
  port.fit.alike.dict_is_unordered = flag_at(value, "dict_is_unordered");
  return port;
}

BlockReport parse_block(const json& value) {
  BlockReport report;
  report.file = static_cast<std::uint32_t>(count_at(value, "file", UINT32_MAX));
  report.block = count_at(value, "block");
  const std::vector<std::uint64_t> counts = counts_at(value, "counts");
  if (counts.size() != report.counts.size()) fail("counts");
  std::copy(counts.begin(), counts.end(), report.counts.begin());
  report.verdicts = text_at(value, "verdicts");
  if (report.verdicts.size() > kBlockLines) fail("verdicts");
  for (const char letter : report.verdicts) {
    const char first = is_stopped(letter) ? 'A' : 'a';
    if (letter != '.' && (letter < first || letter >= first + static_cast<int>(kVerdictKinds))) {
      fail("verdicts");
    }
  }
  report.shapes = count_at(value, "shapes");
  report.matched = counts_at(value, "matched");
  const json& classes = member(value, "classes");
  if (!classes.is_array()) fail("classes");
  for (const json& entry : classes) {
    report.classes.push_back(parse_class(entry));
    const auto& example = report.classes.back().example;
    // A reader of the report looks the file up by this number.
    if (example && CallIndex::unpack(example->index).file != report.file) fail("index");
  }
  report.drifted = count_at(value, "drifted");
  report.drift = text_at(value, "drift");
  return report;
}

}  // namespace

std::string to_message(const WorkerConfig& config) {
  const json value = {{"token", config.token},
                      {"function", config.function},
                      {"spec", config.spec},
                      {"corpus", config.corpus},
                      {"keep_going", config.damaged == Damaged::passed_over},
                      {"port", config.port},
                      {"live", config.live},
                      {"python", config.python},
                      {"pythonpath", config.pythonpath},
                      {"jobs", config.jobs},
                      {"job", config.job},
                      {"file", config.file},
                      {"block", config.block},
                      {"passed_over", config.passed_over},
                      {"memory", config.memory},
                      {"min_matches", config.min_matches},
                      {"today", config.today},
                      {"scratch", config.scratch},
                      {"sequence", config.sequence},
                      {"watch", config.watch},
                      {"unwatched", config.unwatched},
                      {"interpreter", config.interpreter},
                      {"effects", config.effects},
                      {"folder", config.folder},
                      {"folder_hash", config.folder_hash},
                      {"umask", config.umask},
                      {"variables", config.variables}};
  return dump(value);
}

WorkerConfig parse_worker_config(const std::string& message) {
  const json value = parse(message);
  WorkerConfig config;
  config.token = text_at(value, "token");
  config.function = text_at(value, "function");
  config.spec = text_at(value, "spec");
  config.corpus = texts_at(value, "corpus");
  config.damaged = flag_at(value, "keep_going") ? Damaged::passed_over : Damaged::refused;
  config.port = text_at(value, "port");
  config.live = flag_at(value, "live");
  config.scratch = text_at(value, "scratch");
  config.python = text_at(value, "python");
  config.pythonpath = texts_at(value, "pythonpath");
  config.jobs = count_at(value, "jobs");
  config.job = count_at(value, "job");
  if (config.job >= config.jobs) fail("job");  // jobs divides
  config.file = static_cast<std::uint32_t>(count_at(value, "file", UINT32_MAX));
  config.block = count_at(value, "block");
  config.passed_over = counts_at(value, "passed_over");
  config.memory = count_at(value, "memory");
  config.min_matches = count_at(value, "min_matches");
  config.today = text_at(value, "today");
  config.sequence = counts_at(value, "sequence");
  config.watch = flag_at(value, "watch");
  config.unwatched = static_cast<std::uint32_t>(count_at(value, "unwatched", UINT32_MAX));
  config.interpreter = flag_at(value, "interpreter");
  config.effects = texts_at(value, "effects");
  config.folder = text_at(value, "folder");
  config.folder_hash = count_at(value, "folder_hash");
  config.umask = static_cast<std::uint32_t>(count_at(value, "umask", UINT32_MAX));
  config.variables = count_at(value, "variables");
  return config;
}

std::string to_message(const BlockReport& report) {
  json classes = json::array();
  for (const ClassReport& entry : report.classes) classes.push_back(class_json(entry));
  return dump({{"file", report.file},
               {"block", report.block},
               {"counts", report.counts},
               {"verdicts", report.verdicts},
               {"shapes", report.shapes},
               {"matched", report.matched},
               {"classes", std::move(classes)},
               {"drifted", report.drifted},
               {"drift", report.drift}});
}

std::string to_message(const LoadReport& report) {
  json value = {{"loaded", report.changed}};
  if (report.port) value["port"] = port_json(*report.port);
  return dump(value);
}

std::string to_message(const DoneReport& report) {
  return dump({{"done", report.error},
               {"text", report.text},
               {"python", report.python},
               {"farewell", report.farewell},
               {"files", report.files},
               {"threads", report.threads}});
}

Message parse_message(const std::string& message) {
  const json value = parse(message);
  Message result;
  if (value.contains("done")) {
    result.done = DoneReport{static_cast<int>(count_at(value, "done", kGreatestError)),
                             text_at(value, "text"),
                             text_at(value, "python"),
                             static_cast<int>(count_at(value, "farewell", kGreatestError)),
                             texts_at(value, "files"),
                             count_at(value, "threads")};
  } else if (value.contains("loaded")) {
    result.load = LoadReport{texts_at(value, "loaded"), {}};
    if (value.contains("port")) result.load->port = parse_port(value["port"]);
  } else {
    result.block = parse_block(value);
  }
  return result;
}

}  // namespace portproof
