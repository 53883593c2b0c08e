// Status report: issued once for a half-year, with figures frozen at a place of the ledger
// (domain.md A4, 2.1; D14).
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/figures.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/period_state.h"
#include "libs/domain/internal/support.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/evaluation.pb.h"

namespace paktum::domain {
namespace {

using command::v1::IssueStatusReport;

std::vector<std::string> Streams(const IssueStatusReport& command, const Context& /*context*/) {
  return {events::StatusReportStream(command.period())};
}

struct State {
  const RecordedEvent* issued = nullptr;
};

void Evolve(State& state, const RecordedEvent& event) {
  if (event.event.has_status_report_issued()) state.issued = &event;
}

Result<Decision> Decide(const IssueStatusReport& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadProgrammePeriod(command.period(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date issued_on,
                          ReadFactDate("issued_on", command.issued_on(), context));
  evaluation::v1::StatusReportIssued body;
  body.set_period(period.ToString());
  body.set_figures_position(command.figures_position());
  body.set_figures_sha256(CanonicalHex(command.figures_sha256()));
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (state.issued != nullptr) {
    if (Says(*state.issued, body, issued_on)) return AlreadySo(*state.issued);
    return Refuse(
        "status_report.already_issued",
        {{"period", period.ToString()}, {"issued_on", state.issued->event.occurred_on()}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckFigures(period, issued_on, command.figures_position(), context));
  PendingEvent event = NewEvent(events::StatusReportStream(period.ToString()), issued_on);
  *event.event.mutable_status_report_issued() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> StatusReportCommands() {
  return {HandlerOf<IssueStatusReport, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
