// A hurried port of statistics.quantiles: cut points that stop at the smallest and largest value.
#include <portproof/port.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace stats {

struct StatisticsError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

std::vector<double> quantiles(std::vector<double> data, long long n, const std::string& method) {
  if (n < 1) throw StatisticsError("n must be at least 1");
  if (data.size() < 2) throw StatisticsError("must have at least two data points");
  if (method != "inclusive" && method != "exclusive") {
    throw std::invalid_argument("Unknown method: " + method);
  }
  std::sort(data.begin(), data.end());
  const auto size = static_cast<long long>(data.size());

  std::vector<double> result;
  for (long long i = 1; i < n; ++i) {
    // Position of the cut point in n-ths of a step, counted from the first value.
    const long long position = method == "inclusive" ? i * (size - 1) : i * (size + 1) - n;
    if (position <= 0) {
      result.push_back(data.front());
    } else if (position >= (size - 1) * n) {
      result.push_back(data.back());
    } else {
      const auto j = static_cast<std::size_t>(position / n);
      const auto delta = static_cast<double>(position % n);
      const auto steps = static_cast<double>(n);
      result.push_back((data[j] * (steps - delta) + data[j + 1] * delta) / steps);
    }
  }
  return result;
}

}  // namespace stats

PORTPROOF_PORT("statistics:quantiles", stats::quantiles)
    .raises<stats::StatisticsError>("statistics:StatisticsError");
