#include "tests/property/domain/random_history.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/events/streams.h"
#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

constexpr std::array<const char*, kPersons> kTaj = {"987654301", "987654302", "987654303"};
constexpr std::array<const char*, 3> kEmployers = {"mizsetap", "kalfem", "mizse-pekseg"};
constexpr std::array<const char*, 3> kCourses = {"welder", "baker", "nurse"};

std::string DayText(const Step& step) {
  return Day("2019-01-25").PlusDays(20 * step.day).ToString();
}
std::string LaterText(const Step& step) {
  return Day("2019-01-25").PlusDays(20 * step.day + 100).ToString();
}

// The latest participant registered under the person's number, in voided registrations too.
std::string PersonId(int person, const Scenario& pact) {
  std::string id = "0197c1f0-0000-7000-8000-000000000000";
  auto registration = Register(kTaj.at(static_cast<std::size_t>(person)));
  const auto decided = Scenario(pact).When(registration);
  if (decided.ok() && decided->events.empty()) id = decided->result.at("participant_id");
  return id;
}

template <typename Command>
StepCommand As(Command command, std::string office) {
  return {std::make_unique<Command>(std::move(command)), std::move(office)};
}

StepCommand RegisterStep(const Step& step) {
  auto command = Register(kTaj.at(static_cast<std::size_t>(step.person)));
  command.set_registered_on("2019-01-10");
  command.set_family_name("MARKER-family");
  command.set_given_name("MARKER-given");
  command.set_birth_date("1977-07-07");
  command.set_address("MARKER-address");
  command.set_phone("MARKER-phone");
  command.set_email("MARKER@example.hu");
  return As(command, step.variant % 2 == 0 ? "government_office" : "charity");
}

StepCommand EnrolStep(const Step& step, const std::string& id) {
  auto command = Enrol(id);
  if (step.variant % 3 == 1) command.add_target_groups("TG08");
  if (step.variant % 3 == 2) {
    command.set_special_category_answer(participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN);
    command.add_special_target_groups("TG10");
  }
  if (step.variant % 2 == 1) command.set_birth_date("1977-07-07");
  return As(command, "government_office");
}

StepCommand GrantStep(const Step& step, const std::string& id) {
  constexpr std::array<const char*, kVariants> kSchemes = {"S1", "S2", "S5", "S5", "S7", "S1"};
  constexpr std::array<std::uint32_t, kVariants> kMonths = {3, 8, 6, 12, 0, 1};
  constexpr std::array<std::int64_t, kVariants> kAmounts = {215000, 215000, 100000,
                                                            60000,  2500,   3000000};
  const auto variant = static_cast<std::size_t>(step.variant);
  auto command = Grant(id, kSchemes.at(variant));
  command.set_granted_on(DayText(step));
  command.set_months(kMonths.at(variant));
  command.set_monthly_amount_ft(kAmounts.at(variant));
  command.set_employer(kEmployers.at(variant % 3));
  return As(command, "government_office");
}

StepCommand HireStep(const Step& step, const std::string& id) {
  auto command = step.variant % 2 == 0 ? Hire(id) : IndependentHire(id);
  command.set_hired_on(DayText(step));
  command.set_employer(kEmployers.at(static_cast<std::size_t>(step.variant % 3)));
  return As(command, "government_office");
}

StepCommand EndStep(const Step& step, const std::string& id) {
  auto command = EndJob(id);
  command.set_ended_on(LaterText(step));
  return As(command, "government_office");
}

StepCommand TrainingStep(const Step& step, const std::string& id) {
  if (step.variant % 2 == 0) {
    auto command = StartCourse(id);
    command.set_started_on(DayText(step));
    command.set_course(kCourses.at(static_cast<std::size_t>(step.variant % 3)));
    return As(command, "government_office");
  }
  auto command = CompleteCourse(id);
  command.set_completed_on(LaterText(step));
  return As(command, "government_office");
}

StepCommand CheckStep(const Step& step, const std::string& id) {
  auto command = Check(id);
  command.set_checked_on(LaterText(step));
  if (step.variant % 2 == 0) command.set_status(employment::v1::SIX_MONTH_STATUS_UNKNOWN);
  return As(command, "government_office");
}

