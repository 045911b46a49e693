"""The faithful ports in which bugs are planted, by the name of the original's function."""

PORTS = {
    "capwords": r"""
        #include <portproof/port.h>
        #include <optional>
        #include <stdexcept>
        #include <string>
        #include <vector>
        static bool is_space(char c) {
          return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
        }
        static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
        static char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
        static std::vector<std::string> words_of(const std::string& s) {
          std::vector<std::string> words;
          for (std::size_t i = 0; i < s.size();) {
            while (i < s.size() && is_space(s[i])) ++i;
            const std::size_t begin = i;
            while (i < s.size() && !is_space(s[i])) ++i;
            if (i > begin) words.push_back(s.substr(begin, i - begin));
          }
          return words;
        }
        static std::vector<std::string> parts_of(const std::string& s, const std::string& sep) {
          if (sep.empty()) throw std::invalid_argument("empty separator");
          std::vector<std::string> parts;
          std::size_t begin = 0;
          for (std::size_t at = s.find(sep); at != std::string::npos; at = s.find(sep, begin)) {
            parts.push_back(s.substr(begin, at - begin));
            begin = at + sep.size();
          }
          parts.push_back(s.substr(begin));
          return parts;
        }
        static std::vector<std::string> split(const std::string& s,
                                              const std::optional<std::string>& sep) {
          if (!sep) return words_of(s);
          return parts_of(s, *sep);
        }
        std::string capwords(const std::string& s, const std::optional<std::string>& sep) {
          const std::string glue = sep && !sep->empty() ? *sep : " ";
          std::string out;
          bool first = true;
          for (std::string word : split(s, sep)) {
            for (char& c : word) c = lower(c);
            if (!word.empty()) word[0] = upper(word[0]);
            out += (first ? "" : glue) + word;
            first = false;
          }
          return out;
        }
        PORTPROOF_PORT("string:capwords", capwords);
    """,
    "splitext": r"""
        #include <portproof/port.h>
        #include <string>
        #include <utility>
        std::pair<std::string, std::string> splitext(const std::string& p) {
          const std::size_t slash = p.rfind('/');
          const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
          const std::size_t dot = p.rfind('.');
          if (dot == std::string::npos || dot < begin) return {p, ""};
          std::size_t i = begin;
          while (i < dot && p[i] == '.') ++i;
          if (i == dot) return {p, ""};
          return {p.substr(0, dot), p.substr(dot)};
        }
        PORTPROOF_PORT("posixpath:splitext", splitext);
    """,
    "commonprefix": r"""
        #include <portproof/port.h>
        #include <algorithm>
        #include <string>
        #include <vector>
        using Text = std::u32string;
        Text commonprefix(const std::vector<Text>& m) {
          if (m.empty()) return {};
          Text low = m[0], high = m[0];
          for (const Text& each : m) {
            low = std::min(low, each);
            high = std::max(high, each);
          }
          std::size_t i = 0;
          while (i < low.size() && low[i] == high[i]) ++i;
          return low.substr(0, i);
        }
        PORTPROOF_PORT("posixpath:commonprefix", commonprefix);
    """,
    "leapdays": r"""
        #include <portproof/port.h>
        __extension__ typedef __int128 Int;
        static Int quotient(Int a, Int b) {
          return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
        }
        long long leapdays(long long y1, long long y2) {
          const Int a = y1 - Int{1}, b = y2 - Int{1};
          return static_cast<long long>((quotient(b, 4) - quotient(a, 4))
                                        - (quotient(b, 100) - quotient(a, 100))
                                        + (quotient(b, 400) - quotient(a, 400)));
        }
        PORTPROOF_PORT("calendar:leapdays", leapdays);
    """,
    "bisect_left": r"""
        #include <portproof/port.h>
        #include <optional>
        #include <stdexcept>
        #include <vector>
        long long bisect_left(const std::vector<long long>& a, long long x, long long lo,
                              std::optional<long long> hi) {
          if (lo < 0) throw std::invalid_argument("lo must be non-negative");
          long long low = lo, high = hi.value_or(static_cast<long long>(a.size()));
          while (low < high) {
            const long long middle = low + (high - low) / 2;
            if (middle >= static_cast<long long>(a.size())) {
              throw std::out_of_range("list index out of range");
            }
            if (a[static_cast<std::size_t>(middle)] < x) {
              low = middle + 1;
            } else {
              high = middle;
            }
          }
          return low;
        }
        PORTPROOF_PORT("bisect:bisect_left", bisect_left);
    """,
    "escape": r"""
        #include <portproof/port.h>
        #include <string>
        std::string escape(const std::string& s, bool quote) {
          std::string out;
          for (const char c : s) {
            switch (c) {
              case '&': out += "&amp;"; break;
              case '<': out += "&lt;"; break;
              case '>': out += "&gt;"; break;
              case '"':
              case '\'':
                if (!quote) { out += c; break; }
                out += c == '"' ? "&quot;" : "&#x27;";
                break;
              default: out += c;
            }
          }
          return out;
        }
        PORTPROOF_PORT("html:escape", escape);
    """,
    "indent": r"""
        #include <portproof/port.h>
        #include <string>
        static bool ends_line(char c) {
          return c == '\n' || (c >= 11 && c <= 13) || (c >= 28 && c <= 30);
        }
        static bool is_blank(const std::string& line) {
          for (const char c : line) {
            if (!(c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31))) return false;
          }
          return true;
        }
        std::string indent(const std::string& text, const std::string& prefix) {
          std::string out;
          for (std::size_t i = 0; i < text.size();) {
            const std::size_t begin = i;
            while (i < text.size() && !ends_line(text[i])) ++i;
            if (i < text.size()) {
              if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
              ++i;
            }
            const std::string line = text.substr(begin, i - begin);
            if (!is_blank(line)) out += prefix;
            out += line;
          }
          return out;
        }
        PORTPROOF_PORT("textwrap:indent", indent);
    """,
    "median": r"""
        #include <portproof/port.h>
        #include <algorithm>
        #include <stdexcept>
        #include <vector>
        struct NoData : std::invalid_argument {
          using std::invalid_argument::invalid_argument;
        };
        double median(std::vector<double> data) {
          if (data.empty()) throw NoData("no median for empty data");
          std::stable_sort(data.begin(), data.end());
          const std::size_t half = data.size() / 2;
          if (data.size() % 2 == 1) return data[half];
          return (data[half - 1] + data[half]) / 2;
        }
        PORTPROOF_PORT("statistics:median", median)
            .raises<NoData>("statistics:StatisticsError");
    """,
    "hsv_to_rgb": r"""
        #include <portproof/port.h>
        #include <cmath>
        #include <stdexcept>
        #include <tuple>
        using Colour = std::tuple<double, double, double>;
        Colour hsv_to_rgb(double h, double s, double v) {
          if (s == 0.0) return {v, v, v};
          const double i = std::trunc(h * 6.0);
          if (std::isinf(i)) throw std::overflow_error("cannot convert float infinity to integer");
          const double f = h * 6.0 - i;
          const double p = v * (1.0 - s), q = v * (1.0 - s * f), t = v * (1.0 - s * (1.0 - f));
          double sector = std::fmod(i, 6.0);
          if (sector < 0) sector += 6;
          switch (static_cast<int>(sector)) {
            case 0: return {v, t, p};
            case 1: return {q, v, p};
            case 2: return {p, v, t};
            case 3: return {p, q, v};
            case 4: return {t, p, v};
            default: return {v, p, q};
          }
        }
        PORTPROOF_PORT("colorsys:hsv_to_rgb", hsv_to_rgb);
    """,
    "dedupe": r"""
        #include <portproof/port.h>
        #include <algorithm>
        #include <set>
        #include <vector>
        std::vector<long long> dedupe(const std::vector<long long>& xs) {
          std::set<long long> seen;
          std::vector<long long> out;
          for (const long long x : xs) {
            if (seen.insert(x).second) out.push_back(x);
          }
          return out;
        }
        PORTPROOF_PORT("basket:dedupe", dedupe);
    """,
    "top": r"""
        #include <portproof/port.h>
        #include <algorithm>
        #include <stdexcept>
        #include <string>
        #include <utility>
        #include <vector>
        using Item = std::pair<std::string, long long>;
        std::vector<Item> top(std::vector<Item> items, long long k) {
          const auto more = [](const Item& a, const Item& b) { return a.second > b.second; };
          std::stable_sort(items.begin(), items.end(), more);
          const auto size = static_cast<long long>(items.size());
          if (k < 0) k = std::max<long long>(0, size + k);
          k = std::min(k, size);
          items.resize(static_cast<std::size_t>(k));
          return items;
        }
        PORTPROOF_PORT("basket:top", top);
    """,
    "moving": r"""
        #include <portproof/port.h>
        #include <stdexcept>
        #include <vector>
        std::vector<long long> moving(const std::vector<long long>& xs, long long n) {
          if (n < 1) throw std::invalid_argument("n");
          const auto size = static_cast<long long>(xs.size());
          std::vector<long long> out;
          if (n > size) return out;
          for (long long i = 0; i + n <= size; ++i) {
            long long sum = 0;
            for (long long k = i; k < i + n; ++k) sum += xs[static_cast<std::size_t>(k)];
            out.push_back(sum);
          }
          return out;
        }
        PORTPROOF_PORT("basket:moving", moving);
    """,
    "arrange": r"""
        #include <portproof/port.h>
        #include <algorithm>
        #include <vector>
        long long arrange(std::vector<long long>& xs) {
          std::sort(xs.begin(), xs.end());
          return static_cast<long long>(xs.size());
        }
        PORTPROOF_PORT("basket:arrange", arrange);
    """,
}
