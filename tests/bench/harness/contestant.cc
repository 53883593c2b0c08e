#include "tests/bench/harness/contestant.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <thread>

#include "paktum/event/v1/event.pb.h"

namespace paktum::bench {
namespace {

constexpr std::chrono::milliseconds kWarmUp{300};
constexpr std::size_t kPayloads = 1024;

double Seconds(TimePoint from, TimePoint to) {
  return std::chrono::duration<double>(to - from).count();
}

// A measurement is a span of time; nothing is waited for.
void LetPass(std::chrono::milliseconds span) { poll(nullptr, 0, static_cast<int>(span.count())); }

double PercentileMs(std::vector<float>& us, double share) {
  if (us.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(static_cast<double>(us.size() - 1) * share);
  std::nth_element(us.begin(), us.begin() + at, us.end());
  return static_cast<double>(us[static_cast<std::size_t>(at)]) / 1e3;
}

std::string Payload(std::mt19937_64& random) {
  const auto text = [&](std::size_t size) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex(size, '0');
    for (char& digit : hex) digit = kDigits[random() % 16];
    return hex;
  };
  event::v1::Event event;
  event.set_occurred_on("2019-05-10");
  event.set_source("/pacts/bench/members/government_office");
  event.set_actor("clerk-" + text(2));
  auto& body = *event.mutable_development_plan_made();
  body.set_participant_id(text(36));
  body.set_plan_version(1);
  body.set_document_sha256(text(64));
  while (event.ByteSizeLong() < kPayloadBytes) {
    const std::size_t left = kPayloadBytes - event.ByteSizeLong();
    if (event.subject().empty()) {
      event.set_subject(text(left > 2 ? left - 2 : 1));
    } else {
      event.mutable_subject()->append(text(left));
    }
  }
  return event.SerializeAsString();
}

}  // namespace

const std::vector<std::string>& Payloads() {
  static const auto* const kAll = [] {
    std::mt19937_64 random(7);
    auto* const all = new std::vector<std::string>;
    for (std::size_t i = 0; i < kPayloads; ++i) {
      all->push_back(Payload(random));
      if (all->back().size() != kPayloadBytes) Die("a payload has not the size it should have");
    }
    return all;
  }();
  return *kAll;
}

Load LoadOf(char shape) {
  switch (shape) {
    case 'A':
      return {1, 1, 1};
    case 'B':
      return {50, 1, 1};
    case 'C':
      return {50, 16, 1};
    case 'D':
      return {8, 4, 100};
    default:
      Die(std::string("no shape of appends: ") + shape);
  }
}

const char* MeaningOf(char shape) {
  switch (shape) {
    case 'A':
      return "1 client, one append in flight";
    case 'B':
      return "50 clients, one append in flight each";
    case 'C':
      return "50 clients, 16 appends in flight each, one event an append";
    case 'D':
      return "8 clients, 4 in flight each, batches of 100 events";
    case 'E':
      return "catch-up read of everything, one subscriber";
    case 'F':
      return "fold of the indicators view in process, from storage";
    case 'G':
      return "a growing ledger";
    default:
      return "";
  }
}

Figures MeasureAppends(Contestant& contestant, const Load& load, double seconds) {
  Window window;
  Figures figures;
  TimePoint from;
  TimePoint to;
  std::thread timer([&] {
    window.WaitForBegin();
    LetPass(kWarmUp);
    const double server_before = UsageOf(contestant.pid()).cpu_s;
    const double client_before = OwnCpuSeconds();
    from = SteadyClock::now();
    window.Open();
    LetPass(std::chrono::milliseconds(static_cast<int>(seconds * 1e3)));
    window.Close();
    to = SteadyClock::now();
    const Usage server = UsageOf(contestant.pid());
    figures.server_cpu_s = server.cpu_s - server_before;
    figures.client_cpu_s = OwnCpuSeconds() - client_before;
    figures.memory_kb = server.memory_kb;
  });
  const std::vector<Recorder> recorders = contestant.Append(load, window);
  timer.join();
  std::uint64_t events = 0;
  std::vector<float> latencies;
  for (const Recorder& recorder : recorders) {
    events += recorder.events();
    latencies.insert(latencies.end(), recorder.latencies_us().begin(),
                     recorder.latencies_us().end());
  }
  figures.seconds = Seconds(from, to);
  figures.rate = static_cast<double>(events) / figures.seconds;
  figures.p50_ms = PercentileMs(latencies, 0.5);
  figures.p99_ms = PercentileMs(latencies, 0.99);
  return figures;
}

Figures MeasureRead(Contestant& contestant, std::uint64_t events) {
  Figures figures;
  const double server_before = UsageOf(contestant.pid()).cpu_s;
  const double client_before = OwnCpuSeconds();
  const auto from = SteadyClock::now();
  contestant.ReadAll(events);
  figures.seconds = Seconds(from, SteadyClock::now());
  figures.rate = static_cast<double>(events) / figures.seconds;
  const Usage server = UsageOf(contestant.pid());
  figures.server_cpu_s = server.cpu_s - server_before;
  figures.client_cpu_s = OwnCpuSeconds() - client_before;
  figures.memory_kb = server.memory_kb;
  return figures;
}

Figures MeasureFdatasync(double seconds, std::size_t bytes) {
  const DataDir directory("disk");
  const int fd = open(directory.Sub("file").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) Die("cannot make a file in " + directory.path());
  const std::string block(bytes, 'x');
  std::vector<float> latencies;
  const auto from = SteadyClock::now();
  auto now = from;
  while (Seconds(from, now) < seconds) {
    if (write(fd, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
        fdatasync(fd) != 0) {
      Die("the disk does not take it");
    }
    const auto before = now;
    now = SteadyClock::now();
    latencies.push_back(std::chrono::duration<float, std::micro>(now - before).count());
  }
  close(fd);
  Figures figures;
  figures.seconds = Seconds(from, now);
  figures.rate = static_cast<double>(latencies.size()) / figures.seconds;
  figures.p50_ms = PercentileMs(latencies, 0.5);
  figures.p99_ms = PercentileMs(latencies, 0.99);
  return figures;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

Figures MedianRound(std::vector<Figures> rounds) {
  std::sort(rounds.begin(), rounds.end(),
            [](const Figures& a, const Figures& b) { return a.rate < b.rate; });
  return rounds.empty() ? Figures{} : rounds[rounds.size() / 2];
}

void PrintHeader() {
  std::printf("%-5s %-34s %11s %9s %9s %9s %13s %13s\n", "shape", "system", "events/s", "p50 ms",
              "p99 ms", "memory MB", "server us/ev", "client us/ev");
}

void PrintFigures(const std::string& shape, const std::string& name, const Figures& figures) {
  const double events = std::max(figures.rate * figures.seconds, 1.0);
  std::printf("%-5s %-34s %11.0f %9.3f %9.3f %9.1f %13.1f %13.1f\n", shape.c_str(), name.c_str(),
              figures.rate, figures.p50_ms, figures.p99_ms,
              static_cast<double>(figures.memory_kb) / 1024, 1e6 * figures.server_cpu_s / events,
              1e6 * figures.client_cpu_s / events);
  std::fflush(stdout);
}

}  // namespace paktum::bench
