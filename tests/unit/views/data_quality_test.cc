#include "libs/views/data_quality.h"

#include <gtest/gtest.h>

#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::As;
using testing::Ask;
using testing::Ledger;
using testing::Person;
using testing::Refusal;
using testing::RegistersOf;
using view::v1::DataQualityView;
using view::v1::Finding;
using view::v1::FindingKind;
using view::v1::FindingRule;
using namespace view::v1;  // NOLINT(google-build-using-namespace): FINDING_RULE_…

const std::string kFiled(64, 'a');
const std::string kStream = "participant/" + Person(1);

DataQualityView Quality(const Ledger& ledger, const std::string& audience = "serving",
                        const std::string& day = "2020-12-31",
                        const std::string& known_at = "2030-01-01") {
  return Ask<DataQualityView>(RegistersOf(ledger), "data-quality",
                              As(audience, {{"valid_at", day}, {"known_at", known_at}}));
}

std::vector<Finding> Of(const DataQualityView& view, FindingRule rule) {
  std::vector<Finding> found;
  for (const Finding& finding : view.findings()) {
    if (finding.rule() == rule) found.push_back(finding);
  }
  return found;
}

std::vector<Finding> FindingsOf(const Ledger& ledger, FindingRule rule) {
  return Of(Quality(ledger), rule);
}

std::uint32_t CountOf(const DataQualityView& view, FindingKind kind) {
  for (const auto& row : view.kinds()) {
    if (row.kind() == kind) return row.count();
  }
  return 0;
}

std::uint64_t Register(Ledger& ledger, const std::string& day) {
  return AddBody(ledger, kStream, day, &Event::mutable_participant_registered, [](auto& body) {
    body.set_participant_id(Person(1));
    body.set_gender(participant::v1::GENDER_FEMALE);
  });
}
std::uint64_t Enrol(Ledger& ledger, const std::string& day, const std::string& signed_on = "") {
  return AddBody(ledger, kStream, day, &Event::mutable_participant_enrolled, [&](auto& body) {
    body.set_participant_id(Person(1));
    body.set_document_signed_on(signed_on);
    body.set_document_sha256(kFiled);
    body.set_labour_status(participant::v1::LABOUR_STATUS_UNEMPLOYED);
    body.set_schooling(participant::v1::SCHOOLING_ISCED_3_4);
  });
}
std::uint64_t Grant(Ledger& ledger, const std::string& starts_on) {
  return AddBody(ledger, kStream, "2019-02-01", &Event::mutable_subsidy_granted, [&](auto& body) {
    body.set_participant_id(Person(1));
    body.set_grant_id(Person(501));
    body.set_scheme("S2");
    body.set_starts_on(starts_on);
    body.set_ends_on("2020-12-31");
  });
}
std::uint64_t Hire(Ledger& ledger, const std::string& day, bool supported,
                   const std::string& contract = kFiled) {
  return AddBody(ledger, kStream, day, &Event::mutable_hire_recorded, [&](auto& body) {
    body.set_participant_id(Person(1));
    body.set_hire_id(Person(701));
    if (supported) body.set_grant_id(Person(501));
    body.set_contract_sha256(contract);
  });
}
std::uint64_t Pay(Ledger& ledger, const std::string& day, const std::string& month) {
  return AddBody(ledger, kStream, day, &Event::mutable_subsidy_paid, [&](auto& body) {
    body.set_participant_id(Person(1));
    body.set_grant_id(Person(501));
    body.set_month(month);
    body.set_amount_ft(100);
  });
}
std::uint64_t Exit(Ledger& ledger, const std::string& day) {
  return AddBody(ledger, kStream, day, &Event::mutable_participant_exited,
                 [](auto& body) { body.set_participant_id(Person(1)); });
}
std::uint64_t Approve(Ledger& ledger, const std::string& day) {
  return AddBody(ledger, "document/D05", day, &Event::mutable_document_approved, [](auto& body) {
    body.set_document_kind("D05");
    body.set_document_version(1);
  });
}

