// The end of a half-year as the offices and the public see it: what was reported stays.
#include <algorithm>
#include <string_view>

#include "libs/base/date.h"
#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

using google::protobuf::Struct;

constexpr const char* kLate = "Paktum-Late-Reason";

class HalfYearEnd {
 public:
  // Records what has to succeed; the position of the last event.
  std::uint64_t Record(const char* office, const char* command, const std::string& json) {
    const Reply reply = pact_.Post(office, command, json);
    EXPECT_EQ(reply.status, 201U) << command << " " << reply.body;
    if (!reply.Positions().empty()) last_ = reply.Positions().back();
    return last_;
  }

  std::string Enrol(int number) {
    const Reply registered = pact_.Post("charity", "RegisterParticipant", Registration(number));
    EXPECT_EQ(registered.status, 201U) << registered.body;
    std::string id = registered.Text("participant_id");
    Record("government_office", "EnrolParticipant",
           R"({"participant_id":")" + id +
               R"(","enrolled_on":"2019-02-01","document":"ENTRY_DOCUMENT_COOPERATION_AGREEMENT",)"
               R"("document_signed_on":"2019-02-01","target_groups":["TG01"],)"
               R"("special_category_answer":"SPECIAL_CATEGORY_ANSWER_REFUSED",)"
               R"("labour_status":"LABOUR_STATUS_UNEMPLOYED","schooling":"SCHOOLING_ISCED_1_2"})");
    return id;
  }

  static std::string Hire(const std::string& person, const std::string& day) {
    return R"({"participant_id":")" + person + R"(","hired_on":")" + day +
           R"(","employer":"kalfem","placement":"PLACEMENT_INDEPENDENT"})";
  }

  Struct Evaluation() {
    const Reply reply = pact_.View("evaluation?period=2019-H1&at_least=" + std::to_string(last_));
    EXPECT_EQ(reply.status, 200U) << reply.body;
    return reply.json;
  }

  // Everything from the opening to the closing.
  void ReportAndClose() {
    Record("pact_office", "OpenInterimEvaluation",
           R"({"period":"2019-H1","opened_on":"2019-07-01"})");
    for (const char* part :
         {"DEADLINES", "INDICATORS", "DEVIATIONS", "CAUSES", "STEPS", "NEXT_PERIOD"}) {
      Record("pact_office", "WriteEvaluationPart",
             std::string(R"({"period":"2019-H1","part":"EVALUATION_PART_)") + part +
                 R"(","text":"A terv szerint.","written_on":"2019-07-05"})");
    }
    const Struct evaluation = Evaluation();
    const auto& now = evaluation.fields().at("now").struct_value().fields();
    Record("pact_office", "SubmitInterimEvaluation",
           R"({"period":"2019-H1","submitted_on":"2019-07-10","figures_position":")" +
               now.at("position").string_value() + R"(","figures_sha256":")" +
               now.at("sha256").string_value() + "\"}");
    Record("pact_office", "HoldSteeringGroupMeeting",
           R"({"held_on":"2019-07-15","members_present":7,"agenda":["Értékelés"],)"
           R"("resolutions":[{"number":"5/2019","subject":"Az értékelés elfogadása"}]})");
    Record("pact_office", "ApproveInterimEvaluation",
           R"({"period":"2019-H1","approved_on":"2019-07-15","resolution":"5/2019"})");
    Record("pact_office", "ClosePeriod", R"({"period":"2019-H1","closed_on":"2019-07-20"})");
  }

  // A command with the reason of its lateness.
  std::uint64_t RecordLate(const char* office, const char* command, const std::string& json) {
    auto client =
        http::Client::ForAddress("http://127.0.0.1:" + std::to_string(pact_.Port(office))).value();
    const auto reply = client->Post(
        std::string("/api/pacts/tiszakecske/commands/") + command, json, "application/json",
        {{"Idempotency-Key", RunningPact::NewKey().ToString()}, {kLate, "DOCUMENT_CAME_LATE"}});
    EXPECT_TRUE(reply.ok() && reply->status == 201U) << (reply.ok() ? reply->body : "");
    return ++last_;
  }

  RunningPact& pact() { return pact_; }
  [[nodiscard]] std::string last() const { return std::to_string(last_); }

 private:
  RunningPact pact_;
  std::uint64_t last_ = 0;
};

