// What the start of a replay is measured against: parses a spec with nlohmann/json and ends.
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

int main(int, char** arguments) {
  std::ifstream file(arguments[1]);
  const auto spec = nlohmann::json::parse(file);
  std::printf("%zu\n", spec.size());
  return spec.contains("function") ? 0 : 1;
}