TEST(DataQuality, AProofThatIsNotFiledIsFoundUntilItIsAttached) {
  Ledger ledger;
  const std::uint64_t hire = Hire(ledger, "2019-02-01", false, "");
  const auto found = FindingsOf(ledger, FINDING_RULE_PROOF_NOT_FILED);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].position(), hire);
  EXPECT_EQ(found[0].kind(), FINDING_KIND_MISSING_EVIDENCE);
  EXPECT_EQ(found[0].stream(), kStream);
  EXPECT_EQ(found[0].about().hu(), "Munkába állás");
  EXPECT_EQ(found[0].name().en(), "no proof is filed");

  const std::uint64_t attached =
      AddBody(ledger, kStream, "2019-03-01", &Event::mutable_evidence_attached,
              [&](auto& body) { body.set_position(hire); });
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_PROOF_NOT_FILED).empty());
  ledger.Void({attached}, "2019-04-01");
  EXPECT_EQ(FindingsOf(ledger, FINDING_RULE_PROOF_NOT_FILED).size(), 1u);
}

TEST(DataQuality, AnIncompleteEntryNamesWhatIsMissing) {
  Ledger ledger;
  Register(ledger, "2019-01-01");
  const std::uint64_t entry = Enrol(ledger, "2019-01-10");
  const auto found = FindingsOf(ledger, FINDING_RULE_ENTRY_INCOMPLETE);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].position(), entry);
  ASSERT_EQ(found[0].details_size(), 1);
  EXPECT_EQ(found[0].details(0), "age_band");
  AddBody(ledger, kStream, "2019-02-01", &Event::mutable_entry_data_completed, [](auto& body) {
    body.set_participant_id(Person(1));
    body.set_age_band(participant::v1::AGE_BAND_30_49);
  });
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_ENTRY_INCOMPLETE).empty());
}

// P-18
TEST(DataQuality, WhoDeclaredTheRiskGroupWithoutMonthsIsFoundUntilTheyAreFilledIn) {
  Ledger ledger;
  const std::uint64_t entry = Enrol(ledger, "2019-01-10");
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_GROUP_WITHOUT_MONTHS).empty());
  const std::uint64_t declared =
      AddBody(ledger, kStream, "2019-02-01", &Event::mutable_target_group_declared, [](auto& body) {
        body.set_target_group("TG08");
        body.set_answer(participant::v1::TARGET_GROUP_ANSWER_DECLARED);
      });
  const auto found = FindingsOf(ledger, FINDING_RULE_GROUP_WITHOUT_MONTHS);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].position(), entry);
  EXPECT_EQ(found[0].kind(), FINDING_KIND_INCOMPLETE_ENTRY);
  ASSERT_EQ(found[0].details_size(), 2);
  EXPECT_EQ(found[0].details(0), "months_as_jobseeker");
  const std::uint64_t filled_in =
      AddBody(ledger, kStream, "2019-03-01", &Event::mutable_entry_data_completed,
              [](auto& body) { body.set_months_in_public_works(4); });
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_GROUP_WITHOUT_MONTHS).empty());
  ledger.Void({filled_in}, "2019-04-01");
  EXPECT_EQ(FindingsOf(ledger, FINDING_RULE_GROUP_WITHOUT_MONTHS).size(), 1u);
  ledger.Void({declared}, "2019-04-01");
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_GROUP_WITHOUT_MONTHS).empty());
}

