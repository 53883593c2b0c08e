// Documents: versions of the plan's document kinds (domain.md A16), rising. A version is drafted,
// submitted to the body that the plan names and approved or rejected by it; an approved one may be
// superseded by a later one. A paper that was filed as approved needs no draft.
#include <algorithm>
#include <map>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/governance.pb.h"
#include "paktum/command/v1/pact_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::ApproveDocument;
using command::v1::DraftDocument;
using command::v1::RejectDocument;
using command::v1::SubmitDocument;
using command::v1::SupersedeDocument;
using event::v1::Event;
using governance::v1::DocumentApproved;

template <typename Command>
std::vector<std::string> Streams(const Command& command, const Context& /*context*/) {
  return {events::DocumentStream(command.document_kind())};
}

// One version: the last event of each kind, and where it stands.
struct Version {
  enum class Stage : std::uint8_t { kNone, kDrafted, kSubmitted, kRejected, kApproved };
  Stage stage = Stage::kNone;
  const RecordedEvent* drafted = nullptr;
  const RecordedEvent* submitted = nullptr;
  const RecordedEvent* rejected = nullptr;
  const RecordedEvent* approved = nullptr;
  const RecordedEvent* superseded = nullptr;
};

struct State {
  std::map<std::uint32_t, Version> versions;
  std::vector<const RecordedEvent*> events;
};

