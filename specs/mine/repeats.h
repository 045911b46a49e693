// Notices calls that occur again with another outcome, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace portproof {

/// Remembers the outcome of the first million calls, by hash.
class Repeats {
 public:
  enum class Met { first, same, other, forgotten };
  Met meet(std::uint64_t call, std::uint64_t outcome);

  static constexpr std::size_t kMost = std::size_t{1} << 20;

 private:
  struct Slot {
    std::uint64_t call = 0;  // 0: empty
    std::uint64_t outcome = 0;
  };
  void grow();
  Slot& slot(std::uint64_t call);

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace portproof
