// Port of shlex.split: the words of a shell-like command line, in POSIX mode or the older one.
#include <portproof/port.h>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shell {

namespace {

// Every character that means something is ASCII, so UTF-8 can be read byte by byte.
class Lexer {
 public:
  Lexer(std::string_view text, bool comments, bool posix)
      : text_(text), comments_(comments), posix_(posix) {}

  std::optional<std::string> next() {
    state_ = State::kBetween;
    word_.clear();
    bool ended = false;
    bool quoted = false;
    while (!ended && at_ < text_.size()) {
      const char c = text_[at_++];
      switch (state_) {
        case State::kBetween:
          begin_word(c);
          break;
        case State::kWord:
          ended = continue_word(c);
          break;
        case State::kQuoted:
          ended = continue_quoted(c);
          break;
        case State::kEscaped:
          finish_escape(c);
          break;
      }
      quoted = quoted || state_ == State::kQuoted;
    }
    if (!ended && state_ == State::kQuoted) throw std::invalid_argument("No closing quotation");
    if (!ended && state_ == State::kEscaped) throw std::invalid_argument("No escaped character");
    if (word_.empty() && !(posix_ && quoted)) return std::nullopt;
    return std::move(word_);
  }

 private:
  enum class State { kBetween, kWord, kQuoted, kEscaped };

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
  static bool is_quote(char c) { return c == '\'' || c == '"'; }

  void begin_word(char c) {
    if (is_space(c)) return;
    if (comments_ && c == '#') {
      skip_line();
    } else if (is_quote(c)) {
      if (!posix_) word_ += c;
      open_quote(c);
    } else if (posix_ && c == '\\') {
      escape_within(State::kWord);
    } else {
      word_ += c;
      state_ = State::kWord;
    }
  }

  // Whether the word ends here. In POSIX mode an empty one, as in '', has been quoted.
  bool continue_word(char c) {
    if (is_space(c)) return true;
    if (comments_ && c == '#') {
      skip_line();
      return posix_;  // the older mode goes on with the same word in the next line
    }
    if (posix_ && is_quote(c)) {
      open_quote(c);
    } else if (posix_ && c == '\\') {
      escape_within(State::kWord);
    } else {
      word_ += c;
    }
    return false;
  }

  bool continue_quoted(char c) {
    if (posix_ && c == quote_) {
      state_ = State::kWord;
    } else if (posix_ && c == '\\' && quote_ == '"') {
      escape_within(State::kQuoted);
    } else {
      word_ += c;
    }
    return !posix_ && c == quote_;
  }

  // Within quotes a backslash escapes the quote and itself only; before all else it stays.
  void finish_escape(char c) {
    if (outer_ == State::kQuoted && c != '\\' && c != quote_) word_ += '\\';
    word_ += c;
    state_ = outer_;
  }

  void open_quote(char quote) {
    quote_ = quote;
    state_ = State::kQuoted;
  }

  void escape_within(State outer) {
    outer_ = outer;
    state_ = State::kEscaped;
  }

  void skip_line() {
    const std::size_t newline = text_.find('\n', at_);
    at_ = newline == std::string_view::npos ? text_.size() : newline + 1;
  }

  std::string_view text_;
  bool comments_;
  bool posix_;
  std::size_t at_ = 0;
  State state_ = State::kBetween;
  State outer_ = State::kWord;  // where a finished escape returns to
  char quote_ = '\0';
  std::string word_;
};

}  // namespace

std::vector<std::string> split(const std::string& s, bool comments, bool posix) {
  Lexer lexer(s, comments, posix);
  std::vector<std::string> words;
  while (auto word = lexer.next()) words.push_back(*std::move(word));
  return words;
}

}  // namespace shell

PORTPROOF_PORT("shlex:split", shell::split);
