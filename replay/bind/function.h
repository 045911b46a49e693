// Makes a port out of any callable: deduces its signature, converts, calls, translates exceptions.
#pragma once

#include <limits>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "replay/bind/convert.h"
#include "replay/bind/exceptions.h"
#include "replay/bind/slot.h"

namespace portproof::bind {

template <class R, class... P>
struct Types {
  using Result = R;
  using Slots = std::tuple<Slot<P>...>;
  static constexpr std::size_t kCount = sizeof...(P);
};

template <class F>
struct SignatureOf : SignatureOf<decltype(&F::operator())> {};
template <class R, class... P>
struct SignatureOf<R (*)(P...)> : Types<R, P...> {};
template <class R, class... P>
struct SignatureOf<R (*)(P...) noexcept> : Types<R, P...> {};
#define PORTPROOF_CALL_OPERATOR(...)                                  \
  template <class R, class C, class... P>                             \
  struct SignatureOf<R (C::*)(P...) __VA_ARGS__> : Types<R, P...> {}; \
  template <class R, class C, class... P>                             \
  struct SignatureOf<R (C::*)(P...) __VA_ARGS__ noexcept> : Types<R, P...> {};
PORTPROOF_CALL_OPERATOR()
PORTPROOF_CALL_OPERATOR(const)
PORTPROOF_CALL_OPERATOR(volatile)
PORTPROOF_CALL_OPERATOR(const volatile)
PORTPROOF_CALL_OPERATOR(&)
PORTPROOF_CALL_OPERATOR(const&)
#undef PORTPROOF_CALL_OPERATOR

template <class F>
concept HasSignature = std::is_function_v<std::remove_pointer_t<F>> || requires { &F::operator(); };

/// What PORTPROOF_PORT's chained options set.
struct Options {
  std::vector<ExceptionMapping> mappings;
  int returned_argument = -1;
  std::vector<std::pair<std::size_t, std::size_t>> lengths;  // parameter, of which other
};

/// `numbers`: which parameters of the port are integers.
std::string mistake_of(const Options& options, const std::vector<bool>& numbers);

/// A callable as a PortFunction.
template <class F>
class Port final : public PortFunction {
  using Signature = SignatureOf<F>;
  using Slots = typename Signature::Slots;
  using Result = typename Signature::Result;
  static constexpr std::size_t kCount = Signature::kCount;
  using Indices = std::make_index_sequence<kCount>;

 public:
  Port(std::string function, const char* file, int line, F callable)
      : name_(std::move(function)), file_(file), line_(line), callable_(std::move(callable)) {}

  Options& options() { return options_; }
  const std::string& function() const override { return name_; }
  const std::string& file() const override { return file_; }
  int line() const override { return line_; }

  const std::vector<PortParameter>& parameters() const override {
    if (described_ || kCount == 0) return parameters_;
    described_ = true;
    describe(Indices());
    return parameters_;
  }
  const TypeInfo& returns() const override {
    if (returns_.name.empty()) returns_ = result_info();
    return returns_;
  }
  std::vector<std::string> exception_mappings() const override {
    std::vector<std::string> texts;
    for (const ExceptionMapping& mapping : options_.mappings) {
      texts.push_back(mapping.name + " -> " + mapping.type);
    }
    return texts;
  }
  bool maps_base_exception() const override {
    for (const ExceptionMapping& mapping : options_.mappings) {
      if (mapping.name == "std::exception") return true;
    }
    return false;
  }
  std::string mistake() const override {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      const std::vector<bool> numbers = {
          std::is_integral_v<typename std::tuple_element_t<I, Slots>::Storage>...};
      return mistake_of(options_, numbers);
    }(Indices());
  }
  void prepare(const Domain& result, std::vector<const Domain*> parameters) const override {
    result_hint_.domain = &result;
    domains_ = std::move(parameters);
  }

  bool call(std::span<const ValueView> arguments, Arena& arena, Outcome& outcome,
            UnsupportedArgument& unsupported) const override {
    Slots slots;
    if (!load(slots, arguments, unsupported, Indices())) return false;
    NodeId result = 0;
    outcome.after = {};
    const bool returned = run_guarded(
        options_.mappings, [&] { result = invoke(slots, arena, Indices()); }, arena, outcome);
    if (returned) {
      if (options_.returned_argument >= 0) result = state_of(slots, arguments, arena, Indices());
      outcome.result = Returned{arena.view(result)};
    }
    store_after(slots, arguments, arena, outcome, Indices());
    return true;
  }

