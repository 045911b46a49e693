// Translates the exceptions of a port into Python's, and finishes outcomes outside the templates.
#include "replay/bind/exceptions.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>

#include "replay/bind/text.h"
#include "specs/domain/same.h"

namespace portproof::bind {
namespace {

/// pybind11's table, for the exceptions of the standard library. In order: derived ones first.
const std::vector<ExceptionMapping>& standard_mappings() {
  static const std::vector<ExceptionMapping> table = {
      mapping_of<std::bad_alloc>("MemoryError"),        mapping_of<std::out_of_range>("IndexError"),
      mapping_of<std::invalid_argument>("ValueError"),  mapping_of<std::domain_error>("ValueError"),
      mapping_of<std::length_error>("ValueError"),      mapping_of<std::range_error>("ValueError"),
      mapping_of<std::overflow_error>("OverflowError"),
  };
  return table;
}

bool translate(const std::vector<ExceptionMapping>& mappings, std::string& type,
               std::string& message) {
  for (const ExceptionMapping& mapping : mappings) {
    if (!mapping.matches(message)) continue;
    type = mapping.type;
    return true;
  }
  return false;
}

/// An exception that nobody mapped shows by its C++ name, which no original raises.
void name_unmapped(std::string& type, std::string& message) {
  const std::type_info* info = abi::__cxa_current_exception_type();
  type = "C++:" + (info != nullptr ? readable_name(*info) : std::string("unknown"));
  std::string what;
  if (is_handled<std::exception>(what) || is_handled<const char*>(what) ||
      is_handled<std::string>(what)) {
    message = what;
  }
  if (info != nullptr && *info == typeid(std::runtime_error)) type = "RuntimeError";
}

}  // namespace

std::string readable_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  return status == 0 ? text.get() : type.name();
}

bool run_guarded(const std::vector<ExceptionMapping>& mappings, void (*call)(void*), void* context,
                 Arena& arena, Outcome& outcome) {
  try {
    call(context);
    return true;
  } catch (const abi::__forced_unwind&) {
    throw;  // a thread that ends, not an exception
  } catch (...) {
    enter(Phase::codec);
    std::string type, message;
    if (!translate(mappings, type, message) && !translate(standard_mappings(), type, message)) {
      name_unmapped(type, message);
    }
    const NodeId type_id = arena.str(type);
    const NodeId message_id = store_utf8(message, arena, {});
    outcome.result = Raised{arena.view(type_id), arena.view(message_id), true};
    return false;
  }
}

bool can_change(Kind kind) {
  switch (kind) {
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
    case Kind::dict:
    case Kind::bytearray:
    case Kind::record:
      return true;
    default:
      return false;
  }
}

bool differs(ValueView before, ValueView after) { return !same(before, after); }

bool is_same_object(ValueView one, ValueView other) {
  return one && other && one.arena() == other.arena() && one.id() == other.id() &&
         has_identity(one.node());
}

void spread_states(std::span<const ValueView> arguments,
                   const std::vector<PortParameter>& parameters, std::vector<NodeId>& states) {
  const auto is_in_out = [&](std::size_t i) {
    return i < parameters.size() && parameters[i].in_out;
  };
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i] == kUnchanged || !is_in_out(i)) continue;
    for (std::size_t j = 0; j < states.size(); ++j) {
      if (!is_in_out(j) && is_same_object(arguments[i], arguments[j])) states[j] = states[i];
    }
  }
}

void finish_after(std::span<const ValueView> arguments, const std::vector<NodeId>& states,
                  Arena& arena, Outcome& outcome) {
  std::vector<NodeId> all;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (states[i] != kUnchanged) {
      all.push_back(states[i]);
    } else {
      all.push_back(arguments[i] ? copy(arguments[i], arena) : arena.none());
    }
  }
  const NodeId args = arena.container(Kind::tuple, all);
  const NodeId kwargs = arena.container(Kind::dict);
  outcome.after = {arena.view(args), arena.view(kwargs)};
}

}  // namespace portproof::bind
