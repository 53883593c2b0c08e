#include "libs/views/budget.h"

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
using testing::RegistersOf;
using view::v1::BudgetView;
using view::v1::SchemeBudget;

std::string GrantId(int number) { return Person(500 + number); }

// What the deciders append for a grant of S2 or another wage scheme.
struct Granted {
  std::uint64_t grant = 0;
  std::uint64_t commitment = 0;
};
Granted Grant(Ledger& ledger, int number, int person, const std::string& scheme,
              const std::string& day, const std::string& ends_on, std::int64_t total_ft) {
  Granted granted;
  granted.grant = AddBody(ledger, "participant/" + Person(person), day,
                          &Event::mutable_subsidy_granted, [&](auto& body) {
                            body.set_participant_id(Person(person));
                            body.set_grant_id(GrantId(number));
                            body.set_scheme(scheme);
                            body.set_employer("mizsetap");
                            body.set_total_ft(total_ft);
                            body.set_starts_on(day);
                            body.set_ends_on(ends_on);
                          });
  granted.commitment =
      AddBody(ledger, "scheme/" + scheme, day, &Event::mutable_scheme_committed, [&](auto& body) {
        body.set_participant_id(Person(person));
        body.set_grant_id(GrantId(number));
        body.set_scheme(scheme);
        body.set_amount_ft(total_ft);
      });
  return granted;
}

std::uint64_t Pay(Ledger& ledger, int number, int person, const std::string& day,
                  std::int64_t amount_ft) {
  return AddBody(ledger, "participant/" + Person(person), day, &Event::mutable_subsidy_paid,
                 [&](auto& body) {
                   body.set_participant_id(Person(person));
                   body.set_grant_id(GrantId(number));
                   body.set_amount_ft(amount_ft);
                 });
}

void Reclaim(Ledger& ledger, int number, int person, const std::string& day,
             std::int64_t amount_ft) {
  AddBody(ledger, "participant/" + Person(person), day, &Event::mutable_subsidy_reclaimed,
          [&](auto& body) {
            body.set_grant_id(GrantId(number));
            body.set_amount_ft(amount_ft);
          });
}

void Release(Ledger& ledger, int number, int person, const std::string& scheme,
             const std::string& day, std::int64_t amount_ft, bool place) {
  AddBody(ledger, "scheme/" + scheme, day, &Event::mutable_scheme_released, [&](auto& body) {
    body.set_grant_id(GrantId(number));
    body.set_participant_id(Person(person));
    body.set_scheme(scheme);
    body.set_amount_ft(amount_ft);
    body.set_place_released(place);
  });
}

void Stop(Ledger& ledger, int number, int person, const std::string& day,
          subsidy::v1::StopReason reason) {
  AddBody(ledger, "participant/" + Person(person), day, &Event::mutable_subsidy_stopped,
          [&](auto& body) {
            body.set_grant_id(GrantId(number));
            body.set_reason(reason);
          });
}

std::uint64_t HireFor(Ledger& ledger, int number, int person, const std::string& day) {
  return AddBody(ledger, "participant/" + Person(person), day, &Event::mutable_hire_recorded,
                 [&](auto& body) {
                   body.set_participant_id(Person(person));
                   body.set_hire_id(Person(700 + number));
                   body.set_grant_id(GrantId(number));
                 });
}

std::uint64_t EndJob(Ledger& ledger, int number, int person, const std::string& day) {
  return AddBody(ledger, "participant/" + Person(person), day, &Event::mutable_employment_ended,
                 [&](auto& body) {
                   body.set_hire_id(Person(700 + number));
                   body.set_reason(employment::v1::EMPLOYMENT_END_REASON_EMPLOYER);
                 });
}

BudgetView At(const Ledger& ledger, const std::string& day, const std::string& audience = "serving",
              const std::string& known_at = "2030-01-01") {
  return Ask<BudgetView>(RegistersOf(ledger), "budget",
                         As(audience, {{"valid_at", day}, {"known_at", known_at}}));
}

const SchemeBudget& Of(const BudgetView& view, const std::string& code) {
  for (const SchemeBudget& row : view.schemes()) {
    if (row.code() == code) return row;
  }
  ADD_FAILURE() << code;
  return SchemeBudget::default_instance();
}

