#include "libs/views/breakdown.h"

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
using view::v1::BreakdownCell;
using view::v1::BreakdownView;

struct Entry {
  participant::v1::Gender gender = participant::v1::GENDER_FEMALE;
  participant::v1::AgeBand age_band = participant::v1::AGE_BAND_30_49;
  std::vector<std::string> groups = {};
};

void Enter(Ledger& ledger, int person, const Entry& entry) {
  const std::string stream = events::ParticipantStream(Person(person));
  AddBody(ledger, stream, "2019-01-05", &Event::mutable_participant_registered, [&](auto& body) {
    body.set_participant_id(Person(person));
    body.set_gender(entry.gender);
  });
  AddBody(ledger, stream, "2019-01-10", &Event::mutable_participant_enrolled, [&](auto& body) {
    body.set_participant_id(Person(person));
    body.set_labour_status(participant::v1::LABOUR_STATUS_UNEMPLOYED);
    body.set_schooling(participant::v1::SCHOOLING_ISCED_3_4);
    body.set_age_band(entry.age_band);
    for (const std::string& group : entry.groups) body.add_target_groups(group);
  });
}

BreakdownView By(const Ledger& ledger, const std::string& by,
                 const std::string& audience = "serving", const std::string& day = "2019-12-31") {
  return Ask<BreakdownView>(RegistersOf(ledger), "breakdown",
                            As(audience, {{"indicator", "PO25"}, {"by", by}, {"valid_at", day}}));
}

const BreakdownCell& Cell(const BreakdownView& view, const std::string& code) {
  for (const BreakdownCell& cell : view.cells()) {
    if (cell.code() == code) return cell;
  }
  ADD_FAILURE() << code;
  return BreakdownCell::default_instance();
}

Ledger Persons(int women, int men) {
  Ledger ledger;
  int person = 1;
  for (int i = 0; i < women; ++i) Enter(ledger, person++, {});
  for (int i = 0; i < men; ++i) {
    Enter(ledger, person++, {.gender = participant::v1::GENDER_MALE});
  }
  return ledger;
}

TEST(Breakdown, CellsThatDoNotOverlapAddUpToTheTotal) {
  const BreakdownView view = By(Persons(3, 2), "gender");
  EXPECT_EQ(view.persons(), 5u);
  EXPECT_FALSE(view.overlapping());
  EXPECT_EQ(Cell(view, "GENDER_FEMALE").persons(), 3u);
  EXPECT_EQ(Cell(view, "GENDER_MALE").persons(), 2u);
  EXPECT_EQ(Cell(view, "GENDER_MALE").name().hu(), "férfi");
}

TEST(Breakdown, APersonOfTwoGroupsStandsInBoth) {
  Ledger ledger;
  Enter(ledger, 1, {.groups = {"TG01", "TG05"}});
  Enter(ledger, 2, {.groups = {"TG01"}});
  const BreakdownView view = By(ledger, "target_group");
  EXPECT_TRUE(view.overlapping());
  EXPECT_EQ(view.persons(), 2u);
  EXPECT_EQ(Cell(view, "TG01").persons(), 2u);
  EXPECT_EQ(Cell(view, "TG05").persons(), 1u);
  EXPECT_EQ(view.counted_elsewhere_size(), 2);
}

TEST(Breakdown, ADeclarationTakenBackCountsNoLonger) {
  Ledger ledger;
  Enter(ledger, 1, {.groups = {"TG01"}});
  AddBody(ledger, events::ParticipantStream(Person(1)), "2019-03-01",
          &Event::mutable_target_group_withdrawn, [](auto& body) {
            body.set_participant_id(Person(1));
            body.set_target_group("TG01");
          });
  EXPECT_EQ(Cell(By(ledger, "target_group", "serving", "2019-02-28"), "TG01").persons(), 1u);
  EXPECT_EQ(Cell(By(ledger, "target_group"), "").persons(), 1u);
}

TEST(Breakdown, SmallCellsAreNotShownToThePublicNorToAMember) {
  for (const char* audience : {"public", "member"}) {
    const BreakdownView view = By(Persons(12, 3), "gender", audience);
    EXPECT_EQ(view.threshold(), 10u);
    EXPECT_TRUE(Cell(view, "GENDER_MALE").suppressed());
    EXPECT_EQ(Cell(view, "GENDER_MALE").persons(), 0u);
    // 15 − 12 would give the three away.
    EXPECT_TRUE(Cell(view, "GENDER_FEMALE").suppressed());
    EXPECT_EQ(Cell(view, "GENDER_FEMALE").persons(), 0u);
  }
  EXPECT_EQ(Cell(By(Persons(12, 3), "gender"), "GENDER_MALE").persons(), 3u);
}

