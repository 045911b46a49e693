// Encodes the standard extension types: dates, Decimal, Fraction, UUID, paths, ranges, constants.
#include <cstring>

#include "oracle/native/encode.h"
#include "oracle/native/types.h"

namespace portproof {
namespace {

bool has_datetime() {
  static bool ready = false;
  if (!ready && PyDict_GetItemString(PyImport_GetModuleDict(), "datetime") != nullptr) {
    PyDateTime_IMPORT;
    ready = PyDateTimeAPI != nullptr;
    PyErr_Clear();  // the pure Python datetime has no C API
  }
  return ready;
}

/// Whether a type is a module's own. First by its name, for which nothing is looked up.
bool is_type(PyTypeObject* type, const char* module, const char* name) {
  const char* dot = std::strrchr(type->tp_name, '.');
  return std::strcmp(dot != nullptr ? dot + 1 : type->tp_name, name) == 0 &&
         type == loaded_type(module, name);
}

}  // namespace

/// Takes over the parts. Null ones become None.
Encoder::Step Encoder::extension_parts(PyObject* object, const char* tag,
                                       std::initializer_list<PyObject*> parts, Arena& arena) {
  PyErr_Clear();
  open(object, Kind::extension, arena);
  done_.push_back(arena.str(tag));
  for (PyObject* part : parts) push_part(part != nullptr ? part : Py_NewRef(Py_None));
  stack_.back().end = parts_.size();
  return Step::done;
}

/// Takes over the text.
Encoder::Step Encoder::extension_text(PyObject* object, const char* tag, PyObject* owned,
                                      Arena& arena) {
  const Ref holder(owned);
  if (!holder || !PyUnicode_Check(owned) || !wtf8_of(owned, text_)) {
    fail(std::string("a ") + tag + " that does not print");
    return Step::failed;
  }
  const NodeId parts[] = {arena.str(tag), arena.str(text_)};
  finish(object, arena.container(Kind::extension, parts));
  return Step::done;
}

/// datetime, date, time and timedelta. A time zone of a class of its own would run: it stays
/// opaque.
Encoder::Step Encoder::moment(PyObject* object, Arena& arena) {
  if (PyDelta_CheckExact(object)) {
    return extension_parts(object, "timedelta",
                           {PyLong_FromLong(PyDateTime_DELTA_GET_DAYS(object)),
                            PyLong_FromLong(PyDateTime_DELTA_GET_SECONDS(object)),
                            PyLong_FromLong(PyDateTime_DELTA_GET_MICROSECONDS(object))},
                           arena);
  }
  const bool datetime = PyDateTime_CheckExact(object), time = PyTime_CheckExact(object);
  if (!datetime && !time && !PyDate_CheckExact(object)) return Step::no;
  const char* tag = datetime ? "datetime" : time ? "time" : "date";
  if (datetime || time) {
    const Ref zone(PyObject_GetAttrString(object, "tzinfo"));
    if (zone.get() != Py_None && Py_TYPE(zone.get()) != Py_TYPE(PyDateTime_TimeZone_UTC)) {
      return Step::no;
    }
    const int fold = datetime ? PyDateTime_DATE_GET_FOLD(object) : PyDateTime_TIME_GET_FOLD(object);
    if (fold != 0) {
      return extension_parts(
          object, tag, {PyObject_CallMethod(object, "isoformat", nullptr), PyLong_FromLong(1)},
          arena);
    }
  }
  return extension_text(object, tag, PyObject_CallMethod(object, "isoformat", nullptr), arena);
}

Encoder::Step Encoder::extension(PyObject* object, Arena& arena) {
  PyTypeObject* type = Py_TYPE(object);
  const auto attribute = [&](const char* name) { return PyObject_GetAttrString(object, name); };
  if (object == Py_Ellipsis || object == Py_NotImplemented) {
    const char* name = object == Py_Ellipsis ? "Ellipsis" : "NotImplemented";
    return extension_text(object, "constant", PyUnicode_FromString(name), arena);
  }
  if (type == &PyRange_Type || type == &PySlice_Type) {
    return extension_parts(object, type == &PyRange_Type ? "range" : "slice",
                           {attribute("start"), attribute("stop"), attribute("step")}, arena);
  }
  if (has_datetime()) {
    if (const Step step = moment(object, arena); step != Step::no) return step;
  }
  if (is_type(type, "decimal", "Decimal")) {
    return extension_text(object, "decimal", PyObject_Str(object), arena);
  }
  if (is_type(type, "uuid", "UUID")) {
    return extension_text(object, "uuid", PyObject_Str(object), arena);
  }
  if (is_type(type, "fractions", "Fraction")) {
    return extension_parts(object, "fraction", {attribute("_numerator"), attribute("_denominator")},
                           arena);
  }
  for (const char* name : {"PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"}) {
    if (!is_type(type, "pathlib", name)) continue;
    return extension_parts(object, "path", {PyUnicode_FromString(name), PyObject_Str(object)},
                           arena);
  }
  return Step::no;
}

}  // namespace portproof
