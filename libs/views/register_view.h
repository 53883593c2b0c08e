#pragma once
// RegisterView: one view over the registers' events. A view is a pure function of the plan and the
// effective history; to add one, write it with its message and put a line into the table of
// register_views.cc.
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/plan/plan.h"
#include "libs/views/answer.h"
#include "libs/views/as_of.h"
#include "libs/views/effective_history.h"
#include "paktum/view/v1/common.pb.h"

namespace paktum::views {

namespace internal {
class FiguresCache;
}  // namespace internal

// What a view is asked. References are valid during the call.
struct RegisterQuestion {
  const plan::Plan& plan;
  const EffectiveHistory& history;
  const Parameters& parameters;  // checked: none but those that the view has
  AsOf as_of;
  Audience audience = Audience::kPublic;
  internal::FiguresCache& figures;  // counted for earlier answers; changes none

  // Public answers never show a count above zero and below the plan's threshold.
  [[nodiscard]] bool Suppresses(std::uint64_t count) const {
    return audience == Audience::kPublic && count > 0 &&
           count < plan.data().rules().small_cell_threshold();
  }
};

// A view of the table. Thread-safe: answer is pure.
struct RegisterView {
  std::string_view name;                     // as in the URL
  Audience audience;                         // the least that may ask
  std::vector<std::string_view> parameters;  // beside valid_at and known_at
  // Fills everything but `meta`.
  Result<ViewAnswer> (*answer)(const RegisterQuestion& question, view::v1::ViewMeta meta);
};

// All of them, by name.
const std::vector<RegisterView>& RegisterViews();
// nullptr for none.
const RegisterView* FindRegisterView(std::string_view name);

// "public", "member", "serving".
std::string_view TextOf(Audience audience);

}  // namespace paktum::views
