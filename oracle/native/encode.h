// Turns Python objects into Values, without recursion and without running code of their classes.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

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
    PyObject* object;
    Kind kind;
    NodeId target;
    std::size_t base;              // of its nodes in done_
    std::size_t first, next, end;  // its parts in parts_
  };
  static constexpr NodeId kOpen = UINT32_MAX;

  bool begin(PyObject* object, Arena& arena);
  bool leaf(PyObject* object, Arena& arena, bool& done);
  bool extension(PyObject* object, Arena& arena, bool& done);
  bool container(PyObject* object, Arena& arena);
  void dict(PyObject* object, PyObject* identity, Arena& arena);
  bool record(PyObject* object, Arena& arena);
  bool enumeration(PyObject* object, Arena& arena);
  bool parts_of_record(PyObject* object);
  bool refuse_types(PyTypeObject* type);
  void open(PyObject* object, Kind kind, Arena& arena, bool identity);
  void close(Arena& arena);
  void push_part(PyObject* owned) { parts_.push_back(owned); }
  bool extension_text(const char* tag, PyObject* text, Arena& arena);
  bool fail(const std::string& what);
  void drop_parts(std::size_t from);

  std::unordered_map<PyObject*, NodeId> memo_;
  std::vector<Ref> kept_;
  std::vector<Frame> stack_;
  std::vector<PyObject*> parts_;  // owned
  std::vector<NodeId> done_;
  PyObject* dict_content_ = nullptr;  // an instance of a subclass of dict, to be read as a dict
  std::string path_, reason_, kind_, text_;
};

}  // namespace portproof
