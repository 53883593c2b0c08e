#include "tests/property/domain/random_history.h"

#include "libs/base/check.h"

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

// Voids an event a few places before the end, in the name of the office that recorded it.
StepCommand VoidStep(const Step& step, const Scenario& pact) {
  const std::uint64_t back = static_cast<std::uint64_t>(step.day % 12);
  const std::uint64_t last = pact.last().value();
  const Position target(last > back ? last - back : last + 1);
  const auto append = pact.AppendOf(target);
  return As(Void(target), append.empty() ? "pact_office" : append.front().member);
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
  return VoidStep(step, pact);
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