TEST(DataQuality, FactsBeforeRegistrationAndEntryAreFound) {
  Ledger ledger;
  const std::uint64_t hire = Hire(ledger, "2019-01-05", false);
  const std::uint64_t exit = Exit(ledger, "2019-01-15");
  Register(ledger, "2019-01-10");
  Enrol(ledger, "2019-01-20");
  const DataQualityView view = Quality(ledger);
  const auto registered = Of(view, FINDING_RULE_BEFORE_REGISTRATION);
  ASSERT_EQ(registered.size(), 1u);
  EXPECT_EQ(registered[0].position(), hire);
  EXPECT_EQ(registered[0].against(), "2019-01-10");
  const auto entered = Of(view, FINDING_RULE_BEFORE_ENTRY);
  ASSERT_EQ(entered.size(), 1u);
  EXPECT_EQ(entered[0].position(), hire);
  const auto exited = Of(view, FINDING_RULE_EXIT_BEFORE_ENTRY);
  ASSERT_EQ(exited.size(), 1u);
  EXPECT_EQ(exited[0].position(), exit);
  EXPECT_EQ(exited[0].against(), "2019-01-20");
  EXPECT_EQ(CountOf(view, FINDING_KIND_ORDER_OF_DATES), 3u);
}

TEST(DataQuality, ADocumentSignedAfterTheEntryIsFound) {
  Ledger ledger;
  Enrol(ledger, "2019-01-20", "2019-01-20");
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_DOCUMENT_AFTER_ENTRY).empty());
  Ledger wrong;
  Enrol(wrong, "2019-01-20", "2019-01-21");
  ASSERT_EQ(FindingsOf(wrong, FINDING_RULE_DOCUMENT_AFTER_ENTRY).size(), 1u);
}

TEST(DataQuality, JobsAndPaymentsBeforeTheGrantAreFound) {
  Ledger ledger;
  Grant(ledger, "2019-03-01");
  const std::uint64_t hire = Hire(ledger, "2019-02-28", true);
  const std::uint64_t early = Pay(ledger, "2019-04-05", "2019-02");
  Pay(ledger, "2019-04-05", "2019-03");
  const DataQualityView view = Quality(ledger);
  ASSERT_EQ(Of(view, FINDING_RULE_JOB_BEFORE_GRANT).size(), 1u);
  EXPECT_EQ(Of(view, FINDING_RULE_JOB_BEFORE_GRANT)[0].position(), hire);
  ASSERT_EQ(Of(view, FINDING_RULE_PAYMENT_BEFORE_GRANT).size(), 1u);
  EXPECT_EQ(Of(view, FINDING_RULE_PAYMENT_BEFORE_GRANT)[0].position(), early);
  EXPECT_EQ(Of(view, FINDING_RULE_PAYMENT_BEFORE_GRANT)[0].against(), "2019-03-01");
}

TEST(DataQuality, ACheckBeforeItsDueDayAndEndsBeforeStartsAreFound) {
  Ledger ledger;
  Hire(ledger, "2019-02-01", false);
  AddBody(ledger, kStream, "2019-07-31", &Event::mutable_six_month_status_checked, [](auto& body) {
    body.set_hire_id(Person(701));
    body.set_due_on("2019-08-01");
  });
  AddBody(ledger, kStream, "2019-01-31", &Event::mutable_employment_ended,
          [](auto& body) { body.set_hire_id(Person(701)); });
  AddBody(ledger, kStream, "2019-02-02", &Event::mutable_training_started,
          [](auto& body) { body.set_training_id(Person(801)); });
  AddBody(ledger, kStream, "2019-02-01", &Event::mutable_training_completed,
          [](auto& body) { body.set_training_id(Person(801)); });
  const DataQualityView view = Quality(ledger);
  EXPECT_EQ(Of(view, FINDING_RULE_CHECK_BEFORE_DUE).size(), 1u);
  EXPECT_EQ(Of(view, FINDING_RULE_JOB_ENDS_BEFORE_START).size(), 1u);
  EXPECT_EQ(Of(view, FINDING_RULE_TRAINING_ENDS_BEFORE_START).size(), 1u);
}

