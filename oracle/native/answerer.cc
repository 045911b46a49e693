// The native half of the worker that answers for an original: lines of calls in, traces out.
#include "oracle/native/answerer.h"

#include "oracle/native/types.h"
#include "specs/content_id.h"

namespace portproof {

Answerer::Answerer(const std::vector<std::string>& record_types, const std::string& name,
                   PyObject* module)
    : decoder_(record_types) {
  decoder_.look_in(name, module);
}

Ref Answerer::object_of(ValueView value) {
  Ref object = decoder_.decode(value);
  if (!object) throw Unsupported(decoder_.reason(), decoder_.reason());
  return object;
}

void Answerer::rebuild(std::string_view line, Ref& args, Ref& kwargs) {
  const Call call = reader_.read_call(line);
  decoder_.reset();
  args = Ref(PyTuple_New(static_cast<Py_ssize_t>(call.args.size())));
  for (std::uint32_t i = 0; i < call.args.size(); ++i) {
    PyTuple_SET_ITEM(args.get(), static_cast<Py_ssize_t>(i), object_of(call.args[i]).release());
  }
  kwargs = Ref(PyDict_New());
  for (std::uint32_t i = 0; i < call.kwargs.size(); i += 2) {
    const Ref name = str_from_wtf8(call.kwargs[i].text());
    PyDict_SetItem(kwargs.get(), name.get(), object_of(call.kwargs[i + 1]).get());
  }
  before_.arena.clear();
  before_.encode(args.get(), kwargs.get());
  call_.clear();
  write_call(call_, before_.call());
}

const std::string& Answerer::trace(PyObject* args, PyObject* kwargs, PyObject* returned,
                                   PyObject* raised) {
  after_.arena.clear();
  content_.clear();
  write_content_after(content_, before_, call_, after_, args, kwargs, returned, raised);
  line_ = "{\"id\":\"";
  line_ += content_id(content_).text();
  line_ += "\",";
  line_ += content_;
  line_ += "}\n";
  decoder_.reset();  // the objects end with their call
  before_.encoder.reset();
  after_.encoder.reset();
  return line_;
}

}  // namespace portproof
