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

void add_port(std::unique_ptr<PortFunction> port) {
  registered_ports().push_back(port.get());
  owned_ports().push_back(std::move(port));
}

NodeId store_unknown(const std::type_info& type, Arena& arena) {
  return arena.text(Kind::opaque, "C++:" + readable_name(type));
}

}  // namespace bind
}  // namespace portproof
