// A hurried port of colorsys.rgb_to_hls: Python's formula line by line, with % turned into fmod.
#include <portproof/port.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace colour {

std::tuple<double, double, double> rgb_to_hls(double r, double g, double b) {
  const double maxc = std::max({r, g, b});
  const double minc = std::min({r, g, b});
  const double sumc = maxc + minc;
  const double rangec = maxc - minc;
  const double l = sumc / 2.0;
  if (minc == maxc) return {0.0, l, 0.0};

  const double s = l <= 0.5 ? rangec / sumc : rangec / (2.0 - sumc);
  const double rc = (maxc - r) / rangec;
  const double gc = (maxc - g) / rangec;
  const double bc = (maxc - b) / rangec;
  double h = 4.0 + gc - rc;
  if (r == maxc) {
    h = bc - gc;
  } else if (g == maxc) {
    h = 2.0 + rc - bc;
  }
  return {std::fmod(h / 6.0, 1.0), l, s};
}

}  // namespace colour

PORTPROOF_PORT("colorsys:rgb_to_hls", colour::rgb_to_hls);
