// What a port changes of its process is seen, named, and gone when it is put back.
#include "replay/environment.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cfenv>
#include <clocale>
#include <cstdlib>
#include <set>

using namespace portproof;

namespace {

/// The aspects that `change` touches; `restore` must leave none.
template <class Change, class Restore>
Aspects touched(Change change, Restore restore) {
  const Environment before = read_environment();
  change();
  const Aspects aspects = differences(before, read_environment());
  restore();
  CHECK(differences(before, read_environment()) == 0);
  return aspects;
}

}  // namespace

TEST_CASE("each aspect of the environment is told apart", "[environment]") {
  const auto nothing = [] {};
  CHECK(touched(nothing, nothing) == 0);
  CHECK(touched([] { std::fesetround(FE_UPWARD); }, [] { std::fesetround(FE_TONEAREST); }) ==
        bit(Aspect::floats));
  const std::string locale = std::setlocale(LC_ALL, nullptr);
  const char* other = locale == "POSIX" || locale == "C" ? "C.UTF-8" : "C";
  CHECK(touched([&] { std::setlocale(LC_ALL, other); },
                [&] { std::setlocale(LC_ALL, locale.c_str()); }) == bit(Aspect::locale));
  CHECK(touched([] { ::setenv("PORTPROOF_TEST", "1", 1); }, [] { ::unsetenv("PORTPROOF_TEST"); }) ==
        bit(Aspect::variables));
  const mode_t mask = ::umask(0);
  ::umask(mask);
  CHECK(touched([] { ::umask(07); }, [&] { ::umask(mask); }) == bit(Aspect::umask));
  CHECK(touched([] { ::signal(SIGUSR2, SIG_IGN); }, [] { ::signal(SIGUSR2, SIG_DFL); }) ==
        bit(Aspect::handlers));
  int fd = -1;
  CHECK(touched([&] { fd = ::open("/dev/null", O_RDONLY); }, [&] { ::close(fd); }) ==
        bit(Aspect::files));
}

TEST_CASE("a locale is put on and off, whatever its categories are", "[environment]") {
  const std::string kept = locale_name();
  std::vector<std::string> names;
  for (const std::vector<int>& categories : std::vector<std::vector<int>>{
           {}, {LC_CTYPE}, {LC_NUMERIC}, {LC_CTYPE, LC_NUMERIC}, {LC_CTYPE, LC_TIME}, {LC_ALL}}) {
    std::setlocale(LC_ALL, "C");
    for (const int category : categories) std::setlocale(category, "C.UTF-8");
    names.emplace_back(locale_name());
  }
  for (const std::string& from : names) {
    for (const std::string& to : names) {
      set_locale(from);
      CHECK(is_locale(from));
      set_locale(to);
      CHECK(is_locale(to));
    }
  }
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  set_locale(kept);
}

TEST_CASE("the words name what became different", "[environment]") {
  Environment before = read_environment();
  Environment now = before;
  before.locale = "C";
  now.locale = "de_DE.UTF-8";
  now.handlers[SIGUSR1] = 1;
  const auto words = in_words(differences(before, now), before, now);
  REQUIRE(words.size() == 2);
  CHECK(words[0] == "the locale (C -> de_DE.UTF-8)");
  CHECK(words[1] == "the handler of SIGUSR1");
  CHECK(in_words(bit(Aspect::reports), before, now).at(0) ==
        "the descriptors that it was started with (it closed or replaced them)");
}

TEST_CASE("flush-to-zero is a control word that is set and put back", "[environment]") {
  const FloatControl before = float_control();
  CHECK(before == default_float_control());
  std::fesetround(FE_DOWNWARD);
  CHECK(float_control() != before);
  set_float_control(before);
  CHECK(std::fegetround() == FE_TONEAREST);
}
