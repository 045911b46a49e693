// Gives each parameter of a function its argument, as Python does when the function is called.
#include "specs/bind_arguments.h"

#include <algorithm>
#include <utility>

#include "specs/spec.h"

namespace portproof {

ArgumentBinder::ArgumentBinder(std::vector<SignatureParameter> parameters)
    : parameters_(std::move(parameters)) {
  prepare();
}

ArgumentBinder::ArgumentBinder(const Spec& spec) {
  parameters_.reserve(spec.parameters.size());
  for (const Parameter& parameter : spec.parameters) {
    parameters_.push_back({parameter.name, parameter.passing, parameter.has_default,
                           parameter.default_value, std::string()});
  }
  prepare();
}

void ArgumentBinder::prepare() {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    switch (parameters_[i].passing) {
      case Passing::positional_only:
      case Passing::positional_or_keyword:
        positional_.push_back(i);
        break;
      case Passing::var_positional:
        var_positional_ = i;
        break;
      case Passing::var_keyword:
        var_keyword_ = i;
        break;
      case Passing::keyword_only:
        break;
    }
  }
}

std::optional<std::size_t> ArgumentBinder::index_of(std::string_view name) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].name == name) return i;
  }
  return std::nullopt;
}

bool ArgumentBinder::bind(const Call& call, Defaults defaults, BoundArguments& bound) const {
  bound.values.assign(parameters_.size(), ValueView());
  bound.given.assign(parameters_.size(), false);
  bound.rest.clear();
  return bind_positional(call.args, bound) && bind_keywords(call.kwargs, bound) &&
         finish(defaults, bound);
}

bool ArgumentBinder::bind_positional(ValueView args, BoundArguments& bound) const {
  const std::uint32_t count = args ? args.size() : 0;
  const auto taken = static_cast<std::uint32_t>(std::min<std::size_t>(count, positional_.size()));
  for (std::uint32_t i = 0; i < taken; ++i) {
    bound.values[positional_[i]] = args[i];
    bound.given[positional_[i]] = true;
  }
  if (var_positional_) {
    bound.given[*var_positional_] = true;
    if (taken == 0 && args) {
      bound.values[*var_positional_] = args;
      return true;
    }
    std::vector<NodeId> left;
    for (std::uint32_t i = taken; i < count; ++i) left.push_back(copy(args[i], bound.rest));
    const NodeId tuple = bound.rest.container(Kind::tuple, left);
    bound.values[*var_positional_] = bound.rest.view(tuple);
    return true;
  }
  if (count > taken) {
    bound.error = "too many positional arguments: " + std::to_string(count) + ", takes " +
                  std::to_string(positional_.size());
    return false;
  }
  return true;
}

bool ArgumentBinder::bind_keywords(ValueView kwargs, BoundArguments& bound) const {
  const std::uint32_t count = kwargs ? kwargs.size() : 0;
  std::vector<NodeId> left;
  bool all_left = true;
  for (std::uint32_t i = 0; i < count; i += 2) {
    const std::string_view name = kwargs[i].text();
    std::size_t index = 0;
    while (index < parameters_.size() &&
           (parameters_[index].name != name ||
            (parameters_[index].passing != Passing::positional_or_keyword &&
             parameters_[index].passing != Passing::keyword_only))) {
      ++index;
    }
    if (index < parameters_.size()) {
      if (bound.given[index]) {
        bound.error = "argument '" + std::string(name) + "' is given twice";
        return false;
      }
      bound.values[index] = kwargs[i + 1];
      bound.given[index] = true;
      all_left = false;
    } else if (!var_keyword_) {
      bound.error = "unexpected keyword argument '" + std::string(name) + "'";
      return false;
    } else {
      left.push_back(i);
    }
  }
  if (!var_keyword_) return true;
  bound.given[*var_keyword_] = true;
  if (all_left && kwargs) {
    bound.values[*var_keyword_] = kwargs;
    return true;
  }
  std::vector<NodeId> children;
  for (const std::uint32_t i : left) {
    children.push_back(copy(kwargs[i], bound.rest));
    children.push_back(copy(kwargs[i + 1], bound.rest));
  }
  bound.values[*var_keyword_] = bound.rest.view(bound.rest.container(Kind::dict, children));
  return true;
}

bool ArgumentBinder::finish(Defaults defaults, BoundArguments& bound) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (bound.given[i]) continue;
    const SignatureParameter& parameter = parameters_[i];
    if (!parameter.has_default) {
      bound.error = "missing argument '" + parameter.name + "'";
      return false;
    }
    const ValueView value = parameter.default_value;
    if (defaults == Defaults::fill && !value.is(Kind::opaque)) bound.values[i] = value;
  }
  return true;
}

}  // namespace portproof
