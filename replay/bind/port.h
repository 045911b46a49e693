// What the gate needs of a port: its name, its parameters, what its types hold, and a call.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "specs/outcome.h"
#include "specs/value.h"

namespace portproof {

struct Domain;

/// A C++ type as the gate sees it: what it holds, for the static check against the spec.
struct TypeInfo {
  std::string name;                 // "int32_t", "std::vector<double>", as a person would write it
  std::vector<Kind> kinds;          // Python kinds that it holds (integer for both ints)
  bool any = false;                 // holds every Value
  std::int64_t least = 0;           // of integer types, where kinds has `integer`
  std::uint64_t greatest = 0;       // likewise; least..greatest is the range
  bool code_points = false;         // str: holds lone surrogates
  bool nul = true;                  // str: holds NUL
  bool one_character = false;       // str: exactly one code point (char: one ASCII character)
  bool ascii = false;               // str: ASCII only
  bool ordered = true;              // dict: keeps insertion order; set: n/a
  std::uint32_t fixed_length = 0;   // 0: any
  std::vector<TypeInfo> parts;      // element; key and value; one per position; alternatives
  std::vector<std::string> fields;  // of a struct: the names of parts
  bool alternatives = false;        // parts are alternatives (variant, optional)
};

/// How one parameter of the port is used.
struct PortParameter {
  TypeInfo type;
  bool in_out = false;  // a non-const reference: its state after the call is compared
};

/// The port could not be called: an argument that its types cannot hold. Not an Outcome.
struct UnsupportedArgument {
  std::size_t parameter;  // counted from 0
  std::string reason;     // "2**40 does not fit int32_t"
};

/// A registered port. Implemented by the binding templates of <portproof/port.h>.
class PortFunction {
 public:
  virtual ~PortFunction() = default;
  virtual const std::string& function() const = 0;  // "module:QualName"
  virtual const std::string& file() const = 0;
  virtual int line() const = 0;
  virtual const std::vector<PortParameter>& parameters() const = 0;
  virtual const TypeInfo& returns() const = 0;
  /// "std::invalid_argument -> ValueError", in the order in which they are tried.
  virtual std::vector<std::string> exception_mappings() const = 0;
  virtual bool maps_base_exception() const = 0;
  /// What is wrong with the options of its registration; empty: nothing.
  virtual std::string mistake() const = 0;
  /// Told once, before the first call: the spec's Domains of results and of each parameter (they
  /// must live on). They pick the Python kind where a C++ type stands for several.
  virtual void prepare(const Domain& result, std::vector<const Domain*> parameters) const = 0;
  /// Calls the port with `arguments` (one per parameter, defaults filled in). Builds the outcome in
  /// `arena`, which `outcome` then points into; `outcome.after.args` has one value per argument.
  /// Returns false, and fills `unsupported`, where an argument cannot be held; nothing was called
  /// then. `phase_port` is called right before and `phase_codec` right after the port's own code
  /// (attribution of faults).
  virtual bool call(std::span<const ValueView> arguments, Arena& arena, Outcome& outcome,
                    UnsupportedArgument& unsupported) const = 0;
};

/// All ports registered in this executable, in order of registration.
std::vector<const PortFunction*>& registered_ports();

/// Where a worker is: written to shared memory by the worker, read by its supervisor.
enum class Phase : std::uint32_t { codec = 0, original = 1, port = 2 };
/// Points to the shared word (index << 2 | phase); to a dummy elsewhere.
extern std::uint64_t volatile* progress_word;
inline void enter(Phase phase) {
  *progress_word = (*progress_word & ~std::uint64_t{3}) | static_cast<std::uint64_t>(phase);
}

}  // namespace portproof
