// What a person says to a spec: accept a clause, or strike it.
#include "specs/mine/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "specs/nearest.h"

namespace portproof {
namespace {

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\n") + 1 - begin);
}

/// The type of "raises TYPE" or "refuses TYPE"; empty where `text` is not of this form.
std::string type_after(const std::string& text, std::string_view word) {
  if (!text.starts_with(word) || text.size() == word.size() || text[word.size()] != ' ') return "";
  std::string type = trimmed(text.substr(word.size()));
  if (type.find_first_of(" <>=(),") != std::string::npos) return "";  // a parameter of that name
  return type;
}

constexpr std::string_view kKinds = "kinds of ";

/// The parameter of "kinds of NAME"; null where `text` is not of this form.
Parameter* kinds_of(Spec& spec, const std::string& text) {
  if (!text.starts_with(kKinds)) return nullptr;
  const std::string name = trimmed(text.substr(kKinds.size()));
  for (Parameter& parameter : spec.parameters) {
    if (parameter.name == name) return &parameter;
  }
  const std::vector<std::string> names = parameter_names(spec);
  throw SpecError("'" + name + "' is no parameter; the parameters are: " + listed(names) +
                  did_you_mean(name, names));
}

Clause clause_of(const Spec& spec, const std::string& text) {
  try {
    Clause clause = Clause::parse(text);
    clause.bind(parameter_names(spec));
    return clause;
  } catch (const ClauseError& error) {
    throw SpecError(error.what());
  }
}

/// Calls `visit` for each list of clauses.
void each_list(Spec& spec, const std::function<void(std::vector<SpecClause>&)>& visit) {
  for (Parameter& parameter : spec.parameters) visit(parameter.clauses);
  visit(spec.relations);
}

/// Strikes the clauses that `chosen` picks; how many.
std::size_t strike(Spec& spec, const std::function<bool(const SpecClause&)>& chosen) {
  std::size_t struck = 0;
  each_list(spec, [&](std::vector<SpecClause>& clauses) {
    for (const SpecClause& each : clauses) {
      if (!chosen(each)) continue;
      ++struck;
      const std::string& text = each.clause.text();
      if (std::find(spec.widened.begin(), spec.widened.end(), text) == spec.widened.end()) {
        spec.widened.push_back(text);
      }
    }
    std::erase_if(clauses, chosen);
  });
  return struck;
}

/// A type that no recording showed may be right; one that is nearly a known one is a slip.
void require_no_slip(const Spec& spec, const std::string& type) {
  std::vector<std::string> known;
  for (const RaisesEntry& entry : spec.raises) known.push_back(entry.type);
  for (const auto& [refused, count] : spec.evidence.refused) known.push_back(refused);
  if (std::find(known.begin(), known.end(), type) != known.end()) return;
  const std::string meant = did_you_mean(type, known);
  if (!meant.empty()) throw SpecError("no recorded call raised " + type + meant);
}

void confirm_raises(Spec& spec, const std::string& type) {
  require_no_slip(spec, type);
  if (std::find(spec.refuses.begin(), spec.refuses.end(), type) != spec.refuses.end()) {
    throw SpecError(fmt::format(
        "refuses {0} is confirmed: it is a refusal, and no answer; widen 'refuses {0}' first",
        type));
  }
  for (RaisesEntry& entry : spec.raises) {
    if (entry.type != type) continue;
    entry.by = By::confirmed;
    return;
  }
  spec.raises.push_back({type, By::confirmed, {}, {}});
}

void confirm_refuses(Spec& spec, const std::string& type) {
  require_no_slip(spec, type);
  for (const RaisesEntry& entry : spec.raises) {
    if (entry.type == type && entry.by == By::confirmed) {
      throw SpecError(fmt::format(
          "raises {0} is confirmed: it is an answer, and no refusal; widen 'raises {0}' first",
          type));
    }
  }
  if (std::find(spec.refuses.begin(), spec.refuses.end(), type) == spec.refuses.end()) {
    spec.refuses.push_back(type);
  }
}

void widen_raises(Spec& spec, const std::string& type) {
  const auto it = std::find_if(spec.raises.begin(), spec.raises.end(),
                               [&](const RaisesEntry& entry) { return entry.type == type; });
  if (it == spec.raises.end()) throw SpecError("the spec has no 'raises " + type + "'");
  if (it->by == By::mined) {
    throw SpecError("'raises " + type + "' is mined: the original raises it itself; " +
                    "confirm 'refuses " + type +
                    "' says that nobody minds what the port does there");
  }
  spec.raises.erase(it);
}

}  // namespace

