#include "libs/views/esf_participants.h"

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
using view::v1::EsfParticipant;
using view::v1::EsfParticipantsView;

std::string Stream(int person) { return "participant/" + Person(person); }

void Register(Ledger& ledger, int person) {
  AddBody(ledger, Stream(person), "2019-01-10", &Event::mutable_participant_registered,
          [&](auto& body) {
            body.set_participant_id(Person(person));
            body.set_gender(participant::v1::GENDER_FEMALE);
          });
}

std::uint64_t Enrol(Ledger& ledger, int person, const std::string& day,
                    participant::v1::Schooling schooling) {
  return AddBody(ledger, Stream(person), day, &Event::mutable_participant_enrolled,
                 [&](auto& body) {
                   body.set_participant_id(Person(person));
                   body.set_document(participant::v1::ENTRY_DOCUMENT_TRAINING_CONTRACT);
                   body.add_target_groups("TG03");
                   body.add_target_groups("TG01");
                   body.set_labour_status(participant::v1::LABOUR_STATUS_UNEMPLOYED);
                   body.set_schooling(schooling);
                   body.set_age_band(participant::v1::AGE_BAND_30_49);
                   body.set_settlement("Tiszakécske");
                 });
}

std::uint64_t Exit(Ledger& ledger, int person, const std::string& day,
                   participant::v1::ExitReason reason) {
  return AddBody(ledger, Stream(person), day, &Event::mutable_participant_exited,
                 [&](auto& body) { body.set_reason(reason); });
}

void Reenter(Ledger& ledger, int person, const std::string& day) {
  AddBody(ledger, Stream(person), day, &Event::mutable_participant_reentered,
          [](auto& body) { body.set_document(participant::v1::ENTRY_DOCUMENT_DEVELOPMENT_PLAN); });
}

void Situation(Ledger& ledger, int person, const std::string& day,
               participant::v1::ExitSituation situation) {
  AddBody(ledger, Stream(person), day, &Event::mutable_exit_situation_recorded,
          [&](auto& body) { body.add_situations(situation); });
}

std::uint64_t Check(Ledger& ledger, int person, const std::string& day,
                    employment::v1::SixMonthStatus status) {
  return AddBody(ledger, Stream(person), day, &Event::mutable_six_month_status_checked,
                 [&](auto& body) {
                   body.set_reference_date("2019-03-31");
                   body.set_status(status);
                   body.set_evidence(employment::v1::EVIDENCE_KIND_EMPLOYER_CERTIFICATE);
                 });
}

EsfParticipantsView At(const Ledger& ledger, const std::string& day, Parameters parameters = {}) {
  parameters["valid_at"] = day;
  return Ask<EsfParticipantsView>(RegistersOf(ledger), "esf-participants",
                                  As("serving", std::move(parameters)));
}

EsfParticipant Only(const EsfParticipantsView& view) {
  EXPECT_EQ(view.participants_size(), 1);
  return view.participants_size() == 1 ? view.participants(0) : EsfParticipant();
}

constexpr auto kSchooling = participant::v1::SCHOOLING_ISCED_3_4;

TEST(EsfParticipants, ARowTellsTheEntryInCodes) {
  Ledger ledger;
  Register(ledger, 1);
  Enrol(ledger, 1, "2019-02-01", kSchooling);
  const EsfParticipant row = Only(At(ledger, "2019-06-30"));
  EXPECT_EQ(row.number(), 1u);
  EXPECT_EQ(row.gender(), participant::v1::GENDER_FEMALE);
  EXPECT_EQ(row.age_band(), participant::v1::AGE_BAND_30_49);
  EXPECT_EQ(row.labour_status(), participant::v1::LABOUR_STATUS_UNEMPLOYED);
  EXPECT_EQ(row.schooling(), kSchooling);
  EXPECT_EQ(row.settlement(), "Tiszakécske");
  ASSERT_EQ(row.target_groups_size(), 2);
  EXPECT_EQ(row.target_groups(0), "TG01");
  EXPECT_EQ(row.entered_on(), "2019-02-01");
  EXPECT_EQ(row.entry_document(), participant::v1::ENTRY_DOCUMENT_TRAINING_CONTRACT);
  EXPECT_TRUE(row.in_programme());
  EXPECT_TRUE(row.complete_record());
}

