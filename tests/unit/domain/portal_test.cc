// Notices and the newsletter.
#include "libs/domain/newsletter.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

command::v1::PublishNotice Publish() {
  command::v1::PublishNotice command;
  command.set_surface("website");
  command.set_published_on("2019-04-01");
  command.set_title("Job fair");
  command.set_text("On 10 May in the town hall.");
  command.set_until("2019-05-10");
  return command;
}

command::v1::WithdrawNotice Withdraw(const std::string& notice_id) {
  command::v1::WithdrawNotice command;
  command.set_notice_id(notice_id);
  command.set_withdrawn_on("2019-04-20");
  return command;
}

TEST(Notice, IsPublishedOnASurfaceOfThePlan) {
  Scenario pact;
  const Uuid id = pact.NewCommand();
  const auto decided = pact.WhenAs(id, Publish());
  ASSERT_TRUE(Records(decided, {"NoticePublished"}));
  EXPECT_EQ(decided->events[0].stream, "notice/" + decided->result.at("notice_id"));
  pact.Append(id, "pact_office", *decided);
  EXPECT_TRUE(NothingToDo(pact.WhenAs(id, Publish())));
}

TEST(Notice, OnNoSurfaceOrWithNoTimeIsRefused) {
  Scenario pact;
  auto command = Publish();
  command.set_surface("billboard");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "notice.unknown_surface"));
  EXPECT_NE(DetailOf(decided, "known").find("website"), std::string::npos);
  command = Publish();
  command.set_until("2019-03-31");
  EXPECT_TRUE(RefusedFor(pact.When(command), "notice.ends_before_published"));
}

TEST(Notice, IsWithdrawnOnce) {
  Scenario pact;
  const std::string id = pact.Given(Publish())["notice_id"];
  auto early = Withdraw(id);
  early.set_withdrawn_on("2019-03-31");
  EXPECT_TRUE(RefusedFor(pact.When(early), "notice.withdrawn_before_published"));
  ASSERT_TRUE(Records(pact.When(Withdraw(id)), {"NoticeWithdrawn"}));
  pact.Given(Withdraw(id));
  EXPECT_TRUE(NothingToDo(pact.When(Withdraw(id))));
  auto other = Withdraw(id);
  other.set_withdrawn_on("2019-04-21");
  EXPECT_TRUE(RefusedFor(pact.When(other), "notice.already_withdrawn"));
  EXPECT_TRUE(
      RefusedFor(pact.When(Withdraw("0197c1f0-0000-7000-8000-000000000000")), "notice.unknown"));
}

command::v1::SubscribeNewsletter Subscribe(const std::string& day = "2019-04-01") {
  command::v1::SubscribeNewsletter command;
  command.set_subscribed_on(day);
  command.set_email("reader@example.hu");
  command.set_name("Reader");
  return command;
}

// As the mail says it.
std::string CodeOf(const PendingEvent& subscribed) {
  return NewsletterCode(
      subscribed.stream,
      NewsletterSecret(subscribed.event.newsletter_subscribed().subscription_id()));
}

struct Subscription {
  std::string id;
  std::string code;
};

Subscription GivenSubscription(Scenario& pact, const std::string& day = "2019-04-01") {
  const auto taken = pact.Take(Subscribe(day));
  EXPECT_TRUE(Records(taken, {"NewsletterSubscribed"}));
  return {taken->result.at("subscription_id"), CodeOf(taken->events[0])};
}

command::v1::ConfirmNewsletter Confirm(const Subscription& subscription) {
  command::v1::ConfirmNewsletter command;
  command.set_subscription_id(subscription.id);
  command.set_confirmed_on("2019-04-02");
  command.set_code(subscription.code);
  return command;
}

command::v1::UnsubscribeNewsletter Unsubscribe(const std::string& email) {
  command::v1::UnsubscribeNewsletter command;
  command.set_unsubscribed_on("2019-05-01");
  command.set_email(email);
  return command;
}

TEST(Newsletter, ASubscriptionSealsTheAddressAndIsFoundByItsHash) {
  Scenario pact;
  const auto decided = pact.When(Subscribe());
  ASSERT_TRUE(Records(decided, {"NewsletterSubscribed"}));
  EXPECT_EQ(decided->events[0].stream.size(), std::string("newsletter/").size() + 64);
  ASSERT_EQ(decided->events[0].seals.size(), 1U);
  EXPECT_EQ(decided->events[0].seals[0].content_type, "paktum.sealed.v1.NewsletterAddress");
  EXPECT_EQ(decided->events[0].seals[0].person, decided->result.at("subscription_id"));
}

