#include "libs/office/person_follower.h"

#include <chrono>
#include <utility>

#include "libs/events/catalogue.h"
#include "libs/events/event_head.h"
#include "libs/office/internal/recorded.h"
#include "libs/service/logging.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::office {
namespace {

using event::v1::Event;

constexpr std::chrono::milliseconds kLook{500};
constexpr std::chrono::seconds kStepTimeout{5};

// Kinds that say something about a person's data; everything else is passed over unread.
bool IsOurs(const ledger::Record& record) {
  const auto head = events::ReadHead(record.submitted);
  if (!head) return true;  // only reading it whole can tell
  if (head->kind == nullptr) return false;
  const auto* const kind = head->kind->descriptor;
  return kind == participant::v1::ParticipantRegistered::descriptor() ||
         kind == privacy::v1::ErasureAgreed::descriptor() ||
         kind == privacy::v1::PersonErased::descriptor() ||
         kind == correction::v1::EventVoided::descriptor();
}

}  // namespace

PersonFollower::PersonFollower(std::string pact, Parts parts)
    : pact_(std::move(pact)), parts_(std::move(parts)) {
  thread_ = Thread([this] { Run(); });
}

PersonFollower::~PersonFollower() {
  stop_ = true;
  thread_.Join();
}

void PersonFollower::Run() {
  std::string told;
  while (!stop_) {
    const Status status = Follow();
    if (stop_) return;
    if (!status.ok() && status.reason() != told) {
      service::LogWarning("persons.not_following", {{"pact", pact_}, {"reason", status.reason()}});
      told = status.reason();
    }
    SleepUntil(SteadyNow() + kLook);
  }
}

// One subscription, from where the last one got to, until it fails or the end.
Status PersonFollower::Follow() {
  PAKTUM_ASSIGN_OR_RETURN(const Position head, parts_.log.Head(pact_, DeadlineIn(kStepTimeout)));
  PAKTUM_ASSIGN_OR_RETURN(const auto subscription, parts_.log.Subscribe(pact_, followed_));
  while (!stop_) {
    PAKTUM_ASSIGN_OR_RETURN(const ledger::Slice slice, subscription->Next(DeadlineIn(kLook)));
    for (const ledger::Record& record : slice.records) {
      if (stop_) return OkStatus();
      PAKTUM_RETURN_IF_ERROR(Take(record));
      followed_ = record.position;
    }
    if (followed_ < head) continue;
    if (!complete_) {
      complete_ = true;
      service::LogInfo("persons.indexed", {{"pact", pact_}, {"persons", parts_.index.size()}});
    }
    FinishErasures();
  }
  return OkStatus();
}

Status PersonFollower::Take(const ledger::Record& record) {
  if (!IsOurs(record)) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(const Event event, events::ParseEvent(record.submitted));
  if (event.has_participant_registered()) return Index(record);
  if (event.has_erasure_agreed() && record.member == parts_.member) {
    agreed_.insert(event.erasure_agreed().participant_id());
  } else if (event.has_person_erased()) {
    const std::string& id = event.person_erased().participant_id();
    agreed_.erase(id);
    if (const auto person = Uuid::Parse(id)) {
      parts_.index.Remove(*person);
      parts_.vault.Forget({pact_, *person});
    }
  } else if (event.has_event_voided()) {
    TakeVoids(event);
  }
  return OkStatus();
}

Status PersonFollower::Index(const ledger::Record& record) {
  static const std::string kDetails = sealed::v1::PersonDetails::descriptor()->full_name();
  PAKTUM_ASSIGN_OR_RETURN(const auto events, ToRecordedEvents({record}));
  const auto person = Uuid::Parse(events.front().event.participant_registered().participant_id());
  if (!person) return OkStatus();
  std::size_t unreadable = 0;
  const Result<std::vector<OpenedPart>> parts = parts_.access.OpenParts(
      pact_, {&events.front()}, {kDetails}, unreadable, DeadlineIn(kStepTimeout));
  if (!parts.ok()) {
    // Of the erased nothing is indexed; whatever else keeps the key away is waited for.
    return parts.status().reason() == "vault.erased" ? OkStatus() : parts.status();
  }
  for (const OpenedPart& part : *parts) {
    sealed::v1::PersonDetails details;
    if (!details.ParseFromString(part.plaintext)) continue;
    std::string name = details.family_name() + " " + details.given_name();
    if (!parts_.index.Add(*person, name, details.taj())) {
      service::LogError("persons.index_full", {{"pact", pact_}});
    }
    registrations_[record.position] = *person;
    vault::WipeString(name);
    for (std::string* secret :
         {details.mutable_family_name(), details.mutable_given_name(), details.mutable_taj(),
          details.mutable_birth_date(), details.mutable_address(), details.mutable_phone(),
          details.mutable_email()}) {
      vault::WipeString(*secret);
    }
  }
  return OkStatus();
}

// A registration that was taken back is not found any more.
void PersonFollower::TakeVoids(const Event& event) {
  for (const std::uint64_t target : event.event_voided().target_positions()) {
    const auto found = registrations_.find(Position(target));
    if (found == registrations_.end()) continue;
    parts_.index.Remove(found->second);
    registrations_.erase(found);
  }
}

void PersonFollower::FinishErasures() {
  const std::set<std::string> waiting = agreed_;
  for (const std::string& participant : waiting) {
    if (stop_) return;
    const Status status = parts_.erasures.Finish(pact_, participant, DeadlineIn(kStepTimeout));
    if (status.ok()) agreed_.erase(participant);
    if (!status.ok() && status.reason() != told_) {
      service::LogWarning("erasure.not_finished", {{"pact", pact_}, {"reason", status.reason()}});
    }
    told_ = status.reason();
  }
}

}  // namespace paktum::office
