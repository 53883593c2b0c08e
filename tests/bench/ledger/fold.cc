#include "tests/bench/ledger/fold.h"

#include <cstdio>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/uuid.h"
#include "libs/events/body_reader.h"
#include "libs/events/event_head.h"
#include "libs/events/streams.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/read_ahead.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "libs/plan/load.h"
#include "libs/views/indicators.h"
#include "paktum/event/v1/event.pb.h"
#include "tests/bench/harness/contestant.h"
#include "tests/bench/ledger/local_fill.h"

namespace paktum::bench {
namespace {

constexpr char kFoldPact[] = "tiszakecske";
constexpr std::size_t kParsed = 100'000;  // events of the measure of parsing alone

// What happens to people of a pact, in the mix of a real one: most events are services and
// mentoring, some count for an indicator.
class Lives {
 public:
  // The events of the next participant, in order, with the stream they belong to.
  std::pair<std::string, std::vector<event::v1::Event>> Next() {
    const std::string id = Id();
    std::vector<event::v1::Event> events;
    const auto add = [&]() -> event::v1::Event& {
      auto& event = events.emplace_back();
      event.set_id(std::string(Uuid::V7From(++time_ms_, random_(), random_()).bytes()));
      event.set_source("/pacts/tiszakecske/members/government_office");
      event.set_subject(events::ParticipantStream(id));
      event.set_occurred_on(Day(events.size()));
      event.set_actor("clerk-7");
      return event;
    };
    add().mutable_participant_registered()->set_participant_id(id);
    add().mutable_participant_enrolled()->set_participant_id(id);
    events.back().mutable_participant_enrolled()->add_target_groups("TG02");
    add().mutable_first_interview_held()->set_participant_id(id);
    add().mutable_development_plan_made()->set_participant_id(id);
    const std::string mentoring = Id();
    add().mutable_mentoring_started()->set_participant_id(id);
    events.back().mutable_mentoring_started()->set_mentoring_id(mentoring);
    for (int i = 0; i < 4; ++i) {
      add().mutable_service_given()->set_participant_id(id);
      events.back().mutable_service_given()->set_step(static_cast<std::uint32_t>(i));
      events.back().mutable_service_given()->set_minutes(60);
      add().mutable_mentoring_session_held()->set_participant_id(id);
      events.back().mutable_mentoring_session_held()->set_mentoring_id(mentoring);
    }
    if (random_() % 3 == 0) AddTraining(add, id);
    if (random_() % 2 == 0) AddHire(add, id);
    return {events::ParticipantStream(id), std::move(events)};
  }

