#include "libs/views/staffing.h"

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
using view::v1::ActivitiesView;
using view::v1::ActivityRow;
using view::v1::PostRow;
using view::v1::StaffingView;

const std::string& FirstPost() { return testing::Tiszakecske().data().staff(0).code(); }

std::uint64_t Assign(Ledger& ledger, const std::string& day, int who) {
  return AddBody(ledger, "staff/" + FirstPost(), day, &Event::mutable_staff_assigned,
                 [&](auto& body) {
                   body.set_post(FirstPost());
                   body.set_staff_id(Person(who));
                 });
}

std::uint64_t Release(Ledger& ledger, const std::string& day, int who) {
  return AddBody(ledger, "staff/" + FirstPost(), day, &Event::mutable_staff_released,
                 [&](auto& body) {
                   body.set_post(FirstPost());
                   body.set_staff_id(Person(who));
                 });
}

void EraseName(Ledger& ledger, const std::string& day, int who) {
  AddBody(ledger, "staff/" + FirstPost(), day, &Event::mutable_staff_name_erased, [&](auto& body) {
    body.set_post(FirstPost());
    body.set_staff_id(Person(who));
  });
}

PostRow PostAt(const Ledger& ledger, const std::string& day, const std::string& audience = "member",
               const std::string& known_at = "2030-01-01") {
  const auto view = Ask<StaffingView>(RegistersOf(ledger), "staffing",
                                      As(audience, {{"valid_at", day}, {"known_at", known_at}}));
  return view.posts(0);
}

// domain.md A11, D3
TEST(Staffing, AnErasedNameIsShownAsErasedAndTheHistoryStays) {
  Ledger ledger;
  Assign(ledger, "2018-08-01", 1);
  Release(ledger, "2019-01-31", 1);
  EraseName(ledger, "2020-02-01", 1);
  const PostRow before = PostAt(ledger, "2020-01-31");
  ASSERT_EQ(before.former_size(), 1);
  EXPECT_EQ(before.former(0).name_erased_on(), "");
  const PostRow after = PostAt(ledger, "2020-02-01");
  ASSERT_EQ(after.former_size(), 1);
  EXPECT_EQ(after.former(0).name_erased_on(), "2020-02-01");
  EXPECT_EQ(after.former(0).until(), "2019-01-31");
}

TEST(Staffing, TenPersonsArePlannedAndNobodyHoldsAPostAtFirst) {
  const auto view = Ask<StaffingView>(RegistersOf(Ledger()), "staffing", {});
  EXPECT_EQ(view.persons(), 10u);
  EXPECT_EQ(view.held(), 0u);
  EXPECT_EQ(view.vacant(), 10u);
  EXPECT_GT(view.stated_elsewhere_size(), 0);  // P-05b
}

TEST(Staffing, APostIsHeldFromTheFirstDayToTheLast) {
  Ledger ledger;
  Assign(ledger, "2019-01-01", 1);
  Release(ledger, "2019-06-30", 1);
  Assign(ledger, "2019-08-01", 2);
  EXPECT_EQ(PostAt(ledger, "2018-12-31").held(), 0u);
  EXPECT_EQ(PostAt(ledger, "2019-06-30").held(), 1u);
  EXPECT_EQ(PostAt(ledger, "2019-07-01").held(), 0u);
  const PostRow now = PostAt(ledger, "2019-09-01");
  ASSERT_EQ(now.holders_size(), 1);
  EXPECT_EQ(now.holders(0).staff_id(), Person(2));
  EXPECT_EQ(now.holders(0).since(), "2019-08-01");
  ASSERT_EQ(now.former_size(), 1);
  EXPECT_EQ(now.former(0).until(), "2019-06-30");
}

TEST(Staffing, AVoidedReleaseLeavesThePostHeld) {
  Ledger ledger;
  ledger.RecordAt("2019-01-02");
  Assign(ledger, "2019-01-01", 1);
  ledger.RecordAt("2019-07-01");
  const auto released = Release(ledger, "2019-06-30", 1);
  ledger.RecordAt("2019-08-01").Void({released}, "2019-08-01");
  EXPECT_EQ(PostAt(ledger, "2019-09-01", "member", "2019-07-31").held(), 0u);
  EXPECT_EQ(PostAt(ledger, "2019-09-01").held(), 1u);
}

TEST(Staffing, ThePublicSeesThatAPostIsHeldAndNotByWhom) {
  Ledger ledger;
  Assign(ledger, "2019-01-01", 1);
  const PostRow open = PostAt(ledger, "2019-02-01", "public");
  EXPECT_EQ(open.held(), 1u);
  EXPECT_EQ(open.holders(0).staff_id(), "");
}

void Report(Ledger& ledger, const std::string& office, const std::string& section,
            const std::string& activity, const std::string& day) {
  AddBody(
      ledger, "activity/" + section + "." + activity, day, &Event::mutable_activity_reported,
      [&](auto& body) {
        body.set_section(section);
        body.set_activity(activity);
      },
      office);
}

ActivityRow ActivityAt(const ActivitiesView& view, const std::string& section,
                       const std::string& letter) {
  for (const auto& one : view.sections()) {
    if (one.code() != section) continue;
    for (const auto& activity : one.activities()) {
      if (activity.letter() == letter) return activity;
    }
  }
  ADD_FAILURE() << section << " " << letter;
  return {};
}

// domain.md A12, D3
TEST(Activities, EachMemberHasTheActivitiesOfTheFundersTable) {
  const auto view = Ask<ActivitiesView>(RegistersOf(Ledger()), "activities", {});
  std::map<std::string, std::uint32_t> assigned;
  for (const auto& member : view.members()) assigned[member.organisation()] = member.assigned();
  EXPECT_EQ(assigned,
            (std::map<std::string, std::uint32_t>{{"tiszakecske", 20},
                                                  {"bacs-kiskun-kormanyhivatal", 5},
                                                  {"magyar-maltai-szeretetszolgalat", 2}}));
}

TEST(Activities, ReportsCountForTheMemberWhoseOfficeRecordedThem) {
  Ledger ledger;
  const std::string section = "3.1.1.1 A";
  Report(ledger, "pact_office", section, "a", "2018-11-01");
  Report(ledger, "pact_office", section, "a", "2019-02-01");
  Report(ledger, "charity", section, "a", "2019-01-01");  // not assigned to it
  Report(ledger, "pact_office", section, "zz", "2019-01-01");
  const auto view =
      Ask<ActivitiesView>(RegistersOf(ledger), "activities", {{"valid_at", "2019-03-01"}});
  const ActivityRow row = ActivityAt(view, section, "a");
  EXPECT_EQ(row.reports(), 3u);
  EXPECT_EQ(row.last_on(), "2019-02-01");
  ASSERT_EQ(row.organisations_size(), 3);
  EXPECT_TRUE(row.organisations(0).assigned());
  EXPECT_EQ(row.organisations(0).reports(), 2u);
  EXPECT_EQ(row.organisations(1).reports(), 0u);
  EXPECT_FALSE(row.organisations(2).assigned());
  EXPECT_EQ(row.organisations(2).reports(), 1u);
  EXPECT_EQ(view.unknown_codes(), 1u);
  EXPECT_EQ(view.members(0).reported(), 1u);
}

}  // namespace
}  // namespace paktum::views
