// The original in a process of its own, asked through a socket: many calls with one round trip.
#include "oracle/worker.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "oracle/interpreter.h"
#include "oracle/python_process.h"
#include "oracle/scratch_folder.h"
#include "specs/codec.h"
#include "specs/domain/same.h"

namespace portproof {
namespace {

using nlohmann::json;

constexpr int kOldestMinor = 8;

std::string line_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string line_of(const Call& call) {
  std::string text = "{";
  write_call(text, call);
  return text + "}\n";
}

/// What a relation is given: a value, or type and message of an exception.
std::string result_line(const Outcome& outcome, const std::string& function) {
  if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    return fmt::format("{{\"raised\":[{},{}]}}\n", to_json(raised->type), to_json(raised->message));
  }
  if (const auto* returned = std::get_if<Returned>(&outcome.result)) {
    return fmt::format("{{\"returned\":{}}}\n", to_json(returned->value));
  }
  throw OracleError(function + ": a call that gave no answer has none to relate");
}

/// The outcome that a line tells, with values of its own: it shares none with the call, and says
/// only then that arguments were changed when they are not the same.
Outcome copy_outcome(const Call& call, const Outcome& told, Arena& arena) {
  const After& after = told.after;
  const bool changed = after && !(same(call.args, after.args) && same(call.kwargs, after.kwargs));
  std::vector<ValueView> parts;
  if (changed) parts = {after.args, after.kwargs};
  const auto* raised = std::get_if<Raised>(&told.result);
  if (raised != nullptr) {
    parts.insert(parts.end(), {raised->type, raised->message});
  } else {
    parts.push_back(std::get<Returned>(told.result).value);
  }
  const std::vector<NodeId> ids = copy(parts, arena);
  Outcome outcome;
  if (changed) outcome.after = {arena.view(ids[0]), arena.view(ids[1])};
  const auto view = [&](std::size_t i) { return arena.view(ids[(changed ? 2 : 0) + i]); };
  if (raised != nullptr) {
    outcome.result = Raised{view(0), view(1), raised->deliberate};
  } else {
    outcome.result = Returned{view(0)};
  }
  return outcome;
}

Interpreter described(const OracleConfig& config) {
  Interpreter interpreter = describe_interpreter(find_interpreter(config.python));
  int minor = 0;
  const std::string& version = interpreter.version;
  if (version.starts_with("3.")) {
    std::from_chars(version.data() + 2, version.data() + version.size(), minor);
  }
  if (minor < kOldestMinor) {
    throw OracleError(fmt::format("{} is Python {}: an original is asked by 3.{} or later",
                                  interpreter.executable, version, kOldestMinor));
  }
  return interpreter;
}

std::string how(const Ending& ending) {
  return ending.signal != 0 ? fmt::format("signal {}", ending.signal)
                            : fmt::format("exit code {}", ending.exit_code);
}

}  // namespace

struct WorkerOracle::State {
  explicit State(const OracleConfig& given) : config(given), interpreter(described(given)) {
    reader.check_ids(false);  // a pipe damages nothing
    if (config.effects) folder.emplace(config.effects->folder);
  }

  /// The process, started again where the last call ended it.
  PythonProcess& running();
  /// A line in answer to a request that is not a call, without `error`.
  json told(PythonProcess& asked, const std::string& request, const std::string& what);
  Answer read_answer(const Call& call, std::string line, Arena& arena);
  void send(std::size_t first);
  void bury(std::vector<WorkerReply>& replies);

  OracleConfig config;
  Interpreter interpreter;
  std::optional<ScratchFolder> folder;  // of the original, where effects are watched
  std::unique_ptr<PythonProcess> process;
  /// Whether the process may hold answers back, to send them together. What it holds when it ends
  /// is lost, and asked again: not of an original that ends its processes.
  bool holds = true;
  std::vector<std::string> begun;  // calls that were sent, and not collected
  OriginalInfo info;
  JsonReader reader;
};

PythonProcess& WorkerOracle::State::running() {
  if (process && process->alive()) return *process;
  process.reset();
  auto started = std::make_unique<PythonProcess>(interpreter, config.environment);
  constexpr double kStartPatience = 60;  // seconds: importing is no call
  if (config.patience > 0) started->set_patience(kStartPatience);
  json setup = {{"function", config.function},
                {"block", config.block},
                {"pythonpath", config.pythonpath},
                {"record_types", config.record_types},
                {"folder", config.folder},
                {"prints", config.prints},
                {"freeze", json::object()},
                {"shadowed", nullptr},
                {"mutant", nullptr},
                {"effects", nullptr}};
  if (!config.shadowed.empty()) setup["shadowed"] = json::parse(config.shadowed);
  if (config.mutant) setup["mutant"] = *config.mutant;
  if (folder) {
    setup["effects"] = {{"folder", folder->path()}, {"allowed", config.effects->allowed}};
  }
  if (!config.freeze.time.empty()) setup["freeze"]["time"] = config.freeze.time;
  if (config.freeze.random) setup["freeze"]["random"] = *config.freeze.random;
  const json hello = told(*started, line_of(setup), "the original " + config.function);
  info = {hello.at("module_file"), hello.at("file_sha256"), hello.at("source_sha256"),
          hello.at("python"),      hello.at("interpreter"), "worker",
          hello.at("place").dump()};
  started->set_patience(config.patience);
  process = std::move(started);
  return *process;
}

