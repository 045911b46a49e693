// Holds the ports that register themselves, and the word that says which call a worker is in.
#include <cxxabi.h>

#include "replay/bind/exceptions.h"
#include "replay/bind/function.h"
#include "replay/bind/wrapper.h"

namespace portproof {
namespace {

std::uint64_t nowhere = 0;

std::vector<std::unique_ptr<PortFunction>>& owned_ports() {
  static std::vector<std::unique_ptr<PortFunction>> ports;
  return ports;
}

}  // namespace

std::uint64_t volatile* progress_word = &nowhere;

std::vector<const PortFunction*>& registered_ports() {
  static std::vector<const PortFunction*> ports;
  return ports;
}

namespace bind {

std::string mistake_of(const Options& options, const std::vector<bool>& numbers) {
  const std::size_t count = numbers.size();
  const auto option = [&](const std::string& text) {
    return text + ", but the port takes " + std::to_string(count) + " parameters, counted from 0";
  };
  for (const ExceptionMapping& mapping : options.mappings) {
    if (mapping.type.find(':') != std::string::npos || is_builtin_exception(mapping.type)) continue;
    return ".raises<E>(\"" + mapping.type +
           "\"): no builtin exception has this name; write \"module:" + mapping.type + "\"";
  }
  const int returned = options.returned_argument;
  if (returned < -1 || (returned >= 0 && static_cast<std::size_t>(returned) >= count)) {
    return option(".returns_argument(" + std::to_string(returned) + ")");
  }
  for (const auto& [length, of] : options.lengths) {
    const std::string text =
        ".length_of(" + std::to_string(length) + ", " + std::to_string(of) + ")";
    if (length >= count || of >= count) return option(text);
    if (!numbers[length]) return text + ", but that parameter is no integer";
    if (length == of) return text + ": a parameter is no length of itself";
  }
  return {};
}

void add_port(std::unique_ptr<PortFunction> port) {
  registered_ports().push_back(port.get());
  owned_ports().push_back(std::move(port));
}

NodeId store_unknown(const std::type_info& type, Arena& arena) {
  return arena.text(Kind::opaque, "C++:" + readable_name(type));
}

}  // namespace bind
}  // namespace portproof
