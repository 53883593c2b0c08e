// Persons: care, declarations, payments and refunds, exits.
#include "paktum/command/v1/care.pb.h"
#include "paktum/command/v1/pathway.pb.h"
#include "paktum/command/v1/privacy.pb.h"
#include "paktum/command/v1/subsidy.pb.h"
#include "services/paktum/internal/person_steps.h"

namespace paktum::simulation {
namespace {

using namespace command::v1;  // NOLINT(google-build-using-namespace): command names only
using plan::v1::SubsidyScheme;

constexpr int kStopped = 4;  // percent of the grants

std::string MonthOf(Date day) { return day.ToString().substr(0, 7); }

std::int64_t MonthlyOf(const SubsidyScheme& scheme) {
  const std::int64_t months = scheme.has_months() ? scheme.months() : 1;
  const std::int64_t shares = std::max<std::int64_t>(1, scheme.persons()) * months;
  return scheme.printed_total_ft() / shares;
}

}  // namespace

void AddCare(Random& random, JourneyBuilder& journey, Date from, const std::string& employer,
             bool has_plan) {
  if (has_plan && random.Chance(50)) {
    MakeActionPlan plan;
    const Date on = from.PlusDays(random.Between(5, 25));
    plan.set_made_on(on.ToString());
    plan.set_employer(employer);
    plan.set_text("Szimulált egyéni cselekvési terv.");
    journey.Add(on, kCharity, plan);
  }
  if (random.Chance(45)) {
    const Date on = from.PlusDays(random.Between(2, 30));
    HoldMotivationTraining training;
    training.set_held_on(on.ToString());
    training.set_minutes(180);
    journey.Add(on, kCharity, training);
  }
  if (random.Chance(55)) {
    const Date on = from.PlusDays(random.Between(2, 40));
    GiveCounselling counselling;
    counselling.set_kind(static_cast<service::v1::CounsellingKind>(random.Between(1, 3)));
    counselling.set_form(service::v1::SERVICE_FORM_INDIVIDUAL);
    counselling.set_given_on(on.ToString());
    counselling.set_minutes(static_cast<std::uint32_t>(random.Between(3, 9) * 10));
    journey.Add(on, kCharity, counselling);
  }
  if (random.Chance(20)) {
    const Date on = from.PlusDays(random.Between(2, 40));
    GiveRelatedService related;
    related.set_given_on(on.ToString());
    related.set_kind(static_cast<service::v1::RelatedServiceKind>(random.Between(1, 5)));
    related.set_minutes(60);
    journey.Add(on, kCharity, related);
  }
  if (random.Chance(40)) {
    const Date on = from.PlusDays(random.Between(10, 50));
    Mediate mediate;
    mediate.set_mediated_on(on.ToString());
    mediate.set_employer(employer);
    mediate.set_outcome(static_cast<service::v1::MediationOutcome>(random.Between(1, 4)));
    journey.Add(on, random.Chance(60) ? kCharity : kGovernmentOffice, mediate);
  }
}

namespace {

// Every other person may be called after leaving; some take that back.
void AddContactConsent(JourneyBuilder& journey, Date entry) {
  if (entry.day() % 2 != 0) return;
  GiveConsent consent;
  consent.set_purpose(participant::v1::CONSENT_PURPOSE_FOLLOW_UP_CONTACT);
  consent.set_given_on(entry.ToString());
  if (!journey.Add(entry, kGovernmentOffice, consent) || entry.day() % 10 != 0) return;
  const Date withdrawn = entry.PlusDays(120);
  WithdrawConsent withdraw;
  withdraw.set_purpose(consent.purpose());
  withdraw.set_withdrawn_on(withdrawn.ToString());
  journey.Add(withdrawn, kGovernmentOffice, withdraw);
}

}  // namespace

void AddDeclarations(Random& random, JourneyBuilder& journey, Date entry,
                     const std::vector<std::string>& open_groups, bool has_plan) {
  GiveConsent consent;
  consent.set_purpose(participant::v1::CONSENT_PURPOSE_DATA_HANDLING);
  consent.set_given_on(entry.ToString());
  journey.Add(entry, kGovernmentOffice, consent);
  AddContactConsent(journey, entry);
  if (has_plan) {
    SignParticipantAgreement agreement;
    agreement.set_signed_on(entry.ToString());
    agreement.set_document_sha256(DigestOf("agreement " + entry.ToString()));
    journey.Add(entry, kGovernmentOffice, agreement);
  }
  if (open_groups.empty() || !random.Chance(15)) return;
  const Date asked = entry.PlusDays(random.Between(1, 20));
  const std::string group = random.Pick(open_groups);
  if (random.Chance(30)) {
    RefuseTargetGroup refuse;
    refuse.set_target_group(group);
    refuse.set_asked_on(asked.ToString());
    journey.Add(asked, kGovernmentOffice, refuse);
    return;
  }
  DeclareTargetGroup declare;
  declare.set_target_group(group);
  declare.set_answer(participant::v1::TARGET_GROUP_ANSWER_DECLARED);
  declare.set_asked_on(asked.ToString());
  if (!journey.Add(asked, kGovernmentOffice, declare) || !random.Chance(30)) return;
  WithdrawTargetGroup withdraw;
  withdraw.set_target_group(group);
  withdraw.set_withdrawn_on(asked.PlusDays(25).ToString());
  journey.Add(asked.PlusDays(25), kGovernmentOffice, withdraw);
}

void AddPayments(Random& random, JourneyBuilder& journey, std::size_t grant, Date starts_on,
                 std::uint32_t months, std::int64_t monthly_ft, const std::string& scheme) {
  const Fill of_grant{"grant_id", grant, "grant_id"};
  const bool stopped = months > 3 && random.Chance(kStopped);
  const std::uint32_t paid = stopped ? 2 : std::max(1U, months);
  for (std::uint32_t i = 0; i < paid; ++i) {
    const Date month = starts_on.PlusMonths(static_cast<int>(i));
    const Date on = month.PlusMonths(1).PlusDays(random.Between(2, 9));
    PaySubsidy pay;
    pay.set_paid_on(on.ToString());
    pay.set_month(MonthOf(month));
    pay.set_amount_ft(monthly_ft);
    pay.set_payment_reference("SZIM-" + std::to_string(random.Between(10'000, 999'999)));
    if (!journey.AddFilled(on, kGovernmentOffice, pay, {of_grant})) return;
  }
  if (!stopped) return;
  const Date on = starts_on.PlusMonths(3);
  StopSubsidy stop;
  stop.set_stopped_on(on.ToString());
  stop.set_reason(subsidy::v1::STOP_REASON_EMPLOYMENT_ENDED);
  stop.set_scheme(scheme);
  if (!journey.AddFilled(on, kGovernmentOffice, stop, {of_grant})) return;
  ReclaimSubsidy reclaim;
  reclaim.set_reclaimed_on(on.PlusDays(20).ToString());
  reclaim.set_amount_ft(monthly_ft);
  reclaim.set_reason(subsidy::v1::RECLAIM_REASON_PAID_IN_ERROR);
  reclaim.set_reference("SZIM-V-" + std::to_string(random.Between(1'000, 9'999)));
  journey.AddFilled(on.PlusDays(20), kGovernmentOffice, reclaim, {of_grant});
}

bool AddRefunds(JourneyBuilder& journey, const SubsidyScheme& scheme, Date from, Date until) {
  const std::int64_t amount_ft = MonthlyOf(scheme);
  const auto kind = scheme.kind();
  if (kind == SubsidyScheme::KIND_MEDICAL_TEST) {
    RefundMedicalTest refund;
    refund.set_scheme(scheme.code());
    refund.set_refunded_on(from.ToString());
    refund.set_amount_ft(amount_ft);
    refund.set_payment_reference("SZIM-O-" + from.ToString());
    journey.Add(from, kGovernmentOffice, refund);
    return true;
  }
  const bool travel =
      kind == SubsidyScheme::KIND_TRAINING_TRAVEL || kind == SubsidyScheme::KIND_COMMUTING;
  if (!travel && kind != SubsidyScheme::KIND_INCOME_SUPPLEMENT) return false;
  std::uint32_t months = scheme.has_months() ? scheme.months() : 1;
  for (Date month = from; month <= until && months > 0; month = month.PlusMonths(1), --months) {
    const Date on = month.PlusMonths(1).PlusDays(3);
    const auto fill = [&](auto command) {
      command.set_scheme(scheme.code());
      command.set_month(MonthOf(month));
      command.set_amount_ft(amount_ft);
      command.set_payment_reference("SZIM-H-" + MonthOf(month));
      return command;
    };
    if (travel) {
      RefundTravel refund = fill(RefundTravel());
      refund.set_refunded_on(on.ToString());
      journey.Add(on, kGovernmentOffice, refund);
    } else {
      PayIncomeSupplement supplement = fill(PayIncomeSupplement());
      supplement.set_paid_on(on.ToString());
      journey.Add(on, kGovernmentOffice, supplement);
    }
  }
  return true;
}

void AddExit(Random& random, JourneyBuilder& journey, Date on) {
  ExitParticipant exit;
  exit.set_exited_on(on.ToString());
  exit.set_reason(static_cast<participant::v1::ExitReason>(random.Between(1, 3)));
  if (!journey.Add(on, kGovernmentOffice, exit)) return;
  const Date found = on.PlusDays(random.Between(5, 27));
  RecordExitSituation situation;
  situation.set_found_on(found.ToString());
  situation.add_situations(participant::v1::EXIT_SITUATION_NOT_KNOWN);
  journey.Add(found, kGovernmentOffice, situation);
  if (!random.Chance(15)) return;
  const Date back = found.PlusDays(random.Between(30, 120));
  ReenterParticipant reenter;
  reenter.set_reentered_on(back.ToString());
  reenter.set_document(participant::v1::ENTRY_DOCUMENT_COOPERATION_AGREEMENT);
  reenter.set_document_signed_on(back.ToString());
  journey.Add(back, kGovernmentOffice, reenter);
}

void AddErasure(JourneyBuilder& journey, Date asked, std::uint32_t number) {
  ProposeErasure propose;
  propose.set_requested_on(asked.ToString());
  propose.set_reason(privacy::v1::ERASURE_REASON_CONSENT_WITHDRAWN);
  propose.set_reference("TOR-" + std::to_string(number));
  const std::size_t proposed = journey.size();
  if (!journey.Add(asked, kGovernmentOffice, propose)) return;
  AgreeToErasure agree;
  agree.set_agreed_on(asked.PlusDays(10).ToString());
  journey.AddFilled(asked.PlusDays(10), kCharity, agree, {{"erasure_id", proposed, "erasure_id"}});
}

}  // namespace paktum::simulation
