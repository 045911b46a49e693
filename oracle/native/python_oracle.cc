// The original in this process's interpreter: import it, call it, say what came of it.
#include <fmt/format.h>
#include <openssl/evp.h>

#include <memory>

#include "oracle/native/decode.h"
#include "oracle/native/effects.h"
#include "oracle/native/encode.h"
#include "oracle/native/entry.h"
#include "oracle/native/freezer.h"
#include "oracle/native/original.h"
#include "oracle/native/raised.h"
#include "oracle/native/types.h"
#include "specs/domain/same.h"

namespace portproof {
namespace {

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += kHex[digest[i] >> 4];
    text += kHex[digest[i] & 15];
  }
  return text;
}

/// As the recorder takes a generator that was exhausted: the list of its items. Null with an
/// exception where it raised; null with a reason where its answer is more than a list.
Ref items_of(PyObject* generator, std::string& reason) {
  constexpr Py_ssize_t kMostItems = 100'000;  // as the recorder has it
  Ref items(PyList_New(0));
  while (const Ref item{Py_TYPE(generator)->tp_iternext(generator)}) {
    PyList_Append(items.get(), item.get());
    if (PyList_GET_SIZE(items.get()) <= kMostItems) continue;
    reason = fmt::format("a generator of more than {} items", kMostItems);
    return Ref();
  }
  if (PyErr_Occurred() == nullptr) return items;
  if (PyErr_ExceptionMatches(PyExc_StopIteration) != 0) {  // only where it returned a value
    PyErr_Clear();
    reason = "a generator that also returned a value";
  }
  return Ref();
}

bool is_mutable(ValueView view) { return has_children(view.kind()) || view.is(Kind::bytearray); }

class PythonOracle : public Oracle {
 public:
  PythonOracle(const EmbeddingConfig& config, Freezer freezer, Original original)
      : config_(config),
        freezer_(std::move(freezer)),
        original_(std::move(original)),
        decoder_(config.oracle.record_types) {
    decoder_.look_in(original_.module_name, original_.module.get());
    const auto& effects = config_.oracle.effects;
    if (effects) watch_ = std::make_unique<EffectWatch>(*effects, config_.package_folder);
  }

  Asked ask(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) override {
    decoder_.reset();
    if (!decode_arguments(call, reason)) return Asked::unsupported;
    freezer_.begin();
    if (watch_) watch_->begin();
    Ref result(PyObject_Vectorcall(original_.callable.get(), arguments_.data(), call.args.size(),
                                   names_.get()));
    std::string no_list;
    if (result && original_.is_generator && PyGen_CheckExact(result.get()) != 0) {
      result = items_of(result.get(), no_list);
    }
    const bool effect = watch_ && watch_->end(reason);
    freezer_.end();
    if (effect) return Asked::effect;
    if (!no_list.empty()) {
      reason = no_list;
      return Asked::unsupported;
    }
    encoder_.reset();
    outcome.after = {};
    if (!encode_after(call, arena, outcome, reason)) return Asked::unsupported;
    if (!result) {
      outcome.result = take_raised(original_.package, original_.is_builtin, arena);
      return Asked::answered;
    }
    NodeId id = 0;
    if (!encoder_.encode(result.get(), arena, id, "the result")) {
      reason = encoder_.reason();
      return Asked::unsupported;
    }
    outcome.result = Returned{arena.view(id)};
    return Asked::answered;
  }

