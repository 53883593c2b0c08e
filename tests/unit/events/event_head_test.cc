#include "libs/events/event_head.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <random>
#include <string>

namespace paktum::events {
namespace {

event::v1::Event Hire() {
  event::v1::Event event;
  event.set_id(std::string("\x01\xff\x80", 3));
  event.set_source("/pacts/tiszakecske/members/government_office");
  event.set_subject("participant/0197c1f0-0000-7000-8000-000000000001");
  event.set_occurred_on("2019-03-31");
  event.set_actor("clerk-7");
  event.set_causation_position(12);
  event.add_sealed()->set_ciphertext(std::string("\xfe\xff", 2));
  event.mutable_hire_recorded()->set_employer("Kovács és Társa");
  return event;
}

// ReadHead must say what ParseEvent says, or leave it to ParseEvent.
void ExpectSame(const std::string& bytes) {
  const auto head = ReadHead(bytes);
  if (!head) return;
  const auto event = ParseEvent(bytes);
  if (!event.ok()) return;  // what stands inside the body is not looked at
  const EventHead whole = HeadOf(*event);
  EXPECT_EQ(head->kind, whole.kind);
  EXPECT_EQ(head->occurred_on, whole.occurred_on);
  EXPECT_EQ(head->simulated, whole.simulated);
  EXPECT_EQ(head->late_reason, whole.late_reason);
}

TEST(EventHead, TellsKindDayAndSimulationWithoutTheBody) {
  event::v1::Event event = Hire();
  auto head = ReadHead(event.SerializeAsString());
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->kind, FindKind("paktum.employment.v1.HireRecorded"));
  EXPECT_EQ(head->occurred_on, Date::Of(2019, 3, 31));
  EXPECT_FALSE(head->simulated);
  EXPECT_EQ(head->late_reason, event::v1::LATE_REASON_UNSPECIFIED);
  event.set_simulated(true);
  event.set_late_reason(event::v1::LATE_REASON_INSPECTION_FINDING);
  event.set_occurred_on("2019-02-30");
  head = ReadHead(event.SerializeAsString());
  ASSERT_TRUE(head.has_value());
  EXPECT_TRUE(head->simulated);
  EXPECT_EQ(head->late_reason, event::v1::LATE_REASON_INSPECTION_FINDING);
  EXPECT_FALSE(head->occurred_on.has_value());
}

TEST(EventHead, EveryKindOfTheCatalogueIsKnownByItsNumber) {
  const auto* body = event::v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    event::v1::Event event;
    event.GetReflection()->MutableMessage(&event, body->field(i));
    const auto head = ReadHead(event.SerializeAsString());
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(head->kind, FindKind(body->field(i)->message_type()->full_name()));
    EXPECT_EQ(HeadOf(event).kind, head->kind);
  }
}

TEST(EventHead, ABodyOfANewerMemberIsNoneOfOurs) {
  event::v1::Event event;
  event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(999, "newer");
  const auto head = ReadHead(event.SerializeAsString());
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->kind, nullptr);
  EXPECT_EQ(ReadHead("")->kind, nullptr);
}

TEST(EventHead, OfTwoBodiesTheLastOneCountsAndTwoHalvesAreLeftToProtobuf) {
  event::v1::Event forum;
  forum.mutable_forum_held()->set_participants(3);
  const std::string hire = Hire().SerializeAsString();
  const std::string both = hire + forum.SerializeAsString();
  ASSERT_TRUE(ReadHead(both).has_value());
  ExpectSame(both);
  EXPECT_FALSE(ReadHead(hire + hire).has_value());
}

TEST(EventHead, WhatOnlyProtobufCanTellIsLeftToIt) {
  EXPECT_FALSE(ReadHead("\xff\xff").has_value());
  event::v1::Event named = Hire();
  named.set_actor("Kovács");
  EXPECT_FALSE(ReadHead(named.SerializeAsString()).has_value());
  // A group, which no encoder of ours writes: field 1000, begun and ended.
  EXPECT_FALSE(ReadHead(std::string("\xc3\x3e\xc4\x3e")).has_value());
  const std::string whole = Hire().SerializeAsString();
  EXPECT_FALSE(ReadHead(whole.substr(0, whole.size() - 1)).has_value());
}

TEST(EventHead, AgreesWithTheParserOnDamagedEvents) {
  const char* given = std::getenv("PAKTUM_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  SCOPED_TRACE("PAKTUM_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  const std::string whole = Hire().SerializeAsString();
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = whole;
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    ExpectSame(bytes);
    if (HasFailure()) return;
  }
}

std::atomic<int>& Lines() {
  static std::atomic<int> lines{0};
  return lines;
}

TEST(ParseEvent, BytesOfAPeerWriteNoLines) {
  Lines() = 0;
  auto* const before = google::protobuf::SetLogHandler(
      [](google::protobuf::LogLevel, const char*, int, const std::string&) { ++Lines(); });
  // Field 5, the actor: text that is not UTF-8.
  EXPECT_EQ(ParseEvent("\x2a\x02\xff\xfe").status().reason(), "event.unreadable");
  EXPECT_EQ(Lines().load(), 0);
  google::protobuf::SetLogHandler(before);
}

}  // namespace
}  // namespace paktum::events
