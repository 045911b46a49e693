// What a worker is told, and what it reports: the messages between supervisor and worker.
#include "replay/protocol.h"

#include <nlohmann/json.hpp>

namespace portproof {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Divergence, kind, path, expected, observed)

namespace {

/// Texts may hold bytes of the port that are not UTF-8; they are replaced, never fatal.
std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json example_json(const Example& example) {
  return {{"index", example.index},           {"id", example.id},
          {"trace", example.trace},           {"call", example.call},
          {"expected", example.expected},     {"observed", example.observed},
          {"divergence", example.divergence}, {"where", static_cast<int>(example.where)},
          {"clause", example.clause},         {"reason", example.reason}};
}

Example parse_example(const json& value) {
  Example example;
  value.at("index").get_to(example.index);
  value.at("id").get_to(example.id);
  value.at("trace").get_to(example.trace);
  value.at("call").get_to(example.call);
  value.at("expected").get_to(example.expected);
  value.at("observed").get_to(example.observed);
  value.at("divergence").get_to(example.divergence);
  example.where = static_cast<Where>(value.at("where").get<int>());
  value.at("clause").get_to(example.clause);
  value.at("reason").get_to(example.reason);
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
  value.at("key").get_to(report.key);
  report.kind = static_cast<VerdictKind>(value.at("kind").get<int>());
  value.at("count").get_to(report.count);
  value.at("calls").get_to(report.calls);
  if (value.contains("example")) report.example = parse_example(value["example"]);
  return report;
}

BlockReport parse_block(const json& value) {
  BlockReport report;
  value.at("file").get_to(report.file);
  value.at("block").get_to(report.block);
  value.at("counts").get_to(report.counts);
  value.at("verdicts").get_to(report.verdicts);
  value.at("shapes").get_to(report.shapes);
  value.at("matched").get_to(report.matched);
  for (const json& entry : value.at("classes")) report.classes.push_back(parse_class(entry));
  value.at("drifted").get_to(report.drifted);
  value.at("drift").get_to(report.drift);
  return report;
}

}  // namespace

std::string to_message(const WorkerConfig& config) {
  json value = {{"token", config.token},
                {"function", config.function},
                {"spec", config.spec},
                {"corpus", config.corpus},
                {"port", config.port},
                {"live", config.live},
                {"python", config.python},
                {"pythonpath", config.pythonpath},
                {"jobs", config.jobs},
                {"job", config.job},
                {"file", config.file},
                {"block", config.block},
                {"passed_over", config.passed_over},
                {"min_matches", config.min_matches},
                {"list_is_tuple", config.alike.list_is_tuple},
                {"set_is_frozenset", config.alike.set_is_frozenset},
                {"bytes_is_bytearray", config.alike.bytes_is_bytearray},
                {"dict_is_unordered", config.alike.dict_is_unordered},
                {"today", config.today}};
  value["sequence"] = config.sequence;
  value["watch"] = config.watch;
  value["unwatched"] = config.unwatched;
  return dump(value);
}

WorkerConfig parse_worker_config(const std::string& message) {
  const json value = json::parse(message);
  WorkerConfig config;
  value.at("token").get_to(config.token);
  value.at("function").get_to(config.function);
  value.at("spec").get_to(config.spec);
  value.at("corpus").get_to(config.corpus);
  value.at("port").get_to(config.port);
  value.at("live").get_to(config.live);
  value.at("python").get_to(config.python);
  value.at("pythonpath").get_to(config.pythonpath);
  value.at("jobs").get_to(config.jobs);
  value.at("job").get_to(config.job);
  value.at("file").get_to(config.file);
  value.at("block").get_to(config.block);
  value.at("passed_over").get_to(config.passed_over);
  value.at("min_matches").get_to(config.min_matches);
  value.at("list_is_tuple").get_to(config.alike.list_is_tuple);
  value.at("set_is_frozenset").get_to(config.alike.set_is_frozenset);
  value.at("bytes_is_bytearray").get_to(config.alike.bytes_is_bytearray);
  value.at("dict_is_unordered").get_to(config.alike.dict_is_unordered);
  value.at("today").get_to(config.today);
  value.at("sequence").get_to(config.sequence);
  value.at("watch").get_to(config.watch);
  value.at("unwatched").get_to(config.unwatched);
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

std::string to_message(const LoadReport& report) { return dump({{"loaded", report.changed}}); }

std::string to_message(const DoneReport& report) {
  return dump({{"done", report.error},
               {"text", report.text},
               {"python", report.python},
               {"farewell", report.farewell}});
}

Message parse_message(const std::string& message) {
  const json value = json::parse(message);
  Message result;
  if (value.contains("done")) {
    result.done =
        DoneReport{value["done"].get<int>(), value.at("text").get<std::string>(),
                   value.at("python").get<std::string>(), value.at("farewell").get<int>()};
  } else if (value.contains("loaded")) {
    result.load = LoadReport{value["loaded"].get<std::vector<std::string>>()};
  } else {
    result.block = parse_block(value);
  }
  return result;
}

}  // namespace portproof