// domain.md A6, D3
TEST(Budget, ThePrintedTotalsAddUpOnBothReadingsOfTheMedicalTests) {
  const BudgetView view = At(Ledger(), "2018-10-25");
  EXPECT_EQ(view.schemes_size(), 9);
  EXPECT_EQ(view.total().planned_ft(), 196'037'656);
  EXPECT_EQ(view.total().planned_without_possibly_inside_ft(), 195'925'156);
  EXPECT_EQ(view.wage_total().planned_ft(), 154'714'000);
  EXPECT_EQ(view.wage_total().planned_persons(), 104u);
  EXPECT_EQ(Of(view, "S7").possibly_inside(), "S6");
}

// P-02, P-08, P-10
TEST(Budget, ThePrintedFigureStandsBesideTheComputedOnes) {
  const BudgetView view = At(Ledger(), "2018-10-25");
  const SchemeBudget& training = Of(view, "S6");
  EXPECT_EQ(training.planned_ft(), 18'000'000);
  EXPECT_EQ(training.verdict(), view::v1::BUDGET_VERDICT_INCONSISTENT_AS_PRINTED);
  std::set<std::int64_t> products;
  for (const auto& check : training.checks()) products.insert(check.product_ft());
  EXPECT_EQ(products, (std::set<std::int64_t>{3'600'000, 18'000'000}));
  EXPECT_EQ(Of(view, "S3").printed_label(), "Bérköltség-támogatás bértámogatás 8 hónapig");
  EXPECT_EQ(Of(view, "S8").unit_amount_ft(), 0);
  EXPECT_EQ(Of(view, "S8").planned_ft(), 2'511'156);
}

// P-32
TEST(Budget, SupportsWithoutAMoneyLineAreListed) {
  const BudgetView view = At(Ledger(), "2018-10-25");
  int unfunded = 0;
  for (const auto& support : view.supports()) unfunded += support.schemes().empty() ? 1 : 0;
  EXPECT_GE(unfunded, 3);
}

