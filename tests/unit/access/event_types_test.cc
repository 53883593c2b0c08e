#include "libs/access/event_types.h"

#include "libs/events/catalogue.h"
#include "tests/unit/access/access_testing.h"

namespace paktum::access {
namespace {

std::vector<bool> Only(std::string_view type) {
  std::vector<bool> allowed(events::AllKinds().size(), false);
  if (const auto* kind = events::FindKind(type)) allowed[events::IndexOf(*kind)] = true;
  return allowed;
}

const std::string kHire = "paktum.employment.v1.HireRecorded";
const std::string kInterview = "paktum.service.v1.FirstInterviewHeld";

std::string Refused(const std::string& submitted, const std::string& allowed,
                    bool unknown_allowed = false) {
  return std::string(
      FirstRefusedType(submitted, Only(allowed), unknown_allowed).value_or("nothing"));
}

TEST(EventTypes, EveryKindOfTheCatalogueIsReadFromItsBytes) {
  for (const auto& kind : events::AllKinds()) {
    event::v1::Event event;
    event.set_subject("stream");
    const auto* body = event::v1::Event::descriptor()->FindOneofByName("body");
    for (int i = 0; i < body->field_count(); ++i) {
      if (body->field(i)->message_type() == kind.descriptor) {
        event.GetReflection()->MutableMessage(&event, body->field(i));
      }
    }
    const std::string submitted = event.SerializeAsString();
    EXPECT_EQ(Refused(submitted, kind.type), "nothing");
    EXPECT_EQ(Refused(submitted, ""), kind.type);
  }
}

TEST(EventTypes, EveryBodyInTheBytesCounts) {
  // A parser sees the last one only; another build might see the other.
  EXPECT_EQ(Refused(Hire() + Interview(), kInterview), kHire);
  EXPECT_EQ(Refused(Interview() + Hire(), kInterview), kHire);
  EXPECT_EQ(Refused(Interview() + Interview(), kInterview), "nothing");
}

TEST(EventTypes, WhatThisBuildDoesNotKnowIsUnknown) {
  event::v1::Event empty;
  empty.set_subject("stream");
  const std::string none = empty.SerializeAsString();
  EXPECT_EQ(Refused(none, kHire), kUnknownType);
  EXPECT_EQ(Refused(none, kHire, true), "nothing");
  // Field 899, a body of a newer build: alone, and beside one that is known.
  const std::string newer("\x9a\x38\x00", 3);
  EXPECT_EQ(Refused(newer, kHire), kUnknownType);
  EXPECT_EQ(Refused(newer, kHire, true), "nothing");
  EXPECT_EQ(Refused(Hire() + newer, kHire), kUnknownType);
  EXPECT_EQ(Refused(newer + Interview(), kHire, true), kInterview);
}

TEST(EventTypes, BytesThatAreNoPlainEventAreRefusedWhateverIsAllowed) {
  EXPECT_EQ(Refused("no event", kHire, true), kUnknownType);
  EXPECT_EQ(Refused(Hire().substr(0, Hire().size() - 1), kHire, true), kUnknownType);
  // The tag of a hire in more bytes than it needs: a tolerant parser would see the hire.
  std::string tag("\xf2\x95\x80\x00\x00", 5);
  EXPECT_EQ(Refused(tag, kInterview, true), kUnknownType);
  // A body as a number.
  EXPECT_EQ(Refused(std::string("\xf0\x15\x01", 3), kHire), kUnknownType);
}

}  // namespace
}  // namespace paktum::access
