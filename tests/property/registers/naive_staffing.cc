// Staffing and activities (domain.md A11, A12, P-05b, P-15, P-16).
#include <algorithm>
#include <set>

#include "paktum/view/v1/staffing.pb.h"
#include "tests/property/registers/naive.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;

void FillHolders(const Question& question, view::v1::PostRow* row) {
  for (const Record* record : question.history.InForce()) {
    const auto& assigned = record->event.staff_assigned();
    if (!record->event.has_staff_assigned() || assigned.post() != row->code()) continue;
    view::v1::PostHolder holder;
    if (!question.of_public()) holder.set_staff_id(assigned.staff_id());
    holder.set_since(record->event.occurred_on());
    for (const Record* other : question.history.InForce()) {
      const auto& released = other->event.staff_released();
      if (!other->event.has_staff_released() || released.post() != row->code()) continue;
      if (released.staff_id() == assigned.staff_id()) holder.set_until(other->event.occurred_on());
    }
    // The day of the release is the last day in the post.
    const auto until = Date::Parse(holder.until());
    *(until && *until < question.day ? row->add_former() : row->add_holders()) = holder;
  }
  row->set_held(static_cast<std::uint32_t>(row->holders_size()));
  row->set_vacant(row->persons() > row->held() ? row->persons() - row->held() : 0);
}

std::string OrganisationOf(const plan::Plan& plan, const std::string& office) {
  for (const plan::v1::ConsortiumMember& one : plan.data().consortium()) {
    if (one.office_service() == office) return one.member();
  }
  return office;
}

// Reports under an activity, by day.
Records ReportsOf(const Question& question, const std::string& section, const std::string& letter) {
  Records reports;
  for (const Record* record : question.history.InForce()) {
    const auto& report = record->event.activity_reported();
    if (record->event.has_activity_reported() && report.section() == section &&
        report.activity() == letter) {
      reports.push_back(record);
    }
  }
  return reports;
}

void FillActivity(const Question& question, const plan::v1::ActivitySection& section,
                  const plan::v1::Activity& activity, view::v1::ActivityRow* row) {
  row->set_letter(activity.letter());
  SetLabel(activity.name(), row->mutable_name());
  *row->mutable_problems() = activity.problems();
  const Records reports = ReportsOf(question, section.code(), activity.letter());
  std::set<std::string> others;
  for (const Record* report : reports) {
    others.insert(OrganisationOf(question.plan, report->office));
    row->set_last_on(report->event.occurred_on());
  }
  row->set_reports(static_cast<std::uint32_t>(reports.size()));
  for (const plan::v1::ActivityAssignment& assignment : activity.assignments()) {
    auto* use = row->add_organisations();
    use->set_organisation(assignment.organisation());
    use->set_assigned(true);
    others.erase(assignment.organisation());
  }
  for (const std::string& other : others) row->add_organisations()->set_organisation(other);
  for (auto& use : *row->mutable_organisations()) {
    for (const Record* report : reports) {
      if (OrganisationOf(question.plan, report->office) != use.organisation()) continue;
      use.set_reports(use.reports() + 1);
      use.set_last_on(report->event.occurred_on());
    }
  }
}

}  // namespace

void Fill(const Question& question, view::v1::StaffingView* view) {
  for (const plan::v1::StaffPost& post : question.plan.data().staff()) {
    auto* row = view->add_posts();
    row->set_code(post.code());
    SetLabel(post.name(), row->mutable_name());
    row->set_organisation(post.organisation());
    row->set_management(post.area() == plan::v1::StaffPost::AREA_MANAGEMENT);
    row->set_persons(post.persons());
    *row->mutable_problems() = post.problems();
    FillHolders(question, row);
    view->set_persons(view->persons() + row->persons());
    view->set_held(view->held() + row->held());
    view->set_vacant(view->vacant() + row->vacant());
  }
  for (const plan::v1::StaffPost& post : question.plan.data().staff_as_described_elsewhere()) {
    auto* other = view->add_stated_elsewhere();
    other->set_code(post.code());
    SetLabel(post.name(), other->mutable_name());
    other->set_organisation(post.organisation());
    other->set_persons(post.persons());
    *other->mutable_problems() = post.problems();
  }
}

void Fill(const Question& question, view::v1::ActivitiesView* view) {
  std::uint32_t placed = 0;
  for (const plan::v1::ActivitySection& section : question.plan.data().activity_sections()) {
    auto* row = view->add_sections();
    row->set_code(section.code());
    SetLabel(section.name(), row->mutable_name());
    row->set_mandatory(section.mandatory());
    row->set_independently_eligible(section.independently_eligible());
    for (const plan::v1::Activity& activity : section.activities()) {
      FillActivity(question, section, activity, row->add_activities());
      placed += row->activities(row->activities_size() - 1).reports();
    }
  }
  for (const plan::v1::ConsortiumMember& member : question.plan.data().consortium()) {
    auto* sum = view->add_members();
    sum->set_organisation(member.member());
    for (const auto& section : view->sections()) {
      for (const auto& activity : section.activities()) {
        for (const auto& use : activity.organisations()) {
          if (use.organisation() != member.member() || !use.assigned()) continue;
          sum->set_assigned(sum->assigned() + 1);
          if (use.reports() > 0) sum->set_reported(sum->reported() + 1);
        }
      }
    }
  }
  std::uint32_t all = 0;
  for (const Record* record : question.history.InForce()) {
    all += record->event.has_activity_reported();
  }
  view->set_unknown_codes(all - placed);
}

}  // namespace paktum::views::naive
