// Half-years: interim evaluations with their six parts, status reports, closed periods, deviations
// and what was done about them.
#include <string>

#include "paktum/command/v1/evaluation.pb.h"
#include "paktum/command/v1/governance.pb.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/command/v1/pact_office.pb.h"
#include "services/paktum/internal/journey_builder.h"

namespace paktum::simulation {
namespace {

using namespace command::v1;  // NOLINT(google-build-using-namespace): command names only

constexpr int kParts = 6;
constexpr int kClosedPeriods = 2;
constexpr int kReturnedPeriod = 1;  // the one whose evaluation is sent back once
constexpr const char* kSteeringGroup = "steering-group";
constexpr const char* kSteeringMeeting = "paktum.governance.v1.SteeringGroupMeetingHeld";

class EvaluationSimulation {
 public:
  EvaluationSimulation(const plan::Plan& plan, const Options& options)
      : plan_(plan), options_(options) {}

  std::vector<Journey> Run() {
    std::vector<Journey> journeys;
    int number = 0;
    for (Date start = plan_.start_date(); start < plan_.end_date(); start = start.PlusMonths(6)) {
      const int year = start.year();
      const bool first_half = start.month() <= 6;
      const Date end = *Date::Of(year, first_half ? 6 : 12, first_half ? 30 : 31);
      const std::string period = std::to_string(year) + (first_half ? "-H1" : "-H2");
      if (end.PlusDays(70) > plan_.end_date()) break;
      journeys.push_back(Period(period, end, number++));
    }
    journeys.push_back(Deviations());
    return journeys;
  }

 private:
  Journey Period(const std::string& period, Date end, int number) {
    Random random(options_.seed, 700 + static_cast<std::uint64_t>(number));
    JourneyBuilder journey(random, false, plan_.end_date());
    const Date opened = end.PlusDays(random.Between(4, 12));
    OpenInterimEvaluation open;
    open.set_period(period);
    open.set_opened_on(opened.ToString());
    journey.Add(opened, kPactOffice, open);
    const Date written = opened.PlusDays(random.Between(3, 10));
    for (int part = 1; part <= kParts; ++part) {
      WriteEvaluationPart write;
      write.set_period(period);
      write.set_part(static_cast<evaluation::v1::EvaluationPart>(part));
      write.set_text("Szimulált értékelés, " + std::to_string(part) + ". rész.");
      write.set_written_on(written.ToString());
      journey.Add(written, kPactOffice, write);
    }
    Date submitted = written.PlusDays(random.Between(2, 6));
    Submit(journey, period, submitted);
    if (number == kReturnedPeriod) submitted = ReturnAndSubmit(journey, period, submitted);
    IssueStatusReport report;
    report.set_period(period);
    report.set_issued_on(submitted.ToString());
    report.set_document_sha256(DigestOf("status report " + period));
    journey.AddReported(submitted, kPactOffice, report, {"status-report", period});
    const Date accepted = submitted.PlusDays(random.Between(5, 12));
    const std::string resolution = "ERT-" + period;
    Sitting(journey, accepted, resolution);
    ApproveInterimEvaluation approve;
    approve.set_period(period);
    approve.set_approved_on(accepted.ToString());
    approve.set_resolution(resolution);
    journey.Add(accepted, kPactOffice, approve);
    if (number < kClosedPeriods) Close(journey, period, accepted.PlusDays(15), number > 0);
    return journey.Take();
  }

  static void Submit(JourneyBuilder& journey, const std::string& period, Date on) {
    SubmitInterimEvaluation submit;
    submit.set_period(period);
    submit.set_submitted_on(on.ToString());
    journey.AddReported(on, kPactOffice, submit, {"evaluation", period});
  }

  // Sent back, one part rewritten, submitted again; the day of that.
  static Date ReturnAndSubmit(JourneyBuilder& journey, const std::string& period, Date submitted) {
    ReturnInterimEvaluation back;
    back.set_period(period);
    back.set_returned_on(submitted.PlusDays(3).ToString());
    journey.Add(submitted.PlusDays(3), kPactOffice, back);
    WriteEvaluationPart write;
    write.set_period(period);
    write.set_part(evaluation::v1::EVALUATION_PART_CAUSES);
    write.set_text("Szimulált értékelés, az okok részletesebben.");
    write.set_written_on(submitted.PlusDays(5).ToString());
    journey.Add(submitted.PlusDays(5), kPactOffice, write);
    Submit(journey, period, submitted.PlusDays(6));
    return submitted.PlusDays(6);
  }

