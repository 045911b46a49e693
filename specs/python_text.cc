// Prints Values and Calls as Python expressions that a person can read and paste.
#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "specs/codec.h"
#include "specs/codec_text.h"
#include "specs/python_escape.h"

namespace portproof {

using detail::append_bytes;
using detail::append_name;
using detail::append_str;
using detail::is_identifier;

namespace {

constexpr std::string_view kCut = "…";
// Shared nodes are printed each time they occur, so that a small value can have an endless text.
constexpr std::size_t kLongest = std::size_t{16} << 20;
constexpr std::size_t kDecimalHexDigits = 49;  // below 60 decimal digits

void append_float(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "float('nan')";
  } else if (std::isinf(value)) {
    out += value > 0 ? "float('inf')" : "float('-inf')";
  } else {
    wire::append_float(out, value);
  }
}

void append_big_integer(std::string& out, std::string_view hex) {
  const bool negative = hex.starts_with('-');
  const std::string_view digits = hex.substr(negative ? 1 : 0);
  if (digits.size() - 2 > kDecimalHexDigits) {
    out += hex;
    return;
  }
  if (negative) out += '-';
  out += boost::multiprecision::cpp_int(std::string(digits)).str();
}

/// "module:Outer.Inner" without its module.
std::string_view after_module(std::string_view type) {
  const std::size_t colon = type.find(':');
  return colon == std::string_view::npos ? type : type.substr(colon + 1);
}

struct ExtensionForm {
  std::string_view tag;
  std::string_view open;
};
constexpr ExtensionForm kForms[] = {
    {"datetime", "datetime.datetime.fromisoformat("},
    {"date", "datetime.date.fromisoformat("},
    {"time", "datetime.time.fromisoformat("},
    {"timedelta", "datetime.timedelta("},
    {"decimal", "decimal.Decimal("},
    {"fraction", "fractions.Fraction("},
    {"uuid", "uuid.UUID("},
    {"range", "range("},
    {"slice", "slice("},
};

/// A container half printed. Children are printed from `next` up to `end`, then `close`.
struct Frame {
  ValueView value;
  std::uint32_t next = 0;
  std::uint32_t end = 0;
  bool first = true;
  std::string_view close;
};

class PythonWriter {
 public:
  PythonWriter(std::string& out, std::size_t limit) : out_(out), limit_(limit) {}

  void write(ValueView root) {
    begin(root);
    while (!stack_.empty() && out_.size() <= limit_) step();
  }
  bool full() const { return out_.size() > limit_; }
  /// `name=`, or `**{'odd name': ` whose end `argument_close` gives.
  void argument_open(std::string_view name) {
    if (is_identifier(name)) {
      out_.append(name).append("=");
    } else {
      out_ += "**{";
      append_str(out_, name, limit_);
      out_ += ": ";
    }
  }
  static std::string_view argument_close(std::string_view name) {
    return is_identifier(name) ? "" : "}";
  }

 private:
  void begin(ValueView value);
  void begin_container(ValueView value);
  void begin_enumeration(ValueView value);
  void begin_extension(ValueView value);
  void step();
  void step_record(Frame& frame);
  void push(ValueView value, std::uint32_t first, std::uint32_t end, std::string_view close) {
    stack_.push_back({value, first, end, true, close});
  }

