// Fuzzes the messages between supervisor and worker: the port lives in a worker and may write any.
#include "replay/protocol.h"

#include <string>

#include "replay/totals.h"
#include "tests/fuzz/promise.h"

using namespace portproof;

namespace {

std::string written(const Message& message) {
  if (message.load) return to_message(*message.load);
  return message.block ? to_message(*message.block) : to_message(*message.done);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzzing::text_of(data, size));
  try {
    const Message message = parse_message(text);
    const int kinds = static_cast<int>(message.load.has_value()) +
                      static_cast<int>(message.block.has_value()) +
                      static_cast<int>(message.done.has_value());
    fuzzing::promise(kinds == 1, "one of the three");
    if (message.block) {
      Totals totals;
      totals.add(*message.block);
      for (const auto& [key, total] : totals.take().classes) {
        fuzzing::promise(!verdict_name(total.kind).empty(), "a verdict has a name");
        fuzzing::promise(!where_name(total.example.where).empty(), "a place has a name");
      }
    }
    fuzzing::promise_equal(written(parse_message(written(message))), written(message),
                           "a message is read back the same");
  } catch (const ProtocolError&) {
  }
  try {
    const std::string config = to_message(parse_worker_config(text));
    fuzzing::promise_equal(to_message(parse_worker_config(config)), config,
                           "a configuration is read back the same");
  } catch (const ProtocolError&) {
  }
  return 0;
}
