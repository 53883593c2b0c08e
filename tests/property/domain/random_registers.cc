// Steps of a random history that concern the pact's own registers.
#include "libs/domain/newsletter.h"
#include "tests/property/domain/random_history.h"

namespace paktum::domain {
namespace {

const std::string kNobody = "0197c1f0-0000-7000-8000-000000000000";

std::string DayText(const Step& step, int later = 0) {
  return Day("2019-01-25").PlusDays(20 * step.day + later).ToString();
}
std::uint32_t Small(int number) { return static_cast<std::uint32_t>(number); }

template <typename Command>
StepCommand As(Command command, std::string office = "pact_office") {
  return {std::make_unique<Command>(std::move(command)), std::move(office)};
}

StepCommand DocumentStep(const Step& step) {
  const std::uint32_t version = Small(step.person + 1);
  const auto with = [&](auto command) {
    command.set_document_kind("D05");
    command.set_document_version(version);
    return command;
  };
  switch (step.variant) {
    case 0:
    case 1: {
      auto command = with(command::v1::DraftDocument());
      command.set_drafted_on(DayText(step));
      command.set_file_sha256(std::string(64, step.variant == 0 ? 'e' : 'd'));
      return As(command, "charity");
    }
    case 2: {
      auto command = with(command::v1::SubmitDocument());
      command.set_submitted_on(DayText(step, 5));
      command.set_submitted_to("steering-group");
      return As(command, "charity");
    }
    case 3: {
      auto command = with(command::v1::RejectDocument());
      command.set_rejected_on(DayText(step, 10));
      command.set_rejected_by("steering-group");
      command.set_reason(governance::v1::DOCUMENT_REJECTION_REASON_OTHER);
      return As(command);
    }
    case 4: {
      auto command = with(Approve());
      command.set_approved_on(DayText(step, 10));
      return As(command);
    }
    default: {
      auto command = with(command::v1::SupersedeDocument());
      command.set_superseded_by(version + 1);
      command.set_superseded_on(DayText(step, 15));
      return As(command);
    }
  }
}

StepCommand EvaluationStep(const Step& step) {
  const auto with = [&](auto command) {
    command.set_period(step.person == 2 ? "2019-H2" : "2019-H1");
    return command;
  };
  switch (step.variant) {
    case 0: {
      auto command = with(command::v1::OpenInterimEvaluation());
      command.set_opened_on(DayText(step));
      return As(command);
    }
    case 1:
    case 2: {
      auto command = with(command::v1::WriteEvaluationPart());
      command.set_part(static_cast<evaluation::v1::EvaluationPart>(step.day % 6 + 1));
      command.set_text(step.variant == 1 ? "One" : "Other");
      command.set_written_on(DayText(step));
      return As(command);
    }
    case 3: {
      auto command = with(command::v1::SubmitInterimEvaluation());
      command.set_submitted_on(DayText(step));
      command.set_figures_position(3);
      command.set_figures_sha256(std::string(64, 'a'));
      return As(command);
    }
    case 4: {
      auto command = with(command::v1::ApproveInterimEvaluation());
      command.set_approved_on(DayText(step));
      command.set_resolution(std::to_string(step.day % 7) + "/2019");
      return As(command);
    }
    default: {
      auto command = with(command::v1::ReturnInterimEvaluation());
      command.set_returned_on(DayText(step));
      return As(command);
    }
  }
}

StepCommand PeriodStep(const Step& step) {
  if (step.variant < 3) {
    command::v1::ClosePeriod command;
    command.set_period("2019-H1");
    command.set_closed_on(DayText(step));
    return As(command);
  }
  if (step.variant < 5) {
    command::v1::ReopenPeriod command;
    command.set_period("2019-H1");
    command.set_reopened_on(DayText(step));
    command.set_reason(pact::v1::REOPEN_REASON_CLOSED_BY_MISTAKE);
    return As(command);
  }
  command::v1::IssueStatusReport command;
  command.set_period("2019-H1");
  command.set_issued_on(DayText(step));
  command.set_figures_position(3);
  command.set_figures_sha256(std::string(64, 'a'));
  return As(command);
}

StepCommand MemberStep(const Step& step) {
  switch (step.variant) {
    case 0: {
      auto command = Join("mizsetap");
      command.set_joined_on(DayText(step));
      return As(command);
    }
    case 1:
    case 2: {
      command::v1::RecordMemberLeaving command;
      command.set_member_code("mizsetap");
      command.set_left_on(DayText(step));
      command.set_reason(pact::v1::LEAVING_REASON_OTHER);
      return As(command);
    }
    case 3: {
      command::v1::AdoptDefinition command;
      command.set_indicator("PR26");
      command.set_definition_version(1);
      command.set_adopted_on(DayText(step));
      return As(command);
    }
    case 4: {
      command::v1::SignPactAgreement command;
      command.set_signed_on(DayText(step));
      command.add_signatories("tiszakecske");
      return As(command);
    }
    default: {
      command::v1::ReportActivity command;
      command.set_section("3.1.1.1 A");
      command.set_activity(step.person == 0 ? "a" : "e");
      command.set_done_on(DayText(step));
      command.set_subject("Work");
      return As(command, step.person == 2 ? "pact_office" : "government_office");
    }
  }
}

StepCommand StaffStep(const Step& step, const Scenario& pact) {
  if (step.variant < 3) {
    command::v1::AssignStaff command;
    command.set_post("mentor");
    command.set_assigned_on(DayText(step));
    command.set_full_name("MARKER-staff");
    return As(command, "charity");
  }
  command::v1::ReleaseStaff command;
  command.set_post("mentor");
  command.set_released_on(DayText(step, 50));
  const LoadedStream stream = pact.Stream("staff/mentor");
  if (step.variant > 3 && !stream.events.empty()) {
    command.set_staff_id(stream.events.front().event.staff_assigned().staff_id());
  }
  return As(command, "charity");
}

// The id of the first task ever planned, whether or not that was voided.
std::string FirstTask(const Scenario& pact) {
  for (const RecordedEvent& event : pact.Stream("work-programme/2019").events) {
    if (event.event.has_task_planned()) return event.event.task_planned().task_id();
  }
  return kNobody;
}

StepCommand TaskStep(const Step& step, const Scenario& pact) {
  if (step.variant < 2) {
    command::v1::PlanTask command;
    command.set_year(2019);
    command.set_measure("2.1");
    command.set_subject("Task " + std::to_string(step.person));
    command.set_responsible("mentor");
    command.set_due_on("2019-11-30");
    command.set_planned_on(DayText(step));
    return As(command);
  }
  if (step.variant < 4) {
    command::v1::CompleteTask command;
    command.set_year(2019);
    command.set_task_id(FirstTask(pact));
    command.set_completed_on(DayText(step));
    return As(command);
  }
  command::v1::DropTask command;
  command.set_year(2019);
  command.set_task_id(FirstTask(pact));
  command.set_dropped_on(DayText(step));
  command.set_reason(governance::v1::TASK_DROP_REASON_NO_MEANS);
  return As(command);
}

StepCommand NewsletterStep(const Step& step, const Scenario& pact) {
  const std::string email = "MARKER" + std::to_string(step.person) + "@example.hu";
  if (step.variant < 2) {
    command::v1::SubscribeNewsletter command;
    command.set_subscribed_on(DayText(step));
    command.set_email(email);
    command.set_name("MARKER-reader");
    return As(command);
  }
  if (step.variant == 2) {
    command::v1::UnsubscribeNewsletter command;
    command.set_unsubscribed_on(DayText(step));
    command.set_email(email);
    return As(command);
  }
  command::v1::ConfirmNewsletter command;
  command.set_subscription_id(kNobody);
  command.set_code("no-code");
  command.set_confirmed_on(DayText(step, 3));
  for (const auto& [name, stream] : pact.streams()) {
    if (!name.starts_with("newsletter/")) continue;
    const std::string id = stream.events.front().event.newsletter_subscribed().subscription_id();
    command.set_subscription_id(id);
    command.set_code(NewsletterCode(name, NewsletterSecret(id)));
  }
  return As(command);
}

// The last thing of this kind that has a stream of its own.
std::string LastThing(const std::string& kind, const Scenario& pact) {
  std::string id = kNobody;
  for (const auto& [name, stream] : pact.streams()) {
    if (name.starts_with(kind + "/")) id = name.substr(kind.size() + 1);
  }
  return id;
}

StepCommand ThingStep(const Step& step, const Scenario& pact) {
  switch (step.variant) {
    case 0: {
      command::v1::HoldBodySitting command;
      command.set_body("work-organisation");
      command.set_held_on(DayText(step));
      command.set_members_present(Small(step.person + 1));
      command.add_agenda("Agenda");
      return As(command);
    }
    case 1: {
      command::v1::RecordDeviation command;
      command.set_measure("3.1");
      command.set_found_on(DayText(step));
      command.set_subject("Deviation");
      command.set_cause(evaluation::v1::DEVIATION_CAUSE_OTHER);
      return As(command);
    }
    case 2: {
      command::v1::PlanCorrectiveStep command;
      command.set_deviation_id(LastThing("deviation", pact));
      command.set_subject("Step");
      command.set_responsible("mentor");
      command.set_planned_on(DayText(step));
      command.set_due_on(DayText(step, 30));
      return As(command);
    }
    case 3: {
      command::v1::PublishNotice command;
      command.set_surface("website");
      command.set_published_on(DayText(step));
      command.set_title("Title");
      command.set_text("Text");
      return As(command);
    }
    case 4: {
      command::v1::WithdrawNotice command;
      command.set_notice_id(LastThing("notice", pact));
      command.set_withdrawn_on(DayText(step, 20));
      return As(command);
    }
    default: {
      command::v1::ConstituteBody command;
      command.set_body("work-organisation");
      command.set_constituted_on(DayText(step));
      command.set_seats(3);
      return As(command);
    }
  }
}

}  // namespace

StepCommand RegisterCommandOf(const Step& step, int kind, const Scenario& pact) {
  switch (kind) {
    case 0:
      return DocumentStep(step);
    case 1:
    case 2:
      return EvaluationStep(step);
    case 3:
      return PeriodStep(step);
    case 4:
      return MemberStep(step);
    case 5:
      return StaffStep(step, pact);
    case 6:
      return TaskStep(step, pact);
    case 7:
      return NewsletterStep(step, pact);
    default:
      return ThingStep(step, pact);
  }
}

}  // namespace paktum::domain