StepCommand CareStep(const Step& step, const std::string& id) {
  switch (step.variant % 3) {
    case 0: {
      auto command = Interview(id);
      command.set_held_on(DayText(step));
      command.set_notes("MARKER-interview");
      return As(command, "charity");
    }
    case 1: {
      auto command = DevelopmentPlan(id);
      command.set_made_on(DayText(step));
      command.set_text("MARKER-plan");
      return As(command, "charity");
    }
    default: {
      auto command = Service(id);
      command.set_given_on(DayText(step));
      command.set_step(static_cast<std::uint32_t>(step.day % 17));
      command.set_notes("MARKER-service");
      return As(command, "charity");
    }
  }
}

StepCommand MentoringStep(const Step& step, const std::string& id) {
  switch (step.variant % 3) {
    case 0: {
      auto command = Mentor(id);
      command.set_started_on(DayText(step));
      return As(command, "charity");
    }
    case 1: {
      auto command = Session(id);
      command.set_held_on(LaterText(step));
      command.set_notes("MARKER-session");
      return As(command, "charity");
    }
    default: {
      auto command = EndMentor(id);
      command.set_ended_on(LaterText(step));
      return As(command, "charity");
    }
  }
}

StepCommand PathwayStep(const Step& step, const std::string& id) {
  switch (step.variant) {
    case 0: {
      auto command = Exit(id);
      command.set_exited_on(LaterText(step));
      return As(command, "government_office");
    }
    case 1: {
      auto command = Situation(id);
      command.set_found_on(Day(LaterText(step)).PlusDays(step.person).ToString());
      return As(command, "government_office");
    }
    case 2: {
      auto command = Reenter(id);
      command.set_reentered_on(LaterText(step));
      command.set_document_signed_on(LaterText(step));
      return As(command, "government_office");
    }
    case 3: {
      auto command = Complete(id);
      command.set_completed_on(LaterText(step));
      command.set_birth_date("1977-07-07");
      return As(command, "government_office");
    }
    case 4: {
      auto command = SignAgreement(id);
      command.set_signed_on(LaterText(step));
      return As(command, "government_office");
    }
    default: {
      if (step.day % 2 == 0) return As(Consent(id), "charity");
      return As(WithdrawConsentOf(id), "charity");
    }
  }
}

// Of the special-category groups only: what is said of the others is open by its nature.
StepCommand GroupStep(const Step& step, const std::string& id) {
  const char* const group = step.day % 2 == 0 ? "TG09" : "TG10";
  if (step.variant % 3 == 0) return As(Declare(id, group), "charity");
  if (step.variant % 3 == 1) return As(RefuseGroup(id, group), "government_office");
  return As(WithdrawGroup(id, group), "government_office");
}

// The grant of the person that was recorded last, voided ones too.
std::string LastGrant(const std::string& id, const Scenario& pact) {
  std::string grant = "0197c1f0-0000-7000-8000-000000000000";
  for (const RecordedEvent& event : pact.Stream(events::ParticipantStream(id)).events) {
    if (event.event.has_subsidy_granted()) grant = event.event.subsidy_granted().grant_id();
    if (event.event.has_housing_support_granted()) {
      grant = event.event.housing_support_granted().grant_id();
    }
  }
  return grant;
}

StepCommand PaymentStep(const Step& step, const std::string& id, const Scenario& pact) {
  const std::string grant = LastGrant(id, pact);
  switch (step.variant % 4) {
    case 0:
    case 1: {
      auto command = Pay(id, grant);
      command.set_month(DayText(step).substr(0, 7));
      command.set_paid_on(LaterText(step));
      command.set_amount_ft(step.variant == 0 ? 60000 : 215000);
      return As(command, "government_office");
    }
    case 2: {
      auto command = Stop(id, grant);
      command.set_stopped_on(LaterText(step));
      command.set_scheme(step.day % 2 == 0 ? "S2" : "S5");
      return As(command, "government_office");
    }
    default: {
      auto command = Reclaim(id, grant);
      command.set_reclaimed_on(LaterText(step));
      return As(command, "government_office");
    }
  }
}

