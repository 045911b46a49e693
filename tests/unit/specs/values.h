// Short ways to write Values, Calls and Outcomes in tests.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "specs/codec.h"
#include "specs/outcome.h"
#include "specs/value.h"

namespace portproof::tests {

/// A value from its wire form: `v("[1,{\"tuple\":[2.0]}]")`.
inline Value v(std::string_view json) { return JsonReader().read_value(json); }

inline Value str(std::string_view text) {
  auto arena = std::make_shared<Arena>();
  const NodeId id = arena->str(text);
  return {std::move(arena), id};
}

inline Value number(double value) {
  auto arena = std::make_shared<Arena>();
  const NodeId id = arena->floating(value);
  return {std::move(arena), id};
}

/// A call and what it owns. Arguments in their wire form: `made_call("[1,2]", "{\"k\":[]}")` with
/// `args` as a list and `kwargs` as pairs: `[["k",1]]`.
struct MadeCall {
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
  Call call;
  operator const Call&() const { return call; }  // NOLINT(google-explicit-constructor)
};

inline Call arguments_in(Arena& arena, std::string_view args, std::string_view kwargs) {
  const auto gather = [&](std::string_view json, bool pairs) {
    const Value list = v(json);
    std::vector<NodeId> children;
    for (std::uint32_t i = 0; i < list.view().size(); ++i) {
      const ValueView item = list.view()[i];
      if (pairs) {
        children.push_back(copy(item[0], arena));
        children.push_back(copy(item[1], arena));
      } else {
        children.push_back(copy(item, arena));
      }
    }
    return children;
  };
  const NodeId positional = arena.container(Kind::tuple, gather(args, false));
  const NodeId keywords = arena.container(Kind::dict, gather(kwargs, true));
  return {arena.view(positional), arena.view(keywords)};
}

inline MadeCall made_call(std::string_view args, std::string_view kwargs = "[]") {
  MadeCall made;
  made.call = arguments_in(*made.arena, args, kwargs);
  return made;
}

/// An outcome and what it owns.
struct MadeOutcome {
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
  Outcome outcome;
  operator const Outcome&() const { return outcome; }  // NOLINT(google-explicit-constructor)
  /// With these arguments after the call.
  MadeOutcome after(std::string_view args, std::string_view kwargs = "[]") const {
    MadeOutcome made = *this;
    made.arena = std::make_shared<Arena>();
    made.kept = arena;
    const Call call = arguments_in(*made.arena, args, kwargs);
    made.outcome.after = {call.args, call.kwargs};
    return made;
  }
  std::shared_ptr<Arena> kept;
};

inline MadeOutcome returned(std::string_view json) {
  MadeOutcome made;
  made.outcome.result = Returned{made.arena->view(copy(v(json), *made.arena))};
  return made;
}

inline MadeOutcome raised(std::string_view type, std::string_view message = "no",
                          bool deliberate = false) {
  MadeOutcome made;
  const NodeId name = made.arena->str(type);
  const NodeId text = made.arena->str(message);
  made.outcome.result = Raised{made.arena->view(name), made.arena->view(text), deliberate};
  return made;
}

inline MadeOutcome faulted(int signal = 11) {
  MadeOutcome made;
  made.outcome.result = Faulted{signal, 0, ""};
  return made;
}

inline MadeOutcome timed_out() {
  MadeOutcome made;
  made.outcome.result = TimedOut{1.0};
  return made;
}

}  // namespace portproof::tests
