// Where a hooked function is entered: counts its calls, lets most of them pass, records the others.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "oracle/native/python.h"
#include "oracle/native/thread_value.h"

namespace portproof {

/// How deep each thread is in work of the recorder itself, which is not recorded.
ThreadValue& own_work();

/// What threads count without a lock.
struct Counter {
  std::uint64_t count = 0;
};

/// What a recorder knows of its calls, wherever they are entered.
struct Tally {
  explicit Tally(std::uint64_t one_of) : sample(one_of) {}

  /// Whether the id (16 hexadecimal digits) was seen before, which is counted then.
  bool seen(const std::string& id);
  /// It could not be written: seen the next time it is new.
  void unsee(const std::string& id);
  /// Ids and how often they were seen again since this was asked last.
  std::vector<std::pair<std::string, std::uint64_t>> take_again();
  /// In a forked child: what the parent has counted is the parent's.
  void forget();

  std::uint64_t sample;
  bool open = false;       // there is a file to write into
  bool all_lines = false;  // all have been reached: none are traced
  std::shared_ptr<Counter> called = std::make_shared<Counter>();
  std::shared_ptr<Counter> taken = std::make_shared<Counter>();
  ThreadValue inside;  // of a call that is recorded, or could be
  std::unordered_map<std::uint64_t, std::uint64_t> known;  // how often again, by id
  std::vector<std::uint64_t> again;                        // those that were, in their order
};

/// Which of the calls that are taken `recorder.take` records: all where the recording has limits;
/// those whose lines are traced, the first ones and then one of so many.
struct Pace {
  bool limited;
  std::uint64_t traced_first, traced_every;
};

/// What stands for `hook.original`, and is called with its arguments as a tuple and a dict.
PyObject* make_entrance(PyObject* recorder, PyObject* hook, PyObject* tally_object, Tally& tally,
                        const Pace& pace);

/// What `call_later` keeps while own work is done, and the function that does it afterwards.
void set_waiting(PyObject* list, PyObject* run);

}  // namespace portproof