 private:
  static TypeInfo result_info() {
    if constexpr (std::is_void_v<Result>) {
      return simple_info("void", {Kind::none});
    } else {
      return Convert<Bare<Result>>::info();
    }
  }

  bool is_length(std::size_t i) const {
    for (const auto& [length, of] : options_.lengths) {
      if (length == i) return true;
    }
    return false;
  }

  template <std::size_t... I>
  void describe(std::index_sequence<I...>) const {
    [[maybe_unused]] const auto add = [&](std::size_t i, TypeInfo info, bool in_out) {
      if (!is_length(i)) parameters_.push_back({std::move(info), in_out});
    };
    (add(I, std::tuple_element_t<I, Slots>::info(), std::tuple_element_t<I, Slots>::kInOut), ...);
  }

  const Domain* domain_of_parameter(std::size_t index) const {
    return index < domains_.size() ? domains_[index] : nullptr;
  }

  /// The Python argument of a C++ parameter (lengths have none).
  std::size_t python_index(std::size_t i) const {
    std::size_t index = i;
    for (const auto& [length, of] : options_.lengths) index -= length < i ? 1 : 0;
    return index;
  }

  template <std::size_t... I>
  bool load(Slots& slots, [[maybe_unused]] std::span<const ValueView> arguments,
            [[maybe_unused]] UnsupportedArgument& unsupported, std::index_sequence<I...>) const {
    if (!(load_one<I>(slots, arguments, unsupported) && ...)) return false;
    if (!(load_length<I>(slots, unsupported) && ...)) return false;
    (share<I>(slots, arguments, Indices()), ...);
    return true;
  }

  template <std::size_t I>
  bool load_one(Slots& slots, std::span<const ValueView> arguments,
                UnsupportedArgument& unsupported) const {
    if (is_length(I)) return true;
    auto& slot = std::get<I>(slots);
    const std::size_t index = python_index(I);
    unsupported.parameter = index;
    if (index < arguments.size() && arguments[index]) {
      return slot.load(arguments[index], unsupported.reason);
    }
    if constexpr (requires { slot.storage.reset(); }) return true;  // an optional not given
    unsupported.reason = "is not given, and its default is not known";
    return false;
  }

  template <std::size_t I>
  bool load_length(Slots& slots, UnsupportedArgument& unsupported) const {
    using Storage = typename std::tuple_element_t<I, Slots>::Storage;
    if constexpr (std::is_integral_v<Storage>) {
      for (const auto& [length, of] : options_.lengths) {
        if (length != I) continue;
        const std::size_t size = length_of(slots, of, Indices());
        if (size > static_cast<std::uint64_t>(std::numeric_limits<Storage>::max())) {
          unsupported = {python_index(of),
                         "its length does not fit " + Convert<Storage>::info().name};
          return false;
        }
        std::get<I>(slots).storage = static_cast<Storage>(size);
      }
    }
    return true;
  }
  template <std::size_t... I>
  static std::size_t length_of(const Slots& slots, std::size_t wanted, std::index_sequence<I...>) {
    std::size_t length = 0;
    (void)((I == wanted && (length = std::get<I>(slots).length(), true)) || ...);
    return length;
  }

  /// References of one type, one of them in-out, that are given the same Python object see one C++
  /// object.
  template <std::size_t I, std::size_t... J>
  void share(Slots& slots, std::span<const ValueView> arguments, std::index_sequence<J...>) const {
    if constexpr (is_shared<I>()) {
      const bool in_out =
          ((std::tuple_element_t<J, Slots>::kInOut && is_one<I, J>(arguments)) || ...);
      if (in_out) (share_with<I, J>(slots, arguments), ...);
    }
  }
  template <std::size_t I, std::size_t J>
  void share_with(Slots& slots, std::span<const ValueView> arguments) const {
    if constexpr (J < I && are_alike<I, J>()) {
      if (is_one<I, J>(arguments)) std::get<I>(slots).target = std::get<J>(slots).target;
    }
  }
  template <std::size_t I>
  static constexpr bool is_shared() {
    return requires { requires std::tuple_element_t<I, Slots>::kShared; };
  }
  /// Whether two slots could be one C++ object.
  template <std::size_t I, std::size_t J>
  static constexpr bool are_alike() {
    return is_shared<I>() && is_shared<J>() &&
           std::is_same_v<typename std::tuple_element_t<I, Slots>::Storage,
                          typename std::tuple_element_t<J, Slots>::Storage>;
  }
  /// Whether they are given the same Python object, and can be one in C++.
  template <std::size_t I, std::size_t J>
  bool is_one(std::span<const ValueView> arguments) const {
    if constexpr (!are_alike<I, J>()) return false;
    if (is_length(I) || is_length(J)) return false;
    const std::size_t one = python_index(I), other = python_index(J);
    return one < arguments.size() && other < arguments.size() &&
           is_same_object(arguments[one], arguments[other]);
  }

