#include "libs/office/command_processor.h"

#include <google/protobuf/message.h>

#include <utility>

#include "libs/base/check.h"
#include "libs/commands/input.h"
#include "libs/domain/newsletter.h"
#include "libs/events/streams.h"
#include "libs/ledger/transact.h"
#include "libs/office/internal/recorded.h"
#include "libs/vault/secret_key.h"
#include "paktum/command/v1/evaluation.pb.h"
#include "paktum/command/v1/evidence.pb.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/command/v1/participant.pb.h"
#include "paktum/command/v1/portal.pb.h"

namespace paktum::office {
namespace {

using domain::RecordedEvent;

using command::v1::SubscribeNewsletter;
using command::v1::UnsubscribeNewsletter;

// What is still to do about a newsletter address once its event is recorded or found needless.
// Returns false when the command is about something else. `unconfirmed`: the subscription that
// waited for its confirmation when the command was decided.
Result<bool> FinishNewsletter(const Submission& submission, const PactSetting& setting,
                              const domain::Context& context, const std::string& unconfirmed,
                              const Answer& answer, Deadline deadline) {
  const auto found = answer.result.find("subscription_id");
  const std::string id = found == answer.result.end() ? unconfirmed : found->second;
  if (const auto* asked = dynamic_cast<const SubscribeNewsletter*>(submission.message.get())) {
    if (id.empty()) return true;
    const std::string stream = events::NewsletterStream(context.identity_hash_hex);
    PAKTUM_RETURN_IF_ERROR(setting.newsletter->AskToConfirm(stream, id, asked->email()));
    return true;
  }
  if (dynamic_cast<const UnsubscribeNewsletter*>(submission.message.get()) == nullptr) return false;
  if (found != answer.result.end()) {
    PAKTUM_RETURN_IF_ERROR(setting.newsletter->Forget(found->second, deadline));
  }
  return true;
}

void AddNewsletter(const google::protobuf::Message& message, const PactSetting& setting,
                   domain::Context& context) {
  const auto* const asked = dynamic_cast<const SubscribeNewsletter*>(&message);
  const auto* const left = dynamic_cast<const UnsubscribeNewsletter*>(&message);
  const bool confirms = dynamic_cast<const command::v1::ConfirmNewsletter*>(&message) != nullptr;
  if (asked == nullptr && left == nullptr && !confirms) return;
  PAKTUM_CHECK(setting.newsletter != nullptr);
  if (asked != nullptr) context.identity_hash_hex = setting.newsletter->AddressHash(asked->email());
  if (left != nullptr && !left->email().empty()) {
    context.identity_hash_hex = setting.newsletter->AddressHash(left->email());
  }
  context.newsletter_secret = [desk = setting.newsletter](const std::string& id) {
    return desk->Secret(id);
  };
}

// The subscription that waits for its confirmation in one of the streams; empty for none.
std::string UnconfirmedIn(const std::vector<domain::LoadedStream>& loaded) {
  for (const domain::LoadedStream& stream : loaded) {
    if (const auto id = domain::UnconfirmedSubscription(stream)) return *id;
  }
  return "";
}

bool TellsOfAnAddress(const std::vector<RecordedEvent>& append) {
  return !append.empty() && (append.front().event.has_newsletter_subscribed() ||
                             append.front().event.has_newsletter_unsubscribed());
}

std::vector<Position> Positions(Position first, std::uint32_t count) {
  std::vector<Position> positions;
  for (std::uint32_t i = 0; i < count; ++i) positions.emplace_back(first.value() + i);
  return positions;
}

}  // namespace

std::string PaddedForSealing(std::string plaintext) {
  constexpr std::size_t kBlock = 256;
  constexpr std::size_t kOverhead = 3;  // one byte of tag, two of length
  constexpr char kTag = (15 << 3) | 2;  // field 15, length-delimited
  const std::size_t zeros = (kBlock - (plaintext.size() + kOverhead) % kBlock) % kBlock;
  plaintext.push_back(kTag);
  plaintext.push_back(static_cast<char>(0x80 | (zeros & 0x7F)));
  plaintext.push_back(static_cast<char>(zeros >> 7));
  plaintext.append(zeros, '\0');
  return plaintext;
}

// What the decision on a submission takes.
struct CommandProcessor::Prepared {
  const PactSetting* setting;             // of its pact
  const domain::CommandHandler* handler;  // of its command
  domain::Context context;
  ledger::TransactRequest request;

