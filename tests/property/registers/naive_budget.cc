// Budget (domain.md A6, P-02, P-08, P-09, P-10, P-32).
#include <algorithm>
#include <set>

#include "paktum/view/v1/budget.pb.h"
#include "tests/property/registers/naive.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;

// The scheme whose money the grant took; empty when nothing in force took any.
std::string SchemeOfGrant(const History& history, const std::string& grant) {
  std::string scheme;
  for (const Record* record : history.InForce()) {
    const auto& committed = record->event.scheme_committed();
    if (record->event.has_scheme_committed() && committed.grant_id() == grant) {
      scheme = committed.scheme();
    }
  }
  return scheme;
}

// Grant and amount of whatever pays.
struct Payment {
  std::string grant;
  std::int64_t ft = 0;
};

std::vector<Payment> PaymentsOf(const History& history) {
  std::vector<Payment> payments;
  for (const Record* record : history.InForce()) {
    const Event& event = record->event;
    if (event.has_subsidy_paid()) {
      payments.push_back({event.subsidy_paid().grant_id(), event.subsidy_paid().amount_ft()});
    } else if (event.has_medical_test_refunded()) {
      const auto& body = event.medical_test_refunded();
      payments.push_back({body.grant_id(), body.amount_ft()});
    } else if (event.has_travel_refunded()) {
      const auto& body = event.travel_refunded();
      payments.push_back({body.grant_id(), body.amount_ft()});
    } else if (event.has_income_supplement_paid()) {
      const auto& body = event.income_supplement_paid();
      payments.push_back({body.grant_id(), body.amount_ft()});
    }
  }
  return payments;
}

// Persons with a place: of each commitment in force whose place nothing in force gave back.
std::set<std::string> PersonsOf(const History& history, const std::string& scheme) {
  std::set<std::string> persons;
  for (const Record* taken : history.InForce()) {
    const auto& committed = taken->event.scheme_committed();
    if (!taken->event.has_scheme_committed() || committed.scheme() != scheme) continue;
    const bool given_back =
        std::any_of(history.InForce().begin(), history.InForce().end(), [&](const Record* other) {
          const auto& released = other->event.scheme_released();
          return other->event.has_scheme_released() && released.place_released() &&
                 released.grant_id() == committed.grant_id() && released.scheme() == scheme;
        });
    if (!given_back) persons.insert(committed.participant_id());
  }
  return persons;
}

void FillUse(const Question& question, const plan::v1::SubsidyScheme& scheme,
             view::v1::SchemeBudget* row) {
  const History& history = question.history;
  auto* use = row->mutable_use();
  std::set<std::string> grants;
  std::int64_t committed = 0;
  std::int64_t paid = 0;
  std::int64_t reclaimed = 0;
  for (const Record* record : history.InForce()) {
    const Event& event = record->event;
    if (event.has_scheme_committed() && event.scheme_committed().scheme() == scheme.code()) {
      committed += event.scheme_committed().amount_ft();
      grants.insert(event.scheme_committed().grant_id());
    }
    if (event.has_scheme_released() && event.scheme_released().scheme() == scheme.code()) {
      committed -= event.scheme_released().amount_ft();
    }
    if (event.has_subsidy_reclaimed() &&
        SchemeOfGrant(history, event.subsidy_reclaimed().grant_id()) == scheme.code()) {
      reclaimed += event.subsidy_reclaimed().amount_ft();
    }
  }
  for (const Payment& payment : PaymentsOf(history)) {
    if (SchemeOfGrant(history, payment.grant) == scheme.code()) paid += payment.ft;
  }
  const auto persons = static_cast<std::int32_t>(PersonsOf(history, scheme.code()).size());
  use->set_persons(static_cast<std::uint32_t>(persons));
  use->set_grants(static_cast<std::uint32_t>(grants.size()));
  use->set_committed_ft(committed);
  use->set_paid_ft(paid);
  use->set_reclaimed_ft(reclaimed);
  use->set_free_ft(scheme.printed_total_ft() - committed);
  const auto planned = static_cast<std::int32_t>(scheme.persons());
  if (scheme.has_persons()) use->set_free_persons(planned - persons);
  const bool too_many = scheme.has_persons() && persons > planned && !scheme.persons_approximate();
  row->set_over_committed(committed > scheme.printed_total_ft() || too_many);
}