TEST(DataQuality, ADocumentApprovedBeforeItsSubmissionIsFoundOnceThatIsKnown) {
  Ledger ledger;
  const std::uint64_t approved = Approve(ledger, "2019-03-01");
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_APPROVED_BEFORE_SUBMITTED).empty());
  ledger.RecordAt("2019-06-01");
  AddBody(ledger, "document/D05", "2019-03-02", &Event::mutable_document_submitted, [](auto& body) {
    body.set_document_kind("D05");
    body.set_document_version(1);
  });
  const auto found = Of(Quality(ledger, "member"), FINDING_RULE_APPROVED_BEFORE_SUBMITTED);
  ASSERT_EQ(found.size(), 1u);
  // No person's stream: every office sees where it stands.
  EXPECT_EQ(found[0].position(), approved);
  EXPECT_EQ(found[0].stream(), "document/D05");
  const DataQualityView before = Quality(ledger, "serving", "2020-12-31", "2019-05-31");
  EXPECT_TRUE(Of(before, FINDING_RULE_APPROVED_BEFORE_SUBMITTED).empty());
}

TEST(DataQuality, TheSameFactTwiceIsFoundUntilOneIsVoided) {
  Ledger ledger;
  const std::uint64_t first = Pay(ledger, "2019-04-05", "2019-03");
  Pay(ledger, "2019-04-05", "2019-02");
  Pay(ledger, "2019-04-06", "2019-03");
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_SAME_FACT_TWICE).empty());
  const std::uint64_t second = Pay(ledger, "2019-04-05", "2019-03");
  const auto found = FindingsOf(ledger, FINDING_RULE_SAME_FACT_TWICE);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].position(), second);
  EXPECT_EQ(found[0].other_position(), first);
  ledger.Void({first}, "2019-05-01");
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_SAME_FACT_TWICE).empty());
}

TEST(DataQuality, FactsThatDifferInIdsOnlyAreEqualButNotThoseOfTwoPersons) {
  Ledger ledger;
  const auto commit = [&](int person, int grant) {
    AddBody(ledger, "scheme/S2", "2019-02-01", &Event::mutable_scheme_committed, [&](auto& body) {
      body.set_participant_id(Person(person));
      body.set_grant_id(Person(grant));
      body.set_amount_ft(100);
    });
  };
  commit(1, 501);
  commit(2, 502);
  EXPECT_TRUE(FindingsOf(ledger, FINDING_RULE_SAME_FACT_TWICE).empty());
  commit(1, 503);
  EXPECT_EQ(FindingsOf(ledger, FINDING_RULE_SAME_FACT_TWICE).size(), 1u);
  const auto of_member = Of(Quality(ledger, "member"), FINDING_RULE_SAME_FACT_TWICE);
  ASSERT_EQ(of_member.size(), 1u);
  EXPECT_EQ(of_member[0].position(), 0u);
}

TEST(DataQuality, OverdueChecksAndExitSituationsAreFound) {
  Ledger ledger;
  Enrol(ledger, "2019-01-10");
  const std::uint64_t hire = Hire(ledger, "2019-02-01", false);
  const std::uint64_t exit = Exit(ledger, "2019-10-01");
  const DataQualityView view = Quality(ledger);
  const auto checks = Of(view, FINDING_RULE_CHECK_OVERDUE);
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0].position(), hire);
  EXPECT_EQ(checks[0].day(), "2019-02-01");
  EXPECT_EQ(checks[0].against(), "2019-08-29");
  const auto exits = Of(view, FINDING_RULE_EXIT_SITUATION_OVERDUE);
  ASSERT_EQ(exits.size(), 1u);
  EXPECT_EQ(exits[0].position(), exit);
  EXPECT_EQ(exits[0].day(), "2019-10-01");
  EXPECT_EQ(exits[0].against(), "2019-10-29");
  EXPECT_TRUE(
      Of(Quality(ledger, "serving", "2019-10-29"), FINDING_RULE_EXIT_SITUATION_OVERDUE).empty());
}

