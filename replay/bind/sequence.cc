// Converts sequences, fixed arrays, bytes, tuples and sets, known by their looks.
#include "replay/bind/sequence.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "specs/codec.h"

namespace portproof::bind {

bool is_sequence(ValueView view) { return view.is(Kind::list) || view.is(Kind::tuple); }

std::string template_name(const char* mangled) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(mangled, nullptr, nullptr, &status), std::free);
  std::string name = status == 0 ? text.get() : mangled;
  for (std::size_t at = 0; (at = name.find("__cxx11::")) != std::string::npos;) name.erase(at, 9);
  return name.substr(0, name.find('<'));
}

bool wrong_length(std::size_t expected, std::size_t got, const std::string& type,
                  std::string& why) {
  why = type + " holds " + std::to_string(expected) + " elements, not " + std::to_string(got);
  return false;
}

bool merged(const std::string& type, std::string& why) {
  why = "elements or keys that differ in Python are one in " + type;
  return false;
}

NodeId make_set(Kind kind, std::vector<NodeId>& items, Arena& arena) {
  std::vector<std::pair<std::string, NodeId>> keyed;
  for (const NodeId item : items) keyed.emplace_back(to_json(arena.view(item)), item);
  std::sort(keyed.begin(), keyed.end());
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = keyed[i].second;
  return arena.container(kind, items);
}

}  // namespace portproof::bind
