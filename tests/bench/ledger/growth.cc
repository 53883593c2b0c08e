#include "tests/bench/ledger/growth.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

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

double SizeOnDiskMb(const std::string& data) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return static_cast<double>(bytes) / 1024 / 1024;
}

}  // namespace

void RunGrowth(const std::vector<std::uint64_t>& sizes, double seconds, const std::string& data) {
  std::optional<DataDir> own;
  std::string place = data;
  if (place.empty()) place = own.emplace("growth").Sub("data");
  std::printf("%-5s %12s %9s %9s %9s %11s %9s %11s %11s %9s\n", "shape", "events", "open s",
              "A ev/s", "A p50 ms", "C ev/s", "C p99 ms", "read ev/s", "read tail", "memory MB");
  for (const std::uint64_t wanted : sizes) {
    const std::uint64_t size = FillTo(place, wanted);
    PaktumContestant log;
    const double open_s = log.StartOn(place);
    const std::uint64_t many = std::min(size, kReadMost);
    const auto rate = [&](std::uint64_t after) {
      const auto from = SteadyClock::now();
      log.ReadAfter(after, many);
      return static_cast<double>(many) /
             std::chrono::duration<double>(SteadyClock::now() - from).count();
    };
    const double from_start = rate(0);
    const double at_end = rate(size - many);
    const Figures single = MeasureAppends(log, LoadOf('A'), seconds);
    const Figures crowd = MeasureAppends(log, LoadOf('C'), seconds);
    std::printf("%-5s %12llu %9.3f %9.0f %9.3f %11.0f %9.3f %11.0f %11.0f %9.1f\n", "G",
                static_cast<unsigned long long>(size), open_s, single.rate, single.p50_ms,
                crowd.rate, crowd.p99_ms, from_start, at_end,
                static_cast<double>(crowd.memory_kb) / 1024);
    log.Stop();
    std::printf("      %.0f MB on disk after it\n", SizeOnDiskMb(place));
    std::fflush(stdout);
  }
}

}  // namespace paktum::bench
