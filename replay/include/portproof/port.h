// What a port file includes: PORTPROOF_PORT registers a C++ callable as the port of a function.
#pragma once

#include "replay/bind/chrono.h"
#include "replay/bind/function.h"
#include "replay/bind/mapping.h"
#include "replay/bind/record.h"
#include "replay/bind/sequence.h"
#include "replay/bind/text.h"
#include "replay/bind/wrapper.h"

#define PORTPROOF_NAME_2(prefix, number) prefix##number
#define PORTPROOF_NAME(prefix, number) PORTPROOF_NAME_2(prefix, number)

/// PORTPROOF_PORT("module:QualName", callable)[.raises<E>("module:Type")][.returns_argument(i)]
/// [.length_of(i, j)];   at namespace scope. The callable may be a function, a lambda, a functor or
/// a std::function; an overloaded name needs a cast. docs/types.md says which types it may take.
#define PORTPROOF_PORT(function, ...)                                               \
  [[maybe_unused]] static const auto PORTPROOF_NAME(portproof_port_, __COUNTER__) = \
      ::portproof::bind::register_port(function, __FILE__, __LINE__, __VA_ARGS__)