TEST(Newsletter, TheSameAddressAgainIsNothingAndTellsNothing) {
  Scenario pact;
  const Subscription subscription = GivenSubscription(pact);
  const auto again = pact.When(Subscribe());
  EXPECT_TRUE(NothingToDo(again));
  EXPECT_TRUE(again->result.empty());
  pact.Given(Confirm(subscription));
  EXPECT_TRUE(pact.When(Subscribe())->result.empty());
}

TEST(Newsletter, IsConfirmedWithTheRightCodeOnly) {
  Scenario pact;
  const Subscription subscription = GivenSubscription(pact);
  auto wrong = Confirm(subscription);
  wrong.mutable_code()->back() = wrong.code().back() == 'a' ? 'b' : 'a';
  EXPECT_TRUE(RefusedFor(pact.When(wrong), "newsletter.wrong_code"));
  wrong.set_code("short");
  EXPECT_TRUE(RefusedFor(pact.When(wrong), "newsletter.wrong_code"));
  wrong = Confirm(subscription);
  wrong.set_subscription_id("0197c1f0-0000-7000-8000-000000000000");
  EXPECT_TRUE(RefusedFor(pact.When(wrong), "newsletter.wrong_code"));
  auto early = Confirm(subscription);
  early.set_confirmed_on("2019-03-31");
  EXPECT_TRUE(RefusedFor(pact.When(early), "newsletter.before_subscription"));
  ASSERT_TRUE(Records(pact.When(Confirm(subscription)), {"NewsletterConfirmed"}));
  pact.Given(Confirm(subscription));
  EXPECT_TRUE(NothingToDo(pact.When(Confirm(subscription))));
}

TEST(Newsletter, IsLeftByCodeOrAddressAtAnyTime) {
  Scenario pact;
  const Subscription subscription = GivenSubscription(pact);
  auto by_code = Unsubscribe("");
  EXPECT_TRUE(RefusedFor(pact.When(by_code), "newsletter.code_or_email"));
  by_code.set_subscription_id(subscription.id);
  by_code.set_code(subscription.code);
  ASSERT_TRUE(Records(pact.When(by_code), {"NewsletterUnsubscribed"})) << "also unconfirmed";
  auto both = by_code;
  both.set_email("reader@example.hu");
  EXPECT_TRUE(RefusedFor(pact.When(both), "newsletter.code_or_email"));
  by_code.mutable_code()->back() = by_code.code().back() == 'a' ? 'b' : 'a';
  EXPECT_TRUE(RefusedFor(pact.When(by_code), "newsletter.wrong_code"));
  pact.Given(Unsubscribe("reader@example.hu"));
  EXPECT_TRUE(NothingToDo(pact.When(Unsubscribe("reader@example.hu"))));
  EXPECT_TRUE(NothingToDo(pact.When(Unsubscribe("stranger@example.hu"))));
  EXPECT_TRUE(RefusedFor(pact.When(Confirm(subscription)), "newsletter.wrong_code"))
      << "whoever left does not come back by an old mail";
}

TEST(Newsletter, WhoLeftMaySubscribeAgainUnderANewKey) {
  Scenario pact;
  const Subscription first = GivenSubscription(pact);
  pact.Given(Unsubscribe("reader@example.hu"));
  const Subscription second = GivenSubscription(pact, "2019-06-01");
  EXPECT_NE(first.id, second.id);
  EXPECT_TRUE(RefusedFor(pact.When(Confirm(first)), "newsletter.wrong_code"));
  auto confirm = Confirm(second);
  confirm.set_confirmed_on("2019-06-02");
  EXPECT_TRUE(Records(pact.When(confirm), {"NewsletterConfirmed"}));
}

TEST(Newsletter, TheOpenPartsShowNeitherAddressNorName) {
  Scenario pact;
  const auto decided = pact.When(Subscribe());
  ASSERT_TRUE(decided.ok());
  const std::string open = decided->events[0].stream + decided->events[0].event.DebugString();
  EXPECT_EQ(open.find("example"), std::string::npos);
  EXPECT_EQ(open.find("Reader"), std::string::npos);
}

}  // namespace
}  // namespace paktum::domain
