// Turns Python objects into Values, without recursion and without running code of their classes.
#pragma once

#include <initializer_list>
#include <string>
#include <unordered_map>
#include <vector>

#include "oracle/native/identity_map.h"
#include "oracle/native/layout.h"
#include "oracle/native/python.h"
#include "specs/value.h"

namespace portproof {

/// Encodes the values of one call. Objects that occur twice become one node. Reused for many calls.
class Encoder {
 public:
  /// Forgets the objects of the last call.
  void reset();
  /// False: `reason()` says what cannot be encoded, and where ("args[0][1] is a generator").
  bool encode(PyObject* object, Arena& arena, NodeId& id, const std::string& path);
  const std::string& reason() const { return reason_; }
  /// The reason without the place, to be counted with its like.
  const std::string& kind_of_reason() const { return kind_; }

 private:
  struct Frame {
    PyObject* object;  // null for the content of a record, which is no object of its own
    Kind kind;
    NodeId target;
    std::size_t base;              // of its nodes in done_
    std::size_t first, next, end;  // its parts in parts_, which of them is next; list and tuple
                                   // have none there: they are read themselves
  };
  enum class Step { no, done, failed };
  static constexpr NodeId kOpen = UINT32_MAX;

  bool begin(PyObject* object, Arena& arena);
  PyObject* next_part(Frame& frame);
  void close(Arena& arena);
  Step leaf(PyObject* object, Arena& arena);
  Step str(PyObject* object, Arena& arena);
  Step text(Kind kind, const char* bytes, Py_ssize_t size, Arena& arena);
  bool container(PyObject* object, Arena& arena);
  void dict(PyObject* object, PyObject* identity, Arena& arena);
  void enumeration(PyObject* object, Arena& arena);
  Step extension(PyObject* object, Arena& arena);
  Step moment(PyObject* object, Arena& arena);
  Step extension_parts(PyObject* object, const char* tag, std::initializer_list<PyObject*> parts,
                       Arena& arena);
  Step extension_text(PyObject* object, const char* tag, PyObject* owned, Arena& arena);
  bool record(PyObject* object, Arena& arena);
  bool parts_of_record(PyObject* object, const Layout& layout);
  bool fields_of_record(PyObject* object, const Layout& layout);
  bool add_field(PyObject* name, PyObject* value);
  const Layout& layout(PyTypeObject* type);

  void open(PyObject* object, Kind kind, Arena& arena);
  void finish(PyObject* object, NodeId id);
  void push_part(PyObject* owned) { parts_.push_back(owned); }
  void drop_parts(std::size_t from);
  /// "args[0] is a generator"; without a verb, no place is named.
  bool fail(const std::string& what, const char* verb = " is ");
  std::string step_into(const Frame& frame) const;
  std::string place() const;

  IdentityMap memo_;
  std::vector<Ref> kept_;  // what memo_ knows, so that no address is used twice
  std::unordered_map<PyTypeObject*, Layout> layouts_;
  std::vector<Frame> stack_;
  std::vector<PyObject*> parts_;  // owned
  std::vector<NodeId> done_;
  PyObject* dict_content_ = nullptr;  // an instance of a subclass of dict, to be read as a dict
  std::string path_, reason_, kind_, text_;
};

}  // namespace portproof