 private:
  template <typename Add>
  void AddTraining(const Add& add, const std::string& id) {
    const std::string training = Id();
    auto& started = *add().mutable_training_started();
    started.set_participant_id(id);
    started.set_training_id(training);
    started.set_course("targoncavezető");
    auto& completed = *add().mutable_training_completed();
    completed.set_participant_id(id);
    completed.set_training_id(training);
  }
  template <typename Add>
  void AddHire(const Add& add, const std::string& id) {
    auto& hired = *add().mutable_hire_recorded();
    hired.set_participant_id(id);
    hired.set_hire_id(Id());
    hired.set_employer("employer-12");
    hired.set_placement(employment::v1::PLACEMENT_SUBSIDISED);
    const std::string hire = hired.hire_id();
    auto& checked = *add().mutable_six_month_status_checked();
    checked.set_participant_id(id);
    checked.set_hire_id(hire);
    checked.set_status(random_() % 4 == 0 ? employment::v1::SIX_MONTH_STATUS_NOT_EMPLOYED
                                          : employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  }
  std::string Id() { return Uuid::V7From(++time_ms_, random_(), random_()).ToString(); }
  std::string Day(std::size_t step) {
    char text[16];
    const auto month = static_cast<unsigned>(random_() % 3 + step / 2);
    std::snprintf(text, sizeof text, "20%02u-%02u-%02u", 19 + month / 12 % 80, month % 12 + 1,
                  static_cast<unsigned>(random_() % 28 + 1));
    return text;
  }

  std::mt19937_64 random_{11};
  std::int64_t time_ms_ = 1'540'000'000'000;
};

}  // namespace

struct FoldBench::Ledger {
  DataDir directory{"fold"};
  std::unique_ptr<ledger::RocksStorage> storage;
  std::vector<std::string> submitted;  // some of the events
  std::uint64_t events = 0;
};

FoldBench::FoldBench(std::uint64_t events) : ledger_(new Ledger) {
  ledger::RocksOptions options;
  options.path = ledger_->directory.Sub("data");
  ledger_->storage = Must(ledger::RocksStorage::Open(options));
  Lives lives;
  ManualClock clock(Instant(1'540'450'000'000));
  LocalFill fill(*ledger_->storage, clock);
  while (ledger_->events < events) {
    const auto [stream, life] = lives.Next();
    for (const event::v1::Event& event : life) {
      clock.Advance(std::chrono::milliseconds(1));
      ledger::AppendRequest request;
      request.pact = kFoldPact;
      request.command = Uuid::V7(clock);
      request.member = "government_office";
      request.content_digest = std::string(request.command.bytes());
      request.events.push_back({stream, event.SerializeAsString()});
      if (ledger_->submitted.size() < kParsed) {
        ledger_->submitted.push_back(request.events.front().submitted);
      }
      fill.Append(std::move(request));
      ++ledger_->events;
    }
  }
}

FoldBench::~FoldBench() { delete ledger_; }

namespace {

double Rate(std::uint64_t events, SteadyClock::time_point from) {
  return static_cast<double>(events) /
         std::chrono::duration<double>(SteadyClock::now() - from).count();
}

// What this thread has worked, in seconds: other programs on the machine do not add to it.
double ThreadSeconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

// Gives every record to `take`, read on a thread of its own.
template <typename Take>
double RateOfReading(const ledger::Storage& storage, std::uint64_t events, const Take& take) {
  const auto from = SteadyClock::now();
  std::uint64_t seen = 0;
  ledger::ReadAhead ahead(storage, kFoldPact, Position(0));
  for (;;) {
    const auto records = Must(ahead.Next());
    if (records.empty()) break;
    for (const ledger::Record& record : records) take(record);
    seen += records.size();
  }
  if (seen != events) Die("events are missing");
  return Rate(events, from);
}

}  // namespace

FoldFigures FoldBench::Run() const {
  FoldFigures figures;
  figures.events = ledger_->events;
  figures.read_rate =
      RateOfReading(*ledger_->storage, ledger_->events, [](const ledger::Record&) {});
  event::v1::Event event;
  const auto from = SteadyClock::now();
  for (const std::string& submitted : ledger_->submitted) {
    if (!event.ParseFromString(submitted)) Die("an event cannot be parsed");
  }
  figures.parse_rate = Rate(ledger_->submitted.size(), from);
  auto plan = Must(plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto"));
  auto fold = Must(views::IndicatorsFold::Create(std::move(plan)));
  fold.KeepNoRows();
  const events::QuietProtobuf quiet;
  events::BodyReader bodies;
  std::uint64_t passed = 0;
  const double worked = ThreadSeconds();
  figures.fold_rate =
      RateOfReading(*ledger_->storage, ledger_->events, [&](const ledger::Record& record) {
        const auto head = events::ReadHead(record.submitted);
        if (head && !fold.LooksAt(*head)) {
          fold.Pass(record.position, record.recorded_at, *head);
          ++passed;
          return;
        }
        if (head) {
          const auto* body = Must(bodies.Read(*head, quiet));
          fold.ApplyBody(record.position, record.stream, record.recorded_at, *head, *body);
          return;
        }
        if (!events::ParseInto(record.submitted, event, quiet).ok()) Die("an event is unreadable");
        fold.Apply(record.position, record.stream, record.recorded_at, event);
      });
  figures.fold_work_rate = static_cast<double>(ledger_->events) / (ThreadSeconds() - worked);
  if (fold.applied_through() != Position(ledger_->events)) Die("the fold has not taken all events");
  figures.counted_share = 1 - static_cast<double>(passed) / static_cast<double>(ledger_->events);
  return figures;
}

}  // namespace paktum::bench
