// Freezes clock and dice while the original is called, as portproof/freeze.py says.
#pragma once

#include <string>

#include "oracle/native/entry.h"
#include "oracle/native/python.h"

namespace portproof {

class Freezer {
 public:
  /// Before the original is imported: it may take a clock by its name. Throws OracleError.
  Freezer(const Freeze& freeze, const std::string& package_folder);
  /// A call begins, and `end` follows. Throws OracleError.
  void begin();
  /// Leaves a pending exception as it is. Throws OracleError.
  void end();

 private:
  Ref freeze_, call_;
};

}  // namespace portproof
