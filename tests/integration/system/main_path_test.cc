// The main job as its users do it: commands to the offices, figures on the dashboard.
#include <algorithm>
#include <set>
#include <string_view>

#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

std::string WithParticipant(const std::string& id, const std::string& rest) {
  return R"({"participant_id":")" + id + "\"," + rest + "}";
}

// One person from the first contact to the check after six months.
struct Person {
  std::string id;
  std::uint64_t enrolled = 0;
  std::uint64_t hired = 0;
  std::uint64_t checked = 0;
};

Person WalkThrough(RunningPact& pact, int number) {
  Person person;
  const Reply registered = pact.Post("charity", "RegisterParticipant", Registration(number));
  EXPECT_EQ(registered.status, 201U) << registered.body;
  person.id = registered.Text("participant_id");
  const auto post = [&](const char* office, const char* command, const std::string& rest) {
    const Reply reply = pact.Post(office, command, WithParticipant(person.id, rest));
    EXPECT_EQ(reply.status, 201U) << command << " " << reply.body;
    return reply.Positions().empty() ? 0 : reply.Positions().front();
  };
  post("charity", "HoldFirstInterview",
       R"("held_on":"2019-01-15","minutes":60,"notes":"Markernote")");
  person.enrolled =
      post("government_office", "EnrolParticipant",
           R"("enrolled_on":"2019-02-01","document":"ENTRY_DOCUMENT_COOPERATION_AGREEMENT",)"
           R"("document_signed_on":"2019-02-01","target_groups":["TG01"],)"
           R"("special_category_answer":"SPECIAL_CATEGORY_ANSWER_GIVEN",)"
           R"("special_target_groups":["TG10"],"labour_status":"LABOUR_STATUS_UNEMPLOYED",)"
           R"("schooling":"SCHOOLING_ISCED_1_2")");
  post(
      "government_office", "GrantSubsidy",
      R"("scheme":"S2","granted_on":"2019-03-01","starts_on":"2019-03-01","intensity_percent":100,)"
      R"("months":8,"monthly_amount_ft":215000,"employer":"kalfem")");
  person.hired = post("government_office", "RecordHire",
                      R"("hired_on":"2019-03-01","employer":"kalfem",)"
                      R"("placement":"PLACEMENT_SUBSIDISED")");
  person.checked = post("government_office", "CheckSixMonthStatus",
                        R"("checked_on":"2020-05-04","status":"SIX_MONTH_STATUS_EMPLOYED",)"
                        R"("evidence":"EVIDENCE_KIND_REGISTER_EXTRACT")");
  return person;
}

TEST(MainPath, EachStepMovesItsIndicatorByOneAndExplainNamesTheEvent) {
  RunningPact pact;
  const Person person = WalkThrough(pact, 1);
  EXPECT_EQ(pact.Indicator("PO25", person.checked), 1);
  EXPECT_EQ(pact.Indicator("PR25", person.checked), 1);
  EXPECT_EQ(pact.Indicator("PR26", person.checked), 1);
  for (const auto& [code, position] :
       {std::pair{"PO25", person.enrolled}, {"PR25", person.hired}, {"PR26", person.checked}}) {
    const Reply explained = pact.View(std::string("indicators/") + code + "/explain");
    EXPECT_EQ(explained.status, 200U) << explained.body;
    EXPECT_NE(explained.body.find("\"position\":\"" + std::to_string(position) + "\""),
              std::string::npos)
        << explained.body;
    EXPECT_NE(explained.body.find("COUNT_VERDICT_COUNTED"), std::string::npos);
  }
}

TEST(MainPath, ADayEarlierTheOldValuesHold) {
  RunningPact pact;
  const Person person = WalkThrough(pact, 1);
  EXPECT_EQ(pact.Indicator("PO25", person.checked, "&valid_at=2019-01-31"), 0);
  EXPECT_EQ(pact.Indicator("PO25", person.checked, "&valid_at=2019-02-01"), 1);
  EXPECT_EQ(pact.Indicator("PR25", person.checked, "&valid_at=2019-02-28"), 0);
  EXPECT_EQ(pact.Indicator("PR25", person.checked, "&valid_at=2019-03-01"), 1);
  EXPECT_EQ(pact.Indicator("PR26", person.checked, "&valid_at=2020-05-03"), 0);
  EXPECT_EQ(pact.Indicator("PR26", person.checked, "&valid_at=2020-05-04"), 1);
}

TEST(MainPath, BeforeALateRecordWhatWasKnownThenIsShown) {
  RunningPact pact;
  WalkThrough(pact, 1);
  const SystemClock clock;
  const Instant between = clock.Now();
  ASSERT_TRUE(Eventually([&] { return clock.Now() > between; }));
  const Person late = WalkThrough(pact, 2);
  EXPECT_EQ(pact.Indicator("PR25", late.checked), 2);
  EXPECT_EQ(pact.Indicator("PR25", late.checked, "&known_at=" + between.ToString()), 1);
}