  template <std::size_t... I>
  NodeId invoke(Slots& slots, Arena& arena, std::index_sequence<I...>) const {
    enter(Phase::port);
    if constexpr (std::is_void_v<Result>) {
      callable_(std::get<I>(slots).get()...);
      enter(Phase::codec);
      return arena.none();
    } else {
      decltype(auto) result = callable_(std::get<I>(slots).get()...);
      enter(Phase::codec);
      return bind::store(result, arena, result_hint_);
    }
  }

  template <std::size_t... I>
  NodeId state_of(const Slots& slots, std::span<const ValueView>, Arena& arena,
                  std::index_sequence<I...>) const {
    NodeId id = 0;
    (void)((static_cast<int>(I) == options_.returned_argument &&
            (id = std::get<I>(slots).store(arena, result_hint_), true)) ||
           ...);
    return id;
  }

  template <std::size_t... I>
  void store_after(const Slots& slots, std::span<const ValueView> arguments, Arena& arena,
                   Outcome& outcome, std::index_sequence<I...>) const {
    if constexpr ((std::tuple_element_t<I, Slots>::kInOut || ...)) {
      std::vector<NodeId> states(arguments.size(), kUnchanged);
      bool changed = false;
      (store_state<I>(slots, arguments, arena, states, changed), ...);
      if (changed) spread_states(arguments, parameters(), states);
      if (changed) finish_after(arguments, states, arena, outcome);
    }
  }
  template <std::size_t I>
  void store_state(const Slots& slots, std::span<const ValueView> arguments, Arena& arena,
                   std::vector<NodeId>& states, bool& changed) const {
    if constexpr (std::tuple_element_t<I, Slots>::kInOut) {
      const std::size_t index = python_index(I);
      if (is_length(I) || index >= arguments.size() || !arguments[index]) return;
      const ValueView before = arguments[index];
      // The result that a port hands back through a str or a number leaves Python's as it was.
      if (static_cast<int>(I) == options_.returned_argument && !can_change(before.kind())) return;
      const Hint hint{domain_of_parameter(index), before};
      const NodeId id = std::get<I>(slots).store(arena, hint);
      if (!differs(before, arena.view(id))) return;
      // What the types do not keep (ints in a set<double>) is no change that the port made.
      std::tuple_element_t<I, Slots> untouched;
      std::string why;
      if (untouched.load(before, why) &&
          !differs(arena.view(untouched.store(arena, hint)), arena.view(id))) {
        return;
      }
      states[index] = id;
      changed = true;
    }
  }

  std::string name_, file_;
  int line_;
  mutable F callable_;
  Options options_;
  mutable bool described_ = false;
  mutable std::vector<PortParameter> parameters_;
  mutable TypeInfo returns_;
  mutable Hint result_hint_;
  mutable std::vector<const Domain*> domains_;
};

/// What PORTPROOF_PORT returns: options can be chained to it.
template <class F>
class Registration {
 public:
  explicit Registration(Port<F>* port) : port_(port) {}
  /// A C++ exception, and what is derived from it, is this Python exception. Tried in order.
  template <class E>
  Registration& raises(const char* type) {
    port_->options().mappings.push_back(mapping_of<E>(type));
    return *this;
  }
  /// The port answers through its i-th parameter, counted from 0.
  Registration& returns_argument(int i) {
    port_->options().returned_argument = i;
    return *this;
  }
  /// Parameter `length` is the length of parameter `of`, and no parameter of Python's.
  Registration& length_of(std::size_t length, std::size_t of) {
    port_->options().lengths.emplace_back(length, of);
    return *this;
  }

 private:
  Port<F>* port_;
};

void add_port(std::unique_ptr<PortFunction> port);

template <class F>
Registration<std::decay_t<F>> register_port(const char* function, const char* file, int line,
                                            F&& callable) {
  using Callable = std::decay_t<F>;
  static_assert(HasSignature<Callable>,
                "an overloaded name or a generic lambda has no single signature: cast it, as in "
                "static_cast<int (*)(int)>(f)");
  auto port = std::make_unique<Port<Callable>>(function, file, line, std::forward<F>(callable));
  Registration<Callable> registration(port.get());
  add_port(std::move(port));
  return registration;
}

}  // namespace portproof::bind
