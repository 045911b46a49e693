// The code of a user that a port file registers.
#include "total.h"

#include <numeric>

long total(const std::vector<long>& values) {
  return std::accumulate(values.begin(), values.end(), 0L);
}