  [[nodiscard]] Result<domain::Decision> Decide(
      const Submission& submission, const std::vector<domain::LoadedStream>& loaded) const {
    return handler->decide(*submission.message, context, setting->plan, loaded);
  }
};

CommandProcessor::CommandProcessor(std::string member, std::map<std::string, PactSetting> pacts,
                                   ledger::EventLog& log, vault::Sealer& sealer, const Clock& clock)
    : member_(std::move(member)),
      pacts_(std::move(pacts)),
      log_(log),
      sealer_(sealer),
      clock_(clock) {}

Result<CommandProcessor::Prepared> CommandProcessor::Prepare(const Submission& submission,
                                                             Deadline deadline) const {
  const auto setting = pacts_.find(submission.pact);
  PAKTUM_CHECK(setting != pacts_.end());
  const domain::CommandHandler* const handler =
      domain::FindCommand(submission.message->GetDescriptor()->name());
  PAKTUM_CHECK(handler != nullptr);
  PAKTUM_ASSIGN_OR_RETURN(domain::Context context,
                          ContextOf(submission, setting->second, deadline));
  ledger::TransactRequest request{.pact = submission.pact,
                                  .command = submission.command,
                                  .member = member_,
                                  .content_digest = submission.content_digest,
                                  .streams = handler->streams(*submission.message, context),
                                  .deadline = deadline};
  return Prepared{.setting = &setting->second,
                  .handler = handler,
                  .context = std::move(context),
                  .request = std::move(request)};
}

Result<Answer> CommandProcessor::Process(const Submission& submission, Deadline deadline) const {
  PAKTUM_ASSIGN_OR_RETURN(const Prepared prepared, Prepare(submission, deadline));
  std::string unconfirmed;
  PAKTUM_ASSIGN_OR_RETURN(
      const auto transacted,
      ledger::Transact<domain::ResultFields>(
          log_, prepared.request,
          [&](const std::vector<ledger::LoadedStream>& streams)
              -> Result<ledger::Proposal<domain::ResultFields>> {
            PAKTUM_ASSIGN_OR_RETURN(const auto loaded, ToDomain(streams));
            if (prepared.context.newsletter_secret) unconfirmed = UnconfirmedIn(loaded);
            PAKTUM_ASSIGN_OR_RETURN(domain::Decision decision, prepared.Decide(submission, loaded));
            ledger::Proposal<domain::ResultFields> proposal;
            std::uint32_t index = 0;
            for (domain::PendingEvent& pending : decision.events) {
              PAKTUM_ASSIGN_OR_RETURN(ledger::NewEvent event,
                                      Finish(submission, std::move(pending), index++, deadline));
              proposal.events.push_back(std::move(event));
            }
            proposal.result = std::move(decision.result);
            return proposal;
          }));
  Answer answer{.positions = {}, .result = {}, .repeated = transacted.repeated()};
  if (transacted.append) {
    answer.positions = Positions(transacted.append->first, transacted.append->count);
  }
  if (transacted.result) {
    answer.result = *transacted.result;
  } else {
    PAKTUM_ASSIGN_OR_RETURN(const auto events, ToRecordedEvents(transacted.records));
    answer.result = domain::ResultOf(events);
  }
  PAKTUM_RETURN_IF_ERROR(FinishStaffName(submission, answer, deadline));
  PAKTUM_ASSIGN_OR_RETURN(const bool of_an_address,
                          FinishNewsletter(submission, *prepared.setting, prepared.context,
                                           unconfirmed, answer, deadline));
  return of_an_address ? Answer() : std::move(answer);
}

Result<bool> CommandProcessor::WouldRecord(const Submission& submission, Deadline deadline) const {
  PAKTUM_ASSIGN_OR_RETURN(const Prepared prepared, Prepare(submission, deadline));
  // What is known of an address is told to nobody.
  if (prepared.context.newsletter_secret) return true;
  bool news = false;
  // A proposal without events appends nothing.
  PAKTUM_ASSIGN_OR_RETURN(
      const auto transacted,
      ledger::TransactUntyped(log_, prepared.request,
                              [&](const std::vector<ledger::LoadedStream>& streams)
                                  -> Result<ledger::Proposal<std::monostate>> {
                                PAKTUM_ASSIGN_OR_RETURN(const auto loaded, ToDomain(streams));
                                PAKTUM_ASSIGN_OR_RETURN(const domain::Decision decision,
                                                        prepared.Decide(submission, loaded));
                                news = !decision.events.empty();
                                return ledger::Proposal<std::monostate>{};
                              }));
  return news && !transacted.append.has_value();
}

// The record stands already; a call that fails is repeated with the same id until the key is gone.
Status CommandProcessor::FinishStaffName(const Submission& submission, const Answer& answer,
                                         Deadline deadline) const {
  if (dynamic_cast<const command::v1::EraseStaffName*>(submission.message.get()) == nullptr) {
    return OkStatus();
  }
  const auto erased = answer.result.find("staff_id");
  PAKTUM_CHECK(erased != answer.result.end());
  const auto holder = Uuid::Parse(erased->second);
  PAKTUM_CHECK(holder.has_value());
  return sealer_.DestroyOwn({submission.pact, *holder}, deadline);
}

const plan::Plan& CommandProcessor::PlanOf(const std::string& pact) const {
  const auto found = pacts_.find(pact);
  PAKTUM_CHECK(found != pacts_.end());
  return found->second.plan;
}

Result<std::optional<CommandProcessor::Found>> CommandProcessor::Find(const std::string& pact,
                                                                      const Uuid& command,
                                                                      Deadline deadline) const {
  const Result<ledger::FoundCommand> found = log_.FindCommand(pact, command, deadline);
  if (!found.ok()) {
    if (found.status().code() == StatusCode::kNotFound) return std::optional<Found>();
    return found.status();
  }
  const ledger::AppendResult& append = found->append;
  PAKTUM_ASSIGN_OR_RETURN(const auto events,
                          ReadAppend(pact, append.first, append.count, deadline));
  if (TellsOfAnAddress(events)) return std::optional<Found>();
  return std::optional<Found>(Found{.answer = {.positions = Positions(append.first, append.count),
                                               .result = domain::ResultOf(events),
                                               .repeated = true},
                                    .content_digest = found->content_digest});
}

Result<domain::Context> CommandProcessor::ContextOf(const Submission& submission,
                                                    const PactSetting& setting,
                                                    Deadline deadline) const {
  domain::Context context;
  context.command = submission.command;
  context.today = clock_.Today();
  context.member = member_;
  context.actor = submission.actor;
  context.late_reason = submission.late_reason;
  PAKTUM_RETURN_IF_ERROR(Fill(*submission.message, submission, setting, deadline, context));
  return context;
}

Status CommandProcessor::Fill(const google::protobuf::Message& message,
                              const Submission& submission, const PactSetting& setting,
                              Deadline deadline, domain::Context& context) const {
  using command::v1::AttachEvidence;
  using command::v1::CorrectEvent;
  using command::v1::IssueStatusReport;
  using command::v1::RegisterParticipant;
  using command::v1::SubmitInterimEvaluation;
  using command::v1::VoidEvent;
  if (const auto* command = dynamic_cast<const RegisterParticipant*>(&message)) {
    PAKTUM_CHECK(setting.identities != nullptr);
    context.identity_hash_hex = setting.identities->Hash(command->taj());
  } else if (const auto* voiding = dynamic_cast<const VoidEvent*>(&message)) {
    PAKTUM_ASSIGN_OR_RETURN(context.target_append,
                            AppendAt(submission.pact, Position(voiding->position()), deadline));
    context.resting_streams = domain::StreamsThatMayRestOn(context.target_append, setting.plan);
  } else if (const auto* evidence = dynamic_cast<const AttachEvidence*>(&message)) {
    PAKTUM_ASSIGN_OR_RETURN(context.target_append,
                            AppendAt(submission.pact, Position(evidence->position()), deadline));
  } else if (const auto* correction = dynamic_cast<const CorrectEvent*>(&message)) {
    return FillCorrection(*correction, submission, setting, deadline, context);
  } else if (const auto* evaluation = dynamic_cast<const SubmitInterimEvaluation*>(&message)) {
    PAKTUM_ASSIGN_OR_RETURN(context.figures,
                            PlaceOf(submission.pact, evaluation->figures_position(), deadline));
  } else if (const auto* report = dynamic_cast<const IssueStatusReport*>(&message)) {
    PAKTUM_ASSIGN_OR_RETURN(context.figures,
                            PlaceOf(submission.pact, report->figures_position(), deadline));
  } else {
    AddNewsletter(message, setting, context);
  }
  return OkStatus();
}

// The command inside a correction is given what it would be given by itself; one that this office
// does not take stays away, and the domain refuses it.
Status CommandProcessor::FillCorrection(const command::v1::CorrectEvent& correction,
                                        const Submission& submission, const PactSetting& setting,
                                        Deadline deadline, domain::Context& context) const {
  PAKTUM_ASSIGN_OR_RETURN(context.target_append,
                          AppendAt(submission.pact, Position(correction.position()), deadline));
  context.resting_streams = domain::StreamsThatMayRestOn(context.target_append, setting.plan);
  const commands::CommandKind* const kind = commands::FindCommand(correction.command());
  if (kind == nullptr || !kind->TakenBy(member_) ||
      kind->descriptor == correction.GetDescriptor()) {
    return OkStatus();
  }
  commands::CheckedCommand read = commands::ReadCommand(*kind, correction.fields_json());
  if (read.message == nullptr) return OkStatus();
  context.replacement = std::move(read.message);
  domain::Context of_replacement;
  PAKTUM_RETURN_IF_ERROR(Fill(*context.replacement, submission, setting, deadline, of_replacement));
  context.identity_hash_hex = std::move(of_replacement.identity_hash_hex);
  context.figures = of_replacement.figures;
  context.newsletter_secret = std::move(of_replacement.newsletter_secret);
  return OkStatus();
}

// The record there, and the one behind it, may be of streams that this office may not read: then
// the head tells that the ledger got that far, and when it went on stays unknown.
Result<domain::FiguresPlace> CommandProcessor::PlaceOf(const std::string& pact,
                                                       std::uint64_t position,
                                                       Deadline deadline) const {
  PAKTUM_ASSIGN_OR_RETURN(const Position head, log_.Head(pact, deadline));
  domain::FiguresPlace place;
  place.exists = Position(position) <= head;
  if (!place.exists || Position(position) == head) return place;
  const Result<ledger::Slice> slice = log_.Read(pact, Position(position), {.records = 1}, deadline);
  if (slice.ok() && !slice->records.empty()) {
    place.next_recorded_on = slice->records.front().recorded_at.DateInBudapest();
  } else if (!slice.ok() && slice.status().code() != StatusCode::kPermissionDenied) {
    return slice.status();
  }
  return place;
}

Result<std::vector<RecordedEvent>> CommandProcessor::ReadAppend(const std::string& pact,
                                                                Position first, std::uint32_t count,
                                                                Deadline deadline) const {
  std::vector<RecordedEvent> events;
  while (events.size() < count) {
    const Position after(first.value() - 1 + events.size());
    PAKTUM_ASSIGN_OR_RETURN(const ledger::Slice slice,
                            log_.Read(pact, after, {.records = count - events.size()}, deadline));
    if (slice.records.empty()) {
      return DataLoss("append.incomplete", "the ledger ends inside an append");
    }
    PAKTUM_ASSIGN_OR_RETURN(std::vector<RecordedEvent> more, ToRecordedEvents(slice.records));
    for (RecordedEvent& event : more) events.push_back(std::move(event));
  }
  return events;
}

Result<std::vector<RecordedEvent>> CommandProcessor::AppendAt(const std::string& pact,
                                                              Position position,
                                                              Deadline deadline) const {
  const Position before(position.value() - 1);
  PAKTUM_ASSIGN_OR_RETURN(const ledger::Slice slice,
                          log_.Read(pact, before, {.records = 1}, deadline));
  if (slice.records.empty()) return std::vector<RecordedEvent>();
  const ledger::Record& record = slice.records.front();
  return ReadAppend(pact, record.append_first(), record.append_count, deadline);
}

Result<ledger::NewEvent> CommandProcessor::Finish(const Submission& submission,
                                                  domain::PendingEvent pending, std::uint32_t index,
                                                  Deadline deadline) const {
  SetEnvelope({.pact = submission.pact,
               .member = member_,
               .actor = submission.actor,
               .simulated = submission.simulated,
               .command = submission.command},
              index, pending);
  for (domain::PendingSeal& seal : pending.seals) {
    const std::optional<Uuid> person = Uuid::Parse(seal.person);
    PAKTUM_CHECK(person.has_value());
    std::string plaintext = PaddedForSealing(std::move(seal.plaintext));
    Result<vault::SealedPart> part =
        sealer_.Seal({submission.pact, *person}, seal.content_type, plaintext, deadline);
    vault::WipeString(plaintext);
    if (!part.ok()) return part.status();
    event::v1::Sealed& sealed = *pending.event.add_sealed();
    sealed.set_person(seal.person);
    sealed.set_key_id(std::move(part->key_id));
    sealed.set_nonce(std::move(part->nonce));
    sealed.set_ciphertext(std::move(part->ciphertext));
    sealed.set_content_type(std::move(seal.content_type));
  }
  return Submitted(std::move(pending));
}

}  // namespace paktum::office