void FillScheme(const Question& question, const plan::v1::SubsidyScheme& scheme,
                view::v1::SchemeBudget* row) {
  row->set_code(scheme.code());
  SetLabel(scheme.name(), row->mutable_name());
  row->set_printed_label(scheme.printed_label());
  row->set_planned_ft(scheme.printed_total_ft());
  row->set_planned_persons(scheme.persons());
  row->set_persons_approximate(scheme.persons_approximate());
  row->set_months(scheme.months());
  row->set_unit_amount_ft(scheme.unit_amount_ft());
  for (const plan::v1::AmountCheck& check : scheme.checks()) {
    auto* shown = row->add_checks();
    SetLabel(check.reading(), shown->mutable_reading());
    std::int64_t product = 1;
    for (const std::int64_t factor : check.factors()) product *= factor;
    shown->set_product_ft(product);
    shown->set_agrees_with_printed(product == scheme.printed_total_ft());
  }
  row->set_verdict(static_cast<view::v1::BudgetVerdict>(scheme.verdict()));
  SetLabel(scheme.note(), row->mutable_note());
  row->set_possibly_inside(scheme.possibly_inside());
  row->set_wage_scheme(scheme.counts_as_wage_scheme());
  row->set_follow_on_months(scheme.follow_on_months());
  *row->mutable_problems() = scheme.problems();
  FillUse(question, scheme, row);
}

void FillTotal(const view::v1::BudgetView& view, bool wages_only, view::v1::BudgetTotal* total) {
  auto* use = total->mutable_use();
  for (const view::v1::SchemeBudget& row : view.schemes()) {
    if (wages_only && !row.wage_scheme()) continue;
    total->set_planned_ft(total->planned_ft() + row.planned_ft());
    if (row.possibly_inside().empty()) {
      total->set_planned_without_possibly_inside_ft(total->planned_without_possibly_inside_ft() +
                                                    row.planned_ft());
    }
    total->set_planned_persons(total->planned_persons() + row.planned_persons());
    use->set_persons(use->persons() + row.use().persons());
    use->set_grants(use->grants() + row.use().grants());
    use->set_committed_ft(use->committed_ft() + row.use().committed_ft());
    use->set_paid_ft(use->paid_ft() + row.use().paid_ft());
    use->set_reclaimed_ft(use->reclaimed_ft() + row.use().reclaimed_ft());
  }
  use->set_free_ft(total->planned_ft() - use->committed_ft());
  use->set_free_persons(static_cast<std::int32_t>(total->planned_persons()) -
                        static_cast<std::int32_t>(use->persons()));
}

