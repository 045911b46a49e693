// Ports with awkward types, one line each: what test_types.py gates.
#include <portproof/port.h>
#include <any>
#include <boost/any.hpp>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <unordered_map>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <sstream>

namespace awkward {

struct Item {
  std::string name;
  long price;
};
struct OutOfStock : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Point {
  int x, y;
};
enum class Color { red = 1, green = 2 };

void sort(std::vector<int>& xs) { std::sort(xs.begin(), xs.end()); }
long sum(int arr[], int n) { return std::accumulate(arr, arr + n, 0L); }
long letters(const char* s) { return static_cast<long>(std::strlen(s)); }
std::map<std::string, int> count_words(const std::string& text) {
  std::map<std::string, int> counts;
  std::istringstream words(text);
  for (std::string word; words >> word;) ++counts[word];
  return counts;
}
int total_of(const std::map<std::string, int>& counts) {
  int total = 0;
  for (const auto& [key, count] : counts) total += count;
  return total;
}
void rename(std::unordered_map<std::string, int>& counts) {
  int total = 0;
  for (const auto& [key, count] : counts) total += count;
  counts["all"] = total;
}
std::map<char, int> count_chars(std::string_view text) {
  std::map<char, int> counts;
  for (const char c : text) ++counts[c];
  return counts;
}
std::vector<std::vector<double>> transpose(const std::vector<std::vector<double>>& rows) {
  std::vector<std::vector<double>> out(rows.empty() ? 0 : rows[0].size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) out[i].push_back(row[i]);
  }
  return out;
}
std::optional<std::string> first_word(const std::string& text) {
  std::istringstream words(text);
  std::string word;
  if (words >> word) return word;
  return std::nullopt;
}
int find(const std::vector<int>& xs, int x) {
  const auto at = std::find(xs.begin(), xs.end(), x);
  return at == xs.end() ? -1 : static_cast<int>(at - xs.begin());
}
int overloaded(int x) { return x + 1; }
double overloaded(double x) { return x + 1; }
int take(int stock, int n) {
  if (n < 0) throw std::invalid_argument("negative");
  if (n > stock) throw OutOfStock("only " + std::to_string(stock));
  return stock - n;
}
Item discounted(const Item& item, int percent) {
  return {item.name, item.price * (100 - percent) / 100};
}

}  // namespace awkward

PORTPROOF_STRUCT(awkward::Item, name, price)
PORTPROOF_STRUCT(awkward::Point, x, y)

using namespace awkward;
using Moment = std::chrono::sys_time<std::chrono::microseconds>;

PORTPROOF_PORT("awkward:sort_in_place", awkward::sort);
PORTPROOF_PORT("awkward:sort_and_return", awkward::sort).returns_argument(0);
PORTPROOF_PORT("awkward:sum_first", awkward::sum);
PORTPROOF_PORT("awkward:sum_all", awkward::sum).length_of(1, 0);
PORTPROOF_PORT("awkward:letters", letters);
PORTPROOF_PORT("awkward:count_words", count_words);
PORTPROOF_PORT("awkward:total_of", total_of);
PORTPROOF_PORT("awkward:rename", awkward::rename);
PORTPROOF_PORT("awkward:count_chars", count_chars);
PORTPROOF_PORT("awkward:transpose", transpose);
PORTPROOF_PORT("awkward:first_word", first_word);
PORTPROOF_PORT("awkward:label", [](std::tuple<int, std::string> pair) {
  return std::tuple(std::get<0>(pair) + 1, std::get<1>(pair) + "!");
});
PORTPROOF_PORT("awkward:anything", [](const std::any& x) { return x; });
PORTPROOF_PORT("awkward:many_things", [](std::vector<boost::any> xs) { return xs; });
PORTPROOF_PORT("awkward:next_char", [](char c) { return static_cast<char>(c + 1); });
PORTPROOF_PORT("awkward:find", awkward::find);
PORTPROOF_PORT("awkward:double_it", [](int n) { return 2 * n; });
PORTPROOF_PORT("awkward:overloaded", static_cast<double (*)(double)>(overloaded));
PORTPROOF_PORT("awkward:clamp",
               [](int x, int low, int high) { return std::max(low, std::min(high, x)); });
PORTPROOF_PORT("awkward:greet", [](const std::string& name, const std::string& greeting) {
  return greeting + ", " + name;
});
PORTPROOF_PORT("awkward:take", take).raises<OutOfStock>("awkward:OutOfStock");
PORTPROOF_PORT("awkward:discounted", discounted);
PORTPROOF_PORT("awkward:raise_price", [](Item& item) { ++item.price; });
PORTPROOF_PORT("awkward:other_color",
               [](Color c) { return c == Color::red ? Color::green : Color::red; });
PORTPROOF_PORT("awkward:day_after",
               [](Moment when, std::chrono::microseconds delta) { return when + delta; });
PORTPROOF_PORT("awkward:next_day", [](std::chrono::sys_days day) {
  return std::chrono::sys_days(day + std::chrono::days(1));
});
PORTPROOF_PORT("awkward:unique",
               [](const std::vector<int>& xs) { return std::set<int>(xs.begin(), xs.end()); });
PORTPROOF_PORT("awkward:frozen",
               [](const std::vector<int>& xs) { return std::set<int>(xs.begin(), xs.end()); });
PORTPROOF_PORT("awkward:either_set", [](const std::vector<int>& xs, bool) {
  return std::set<int>(xs.begin(), xs.end());
});
PORTPROOF_PORT("awkward:either_bytes",
               [](const std::vector<std::uint8_t>& data, bool) { return data; });
PORTPROOF_PORT("awkward:either_list", [](const std::vector<int>& xs, bool) { return xs; });
PORTPROOF_PORT("awkward:flip", [](std::span<const std::uint8_t> data) {
  std::vector<std::uint8_t> out;
  for (const std::uint8_t byte : data) out.push_back(static_cast<std::uint8_t>(255 - byte));
  return out;
});
PORTPROOF_PORT("awkward:scale", [](std::vector<std::uint8_t>& data) {
  for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(255 - byte);
});
PORTPROOF_PORT("awkward:colors", [](bool many) {
  return many ? std::set<Color>{Color::red, Color::green} : std::set<Color>{Color::red};
});
PORTPROOF_PORT("awkward:by_key", [](const std::vector<int>& rows) {
  std::map<int, std::vector<int>> out;
  for (const int row : rows) out[row] = {row};
  return out;
});
PORTPROOF_PORT("awkward:shift", [](std::vector<std::pair<int, std::string>>& xs) {
  xs.insert(xs.begin(), {0, "new"});
});
PORTPROOF_PORT("awkward:halve_all", [](std::vector<double>& xs) { xs.push_back(0.5); });
PORTPROOF_PORT("awkward:nothing", [](const std::vector<int>&) {});
PORTPROOF_PORT("awkward:mirrored", [](Point p) { return Point{p.y, p.x}; });
PORTPROOF_PORT("awkward:reprice", [](std::vector<Item>& items) {
  for (Item& item : items) item.price *= 2;
  std::reverse(items.begin(), items.end());
});
