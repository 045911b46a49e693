// Makes the arguments of a call stand in a relation that a clause demands.
#include "specs/domain/relate.h"

#include <algorithm>
#include <optional>

#include "specs/domain/number.h"

namespace portproof {
namespace {

using Term = Clause::Term;

bool is_lower(Clause::Op op) { return op == Clause::Op::less || op == Clause::Op::less_equal; }
bool is_upper(Clause::Op op) {
  return op == Clause::Op::greater || op == Clause::Op::greater_equal;
}

class Relator {
 public:
  Relator(const CallPlan& plan, std::span<MadeArgument> arguments, Draws& draws, Arena& arena,
          ValueMaker& maker)
      : plan_(plan), arguments_(arguments), draws_(draws), arena_(arena), maker_(maker) {}

  void relate(const Clause& clause) {
    if (clause.predicate()) return relate_predicate(clause);
    const std::vector<Term>& terms = clause.terms();
    if (clause.ops().size() == 1 && clause.ops()[0] == Clause::Op::contains) {
      return place_inside(terms[0], terms[1]);
    }
    // The number that stands for itself is the one to change: lengths are what they are.
    std::vector<std::size_t> free;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (number(terms[i]) && terms[i].subject) free.push_back(i);
    }
    if (!free.empty()) return fit_number(clause, free[draws_.below(free.size())]);
    if (terms.size() == 2 && is_length(terms[0]) && is_length(terms[1])) {
      fit_length(terms[0], clause.ops()[0], terms[1]);
    }
  }

 private:
  /// The argument that a term is about; nothing where it is about a part, or is not given.
  std::optional<std::size_t> argument(const Term& term) const {
    if (!term.subject || !term.subject->steps.empty()) return std::nullopt;
    return argument(*term.subject);
  }
  std::optional<std::size_t> argument(const Clause::Subject& subject) const {
    for (std::size_t i = 0; i < arguments_.size() && subject.steps.empty(); ++i) {
      if (plan_.arguments[i].name != subject.parameter) continue;
      return arguments_[i].given ? std::optional(i) : std::nullopt;
    }
    return std::nullopt;
  }
  ValueView view(std::size_t i) const { return arena_.view(arguments_[i].value); }

  bool is_length(const Term& term) const {
    return term.function == Clause::Function::len && argument(term).has_value();
  }
  bool number(const Term& term) const {
    const auto i = argument(term);
    if (!i || term.function != Clause::Function::value) return false;
    const Kind kind = view(*i).kind();
    return kind == Kind::integer || kind == Kind::floating;
  }

  /// What a term comes to as an int.
  std::optional<std::int64_t> value(const Term& term) const {
    if (!term.subject) return term.integer;
    const auto i = argument(term);
    if (!i) return std::nullopt;
    if (term.function == Clause::Function::len) {
      const auto length = length_of(view(*i));
      return length ? std::optional(static_cast<std::int64_t>(*length)) : std::nullopt;
    }
    return view(*i).is(Kind::integer) ? std::optional(view(*i).integer()) : std::nullopt;
  }

  void fit_number(const Clause& clause, std::size_t at) {
    const std::vector<Term>& terms = clause.terms();
    const std::size_t changed = *argument(terms[at]);
    const Limits& limits = plan_.arguments[changed].value.everyday;
    std::optional<std::int64_t> low = limits.least, high = limits.greatest;
    for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
      if (i != at && i + 1 != at) continue;
      const auto other = value(terms[i == at ? i + 1 : i]);
      if (!other || *other == INT64_MIN || *other == INT64_MAX) continue;
      const Clause::Op op = clause.ops()[i];
      const bool strict = op == Clause::Op::less || op == Clause::Op::greater;
      const bool under = i == at ? is_lower(op) : is_upper(op);
      if (op == Clause::Op::equal || under)
        high = std::min(high.value_or(INT64_MAX), *other - (strict ? 1 : 0));
      if (op == Clause::Op::equal || !under)
        low = std::max(low.value_or(INT64_MIN), *other + (strict ? 1 : 0));
    }
    put_number(changed, low, high);
  }

  /// Any number between, most often one of the ends or near them.
  void put_number(std::size_t changed, std::optional<std::int64_t> low,
                  std::optional<std::int64_t> high) {
    constexpr std::int64_t kFar = 1000;
    if (!low && !high) return;
    const std::int64_t least = low ? *low : std::max(*high, INT64_MIN + kFar) - kFar;
    const std::int64_t most = high ? *high : std::min(least, INT64_MAX - kFar) + kFar;
    if (least > most) return;  // there is none
    const bool was = view(changed).is(Kind::floating);
    if (!was && view(changed).integer() >= least && view(changed).integer() <= most) return;
    std::int64_t chosen = draws_.between(least, most);
    const std::uint64_t way = draws_.below(10);
    if (way < 2) chosen = most;
    if (way == 2) chosen = least;
    arguments_[changed].value =
        was ? arena_.floating(static_cast<double>(chosen)) : arena_.integer(chosen);
  }

