#include "tests/bench/ledger/growth.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "libs/base/clock.h"
#include "libs/base/uuid.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "tests/bench/ledger/local_fill.h"
#include "tests/bench/ledger/paktum_contestant.h"

namespace paktum::bench {
namespace {

constexpr std::uint64_t kOpenStreams = 1'000;  // that get events at the same time
constexpr std::uint64_t kStreamEvents = 10;    // then another one begins
constexpr std::uint64_t kReadMost = 200'000;
constexpr std::uint64_t kReplayBytesMin = 40'000'000;  // of the 64 MB that a write buffer holds

// Appends of one event each: every event has its command id, streams have kStreamEvents events.
// Returns the events there are; more than `size` when the measurements before have added more.
std::uint64_t FillTo(const std::string& data, std::uint64_t size) {
  ledger::RocksOptions options;
  options.path = data;
  const auto storage = Must(ledger::RocksStorage::Open(options));
  const SystemClock clock;
  LocalFill fill(*storage, clock);
  std::vector<std::string> streams(kOpenStreams);
  std::uint64_t at = Must(storage->Head(kBenchPact)).value();
  for (; at < size; ++at) {
    std::string& stream = streams[at % kOpenStreams];
    if (stream.empty() || at / kOpenStreams % kStreamEvents == 0) {
      stream = "participant/" + Uuid::V7(clock).ToString();
    }
    ledger::AppendRequest request;
    request.pact = kBenchPact;
    request.command = Uuid::V7(clock);
    request.member = "government_office";
    request.content_digest = std::string(request.command.bytes());
    request.events.push_back({stream, Payloads()[at % Payloads().size()]});
    fill.Append(std::move(request));
  }
  return at;
}

// Of the files whose names end so.
std::uintmax_t BytesOf(const std::string& data, std::string_view ending) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (entry.path().string().ends_with(ending) && entry.is_regular_file()) {
      bytes += entry.file_size();
    }
  }
  return bytes;
}

double Mb(std::uintmax_t bytes) { return static_cast<double>(bytes) / 1024 / 1024; }

// Waits until the log has done what it does by itself after a fill (flushes, compactions): it takes
// less than a fiftieth of a core for a second. Dies after five minutes.
void WaitUntilCalm(const PaktumContestant& log) {
  constexpr int kStepMs = 250;
  double before_s = UsageOf(log.pid()).cpu_s;
  for (int calm = 0, steps = 0; calm < 4; ++steps) {
    if (steps > 1200) Die("the log did not become calm within five minutes");
    poll(nullptr, 0, kStepMs);
    const double now_s = UsageOf(log.pid()).cpu_s;
    calm = now_s - before_s < 0.02 * kStepMs / 1'000 ? calm + 1 : 0;
    before_s = now_s;
  }
}

struct Grown {
  std::string data;
  std::uint64_t size = 0;
  std::unique_ptr<PaktumContestant> log;
  double open_s = 0;
  double replay_s = 0;  // opening after a kill
  double replay_mb = 0;
  double read_start_rate = 0;
  double read_end_rate = 0;
  std::vector<Figures> single;
  std::vector<Figures> crowd;
};

double ReadRate(PaktumContestant& log, std::uint64_t after, std::uint64_t events) {
  const auto from = SteadyClock::now();
  log.ReadAfter(after, events);
  return static_cast<double>(events) /
         std::chrono::duration<double>(SteadyClock::now() - from).count();
}

Grown GrownTo(std::uint64_t wanted, const std::string& place) {
  Grown grown;
  grown.data = place + "/" + std::to_string(wanted);
  std::filesystem::create_directories(grown.data);
  grown.size = FillTo(grown.data, wanted);
  grown.log = std::make_unique<PaktumContestant>();
  grown.open_s = grown.log->StartOn(grown.data);
  WaitUntilCalm(*grown.log);
  const std::uint64_t many = std::min(grown.size, kReadMost);
  grown.read_start_rate = ReadRate(*grown.log, 0, many);
  grown.read_end_rate = ReadRate(*grown.log, grown.size - many, many);
  return grown;
}

// Kills the log while much lies in its write-ahead log only, and starts it again.
void OpenAfterKill(Grown& grown) {
  for (int i = 0; i < 100 && BytesOf(grown.data, ".log") < kReplayBytesMin; ++i) {
    static_cast<void>(MeasureAppends(*grown.log, LoadOf('C'), 0.05));
  }
  grown.log->Kill();
  grown.replay_mb = Mb(BytesOf(grown.data, ".log"));
  grown.replay_s = grown.log->StartOn(grown.data);
}

void Print(const Grown& grown) {
  const Figures single = MedianRound(grown.single);
  const Figures crowd = MedianRound(grown.crowd);
  std::printf("%-5s %12llu %9.3f %9.0f %9.3f %11.0f %9.3f %11.0f %11.0f %9.1f %9.0f %9.3f %9.0f\n",
              "G", static_cast<unsigned long long>(grown.size), grown.open_s, single.rate,
              single.p50_ms, crowd.rate, crowd.p99_ms, grown.read_start_rate, grown.read_end_rate,
              static_cast<double>(grown.crowd.back().memory_kb) / 1024, Mb(BytesOf(grown.data, "")),
              grown.replay_s, grown.replay_mb);
}

}  // namespace

void RunGrowth(const std::vector<std::uint64_t>& sizes, int rounds, double seconds,
               const std::string& data) {
  std::optional<DataDir> own;
  std::string place = data;
  if (place.empty()) place = own.emplace("growth").path();
  std::vector<Grown> ledgers;
  for (const std::uint64_t wanted : sizes) ledgers.push_back(GrownTo(wanted, place));
  // Sizes take turns, so that the moods of the disk meet all of them; A first, since C adds much.
  for (int round = 0; round < rounds; ++round) {
    for (Grown& grown : ledgers) {
      grown.single.push_back(MeasureAppends(*grown.log, LoadOf('A'), seconds));
    }
  }
  for (int round = 0; round < rounds; ++round) {
    for (Grown& grown : ledgers) {
      WaitUntilCalm(*grown.log);
      grown.crowd.push_back(MeasureAppends(*grown.log, LoadOf('C'), seconds));
    }
  }
  std::printf("%-5s %12s %9s %9s %9s %11s %9s %11s %11s %9s %9s %9s %9s\n", "shape", "events",
              "open s", "A ev/s", "A p50 ms", "C ev/s", "C p99 ms", "read ev/s", "read tail",
              "memory MB", "disk MB", "replay s", "of MB");
  for (Grown& grown : ledgers) {
    OpenAfterKill(grown);
    Print(grown);
    grown.log->Stop();
  }
}

}  // namespace paktum::bench
