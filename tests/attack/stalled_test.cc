// Subscribers that stop reading: the log holds a bounded amount for each, nobody else is slowed,
// and they receive everything once they read again. Briefly in the default run;
// PAKTUM_ATTACK_ROUNDS is the number of seconds they read nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <random>
#include <vector>

#include "tests/attack/attack_env.h"
#include "tests/attack/attacked_log.h"
#include "tests/attack/load.h"
#include "tests/attack/process_memory.h"
#include "tests/attack/tcp_proxy.h"

namespace paktum::attack {
namespace {

constexpr char kPact[] = "tiszakecske";
constexpr std::uint64_t kMib = 1024;  // in KiB, as memory is measured
constexpr std::size_t kEvents = 16;
constexpr std::size_t kEventBytes = 50'000;

Deadline Patience() { return DeadlineIn(std::chrono::seconds(60)); }

// Appends that a person waits for, and bulk beside them; none may fail.
class Writer {
 public:
  explicit Writer(AttackedLog& log) : client_(log.Client()), watched_(*client_, log.oracle) {}

  // How long small appends take, in microseconds, sorted.
  std::vector<std::int64_t> Small(std::size_t count) {
    std::vector<std::int64_t> took_us;
    for (std::size_t i = 0; i < count; ++i) {
      const auto began = std::chrono::steady_clock::now();
      Append({{"person/" + std::to_string(i % 7), std::string(256, 'p')}});
      const auto took = std::chrono::steady_clock::now() - began;
      took_us.push_back(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    }
    std::sort(took_us.begin(), took_us.end());
    return took_us;
  }
  void Bulk() { Append(std::vector<ledger::NewEvent>(kEvents, {"bulk", Bytes()})); }
  std::uint64_t Head() { return client_->Head(kPact, Patience())->value(); }

 private:
  static std::string Bytes() { return std::string(kEventBytes, 'x'); }
  void Append(std::vector<ledger::NewEvent> events) {
    const ledger::AppendRequest request{kPact,     Uuid::V7From(1'590'000'000'000, 5, ++number_),
                                        "charity", "content",
                                        {},        std::move(events)};
    const auto answer = patient_.Append(request, Patience());
    EXPECT_TRUE(answer.ok()) << answer.status();
  }

  std::unique_ptr<ledger_client::RemoteEventLog> client_;
  WatchedLog watched_;
  PatientLog patient_{watched_};
  std::uint64_t number_ = 0;
};

// A subscription over a line of its own that reads when told to.
class Reader {
 public:
  Reader(AttackedLog& log, std::uint64_t seed)
      : line(log.listen(), seed),
        client_(log.ClientVia(line.endpoint())),
        observer_(log.oracle, kPact, Position(0)) {
    auto subscription = client_->Subscribe(kPact, Position(0));
    EXPECT_TRUE(subscription.ok()) << subscription.status();
    subscription_ = std::move(*subscription);
  }
  // Reads until it has the position; false when that takes too long.
  bool ReadTo(std::uint64_t position) {
    return Eventually([&] {
      const auto slice = subscription_->Next(DeadlineIn(std::chrono::milliseconds(100)));
      if (slice.ok()) observer_.Took(*slice);
      return observer_.last().value() >= position;
    });
  }
  [[nodiscard]] std::uint64_t last() const { return observer_.last().value(); }

  TcpProxy line;

 private:
  std::unique_ptr<ledger_client::RemoteEventLog> client_;
  std::unique_ptr<ledger::Subscription> subscription_;
  Observer observer_;
};

void Print(const char* when, const std::vector<std::int64_t>& took_us) {
  std::cout << "  appends of another client " << when << ": median " << took_us[took_us.size() / 2]
            << " us, 99 % within " << took_us[took_us.size() * 99 / 100] << " us, all within "
            << took_us.back() << " us\n";
}

class Stalled : public testing::TestWithParam<Security> {};
INSTANTIATE_TEST_SUITE_P(Security, Stalled, testing::Values(Security::kPlain, Security::kKeys),
                         SecurityName);

TEST_P(Stalled, SubscribersHoldBoundedMemorySlowNobodyAndMissNothing) {
  constexpr std::size_t kSubscribers = 4;  // of each kind
  // What a subscription may have on the way (1 MiB, and a batch more), twice over; and the storage.
  constexpr std::uint64_t kBoundKib = 4 * kMib;
  constexpr std::uint64_t kSlackKib = 64 * kMib;
  const std::chrono::seconds silence(Rounds(0));
  AttackedLog log(GetParam());
  Writer writer(log);
  const Follower follower(log, kPact, 512);
  for (int i = 0; i < 40; ++i) writer.Bulk();  // the storage's buffers have what they will have
  std::vector<std::unique_ptr<Reader>> idle;   // a program that does not ask for more
  std::vector<std::unique_ptr<Reader>> stuck;  // a machine that takes nothing from the network
  for (std::size_t i = 0; i < kSubscribers; ++i) {
    idle.push_back(std::make_unique<Reader>(log, Seed() + i));
    stuck.push_back(std::make_unique<Reader>(log, Seed() + i));
    ASSERT_TRUE(idle.back()->ReadTo(1));
    ASSERT_TRUE(stuck.back()->ReadTo(1));
    stuck.back()->line.SetFlow(Flow::kStand, Flow::kStand);
  }
  const auto before_us = writer.Small(200);
  const std::uint64_t before = ResidentKib(log.process().pid());
  std::uint64_t most = before;
  std::vector<std::int64_t> during_us;
  const Deadline end = DeadlineIn(silence);
  std::uint64_t bulk = 0;
  do {
    for (int i = 0; i < (silence.count() == 0 ? 8 : 1); ++i, ++bulk) writer.Bulk();
    const auto took_us = writer.Small(20);
    during_us.insert(during_us.end(), took_us.begin(), took_us.end());
    ASSERT_TRUE(Eventually([&] { return follower.last() == writer.Head(); }));
    most = std::max(most, ResidentKib(log.process().pid()));
    if (silence.count() > 0) SleepUntil(SteadyNow() + std::chrono::milliseconds(500));  // its pace
  } while (bulk < 40 || std::chrono::steady_clock::now() < end);
  std::sort(during_us.begin(), during_us.end());
  std::cout << 2 * kSubscribers << " subscribers that stop reading for " << silence.count()
            << " s while " << bulk * kEvents * kEventBytes / 1'000'000
            << " MB are appended: memory grew by " << (most - before) / kMib << " MiB (bound "
            << (2 * kSubscribers * kBoundKib + kSlackKib) / kMib << ")\n";
  Print("before", before_us);
  Print("meanwhile", during_us);
  EXPECT_LT(most - before, 2 * kSubscribers * kBoundKib + kSlackKib);
  const std::uint64_t head = writer.Head();
  for (std::size_t i = 0; i < kSubscribers; ++i) {
    // It was sent what it had asked for, and no more.
    EXPECT_LT(idle[i]->line.bytes_to_client(), kBoundKib * 1024);
    EXPECT_LT(idle[i]->last(), head);
    stuck[i]->line.SetFlow(Flow::kPass, Flow::kPass);
    EXPECT_TRUE(idle[i]->ReadTo(head)) << idle[i]->last() << " of " << head;
    EXPECT_TRUE(stuck[i]->ReadTo(head)) << stuck[i]->last() << " of " << head;
  }
  log.ExpectPromisesKept({.probes_max = 50});
}

}  // namespace
}  // namespace paktum::attack