std::int64_t ValueOf(const Struct& evaluation, const char* which, std::string_view code) {
  const auto& figures = evaluation.fields().at(which).struct_value().fields().at("figures");
  for (const auto& one : figures.struct_value().fields().at("indicators").list_value().values()) {
    const auto& row = one.struct_value().fields();
    if (row.at("code").string_value() == code) return std::stoll(row.at("value").string_value());
  }
  ADD_FAILURE() << code;
  return -1;
}

TEST(YearEnd, AHireRecordedAfterClosingMovesWhatIsKnownNowAndNotWhatWasReported) {
  HalfYearEnd half_year;
  const std::string early = half_year.Enrol(1);
  const std::string late = half_year.Enrol(2);
  half_year.Record("government_office", "RecordHire", HalfYearEnd::Hire(early, "2019-03-01"));
  half_year.ReportAndClose();

  const std::string hire = HalfYearEnd::Hire(late, "2019-05-02");
  const Reply refused = half_year.pact().Post("government_office", "RecordHire", hire);
  EXPECT_EQ(refused.status, 422U);
  EXPECT_NE(refused.body.find("period.closed"), std::string::npos) << refused.body;
  half_year.RecordLate("government_office", "RecordHire", hire);

  const Struct evaluation = half_year.Evaluation();
  EXPECT_EQ(ValueOf(evaluation, "reported", "PR25"), 1);
  EXPECT_EQ(ValueOf(evaluation, "now", "PR25"), 2);
  EXPECT_EQ(evaluation.fields().at("stated_sha256").string_value(),
            evaluation.fields().at("reported").struct_value().fields().at("sha256").string_value());
  const auto& facts = evaluation.fields().at("late_facts").list_value();
  ASSERT_EQ(facts.values_size(), 1);
  const auto& fact = facts.values(0).struct_value().fields();
  EXPECT_EQ(fact.at("position").string_value(), half_year.last());
  EXPECT_EQ(fact.at("late_reason").string_value(), "LATE_REASON_DOCUMENT_CAME_LATE");

  const std::string recorded_at = fact.at("recorded_at").string_value();
  const auto known = Instant::Parse(recorded_at);
  ASSERT_TRUE(known.has_value()) << recorded_at;
  const auto names_it = [&](const Instant& known_at) {
    const Reply explained = half_year.pact().View(
        "indicators/PR25/explain?valid_at=2019-06-30&known_at=" + known_at.ToString());
    EXPECT_EQ(explained.status, 200U) << explained.body;
    return explained.body.find("\"position\":\"" + half_year.last() + "\"") != std::string::npos;
  };
  EXPECT_FALSE(names_it(Instant(known->unix_ms() - 1)));
  EXPECT_TRUE(names_it(*known));

  // explain marks the difference: one event, recorded after the closing, with its reason.
  const Reply explained = half_year.pact().View("indicators/PR25/explain?valid_at=2019-06-30");
  std::vector<std::string> marked;
  for (const auto& one : explained.json.fields().at("events").list_value().values()) {
    const auto& event = one.struct_value().fields();
    if (event.at("late_reason").string_value() == "LATE_REASON_UNSPECIFIED") continue;
    EXPECT_EQ(event.at("late_reason").string_value(), "LATE_REASON_DOCUMENT_CAME_LATE");
    marked.push_back(event.at("position").string_value());
  }
  EXPECT_EQ(marked, std::vector<std::string>{half_year.last()});
}

}  // namespace
}  // namespace paktum::system_test
