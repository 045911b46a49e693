// Rebuilds Python objects from Values, without recursion. Imports nothing that a Value names.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "oracle/native/python.h"
#include "specs/value.h"

namespace portproof {

class Decoder {
 public:
  /// `record_types`: the only classes that records and enums are rebuilt as, where they are loaded.
  explicit Decoder(const std::vector<std::string>& record_types)
      : allowed_(record_types.begin(), record_types.end()) {}

  /// Classes of the module `name` are those of `module`, whatever stands in sys.modules.
  void look_in(const std::string& name, PyObject* module) {
    own_name_ = name;
    own_module_ = Ref::borrow(module);
  }
  /// Starts a new call, or goes on to values of another arena: objects are fresh.
  void reset() { memo_.clear(); }
  /// Null where the value cannot be rebuilt; `reason()` says why.
  Ref decode(ValueView view);
  const std::string& reason() const { return reason_; }

 private:
  struct Frame {
    ValueView view;
    std::uint32_t next;
    std::size_t base;  // of its parts in built_
  };

  bool begin(ValueView view);
  Ref leaf(ValueView view);
  Ref make(ValueView view, PyObject* const* parts, std::size_t count);
  Ref table(ValueView view, PyObject* const* parts, std::size_t count);
  Ref record(ValueView view, PyObject* const* parts, std::size_t count);
  Ref enumeration(ValueView view, PyObject* const* parts);
  Ref find_class(const std::string& name);
  Ref fail(const std::string& why);

  std::set<std::string> allowed_;
  std::string own_name_;
  Ref own_module_;
  std::unordered_map<NodeId, Ref> memo_;
  std::vector<Frame> stack_;
  std::vector<Ref> built_;
  std::vector<PyObject*> parts_;
  std::string reason_;
};

/// One of the standard extension types. Null where the value is none (a hand-edited line).
Ref make_extension(ValueView view, PyObject* const* parts, std::size_t count);
/// An instance of `type` with the content `content` (None: of no builtin, or of a named tuple) and
/// the fields `parts`: name, value, … Made beneath the class's own code: nothing of it runs. Null
/// where instances of the class are not made of that.
Ref make_instance(PyTypeObject* type, PyObject* content, PyObject* const* parts, std::size_t count);

}  // namespace portproof
