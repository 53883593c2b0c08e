#pragma once
// The second reading of every register: each view from the plain list of records, by the words of
// its header, of domain.md and of practice.md. Answers hold everything but `meta`.
#include <map>
#include <string>

#include "libs/plan/plan.h"
#include "tests/property/registers/naive_history.h"

namespace paktum::view::v1 {
class ActivitiesView;
class BreakdownView;
class BudgetView;
class CorrectionPreviewView;
class DataQualityView;
class DocumentsView;
class EsfParticipantsView;
class EvaluationView;
class GovernanceView;
class Label;
class MembersView;
class PathwayView;
class PeriodsView;
class PortalView;
class ScheduleView;
class StaffingView;
class StatusReportView;
class WorkProgrammeView;
class WorklistView;
}  // namespace paktum::view::v1

namespace paktum::views::naive {

struct Question {
  const plan::Plan& plan;  // on the calendar, as known at the question
  const History& history;
  const std::map<std::string, std::string>& parameters;
  Date day;  // valid_at
  std::string audience;

  [[nodiscard]] bool serving() const { return audience == "serving"; }
  [[nodiscard]] bool of_public() const { return audience == "public"; }
  [[nodiscard]] std::string Parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? "" : found->second;
  }
};

// The plan on the calendar of the last adoption that the history knows and nothing took out.
plan::Plan OnCalendar(const plan::Plan& plan, const History& history);

void SetLabel(const plan::v1::Text& text, view::v1::Label* label);
void SetLabel(const std::string& text, view::v1::Label* label);
// The name of the event type.
void SetTypeName(const Record& record, view::v1::Label* label);

// For the public: everything, as if nothing were withheld.
void Fill(const Question& question, view::v1::BudgetView* view);
// For everybody but serving offices: everything, as if nothing were withheld.
void Fill(const Question& question, view::v1::BreakdownView* view);
void Fill(const Question& question, view::v1::WorklistView* view);
void Fill(const Question& question, view::v1::PathwayView* view);
void Fill(const Question& question, view::v1::GovernanceView* view);
void Fill(const Question& question, view::v1::MembersView* view);
void Fill(const Question& question, view::v1::DocumentsView* view);
void Fill(const Question& question, view::v1::WorkProgrammeView* view);
void Fill(const Question& question, view::v1::EvaluationView* view);
void Fill(const Question& question, view::v1::StatusReportView* view);
void Fill(const Question& question, view::v1::PeriodsView* view);
void Fill(const Question& question, view::v1::DataQualityView* view);
void Fill(const Question& question, view::v1::StaffingView* view);
void Fill(const Question& question, view::v1::ActivitiesView* view);
void Fill(const Question& question, view::v1::PortalView* view);
void Fill(const Question& question, view::v1::EsfParticipantsView* view);
void Fill(const Question& question, view::v1::CorrectionPreviewView* view);
void Fill(const Question& question, view::v1::ScheduleView* view);

}  // namespace paktum::views::naive