StepCommand RefundStep(const Step& step, const std::string& id) {
  switch (step.variant % 4) {
    case 0: {
      auto command = RefundTest(id);
      command.set_refunded_on(LaterText(step));
      return As(command, "government_office");
    }
    case 1: {
      auto command = RefundTravelOf(id);
      command.set_month(DayText(step).substr(0, 7));
      command.set_refunded_on(LaterText(step));
      return As(command, "government_office");
    }
    case 2: {
      auto command = Supplement(id);
      command.set_month(DayText(step).substr(0, 7));
      command.set_paid_on(LaterText(step));
      return As(command, "government_office");
    }
    default: {
      auto command = Housing(id);
      command.set_granted_on(DayText(step));
      return As(command, "government_office");
    }
  }
}

StepCommand MoreCareStep(const Step& step, const std::string& id, const Scenario& pact) {
  switch (step.variant) {
    case 0: {
      auto command = Assessment(id);
      command.set_made_on(LaterText(step));
      command.set_opinion("MARKER-opinion");
      return As(command, "charity");
    }
    case 1: {
      auto command = ActionPlan(id);
      command.set_made_on(LaterText(step));
      command.set_text("MARKER-action-plan");
      return As(command, "charity");
    }
    case 2:
      return As(Motivation({id, PersonId(step.day % kPersons, pact)}), "charity");
    case 3: {
      auto command = Counselling({id});
      command.set_given_on(DayText(step));
      command.set_notes("MARKER-counselling");
      return As(command, "charity");
    }
    case 4: {
      auto command = Related(id);
      command.set_notes("MARKER-related");
      return As(command, "charity");
    }
    default: {
      if (step.day % 2 == 0) return As(Mediation(id), "charity");
      auto command = DropOut(id);
      command.set_dropped_out_on(LaterText(step));
      return As(command, "government_office");
    }
  }
}

StepCommand EmployerStep(const Step& step) {
  if (step.variant % 3 == 0) return As(LabourNeed(), "government_office");
  if (step.variant % 3 == 1) return As(EmployerNeed(), "charity");
  auto command = KeptJob();
  command.set_jobs(static_cast<std::uint32_t>(step.person + 1));
  return As(command, "pact_office");
}

StepCommand PactStep(const Step& step) {
  switch (step.variant) {
    case 0:
      return As(Adopt(), "pact_office");
    case 1:
      return As(Join(kEmployers.at(static_cast<std::size_t>(step.person))), "pact_office");
    case 2: {
      auto command = Meeting();
      command.set_held_on(DayText(step));
      command.mutable_resolutions(0)->set_number(std::to_string(step.day % 7) + "/2019");
      return As(command, "pact_office");
    }
    case 3: {
      auto command = Forum();
      command.set_held_on(DayText(step));
      command.set_participants(static_cast<std::uint32_t>(step.person + 1));
      return As(command, "pact_office");
    }
    case 4: {
      auto command = Approve();
      command.set_approved_on(DayText(step));
      command.set_document_version(static_cast<std::uint32_t>(step.day % 5 + 1));
      return As(command, "pact_office");
    }
    default:
      return step.person == 0 ? As(Information(), "pact_office")
                              : As(PartnershipEvent(), "pact_office");
  }
}

// A few places before the end.
Position TargetOf(const Step& step, const Scenario& pact) {
  const std::uint64_t back = static_cast<std::uint64_t>(step.day % 12);
  const std::uint64_t last = pact.last().value();
  return Position(last > back ? last - back : last + 1);
}

// The office that recorded what stands there.
std::string OfficeOf(Position target, const Scenario& pact) {
  const auto append = pact.AppendOf(target);
  return append.empty() ? "pact_office" : append.front().member;
}

StepCommand VoidStep(const Step& step, const Scenario& pact) {
  const Position target = TargetOf(step, pact);
  return As(Void(target), OfficeOf(target, pact));
}

StepCommand EvidenceStep(const Step& step, const Scenario& pact) {
  const Position target = TargetOf(step, pact);
  return As(Evidence(target), OfficeOf(target, pact));
}