TEST(Budget, AGrantIsCommittedThenPaidThenAskedBack) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  Pay(ledger, 1, 1, "2019-03-05", 215'000);
  Pay(ledger, 1, 1, "2019-04-05", 215'000);
  Reclaim(ledger, 1, 1, "2019-06-01", 100'000);
  const SchemeBudget committed = Of(At(ledger, "2019-03-04"), "S2");
  EXPECT_EQ(committed.use().persons(), 1u);
  EXPECT_EQ(committed.use().committed_ft(), 1'720'000);
  EXPECT_EQ(committed.use().paid_ft(), 0);
  EXPECT_EQ(committed.use().free_ft(), 116'960'000 - 1'720'000);
  EXPECT_EQ(committed.use().free_persons(), 67);
  const SchemeBudget later = Of(At(ledger, "2019-06-01"), "S2");
  EXPECT_EQ(later.use().paid_ft(), 430'000);
  EXPECT_EQ(later.use().reclaimed_ft(), 100'000);
}

TEST(Budget, WhatAStoppedGrantWillNotUseIsFreeAgain) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  Grant(ledger, 2, 2, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  Release(ledger, 1, 1, "S2", "2019-03-31", 1'290'000, false);
  Release(ledger, 2, 2, "S2", "2019-03-31", 1'720'000, true);
  const SchemeBudget row = Of(At(ledger, "2019-04-01"), "S2");
  EXPECT_EQ(row.use().committed_ft(), 430'000);
  EXPECT_EQ(row.use().persons(), 1u);
}

TEST(Budget, AVoidedGrantIsFreeFromTheMomentItIsKnown) {
  Ledger ledger;
  ledger.RecordAt("2019-02-02");
  const Granted granted = Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  Pay(ledger, 1, 1, "2019-03-05", 215'000);
  ledger.RecordAt("2019-05-10").Void({granted.grant}, "2019-05-10");
  ledger.Void({granted.commitment}, "2019-05-10");
  EXPECT_EQ(Of(At(ledger, "2019-06-01", "serving", "2019-05-09"), "S2").use().committed_ft(),
            1'720'000);
  const BudgetView now = At(ledger, "2019-06-01");
  EXPECT_EQ(Of(now, "S2").use().committed_ft(), 0);
  EXPECT_EQ(now.paid_without_grant_ft(), 215'000);
}

TEST(Budget, AGrantRecordedLateIsUnknownBefore) {
  Ledger ledger;
  ledger.RecordAt("2019-08-15");
  Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  EXPECT_EQ(Of(At(ledger, "2019-06-30", "serving", "2019-08-14"), "S2").use().grants(), 0u);
  EXPECT_EQ(Of(At(ledger, "2019-06-30"), "S2").use().grants(), 1u);
}

TEST(Budget, MoreThanPlannedIsShownAsOverCommitted) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S5", "2019-02-01", "2020-01-31", 1'200'000);
  EXPECT_FALSE(Of(At(ledger, "2019-03-01"), "S5").over_committed());
  Grant(ledger, 2, 2, "S5", "2019-02-01", "2020-01-31", 1);
  const SchemeBudget row = Of(At(ledger, "2019-03-01"), "S5");
  EXPECT_TRUE(row.over_committed());
  EXPECT_EQ(row.use().free_ft(), -1);
  EXPECT_EQ(row.use().free_persons(), -1);
}

view::v1::FollowOnDuty Duty(const Ledger& ledger, const std::string& day) {
  const BudgetView view = At(ledger, day);
  EXPECT_EQ(view.duties_size(), 1);
  return view.duties(0);
}

TEST(Budget, TheDutyRunsFourMonthsFromTheLastSupportedDay) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  HireFor(ledger, 1, 1, "2019-02-01");
  EXPECT_EQ(Duty(ledger, "2019-06-01").duty_until(), "2020-01-30");
  EXPECT_EQ(Duty(ledger, "2020-01-29").state(), view::v1::FOLLOW_ON_STATE_PENDING);
  EXPECT_EQ(Duty(ledger, "2020-01-30").state(), view::v1::FOLLOW_ON_STATE_MET);
  EXPECT_EQ(At(ledger, "2020-01-30").follow_on().met(), 1u);
}

TEST(Budget, ADutyIsBrokenWhenTheJobEndsWithinIt) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  HireFor(ledger, 1, 1, "2019-02-01");
  const auto ended = EndJob(ledger, 1, 1, "2019-12-15");
  EXPECT_EQ(Duty(ledger, "2019-12-14").state(), view::v1::FOLLOW_ON_STATE_PENDING);
  const auto broken = Duty(ledger, "2019-12-15");
  EXPECT_EQ(broken.state(), view::v1::FOLLOW_ON_STATE_BROKEN);
  EXPECT_EQ(broken.employment_ended_on(), "2019-12-15");
  EXPECT_EQ(broken.end_reason(), employment::v1::EMPLOYMENT_END_REASON_EMPLOYER);
  ledger.Void({ended}, "2020-02-01");
  EXPECT_EQ(Duty(ledger, "2020-02-01").state(), view::v1::FOLLOW_ON_STATE_MET);
}

TEST(Budget, AnEndOnTheLastDayOfTheDutyMeetsIt) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  HireFor(ledger, 1, 1, "2019-02-01");
  EndJob(ledger, 1, 1, "2020-01-30");
  EXPECT_EQ(Duty(ledger, "2020-02-15").state(), view::v1::FOLLOW_ON_STATE_MET);
}

TEST(Budget, AStoppedSupportMovesItsDutyUnlessTheJobEnded) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  HireFor(ledger, 1, 1, "2019-02-01");
  Stop(ledger, 1, 1, "2019-05-31", subsidy::v1::STOP_REASON_OWN_REQUEST);
  EXPECT_EQ(Duty(ledger, "2019-07-01").duty_until(), "2019-09-30");
  Ledger ended;
  Grant(ended, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  Stop(ended, 1, 1, "2019-05-31", subsidy::v1::STOP_REASON_EMPLOYMENT_ENDED);
  EXPECT_EQ(Duty(ended, "2019-07-01").state(), view::v1::FOLLOW_ON_STATE_BROKEN);
}

TEST(Budget, AGrantWithoutAJobIsToldApart) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  EXPECT_EQ(Duty(ledger, "2020-02-15").state(), view::v1::FOLLOW_ON_STATE_NO_JOB);
}

TEST(Budget, SchemesWithoutADutyHaveNone) {
  Ledger ledger;
  Grant(ledger, 1, 1, "S1", "2019-02-01", "2019-04-30", 645'000);
  EXPECT_EQ(At(ledger, "2019-06-01").duties_size(), 0);
}

TEST(Budget, ThePublicSeesNoSchemeOfAFewPersons) {
  Ledger ledger;
  for (int i = 1; i <= 3; ++i) {
    Grant(ledger, i, i, "S1", "2019-02-01", "2019-04-30", 645'000);
  }
  const BudgetView open = At(ledger, "2019-03-01", "public");
  EXPECT_TRUE(Of(open, "S1").suppressed());
  EXPECT_FALSE(Of(open, "S1").has_use());
  EXPECT_TRUE(open.total().suppressed());  // it is the sum of S1 alone
  EXPECT_FALSE(open.total().has_use());
  EXPECT_FALSE(open.wage_total().has_use());
  EXPECT_TRUE(open.follow_on().grants() == 0);
  EXPECT_EQ(open.duties_size(), 0);
  EXPECT_EQ(Of(At(ledger, "2019-03-01", "member"), "S1").use().persons(), 3u);
}

TEST(Budget, ThePublicCannotFindAFewPersonsBySubtraction) {
  Ledger ledger;
  int number = 0;
  for (int i = 1; i <= 3; ++i) Grant(ledger, ++number, i, "S1", "2019-02-01", "2019-04-30", 1);
  for (int i = 20; i < 32; ++i) Grant(ledger, ++number, i, "S2", "2019-02-01", "2019-09-30", 1);
  for (int i = 40; i < 55; ++i) Grant(ledger, ++number, i, "S3", "2019-02-01", "2019-09-30", 1);
  const BudgetView open = At(ledger, "2019-03-01", "public");
  EXPECT_TRUE(Of(open, "S1").suppressed());
  EXPECT_TRUE(Of(open, "S2").suppressed());  // with it, 15 persons are withheld
  EXPECT_EQ(Of(open, "S3").use().persons(), 15u);
  EXPECT_EQ(open.total().use().persons(), 30u);
  EXPECT_FALSE(open.wage_total().has_use());
}

TEST(Budget, DutiesDoNotTellTheGrantsOfAWithheldScheme) {
  Ledger ledger;
  int number = 0;
  for (int i = 1; i <= 3; ++i) Grant(ledger, ++number, i, "S3", "2019-02-01", "2019-09-30", 1);
  for (int i = 20; i < 32; ++i) Grant(ledger, ++number, i, "S1", "2019-02-01", "2019-04-30", 1);
  for (int i = 40; i < 55; ++i) Grant(ledger, ++number, i, "S2", "2019-02-01", "2019-09-30", 1);
  const BudgetView open = At(ledger, "2019-03-01", "public");
  EXPECT_TRUE(Of(open, "S3").suppressed());
  EXPECT_EQ(Of(open, "S2").use().grants(), 15u);
  EXPECT_TRUE(open.follow_on().suppressed());  // 18 less 15 would be those of S3
  EXPECT_EQ(open.follow_on().grants(), 0u);
  EXPECT_EQ(At(ledger, "2019-03-01", "member").follow_on().grants(), 18u);
}

TEST(Budget, ManyPersonsAreShownToThePublic) {
  Ledger ledger;
  for (int i = 1; i <= 12; ++i) Grant(ledger, i, i, "S2", "2019-02-01", "2019-09-30", 1'720'000);
  const BudgetView open = At(ledger, "2019-03-01", "public");
  EXPECT_EQ(Of(open, "S2").use().persons(), 12u);
  EXPECT_EQ(open.total().use().committed_ft(), 12 * 1'720'000);
  EXPECT_EQ(open.follow_on().pending(), 12u);
}

}  // namespace
}  // namespace paktum::views