TEST(MainPath, TheSameTajInTheOtherOfficeFindsTheFirstRegistration) {
  RunningPact pact;
  const Reply first = pact.Post("charity", "RegisterParticipant", Registration(7));
  const Reply second = pact.Post("government_office", "RegisterParticipant", Registration(7));
  EXPECT_EQ(first.status, 201U) << first.body;
  EXPECT_EQ(second.status, 200U) << second.body;
  EXPECT_FALSE(first.Text("participant_id").empty());
  EXPECT_EQ(first.Text("participant_id"), second.Text("participant_id"));
  EXPECT_TRUE(second.Positions().empty());
}

TEST(MainPath, ARepeatedKeyGetsTheFirstAnswerAndAnotherBodyIsRefused) {
  RunningPact pact;
  const Uuid key = RunningPact::NewKey();
  const Reply first = pact.Post("charity", "RegisterParticipant", Registration(7), key);
  const Reply again = pact.Post("charity", "RegisterParticipant", Registration(7), key);
  EXPECT_EQ(again.status, 201U) << again.body;
  EXPECT_EQ(first.Positions(), again.Positions());
  EXPECT_EQ(first.Text("participant_id"), again.Text("participant_id"));
  EXPECT_EQ(pact.Post("charity", "RegisterParticipant", Registration(8), key).status, 409U);
  EXPECT_EQ(pact.Ledger().size(), first.Positions().size());
}

TEST(MainPath, ForumAttendanceNeverRaisesParticipants) {
  RunningPact pact;
  const Reply forum =
      pact.Post("pact_office", "HoldForum",
                R"({"held_on":"2019-05-10","participants":60,"topics":["Munkaerőigények"]})");
  ASSERT_EQ(forum.status, 201U) << forum.body;
  EXPECT_EQ(pact.Indicator("PO25", forum.Positions().back()), 0);
}

TEST(MainPath, AVoidedHireCountsNowhereAndIsStillExplained) {
  RunningPact pact;
  const Person person = WalkThrough(pact, 1);
  const auto void_event = [&](std::uint64_t position) {
    return pact.Post("government_office", "VoidEvent",
                     R"({"position":")" + std::to_string(position) +
                         R"(","reason":"VOID_REASON_DID_NOT_HAPPEN"})");
  };
  EXPECT_EQ(void_event(person.hired).status, 422U);  // the check depends on it
  ASSERT_EQ(void_event(person.checked).status, 201U);
  const Reply voided = void_event(person.hired);
  ASSERT_EQ(voided.status, 201U) << voided.body;
  EXPECT_EQ(pact.Indicator("PR25", voided.Positions().back()), 0);
  EXPECT_EQ(pact.Indicator("PR26", voided.Positions().back()), 0);
  EXPECT_EQ(pact.Indicator("PO25", voided.Positions().back()), 1);
  EXPECT_NE(pact.View("indicators/PR25/explain").body.find("COUNT_VERDICT_VOIDED"),
            std::string::npos);
}

TEST(MainPath, AStreamReaderResumesWithoutGap) {
  RunningPact pact;
  WalkThrough(pact, 1);
  const std::size_t head = pact.Ledger().size();
  auto client =
      http::Client::ForAddress("http://127.0.0.1:" + std::to_string(pact.Port("dashboard")))
          .value();
  auto reader =
      client->OpenEvents("/api/pacts/tiszakecske/events", {{"Last-Event-ID", "2"}}).value();
  WalkThrough(pact, 2);
  for (std::uint64_t expected = 3; expected <= head * 2; ++expected) {
    const auto event = reader->Next(DeadlineIn(std::chrono::seconds(30)));
    ASSERT_TRUE(event.ok() && event->has_value()) << "position " << expected;
    EXPECT_EQ((*event)->id, std::to_string(expected));
  }
}

// 64 hexadecimal digits in a row: what a keyed hash of a TAJ number looks like.
bool HoldsAHash(const std::string& text) {
  int digits = 0;
  for (const char c : text) {
    digits =
        std::string_view("0123456789abcdef").find(c) == std::string_view::npos ? 0 : digits + 1;
    if (digits == 64) return true;
  }
  return false;
}

TEST(MainPath, ThePublicSeesNoIdsOfPersons) {
  RunningPact pact;
  const Person person = WalkThrough(pact, 1);
  const std::vector<std::string> ledger = pact.Ledger();
  ASSERT_TRUE(std::any_of(ledger.begin(), ledger.end(), HoldsAHash)) << "members see the hash";
  std::string seen;
  for (const char* code : {"PO25", "PR25", "PR26"}) {
    pact.Indicator(code, person.checked);
    seen += pact.View(std::string("indicators/") + code + "/explain").body;
  }
  auto client =
      http::Client::ForAddress("http://127.0.0.1:" + std::to_string(pact.Port("dashboard")))
          .value();
  auto reader =
      client->OpenEvents("/api/pacts/tiszakecske/events", {{"Last-Event-ID", "0"}}).value();
  for (std::size_t i = 0; i < ledger.size(); ++i) {
    const auto event = reader->Next(DeadlineIn(std::chrono::seconds(30)));
    ASSERT_TRUE(event.ok() && event->has_value()) << "position " << i + 1;
    seen += (*event)->data;
  }
  EXPECT_FALSE(HoldsAHash(seen)) << seen;
  for (const std::string& hidden :
       {person.id, std::string("participant_id"), std::string("GENDER_"), std::string("TG01"),
        std::string("kalfem"), std::string("215000")}) {
    EXPECT_EQ(seen.find(hidden), std::string::npos) << hidden << " in " << seen;
  }
}