  std::string& out_;
  std::size_t limit_;
  std::vector<Frame> stack_;
};

void PythonWriter::begin(ValueView value) {
  switch (value.kind()) {
    case Kind::none:
      out_ += "None";
      return;
    case Kind::boolean:
      out_ += value.boolean() ? "True" : "False";
      return;
    case Kind::integer:
      out_ += std::to_string(value.integer());
      return;
    case Kind::big_integer:
      append_big_integer(out_, value.text());
      return;
    case Kind::floating:
      append_float(out_, value.number());
      return;
    case Kind::str:
      append_str(out_, value.text(), limit_);
      return;
    case Kind::bytes:
      append_bytes(out_, value.text(), limit_);
      return;
    case Kind::bytearray:
      out_ += "bytearray(";
      append_bytes(out_, value.text(), limit_);
      out_ += ')';
      return;
    case Kind::opaque:
      out_ += '<';
      append_name(out_, value.text());
      out_ += '>';
      return;
    case Kind::enumeration:
      begin_enumeration(value);
      return;
    case Kind::extension:
      begin_extension(value);
      return;
    default:
      begin_container(value);
      return;
  }
}

void PythonWriter::begin_container(ValueView value) {
  const std::uint32_t size = value.size();
  switch (value.kind()) {
    case Kind::complex:
      out_ += "complex(";
      push(value, 0, size, ")");
      return;
    case Kind::list:
      out_ += '[';
      push(value, 0, size, "]");
      return;
    case Kind::tuple:
      out_ += '(';
      push(value, 0, size, size == 1 ? ",)" : ")");
      return;
    case Kind::set:
      out_ += size == 0 ? "set(" : "{";
      push(value, 0, size, size == 0 ? ")" : "}");
      return;
    case Kind::frozenset:
      out_ += size == 0 ? "frozenset(" : "frozenset({";
      push(value, 0, size, size == 0 ? ")" : "})");
      return;
    case Kind::dict:
      out_ += '{';
      push(value, 0, size, "}");
      return;
    default:
      break;
  }
  append_name(out_, after_module(value[0].text()));
  out_ += '(';
  push(value, value[1].is(Kind::none) ? 2 : 1, size, ")");
}

void PythonWriter::begin_enumeration(ValueView value) {
  append_name(out_, after_module(value[0].text()));
  if (value[1].is(Kind::str)) {
    out_ += '.';
    append_name(out_, value[1].text());
    return;
  }
  out_ += '(';
  push(value, 2, value.size(), ")");
}

void PythonWriter::begin_extension(ValueView value) {
  const std::string_view tag = value[0].text();
  const std::uint32_t size = value.size();
  if (tag == "constant") {
    append_name(out_, value[1].text() == "Ellipsis" ? "..." : value[1].text());
    return;
  }
  if (tag == "path") {
    out_ += "pathlib.";
    append_name(out_, value[1].text());
    out_ += '(';
    push(value, 2, size, ")");
    return;
  }
  const auto* form =
      std::find_if(std::begin(kForms), std::end(kForms),
                   [&](const ExtensionForm& candidate) { return candidate.tag == tag; });
  if (form == std::end(kForms)) {
    append_name(out_, tag);
    out_ += '(';
  } else {
    out_ += form->open;
  }
  // An instant in the repeated hour is written ["…", 1].
  const bool fold = (tag == "datetime" || tag == "time") && size == 3;
  push(value, 1, fold ? 2 : size, fold ? ").replace(fold=1)" : ")");
}

void PythonWriter::step() {
  Frame& frame = stack_.back();
  if (frame.next >= frame.end) {
    out_ += frame.close;
    stack_.pop_back();
    return;
  }
  if (frame.value.is(Kind::record)) {
    step_record(frame);
    return;
  }
  if (frame.value.is(Kind::dict) && frame.next % 2 == 1) {
    out_ += ": ";
  } else if (!frame.first) {
    out_ += ", ";
  }
  frame.first = false;
  begin(frame.value[frame.next++]);
}

/// A record's children: type, base, then field name and value in turn.
void PythonWriter::step_record(Frame& frame) {
  const ValueView record = frame.value;
  const std::uint32_t index = frame.next++;
  const bool name = index >= 2 && index % 2 == 0;
  if (index > 2 && name) out_ += argument_close(record[index - 2].text());
  if (!frame.first && name) out_ += ", ";
  frame.first = false;
  if (name) {
    argument_open(record[index].text());
    return;
  }
  if (index + 1 == frame.end && index > 2 && !is_identifier(record[index - 1].text())) {
    frame.close = "})";
  }
  begin(record[index]);
}

void cut(std::string& out, std::size_t limit) {
  if (out.size() <= limit) return;
  std::size_t end = limit > kCut.size() ? limit - kCut.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0U) == 0x80) --end;
  out.resize(end);
  out += kCut;
}

}  // namespace

std::string to_python(ValueView value, std::size_t limit) {
  limit = std::min(limit, kLongest);
  std::string out;
  PythonWriter(out, limit).write(value);
  cut(out, limit);
  return out;
}

std::string to_python(std::string_view function, const Call& call, std::size_t limit) {
  limit = std::min(limit, kLongest);
  std::string out;
  append_name(out, after_module(function));
  out += '(';
  PythonWriter writer(out, limit);
  bool first = true;
  const auto separate = [&] {
    if (!first) out += ", ";
    first = false;
  };
  for (std::uint32_t i = 0; call.args && i < call.args.size() && !writer.full(); ++i) {
    separate();
    writer.write(call.args[i]);
  }
  for (std::uint32_t i = 0; call.kwargs && i < call.kwargs.size() && !writer.full(); i += 2) {
    separate();
    const std::string_view name = call.kwargs[i].text();
    writer.argument_open(name);
    writer.write(call.kwargs[i + 1]);
    out += PythonWriter::argument_close(name);
  }
  out += ')';
  cut(out, limit);
  return out;
}

}  // namespace portproof
