// Port of colorsys.rgb_to_hls: hue, lightness and saturation of a colour, to the last bit.
#include <portproof/port.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <tuple>

namespace colour {

// Outside of [0, 1] the saturation can divide by zero, which Python does not let pass.
struct ZeroDivision : std::domain_error {
  ZeroDivision() : std::domain_error("float division by zero") {}
};

namespace {

double divided(double numerator, double denominator) {
  if (denominator == 0.0) throw ZeroDivision();
  return numerator / denominator;
}

// Python's x % 1.0: never negative, where std::fmod has the sign of x.
double fraction(double x) {
  const double rest = std::fmod(x, 1.0);
  if (rest == 0.0) return 0.0;
  return rest < 0.0 ? rest + 1.0 : rest;
}

}  // namespace

std::tuple<double, double, double> rgb_to_hls(double r, double g, double b) {
  const double highest = std::max({r, g, b});
  const double lowest = std::min({r, g, b});
  const double sum = highest + lowest;
  const double range = highest - lowest;
  const double lightness = sum / 2.0;
  if (lowest == highest) return {0.0, lightness, 0.0};

  const double saturation = divided(range, lightness <= 0.5 ? sum : 2.0 - sum);
  const double red = divided(highest - r, range);
  const double green = divided(highest - g, range);
  const double blue = divided(highest - b, range);
  double sixths = 0.0;
  if (r == highest) {
    sixths = blue - green;
  } else if (g == highest) {
    sixths = 2.0 + red - blue;
  } else {
    sixths = 4.0 + green - red;
  }
  return {fraction(sixths / 6.0), lightness, saturation};
}

}  // namespace colour

PORTPROOF_PORT("colorsys:rgb_to_hls", colour::rgb_to_hls)
    .raises<colour::ZeroDivision>("ZeroDivisionError");