// A command of the kind that recorded the event, with the values of this step.
StepCommand RightCommand(const RecordedEvent& event, const Step& step) {
  const std::string id(events::ParticipantOf(event.stream));
  if (event.event.has_participant_registered()) return RegisterStep(step);
  if (event.event.has_participant_enrolled()) return EnrolStep(step, id);
  if (event.event.has_subsidy_granted()) return GrantStep(step, id);
  if (event.event.has_employment_ended()) return EndStep(step, id);
  if (event.event.has_training_started()) return TrainingStep({.day = step.day, .variant = 0}, id);
  if (event.event.has_training_completed()) {
    return TrainingStep({.day = step.day, .variant = 1}, id);
  }
  if (event.event.has_first_interview_held()) return CareStep({.day = step.day, .variant = 0}, id);
  if (event.event.has_mentoring_started()) {
    return MentoringStep({.day = step.day, .variant = 0}, id);
  }
  return HireStep(step, id);
}

StepCommand CorrectStep(const Step& step, const Scenario& pact) {
  const Position target = TargetOf(step, pact);
  const auto append = pact.AppendOf(target);
  if (append.empty()) return VoidStep(step, pact);
  const auto about_person = std::find_if(append.begin(), append.end(), [](const auto& event) {
    return !events::ParticipantOf(event.stream).empty();
  });
  const RecordedEvent& event = about_person == append.end() ? append.front() : *about_person;
  return As(Correct(target, *RightCommand(event, step).message), append.front().member);
}

StepCommand WayCommandOf(const Step& step, int kind, const std::string& id, const Scenario& pact) {
  if (kind < 2) return PathwayStep(step, id);
  if (kind < 3) return GroupStep(step, id);
  if (kind < 6) return PaymentStep(step, id, pact);
  if (kind < 7) return RefundStep(step, id);
  if (kind < 8) return MoreCareStep(step, id, pact);
  if (kind < 9) return EmployerStep(step);
  if (kind < 10) return EvidenceStep(step, pact);
  return CorrectStep(step, pact);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << "{kind " << step.kind << ", person " << step.person << ", day " << step.day
             << ", variant " << step.variant << "}";
}

rc::Gen<Step> AnyStep() {
  return rc::gen::build<Step>(rc::gen::set(&Step::kind, rc::gen::inRange(0, kKinds)),
                              rc::gen::set(&Step::person, rc::gen::inRange(0, kPersons)),
                              rc::gen::set(&Step::day, rc::gen::inRange(0, kDays)),
                              rc::gen::set(&Step::variant, rc::gen::inRange(0, kVariants)));
}

rc::Gen<std::vector<Step>> AnyHistory() { return rc::gen::container<std::vector<Step>>(AnyStep()); }

StepCommand CommandOf(const Step& step, const Scenario& pact) {
  const std::string id = PersonId(step.person, pact);
  if (step.kind < 1) return RegisterStep(step);
  if (step.kind < 2) return EnrolStep(step, id);
  if (step.kind < 6) return GrantStep(step, id);
  if (step.kind < 9) return HireStep(step, id);
  if (step.kind < 11) return EndStep(step, id);
  if (step.kind < 13) return CheckStep(step, id);
  if (step.kind < 15) return TrainingStep(step, id);
  if (step.kind < 18) return CareStep(step, id);
  if (step.kind < 20) return MentoringStep(step, id);
  if (step.kind < 23) return PactStep(step);
  if (step.kind < 25) return VoidStep(step, pact);
  const int kind = step.kind - 25;
  return kind < kWayKinds ? WayCommandOf(step, kind, id, pact)
                          : RegisterCommandOf(step, kind - kWayKinds, pact);
}

Scenario BegunPact() {
  Scenario pact;
  for (int person = 0; person < kPersons; ++person) {
    const Step step{.kind = 0, .person = person, .day = 0, .variant = person};
    const StepCommand registration = RegisterStep(step);
    const std::string id = pact.Given(*registration.message, registration.office)["participant_id"];
    if (person < 2) pact.Given(*EnrolStep(step, id).message);
  }
  return pact;
}

void Play(Scenario& pact, const std::vector<Step>& history) {
  for (const Step& step : history) {
    const StepCommand command = CommandOf(step, pact);
    const auto taken = pact.Take(*command.message, command.office);
    (void)taken.ok();
  }
}

}  // namespace paktum::domain