void Evolve(State& state, const RecordedEvent& event) {
  const Event& body = event.event;
  switch (body.body_case()) {
    case Event::kDocumentDrafted: {
      Version& version = state.versions[body.document_drafted().document_version()];
      version.drafted = &event;
      version.stage = Version::Stage::kDrafted;
      break;
    }
    case Event::kDocumentSubmitted: {
      Version& version = state.versions[body.document_submitted().document_version()];
      version.submitted = &event;
      version.stage = Version::Stage::kSubmitted;
      break;
    }
    case Event::kDocumentRejected: {
      Version& version = state.versions[body.document_rejected().document_version()];
      version.rejected = &event;
      version.stage = Version::Stage::kRejected;
      break;
    }
    case Event::kDocumentApproved: {
      Version& version = state.versions[body.document_approved().document_version()];
      version.approved = &event;
      version.stage = Version::Stage::kApproved;
      break;
    }
    case Event::kDocumentSuperseded:
      state.versions[body.document_superseded().document_version()].superseded = &event;
      break;
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
    case PAKTUM_TASK_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
  state.events.push_back(&event);
}

Version VersionOf(const State& state, std::uint32_t number) {
  const auto found = state.versions.find(number);
  return found == state.versions.end() ? Version() : found->second;
}

// The highest version that the predicate holds for; 0 for none.
template <typename Predicate>
std::uint32_t Last(const State& state, Predicate holds) {
  for (auto it = state.versions.rbegin(); it != state.versions.rend(); ++it) {
    if (holds(it->second)) return it->first;
  }
  return 0;
}

const RecordedEvent* FindSaid(const State& state, const google::protobuf::Message& body, Date day) {
  for (const RecordedEvent* event : state.events) {
    if (Says(*event, body, day)) return event;
  }
  return nullptr;
}

Status NotSubmitted(const plan::v1::DocumentKind& kind, std::uint32_t version) {
  return Refuse("document.not_submitted",
                {{"kind", kind.code()}, {"version", std::to_string(version)}});
}

Status RequireNotBefore(Date day, const RecordedEvent& earlier) {
  if (day >= OccurredOn(earlier)) return OkStatus();
  return Refuse("document.out_of_order", {{"earlier_on", earlier.event.occurred_on()}});
}

// The body that the plan names; any body or organisation of the plan where it names none.
Status CheckApprover(const std::string& approver, const plan::v1::DocumentKind& kind,
                     const plan::Plan& plan) {
  if (!kind.approved_by().empty()) {
    if (approver == kind.approved_by()) return OkStatus();
    return Refuse("document.other_body", {{"body", kind.approved_by()}});
  }
  return RequireBodyOrOrganisation(approver, plan);
}

Result<Decision> Decide(const DraftDocument& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const auto* const kind, FindRegisterKind(command.document_kind(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date drafted_on,
                          ReadFactDate("drafted_on", command.drafted_on(), context));
  governance::v1::DocumentDrafted body;
  body.set_document_kind(kind->code());
  body.set_document_version(command.document_version());
  body.set_file_sha256(CanonicalHex(command.file_sha256()));
  body.set_title(command.title());
  if (const auto* said = FindSaid(state, body, drafted_on)) return AlreadySo(*said);
  const std::uint32_t last =
      Last(state, [](const Version& version) { return version.stage != Version::Stage::kNone; });
  const Version present = VersionOf(state, command.document_version());
  if (command.document_version() < last || present.stage == Version::Stage::kApproved) {
    return Refuse("document.draft_not_rising", {{"last", std::to_string(last)}});
  }
  if (present.stage == Version::Stage::kSubmitted) {
    return Refuse("document.awaits_decision",
                  {{"kind", kind->code()}, {"version", std::to_string(last)}});
  }
  if (present.rejected != nullptr) {
    PAKTUM_RETURN_IF_ERROR(RequireNotBefore(drafted_on, *present.rejected));
  }
  PendingEvent event = NewEvent(events::DocumentStream(kind->code()), drafted_on);
  *event.event.mutable_document_drafted() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const SubmitDocument& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const auto* const kind, FindRegisterKind(command.document_kind(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date submitted_on,
                          ReadFactDate("submitted_on", command.submitted_on(), context));
  const Version present = VersionOf(state, command.document_version());
  governance::v1::DocumentSubmitted body;
  body.set_document_kind(kind->code());
  body.set_document_version(command.document_version());
  body.set_submitted_to(command.submitted_to());
  body.set_file_sha256(CanonicalHex(command.file_sha256()));
  if (present.drafted != nullptr && body.file_sha256().empty()) {
    body.set_file_sha256(present.drafted->event.document_drafted().file_sha256());
  }
  if (const auto* said = FindSaid(state, body, submitted_on)) return AlreadySo(*said);
  if (present.stage == Version::Stage::kSubmitted) {
    return Refuse(
        "document.awaits_decision",
        {{"kind", kind->code()}, {"version", std::to_string(command.document_version())}});
  }
  if (present.stage != Version::Stage::kDrafted) {
    return Refuse(
        "document.not_drafted",
        {{"kind", kind->code()}, {"version", std::to_string(command.document_version())}});
  }
  const std::string& drafted_file = present.drafted->event.document_drafted().file_sha256();
  if (!drafted_file.empty() && drafted_file != body.file_sha256()) {
    return Refuse("document.other_file_than_draft", {{"kind", kind->code()}});
  }
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(submitted_on, *present.drafted));
  PAKTUM_RETURN_IF_ERROR(CheckApprover(command.submitted_to(), *kind, plan));
  PendingEvent event = NewEvent(events::DocumentStream(kind->code()), submitted_on);
  *event.event.mutable_document_submitted() = std::move(body);
  return Decided(std::move(event));
}

// What was submitted is approved as it was; what was only drafted or rejected is not approved where
// the plan names who approves it.
Status CheckSubmission(const DocumentApproved& body, Date approved_on,
                       const plan::v1::DocumentKind& kind, const State& state) {
  const Version present = VersionOf(state, body.document_version());
  switch (present.stage) {
    case Version::Stage::kNone:
    case Version::Stage::kApproved:
      return OkStatus();
    case Version::Stage::kDrafted:
      return kind.approved_by().empty() ? OkStatus() : NotSubmitted(kind, body.document_version());
    case Version::Stage::kRejected:
      return NotSubmitted(kind, body.document_version());
    case Version::Stage::kSubmitted:
      break;
  }
  const auto& submitted = present.submitted->event.document_submitted();
  if (submitted.submitted_to() != body.approved_by()) {
    return Refuse("document.other_body", {{"body", submitted.submitted_to()}});
  }
  if (!submitted.file_sha256().empty() && submitted.file_sha256() != body.file_sha256()) {
    return Refuse("document.other_file_than_submitted", {{"kind", kind.code()}});
  }
  return RequireNotBefore(approved_on, *present.submitted);
}

Result<Decision> Decide(const ApproveDocument& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const auto* const kind, FindRegisterKind(command.document_kind(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date approved_on,
                          ReadFactDate("approved_on", command.approved_on(), context));
  DocumentApproved body;
  body.set_document_kind(kind->code());
  body.set_document_version(command.document_version());
  body.set_approved_by(command.approved_by());
  body.set_resolution(command.resolution());
  body.set_file_sha256(CanonicalHex(command.file_sha256()));
  const Version present = VersionOf(state, command.document_version());
  if (present.approved != nullptr) {
    if (present.approved->event.document_approved().file_sha256() == body.file_sha256()) {
      return AlreadySo(*present.approved);
    }
    return Refuse("document.other_file", {{"kind", kind->code()},
                                          {"version", std::to_string(command.document_version())}});
  }
  const std::uint32_t last =
      Last(state, [](const Version& version) { return version.approved != nullptr; });
  if (command.document_version() <= last) {
    return Refuse("document.version_not_rising", {{"last", std::to_string(last)}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckApprover(command.approved_by(), *kind, plan));
  PAKTUM_RETURN_IF_ERROR(CheckSubmission(body, approved_on, *kind, state));
  PendingEvent event = NewEvent(events::DocumentStream(kind->code()), approved_on);
  *event.event.mutable_document_approved() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const RejectDocument& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const auto* const kind, FindRegisterKind(command.document_kind(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date rejected_on,
                          ReadFactDate("rejected_on", command.rejected_on(), context));
  governance::v1::DocumentRejected body;
  body.set_document_kind(kind->code());
  body.set_document_version(command.document_version());
  body.set_rejected_by(command.rejected_by());
  body.set_reason(command.reason());
  body.set_resolution(command.resolution());
  if (const auto* said = FindSaid(state, body, rejected_on)) return AlreadySo(*said);
  const Version present = VersionOf(state, command.document_version());
  if (present.stage != Version::Stage::kSubmitted) {
    return NotSubmitted(*kind, command.document_version());
  }
  const std::string& submitted_to = present.submitted->event.document_submitted().submitted_to();
  if (submitted_to != command.rejected_by()) {
    return Refuse("document.other_body", {{"body", submitted_to}});
  }
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(rejected_on, *present.submitted));
  PendingEvent event = NewEvent(events::DocumentStream(kind->code()), rejected_on);
  *event.event.mutable_document_rejected() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const SupersedeDocument& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const auto* const kind, FindRegisterKind(command.document_kind(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date superseded_on,
                          ReadFactDate("superseded_on", command.superseded_on(), context));
  governance::v1::DocumentSuperseded body;
  body.set_document_kind(kind->code());
  body.set_document_version(command.document_version());
  body.set_superseded_by(command.superseded_by());
  const Version present = VersionOf(state, command.document_version());
  if (present.superseded != nullptr) {
    if (Says(*present.superseded, body, superseded_on)) return AlreadySo(*present.superseded);
    return Refuse("document.already_superseded",
                  {{"superseded_on", present.superseded->event.occurred_on()}});
  }
  const Version next = VersionOf(state, command.superseded_by());
  for (const auto& [number, version] :
       {std::pair{command.document_version(), present}, std::pair{command.superseded_by(), next}}) {
    if (version.approved != nullptr) continue;
    return Refuse("document.not_approved",
                  {{"kind", kind->code()}, {"version", std::to_string(number)}});
  }
  if (command.superseded_by() <= command.document_version()) {
    return Refuse("document.superseded_by_earlier",
                  {{"version", std::to_string(command.document_version())}});
  }
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(superseded_on, *next.approved));
  PendingEvent event = NewEvent(events::DocumentStream(kind->code()), superseded_on);
  *event.event.mutable_document_superseded() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> DocumentCommands() {
  return {HandlerOf<ApproveDocument, State, Streams<ApproveDocument>, Evolve, Decide>(),
          HandlerOf<DraftDocument, State, Streams<DraftDocument>, Evolve, Decide>(),
          HandlerOf<SubmitDocument, State, Streams<SubmitDocument>, Evolve, Decide>(),
          HandlerOf<RejectDocument, State, Streams<RejectDocument>, Evolve, Decide>(),
          HandlerOf<SupersedeDocument, State, Streams<SupersedeDocument>, Evolve, Decide>()};
}

}  // namespace paktum::domain
