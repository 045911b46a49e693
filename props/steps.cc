// The tree of smaller and smaller calls, lazily, for RapidCheck's search for a local minimum.
#include "props/steps.h"

#include <rapidcheck/Seq.h>
#include <rapidcheck/shrinkable/Create.h>

#include <memory>
#include <utility>

namespace portproof {
namespace {

/// The steps from `first` on, then those before it, each made when the search comes to it.
class StepSeq {
 public:
  StepSeq(const OwnedCall& call, const Spec& spec, std::shared_ptr<const bool> over,
          std::size_t first)
      : steps_(std::make_shared<const Simplifications>(call, spec)),
        spec_(&spec),
        over_(std::move(over)),
        first_(first < steps_->size() ? first : 0) {}

  rc::Maybe<rc::Shrinkable<OwnedCall>> operator()() {
    if (*over_ || done_ >= steps_->size()) return rc::Nothing;
    const std::size_t i = (first_ + done_++) % steps_->size();
    return steps_down((*steps_)[i], *spec_, over_, i);
  }

 private:
  std::shared_ptr<const Simplifications> steps_;
  const Spec* spec_;
  std::shared_ptr<const bool> over_;
  std::size_t first_;
  std::size_t done_ = 0;
};

}  // namespace

rc::Shrinkable<OwnedCall> steps_down(const OwnedCall& call, const Spec& spec,
                                     std::shared_ptr<const bool> over, std::size_t first) {
  return rc::shrinkable::lambda(
      [call] { return call; },
      [call, &spec, over, first] { return rc::makeSeq<StepSeq>(call, spec, over, first); });
}

}  // namespace portproof
