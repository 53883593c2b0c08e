#include "libs/events/catalogue.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <set>

#include "libs/events/streams.h"

namespace paktum::events {
namespace {

TEST(Catalogue, EveryKindIsNamedInBothLanguages) {
  ASSERT_FALSE(AllKinds().empty());
  for (const EventKind& kind : AllKinds()) {
    EXPECT_FALSE(kind.title_hu.empty()) << kind.type;
    EXPECT_FALSE(kind.title_en.empty()) << kind.type;
    EXPECT_EQ(FindKind(kind.type), &kind);
  }
  EXPECT_EQ(FindKind("paktum.nothing.v1.Nothing"), nullptr);
}

TEST(Catalogue, TypeIsTheFullNameOfTheBody) {
  event::v1::Event event;
  event.mutable_forum_held()->set_participants(40);
  EXPECT_EQ(TypeOf(event), "paktum.governance.v1.ForumHeld");
  EXPECT_NE(BodyOf(event), nullptr);
}

TEST(Catalogue, AnEventOfANewerMemberIsKeptWithItsBytes) {
  // Field 949, length-delimited: a body that this build does not know.
  std::string submitted =
      "\x22\x0a"
      "2019-03-31";
  submitted += std::string("\xaa\x3b\x02\x08\x01", 5);
  const auto event = ParseEvent(submitted);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(BodyOf(*event), nullptr);
  EXPECT_EQ(TypeOf(*event), "unknown");
  EXPECT_EQ(OccurredOn(*event), Date::Parse("2019-03-31"));
  EXPECT_EQ(event->SerializeAsString(), submitted);
}

TEST(Catalogue, UnreadableBytesAreDataLoss) {
  EXPECT_EQ(ParseEvent("\xff\xff\xff").status().reason(), "event.unreadable");
}

TEST(Streams, ParticipantIsReadBackFromItsStream) {
  EXPECT_EQ(ParticipantOf(ParticipantStream("0197c1f0")), "0197c1f0");
  EXPECT_EQ(ParticipantOf(SchemeStream("S2")), "");
  EXPECT_EQ(BodyStream(kSteeringGroup), "body/steering-group");
}

}  // namespace
}  // namespace paktum::events