// How the duty of one grant stands.
void FillDuty(const Question& question, const Record& granted, std::uint32_t months,
              view::v1::FollowOnDuty* duty) {
  const auto& grant = granted.event.subsidy_granted();
  duty->set_grant_id(grant.grant_id());
  duty->set_participant_id(grant.participant_id());
  duty->set_scheme(grant.scheme());
  duty->set_employer(grant.employer());
  duty->set_starts_on(grant.starts_on());
  duty->set_position(granted.position);
  Date until = *Date::Parse(grant.ends_on());
  const Record* hired = nullptr;
  for (const Record* record : question.history.InForce()) {
    const Event& event = record->event;
    if (event.has_subsidy_stopped() && event.subsidy_stopped().grant_id() == grant.grant_id()) {
      until = std::min(until, record->day());
      duty->set_stop_reason(event.subsidy_stopped().reason());
    }
    if (event.subsidy_reclaimed().grant_id() == grant.grant_id()) {
      duty->set_reclaimed_ft(duty->reclaimed_ft() + event.subsidy_reclaimed().amount_ft());
    }
    if (event.hire_recorded().grant_id() == grant.grant_id()) hired = record;
  }
  const Date last_day = until.PlusMonths(static_cast<int>(months));
  duty->set_supported_until(until.ToString());
  duty->set_duty_until(last_day.ToString());
  bool ended_before = duty->stop_reason() == subsidy::v1::STOP_REASON_EMPLOYMENT_ENDED;
  for (const Record* record : question.history.InForce()) {
    const auto& ended = record->event.employment_ended();
    if (hired == nullptr || !record->event.has_employment_ended()) continue;
    if (ended.hire_id() != hired->event.hire_recorded().hire_id()) continue;
    duty->set_employment_ended_on(record->day().ToString());
    duty->set_end_reason(ended.reason());
    ended_before = ended_before || record->day() < last_day;
  }
  if (ended_before) {
    duty->set_state(view::v1::FOLLOW_ON_STATE_BROKEN);
  } else if (question.day < last_day) {
    duty->set_state(view::v1::FOLLOW_ON_STATE_PENDING);
  } else {
    duty->set_state(hired == nullptr ? view::v1::FOLLOW_ON_STATE_NO_JOB
                                     : view::v1::FOLLOW_ON_STATE_MET);
  }
}

void FillDuties(const Question& question, view::v1::BudgetView* view) {
  std::vector<view::v1::FollowOnDuty> duties;
  for (const Record* record : question.history.InForce()) {
    if (!record->event.has_subsidy_granted()) continue;
    for (const plan::v1::SubsidyScheme& scheme : question.plan.data().schemes()) {
      if (scheme.code() != record->event.subsidy_granted().scheme()) continue;
      if (scheme.follow_on_months() == 0) continue;
      FillDuty(question, *record, scheme.follow_on_months(), &duties.emplace_back());
    }
  }
  std::sort(duties.begin(), duties.end(), [](const auto& a, const auto& b) {
    return std::make_pair(a.duty_until(), a.position()) <
           std::make_pair(b.duty_until(), b.position());
  });
  auto* sum = view->mutable_follow_on();
  for (const view::v1::FollowOnDuty& duty : duties) {
    sum->set_grants(sum->grants() + 1);
    if (duty.state() == view::v1::FOLLOW_ON_STATE_PENDING) sum->set_pending(sum->pending() + 1);
    if (duty.state() == view::v1::FOLLOW_ON_STATE_MET) sum->set_met(sum->met() + 1);
    if (duty.state() == view::v1::FOLLOW_ON_STATE_BROKEN) sum->set_broken(sum->broken() + 1);
    if (duty.state() == view::v1::FOLLOW_ON_STATE_NO_JOB) sum->set_no_job(sum->no_job() + 1);
    if (question.serving()) *view->add_duties() = duty;
  }
}

}  // namespace

void Fill(const Question& question, view::v1::BudgetView* view) {
  for (const plan::v1::SubsidyScheme& scheme : question.plan.data().schemes()) {
    FillScheme(question, scheme, view->add_schemes());
  }
  FillTotal(*view, false, view->mutable_total());
  FillTotal(*view, true, view->mutable_wage_total());
  for (const plan::v1::SupportKind& support : question.plan.data().support_kinds()) {
    auto* shown = view->add_supports();
    shown->set_code(support.code());
    SetLabel(support.name(), shown->mutable_name());
    *shown->mutable_schemes() = support.schemes();
    *shown->mutable_problems() = support.problems();
  }
  FillDuties(question, view);
  if (question.of_public()) return;
  for (const Payment& payment : PaymentsOf(question.history)) {
    if (!SchemeOfGrant(question.history, payment.grant).empty()) continue;
    view->set_paid_without_grant_ft(view->paid_without_grant_ft() + payment.ft);
  }
}

}  // namespace paktum::views::naive