// P-18
TEST(EsfParticipants, TheRiskOfLongTermUnemploymentIsCountedFromBothTimesTogether) {
  Ledger ledger;
  const auto enrol = [&](std::uint32_t jobseeker, std::uint32_t public_works) {
    AddBody(ledger, Stream(1), "2019-02-01", &Event::mutable_participant_enrolled, [&](auto& body) {
      body.set_participant_id(Person(1));
      body.set_months_as_jobseeker(jobseeker);
      body.set_months_in_public_works(public_works);
    });
  };
  enrol(2, 0);
  EsfParticipant row = Only(At(ledger, "2019-06-30"));
  EXPECT_EQ(row.months_as_jobseeker(), 2u);
  EXPECT_EQ(row.months_in_public_works(), 0u);
  EXPECT_FALSE(row.long_term_unemployment_risk());
  AddBody(ledger, Stream(1), "2019-03-01", &Event::mutable_entry_data_completed, [](auto& body) {
    body.set_months_as_jobseeker(9);
    body.set_months_in_public_works(1);
  });
  EXPECT_FALSE(Only(At(ledger, "2019-02-28")).long_term_unemployment_risk());
  row = Only(At(ledger, "2019-06-30"));
  EXPECT_EQ(row.months_as_jobseeker(), 2u) << "only what was missing is filled in";
  EXPECT_EQ(row.months_in_public_works(), 1u);
  EXPECT_TRUE(row.long_term_unemployment_risk());
}

TEST(EsfParticipants, ARefusalAfterTheDeclarationEndsIt) {
  Ledger ledger;
  Enrol(ledger, 1, "2019-02-01", kSchooling);
  AddBody(ledger, Stream(1), "2019-03-01", &Event::mutable_target_group_refused,
          [](auto& body) { body.set_target_group("TG03"); });
  EXPECT_EQ(Only(At(ledger, "2019-02-28")).target_groups_size(), 2);
  ASSERT_EQ(Only(At(ledger, "2019-06-30")).target_groups_size(), 1);
  EXPECT_EQ(Only(At(ledger, "2019-06-30")).target_groups(0), "TG01");
}

TEST(EsfParticipants, OnlyWhoEnteredHasARow) {
  Ledger ledger;
  Register(ledger, 1);
  Register(ledger, 2);
  const auto entry = Enrol(ledger, 2, "2019-02-01", kSchooling);
  EXPECT_EQ(At(ledger, "2019-01-31").total(), 0u);
  EXPECT_EQ(At(ledger, "2019-02-01").total(), 1u);
  ledger.Void({entry}, "2019-03-01");
  EXPECT_EQ(At(ledger, "2019-06-30").total(), 0u);
}

TEST(EsfParticipants, NumbersFollowTheDayOfEntryAndIdsAreShownOnlyWhenAskedFor) {
  Ledger ledger;
  Enrol(ledger, 1, "2019-03-01", kSchooling);
  Enrol(ledger, 2, "2019-03-01", kSchooling);
  Enrol(ledger, 3, "2019-02-01", kSchooling);  // recorded late
  const EsfParticipantsView plain = At(ledger, "2019-06-30");
  EXPECT_EQ(plain.SerializeAsString().find(Person(1).substr(0, 18)), std::string::npos);
  EXPECT_NE(plain.numbering().hu(), "");
  const EsfParticipantsView named = At(ledger, "2019-06-30", {{"with_ids", "true"}});
  ASSERT_EQ(named.participants_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(named.participants(i).number(), static_cast<std::uint32_t>(i + 1));
    EXPECT_EQ(named.participants(i).participant_id(), Person(i == 0 ? 3 : i));
  }
}

