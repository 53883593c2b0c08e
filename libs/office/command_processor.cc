#include "libs/office/command_processor.h"

#include <google/protobuf/message.h>

#include <utility>

#include "libs/base/check.h"
#include "libs/ledger/transact.h"
#include "libs/office/internal/recorded.h"
#include "libs/vault/secret_key.h"
#include "paktum/command/v1/participant.pb.h"

namespace paktum::office {
namespace {

using domain::RecordedEvent;

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

CommandProcessor::CommandProcessor(std::string member, std::map<std::string, PactSetting> pacts,
                                   ledger::EventLog& log, vault::Sealer& sealer, const Clock& clock)
    : member_(std::move(member)),
      pacts_(std::move(pacts)),
      log_(log),
      sealer_(sealer),
      clock_(clock) {}

Result<Answer> CommandProcessor::Process(const Submission& submission, Deadline deadline) const {
  const auto setting = pacts_.find(submission.pact);
  PAKTUM_CHECK(setting != pacts_.end());
  const domain::CommandHandler* handler =
      domain::FindCommand(submission.message->GetDescriptor()->name());
  PAKTUM_CHECK(handler != nullptr);
  PAKTUM_ASSIGN_OR_RETURN(const domain::Context context,
                          ContextOf(submission, setting->second, deadline));

  const ledger::TransactRequest request{.pact = submission.pact,
                                        .command = submission.command,
                                        .member = member_,
                                        .content_digest = submission.content_digest,
                                        .streams = handler->streams(*submission.message, context),
                                        .deadline = deadline};
  PAKTUM_ASSIGN_OR_RETURN(
      const auto transacted,
      ledger::Transact<domain::ResultFields>(
          log_, request,
          [&](const std::vector<ledger::LoadedStream>& streams)
              -> Result<ledger::Proposal<domain::ResultFields>> {
            PAKTUM_ASSIGN_OR_RETURN(const auto loaded, ToDomain(streams));
            PAKTUM_ASSIGN_OR_RETURN(
                domain::Decision decision,
                handler->decide(*submission.message, context, setting->second.plan, loaded));
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
  Answer answer;
  if (transacted.append) {
    answer.positions = Positions(transacted.append->first, transacted.append->count);
  }
  if (transacted.result) {
    answer.result = *transacted.result;
  } else {
    PAKTUM_ASSIGN_OR_RETURN(const auto events, ToRecordedEvents(transacted.records));
    answer.result = domain::ResultOf(events);
  }
  return answer;
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
  return std::optional<Found>(Found{.answer = {.positions = Positions(append.first, append.count),
                                               .result = domain::ResultOf(events)},
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
  using command::v1::RegisterParticipant;
  using command::v1::VoidEvent;
  if (const auto* command = dynamic_cast<const RegisterParticipant*>(submission.message.get())) {
    PAKTUM_CHECK(setting.identities != nullptr);
    context.identity_hash_hex = setting.identities->Hash(command->taj());
  } else if (const auto* correction = dynamic_cast<const VoidEvent*>(submission.message.get())) {
    PAKTUM_ASSIGN_OR_RETURN(context.target_append,
                            AppendAt(submission.pact, Position(correction->position()), deadline));
  }
  return context;
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
