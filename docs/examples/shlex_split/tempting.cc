// A hurried port of shlex.split: one loop, written from memory of how shells quote.
#include <portproof/port.h>

#include <cctype>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace shell {

std::vector<std::string> split(const std::string& s, bool comments, bool posix) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    if (posix && c == '\\' && quote != '\'') {
      if (i + 1 == s.size()) throw std::invalid_argument("No escaped character");
      word += s[++i];
      in_word = true;
    } else if (quote != '\0') {
      if (c != quote || !posix) word += c;
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      if (!posix) word += c;
      quote = c;
      in_word = true;
    } else if (std::isspace(static_cast<unsigned char>(c))) {
      if (in_word) words.push_back(word);
      word.clear();
      in_word = false;
    } else if (comments && c == '#') {
      while (i + 1 < s.size() && s[i + 1] != '\n') ++i;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != '\0') throw std::invalid_argument("No closing quotation");
  if (in_word) words.push_back(word);
  return words;
}

}  // namespace shell

PORTPROOF_PORT("shlex:split", shell::split);