  void fit_length(const Term& left, Clause::Op op, const Term& right) {
    const std::size_t a = *argument(left), b = *argument(right);
    const std::uint64_t length = length_of(view(b)).value_or(0);
    const std::uint64_t now = length_of(view(a)).value_or(0);
    if (op == Clause::Op::equal) return resize(a, length);
    const bool strict = op == Clause::Op::less || op == Clause::Op::greater;
    if (is_lower(op) && now + (strict ? 1 : 0) > length) {
      resize(a, length == 0 ? 0 : draws_.below(length + (strict ? 0 : 1)));
    }
    if (is_upper(op) && now < length + (strict ? 1 : 0)) resize(a, length + (strict ? 1 : 0));
  }

  void resize(std::size_t changed, std::uint64_t length) {
    const Limits& hard = plan_.arguments[changed].value.hard;
    if (length < hard.shortest || length > hard.longest) return;
    const ValueView value = view(changed);
    if (value.is(Kind::str)) {
      std::u32string text = code_points_of(value.text());
      while (text.size() < length) text.push_back(text.empty() ? U'a' : draws_.pick(text));
      text.resize(length);
      arguments_[changed].value = arena_.str(wtf8_of(text));
    } else if (value.is(Kind::bytes) || value.is(Kind::bytearray)) {
      std::string text(value.text());
      text.resize(length, 'a');
      arguments_[changed].value = arena_.text(value.kind(), text);
    } else if (value.is(Kind::list) || value.is(Kind::tuple)) {
      const ValuePlan::Choice* choice = choice_of(changed, value.kind());
      std::vector<NodeId> elements = children(value);
      while (elements.size() < length && choice != nullptr) {
        elements.push_back(maker_.element(*choice, 0));
      }
      if (elements.size() > length) elements.resize(length);
      arguments_[changed].value = arena_.container(value.kind(), elements);
    }
  }

  std::vector<NodeId> children(ValueView value) const {
    const auto all = arena_.children(value.node());
    return {all.begin(), all.end()};
  }

  /// Whether an argument may be of the kind of `value`.
  bool can_be(std::size_t i, ValueView value) const {
    const auto& choices = plan_.arguments[i].value.choices;
    return std::any_of(choices.begin(), choices.end(),
                       [&](const ValuePlan::Choice& choice) { return is_of(choice, value); });
  }

  const ValuePlan::Choice* choice_of(std::size_t i, Kind kind) const {
    for (const ValuePlan::Choice& choice : plan_.arguments[i].value.choices) {
      const bool known = choice.has_elements();
      if (choice.kind == kind && !choice.fixed && known) return &choice;
    }
    return nullptr;
  }

  void place_inside(const Term& needle, const Term& haystack) {
    const auto a = argument(needle), b = argument(haystack);
    if (!a || !b) return;
    const ValueView holder = view(*b);
    if (holder.is(Kind::str) && view(*a).is(Kind::str)) {
      const std::u32string text = code_points_of(holder.text());
      const std::size_t begin = draws_.below(text.size() + 1);
      const std::size_t size = 1 + draws_.below(std::max<std::size_t>(1, text.size() / 2));
      arguments_[*a].value = arena_.str(wtf8_of(text.substr(begin, size)));
    } else if (has_children(holder.kind()) && holder.size() > 0) {
      const bool dict = holder.is(Kind::dict);
      const std::uint64_t count = holder.size() / (dict ? 2 : 1);
      const auto at = static_cast<std::uint32_t>(draws_.below(count) * (dict ? 2 : 1));
      if (!can_be(*a, holder[at])) return;
      arguments_[*a].value = copy(Value(holder[at]), arena_);
    }
  }

  void relate_predicate(const Clause& clause) {
    const std::vector<Clause::Subject>& subjects = clause.subjects();
    const auto a = argument(subjects[0]);
    if (!a || !(view(*a).is(Kind::list) || view(*a).is(Kind::tuple))) return;
    if (*clause.predicate() == Clause::Predicate::sorted) {
      std::vector<NodeId> elements = children(view(*a));
      sort_values(arena_, elements);
      arguments_[*a].value = arena_.container(view(*a).kind(), elements);
    }
    if (*clause.predicate() != Clause::Predicate::permutation) return;
    const auto b = argument(subjects[1]);
    if (!b || !(view(*b).is(Kind::list) || view(*b).is(Kind::tuple))) return;
    std::vector<NodeId> elements = children(view(*a));
    for (std::size_t i = elements.size(); i > 1; --i) {
      std::swap(elements[i - 1], elements[draws_.below(i)]);
    }
    arguments_[*b].value = arena_.container(view(*b).kind(), elements);
  }

  const CallPlan& plan_;
  std::span<MadeArgument> arguments_;
  Draws& draws_;
  Arena& arena_;
  ValueMaker& maker_;
};

}  // namespace

void relate(const Clause& clause, const CallPlan& plan, std::span<MadeArgument> arguments,
            Draws& draws, Arena& arena, ValueMaker& maker) {
  Relator(plan, arguments, draws, arena, maker).relate(clause);
}

}  // namespace portproof
