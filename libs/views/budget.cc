#include "libs/views/budget.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/views/internal/grants.h"
#include "libs/views/internal/labels.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using internal::Grant;
using internal::Job;
using view::v1::BudgetTotal;
using view::v1::BudgetUse;
using view::v1::BudgetView;
using view::v1::FollowOnDuty;
using view::v1::SchemeBudget;

// What was recorded of one scheme.
struct Use {
  std::map<std::string, std::set<std::string>> places;  // person → grants that hold a place
  std::set<std::string> grants;
  std::int64_t committed_ft = 0;
  std::int64_t paid_ft = 0;
  std::int64_t reclaimed_ft = 0;

  [[nodiscard]] bool empty() const {
    return places.empty() && committed_ft == 0 && paid_ft == 0 && reclaimed_ft == 0;
  }
};

// Adds what every event means to its scheme.
class Uses {
 public:
  explicit Uses(const EffectiveHistory& history) {
    const std::vector<Fact> facts =
        history.InForce({Event::kSchemeCommitted, Event::kSchemeReleased, Event::kSubsidyPaid,
                         Event::kSubsidyReclaimed, Event::kMedicalTestRefunded,
                         Event::kTravelRefunded, Event::kIncomeSupplementPaid});
    // A payment may have an earlier day than the grant was recorded for: commitments first.
    for (const Fact& fact : facts) Commit(fact.event);
    for (const Fact& fact : facts) Release(fact.event);
    for (const Fact& fact : facts) Pay(fact.event);
  }

  [[nodiscard]] const Use& Of(const std::string& scheme) { return uses_[scheme]; }
  [[nodiscard]] std::int64_t paid_without_grant_ft() const { return paid_without_grant_ft_; }

 private:
  void Commit(const Event& event) {
    if (!event.has_scheme_committed()) return;
    const subsidy::v1::SchemeCommitted& committed = event.scheme_committed();
    Use& use = uses_[committed.scheme()];
    use.committed_ft += committed.amount_ft();
    use.grants.insert(committed.grant_id());
    use.places[committed.participant_id()].insert(committed.grant_id());
    scheme_of_grant_[committed.grant_id()] = committed.scheme();
  }

  void Release(const Event& event) {
    if (!event.has_scheme_released()) return;
    const subsidy::v1::SchemeReleased& released = event.scheme_released();
    Use& use = uses_[released.scheme()];
    use.committed_ft -= released.amount_ft();
    if (!released.place_released()) return;
    const auto place = use.places.find(released.participant_id());
    if (place == use.places.end()) return;
    place->second.erase(released.grant_id());
    if (place->second.empty()) use.places.erase(place);
  }

  void Pay(const Event& event) {
    if (event.has_subsidy_paid()) {
      PayGrant(event.subsidy_paid().grant_id(), event.subsidy_paid().amount_ft());
    } else if (event.has_subsidy_reclaimed()) {
      const auto scheme = scheme_of_grant_.find(event.subsidy_reclaimed().grant_id());
      if (scheme == scheme_of_grant_.end()) return;
      uses_[scheme->second].reclaimed_ft += event.subsidy_reclaimed().amount_ft();
    } else if (event.has_medical_test_refunded()) {
      PayGrant(event.medical_test_refunded().grant_id(), event.medical_test_refunded().amount_ft());
    } else if (event.has_travel_refunded()) {
      PayGrant(event.travel_refunded().grant_id(), event.travel_refunded().amount_ft());
    } else if (event.has_income_supplement_paid()) {
      PayGrant(event.income_supplement_paid().grant_id(),
               event.income_supplement_paid().amount_ft());
    }
  }

  void PayGrant(const std::string& grant, std::int64_t amount_ft) {
    const auto scheme = scheme_of_grant_.find(grant);
    if (scheme == scheme_of_grant_.end()) {
      paid_without_grant_ft_ += amount_ft;
    } else {
      uses_[scheme->second].paid_ft += amount_ft;
    }
  }

  std::map<std::string, Use> uses_;
  std::map<std::string, std::string> scheme_of_grant_;
  std::int64_t paid_without_grant_ft_ = 0;
};

view::v1::BudgetVerdict VerdictOf(const plan::v1::SubsidyScheme& scheme) {
  // The two enumerations agree number by number; the plan's is not part of answers.
  return static_cast<view::v1::BudgetVerdict>(scheme.verdict());
}