std::string clause_shape(const Clause& clause) {
  if (clause.predicate()) return clause.text();
  std::string shape;
  for (std::size_t i = 0; i < clause.terms().size(); ++i) {
    if (i > 0) shape += " " + std::string(op_text(clause.ops()[i - 1])) + " ";
    shape += clause.terms()[i].subject ? clause.terms()[i].text() : "_";
  }
  return shape;
}

std::vector<std::string> parameter_names(const Spec& spec) {
  std::vector<std::string> names;
  names.reserve(spec.parameters.size());
  for (const Parameter& parameter : spec.parameters) names.push_back(parameter.name);
  return names;
}

std::vector<std::string> clause_texts(const Spec& spec) {
  std::vector<std::string> texts;
  for (const Parameter& parameter : spec.parameters) {
    for (const SpecClause& each : parameter.clauses) texts.push_back(each.clause.text());
  }
  for (const SpecClause& each : spec.relations) texts.push_back(each.clause.text());
  return texts;
}

void confirm(Spec& spec, const std::string& text) {
  const std::string said = trimmed(text);
  if (const std::string type = type_after(said, "raises"); !type.empty()) {
    return confirm_raises(spec, type);
  }
  if (const std::string type = type_after(said, "refuses"); !type.empty()) {
    return confirm_refuses(spec, type);
  }
  if (Parameter* parameter = kinds_of(spec, said)) {
    parameter->domain_by = By::confirmed;
    return;
  }
  Clause clause = clause_of(spec, said);
  std::erase(spec.widened, clause.text());
  bool found = false;
  each_list(spec, [&](std::vector<SpecClause>& clauses) {
    for (SpecClause& each : clauses) {
      if (each.clause.text() != clause.text()) continue;
      each.by = By::confirmed;
      found = true;
    }
  });
  if (found) return;
  SpecClause added{std::move(clause), By::confirmed, {}, {}};
  if (added.clause.parameters().size() > 1) {
    spec.relations.push_back(std::move(added));
    return;
  }
  for (Parameter& parameter : spec.parameters) {
    if (parameter.name == added.clause.parameters()[0]) {
      parameter.clauses.push_back(std::move(added));
      return;
    }
  }
}

void widen(Spec& spec, const std::string& text) {
  const std::string said = trimmed(text);
  if (const std::string type = type_after(said, "raises"); !type.empty()) {
    return widen_raises(spec, type);
  }
  if (const std::string type = type_after(said, "refuses"); !type.empty()) {
    if (std::erase(spec.refuses, type) == 0) {
      throw SpecError("the spec has no 'refuses " + type +
                      "'; it refuses: " + listed(spec.refuses));
    }
    return;
  }
  if (Parameter* parameter = kinds_of(spec, said)) {
    if (parameter->domain_by == By::mined) {
      throw SpecError(
          "the kinds of " + parameter->name + " are mined, not confirmed: record such " +
          "a call, or add the kind to the domain of " + parameter->name + " in the spec");
    }
    parameter->domain_by = By::mined;
    return;
  }
  const std::vector<std::string> names = parameter_names(spec);
  if (std::find(names.begin(), names.end(), said) != names.end()) {
    const std::size_t struck = strike(spec, [&](const SpecClause& each) {
      const auto& spoken = each.clause.parameters();
      return each.by == By::mined && std::find(spoken.begin(), spoken.end(), said) != spoken.end();
    });
    if (struck > 0) return;
    throw SpecError("no mined clause speaks of '" + said +
                    "'; the spec's clauses are: " + listed(clause_texts(spec)));
  }
  if (said.find_first_of(" (<>=[.") == std::string::npos) {
    throw SpecError("'" + said + "' is neither a clause nor a parameter; the parameters are: " +
                    listed(names) + did_you_mean(said, names));
  }
  const Clause clause = clause_of(spec, said);
  const std::vector<std::string> texts = clause_texts(spec);
  const std::size_t struck =
      strike(spec, [&](const SpecClause& each) { return each.clause.text() == clause.text(); });
  if (struck == 0) {
    throw SpecError("the spec has no clause '" + clause.text() +
                    "'; its clauses are: " + listed(texts) + did_you_mean(clause.text(), texts));
  }
}

}  // namespace portproof