json WorkerOracle::State::told(PythonProcess& asked, const std::string& request,
                               const std::string& what) {
  const std::optional<std::string> line =
      asked.send(request) ? asked.receive() : std::optional<std::string>();
  if (!line) {
    const std::string ending = how(asked.wait());
    process.reset();
    throw OracleError(fmt::format("{} ended its process ({})", what, ending));
  }
  json answer = json::parse(*line, nullptr, false);
  if (!answer.is_object()) throw OracleError(fmt::format("{} is no answer: {}", *line, what));
  if (answer.contains("error")) throw OracleError(answer.at("error").get<std::string>());
  return answer;
}

Answer WorkerOracle::State::read_answer(const Call& call, std::string line, Arena& arena) {
  Answer answer;
  if (!line.starts_with("{\"id\":")) {
    const json told = json::parse(line);
    const char* why = "refused";
    if (told.contains("effect")) {
      answer.asked = Asked::effect;
      why = "effect";
    } else if (told.contains("shadowed")) {
      answer.asked = Asked::shadowed;
      why = "shadowed";
    }
    answer.reason = told.at(why).get<std::string>();
    return answer;
  }
  const std::size_t size = line.size();
  line.append(JsonReader::kPadding, '\0');
  Trace trace;
  TraceHeader notes;
  reader.read_line(std::string_view(line).substr(0, size), trace, notes);
  answer.asked = Asked::answered;
  answer.outcome = copy_outcome(call, trace.outcome, arena);
  line.resize(size);
  answer.line = std::move(line);
  return answer;
}

void WorkerOracle::State::send(std::size_t first) {
  const std::size_t count = begun.size() - first;
  if (count == 0) return;
  std::string request = line_of(json{{"lines", count}, {"holds", holds}});
  for (std::size_t i = first; i < begun.size(); ++i) request += "{" + begun[i] + "}\n";
  running().send(request);  // where it has ended, so have its replies
}

/// The process has ended, or does not go on. Where it held answers back nobody knows in which call:
/// those that are left are asked once more, and each is answered before the next one begins.
void WorkerOracle::State::bury(std::vector<WorkerReply>& replies) {
  if (holds && begun.size() - replies.size() > 1) {
    holds = false;
    process.reset();
  } else {
    replies.push_back({"", process->wait()});
    process.reset();
  }
  running();  // now: a descriptor that is free for a while would look like a port's doing
}

WorkerOracle::WorkerOracle(const OracleConfig& config) : state_(std::make_unique<State>(config)) {
  state_->running();
}

WorkerOracle::~WorkerOracle() = default;

Asked WorkerOracle::ask(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) {
  Answer answer = std::move(ask_batch({&call, 1}, arena).front());
  outcome = answer.outcome;
  reason = std::move(answer.reason);
  return answer.asked;
}

void WorkerOracle::begin(std::vector<std::string> calls) {
  state_->begun = std::move(calls);
  state_->send(0);
}

std::vector<WorkerReply> WorkerOracle::collect() {
  State& state = *state_;
  std::vector<WorkerReply> replies;
  while (replies.size() < state.begun.size()) {
    if (std::optional<std::string> line = state.process->receive()) {
      replies.push_back({*std::move(line), {}});
      continue;
    }
    state.bury(replies);
    state.send(replies.size());
  }
  state.begun.clear();
  return replies;
}

Answer WorkerOracle::read(const Call& call, WorkerReply reply, Arena& arena) {
  if (reply.line.empty()) {
    Answer dead;
    dead.asked = Asked::answered;
    dead.outcome.result = Faulted{reply.ending.signal, reply.ending.exit_code, ""};
    return dead;
  }
  try {
    return state_->read_answer(call, std::move(reply.line), arena);
  } catch (const CodecError& error) {
    throw OracleError(fmt::format("the worker's answer cannot be read: {}", error.what()));
  } catch (const json::exception& error) {
    throw OracleError(fmt::format("the worker's answer cannot be read: {}", error.what()));
  }
}

std::vector<Answer> WorkerOracle::ask_batch(std::span<const Call> calls, Arena& arena) {
  std::vector<std::string> texts(calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i) write_call(texts[i], calls[i]);
  begin(std::move(texts));
  std::vector<WorkerReply> replies = collect();
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    answers.push_back(read(calls[i], std::move(replies[i]), arena));
  }
  return answers;
}

bool WorkerOracle::relation(const std::string& function, const Call& call, const Outcome& expected,
                            const Outcome& observed) {
  const std::string request = line_of(json{{"relation", function}, {"lines", 3}}) + line_of(call) +
                              result_line(expected, function) + result_line(observed, function);
  return state_->told(state_->running(), request, "the relation " + function)
      .at("holds")
      .get<bool>();
}

Literals WorkerOracle::literals() {
  const std::string request = line_of(json{{"constants", true}, {"lines", 0}});
  const json told =
      state_->told(state_->running(), request, "the code of " + state_->config.function);
  Literals literals;
  for (const json& text : told.at("integers")) {
    literals.integers.push_back(std::stoll(text.get<std::string>()));
  }
  told.at("floats").get_to(literals.floats);
  told.at("texts").get_to(literals.texts);
  return literals;
}

std::vector<Mutant> WorkerOracle::mutants(std::span<const Call> calls) {
  std::string request = line_of(json{{"mutants", true}, {"lines", calls.size()}});
  for (const Call& call : calls) request += line_of(call);
  const json told =
      state_->told(state_->running(), request, "the code of " + state_->config.function);
  std::vector<Mutant> mutants;
  for (const json& each : told.at("mutants")) {
    mutants.push_back({each.at("index"), each.at("file"), each.at("line"), each.at("before"),
                       each.at("after"), each.at("reached")});
  }
  return mutants;
}

OriginalInfo WorkerOracle::info() const { return state_->info; }

std::unique_ptr<Oracle> open_worker_oracle(const OracleConfig& config) {
  return std::make_unique<WorkerOracle>(config);
}

}  // namespace portproof
