// Makes one Result of those of several stages.
#include "replay/merge_results.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace portproof {
namespace {

template <class T>
void append(std::vector<T>& into, std::vector<T>&& more) {
  std::move(more.begin(), more.end(), std::back_inserter(into));
}

/// What both stages say once.
void unite(std::vector<std::string>& into, const std::vector<std::string>& more) {
  for (const std::string& text : more) {
    if (std::find(into.begin(), into.end(), text) == into.end()) into.push_back(text);
  }
}

/// Questions on the same clause are one.
void unite(std::vector<Question>& into, std::vector<Question>&& more) {
  for (Question& question : more) {
    const bool asked = std::any_of(into.begin(), into.end(), [&](const Question& known) {
      return known.clause == question.clause && known.question == question.question;
    });
    if (!asked) into.push_back(std::move(question));
  }
}

}  // namespace

void merge(Result& into, Result more) {
  into.verdict = worse(into.verdict, more.verdict);
  into.exit_code = exit_code(into.verdict);
  append(into.stages, std::move(more.stages));
  unite(into.stages_missing, more.stages_missing);
  std::erase_if(into.stages_missing, [&](const std::string& stage) {
    return std::find(into.stages.begin(), into.stages.end(), stage) != into.stages.end();
  });
  for (std::size_t i = 0; i < kVerdictKinds; ++i) into.counts[i] += more.counts[i];
  append(into.findings, std::move(more.findings));
  append(into.reported, std::move(more.reported));
  unite(into.undecided, std::move(more.undecided));
  unite(into.reasons, more.reasons);
  unite(into.assumptions, more.assumptions);
  unite(into.explored, more.explored);
  if (more.audit) into.audit = std::move(more.audit);
  into.sealed_calls += more.sealed_calls;
  into.sanitized_calls += more.sanitized_calls;
  if (into.not_sanitized.empty()) into.not_sanitized = std::move(more.not_sanitized);
  if (into.not_sealed.empty()) into.not_sealed = std::move(more.not_sealed);
  if (into.inputs.python.empty()) into.inputs.python = std::move(more.inputs.python);
  into.seconds += more.seconds;
  into.sealed_seconds += more.sealed_seconds;
}

}  // namespace portproof
