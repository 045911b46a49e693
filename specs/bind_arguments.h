// Gives each parameter of a function its argument, as Python does when the function is called.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "specs/outcome.h"
#include "specs/trace.h"
#include "specs/value.h"

namespace portproof {

struct Spec;

/// One value per parameter. Reused from call to call, so that binding stops allocating. Views are
/// valid until the next bind into it, and as long as the call they came from.
struct BoundArguments {
  std::vector<ValueView> values;  // empty view: not given, and no default filled in
  std::vector<bool> given;        // by the call itself
  std::string error;              // why it could not be bound
  Arena rest;                     // what *args and **kwargs hold where they are part of the call
};

enum class Defaults { leave, fill };

/// Prepared once for a function. `*args` binds the tuple of the positional arguments left over,
/// `**kwargs` the dict of the keyword arguments left over (both may be empty, and are always
/// given).
class ArgumentBinder {
 public:
  ArgumentBinder() = default;
  explicit ArgumentBinder(std::vector<SignatureParameter> parameters);
  /// From the parameters of a spec.
  explicit ArgumentBinder(const Spec& spec);

  /// False where Python would not call the function so ("too many arguments: 3, takes 2"); then
  /// `bound.error` says why. A default that is opaque (not encodable) is left empty.
  bool bind(const Call& call, Defaults defaults, BoundArguments& bound) const;

  std::size_t size() const { return parameters_.size(); }
  const std::vector<SignatureParameter>& parameters() const { return parameters_; }
  std::optional<std::size_t> index_of(std::string_view name) const;

 private:
  void prepare();
  bool bind_positional(ValueView args, BoundArguments& bound) const;
  bool bind_keywords(ValueView kwargs, BoundArguments& bound) const;
  bool finish(Defaults defaults, BoundArguments& bound) const;

  std::vector<SignatureParameter> parameters_;
  std::vector<std::size_t> positional_;  // indices of those that take a positional argument
  std::optional<std::size_t> var_positional_, var_keyword_;
};

}  // namespace portproof
