// What replay is measured against: reads a recording with simdjson and calls the port in a loop.
#include <simdjson.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "slug.h"

namespace {

using Clock = std::chrono::steady_clock;

double nanoseconds_per_call(Clock::time_point start, std::size_t calls) {
  const std::chrono::duration<double, std::nano> passed = Clock::now() - start;
  return passed.count() / static_cast<double>(calls);
}

/// The argument of each trace, in turn. The expected value is read as well.
template <typename Expected, typename Each>
std::size_t read(const simdjson::padded_string& content, const Each& each) {
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document_stream documents;
  if (parser.iterate_many(content).get(documents) != simdjson::SUCCESS) std::abort();
  std::size_t traces = 0;
  for (auto document : documents) {
    std::string_view argument;
    Expected expected{};
    simdjson::ondemand::array args;
    if (document["args"].get(args) != simdjson::SUCCESS) continue;
    if (args.at(0).get(argument) != simdjson::SUCCESS) std::abort();
    if (document["returned"].get(expected) != simdjson::SUCCESS) std::abort();
    each(argument, expected);
    ++traces;
  }
  return traces;
}

/// Prints nanoseconds per call: of reading and calling, and of calling alone.
template <typename Expected, typename Port>
int measure(const char* file, const Port& port) {
  auto start = Clock::now();
  simdjson::padded_string content;
  if (simdjson::padded_string::load(file).get(content) != simdjson::SUCCESS) return 1;
  std::size_t wrong = 0;
  const std::size_t traces =
      read<Expected>(content, [&](std::string_view argument, const Expected& expected) {
        wrong += port(argument) != expected ? 1U : 0U;
      });
  const double read_and_call = nanoseconds_per_call(start, traces);
  std::vector<std::string> inputs;
  read<Expected>(
      content, [&](std::string_view argument, const Expected&) { inputs.emplace_back(argument); });
  start = Clock::now();
  std::size_t sink = 0;
  for (const std::string& input : inputs) sink += port(input) == Expected{} ? 1U : 0U;
  const double call = nanoseconds_per_call(start, inputs.size());
  std::printf(
      "{\"read_and_call\": %f, \"call\": %f, \"traces\": %zu, \"wrong\": %zu, \"sink\": %zu}\n",
      read_and_call, call, traces, wrong, sink);
  return wrong == 0 ? 0 : 1;
}

}  // namespace

/// FILE, and the name of the function.
int main(int, char** arguments) {
  if (std::string_view(arguments[2]) == "weigh") {
    return measure<std::int64_t>(arguments[1], weigh);
  }
  return measure<std::string_view>(arguments[1], slug);
}
