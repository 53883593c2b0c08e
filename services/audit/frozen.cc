#include "services/audit/frozen.h"

#include "libs/views/register_view.h"
#include "paktum/view/v1/evaluation.pb.h"

namespace paktum::audit {
namespace {

using view::v1::StandingFigures;

// Takes what a report of the period stated, if one was handed in.
void Take(FrozenFigures stated, const StandingFigures& counted, std::vector<FrozenFigures>& frozen,
          Findings& findings) {
  if (stated.sha256.empty()) return;
  stated.position = counted.position();
  if (stated.sha256 != counted.sha256()) {
    findings.Add({"view.frozen_differs", stated.view + " " + stated.period, stated.position,
                  counted.sha256(), stated.sha256});
  }
  frozen.push_back(std::move(stated));
}

template <typename View>
Result<View> AskAs(const Replay& replay, std::string_view view,
                   const views::Parameters& parameters) {
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage message, replay.Ask(view, parameters));
  return dynamic_cast<const View&>(*message);
}

}  // namespace

Result<std::vector<FrozenFigures>> CheckFrozen(const Replay& replay,
                                               const views::Parameters& parameters,
                                               Findings& findings) {
  views::Parameters asked = parameters;
  asked[views::kAudienceParameter] = TextOf(views::Audience::kServing);
  PAKTUM_ASSIGN_OR_RETURN(const auto periods,
                          AskAs<view::v1::PeriodsView>(replay, "periods", asked));
  std::vector<FrozenFigures> frozen;
  for (const auto& row : periods.periods()) {
    asked["period"] = row.period();
    PAKTUM_ASSIGN_OR_RETURN(const auto evaluation,
                            AskAs<view::v1::EvaluationView>(replay, "evaluation", asked));
    Take({"evaluation", row.period(), 0, evaluation.stated_sha256()}, evaluation.reported(), frozen,
         findings);
    PAKTUM_ASSIGN_OR_RETURN(const auto report,
                            AskAs<view::v1::StatusReportView>(replay, "status-report", asked));
    Take({"status-report", row.period(), 0, report.stated_sha256()}, report.issued(), frozen,
         findings);
  }
  return frozen;
}

std::string Describe(const std::vector<FrozenFigures>& frozen, Language language) {
  if (frozen.empty()) {
    return std::string(Text{"egyetlen értékelés és jelentés sem rögzített mutatókat\n",
                            "no evaluation and no report has stated figures\n"}
                           .In(language));
  }
  std::string text;
  for (const FrozenFigures& one : frozen) {
    text += one.view + " " + one.period + ": ";
    text += Text{"az ezekig számolt értékek: #", "figures of the records through #"}.In(language);
    text += std::to_string(one.position) + ", SHA-256 " + one.sha256 + "\n";
  }
  return text;
}

}  // namespace paktum::audit