void FillPlanned(const plan::v1::SubsidyScheme& scheme, SchemeBudget* row) {
  row->set_code(scheme.code());
  internal::SetLabel(scheme.name(), row->mutable_name());
  row->set_printed_label(scheme.printed_label());
  row->set_planned_ft(scheme.printed_total_ft());
  row->set_planned_persons(scheme.persons());
  row->set_persons_approximate(scheme.persons_approximate());
  row->set_months(scheme.months());
  row->set_unit_amount_ft(scheme.unit_amount_ft());
  for (const plan::v1::AmountCheck& check : scheme.checks()) {
    auto* shown = row->add_checks();
    internal::SetLabel(check.reading(), shown->mutable_reading());
    shown->set_product_ft(check.product_ft());
    shown->set_agrees_with_printed(check.agrees_with_printed());
  }
  row->set_verdict(VerdictOf(scheme));
  internal::SetLabel(scheme.note(), row->mutable_note());
  row->set_possibly_inside(scheme.possibly_inside());
  row->set_wage_scheme(scheme.counts_as_wage_scheme());
  row->set_follow_on_months(scheme.follow_on_months());
  for (const std::string& problem : scheme.problems()) row->add_problems(problem);
}

void FillUse(const plan::v1::SubsidyScheme& scheme, const Use& use, SchemeBudget* row) {
  BudgetUse* shown = row->mutable_use();
  const auto persons = static_cast<std::uint32_t>(use.places.size());
  shown->set_persons(persons);
  shown->set_grants(static_cast<std::uint32_t>(use.grants.size()));
  shown->set_committed_ft(use.committed_ft);
  shown->set_paid_ft(use.paid_ft);
  shown->set_reclaimed_ft(use.reclaimed_ft);
  shown->set_free_ft(scheme.printed_total_ft() - use.committed_ft);
  if (scheme.has_persons()) {
    shown->set_free_persons(static_cast<std::int32_t>(scheme.persons()) -
                            static_cast<std::int32_t>(persons));
  }
  row->set_over_committed(shown->free_ft() < 0 ||
                          (shown->free_persons() < 0 && !scheme.persons_approximate()));
}

void AddToTotal(const SchemeBudget& row, BudgetTotal* total) {
  total->set_planned_ft(total->planned_ft() + row.planned_ft());
  if (row.possibly_inside().empty()) {
    total->set_planned_without_possibly_inside_ft(total->planned_without_possibly_inside_ft() +
                                                  row.planned_ft());
  }
  total->set_planned_persons(total->planned_persons() + row.planned_persons());
  BudgetUse* use = total->mutable_use();
  use->set_persons(use->persons() + row.use().persons());
  use->set_grants(use->grants() + row.use().grants());
  use->set_committed_ft(use->committed_ft() + row.use().committed_ft());
  use->set_paid_ft(use->paid_ft() + row.use().paid_ft());
  use->set_reclaimed_ft(use->reclaimed_ft() + row.use().reclaimed_ft());
  use->set_free_ft(total->planned_ft() - use->committed_ft());
  use->set_free_persons(static_cast<std::int32_t>(total->planned_persons()) -
                        static_cast<std::int32_t>(use->persons()));
}

// Withholds the use of schemes with few persons among `rows`, then of the next larger ones until
// the withheld ones together are many; the total too when that is not possible.
void Suppress(const RegisterQuestion& question, std::vector<SchemeBudget*> rows,
              BudgetTotal* total) {
  std::erase_if(rows, [](const SchemeBudget* row) {
    const BudgetUse& use = row->use();
    return use.persons() == 0 && use.committed_ft() == 0 && use.paid_ft() == 0;
  });
  std::stable_sort(rows.begin(), rows.end(), [](const SchemeBudget* a, const SchemeBudget* b) {
    return a->use().persons() < b->use().persons();
  });
  std::uint32_t withheld_persons = 0;
  std::size_t withheld = 0;
  for (SchemeBudget* row : rows) {
    const std::uint32_t persons = row->use().persons();
    // Money without a person in force is what is left of a correction: as few as can be.
    const bool few = persons == 0 || question.Suppresses(persons);
    const bool shows_others = withheld == 1 || question.Suppresses(withheld_persons);
    if (!few && !shows_others && !row->suppressed()) continue;
    row->set_suppressed(true);
    withheld_persons += persons;
    ++withheld;
  }
  total->set_suppressed(withheld == 1 || question.Suppresses(withheld_persons));
}

FollowOnDuty DutyOf(const Grant& grant, const Job* job, std::uint32_t months, Date today) {
  FollowOnDuty duty;
  duty.set_grant_id(grant.body.grant_id());
  duty.set_participant_id(grant.body.participant_id());
  duty.set_scheme(grant.body.scheme());
  duty.set_employer(grant.body.employer());
  duty.set_starts_on(grant.body.starts_on());
  const Date supported_until = grant.SupportedUntil();
  const Date duty_until = supported_until.PlusMonths(static_cast<int>(months));
  duty.set_supported_until(supported_until.ToString());
  duty.set_duty_until(duty_until.ToString());
  duty.set_stop_reason(grant.stop_reason);
  duty.set_reclaimed_ft(grant.reclaimed_ft);
  duty.set_position(grant.position.value());
  const bool ended_early = job != nullptr && job->ended_on && *job->ended_on < duty_until;
  if (job != nullptr && job->ended_on) {
    duty.set_employment_ended_on(job->ended_on->ToString());
    duty.set_end_reason(job->end_reason);
  }
  if (ended_early || grant.stop_reason == subsidy::v1::STOP_REASON_EMPLOYMENT_ENDED) {
    duty.set_state(view::v1::FOLLOW_ON_STATE_BROKEN);
  } else if (duty_until > today) {
    duty.set_state(view::v1::FOLLOW_ON_STATE_PENDING);
  } else {
    duty.set_state(job == nullptr ? view::v1::FOLLOW_ON_STATE_NO_JOB
                                  : view::v1::FOLLOW_ON_STATE_MET);
  }
  return duty;
}