// practice.md 3.1
TEST(EsfParticipants, AReentryKeepsTheFirstEntryAndTheLastExit) {
  Ledger ledger;
  Enrol(ledger, 1, "2019-02-01", kSchooling);
  Exit(ledger, 1, "2019-03-01", participant::v1::EXIT_REASON_OWN_DECISION);
  Situation(ledger, 1, "2019-03-10", participant::v1::EXIT_SITUATION_JOB_SEARCHING);
  Reenter(ledger, 1, "2019-04-01");
  const auto last = Exit(ledger, 1, "2019-05-01", participant::v1::EXIT_REASON_GOT_JOB);
  const EsfParticipant between = Only(At(ledger, "2019-04-15"));
  EXPECT_TRUE(between.in_programme());
  EXPECT_EQ(between.exited_on(), "");
  EXPECT_EQ(between.exit_situations_size(), 0);
  const EsfParticipant row = Only(At(ledger, "2019-06-30"));
  EXPECT_EQ(row.entered_on(), "2019-02-01");
  EXPECT_EQ(row.entry_document(), participant::v1::ENTRY_DOCUMENT_TRAINING_CONTRACT);
  EXPECT_EQ(row.exited_on(), "2019-05-01");
  EXPECT_EQ(row.exit_reason(), participant::v1::EXIT_REASON_GOT_JOB);
  EXPECT_FALSE(row.in_programme());
  ledger.Void({last}, "2019-07-01");
  EXPECT_TRUE(Only(At(ledger, "2019-07-01")).in_programme());
}

// practice.md 3.1
TEST(EsfParticipants, ImmediateResultsAreThoseOfFourWeeks) {
  Ledger ledger;
  Enrol(ledger, 1, "2019-02-01", kSchooling);
  Exit(ledger, 1, "2019-03-01", participant::v1::EXIT_REASON_COMPLETED);
  Situation(ledger, 1, "2019-03-29", participant::v1::EXIT_SITUATION_IN_EMPLOYMENT);
  Situation(ledger, 1, "2019-03-30", participant::v1::EXIT_SITUATION_NONE);
  const EsfParticipant row = Only(At(ledger, "2019-06-30"));
  ASSERT_EQ(row.exit_situations_size(), 1);
  EXPECT_EQ(row.exit_situations(0), participant::v1::EXIT_SITUATION_IN_EMPLOYMENT);
}

