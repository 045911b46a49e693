// A trace that owns its values: for whoever needs it longer than its reader does.
#include "specs/kept_trace.h"

#include <vector>

#include "specs/codec.h"

namespace portproof {

Call copy(const Call& call, Arena& arena) {
  const ValueView parts[] = {call.args, call.kwargs};
  const std::vector<NodeId> ids = copy(parts, arena);
  return {arena.view(ids[0]), arena.view(ids[1])};
}

Outcome copy(const Outcome& outcome, Arena& arena) {
  Outcome copied = outcome;
  if (const auto* returned = std::get_if<Returned>(&outcome.result)) {
    copied.result = Returned{arena.view(copy(returned->value, arena))};
  } else if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
    const NodeId type = copy(raised->type, arena), message = copy(raised->message, arena);
    copied.result = Raised{arena.view(type), arena.view(message), raised->deliberate};
  }
  if (outcome.after) {
    const Call after = copy(Call{outcome.after.args, outcome.after.kwargs}, arena);
    copied.after = {after.args, after.kwargs};
  }
  return copied;
}

KeptTrace keep(const Trace& trace) {
  KeptTrace kept;
  kept.id = trace.id;
  kept.call = copy(trace.call, *kept.arena);
  kept.outcome = copy(trace.outcome, *kept.arena);
  return kept;
}

std::optional<KeptTrace> read_trace(std::string_view line) {
  JsonReader reader;
  reader.check_ids(false);
  std::string text(line);
  text.reserve(text.size() + JsonReader::kPadding);
  Trace trace;
  TraceHeader ignored;
  if (!reader.read_line(text, trace, ignored)) return std::nullopt;
  return keep(trace);
}

}  // namespace portproof
