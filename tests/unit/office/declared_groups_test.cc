#include "libs/office/declared_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paktum/participant/v1/events.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::office {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void TakeEntry(DeclaredGroups& declared, const std::vector<std::string>& groups) {
  sealed::v1::SpecialTargetGroups part;
  for (const std::string& group : groups) part.add_target_groups(group);
  declared.Take(part.GetDescriptor()->full_name(), part.SerializeAsString());
}

void TakeStatement(DeclaredGroups& declared, const std::string& group,
                   participant::v1::TargetGroupAnswer answer) {
  sealed::v1::TargetGroupStatement part;
  part.set_target_group(group);
  part.set_answer(static_cast<std::uint32_t>(answer));
  declared.Take(part.GetDescriptor()->full_name(), part.SerializeAsString());
}

TEST(DeclaredGroups, TheLastStatementAboutAGroupStands) {
  DeclaredGroups declared;
  TakeEntry(declared, {"TG09"});
  TakeStatement(declared, "TG10", participant::v1::TARGET_GROUP_ANSWER_DECLARED);
  EXPECT_THAT(declared.groups(), ElementsAre("TG09", "TG10"));
  TakeStatement(declared, "TG09", participant::v1::TARGET_GROUP_ANSWER_UNSPECIFIED);  // withdrawn
  EXPECT_THAT(declared.groups(), ElementsAre("TG10"));
  TakeStatement(declared, "TG10", participant::v1::TARGET_GROUP_ANSWER_NOT_MEMBER);
  EXPECT_THAT(declared.groups(), IsEmpty());
  EXPECT_TRUE(declared.answered());
}

TEST(DeclaredGroups, ARefusalIsNoAnswer) {
  DeclaredGroups declared;
  TakeStatement(declared, "TG10", participant::v1::TARGET_GROUP_ANSWER_REFUSED);
  EXPECT_FALSE(declared.answered());
  EXPECT_THAT(declared.groups(), IsEmpty());
}

TEST(DeclaredGroups, WithNoneAtEntryThePersonAnswered) {
  DeclaredGroups declared;
  TakeEntry(declared, {});
  EXPECT_TRUE(declared.answered());
  declared.Take("paktum.sealed.v1.Note", "text");
  declared.Take("paktum.sealed.v1.TargetGroupStatement", "\xff");
  EXPECT_THAT(declared.groups(), IsEmpty());
}

}  // namespace
}  // namespace paktum::office
