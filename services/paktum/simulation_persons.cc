// Persons: recruitment in waves, services, trainings, jobs, follow-up, drop-outs and corrections.
#include "paktum/command/v1/care.pb.h"
#include "paktum/command/v1/charity.pb.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/labour.pb.h"
#include "paktum/command/v1/participant.pb.h"
#include "paktum/command/v1/pathway.pb.h"
#include "paktum/command/v1/subsidy.pb.h"
#include "services/paktum/internal/journey_builder.h"
#include "services/paktum/internal/person.h"
#include "services/paktum/internal/person_steps.h"

namespace paktum::simulation {
namespace {

using namespace command::v1;  // NOLINT(google-build-using-namespace): command names only

// Shares, in percent, of persons to whom something happens.
constexpr int kCharityFirst = 60;
constexpr int kNeverEnter = 8;
constexpr int kDropOutAfterEntry = 12;
constexpr int kIndependentJob = 8;
constexpr int kStillEmployed = 34;
constexpr int kMentored = 55;
constexpr int kEntryErrors = 3;
constexpr int kRefusesSpecialQuestion = 20;
constexpr int kMonthsUnknown = 20;
constexpr std::uint32_t kSettlements = 6;
constexpr int kWavesAYear = 2;
constexpr int kFirstWaveShare = 22;

class PersonSimulation {
 public:
  PersonSimulation(const plan::Plan& plan, const Options& options, std::uint32_t participants)
      : plan_(plan), options_(options), participants_(participants) {
    for (const auto& scheme : plan.data().schemes()) {
      const bool paid_by_person = scheme.counts_as_wage_scheme();
      (paid_by_person ? wage_ : other_).push_back({&scheme, scheme.persons()});
    }
    for (const auto& member : plan.data().members()) {
      if (member.type() == "enterprise" && !member.natural_person()) {
        employers_.push_back(member.code());
      }
      if (member.type() == "education") providers_.push_back(member.code());
    }
    if (employers_.empty()) employers_.push_back("employer");
    if (providers_.empty()) providers_.push_back("provider");
    for (const auto& group : plan.data().target_groups()) {
      if (group.is_organisation()) continue;
      (group.special_category() ? special_groups_ : open_groups_).push_back(group.code());
    }
    for (const auto& step : plan.data().service_steps()) {
      for (const int unit : step.recorded_about()) {
        if (unit == plan::v1::ServiceStep::RECORD_UNIT_PERSON && !step.is_principle()) {
          steps_.push_back(step.number());
          break;
        }
      }
    }
    for (const auto& post : plan.data().staff()) {
      if (post.code().find("mentor") != std::string::npos) mentor_post_ = post.code();
    }
  }

  std::vector<Journey> Run() {
    std::vector<Journey> journeys;
    journeys.reserve(participants_);
    for (std::uint32_t number = 0; number < participants_; ++number) {
      journeys.push_back(One(number));
    }
    return journeys;
  }

 private:
  // Day on which the person becomes known: the first wave fills the first months, the others begin
  // each spring and autumn until a year before the end, so that a job can still be followed up.
  Date DayKnown(Random& random, std::uint32_t number) const {
    const Date start = plan_.start_date();
    if (number * 100 < participants_ * kFirstWaveShare) {
      return start.PlusDays(random.Between(0, 95));
    }
    const int days = std::max(1, DaysBetween(start, plan_.end_date()) - 120);
    const int wave_days = 365 / kWavesAYear;
    const int waves = std::max(1, days / wave_days);
    const int wave = random.Between(0, waves - 1);
    return start.PlusDays(std::min(days, 110 + wave * wave_days + random.Between(0, 90)));
  }