TEST(EsfParticipants, TheLastCheckInForceTellsTheSixMonthStatus) {
  Ledger ledger;
  Enrol(ledger, 1, "2019-02-01", kSchooling);
  Check(ledger, 1, "2019-10-01", employment::v1::SIX_MONTH_STATUS_UNKNOWN);
  const auto last = Check(ledger, 1, "2019-10-08", employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  const EsfParticipant row = Only(At(ledger, "2019-12-31"));
  EXPECT_EQ(row.six_month_status(), employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  EXPECT_EQ(row.six_month_checked_on(), "2019-10-08");
  EXPECT_EQ(row.reference_date(), "2019-03-31");
  EXPECT_EQ(row.evidence_kind(), employment::v1::EVIDENCE_KIND_EMPLOYER_CERTIFICATE);
  ledger.Void({last}, "2020-01-10");
  EXPECT_EQ(Only(At(ledger, "2020-01-10")).six_month_status(),
            employment::v1::SIX_MONTH_STATUS_UNKNOWN);
}

TEST(EsfParticipants, AHireRecordedLateBecomesTheFirstUnlessItIsVoided) {
  Ledger ledger;
  Enrol(ledger, 1, "2019-02-01", kSchooling);
  ledger.Hire(1, "2019-05-01");
  const auto late = ledger.Hire(1, "2019-03-01", employment::v1::PLACEMENT_INDEPENDENT);
  const EsfParticipant row = Only(At(ledger, "2019-06-30"));
  EXPECT_EQ(row.first_hired_on(), "2019-03-01");
  EXPECT_EQ(row.first_placement(), employment::v1::PLACEMENT_INDEPENDENT);
  EXPECT_EQ(row.subsidised_hires(), 1u);
  EXPECT_EQ(row.independent_hires(), 1u);
  ledger.Void({late}, "2019-06-30");
  const EsfParticipant mended = Only(At(ledger, "2019-06-30"));
  EXPECT_EQ(mended.first_hired_on(), "2019-05-01");
  EXPECT_EQ(mended.first_placement(), employment::v1::PLACEMENT_SUBSIDISED);
  EXPECT_EQ(mended.independent_hires(), 0u);
}

TEST(EsfParticipants, TrainingsAreCountedByHowTheyWent) {
  Ledger ledger;
  Enrol(ledger, 1, "2019-02-01", kSchooling);
  for (int i = 0; i < 3; ++i) {
    AddBody(ledger, Stream(1), "2019-03-01", &Event::mutable_training_started, [](auto&) {});
  }
  AddBody(ledger, Stream(1), "2019-04-01", &Event::mutable_training_completed, [](auto&) {});
  const auto broken =
      AddBody(ledger, Stream(1), "2019-04-02", &Event::mutable_training_dropped_out, [](auto&) {});
  const EsfParticipant row = Only(At(ledger, "2019-06-30"));
  EXPECT_EQ(row.trainings_started(), 3u);
  EXPECT_EQ(row.trainings_completed(), 1u);
  EXPECT_EQ(row.trainings_broken_off(), 1u);
  ledger.Void({broken}, "2019-05-01");
  EXPECT_EQ(Only(At(ledger, "2019-06-30")).trainings_broken_off(), 0u);
}

// practice.md 3.1
TEST(EsfParticipants, CompletedDataFillOnlyWhatIsMissingAndMakeTheRecordComplete) {
  Ledger ledger;
  Register(ledger, 1);
  Enrol(ledger, 1, "2019-02-01", participant::v1::SCHOOLING_UNSPECIFIED);
  const EsfParticipantsView before = At(ledger, "2019-02-28");
  EXPECT_FALSE(Only(before).complete_record());
  EXPECT_EQ(before.total(), 1u);
  EXPECT_EQ(before.complete_records(), 0u);
  AddBody(ledger, Stream(1), "2019-03-01", &Event::mutable_entry_data_completed, [](auto& body) {
    body.set_schooling(participant::v1::SCHOOLING_ISCED_5_8);
    body.set_labour_status(participant::v1::LABOUR_STATUS_EMPLOYED);
  });
  const EsfParticipantsView after = At(ledger, "2019-03-01");
  EXPECT_EQ(Only(after).schooling(), participant::v1::SCHOOLING_ISCED_5_8);
  EXPECT_EQ(Only(after).labour_status(), participant::v1::LABOUR_STATUS_UNEMPLOYED);
  EXPECT_EQ(after.complete_records(), 1u);
}

TEST(EsfParticipants, TheSpecialCategoryAnswerIsTheLastOne) {
  Ledger ledger;
  Enrol(ledger, 1, "2019-02-01", kSchooling);
  EXPECT_EQ(Only(At(ledger, "2019-02-01")).special_category_answer(),
            participant::v1::SPECIAL_CATEGORY_ANSWER_UNSPECIFIED);
  AddBody(ledger, Stream(1), "2019-03-01", &Event::mutable_target_group_refused, [](auto&) {});
  EXPECT_EQ(Only(At(ledger, "2019-03-01")).special_category_answer(),
            participant::v1::SPECIAL_CATEGORY_ANSWER_REFUSED);
  AddBody(ledger, Stream(1), "2019-04-01", &Event::mutable_target_group_declared, [](auto&) {});
  const EsfParticipant row = Only(At(ledger, "2019-04-01"));
  EXPECT_EQ(row.special_category_answer(), participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN);
  EXPECT_EQ(row.target_groups_size(), 2);
}

TEST(EsfParticipants, TheTableIsPaged) {
  Ledger ledger;
  for (int person = 1; person <= 5; ++person) Enrol(ledger, person, "2019-02-01", kSchooling);
  const EsfParticipantsView first = At(ledger, "2019-06-30", {{"limit", "3"}});
  EXPECT_EQ(first.participants_size(), 3);
  EXPECT_EQ(first.total(), 5u);
  EXPECT_EQ(first.next_after(), 3u);
  const EsfParticipantsView second = At(ledger, "2019-06-30", {{"limit", "3"}, {"after", "3"}});
  ASSERT_EQ(second.participants_size(), 2);
  EXPECT_EQ(second.participants(0).number(), 4u);
  EXPECT_EQ(second.next_after(), 0u);
}

TEST(EsfParticipants, OnlyOfficesThatServePersonsGetTheTable) {
  const auto fold = RegistersOf(Ledger());
  for (const char* audience : {"public", "member"}) {
    EXPECT_EQ(Refusal(fold, "esf-participants", As(audience, {})).reason(), "view.not_for_you");
  }
  EXPECT_EQ(Refusal(fold, "esf-participants", As("serving", {{"with_ids", "perhaps"}})).reason(),
            "view.bad_parameter");
}

}  // namespace
}  // namespace paktum::views