  // A sitting of the Steering Group that takes the resolution, by whichever command records it.
  void Sitting(JourneyBuilder& journey, Date on, const std::string& number) const {
    if (plan_.FindBody(kSteeringGroup) == nullptr) return;
    bool own_command = false;
    for (const auto& cadence : plan_.data().cadences()) {
      own_command = own_command || cadence.event_type() == kSteeringMeeting;
    }
    const auto fill = [&](auto command) {
      command.set_held_on(on.ToString());
      command.set_members_present(7);
      command.add_agenda("Az időközi értékelés elfogadása");
      auto& resolution = *command.add_resolutions();
      resolution.set_number(number);
      resolution.set_subject("Az időközi értékelés elfogadása");
      return command;
    };
    if (own_command) {
      journey.Add(on, kPactOffice, fill(HoldSteeringGroupMeeting()));
    } else {
      HoldBodySitting sitting = fill(HoldBodySitting());
      sitting.set_body(kSteeringGroup);
      journey.Add(on, kPactOffice, sitting);
    }
  }

  static void Close(JourneyBuilder& journey, const std::string& period, Date on, bool reopened) {
    ClosePeriod close;
    close.set_period(period);
    close.set_closed_on(on.ToString());
    journey.Add(on, kPactOffice, close);
    if (!reopened) return;
    ReopenPeriod reopen;
    reopen.set_period(period);
    reopen.set_reopened_on(on.PlusDays(20).ToString());
    reopen.set_reason(pact::v1::REOPEN_REASON_CLOSED_BY_MISTAKE);
    journey.Add(on.PlusDays(20), kPactOffice, reopen);
  }

  // The reading of the first indicator that has several.
  void AdoptReading(JourneyBuilder& journey) const {
    for (const plan::v1::Indicator* indicator : plan_.indicators()) {
      const plan::v1::Definition* in_force = plan::DefinitionInForce(*indicator);
      if (in_force == nullptr || indicator->definitions_size() < 2) continue;
      const Date on = plan_.start_date().PlusDays(140);
      AdoptDefinition command;
      command.set_indicator(indicator->code());
      command.set_definition_version(in_force->version());
      command.set_adopted_on(on.ToString());
      journey.Add(on, kPactOffice, command);
      return;
    }
  }

  Journey Deviations() {
    Random random(options_.seed, 690);
    JourneyBuilder journey(random, false, plan_.end_date());
    const std::string responsible = plan_.data().bodies().empty() ? plan_.data().members(0).code()
                                                                  : plan_.data().bodies(0).code();
    AdoptReading(journey);
    Date on = plan_.start_date().PlusDays(150);
    for (int i = 0; i < 4 && i < plan_.data().measures_size(); ++i) {
      const std::size_t recorded = journey.size();
      RecordDeviation deviation;
      deviation.set_measure(plan_.data().measures(i).code());
      deviation.set_found_on(on.ToString());
      deviation.set_subject("Szimulált eltérés az ütemtervtől");
      deviation.set_cause(static_cast<evaluation::v1::DeviationCause>(1 + i));
      if (!journey.Add(on, kPactOffice, deviation)) break;
      PlanCorrectiveStep step;
      step.set_subject("Szimulált javító lépés");
      step.set_responsible(responsible);
      step.set_planned_on(on.PlusDays(5).ToString());
      step.set_due_on(on.PlusDays(40).ToString());
      const Fill of_deviation{"deviation_id", recorded, "deviation_id"};
      const std::size_t planned = journey.size();
      if (!journey.AddFilled(on.PlusDays(5), kPactOffice, step, {of_deviation})) break;
      if (i != 2) {
        CompleteCorrectiveStep done;
        done.set_done_on(on.PlusDays(35).ToString());
        journey.AddFilled(on.PlusDays(35), kPactOffice, done,
                          {of_deviation, {"step_id", planned, "step_id"}});
      }
      on = on.PlusDays(random.Between(60, 140));
    }
    return journey.Take();
  }

  const plan::Plan& plan_;
  const Options& options_;
};

}  // namespace

std::vector<Journey> SimulateEvaluations(const plan::Plan& plan, const Options& options) {
  return EvaluationSimulation(plan, options).Run();
}

}  // namespace paktum::simulation
