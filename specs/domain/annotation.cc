// Reads the kinds that a Python annotation names.
#include <array>
#include <utility>

#include "specs/domain/domain.h"
#include "specs/domain/observe.h"

namespace portproof {
namespace {

struct Known {
  std::string_view name;
  Kind kind;
  std::string_view type;
};

/// By the last part of the name, whatever module it is written with.
constexpr std::array<Known, 36> kKnown{{
    {"None", Kind::none, {}},
    {"NoneType", Kind::none, {}},
    {"bool", Kind::boolean, {}},
    {"int", Kind::integer, {}},
    {"float", Kind::floating, {}},
    {"complex", Kind::complex, {}},
    {"str", Kind::str, {}},
    {"AnyStr", Kind::str, {}},
    {"bytes", Kind::bytes, {}},
    {"bytearray", Kind::bytearray, {}},
    {"list", Kind::list, {}},
    {"List", Kind::list, {}},
    {"Sequence", Kind::list, {}},
    {"MutableSequence", Kind::list, {}},
    {"Iterable", Kind::list, {}},
    {"Collection", Kind::list, {}},
    {"tuple", Kind::tuple, {}},
    {"Tuple", Kind::tuple, {}},
    {"set", Kind::set, {}},
    {"Set", Kind::set, {}},
    {"AbstractSet", Kind::set, {}},
    {"MutableSet", Kind::set, {}},
    {"frozenset", Kind::frozenset, {}},
    {"FrozenSet", Kind::frozenset, {}},
    {"dict", Kind::dict, {}},
    {"Dict", Kind::dict, {}},
    {"Mapping", Kind::dict, {}},
    {"MutableMapping", Kind::dict, {}},
    {"datetime", Kind::extension, "datetime"},
    {"date", Kind::extension, "date"},
    {"time", Kind::extension, "time"},
    {"timedelta", Kind::extension, "timedelta"},
    {"Decimal", Kind::extension, "decimal"},
    {"Fraction", Kind::extension, "fraction"},
    {"UUID", Kind::extension, "uuid"},
    {"Path", Kind::extension, "path"},
}};

class AnnotationReader {
 public:
  explicit AnnotationReader(std::string_view text) : text_(text) {}

  /// `A | B`; what is not known adds nothing.
  Domain read(std::size_t depth) {
    Domain domain = one(depth);
    skip();
    while (peek() == '|') {
      ++at_;
      merge(domain, one(depth));
      skip();
    }
    return domain;
  }

  bool at_end() {
    skip();
    return at_ == text_.size();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip() {
    while (peek() == ' ' || peek() == '\'' || peek() == '"') ++at_;
  }

  std::string_view name() {
    skip();
    std::size_t start = at_;
    for (char c = peek(); c != '\0' && std::string_view("[],|'\" ()").find(c) == std::string::npos;
         c = peek()) {
      if (c == '.' && text_.substr(at_, 3) != "...") start = at_ + 1;
      at_ += text_.substr(at_, 3) == "..." ? 3 : 1;
    }
    return text_.substr(start, at_ - start);
  }

  Domain one(std::size_t depth) {
    const std::string_view word = name();
    skip();
    std::vector<Domain> arguments;
    bool ellipsis = false, empty = false;
    const bool literal = word == "Literal";
    if (peek() == '[' && (depth >= kMaxDomainDepth || literal)) {
      pass_over();
    } else if (peek() == '[') {
      ++at_;
      skip();
      while (at_ < text_.size() && peek() != ']') {
        const std::size_t before = at_;
        if (text_.substr(at_, 3) == "...") {
          ellipsis = true;
          at_ += 3;
        } else if (text_.substr(at_, 2) == "()") {
          empty = true;
          at_ += 2;
        } else {
          arguments.push_back(read(depth + 1));
        }
        skip();
        if (peek() == ',') ++at_;
        skip();
        if (at_ == before) ++at_;  // a character that no annotation of ours has
      }
      if (peek() == ']') ++at_;
    }
    return named(word, std::move(arguments), ellipsis, empty);
  }

  void pass_over() {
    int open = 0;
    do {
      if (peek() == '[') ++open;
      if (peek() == ']') --open;
      ++at_;
    } while (open > 0 && at_ < text_.size());
  }

  static Domain named(std::string_view word, std::vector<Domain> arguments, bool ellipsis,
                      bool empty) {
    Domain domain;
    if (word == "Optional" || word == "Union" || word == "Annotated" || word == "Final") {
      if (word == "Annotated" && arguments.size() > 1) arguments.resize(1);
      for (const Domain& each : arguments) merge(domain, each);
      if (word == "Optional") merge(domain, Domain{{Alternative{}}});
      return domain;
    }
    for (const Known& known : kKnown) {
      if (known.name != word) continue;
      Alternative alternative{known.kind, false, std::string(known.type), {}, {}};
      switch (known.kind) {
        case Kind::list:
        case Kind::set:
        case Kind::frozenset:
          arguments.resize(1);
          alternative.parts = std::move(arguments);
          break;
        case Kind::dict:
          arguments.resize(2);
          alternative.parts = std::move(arguments);
          break;
        case Kind::tuple:
          alternative.fixed = (!arguments.empty() && !ellipsis) || empty;
          if (!alternative.fixed) arguments.resize(1);
          alternative.parts = std::move(arguments);
          break;
        default:
          break;
      }
      domain.alternatives.push_back(std::move(alternative));
      break;
    }
    if (word == "AnyStr") merge(domain, Domain{{Alternative{Kind::bytes, false, {}, {}, {}}}});
    return domain;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Domain domain_of_annotation(std::string_view annotation) {
  AnnotationReader reader(annotation);
  Domain domain = reader.read(0);
  return reader.at_end() ? domain : Domain();
}

Domain domain_of(ValueView value) {
  Observation observation;
  observation.add(value);
  return observation.domain();
}

}  // namespace portproof
