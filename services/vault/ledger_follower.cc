#include "services/vault/ledger_follower.h"

#include <chrono>
#include <optional>
#include <utility>

#include "libs/events/catalogue.h"
#include "libs/events/event_head.h"
#include "libs/service/logging.h"

namespace paktum::vault_service {
namespace {

constexpr std::chrono::milliseconds kLook{500};
constexpr std::chrono::seconds kHeadTimeout{5};
constexpr std::chrono::seconds kRepeatTimeout{10};
constexpr std::uint64_t kSaveEvery = 10'000;  // positions; fewer are looked at again after a start

bool DestroysKeys(const events::EventHead& head) {
  return head.kind != nullptr &&
         (head.kind->descriptor == privacy::v1::PersonErased::descriptor() ||
          head.kind->descriptor == portal::v1::NewsletterUnsubscribed::descriptor() ||
          head.kind->descriptor == pact::v1::StaffNameErased::descriptor());
}

// Whose keys the member that recorded the event kept alone and destroyed.
std::optional<Uuid> OwnKeysDestroyedBy(const event::v1::Event& event) {
  if (event.has_newsletter_unsubscribed()) {
    return Uuid::Parse(event.newsletter_unsubscribed().subscription_id());
  }
  if (event.has_staff_name_erased()) return Uuid::Parse(event.staff_name_erased().staff_id());
  return std::nullopt;
}

}  // namespace

LedgerFollower::LedgerFollower(std::string pact, ledger::EventLog& log, KeyDatabase& keys,
                               VaultCore& core)
    : pact_(std::move(pact)), log_(log), keys_(keys), core_(core) {
  thread_ = Thread([this] { Run(); });
}

LedgerFollower::~LedgerFollower() {
  stop_ = true;
  thread_.Join();
}

void LedgerFollower::Run() {
  std::string told;
  while (!stop_) {
    const Status status = Follow();
    if (stop_) return;
    if (!status.ok() && status.reason() != told) {
      service::LogWarning("vault.not_following", {{"pact", pact_}, {"reason", status.reason()}});
      told = status.reason();
    }
    SleepUntil(SteadyNow() + kLook);
  }
}

Status LedgerFollower::Follow() {
  PAKTUM_ASSIGN_OR_RETURN(saved_, keys_.Followed(pact_));
  PAKTUM_ASSIGN_OR_RETURN(const Position head, log_.Head(pact_, DeadlineIn(kHeadTimeout)));
  if (head < saved_) {
    service::LogWarning("vault.ledger_shorter",
                        {{"pact", pact_}, {"head", head.value()}, {"followed", saved_.value()}});
    saved_ = Position(0);
    PAKTUM_RETURN_IF_ERROR(keys_.SetFollowed(pact_, saved_));
  }
  followed_ = saved_;
  PAKTUM_ASSIGN_OR_RETURN(const auto subscription, log_.Subscribe(pact_, followed_));
  while (!stop_) {
    PAKTUM_ASSIGN_OR_RETURN(const ledger::Slice slice, subscription->Next(DeadlineIn(kLook)));
    PAKTUM_RETURN_IF_ERROR(Take(slice));
    if (followed_ >= head) core_.SetFollowed(pact_);
  }
  return OkStatus();
}

Status LedgerFollower::Take(const ledger::Slice& slice) {
  bool repeated = false;
  for (const ledger::Record& record : slice.records) {
    const auto head = events::ReadHead(record.submitted);
    if (!head || DestroysKeys(*head)) {
      PAKTUM_ASSIGN_OR_RETURN(const event::v1::Event event, events::ParseEvent(record.submitted));
      if (const auto kept_alone = OwnKeysDestroyedBy(event)) {
        const auto ids = core_.RepeatOwn({pact_, *kept_alone}, std::string(record.member));
        PAKTUM_RETURN_IF_ERROR(ids.status());
        repeated = true;
      }
      const auto person = Uuid::Parse(event.person_erased().participant_id());
      if (event.has_person_erased() && person) {
        const auto& ids = event.person_erased().key_ids();
        PAKTUM_RETURN_IF_ERROR(
            core_.Repeat({pact_, *person}, {ids.begin(), ids.end()}, DeadlineIn(kRepeatTimeout)));
        repeated = true;
      }
    }
    followed_ = record.position;
  }
  if (followed_ > saved_ && (repeated || followed_.value() - saved_.value() >= kSaveEvery)) {
    PAKTUM_RETURN_IF_ERROR(keys_.SetFollowed(pact_, followed_));
    saved_ = followed_;
  }
  return OkStatus();
}

}  // namespace paktum::vault_service
