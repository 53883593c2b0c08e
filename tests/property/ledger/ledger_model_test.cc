// Random histories of appends against a model that is too simple to be wrong.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/ledger/batch_planner.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "tests/contract/ledger/appends.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::ledger {
namespace {

const std::vector<std::string> kPacts{"lenti", "tiszakecske"};
const std::vector<std::string> kStreams{"a", "a/b", "ab", "pact"};

// What a ledger must hold and answer, by the words of the contract alone.
class Model {
 public:
  Result<AppendResult> Append(const AppendRequest& request) {
    Ledger& ledger = ledgers_[request.pact];
    const auto known = ledger.commands.find(request.command);
    if (known != ledger.commands.end()) {
      if (known->second.second != request.content_digest)
        return Refused("append.command_reused", "");
      AppendResult repeated = known->second.first;
      repeated.repeated = true;
      return repeated;
    }
    for (const Condition& condition : request.conditions) {
      if (Version(ledger, condition.stream) != condition.version.value()) {
        return Aborted("append.condition_failed", "");
      }
    }
    AppendResult result{Position(ledger.events.size() + 1),
                        static_cast<std::uint32_t>(request.events.size()), Instant(), false};
    for (const NewEvent& event : request.events) ledger.events.push_back(event);
    ledger.commands[request.command] = {result, request.content_digest};
    return result;
  }

  void ExpectSame(const Storage& storage) const {
    for (const std::string& pact : kPacts) {
      const auto found = ledgers_.find(pact);
      const Ledger ledger = found == ledgers_.end() ? Ledger{} : found->second;
      RC_ASSERT(storage.Head(pact)->value() == ledger.events.size());
      const auto records = storage.Read(pact, Position(0), {});
      RC_ASSERT(records.ok());
      RC_ASSERT(records->size() == ledger.events.size());
      std::map<std::string, std::uint64_t> versions;
      for (std::size_t i = 0; i < records->size(); ++i) {
        const Record& record = (*records)[i];
        RC_ASSERT(record.position.value() == i + 1);
        RC_ASSERT(record.stream == ledger.events[i].stream);
        RC_ASSERT(record.submitted == ledger.events[i].submitted);
        RC_ASSERT(record.version.value() == ++versions[std::string(record.stream)]);
        // Not inside RC_ASSERT: it evaluates both sides of ||.
        const bool rising = i == 0 || record.recorded_at >= (*records)[i - 1].recorded_at;
        RC_ASSERT(rising);
      }
      for (const std::string& stream : kStreams) {
        RC_ASSERT(storage.StreamHead(pact, stream)->value() == versions[stream]);
        RC_ASSERT(storage.ReadStream(pact, stream, StreamVersion(0), {})->size() ==
                  versions[stream]);
      }
      for (const auto& [command, answer] : ledger.commands) {
        const auto known = storage.FindCommand(pact, command);
        RC_ASSERT(known.ok());
        RC_ASSERT(known->has_value());
        RC_ASSERT((*known)->append.first == answer.first.first);
        RC_ASSERT((*known)->append.count == answer.first.count);
        RC_ASSERT((*known)->content_digest == answer.second);
      }
    }
  }

 private:
  struct Ledger {
    std::vector<NewEvent> events;
    std::map<Uuid, std::pair<AppendResult, std::string>> commands;
  };
  static std::uint64_t Version(const Ledger& ledger, const std::string& stream) {
    std::uint64_t version = 0;
    for (const NewEvent& event : ledger.events) version += event.stream == stream ? 1 : 0;
    return version;
  }

  std::map<std::string, Ledger> ledgers_;
};

rc::Gen<AppendRequest> AnyAppend() {
  const auto stream = rc::gen::elementOf(kStreams);
  const auto event =
      rc::gen::map(rc::gen::pair(stream, rc::gen::inRange(0, 1000)), [](const auto& parts) {
        return EventOn(parts.first, "event " + std::to_string(parts.second));
      });
  const auto condition = rc::gen::map(rc::gen::pair(stream, rc::gen::inRange<std::uint64_t>(0, 4)),
                                      [](const auto& parts) {
                                        return Condition{parts.first, StreamVersion(parts.second)};
                                      });
  const auto events = rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 4), [event](std::size_t n) {
    return rc::gen::container<std::vector<NewEvent>>(n, event);
  });
  const auto conditions =
      rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 3), [condition](std::size_t n) {
        return rc::gen::container<std::vector<Condition>>(n, condition);
      });
  // Few command ids and digests, so that repeats and misuse are common.
  return rc::gen::map(
      rc::gen::tuple(rc::gen::elementOf(kPacts), rc::gen::inRange<std::uint64_t>(1, 15),
                     rc::gen::inRange(0, 10), events, conditions),
      [](const auto& parts) {
        const auto& [pact, command, digest, new_events, new_conditions] = parts;
        AppendRequest request = AppendOf(command, new_events, new_conditions);
        request.pact = pact;
        if (digest == 0) request.content_digest = "misused";
        return request;
      });
}

