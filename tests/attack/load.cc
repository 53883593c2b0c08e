#include "tests/attack/load.h"

#include <poll.h>

#include <algorithm>
#include <cstdio>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::attack {
namespace {

constexpr std::size_t kRememberedMax = 200;
constexpr int kAttemptsMax = 20;

std::string Person(std::uint64_t number) {
  char text[37];
  PAKTUM_CHECK(number < 1'000'000'000'000);  // what the last part of a UUID holds
  std::snprintf(text, sizeof text, "00000000-0000-7000-8000-%012llu",
                static_cast<unsigned long long>(number));
  return text;
}

Uuid CommandOf(std::uint64_t seed, std::uint64_t client, std::uint64_t number) {
  return Uuid::V7From(1'560'000'000'000 + static_cast<std::int64_t>(number), number,
                      seed ^ (client * 0x9E3779B97F4A7C15ULL));
}

}  // namespace

ledger::NewEvent RandomEvent(std::mt19937_64& random, std::size_t participants) {
  event::v1::Event event;
  const std::string person = Person(1 + random() % participants);
  std::string stream = "participant/" + person;
  switch (random() % 8) {
    case 0:
      event.mutable_hire_recorded()->set_participant_id(person);
      event.mutable_hire_recorded()->set_placement(employment::v1::PLACEMENT_SUBSIDISED);
      break;
    case 1:
      event.mutable_six_month_status_checked()->set_participant_id(person);
      event.mutable_six_month_status_checked()->set_status(
          employment::v1::SIX_MONTH_STATUS_EMPLOYED);
      break;
    case 2:
      stream = "body/employment-forum";
      event.mutable_forum_held()->set_participants(static_cast<std::uint32_t>(random() % 90));
      break;
    case 3:
      stream = "document/D14";
      event.mutable_document_approved()->set_document_kind("D14");
      break;
    case 4:
      stream = "partnership-event/" + Person(1 + random() % 3);
      event.mutable_partnership_event_held()->set_measure("2.3");
      event.mutable_partnership_event_held()->set_participants(
          static_cast<std::uint32_t>(random() % 90));
      break;
    default:
      event.mutable_participant_enrolled()->set_participant_id(person);
  }
  event.set_subject(stream);
  event.set_occurred_on(
      Date::Of(2018, 9, 1)->PlusDays(static_cast<int>(random() % 400)).ToString());
  return {std::move(stream), event.SerializeAsString()};
}

LoadClient::LoadClient(ledger::EventLog& log, const LoadOptions& options)
    : log_(log), options_(options), random_(options.seed) {
  thread_ = std::thread([this] { Run(); });
}

void LoadClient::Stop() {
  stop_ = true;
  Finish();
}

void LoadClient::Finish() {
  if (thread_.joinable()) thread_.join();
}

void LoadClient::Run() {
  while (!stop_ && operations_ < options_.operations_max) {
    Once();
    ++operations_;
  }
}

void LoadClient::Once() {
  const std::uint64_t die = Die(100);
  if (die < 45) {
    Append(1 + Die(3));
  } else if (die < 52) {
    Append(10 + Die(50));
  } else if (die < 67) {
    AppendUnderConditions();
  } else if (die < 77) {
    AppendAgain();
  } else if (die < 82) {
    AppendMisused();
  } else if (die < 86) {
    AppendRefused();
  } else {
    ReadSomewhere();
  }
}

ledger::AppendRequest LoadClient::NewRequest(std::size_t events) {
  const std::uint64_t number = next_command_++;
  ledger::AppendRequest request;
  request.pact = options_.pact;
  request.command = CommandOf(options_.seed, options_.client, number);
  request.member = Die(2) == 0 ? "charity" : "government_office";
  request.content_digest = "content-" + std::to_string(number);
  for (std::size_t i = 0; i < events; ++i) {
    request.events.push_back(RandomEvent(random_, options_.participants));
  }
  return request;
}

void LoadClient::Append(std::size_t events) {
  const auto request = NewRequest(events);
  Remember(request);
  static_cast<void>(Send(request));
}

// As an office decides: look, then append on the condition that nothing moved; on kAborted once
// more. Some conditions are stale on purpose.
void LoadClient::AppendUnderConditions() {
  auto request = NewRequest(1 + Die(2));
  const auto other = RandomEvent(random_, options_.participants);
  for (const std::string& stream : {request.events.front().stream, other.stream}) {
    const bool twice = std::any_of(request.conditions.begin(), request.conditions.end(),
                                   [&](const auto& one) { return one.stream == stream; });
    const auto seen = log_.ReadStream(options_.pact, stream, StreamVersion(0), {1, 1}, Soon());
    if (twice || !seen.ok()) continue;
    const bool stale = Die(10) == 0 && seen->head.value() > 0;
    request.conditions.push_back({stream, StreamVersion(seen->head.value() - (stale ? 1 : 0))});
  }
  Remember(request);
  auto answer = Send(request);
  for (int i = 0; i < 2 && answer.status().code() == StatusCode::kAborted; ++i) {
    for (const Status::Detail& detail : answer.status().details()) {
      for (ledger::Condition& condition : request.conditions) {
        if (condition.stream != detail.key) continue;
        condition.version = StreamVersion(std::strtoull(detail.value.c_str(), nullptr, 10));
      }
    }
    answer = Send(request);
  }
}

void LoadClient::AppendAgain() {
  if (!sent_.empty()) static_cast<void>(Send(sent_[Die(sent_.size())]));
}

void LoadClient::AppendMisused() {
  if (sent_.empty()) return;
  ledger::AppendRequest request = sent_[Die(sent_.size())];
  // Only what was acknowledged: else the misuse itself may be what is written.
  if (!log_.FindCommand(options_.pact, request.command, Soon()).ok()) return;
  request.content_digest += "?";
  static_cast<void>(Send(request));
}

void LoadClient::AppendRefused() {
  auto request = NewRequest(1);
  switch (Die(3)) {
    case 0:
      request.events.clear();
      break;
    case 1:
      request.events.resize(ledger::kAppendBatchEventsMax + 1, request.events.front());
      break;
    default:
      request.events.front().stream = "with space";
  }
  static_cast<void>(Send(request));
}

void LoadClient::ReadSomewhere() {
  const auto head = log_.Head(options_.pact, Soon());
  if (!head.ok()) return;
  const Position after(Die(head->value() + 1));
  static_cast<void>(log_.Read(options_.pact, after, {1 + Die(300), ledger::kReadBytesMax}, Soon()));
}

Result<ledger::AppendResult> LoadClient::Send(const ledger::AppendRequest& request) {
  for (int attempt = 1;; ++attempt) {
    auto answer = log_.Append(request, Soon());
    const StatusCode code = answer.status().code();
    const bool again = code == StatusCode::kUnavailable || code == StatusCode::kDeadlineExceeded ||
                       code == StatusCode::kResourceExhausted;
    if (!again || stop_ || attempt == kAttemptsMax || Die(8) == 0) return answer;
    poll(nullptr, 0, 2);  // back-off
  }
}

void LoadClient::Remember(const ledger::AppendRequest& request) {
  if (sent_.size() < kRememberedMax) {
    sent_.push_back(request);
  } else {
    sent_[Die(sent_.size())] = request;
  }
}

}  // namespace paktum::attack
