#include "libs/office/command_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "libs/office/commands.h"
#include "libs/plan/load.h"

namespace paktum::office {
namespace {

const plan::Plan& TiszaPlan() {
  static const auto* const kPlan = [] {
    auto plan = plan::LoadPlan(PAKTUM_SOURCE_DIR "/plans/tiszakecske.textproto");
    EXPECT_TRUE(plan.ok());
    return new plan::Plan(*std::move(plan));
  }();
  return *kPlan;
}

Json Form(const std::string& command) {
  return std::get<Json>(ParseJson(CommandFormJson(*FindCommand(command), TiszaPlan())));
}

Json FieldOf(const Json& form, const std::string& name) {
  for (const Json& field : form.Find("fields")->items()) {
    if (field.Find("name")->text() == name) return field;
  }
  ADD_FAILURE() << "no field " << name;
  return Json::Object();
}

std::string TextOf(const Json& object, const std::string& name) {
  const Json* found = object.Find(name);
  return found == nullptr ? "" : found->text();
}

TEST(CommandForm, HasEveryFieldOfEveryCommandWithALabelInBothLanguages) {
  for (const CommandKind& kind : AllCommands()) {
    const Json form = Form(kind.name);
    const auto& fields = form.Find("fields")->items();
    ASSERT_EQ(fields.size(), static_cast<std::size_t>(kind.descriptor->field_count())) << kind.name;
    for (const Json& field : fields) {
      const std::string name = kind.name + "." + TextOf(field, "name");
      EXPECT_NE(TextOf(*field.Find("label"), "hu"), "") << name;
      EXPECT_NE(TextOf(*field.Find("label"), "en"), "") << name;
      EXPECT_NE(TextOf(field, "kind"), "") << name;
      EXPECT_EQ(TextOf(field, "kind") == "choice",
                field.Find("only_choices") != nullptr && field.Find("only_choices")->boolean())
          << name;
      EXPECT_EQ(TextOf(field, "kind") == "group", field.Find("fields") != nullptr) << name;
    }
  }
}

TEST(CommandForm, TellsKindsLimitsAndTheCodesOfThePlan) {
  const Json form = Form("GrantSubsidy");
  EXPECT_EQ(TextOf(FieldOf(form, "granted_on"), "kind"), "date");
  EXPECT_TRUE(FieldOf(form, "granted_on").Find("required")->boolean());
  EXPECT_EQ(TextOf(FieldOf(form, "monthly_amount_ft"), "kind"), "amount");
  EXPECT_EQ(TextOf(FieldOf(form, "months"), "kind"), "number");
  EXPECT_EQ(TextOf(FieldOf(form, "months"), "min"), "0") << "a number without sign";
  EXPECT_EQ(TextOf(FieldOf(form, "months"), "max"), "60");
  EXPECT_TRUE(FieldOf(form, "participant_id").Find("person")->boolean());
  const Json scheme = FieldOf(form, "scheme");
  EXPECT_FALSE(scheme.Find("only_choices")->boolean());
  EXPECT_EQ(scheme.Find("choices")->items().size(),
            static_cast<std::size_t>(TiszaPlan().data().schemes_size()));
  EXPECT_EQ(TextOf(scheme.Find("choices")->items().front(), "code"),
            TiszaPlan().data().schemes(0).code());
}

TEST(CommandForm, ListsTheValuesOfAnEnumWithoutItsZeroValue) {
  const Json gender = FieldOf(Form("RegisterParticipant"), "gender");
  std::set<std::string> codes;
  for (const Json& choice : gender.Find("choices")->items()) {
    codes.insert(TextOf(choice, "code"));
    EXPECT_NE(TextOf(*choice.Find("text"), "hu"), "");
  }
  EXPECT_TRUE(codes.contains("GENDER_FEMALE"));
  EXPECT_FALSE(codes.contains("GENDER_UNSPECIFIED"));
}

TEST(CommandForm, DescribesThePartsOfAMessageInside) {
  const Json resolutions = FieldOf(Form("HoldSteeringGroupMeeting"), "resolutions");
  EXPECT_TRUE(resolutions.Find("repeated")->boolean());
  EXPECT_GT(resolutions.Find("fields")->items().size(), 1U);
}

TEST(CommandForm, PersonalFieldsAreMarked) {
  EXPECT_TRUE(FieldOf(Form("RegisterParticipant"), "family_name").Find("personal")->boolean());
  EXPECT_FALSE(FieldOf(Form("RegisterParticipant"), "registered_on").Find("personal")->boolean());
}

TEST(CommandForm, FieldsAreCalledAsMoreThanHalfOfTheCommandsCallThem) {
  const Json labels = std::get<Json>(ParseJson(FieldLabelsJson()));
  ASSERT_NE(labels.Find("grant_id"), nullptr);
  EXPECT_EQ(TextOf(*labels.Find("grant_id"), "en"), "Id of the grant");
  EXPECT_EQ(TextOf(*labels.Find("participant_id"), "en"), "Participant's id");
  EXPECT_EQ(labels.Find("reason"), nullptr) << "it means another thing in every command";
}

}  // namespace
}  // namespace paktum::office