TEST(DataQuality, OverdueTasksStepsAndDutiesAreFound) {
  Ledger ledger;
  AddBody(ledger, "work-programme/2019", "2019-01-10", &Event::mutable_task_planned,
          [](auto& body) {
            body.set_year(2019);
            body.set_task_id(Person(601));
            body.set_due_on("2019-05-31");
          });
  for (int step = 1; step <= 2; ++step) {
    AddBody(ledger, "deviation/" + Person(900), "2019-02-01",
            &Event::mutable_corrective_step_planned, [&](auto& body) {
              body.set_deviation_id(Person(900));
              body.set_step_id(Person(900 + step));
              body.set_due_on("2019-05-31");
            });
  }
  AddBody(ledger, "deviation/" + Person(900), "2019-06-15", &Event::mutable_corrective_step_done,
          [](auto& body) {
            body.set_deviation_id(Person(900));
            body.set_step_id(Person(901));
          });
  const DataQualityView view = Quality(ledger, "member", "2019-06-30");
  ASSERT_EQ(Of(view, FINDING_RULE_TASK_OVERDUE).size(), 1u);
  EXPECT_EQ(Of(view, FINDING_RULE_TASK_OVERDUE)[0].overdue_days(), 30u);
  const auto steps = Of(view, FINDING_RULE_STEP_OVERDUE);
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].position(), 3u);
  EXPECT_EQ(steps[0].against(), "2019-05-31");
  const auto duties = Of(view, FINDING_RULE_CADENCE_OVERDUE);
  ASSERT_FALSE(duties.empty());
  EXPECT_FALSE(duties[0].details(0).empty());
  const DataQualityView due_day = Quality(ledger, "member", "2019-05-31");
  EXPECT_TRUE(Of(due_day, FINDING_RULE_STEP_OVERDUE).empty());
}

TEST(DataQuality, OnlyWhoServesPersonsLearnsWhereAPersonsFindingStands) {
  Ledger ledger;
  Hire(ledger, "2019-02-01", false, "");
  const DataQualityView view = Quality(ledger, "member");
  const auto found = Of(view, FINDING_RULE_PROOF_NOT_FILED);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].position(), 0u);
  EXPECT_EQ(found[0].stream(), "");
  EXPECT_EQ(CountOf(view, FINDING_KIND_MISSING_EVIDENCE), 1u);
  EXPECT_EQ(view.DebugString().find(Person(1)), std::string::npos);
  EXPECT_EQ(Refusal(RegistersOf(ledger), "data-quality", {}).reason(), "view.not_for_you");
}

TEST(DataQuality, ListsAThousandAndCountsAll) {
  Ledger ledger;
  for (int i = 0; i < kFindingsMax + 5; ++i) {
    AddBody(ledger, "participant/" + Person(i + 1), "2019-02-01", &Event::mutable_consent_given,
            [&](auto& body) { body.set_participant_id(Person(i + 1)); });
  }
  const DataQualityView view = Quality(ledger);
  EXPECT_EQ(view.findings_size(), kFindingsMax);
  EXPECT_EQ(CountOf(view, FINDING_KIND_MISSING_EVIDENCE), 1005u);
  EXPECT_GE(view.total(), 1005u);
}

TEST(DataQuality, OneKindAloneIsListedAndAllAreCounted) {
  Ledger ledger;
  Hire(ledger, "2019-02-01", false, "");
  Hire(ledger, "2019-02-01", false, "");
  const auto ask = [&](const std::string& kind) {
    return Ask<DataQualityView>(RegistersOf(ledger), "data-quality",
                                As("serving", {{"kind", kind}}));
  };
  const DataQualityView twice = ask("duplicate");
  ASSERT_EQ(twice.findings_size(), 1);
  EXPECT_EQ(twice.findings(0).rule(), FINDING_RULE_SAME_FACT_TWICE);
  EXPECT_EQ(CountOf(twice, FINDING_KIND_MISSING_EVIDENCE), 2u);
  EXPECT_EQ(ask("order_of_dates").findings_size(), 0);
  EXPECT_EQ(
      Refusal(RegistersOf(ledger), "data-quality", As("serving", {{"kind", "gossip"}})).reason(),
      "view.bad_parameter");
}

}  // namespace
}  // namespace paktum::views