void ExpectSameAnswer(const Result<AppendResult>& got, const Result<AppendResult>& expected) {
  RC_ASSERT(got.status().code() == expected.status().code());
  RC_ASSERT(got.status().reason() == expected.status().reason());
  if (!got.ok()) return;
  RC_ASSERT(got->first == expected->first);
  RC_ASSERT(got->count == expected->count);
  RC_ASSERT(got->repeated == expected->repeated);
}

// Appends in batches of random sizes; some writes fail and their batch must be as if it had never
// been. `reopen` gives the storage to use from then on.
void CheckHistory(const std::function<Storage&()>& storage, const std::function<void()>& reopen) {
  const auto batches = *rc::gen::container<std::vector<std::vector<AppendRequest>>>(
      rc::gen::container<std::vector<AppendRequest>>(AnyAppend()));
  ManualClock clock(Instant(1'540'450'000'000));
  auto planner = std::make_unique<BatchPlanner>(storage(), clock, /*cached_heads_max=*/3);
  Model model;
  for (const std::vector<AppendRequest>& batch : batches) {
    clock.Advance(std::chrono::milliseconds(*rc::gen::inRange(-5, 10)));
    std::vector<const AppendRequest*> pointers;
    for (const AppendRequest& request : batch) pointers.push_back(&request);
    const BatchPlan plan = planner->Plan(pointers);
    if (*rc::gen::inRange(0, 5) == 0) {
      planner->Discard();
    } else {
      RC_ASSERT(storage().Write(plan.writes).ok());
      planner->Commit();
      for (std::size_t i = 0; i < batch.size(); ++i) {
        ExpectSameAnswer(plan.answers[i].answer, model.Append(batch[i]));
      }
    }
    if (*rc::gen::inRange(0, 10) == 0) {
      planner.reset();
      reopen();
      planner = std::make_unique<BatchPlanner>(storage(), clock, 3);
    }
  }
  model.ExpectSame(storage());
}

// Prints the seed; RC_PARAMS="seed=… max_success=…" runs it again or longer.
void CheckProperty(const std::string& name, const std::function<void()>& property) {
  EXPECT_TRUE(rc::check(name, property));
}

TEST(LedgerModel, AnyHistoryInMemoryIsThatOfTheModel) {
  CheckProperty("memory storage and planner", [] {
    MemoryStorage memory;
    CheckHistory([&]() -> Storage& { return memory; }, [] {});
  });
}

TEST(LedgerModel, AnyHistoryInRocksIsThatOfTheModelAlsoWhenReopened) {
  CheckProperty("RocksDB storage and planner", [] {
    const TempDir dir;
    std::unique_ptr<RocksStorage> rocks;
    const auto reopen = [&] {
      rocks.reset();
      RocksOptions options;
      options.path = dir.Sub("log");
      options.free_bytes_min = 0;
      options.write_buffer_bytes = 1024 * 1024;
      options.block_cache_bytes = 1024 * 1024;
      auto opened = RocksStorage::Open(options);
      PAKTUM_CHECK(opened.ok());
      rocks = std::move(*opened);
    };
    reopen();
    CheckHistory([&]() -> Storage& { return *rocks; }, reopen);
  });
}

TEST(LedgerModel, AppendsThroughTheSequencerAnswerAsTheModel) {
  CheckProperty("sequencer over memory", [] {
    const auto requests = *rc::gen::container<std::vector<AppendRequest>>(AnyAppend());
    SystemClock clock;
    MemoryStorage memory;
    Sequencer sequencer(memory, clock);
    Model model;
    for (const AppendRequest& request : requests) {
      ExpectSameAnswer(sequencer.Append(request, DeadlineIn(std::chrono::seconds(20))),
                       model.Append(request));
    }
    model.ExpectSame(memory);
  });
}

}  // namespace
}  // namespace paktum::ledger
