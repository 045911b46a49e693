// Translates the exceptions of a port into Python's, and finishes outcomes outside the templates.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <vector>

#include "replay/bind/convert.h"

namespace portproof::bind {

/// One `.raises<E>("module:Type")`.
struct ExceptionMapping {
  std::string name;  // of E
  std::string type;
  /// Whether the exception that is being handled is an E; its what() goes to `message`.
  bool (*matches)(std::string& message);
};

/// Whether Python has an exception of this name without any import.
bool is_builtin_exception(std::string_view name);
std::string readable_name(const std::type_info& type);

template <class E>
bool is_handled(std::string& message) {
  try {
    throw;
  } catch (const E& error) {
    if constexpr (requires { error.what(); }) {
      message = error.what();
    } else if constexpr (std::is_convertible_v<const E&, std::string_view>) {
      message = std::string_view(error);
    }
    return true;
  } catch (...) {
    return false;
  }
}

template <class E>
ExceptionMapping mapping_of(const char* type) {
  return {readable_name(typeid(E)), type, is_handled<E>};
}

bool run_guarded(const std::vector<ExceptionMapping>& mappings, void (*call)(void*), void* context,
                 Arena& arena, Outcome& outcome);
/// Runs `call`. False: it threw, and `outcome` is a Raised.
template <class Call>
bool run_guarded(const std::vector<ExceptionMapping>& mappings, Call call, Arena& arena,
                 Outcome& outcome) {
  const auto run = [](void* context) { (*static_cast<Call*>(context))(); };
  return run_guarded(mappings, run, &call, arena, outcome);
}

inline constexpr NodeId kUnchanged = UINT32_MAX;
/// Whether Python objects of this kind can change, or hold what can.
bool can_change(Kind kind);
/// Whether an argument's state after the call is another one.
bool differs(ValueView before, ValueView after);
/// Whether both are one Python object, which can change.
bool is_same_object(ValueView one, ValueView other);
/// Gives the state of an in-out argument to the other parameters that were given the same object.
void spread_states(std::span<const ValueView> arguments,
                   const std::vector<PortParameter>& parameters, std::vector<NodeId>& states);
/// Puts all arguments into outcome.after: those that changed by their states, the others as they
/// were.
void finish_after(std::span<const ValueView> arguments, const std::vector<NodeId>& states,
                  Arena& arena, Outcome& outcome);

}  // namespace portproof::bind
