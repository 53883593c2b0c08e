#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/views/breakdown.h"
#include "libs/views/budget.h"
#include "libs/views/correction_preview.h"
#include "libs/views/data_quality.h"
#include "libs/views/documents.h"
#include "libs/views/esf_participants.h"
#include "libs/views/evaluation.h"
#include "libs/views/governance.h"
#include "libs/views/members.h"
#include "libs/views/pathway.h"
#include "libs/views/portal.h"
#include "libs/views/register_view.h"
#include "libs/views/staffing.h"
#include "libs/views/work_programme.h"
#include "libs/views/worklist.h"

namespace paktum::views {
namespace {

// Answer: Result of a message with `meta`, from a RegisterQuestion.
template <auto Answer>
Result<ViewAnswer> Serialised(const RegisterQuestion& question, view::v1::ViewMeta meta) {
  PAKTUM_ASSIGN_OR_RETURN(auto answer, Answer(question));
  meta.set_contains_simulated(question.history.simulated());
  *answer.mutable_meta() = std::move(meta);
  return ViewAnswer{answer.GetDescriptor()->full_name(), answer.SerializeAsString()};
}

}  // namespace

const std::vector<RegisterView>& RegisterViews() {
  static const std::vector<RegisterView> kViews{
      {"activities", Audience::kPublic, {}, Serialised<AnswerActivities>},
      {"breakdown", Audience::kPublic, {"indicator", "by"}, Serialised<AnswerBreakdown>},
      {"budget", Audience::kPublic, {}, Serialised<AnswerBudget>},
      {"correction-preview", Audience::kMember, {"positions"}, Serialised<AnswerCorrectionPreview>},
      {"data-quality", Audience::kMember, {"kind"}, Serialised<AnswerDataQuality>},
      {"documents", Audience::kPublic, {}, Serialised<AnswerDocuments>},
      {"esf-participants",
       Audience::kServing,
       {"with_ids", "after", "limit"},
       Serialised<AnswerEsfParticipants>},
      {"evaluation", Audience::kPublic, {"period"}, Serialised<AnswerEvaluation>},
      {"governance", Audience::kPublic, {}, Serialised<AnswerGovernance>},
      {"members", Audience::kPublic, {}, Serialised<AnswerMembers>},
      {"pathway", Audience::kServing, {"participant"}, Serialised<AnswerPathway>},
      {"periods", Audience::kPublic, {}, Serialised<AnswerPeriods>},
      {"portal", Audience::kPublic, {}, Serialised<AnswerPortal>},
      {"staffing", Audience::kPublic, {}, Serialised<AnswerStaffing>},
      {"status-report", Audience::kPublic, {"period"}, Serialised<AnswerStatusReport>},
      {"work-programme", Audience::kPublic, {}, Serialised<AnswerWorkProgramme>},
      {"worklist",
       Audience::kServing,
       {"kind", "state", "participant", "after", "limit"},
       Serialised<AnswerWorklist>},
  };
  return kViews;
}

const RegisterView* FindRegisterView(std::string_view name) {
  const std::vector<RegisterView>& views = RegisterViews();
  const auto found = std::find_if(views.begin(), views.end(),
                                  [&](const RegisterView& view) { return view.name == name; });
  return found == views.end() ? nullptr : &*found;
}

std::string_view TextOf(Audience audience) {
  switch (audience) {
    case Audience::kPublic:
      return "public";
    case Audience::kMember:
      return "member";
    case Audience::kServing:
      return "serving";
  }
  PAKTUM_UNREACHABLE();
}

}  // namespace paktum::views