TEST(Breakdown, TwoCellsOfOneTakeTheNextWithThem) {
  Ledger ledger = Persons(18, 1);
  Enter(ledger, 20, {.gender = participant::v1::GENDER_OTHER});
  const BreakdownView view = By(ledger, "gender", "public");
  // 20 − 18 would leave two for two cells that each hold somebody.
  EXPECT_TRUE(Cell(view, "GENDER_FEMALE").suppressed());
  EXPECT_EQ(view.persons(), 20u);
}

TEST(Breakdown, NoCellIsListedWhereTheTotalTellsEach) {
  EXPECT_EQ(By(Persons(7, 0), "gender", "public").cells_size(), 0);
  EXPECT_EQ(By(Persons(1, 1), "gender", "public").cells_size(), 0);
  EXPECT_EQ(By(Persons(2, 1), "gender", "public").cells_size(), 2);
}

TEST(Breakdown, FewIncompleteRecordsAreNotToldBySubtraction) {
  Ledger ledger = Persons(12, 0);
  EXPECT_EQ(By(ledger, "gender", "public").complete_persons(), 12u);
  Enter(ledger, 20, {.age_band = participant::v1::AGE_BAND_UNSPECIFIED});
  EXPECT_EQ(By(ledger, "gender", "public").complete_persons(), 0u);
  EXPECT_EQ(By(ledger, "gender").complete_persons(), 12u);
}

TEST(Breakdown, LargeCellsAreShownToThePublic) {
  const BreakdownView view = By(Persons(12, 11), "gender", "public");
  EXPECT_EQ(Cell(view, "GENDER_FEMALE").persons(), 12u);
  EXPECT_EQ(Cell(view, "GENDER_MALE").persons(), 11u);
  EXPECT_EQ(view.persons(), 23u);
}

TEST(Breakdown, AnIncompleteRecordStandsInTheTotalOnly) {
  Ledger ledger = Persons(1, 0);
  Enter(ledger, 2, {.age_band = participant::v1::AGE_BAND_UNSPECIFIED});
  EXPECT_EQ(By(ledger, "age_band").persons(), 2u);
  EXPECT_EQ(By(ledger, "age_band").complete_persons(), 1u);
  EXPECT_EQ(Cell(By(ledger, "age_band"), "").persons(), 1u);
  AddBody(ledger, events::ParticipantStream(Person(2)), "2019-02-01",
          &Event::mutable_entry_data_completed, [](auto& body) {
            body.set_participant_id(Person(2));
            body.set_age_band(participant::v1::AGE_BAND_UNDER_25);
          });
  EXPECT_EQ(By(ledger, "age_band").complete_persons(), 2u);
  EXPECT_EQ(Cell(By(ledger, "age_band"), "AGE_BAND_UNDER_25").persons(), 1u);
}

TEST(Breakdown, TellsPersonsEnrolmentsAndEventsApart) {
  Ledger ledger = Persons(1, 0);
  AddBody(ledger, events::ParticipantStream(Person(1)), "2019-05-01",
          &Event::mutable_participant_reentered,
          [](auto& body) { body.set_participant_id(Person(1)); });
  const BreakdownView view = By(ledger, "gender");
  EXPECT_EQ(view.persons(), 1u);
  EXPECT_EQ(view.enrolments(), 2u);
}

TEST(Breakdown, RefusesWhatItCannotDo) {
  const auto fold = RegistersOf(Persons(1, 0));
  EXPECT_EQ(testing::Refusal(fold, "breakdown", {{"indicator", "PO25"}}).reason(),
            "view.bad_parameter");
  EXPECT_EQ(testing::Refusal(fold, "breakdown", {{"indicator", "PO25"}, {"by", "name"}}).reason(),
            "view.bad_parameter");
  EXPECT_EQ(testing::Refusal(fold, "breakdown", {{"indicator", "PO99"}, {"by", "gender"}}).reason(),
            "indicator.unknown");
}

}  // namespace
}  // namespace paktum::views