TEST(MainPath, ServingOfficesSeeAPersonsWayAndThePublicNothingOfIt) {
  RunningPact pact;
  const Person person = WalkThrough(pact, 1);
  const std::string at_least = "at_least=" + std::to_string(person.checked);
  const std::string pathway =
      "/api/pacts/tiszakecske/persons/" + person.id + "/pathway?" + at_least;
  const std::string worklist = "/api/pacts/tiszakecske/registers/worklist?state=all&" + at_least;
  for (const char* office : {"government_office", "charity"}) {
    const Reply way = pact.Get(office, pathway);
    EXPECT_EQ(way.status, 200U) << way.body;
    EXPECT_NE(way.body.find("Munkába állás"), std::string::npos) << way.body;
    EXPECT_NE(way.body.find("Első interjú"), std::string::npos) << way.body;
    EXPECT_EQ(way.body.find("Marker"), std::string::npos);
    const Reply work = pact.Get(office, worklist);
    EXPECT_NE(work.body.find("WORK_KIND_SIX_MONTH_CHECK"), std::string::npos) << work.body;
  }
  EXPECT_EQ(pact.Get("pact_office", pathway).status, 403U);
  EXPECT_EQ(pact.Get("pact_office", worklist).status, 403U);
  EXPECT_EQ(pact.View("pathway?participant=" + person.id).status, 404U);
  EXPECT_EQ(pact.View("worklist").status, 404U);
  EXPECT_EQ(pact.View("budget?audience=serving").status, 400U);
  // One person's subsidy: the pact office sees the sum, the public sees that it is withheld.
  const Reply inside =
      pact.Get("pact_office", "/api/pacts/tiszakecske/registers/budget?" + at_least);
  EXPECT_NE(inside.body.find("\"committed_ft\":\"1720000\""), std::string::npos) << inside.body;
  const Reply open = pact.View("budget?" + at_least);
  EXPECT_EQ(open.status, 200U) << open.body;
  EXPECT_EQ(open.body.find("1720000"), std::string::npos) << open.body;
  EXPECT_EQ(open.body.find(person.id), std::string::npos);
  EXPECT_NE(open.body.find("\"suppressed\":true"), std::string::npos);
}

TEST(MainPath, NoPersonalDataIsWrittenAnywhereInClear) {
  RunningPact pact;
  WalkThrough(pact, 1);
  pact.Stop();
  for (const char* marker : {"Markerfamily", "Markergiven", "Markerstreet", "marker.person",
                             "Markernote", "1985-05-05", "10000001"}) {
    const std::string command = "grep -rlaF '" + std::string(marker) + "' " + pact.data();
    EXPECT_NE(std::system((command + " >&2").c_str()), 0) << marker << " was found";
  }
}

TEST(MainPath, EveryServiceTellsItsHealthAndWhatItCounts) {
  RunningPact pact;
  WalkThrough(pact, 1);
  for (const auto& [service, metric] : {std::pair{"log_http", "paktum_log_events_total "},
                                        {"indicators_http", "paktum_view_position{"},
                                        {"schedule_http", "paktum_view_position{"},
                                        {"registers_http", "paktum_view_position{"},
                                        {"dashboard", "paktum_dashboard_position"},
                                        {"pact_office", "paktum_office_outbox_commands"},
                                        {"government_office", "paktum_office_outbox_commands"},
                                        {"charity", "paktum_office_outbox_commands"}}) {
    EXPECT_EQ(pact.Get(service, "/healthz").status, 200U) << service;
    EXPECT_EQ(pact.Get(service, "/readyz").status, 200U) << service;
    EXPECT_NE(pact.Get(service, "/metrics").body.find(metric), std::string::npos) << service;
  }
}

TEST(MainPath, ASecondStartLosesNothingAndSendsNothingTwice) {
  RunningPact pact({"--simulate", "--participants", "25"});
  ASSERT_TRUE(Eventually(
      [&] {
        return pact.Get("dashboard", "/healthz").status == 200 &&
               std::system(("test -e " + pact.data() + "/simulated-tiszakecske").c_str()) == 0;
      },
      std::chrono::seconds(120)));
  const std::string before = pact.Sums();
  pact.Stop();
  pact.Start();
  EXPECT_EQ(pact.Sums(), before);
}

}  // namespace
}  // namespace paktum::system_test
