// Brings a spec up to date with what was mined anew, keeping what people wrote.
#include "specs/mine/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "specs/mine/edit.h"
#include "specs/nearest.h"

namespace portproof {
namespace {

/// What changed at one place, in words.
class Change {
 public:
  explicit Change(std::string place) : place_(std::move(place)) {}
  void add(const std::string& words) { words_ += (words_.empty() ? "" : "; ") + words; }
  void add_if_different(const std::string& before, const std::string& now,
                        const std::string& what = "") {
    if (before != now) add(what + before + " -> " + now);
  }
  void append_to(std::vector<std::string>& changes) const {
    if (!words_.empty()) changes.push_back(place_ + ": " + words_);
  }

 private:
  std::string place_;
  std::string words_;
};

const SpecClause* find_shape(const std::vector<SpecClause>& clauses, const std::string& shape) {
  for (const SpecClause& each : clauses) {
    if (each.by == By::mined && clause_shape(each.clause) == shape) return &each;
  }
  return nullptr;
}

/// "largest seen 40 -> 90" of two notes that begin alike.
std::string note_change(const std::string& before, const std::string& now) {
  for (const std::string_view words : {"largest seen ", "longest seen "}) {
    if (before != now && before.starts_with(words) && now.starts_with(words)) {
      return before + " -> " + now.substr(words.size());
    }
  }
  return "";
}

/// Confirmed clauses of the one, then the mined ones of the other that nobody struck or confirmed.
std::vector<SpecClause> merge_clauses(const std::vector<SpecClause>& existing,
                                      const std::vector<SpecClause>& mined,
                                      const std::set<std::string>& struck, Change& change) {
  std::vector<SpecClause> result;
  std::set<std::string> confirmed;
  for (const SpecClause& each : existing) {
    if (each.by != By::confirmed) continue;
    confirmed.insert(each.clause.text());
    result.push_back(each);
  }
  for (const SpecClause& each : mined) {
    const std::string shape = clause_shape(each.clause);
    const std::string& text = each.clause.text();
    if (confirmed.contains(text)) {
      const auto it = std::find_if(result.begin(), result.end(), [&](const SpecClause& known) {
        return known.clause.text() == text;
      });
      it->evidence = each.evidence;
      continue;
    }
    if (struck.contains(shape) || struck.contains(text)) continue;
    result.push_back(each);
    const SpecClause* before = find_shape(existing, shape);
    if (before == nullptr) {
      change.add("new: " + text);
      continue;
    }
    const std::string note = note_change(before->evidence.note, each.evidence.note);
    if (!note.empty()) change.add(note);
    change.add_if_different(before->clause.text(), text);
    result.back().reason = before->reason;
  }
  for (const SpecClause& each : existing) {
    if (each.by == By::mined && find_shape(result, clause_shape(each.clause)) == nullptr &&
        !confirmed.contains(each.clause.text())) {
      change.add("no longer holds: " + each.clause.text());
    }
  }
  return result;
}

void merge_domain(const Domain& existing, Domain& mined, Change& change) {
  Domain both = existing;
  merge(both, mined);
  change.add_if_different(to_words(existing), to_words(both));
  mined = std::move(both);
}

/// A confirmed domain stays as it is; what the recording shows besides is said.
void keep_domain(const Parameter& before, Parameter& parameter, Change& change) {
  Domain both = before.domain;
  merge(both, parameter.domain);
  if (to_words(both) != to_words(before.domain)) {
    change.add("recorded as " + to_words(parameter.domain) + ", confirmed as " +
               to_words(before.domain));
  }
  parameter.domain = before.domain;
  parameter.domain_by = before.domain_by;
}

const Parameter* find_parameter(const Spec& spec, const std::string& name) {
  for (const Parameter& each : spec.parameters) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

/// People's words about a parameter that is gone must not be lost in silence.
void check_gone(const Spec& existing, const Spec& mined) {
  const auto check = [&](const Clause& clause, const std::string& what) {
    for (const std::string& name : clause.parameters()) {
      if (find_parameter(mined, name) != nullptr) continue;
      throw SpecError(fmt::format(
          "the recorded function has no parameter '{}' (it has: {}), but the spec has the {} '{}'; "
          "remove that first, or record again",
          name, listed(parameter_names(mined)), what, clause.text()));
    }
  };
  const auto check_all = [&](const std::vector<SpecClause>& clauses) {
    for (const SpecClause& each : clauses) {
      if (each.by == By::confirmed) check(each.clause, "confirmed clause");
    }
  };
  for (const Parameter& each : existing.parameters) check_all(each.clauses);
  check_all(existing.relations);
  for (const Waiver& waiver : existing.waivers) {
    for (const Clause& clause : waiver.conditions) check(clause, "waiver's clause");
  }
}

void merge_parameters(const Spec& existing, Spec& result, const std::set<std::string>& struck,
                      std::vector<std::string>& changes) {
  for (Parameter& parameter : result.parameters) {
    Change change(parameter.name);
    const Parameter* before = find_parameter(existing, parameter.name);
    if (before == nullptr) {
      change.add("new parameter, " + to_words(parameter.domain));
      Change ignored("");
      parameter.clauses = merge_clauses({}, parameter.clauses, struck, ignored);
    } else {
      if (before->domain_by == By::confirmed) {
        keep_domain(*before, parameter, change);
      } else {
        merge_domain(before->domain, parameter.domain, change);
      }
      parameter.clauses = merge_clauses(before->clauses, parameter.clauses, struck, change);
    }
    change.append_to(changes);
  }
  for (const Parameter& before : existing.parameters) {
    if (find_parameter(result, before.name) == nullptr) {
      changes.push_back(before.name + ": parameter is gone");
    }
  }
}

void merge_raises(const std::vector<RaisesEntry>& existing, std::vector<RaisesEntry>& raises,
                  Change& change) {
  for (RaisesEntry& entry : raises) {
    const auto it = std::find_if(existing.begin(), existing.end(),
                                 [&](const RaisesEntry& each) { return each.type == entry.type; });
    if (it == existing.end()) {
      change.add("new: " + entry.type);
    } else {
      entry.by = it->by;
    }
  }
  for (const RaisesEntry& before : existing) {
    const bool known = std::any_of(raises.begin(), raises.end(), [&](const RaisesEntry& each) {
      return each.type == before.type;
    });
    if (known) continue;
    if (before.by == By::confirmed) {
      raises.push_back(before);
    } else {
      change.add("no longer recorded: " + before.type);
    }
  }
}

/// The shapes of struck clauses, and the texts of confirmed ones, wherever people put them.
std::set<std::string> not_wanted(const Spec& existing) {
  std::set<std::string> texts;
  for (const std::string& text : existing.widened) texts.insert(clause_shape(Clause::parse(text)));
  const auto add = [&](const std::vector<SpecClause>& clauses) {
    for (const SpecClause& each : clauses) {
      if (each.by == By::confirmed) texts.insert(each.clause.text());
    }
  };
  for (const Parameter& each : existing.parameters) add(each.clauses);
  add(existing.relations);
  return texts;
}

void add_missing(std::vector<std::string>& into, const std::vector<std::string>& from) {
  for (const std::string& each : from) {
    if (std::find(into.begin(), into.end(), each) == into.end()) into.push_back(each);
  }
}

}  // namespace

Spec merge_spec(const Spec& existing, const Spec& mined, std::vector<std::string>& changes) {
  if (existing.function != mined.function) {
    throw SpecError("the spec is of " + existing.function + ", the recording of " + mined.function);
  }
  check_gone(existing, mined);
  const std::set<std::string> struck = not_wanted(existing);
  Spec result = mined;
  Change traces("traces");
  traces.add_if_different(std::to_string(existing.evidence.traces),
                          std::to_string(mined.evidence.traces));
  traces.append_to(changes);
  Change freeze("frozen");
  freeze.add_if_different(freeze_words(existing.freeze), freeze_words(mined.freeze));
  freeze.append_to(changes);
  merge_parameters(existing, result, struck, changes);
  Change relations("relations");
  result.relations = merge_clauses(existing.relations, mined.relations, struck, relations);
  relations.append_to(changes);
  Change returns("returns");
  merge_domain(existing.returns, result.returns, returns);
  returns.append_to(changes);
  Change raises("raises");
  merge_raises(existing.raises, result.raises, raises);
  raises.append_to(changes);
  Change mutates("mutates");
  mutates.add_if_different(listed(existing.mutates), listed(mined.mutates));
  mutates.append_to(changes);
  Change agreement("repeated calls");
  if (existing.deterministic.starts_with("disagreed") !=
      mined.deterministic.starts_with("disagreed")) {
    agreement.add(mined.deterministic.empty() ? "none" : mined.deterministic);
  }
  agreement.append_to(changes);
  add_missing(result.record_types, existing.record_types);
  for (const std::string& name : existing.mutates) {
    if (find_parameter(result, name) != nullptr) add_missing(result.mutates, {name});
  }
  result.refuses = existing.refuses;
  result.effects = existing.effects;
  result.base_exceptions_mapped = existing.base_exceptions_mapped;
  result.noise = existing.noise;  // until the original is asked again
  result.compare = existing.compare;
  result.waivers = existing.waivers;
  result.gate = existing.gate;
  result.widened = existing.widened;
  result.kept = existing.kept;
  return result;
}

}  // namespace portproof
