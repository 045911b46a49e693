// Makes calls of a Spec's Domain: recorded ones and their like, the corners, and beyond.
#include "specs/domain/generate.h"

#include <algorithm>
#include <string>

namespace portproof {
namespace {

constexpr unsigned kFromRecorded = 24, kOneObject = 4, kUnrelated = 50, kOneBeyond = 70;  // percent

/// Whether what may stand at one place may stand at the other.
bool are_alike(const ValuePlan& a, const ValuePlan& b) {
  const auto same = [](const ValuePlan::Choice& x, const ValuePlan::Choice& y) {
    return x.kind == y.kind && x.fixed == y.fixed && x.type == y.type && x.fields == y.fields &&
           std::equal(x.parts.begin(), x.parts.end(), y.parts.begin(), y.parts.end(), are_alike);
  };
  return a.hard.shortest == b.hard.shortest && a.hard.longest == b.hard.longest &&
         std::equal(a.choices.begin(), a.choices.end(), b.choices.begin(), b.choices.end(), same);
}

}  // namespace

void Generator::make_all(Arguments& arguments, Draws& draws, Arena&, ValueMaker& maker) const {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const CallPlan::Argument& argument = plan_.arguments[i];
    arguments[i].given =
        argument.taken && (!argument.can_be_left_out() || draws.chance(argument.given));
    if (arguments[i].given) arguments[i].value = maker.make(argument.value);
  }
}

/// The arguments of recorded calls: of one, or each of another; then one of them changed.
void Generator::take_recorded(Arguments& arguments, Draws& draws, Arena& arena,
                              ValueMaker& maker) const {
  const bool crossed = draws.chance(30);
  std::size_t from = draws.below(plan_.recorded.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (crossed) from = draws.below(plan_.recorded.size());
    const Value& value = plan_.recorded[from][i];
    arguments[i].given = plan_.arguments[i].taken && static_cast<bool>(value.view());
    if (arguments[i].given) {
      arguments[i].value = copy(value, arena);
    } else if (!plan_.arguments[i].can_be_left_out()) {
      arguments[i] = {maker.make(plan_.arguments[i].value), true};
    }
  }
  if (arguments.empty() || draws.chance(10)) return;
  for (std::uint64_t changes = 1 + draws.below(2); changes > 0; --changes) {
    const std::size_t i = draws.below(arguments.size());
    if (!arguments[i].given) continue;
    const Value now(arena.view(arguments[i].value));
    arguments[i].value = maker.mutate(plan_.arguments[i].value, now);
  }
}

/// Two arguments that are one object.
void Generator::share(Arguments& arguments, Draws& draws, const Arena& arena) const {
  if (arguments.size() < 2 || !draws.chance(kOneObject)) return;
  const std::size_t a = draws.below(arguments.size()), b = draws.below(arguments.size());
  if (a == b || !arguments[a].given || !arguments[b].given) return;
  const Node& node = arena.node(arguments[a].value);
  const bool alike = are_alike(plan_.arguments[a].value, plan_.arguments[b].value);
  if (alike && node.kind == arena.node(arguments[b].value).kind && has_identity(node)) {
    arguments[b].value = arguments[a].value;
  }
}

/// Positional as far as they go without a gap, then by name.
Call Generator::emit(const Arguments& arguments, Arena& arena) const {
  std::vector<NodeId> args, kwargs;
  bool positional = true;
  const auto is_parameter = [&](std::string_view name) {
    return std::any_of(plan_.arguments.begin(), plan_.arguments.end(),
                       [&](const auto& each) { return each.name == name; });
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const CallPlan::Argument& argument = plan_.arguments[i];
    if (argument.passing == Passing::var_positional) {
      if (positional && arguments[i].given) {
        const auto rest = arena.children(arena.node(arguments[i].value));
        args.insert(args.end(), rest.begin(), rest.end());
      }
      positional = false;
    } else if (argument.passing == Passing::var_keyword) {
      if (!arguments[i].given) continue;
      const ValueView rest = arena.view(arguments[i].value);
      for (std::uint32_t k = 0; k + 1 < rest.size(); k += 2) {
        if (!rest[k].is(Kind::str) || is_parameter(rest[k].text())) continue;
        kwargs.insert(kwargs.end(), {rest[k].id(), rest[k + 1].id()});
      }
    } else if (!arguments[i].given) {
      positional = false;
    } else if (positional && argument.passing != Passing::keyword_only) {
      args.push_back(arguments[i].value);
    } else if (argument.passing != Passing::positional_only) {
      kwargs.insert(kwargs.end(), {arena.str(argument.name), arguments[i].value});
    }
  }
  const NodeId args_id = arena.container(Kind::tuple, args);
  const NodeId kwargs_id = arena.container(Kind::dict, kwargs);
  return {arena.view(args_id), arena.view(kwargs_id)};
}

Call Generator::generate(Draws& draws, const Effort& effort, Arena& arena) const {
  arena.clear();
  ValueMaker maker(draws, arena, constants_, effort);
  Arguments arguments(plan_.arguments.size());
  if (!plan_.recorded.empty() && draws.chance(kFromRecorded)) {
    take_recorded(arguments, draws, arena, maker);
  } else {
    make_all(arguments, draws, arena, maker);
  }
  if (effort.leaves && draws.chance(kOneBeyond) && !arguments.empty()) {
    const std::size_t i = draws.below(arguments.size());
    if (arguments[i].given) arguments[i].value = maker.beyond(plan_.arguments[i].value);
  }
  share(arguments, draws, arena);
  if (!effort.leaves || !draws.chance(kUnrelated)) {
    for (const SpecClause& relation : relations_) {
      relate(relation.clause, plan_, arguments, draws, arena, maker);
    }
  }
  return emit(arguments, arena);
}

}  // namespace portproof
