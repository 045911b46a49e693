// Stops the original, while a call of it runs, where it would do something to the world.
#pragma once

#include <set>
#include <string>

#include "oracle/native/entry.h"
#include "oracle/native/python.h"
#include "oracle/scratch_folder.h"

namespace portproof {

/// One original's. What an event means is said by portproof/effects.py; here is what must be cheap.
class EffectWatch {
 public:
  /// After the original is imported. Throws OracleError.
  EffectWatch(const EffectRules& rules, const std::string& package_folder);
  ~EffectWatch();
  EffectWatch(const EffectWatch&) = delete;
  EffectWatch& operator=(const EffectWatch&) = delete;

  void begin() { active_ = this; }
  /// True where the call had an effect: its exception is cleared, and `effect` says what it did.
  bool end(std::string& effect) {
    active_ = nullptr;
    return looked_ && finish(effect);
  }
  /// Makes the empty folder this process's working folder.
  void settle();

 private:
  static int hook(const char* event, PyObject* arguments, void*);
  int look(const char* event, PyObject* arguments);
  bool finish(std::string& effect);
  void read_events();

  static EffectWatch* active_;
  ScratchFolder folder_;
  Ref watch_, look_;
  std::set<std::string, std::less<>> events_;  // that effects.py knows: no others are worth a call
  bool looked_ = false;                        // in this call
};

}  // namespace portproof
