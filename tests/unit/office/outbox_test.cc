#include "libs/office/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/unit/office/temp_directory.h"

namespace paktum::office {
namespace {

using ::testing::ElementsAre;

vault::SecretKey Key(char fill = 'k') {
  return vault::SecretKey::FromBytes(std::string(vault::SecretKey::kSize, fill)).value();
}

Uuid Id(std::uint64_t number) { return Uuid::V7From(1'000, 0, number); }

QueuedCommand Command(std::uint64_t number, const std::string& pact = "tiszakecske") {
  return {.pact = pact,
          .command = Id(number),
          .canonical = std::string("paktum.command.v1.AdoptPlan\0PERSONALMARKER", 42),
          .content_digest = std::string(32, static_cast<char>('a' + number)),
          .actor = "clerk-1",
          .simulated = false,
          .received_at = Instant(static_cast<std::int64_t>(1'000 * number))};
}

class OutboxTest : public ::testing::Test {
 protected:
  std::unique_ptr<Outbox> Open(OutboxLimits limits = {}) {
    Result<std::unique_ptr<Outbox>> opened = Outbox::Open(directory_.path() / "o", Key(), limits);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? std::move(opened).value() : nullptr;
  }

  TempDirectory directory_;
};

TEST_F(OutboxTest, WhatWasTakenIsThereAfterReopeningInOrder) {
  {
    const auto outbox = Open();
    for (const std::uint64_t number : {3U, 1U, 2U}) ASSERT_TRUE(outbox->Put(Command(number)).ok());
  }
  const auto outbox = Open();
  ASSERT_NE(outbox, nullptr);
  EXPECT_EQ(outbox->Waiting("tiszakecske").count, 3U);
  EXPECT_EQ(outbox->Waiting("tiszakecske").oldest_received_at, Instant(3'000));
  std::vector<Uuid> order;
  while (outbox->HasWaiting("tiszakecske")) {
    order.push_back(outbox->Front("tiszakecske")->command);
    ASSERT_TRUE(outbox->RemoveAppended("tiszakecske", order.back()).ok());
  }
  EXPECT_THAT(order, ElementsAre(Id(3), Id(1), Id(2)));
  EXPECT_EQ(outbox->Front("tiszakecske").status().reason(), "outbox.empty");
}

TEST_F(OutboxTest, AQueuedCommandKeepsEverything) {
  const auto outbox = Open();
  ASSERT_TRUE(outbox->Put(Command(1)).ok());
  const Result<QueuedCommand> front = outbox->Front("tiszakecske");
  ASSERT_TRUE(front.ok());
  EXPECT_EQ(front->canonical, Command(1).canonical);
  EXPECT_EQ(front->content_digest, Command(1).content_digest);
  EXPECT_EQ(front->actor, "clerk-1");
  EXPECT_EQ(front->received_at, Instant(1'000));
}

TEST_F(OutboxTest, TheSameCommandWaitsOnceAndAnotherBodyIsRefused) {
  const auto outbox = Open();
  ASSERT_TRUE(outbox->Put(Command(1)).ok());
  EXPECT_TRUE(outbox->Put(Command(1)).ok());
  EXPECT_EQ(outbox->WaitingCount(), 1U);
  QueuedCommand other = Command(1);
  other.content_digest = std::string(32, 'z');
  EXPECT_EQ(outbox->Put(other).reason(), "append.command_reused");
}

TEST_F(OutboxTest, PactsWaitIndependently) {
  const auto outbox = Open();
  ASSERT_TRUE(outbox->Put(Command(1, "tiszakecske")).ok());
  ASSERT_TRUE(outbox->Put(Command(1, "lenti")).ok());
  EXPECT_THAT(outbox->WaitingPacts(), ElementsAre("lenti", "tiszakecske"));
  ASSERT_TRUE(outbox->RemoveAppended("lenti", Id(1)).ok());
  EXPECT_FALSE(outbox->HasWaiting("lenti"));
  EXPECT_TRUE(outbox->HasWaiting("tiszakecske"));
}

TEST_F(OutboxTest, ARemovedCommandStaysRemovedAndRemovingAgainIsHarmless) {
  {
    const auto outbox = Open();
    ASSERT_TRUE(outbox->Put(Command(1)).ok());
    ASSERT_TRUE(outbox->RemoveAppended("tiszakecske", Id(1)).ok());
    EXPECT_TRUE(outbox->RemoveAppended("tiszakecske", Id(1)).ok());
  }
  EXPECT_EQ(Open()->WaitingCount(), 0U);
}

TEST_F(OutboxTest, ARefusedCommandNeedsAttentionUntilItIsDismissed) {
  const Status refusal = Refused("enrolment.not_enrolled", "not enrolled", {{"scheme", "S2"}});
  {
    const auto outbox = Open();
    ASSERT_TRUE(outbox->Put(Command(1)).ok());
    ASSERT_TRUE(outbox->MoveToAttention("tiszakecske", Id(1), refusal, Instant(9'000)).ok());
  }
  const auto outbox = Open();
  EXPECT_EQ(outbox->WaitingCount(), 0U);
  const auto list = outbox->Attention("tiszakecske", 10);
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->size(), 1U);
  EXPECT_EQ(list->front().refusal, refusal);
  EXPECT_EQ(list->front().refused_at, Instant(9'000));
  EXPECT_EQ(list->front().command.canonical, Command(1).canonical);
  EXPECT_TRUE(outbox->Dismiss("tiszakecske", Id(1)).ok());
  EXPECT_EQ(outbox->Dismiss("tiszakecske", Id(1)).reason(), "attention.unknown");
  EXPECT_EQ(outbox->AttentionCount("tiszakecske"), 0U);
}

TEST_F(OutboxTest, ARetriedCommandWaitsAgainBehindTheOthers) {
  const auto outbox = Open();
  ASSERT_TRUE(outbox->Put(Command(1)).ok());
  ASSERT_TRUE(outbox->Put(Command(2)).ok());
  ASSERT_TRUE(outbox->MoveToAttention("tiszakecske", Id(1), Refused("x.y", ""), Instant(1)).ok());
  ASSERT_TRUE(outbox->Retry("tiszakecske", Id(1)).ok());
  EXPECT_EQ(outbox->AttentionCount(), 0U);
  EXPECT_EQ(outbox->Front("tiszakecske")->command, Id(2));
  EXPECT_EQ(outbox->WaitingCount(), 2U);
}

TEST_F(OutboxTest, APostedAgainCommandLeavesTheAttentionList) {
  const auto outbox = Open();
  ASSERT_TRUE(outbox->Put(Command(1)).ok());
  ASSERT_TRUE(outbox->MoveToAttention("tiszakecske", Id(1), Refused("x.y", ""), Instant(1)).ok());
  QueuedCommand other = Command(1);
  other.content_digest = std::string(32, 'z');
  EXPECT_EQ(outbox->Put(other).reason(), "append.command_reused");
  ASSERT_TRUE(outbox->Put(Command(1)).ok());
  EXPECT_EQ(outbox->AttentionCount(), 0U);
  EXPECT_EQ(outbox->WaitingCount(), 1U);
}

TEST_F(OutboxTest, ItIsBoundedAndDropsNothingToMakeRoom) {
  const auto outbox = Open({.commands_max = 2});
  ASSERT_TRUE(outbox->Put(Command(1)).ok());
  ASSERT_TRUE(outbox->Put(Command(2)).ok());
  EXPECT_EQ(outbox->Put(Command(3)).reason(), "outbox.full");
  ASSERT_TRUE(outbox->MoveToAttention("tiszakecske", Id(1), Refused("x.y", ""), Instant(1)).ok());
  EXPECT_EQ(outbox->Put(Command(3)).reason(), "outbox.full");
  ASSERT_TRUE(outbox->Dismiss("tiszakecske", Id(1)).ok());
  EXPECT_TRUE(outbox->Put(Command(3)).ok());
}

TEST_F(OutboxTest, NeedlessCommandsAreRememberedTheNewestOnly) {
  {
    const auto outbox = Open({.needless_max = 2});
    for (const std::uint64_t number : {1U, 2U, 3U}) {
      ASSERT_TRUE(outbox->Put(Command(number)).ok());
      ASSERT_TRUE(
          outbox->RemoveNeedless("tiszakecske", Id(number), {{"participant_id", "p"}}).ok());
    }
  }
  const auto outbox = Open();
  EXPECT_FALSE(outbox->FindNeedless("tiszakecske", Id(1))->has_value());
  const auto found = outbox->FindNeedless("tiszakecske", Id(3));
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->result.at("participant_id"), "p");
}

TEST_F(OutboxTest, NoFileHoldsWhatWasTyped) {
  {
    const auto outbox = Open();
    for (std::uint64_t number = 1; number <= 20; ++number) {
      ASSERT_TRUE(outbox->Put(Command(number)).ok());
    }
    ASSERT_TRUE(outbox->MoveToAttention("tiszakecske", Id(1), Refused("x.y", ""), Instant(1)).ok());
  }
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory_.path())) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes.find("PERSONALMARKER"), std::string::npos) << file.path();
  }
}

TEST_F(OutboxTest, AnotherKeyOpensNothing) {
  ASSERT_TRUE(Open()->Put(Command(1)).ok());
  EXPECT_EQ(Outbox::Open(directory_.path() / "o", Key('x')).status().reason(), "outbox.damaged");
  EXPECT_EQ(Open()->WaitingCount(), 1U);
}

TEST_F(OutboxTest, ASecondProcessCannotOpenIt) {
  const auto outbox = Open();
  EXPECT_EQ(Outbox::Open(directory_.path() / "o", Key()).status().reason(), "outbox.cannot_open");
}

}  // namespace
}  // namespace paktum::office
