// What users have to rely on when programs die.
#include <signal.h>

#include <algorithm>
#include <set>
#include <thread>

#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

constexpr int kParticipants = 30;
constexpr int kSeed = 11;

TEST(Failure, KillingAnyServiceDuringASimulationChangesNoSum) {
  std::string undisturbed;
  {
    RunningPact pact;
    ASSERT_EQ(pact.Simulate(kParticipants, kSeed), 0);
    undisturbed = pact.Sums();
  }
  RunningPact pact;
  std::thread simulation([&] { EXPECT_EQ(pact.Simulate(kParticipants, kSeed), 0); });
  std::uint64_t reached = 0;
  for (const char* service : {"event_log", "government_office", "indicators", "charity",
                              "dashboard", "schedule", "pact_office", "event_log"}) {
    reached += 40;  // each kill falls into another part of the run
    Eventually([&] { return pact.Ledger().size() >= reached; }, std::chrono::seconds(20));
    pact.Kill(service, SIGKILL);
  }
  simulation.join();
  ASSERT_TRUE(Eventually([&] { return pact.Get("dashboard", "/readyz").status == 200; }));
  ASSERT_TRUE(Eventually([&] {
    return pact.View("schedule?at_least=" + std::to_string(pact.Ledger().size())).status == 200;
  }));
  EXPECT_EQ(pact.Sums(), undisturbed);
}

TEST(Failure, CommandsPostedWhileTheLogIsAwayAreRecordedOnceInOrder) {
  RunningPact pact;
  ASSERT_EQ(pact.Post("charity", "RegisterParticipant", Registration(1)).status, 201U);
  const int log = pact.PidOf("event_log");
  ASSERT_EQ(kill(log, SIGSTOP), 0);
  std::vector<Uuid> keys;
  for (int i = 0; i < 12; ++i) {
    keys.push_back(RunningPact::NewKey());
    const Reply reply = pact.Post(
        "pact_office", "RecordInformationService",
        R"({"measure":"1.1","given_on":"2019-05-)" + std::to_string(10 + i) +
            R"(","form":"INFORMATION_FORM_INDIVIDUAL",)"
            R"("audience":"INFORMATION_AUDIENCE_JOBSEEKERS","persons":1,"topic":"Tájékoztatás"})",
        keys.back());
    EXPECT_EQ(reply.status, 202U) << reply.body;
  }
  ASSERT_EQ(kill(log, SIGCONT), 0);
  ASSERT_TRUE(Eventually([&] { return pact.Ledger().size() >= 2 + keys.size(); }));
  std::vector<std::string> lines = pact.Ledger();
  ASSERT_EQ(lines.size(), 2 + keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_NE(lines[2 + i].find("2019-05-" + std::to_string(10 + i)), std::string::npos)
        << lines[2 + i];
    EXPECT_NE(lines[2 + i].find(keys[i].ToString()), std::string::npos);
  }
}

TEST(Failure, ARefusalOfAWaitingCommandIsShownToTheOffice) {
  RunningPact pact;
  const int log = pact.PidOf("event_log");
  ASSERT_EQ(kill(log, SIGSTOP), 0);
  const Uuid key = RunningPact::NewKey();
  const Reply waiting =
      pact.Post("government_office", "EndEmployment",
                R"({"participant_id":"0197c1f0-8a2b-7c3d-9e4f-0123456789ab",)"
                R"("ended_on":"2019-05-10","reason":"EMPLOYMENT_END_REASON_OTHER"})",
                key);
  EXPECT_EQ(waiting.status, 202U) << waiting.body;
  ASSERT_EQ(kill(log, SIGCONT), 0);
  EXPECT_TRUE(Eventually([&] {
    return pact.Get("government_office", "/api/pacts/tiszakecske/attention")
               .body.find(key.ToString()) != std::string::npos;
  }));
  EXPECT_TRUE(pact.Ledger().empty());
}

}  // namespace
}  // namespace paktum::system_test
