// Figures of the whole system, measured on the real programs: scripts/bench.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "libs/ledger_client/remote_event_log.h"
#include "paktum/event/v1/event.pb.h"
#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

double SecondsSince(steady_clock::time_point start) {
  return duration<double>(steady_clock::now() - start).count();
}

double Percentile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share)];
}

void PrintLatency(const char* what, std::vector<double>& seconds) {
  std::printf("%-44s p50 %8.3f ms   p99 %8.3f ms   (n=%zu)\n", what, Percentile(seconds, 0.5) * 1e3,
              Percentile(seconds, 0.99) * 1e3, seconds.size());
}

// An event of about 256 bytes.
std::string Submitted(std::uint64_t number) {
  event::v1::Event event;
  event.set_occurred_on("2019-05-10");
  event.set_source("/pacts/bench/members/pact_office");
  event.set_simulated(true);
  auto& body = *event.mutable_information_service_given();
  body.set_measure("1.1");
  body.set_topic(std::string(150, 'x') + std::to_string(number));
  return event.SerializeAsString();
}

// Appends of `events` events each from `threads` threads at once; events a second.
double AppendRate(ledger::EventLog& log, int threads, int appends_each, std::size_t events,
                  std::vector<double>* latencies) {
  const SystemClock clock;
  const auto start = steady_clock::now();
  std::vector<std::thread> senders;
  std::atomic<std::uint64_t> failed{0};
  for (int t = 0; t < threads; ++t) {
    senders.emplace_back([&, t] {
      for (int i = 0; i < appends_each; ++i) {
        ledger::AppendRequest request;
        request.pact = "bench";
        request.command = Uuid::V7(clock);
        request.member = "pact_office";
        request.content_digest = std::string(request.command.bytes());
        for (std::size_t e = 0; e < events; ++e) {
          request.events.push_back({"bench/" + request.command.ToString(),
                                    Submitted(static_cast<std::uint64_t>(t * 1'000'000 + i))});
        }
        const auto sent = steady_clock::now();
        if (!log.Append(request, DeadlineIn(std::chrono::seconds(30))).ok()) ++failed;
        if (latencies != nullptr) latencies->push_back(SecondsSince(sent));
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  if (failed > 0) std::printf("  %" PRIu64 " appends failed\n", failed.load());
  return static_cast<double>(threads) * appends_each * static_cast<double>(events) /
         SecondsSince(start);
}

void BenchAppends(RunningPact& pact) {
  ledger_client::RemoteEventLogOptions options;
  options.endpoint = "tcp://127.0.0.1:" + std::to_string(pact.Port("event_log"));
  options.hints_endpoint = "tcp://127.0.0.1:" + std::to_string(pact.Port("hints"));
  options.curve = pact.data() + "/curve/operator";
  const auto log = ledger_client::RemoteEventLog::Connect(options).value();
  AppendRate(*log, 4, 200, 1, nullptr);  // warm-up
  std::vector<double> latencies;
  const double single = AppendRate(*log, 1, 2'000, 1, &latencies);
  PrintLatency("append over the wire, fsynced, one in flight", latencies);
  std::printf("%-44s %10.0f events/s\n", "  the same as a rate", single);
  std::printf("%-44s %10.0f events/s\n", "50 callers, one append in flight each",
              AppendRate(*log, 50, 400, 1, nullptr));
  std::printf("%-44s %10.0f events/s\n", "8 callers, appends of 50 events",
              AppendRate(*log, 8, 200, 50, nullptr));
}

void BenchPostToScreen(RunningPact& pact) {
  const auto client =
      http::Client::ForAddress("http://127.0.0.1:" + std::to_string(pact.Port("dashboard")))
          .value();
  const auto reader = client->OpenEvents("/api/pacts/tiszakecske/events").value();
  std::vector<double> posts;
  std::vector<double> screens;
  for (int i = 0; i < 300; ++i) {
    const auto start = steady_clock::now();
    const Reply reply = pact.Post(
        "pact_office", "RecordInformationService",
        R"({"measure":"1.1","given_on":"2019-05-10","form":"INFORMATION_FORM_INDIVIDUAL",)"
        R"("audience":"INFORMATION_AUDIENCE_JOBSEEKERS","persons":1,"topic":"Mérés"})");
    posts.push_back(SecondsSince(start));
    if (reply.Positions().empty()) {
      std::printf("a command was not recorded: %s\n", reply.body.c_str());
      return;
    }
    const std::string position = std::to_string(reply.Positions().back());
    for (std::string seen; seen != position;) {
      const auto event = reader->Next(DeadlineIn(std::chrono::seconds(10)));
      if (!event.ok() || !event->has_value()) {
        std::printf("the event stream ended\n");
        return;
      }
      seen = (*event)->id;
    }
    screens.push_back(SecondsSince(start));
  }
  PrintLatency("POST to an office until its answer", posts);
  PrintLatency("POST until the event reaches an SSE reader", screens);
}

void BenchSimulation(RunningPact& pact, int participants) {
  const auto start = steady_clock::now();
  const int exit_code = pact.Simulate(participants, 1);
  const double seconds = SecondsSince(start);
  const std::size_t events = pact.Ledger().size();
  std::printf("simulation of %d participants: exit %d, %zu events in %.1f s, %.0f events/s\n",
              participants, exit_code, events, seconds, static_cast<double>(events) / seconds);
}

// The view is thrown away and built again by a fresh process: from its kill to the caught-up
// answer, the start of the process included.
void BenchRebuild(RunningPact& pact) {
  const std::size_t head = pact.Ledger().size();
  const std::string at_least = "?at_least=" + std::to_string(head);
  for (const std::string service : {"indicators", "schedule"}) {
    std::filesystem::rename(pact.data() + "/" + service, pact.data() + "/" + service + ".old");
    const auto start = steady_clock::now();
    pact.Kill(service, SIGKILL);
    Eventually([&] { return pact.View(service + at_least).status == 200; });
    const double seconds = SecondsSince(start);
    std::printf("rebuild of %-33s %10.0f events/s   (%zu events in %.2f s)\n", service.c_str(),
                static_cast<double>(head) / seconds, head, seconds);
  }
}

void PrintMemory(RunningPact& pact) {
  for (const char* service : {"event_log", "pact_office", "government_office", "charity",
                              "indicators", "schedule", "dashboard"}) {
    std::ifstream status("/proc/" + std::to_string(pact.PidOf(service)) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM")) {
        std::printf("memory of %-34s %s\n", service, line.c_str());
      }
    }
  }
}

}  // namespace
}  // namespace paktum::system_test

int main(int argc, char** argv) {
  const int participants = argc > 1 ? std::atoi(argv[1]) : 1'000;
  testing::InitGoogleTest();
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  paktum::system_test::RunningPact pact;
  paktum::system_test::BenchAppends(pact);
  paktum::system_test::BenchPostToScreen(pact);
  paktum::system_test::BenchSimulation(pact, participants);
  paktum::system_test::PrintMemory(pact);
  paktum::system_test::BenchRebuild(pact);
  return 0;
}