  bool relation(const std::string& function, const Call& call, const Outcome& expected,
                const Outcome& observed) override {
    Ref& callable = relations_[function];
    if (!callable) {
      callable = import_relation(config_.oracle, config_.package_folder, function, original_);
    }
    decoder_.reset();
    std::string reason;
    if (!decode_arguments(call, reason)) throw OracleError(function + ": " + reason);
    const Ref args(PyTuple_New(static_cast<Py_ssize_t>(arguments_.size())));
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      PyTuple_SET_ITEM(args.get(), static_cast<Py_ssize_t>(i), Py_NewRef(arguments_[i]));
    }
    const Ref mine = decode_result(expected, function), theirs = decode_result(observed, function);
    PyObject* const parts[] = {args.get(), mine.get(), theirs.get()};
    const Ref answer(PyObject_Vectorcall(callable.get(), parts, 3, nullptr));
    const int holds = answer ? PyObject_IsTrue(answer.get()) : -1;
    if (holds < 0) throw OracleError("the relation " + function + " raised: " + take_traceback());
    return holds == 1;
  }

  OriginalInfo info() const override {
    return {original_.module_file,
            original_.file_sha256,
            original_.source_sha256,
            config_.version,
            config_.executable,
            "embedded",
            "null"};
  }

  void settle() override {
    if (watch_) watch_->settle();
  }

 private:
  /// What a relation is given for an outcome: the value, or (type, message) of an exception.
  Ref decode_result(const Outcome& outcome, const std::string& function) {
    // Nodes of another arena have the same numbers as those that were rebuilt before.
    decoder_.reset();
    Ref result;
    if (const auto* raised = std::get_if<Raised>(&outcome.result)) {
      const Ref type = decoder_.decode(raised->type), message = decoder_.decode(raised->message);
      if (type && message) result = Ref(PyTuple_Pack(2, type.get(), message.get()));
    } else if (const auto* returned = std::get_if<Returned>(&outcome.result)) {
      result = decoder_.decode(returned->value);
    } else {
      throw OracleError(function + ": a call that gave no answer has none to relate");
    }
    if (!result) throw OracleError(function + ": " + decoder_.reason());
    return result;
  }

  bool decode_arguments(const Call& call, std::string& reason) {
    owned_.clear();
    arguments_.clear();
    const auto take = [&](ValueView view) {
      Ref object = decoder_.decode(view);
      if (!object) {
        reason = decoder_.reason();
        return false;
      }
      arguments_.push_back(object.get());
      owned_.push_back(std::move(object));
      return true;
    };
    for (std::uint32_t i = 0; i < call.args.size(); ++i) {
      if (!take(call.args[i])) return false;
    }
    names_ = Ref();
    if (call.kwargs.size() == 0) return true;
    names_ = Ref(PyTuple_New(static_cast<Py_ssize_t>(call.kwargs.size() / 2)));
    for (std::uint32_t i = 0; i < call.kwargs.size(); i += 2) {
      Ref name = str_from_wtf8(call.kwargs[i].text());
      PyTuple_SET_ITEM(names_.get(), static_cast<Py_ssize_t>(i / 2), name.release());
      if (!take(call.kwargs[i + 1])) return false;
    }
    return true;
  }

  /// Encodes the arguments again where the call could have changed them. An exception stays set.
  bool encode_after(const Call& call, Arena& arena, Outcome& outcome, std::string& reason) {
    PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
    PyErr_Fetch(&type, &value, &traceback);
    bool changed = false;
    const bool good = encode_arguments_again(call, arena, changed, reason);
    PyErr_Restore(type, value, traceback);
    if (!good) PyErr_Clear();
    if (good && changed) outcome.after = after(call, arena);
    return good;
  }

  /// The i-th argument, keyword arguments last, and where its name stands.
  static std::uint32_t name_of(const Call& call, std::size_t i) {
    return static_cast<std::uint32_t>(2 * (i - call.args.size()));
  }
  static ValueView argument(const Call& call, std::size_t i) {
    return i < call.args.size() ? call.args[static_cast<std::uint32_t>(i)]
                                : call.kwargs[name_of(call, i) + 1];
  }
  static std::string place(const Call& call, std::size_t i) {
    return i < call.args.size() ? fmt::format("args[{}]", i)
                                : fmt::format("kwargs['{}']", call.kwargs[name_of(call, i)].text());
  }

  bool encode_arguments_again(const Call& call, Arena& arena, bool& changed, std::string& reason) {
    states_.assign(arguments_.size(), kUnchangeable);
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      const ValueView before = argument(call, i);
      if (!is_mutable(before)) continue;
      if (!encoder_.encode(arguments_[i], arena, states_[i], place(call, i))) {
        reason = encoder_.reason();
        return false;
      }
      changed = changed || !same(before, arena.view(states_[i]));
    }
    return true;
  }

  After after(const Call& call, Arena& arena) {
    std::vector<NodeId> args, kwargs;
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      const NodeId id = states_[i] == kUnchangeable ? copy(argument(call, i), arena) : states_[i];
      if (i >= call.args.size()) kwargs.push_back(copy(call.kwargs[name_of(call, i)], arena));
      (i < call.args.size() ? args : kwargs).push_back(id);
    }
    const NodeId args_id = arena.container(Kind::tuple, args);
    const NodeId kwargs_id = arena.container(Kind::dict, kwargs);
    return {arena.view(args_id), arena.view(kwargs_id)};
  }

  static constexpr NodeId kUnchangeable = UINT32_MAX;

  EmbeddingConfig config_;
  Freezer freezer_;
  Original original_;
  Encoder encoder_;
  Decoder decoder_;
  std::vector<PyObject*> arguments_;
  std::vector<Ref> owned_;
  std::vector<NodeId> states_;  // of the arguments after the call
  Ref names_;
  std::unordered_map<std::string, Ref> relations_;
  std::unique_ptr<EffectWatch> watch_;
};

}  // namespace

Oracle* open_oracle(const EmbeddingConfig& config, std::string& error) {
  try {
    start_interpreter(config);
    Freezer freezer(config.oracle.freeze, config.package_folder);
    Original original = import_original(config.oracle, config.package_folder);
    original.file_sha256 = original.file_content ? sha256_hex(*original.file_content) : "";
    original.source_sha256 = original.source ? sha256_hex(*original.source) : "";
    return new PythonOracle(config, std::move(freezer), std::move(original));
  } catch (const std::exception& caught) {
    error = caught.what();
    return nullptr;
  }
}

}  // namespace portproof
