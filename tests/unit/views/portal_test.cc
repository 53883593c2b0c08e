#include "libs/views/portal.h"

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
using view::v1::PortalView;

std::uint64_t Publish(Ledger& ledger, int notice, const std::string& day,
                      const std::string& until) {
  return AddBody(ledger, "notice/" + Person(notice), day, &Event::mutable_notice_published,
                 [&](auto& body) {
                   body.set_notice_id(Person(notice));
                   body.set_surface("website");
                   body.set_title("Állásbörze");
                   body.set_until(until);
                 });
}

void Newsletter(Ledger& ledger, int number, int steps, const std::string& day) {
  const std::string stream = "newsletter/" + std::to_string(number);
  const auto fill = [&](auto& body) { body.set_subscription_id(Person(number)); };
  if (steps >= 1) AddBody(ledger, stream, day, &Event::mutable_newsletter_subscribed, fill);
  if (steps >= 2) AddBody(ledger, stream, day, &Event::mutable_newsletter_confirmed, fill);
  if (steps >= 3) AddBody(ledger, stream, day, &Event::mutable_newsletter_unsubscribed, fill);
}

PortalView At(const Ledger& ledger, const std::string& day, const std::string& audience = "public",
              const std::string& known_at = "2030-01-01") {
  return Ask<PortalView>(RegistersOf(ledger), "portal",
                         As(audience, {{"valid_at", day}, {"known_at", known_at}}));
}

TEST(Portal, ANoticeIsShownFromItsDayToItsLast) {
  Ledger ledger;
  Publish(ledger, 1, "2019-02-01", "2019-02-28");
  EXPECT_EQ(At(ledger, "2019-01-31").notices_size(), 0);
  EXPECT_EQ(At(ledger, "2019-02-01").notices_size(), 1);
  EXPECT_EQ(At(ledger, "2019-02-28").notices_size(), 1);
  EXPECT_EQ(At(ledger, "2019-03-01").notices_size(), 0);
}

TEST(Portal, AWithdrawnNoticeIsGoneUnlessThatWasVoided) {
  Ledger ledger;
  ledger.RecordAt("2019-02-01");
  Publish(ledger, 1, "2019-02-01", "");
  ledger.RecordAt("2019-02-10");
  const auto withdrawn =
      AddBody(ledger, "notice/" + Person(1), "2019-02-10", &Event::mutable_notice_withdrawn,
              [](auto& body) { body.set_notice_id(Person(1)); });
  EXPECT_EQ(At(ledger, "2019-02-11").notices_size(), 0);
  ledger.RecordAt("2019-02-20").Void({withdrawn}, "2019-02-20");
  EXPECT_EQ(At(ledger, "2019-02-21").notices_size(), 1);
  EXPECT_EQ(At(ledger, "2019-02-21", "public", "2019-02-19").notices_size(), 0);
}

TEST(Portal, TheNewestNoticeStandsFirst) {
  Ledger ledger;
  Publish(ledger, 1, "2019-02-01", "");
  Publish(ledger, 2, "2019-03-01", "");
  const PortalView view = At(ledger, "2019-03-02");
  ASSERT_EQ(view.notices_size(), 2);
  EXPECT_EQ(view.notices(0).notice_id(), Person(2));
  EXPECT_FALSE(view.notices(0).surface_name().hu().empty());
}

TEST(Portal, ASubscriptionCountsByItsLastStep) {
  Ledger ledger;
  Newsletter(ledger, 1, 1, "2019-02-01");
  Newsletter(ledger, 2, 2, "2019-02-01");
  Newsletter(ledger, 3, 3, "2019-02-01");
  const auto counts = At(ledger, "2019-03-01", "member").newsletter();
  EXPECT_EQ(counts.asked(), 3u);
  EXPECT_EQ(counts.waiting(), 1u);
  EXPECT_EQ(counts.confirmed(), 1u);
  EXPECT_EQ(counts.left(), 1u);
}

TEST(Portal, FewSubscriptionsAreWithheldFromThePublic) {
  Ledger ledger;
  for (int i = 1; i <= 12; ++i) Newsletter(ledger, i, 2, "2019-02-01");
  EXPECT_EQ(At(ledger, "2019-03-01").newsletter().confirmed(), 12u);
  Newsletter(ledger, 13, 3, "2019-02-02");
  const auto counts = At(ledger, "2019-03-01").newsletter();
  EXPECT_TRUE(counts.suppressed());
  EXPECT_EQ(counts.asked(), 0u);
}

}  // namespace
}  // namespace paktum::views