  Journey One(std::uint32_t number) {
    Random random(options_.seed, 1'000 + std::uint64_t{number});
    JourneyBuilder journey(random, true, plan_.end_date());
    const Date known = DayKnown(random, number);
    const bool charity_first = random.Chance(kCharityFirst) && !mentor_post_.empty();
    const Date birth =
        Register(random, journey, number, known, charity_first ? kCharity : kGovernmentOffice);
    Date entry = known.PlusDays(random.Between(0, 5));
    if (charity_first) entry = CharityStart(random, journey, known);
    if (random.Chance(kNeverEnter)) {
      if (number % 2 == 0 && !mentor_post_.empty()) AddErasure(journey, entry.PlusDays(60), number);
      return journey.Take();
    }
    if (!Enrol(random, journey, number, birth, entry)) return journey.Take();
    AddDeclarations(random, journey, entry, GroupsAtAge(birth, entry), charity_first);
    GiveServices(random, journey, entry);
    if (random.Chance(kDropOutAfterEntry)) {
      AddExit(random, journey, entry.PlusDays(200));
      return journey.Take();
    }
    if (!mentor_post_.empty()) {
      AddCare(random, journey, entry, random.Pick(employers_), charity_first);
    }
    House(random, journey, entry.PlusDays(30));
    const Date ready = Train(random, journey, entry.PlusDays(random.Between(10, 40)));
    Work(random, journey, ready.PlusDays(random.Between(5, 60)));
    return journey.Take();
  }

  // The birth date of the person, which the entry needs again.
  static Date Register(Random& random, JourneyBuilder& journey, std::uint32_t number, Date on,
                       const char* office) {
    const Person person = InventPerson(random, number, on);
    RegisterParticipant command;
    command.set_registered_on(on.ToString());
    command.set_family_name(person.family_name);
    command.set_given_name(person.given_name);
    command.set_birth_date(person.birth_date.ToString());
    command.set_taj(person.taj);
    command.set_gender(person.female ? participant::v1::GENDER_FEMALE
                                     : participant::v1::GENDER_MALE);
    command.set_address(person.address);
    command.set_email(person.email);
    journey.Add(on, office, command);
    return person.birth_date;
  }

  // Open groups that somebody of this age can belong to.
  std::vector<std::string> GroupsAtAge(Date birth, Date on) const {
    int age = 0;
    while (birth.PlusMonths(12 * (age + 1)) <= on) ++age;
    std::vector<std::string> groups;
    for (const std::string& code : open_groups_) {
      const plan::v1::TargetGroup& group = *plan_.FindTargetGroup(code);
      const bool too_young = group.has_age_from() && age < static_cast<int>(group.age_from());
      const bool too_old = group.has_age_to() && age > static_cast<int>(group.age_to());
      if (!too_young && !too_old) groups.push_back(code);
    }
    return groups;
  }

  // First interview and development plan; the day from which the person can enter.
  static Date CharityStart(Random& random, JourneyBuilder& journey, Date known) {
    const Date interview = known.PlusDays(random.Between(0, 7));
    HoldFirstInterview first;
    first.set_held_on(interview.ToString());
    first.set_minutes(static_cast<std::uint32_t>(random.Between(4, 9) * 10));
    first.set_notes("Szimulált feljegyzés.");
    journey.Add(interview, kCharity, first);
    const Date made = interview.PlusDays(random.Between(3, 14));
    MakeAssessment assessment;
    assessment.set_made_on(interview.PlusDays(2).ToString());
    assessment.set_opinion("Szimulált véleményezés.");
    journey.Add(interview.PlusDays(2), kCharity, assessment);
    MakeDevelopmentPlan plan;
    plan.set_made_on(made.ToString());
    plan.set_text("Szimulált egyéni fejlesztési terv.");
    journey.Add(made, kCharity, plan);
    return made.PlusDays(random.Between(1, 10));
  }

  // Time without work before the entry, of most persons; never short of the threshold, so that any
  // of them can declare the group of those at risk.
  void TellMonths(std::uint32_t number, EnrolParticipant& command) const {
    Random random(options_.seed, 2'000'000 + std::uint64_t{number});
    if (random.Chance(kMonthsUnknown)) return;
    const int least = static_cast<int>(plan_.data().rules().long_term_unemployment_risk_months());
    const auto jobseeker = random.Between(least, std::max(least, 24));
    command.set_months_as_jobseeker(static_cast<std::uint32_t>(jobseeker));
    if (random.Chance(40)) {
      command.set_months_in_public_works(static_cast<std::uint32_t>(random.Between(1, 12)));
    }
  }

  bool Enrol(Random& random, JourneyBuilder& journey, std::uint32_t number, Date birth, Date on) {
    EnrolParticipant command;
    command.set_enrolled_on(on.ToString());
    command.set_document(participant::v1::ENTRY_DOCUMENT_COOPERATION_AGREEMENT);
    command.set_document_signed_on(on.ToString());
    const std::vector<std::string> groups = GroupsAtAge(birth, on);
    if (!groups.empty()) {
      const std::string first = random.Pick(groups);
      command.add_target_groups(first);
      const std::string second = random.Pick(groups);
      if (second != first) command.add_target_groups(second);
    }
    if (random.Chance(kRefusesSpecialQuestion)) {
      command.set_special_category_answer(participant::v1::SPECIAL_CATEGORY_ANSWER_REFUSED);
    } else {
      command.set_special_category_answer(participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN);
      if (!special_groups_.empty() && random.Chance(25)) {
        command.add_special_target_groups(random.Pick(special_groups_));
      }
    }
    command.set_labour_status(static_cast<participant::v1::LabourStatus>(random.Between(1, 4)));
    TellMonths(number, command);
    command.set_settlement("Szimulált település " + std::to_string(number % kSettlements + 1));
    const bool complete = !random.Chance(5);
    const auto schooling = static_cast<participant::v1::Schooling>(random.Between(2, 4));
    if (complete) {
      command.set_schooling(schooling);
      command.set_birth_date(birth.ToString());
    }
    if (!journey.Add(on, kGovernmentOffice, command)) return false;
    if (!complete && random.Chance(60)) {
      CompleteEntryData data;
      data.set_completed_on(on.PlusDays(20).ToString());
      data.set_schooling(schooling);
      data.set_birth_date(birth.ToString());
      journey.Add(on.PlusDays(20), kGovernmentOffice, data);
    }
    return true;
  }

  void GiveServices(Random& random, JourneyBuilder& journey, Date from) {
    if (steps_.empty() || mentor_post_.empty()) return;
    Date on = from;
    const int services = random.Between(1, 4);
    for (int i = 0; i < services; ++i) {
      on = on.PlusDays(random.Between(3, 30));
      GiveService command;
      command.set_given_on(on.ToString());
      command.set_step(random.Pick(steps_));
      command.set_form(random.Chance(70) ? service::v1::SERVICE_FORM_INDIVIDUAL
                                         : service::v1::SERVICE_FORM_GROUP);
      command.set_minutes(static_cast<std::uint32_t>(random.Between(3, 24) * 10));
      const std::size_t index = journey.size();
      if (journey.Add(on, kCharity, command) && random.Chance(kEntryErrors)) {
        Void(journey, on.PlusDays(1), kCharity, index);
      }
    }
  }

  static void Void(JourneyBuilder& journey, Date on, const char* office, std::size_t step) {
    VoidEvent command;
    command.set_reason(correction::v1::VOID_REASON_ENTRY_ERROR);
    command.set_voided_on(on.ToString());
    journey.Add(on, office, command, step);
  }

  // A training with its supports, when a place is free; the day from which the person can work.
  Date Train(Random& random, JourneyBuilder& journey, Date from) {
    if (trainings_begun_ >= TrainingPlaces() || !random.Chance(TrainingShare())) return from;
    const Date end = from.PlusMonths(random.Between(3, 5));
    StartTraining start;
    start.set_started_on(from.ToString());
    start.set_course("course-" + std::to_string(random.Between(1, 6)));
    start.set_provider(random.Pick(providers_));
    if (!journey.Add(from, kGovernmentOffice, start)) return from;
    ++trainings_begun_;
    for (SchemePlaces& places : other_) {
      const auto kind = places.scheme->kind();
      if (kind == plan::v1::SubsidyScheme::KIND_TRAINING_COST) {
        Grant(random, journey, places, from, "");
      } else if (kind == plan::v1::SubsidyScheme::KIND_MEDICAL_TEST ||
                 kind == plan::v1::SubsidyScheme::KIND_TRAINING_TRAVEL ||
                 kind == plan::v1::SubsidyScheme::KIND_INCOME_SUPPLEMENT) {
        if (places.left == 0) continue;
        --places.left;
        AddRefunds(journey, *places.scheme, from, end);
      }
    }
    if (random.Chance(12)) {
      DropOutOfTraining drop;
      drop.set_dropped_out_on(end.ToString());
      drop.set_reason(training::v1::DROPOUT_REASON_FAMILY);
      journey.Add(end, kGovernmentOffice, drop);
      return end;
    }
    CompleteTraining complete;
    complete.set_completed_on(end.ToString());
    journey.Add(end, kGovernmentOffice, complete);
    return end;
  }

  [[nodiscard]] std::uint32_t TrainingPlaces() const {
    for (const SchemePlaces& places : other_) {
      if (places.scheme->kind() == plan::v1::SubsidyScheme::KIND_TRAINING_COST) {
        return places.scheme->persons();
      }
    }
    return 0;
  }

  // Percent of the persons who get a training, so that the places last over all waves.
  [[nodiscard]] int TrainingShare() const {
    return std::clamp(static_cast<int>(TrainingPlaces() * 130 / std::max(1U, participants_)), 1,
                      60);
  }

  // Grants one place of the scheme, at its planned average; false when none is left.
  static bool Grant(Random& random, JourneyBuilder& journey, SchemePlaces& places, Date on,
                    const std::string& employer) {
    const plan::v1::SubsidyScheme& scheme = *places.scheme;
    if (places.left == 0) return false;
    const std::uint32_t months = scheme.has_months() ? scheme.months() : 0;
    const std::int64_t shares = std::int64_t{scheme.persons()} * std::max(1U, months);
    const std::int64_t amount_ft = scheme.printed_total_ft() / shares;
    GrantSubsidy command;
    command.set_scheme(scheme.code());
    command.set_granted_on(on.ToString());
    command.set_starts_on(on.ToString());
    command.set_intensity_percent(scheme.has_intensity_percent() ? scheme.intensity_percent()
                                                                 : 100);
    command.set_months(months);
    command.set_monthly_amount_ft(amount_ft);
    command.set_employer(employer);
    const std::size_t granted = journey.size();
    if (!journey.Add(on, kGovernmentOffice, command)) return false;
    --places.left;
    AddPayments(random, journey, granted, on, months, amount_ft, scheme.code());
    return true;
  }

  // A job, subsidised while places are left, with mentoring, its end and the six-month check.
  void Work(Random& random, JourneyBuilder& journey, Date on) {
    const std::string employer = random.Pick(employers_);
    RecordHire hire;
    hire.set_hired_on(on.ToString());
    hire.set_employer(employer);
    SchemePlaces* wage = FreeWagePlace(random);
    Date supported_until = on;
    if (wage != nullptr && Grant(random, journey, *wage, on, employer)) {
      hire.set_placement(employment::v1::PLACEMENT_SUBSIDISED);
      supported_until = on.PlusMonths(static_cast<int>(wage->scheme->months())).PlusDays(-1);
    } else if (random.Chance(kIndependentJob)) {
      hire.set_placement(employment::v1::PLACEMENT_INDEPENDENT);
    } else {
      return;
    }
    if (!journey.Add(on, kGovernmentOffice, hire)) return;
    if (random.Chance(kMentored)) Mentor(random, journey, on);
    if (random.Chance(8)) Commute(journey, on, supported_until);
    FollowUp(random, journey, supported_until);
  }

  SchemePlaces* FreeWagePlace(Random& random) {
    std::vector<SchemePlaces*> open;
    for (SchemePlaces& places : wage_) {
      for (std::uint32_t i = 0; i < places.left; ++i) open.push_back(&places);
    }
    // The places are spread over the whole programme, not given to the first who come.
    const auto share = static_cast<int>(
        std::min<std::size_t>(85, open.size() * 100 / std::max(1U, participants_) + 35));
    return open.empty() || !random.Chance(share) ? nullptr : random.Pick(open);
  }

  void Commute(JourneyBuilder& journey, Date on, Date until) {
    for (SchemePlaces& places : other_) {
      if (places.scheme->kind() != plan::v1::SubsidyScheme::KIND_COMMUTING) continue;
      if (places.left == 0) continue;
      --places.left;
      AddRefunds(journey, *places.scheme, on, until);
    }
  }

  // Housing support, for as many as the plan has places.
  void House(Random& random, JourneyBuilder& journey, Date on) {
    for (SchemePlaces& places : other_) {
      const plan::v1::SubsidyScheme& scheme = *places.scheme;
      if (scheme.kind() != plan::v1::SubsidyScheme::KIND_HOUSING || places.left == 0) continue;
      GrantHousingSupport command;
      command.set_scheme(scheme.code());
      command.set_granted_on(on.ToString());
      command.set_starts_on(on.ToString());
      command.set_months(std::max(1U, scheme.months()));
      command.set_monthly_amount_ft(scheme.unit_amount_ft());
      const std::size_t granted = journey.size();
      if (!journey.Add(on, kGovernmentOffice, command)) return;
      --places.left;
      AddPayments(random, journey, granted, on, scheme.months(), scheme.unit_amount_ft(),
                  scheme.code());
    }
  }

  void Mentor(Random& random, JourneyBuilder& journey, Date from) const {
    if (mentor_post_.empty()) return;
    StartMentoring start;
    start.set_started_on(from.ToString());
    start.set_mentor_post(mentor_post_);
    if (!journey.Add(from, kCharity, start)) return;
    Date on = from;
    const int sessions = random.Between(2, 6);
    for (int i = 0; i < sessions; ++i) {
      on = on.PlusDays(random.Between(20, 40));
      HoldMentoringSession session;
      session.set_held_on(on.ToString());
      session.set_minutes(static_cast<std::uint32_t>(random.Between(3, 9) * 10));
      if (!journey.Add(on, kCharity, session)) return;
    }
    EndMentoring end;
    end.set_ended_on(on.PlusDays(10).ToString());
    end.set_reason(random.Chance(80) ? service::v1::MENTORING_END_REASON_COMPLETED
                                     : service::v1::MENTORING_END_REASON_LEFT);
    journey.Add(on.PlusDays(10), kCharity, end);
  }

  void FollowUp(Random& random, JourneyBuilder& journey, Date supported_until) const {
    const bool stays = random.Chance(kStillEmployed);
    if (!stays) {
      const Date end = supported_until.PlusDays(random.Between(0, 150));
      EndEmployment ended;
      ended.set_ended_on(end.ToString());
      ended.set_reason(static_cast<employment::v1::EmploymentEndReason>(random.Between(1, 5)));
      journey.Add(end, kGovernmentOffice, ended);
    }
    const auto months = static_cast<int>(plan_.data().rules().six_month_rule().months());
    const Date due = supported_until.PlusMonths(months).PlusDays(random.Between(1, 20));
    CheckSixMonthStatus check;
    check.set_checked_on(due.ToString());
    if (random.Chance(8)) {
      check.set_status(employment::v1::SIX_MONTH_STATUS_UNKNOWN);
    } else {
      check.set_status(stays ? employment::v1::SIX_MONTH_STATUS_EMPLOYED
                             : employment::v1::SIX_MONTH_STATUS_NOT_EMPLOYED);
      check.set_evidence(employment::v1::EVIDENCE_KIND_REGISTER_EXTRACT);
    }
    journey.Add(due, kGovernmentOffice, check);
  }

  const plan::Plan& plan_;
  const Options& options_;
  const std::uint32_t participants_;
  std::vector<SchemePlaces> wage_;
  std::vector<SchemePlaces> other_;
  std::vector<std::string> employers_;
  std::vector<std::string> providers_;
  std::vector<std::string> open_groups_;
  std::vector<std::string> special_groups_;
  std::vector<std::uint32_t> steps_;
  std::string mentor_post_;  // empty when the plan has none: then nobody mentors
  std::uint32_t trainings_begun_ = 0;
};

}  // namespace

std::vector<Journey> SimulatePersons(const plan::Plan& plan, const Options& options,
                                     std::uint32_t participants) {
  return PersonSimulation(plan, options, participants).Run();
}

}  // namespace paktum::simulation
