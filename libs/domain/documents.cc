// Documents: approved versions of the plan's document kinds (domain.md A16), rising.
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::ApproveDocument;
using event::v1::Event;
using governance::v1::DocumentApproved;

std::vector<std::string> Streams(const ApproveDocument& command, const Context& /*context*/) {
  return {events::DocumentStream(command.document_kind())};
}

struct State {
  std::vector<const RecordedEvent*> approved;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kDocumentApproved:
      state.approved.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_BODY_EVENTS:
    case PAKTUM_OUTREACH_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kDocumentDrafted:
    case Event::kDocumentSubmitted:
    case Event::kDocumentRejected:
    case Event::kDocumentSuperseded:
    case PAKTUM_TASK_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

bool IsNamedOrganisation(const std::string& code, const plan::Plan& plan) {
  const auto& named = plan.data().named_organisations();
  return std::any_of(named.begin(), named.end(),
                     [&](const auto& organisation) { return organisation.code() == code; });
}

// The body that the plan names; any body or organisation of the plan where it names none.
Status CheckApprover(const std::string& approver, const plan::v1::DocumentKind& kind,
                     const plan::Plan& plan) {
  if (!kind.approved_by().empty()) {
    if (approver == kind.approved_by()) return OkStatus();
    return Refuse("document.other_body", {{"body", kind.approved_by()}});
  }
  if (plan.FindBody(approver) != nullptr || plan.FindMember(approver) != nullptr ||
      IsNamedOrganisation(approver, plan)) {
    return OkStatus();
  }
  return Refuse("body.unknown", {{"body", approver}});
}

Result<Decision> Decide(const ApproveDocument& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  const plan::v1::DocumentKind* const kind = plan.FindDocumentKind(command.document_kind());
  if (kind == nullptr) return Refuse("document.unknown_kind", {{"kind", command.document_kind()}});
  if (kind->per_person()) return Refuse("document.per_person", {{"kind", kind->code()}});
  PAKTUM_ASSIGN_OR_RETURN(const Date approved_on,
                          ReadFactDate("approved_on", command.approved_on(), context));
  const std::string file_sha256 = CanonicalHex(command.file_sha256());
  std::uint32_t last = 0;
  for (const RecordedEvent* event : state.approved) {
    const DocumentApproved& approved = event->event.document_approved();
    last = std::max(last, approved.document_version());
    if (approved.document_version() != command.document_version()) continue;
    if (approved.file_sha256() == file_sha256) return AlreadySo(*event);
    return Refuse("document.other_file", {{"kind", kind->code()},
                                          {"version", std::to_string(command.document_version())}});
  }
  if (command.document_version() <= last) {
    return Refuse("document.version_not_rising", {{"last", std::to_string(last)}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckApprover(command.approved_by(), *kind, plan));

  PendingEvent event = NewEvent(events::DocumentStream(kind->code()), approved_on);
  auto& body = *event.event.mutable_document_approved();
  body.set_document_kind(kind->code());
  body.set_document_version(command.document_version());
  body.set_approved_by(command.approved_by());
  body.set_resolution(command.resolution());
  body.set_file_sha256(file_sha256);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> DocumentCommands() {
  return {HandlerOf<ApproveDocument, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
