#include "libs/views/staffing.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/views/internal/labels.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::ActivitiesView;
using view::v1::ActivityRow;
using view::v1::ActivityUse;
using view::v1::PostHolder;
using view::v1::PostRow;
using view::v1::StaffingView;

using Holders = std::map<std::string, std::vector<PostHolder>>;  // by post, by first day

Holders ReadHolders(const RegisterQuestion& question) {
  Holders holders;
  for (const Fact& fact : question.history.InForce(
           {Event::kStaffAssigned, Event::kStaffReleased, Event::kStaffNameErased})) {
    if (fact.event.has_staff_assigned()) {
      const pact::v1::StaffAssigned& assigned = fact.event.staff_assigned();
      PostHolder& holder = holders[assigned.post()].emplace_back();
      holder.set_staff_id(assigned.staff_id());
      holder.set_since(fact.day.ToString());
      continue;
    }
    if (fact.event.has_staff_name_erased()) {
      const pact::v1::StaffNameErased& erased = fact.event.staff_name_erased();
      for (PostHolder& holder : holders[erased.post()]) {
        if (holder.staff_id() == erased.staff_id()) holder.set_name_erased_on(fact.day.ToString());
      }
      continue;
    }
    const pact::v1::StaffReleased& released = fact.event.staff_released();
    for (PostHolder& holder : holders[released.post()]) {
      if (holder.staff_id() != released.staff_id() || !holder.until().empty()) continue;
      holder.set_until(fact.day.ToString());
    }
  }
  return holders;
}

void FillHolders(const RegisterQuestion& question, const std::vector<PostHolder>& holders,
                 PostRow* row) {
  const std::string today = question.as_of.valid_at.ToString();
  for (const PostHolder& holder : holders) {
    const bool holds = holder.until().empty() || holder.until() >= today;
    PostHolder* shown = holds ? row->add_holders() : row->add_former();
    *shown = holder;
    if (question.audience == Audience::kPublic) shown->clear_staff_id();
  }
  row->set_held(static_cast<std::uint32_t>(row->holders_size()));
  row->set_vacant(row->persons() > row->held() ? row->persons() - row->held() : 0);
}

void FillPost(const plan::v1::StaffPost& post, PostRow* row) {
  row->set_code(post.code());
  internal::SetLabel(post.name(), row->mutable_name());
  row->set_organisation(post.organisation());
  row->set_management(post.area() == plan::v1::StaffPost::AREA_MANAGEMENT);
  row->set_persons(post.persons());
  for (const std::string& problem : post.problems()) row->add_problems(problem);
}

// Section and letter → organisation → what it reported.
using Reports = std::map<std::pair<std::string, std::string>, std::map<std::string, ActivityUse>>;

// The member for whom the office records.
std::string OrganisationOf(const plan::Plan& plan, std::string_view office) {
  const auto* member = plan.FindOffice(office);
  return member == nullptr ? std::string(office) : member->member();
}

Reports ReadReports(const RegisterQuestion& question) {
  Reports reports;
  for (const Fact& fact : question.history.InForce({Event::kActivityReported})) {
    const pact::v1::ActivityReported& body = fact.event.activity_reported();
    const std::string organisation = OrganisationOf(question.plan, fact.office);
    ActivityUse& use = reports[{body.section(), body.activity()}][organisation];
    use.set_organisation(organisation);
    use.set_reports(use.reports() + 1);
    use.set_last_on(fact.day.ToString());
  }
  return reports;
}

using Sums = std::map<std::string, std::pair<std::uint32_t, std::uint32_t>>;  // assigned, reported

void FillActivity(const plan::v1::Activity& activity, std::map<std::string, ActivityUse> uses,
                  Sums& sums, ActivityRow* row) {
  row->set_letter(activity.letter());
  internal::SetLabel(activity.name(), row->mutable_name());
  for (const std::string& problem : activity.problems()) row->add_problems(problem);
  for (const auto& [organisation, use] : uses) {
    row->set_reports(row->reports() + use.reports());
    row->set_last_on(std::max(row->last_on(), use.last_on()));
  }
  for (const plan::v1::ActivityAssignment& assignment : activity.assignments()) {
    ActivityUse use = uses[assignment.organisation()];
    uses.erase(assignment.organisation());
    use.set_organisation(assignment.organisation());
    use.set_assigned(true);
    auto& [assigned, reported] = sums[assignment.organisation()];
    ++assigned;
    if (use.reports() > 0) ++reported;
    *row->add_organisations() = std::move(use);
  }
  for (const auto& [organisation, use] : uses) *row->add_organisations() = use;
}

}  // namespace

Result<StaffingView> AnswerStaffing(const RegisterQuestion& question) {
  Holders holders = ReadHolders(question);
  StaffingView view;
  for (const plan::v1::StaffPost& post : question.plan.data().staff()) {
    PostRow* row = view.add_posts();
    FillPost(post, row);
    FillHolders(question, holders[post.code()], row);
    view.set_persons(view.persons() + row->persons());
    view.set_held(view.held() + row->held());
    view.set_vacant(view.vacant() + row->vacant());
  }
  for (const plan::v1::StaffPost& post : question.plan.data().staff_as_described_elsewhere()) {
    auto* other = view.add_stated_elsewhere();
    other->set_code(post.code());
    internal::SetLabel(post.name(), other->mutable_name());
    other->set_organisation(post.organisation());
    other->set_persons(post.persons());
    for (const std::string& problem : post.problems()) other->add_problems(problem);
  }
  return view;
}

Result<ActivitiesView> AnswerActivities(const RegisterQuestion& question) {
  Reports reports = ReadReports(question);
  Sums sums;
  ActivitiesView view;
  for (const plan::v1::ActivitySection& section : question.plan.data().activity_sections()) {
    auto* shown = view.add_sections();
    shown->set_code(section.code());
    internal::SetLabel(section.name(), shown->mutable_name());
    shown->set_mandatory(section.mandatory());
    shown->set_independently_eligible(section.independently_eligible());
    for (const plan::v1::Activity& activity : section.activities()) {
      const auto key = std::make_pair(section.code(), activity.letter());
      FillActivity(activity, reports[key], sums, shown->add_activities());
      reports.erase(key);
    }
  }
  for (const plan::v1::ConsortiumMember& member : question.plan.data().consortium()) {
    auto* sum = view.add_members();
    sum->set_organisation(member.member());
    sum->set_assigned(sums[member.member()].first);
    sum->set_reported(sums[member.member()].second);
  }
  for (const auto& [key, uses] : reports) {
    for (const auto& [organisation, use] : uses) {
      view.set_unknown_codes(view.unknown_codes() + use.reports());
    }
  }
  return view;
}

}  // namespace paktum::views