std::vector<FollowOnDuty> ReadDuties(const RegisterQuestion& question) {
  const auto jobs = internal::ReadJobs(question.history);
  std::map<std::string, const Job*> job_of_grant;
  for (const auto& [id, job] : jobs) {
    if (!job.grant_id.empty()) job_of_grant[job.grant_id] = &job;
  }
  std::vector<FollowOnDuty> duties;
  for (const auto& [id, grant] : internal::ReadGrants(question.history)) {
    const auto* scheme = question.plan.FindScheme(grant.body.scheme());
    if (scheme == nullptr || scheme->follow_on_months() == 0) continue;
    const auto job = job_of_grant.find(id);
    duties.push_back(DutyOf(grant, job == job_of_grant.end() ? nullptr : job->second,
                            scheme->follow_on_months(), question.as_of.valid_at));
  }
  std::stable_sort(duties.begin(), duties.end(), [](const FollowOnDuty& a, const FollowOnDuty& b) {
    return a.duty_until() < b.duty_until();
  });
  return duties;
}

void FillDuties(const RegisterQuestion& question, BudgetView* view) {
  const std::vector<FollowOnDuty> duties = ReadDuties(question);
  std::map<view::v1::FollowOnState, std::uint32_t> counts;
  for (const FollowOnDuty& duty : duties) {
    ++counts[duty.state()];
    if (question.audience == Audience::kServing) *view->add_duties() = duty;
  }
  auto* summary = view->mutable_follow_on();
  const bool few = std::any_of(counts.begin(), counts.end(), [&](const auto& count) {
    return question.Suppresses(count.second);
  });
  summary->set_suppressed(few);
  if (few) return;
  summary->set_grants(static_cast<std::uint32_t>(duties.size()));
  summary->set_pending(counts[view::v1::FOLLOW_ON_STATE_PENDING]);
  summary->set_met(counts[view::v1::FOLLOW_ON_STATE_MET]);
  summary->set_broken(counts[view::v1::FOLLOW_ON_STATE_BROKEN]);
  summary->set_no_job(counts[view::v1::FOLLOW_ON_STATE_NO_JOB]);
}

void FillSupports(const plan::Plan& plan, BudgetView* view) {
  for (const plan::v1::SupportKind& support : plan.data().support_kinds()) {
    auto* shown = view->add_supports();
    shown->set_code(support.code());
    internal::SetLabel(support.name(), shown->mutable_name());
    for (const std::string& scheme : support.schemes()) shown->add_schemes(scheme);
    for (const std::string& problem : support.problems()) shown->add_problems(problem);
  }
}

void Withhold(const RegisterQuestion& question, BudgetView* view) {
  if (question.audience != Audience::kPublic) return;
  std::vector<SchemeBudget*> rows;
  for (SchemeBudget& row : *view->mutable_schemes()) rows.push_back(&row);
  Suppress(question, rows, view->mutable_total());
  bool any = false;
  for (SchemeBudget* row : rows) {
    if (!row->suppressed()) continue;
    any = true;
    row->clear_use();
    row->clear_over_committed();
    // The number of duties would tell how many grants a withheld scheme has.
    if (row->follow_on_months() == 0) continue;
    view->clear_follow_on();
    view->mutable_follow_on()->set_suppressed(true);
  }
  // Beside the total, the sum of some schemes would tell more of those that are withheld.
  view->mutable_wage_total()->set_suppressed(any);
  for (BudgetTotal* total : {view->mutable_total(), view->mutable_wage_total()}) {
    if (total->suppressed()) total->clear_use();
  }
}

}  // namespace

Result<BudgetView> AnswerBudget(const RegisterQuestion& question) {
  Uses uses(question.history);
  BudgetView view;
  view.mutable_total()->mutable_use();
  view.mutable_wage_total()->mutable_use();
  for (const plan::v1::SubsidyScheme& scheme : question.plan.data().schemes()) {
    SchemeBudget* row = view.add_schemes();
    FillPlanned(scheme, row);
    FillUse(scheme, uses.Of(scheme.code()), row);
    AddToTotal(*row, view.mutable_total());
    if (row->wage_scheme()) AddToTotal(*row, view.mutable_wage_total());
  }
  FillSupports(question.plan, &view);
  FillDuties(question, &view);
  Withhold(question, &view);
  if (question.audience != Audience::kPublic) {
    view.set_paid_without_grant_ft(uses.paid_without_grant_ft());
  }
  return view;
}

}  // namespace paktum::views
