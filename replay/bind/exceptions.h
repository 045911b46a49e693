// Translates the exceptions of a port into Python's, and finishes outcomes outside the templates.
#pragma once

#include <functional>
#include <span>
#include <string>
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

std::string readable_name(const std::type_info& type);

template <class E>
bool is_handled(std::string& message) {
  try {
    throw;
  } catch (const E& error) {
    if constexpr (requires { error.what(); }) message = error.what();
    return true;
  } catch (...) {
    return false;
  }
}

template <class E>
ExceptionMapping mapping_of(const char* type) {
  return {readable_name(typeid(E)), type, is_handled<E>};
}

/// Runs `call`. False: it threw, and `outcome` is a Raised.
bool run_guarded(const std::vector<ExceptionMapping>& mappings, const std::function<void()>& call,
                 Arena& arena, Outcome& outcome);

inline constexpr NodeId kUnchanged = UINT32_MAX;
/// Whether an argument's state after the call is another one.
bool differs(ValueView before, ValueView after);
/// Puts all arguments into outcome.after: those that changed by their states, the others as they
/// were.
void finish_after(std::span<const ValueView> arguments, const std::vector<NodeId>& states,
                  Arena& arena, Outcome& outcome);

}  // namespace portproof::bind
