// What a fold refuses to be made of.
#include <gtest/gtest.h>

#include "libs/events/catalogue.h"
#include "libs/views/internal/definitions.h"
#include "libs/views/internal/field_path.h"
#include "tests/unit/views/view_testing.h"

namespace paktum::views::internal {
namespace {

const google::protobuf::Descriptor* Kind(const char* type) {
  return events::FindKind(type)->descriptor;
}

TEST(FieldPath, ReadsTextNumbersAndCodedValues) {
  employment::v1::HireRecorded hire;
  hire.set_participant_id("p");
  hire.set_placement(employment::v1::PLACEMENT_SUBSIDISED);
  const auto* type = hire.GetDescriptor();
  std::string scratch;
  EXPECT_EQ(FieldPath::Compile(type, "participant_id")->Text(hire, scratch), "p");
  const auto placement = FieldPath::Compile(type, "placement");
  EXPECT_TRUE(placement->AnyOf(hire, placement->Prepare({"PLACEMENT_SUBSIDISED"})));
  EXPECT_FALSE(placement->AnyOf(hire, placement->Prepare({"PLACEMENT_INDEPENDENT"})));
  EXPECT_TRUE(placement->CanHold("PLACEMENT_INDEPENDENT"));
  EXPECT_FALSE(placement->CanHold("PLACEMENT_OTHER"));
  governance::v1::ForumHeld forum;
  forum.set_participants(80);
  EXPECT_EQ(FieldPath::Compile(forum.GetDescriptor(), "participants")->Number(forum), 80);
}

TEST(FieldPath, OneElementOfARepeatedFieldIsEnough) {
  participant::v1::ParticipantEnrolled enrolled;
  enrolled.add_target_groups("TG01");
  enrolled.add_target_groups("TG05");
  const auto path = FieldPath::Compile(enrolled.GetDescriptor(), "target_groups");
  EXPECT_TRUE(path->AnyOf(enrolled, path->Prepare({"TG05"})));
  EXPECT_FALSE(path->AnyOf(enrolled, path->Prepare({"TG02"})));
  governance::v1::SteeringGroupMeetingHeld meeting;
  meeting.add_resolutions()->set_number("1/2019");
  meeting.add_resolutions()->set_number("2/2019");
  const auto inner = FieldPath::Compile(meeting.GetDescriptor(), "resolutions.number");
  ASSERT_TRUE(inner.ok());
  EXPECT_TRUE(inner->AnyOf(meeting, inner->Prepare({"2/2019"})));
  EXPECT_FALSE(inner->AnyOf(meeting, inner->Prepare({"3/2019"})));
}

TEST(FieldPath, RefusesFieldsThatDoNotExist) {
  const auto* type = Kind("paktum.employment.v1.HireRecorded");
  for (const char* bad : {"", "salary", "placement.inner", "participant_id.", ".placement"}) {
    EXPECT_EQ(FieldPath::Compile(type, bad).status().reason(), "view.bad_definition") << bad;
  }
}

TEST(Definitions, CompilesEveryDefinitionOfThePlan) {
  const auto definitions = Definitions::Create(testing::Tiszakecske());
  ASSERT_TRUE(definitions.ok()) << definitions.status();
  std::size_t expected = 0;
  for (const auto* indicator : testing::Tiszakecske().indicators()) {
    expected += static_cast<std::size_t>(indicator->definitions_size());
  }
  EXPECT_EQ(definitions->all().size(), expected);
  EXPECT_EQ(definitions->indicators().size(), testing::Tiszakecske().indicators().size());
}

TEST(Definitions, FiltersThatDoNotFitAreRefused) {
  google::protobuf::RepeatedPtrField<plan::v1::FieldFilter> filters;
  auto* filter = filters.Add();
  filter->set_field("placement");
  filter->add_values("SUBSIDISED");
  const auto* type = Kind("paktum.employment.v1.HireRecorded");
  EXPECT_EQ(CompileFilters(type, filters).status().reason(), "view.bad_definition");
  filter->set_field("employed");
  EXPECT_EQ(CompileFilters(type, filters).status().reason(), "view.bad_definition");
}

TEST(Definitions, OnlyEventsAboutAParticipantHaveOne) {
  EXPECT_TRUE(ParticipantField(Kind("paktum.employment.v1.HireRecorded")).has_value());
  EXPECT_FALSE(ParticipantField(Kind("paktum.governance.v1.ForumHeld")).has_value());
}

}  // namespace
}  // namespace paktum::views::internal
