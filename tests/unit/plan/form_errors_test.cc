// Errors of form: what is no protobuf text of a plan, and where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

TEST(PlanForm, AnUnknownFieldIsNamedWithTheOneMeant) {
  ExpectError(ChangeAfter("code: \"1.3\"", "pillar:", "piller:"), "no field named \"piller\"",
              "did you mean \"pillar\"?");
}

TEST(PlanForm, AnUnknownEnumValueIsNamedWithTheOneMeant) {
  ExpectOneError(ChangeAfter("code: \"S4\"", "KIND_COMMUTING", "KIND_COMUTING"), "KIND_COMUTING",
                 "did you mean \"KIND_COMMUTING\"?");
}

TEST(PlanForm, AnAmountWithSeparatorsIsNoNumber) {
  ExpectOneError(ChangeAfter("code: \"S2\"", "116960000", "\"116 960 000\""), "expected integer",
                 "a whole number without separators");
}

TEST(PlanForm, AFieldGivenTwiceIsRefused) {
  ExpectOneError(ChangeAfter("code: \"S5\"", "persons: 1\n", "persons: 1 persons: 2\n"), "persons",
                 "write persons once");
}

TEST(PlanForm, AMissingColonIsFoundWhereItIsMissing) {
  ExpectOneError(ChangeAfter("code: \"S5\"", "months: 12", "months 12"), "xpected \":\"",
                 "field: value");
}

TEST(PlanForm, AMissingBraceIsFoundInItsEntryAndNotAtTheEndOfTheFile) {
  const Changed changed = ChangeAfter("  code: \"TG05\"", "\n}\n", "\n");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_GE(reading.errors[0].line, changed.line);
  EXPECT_LE(reading.errors[0].line, changed.line + 2);
  EXPECT_NE(reading.errors[0].hint.find("\"}\""), std::string::npos) << reading.errors[0].hint;
}

TEST(PlanForm, EveryBrokenEntryIsReported) {
  Changed changed = ChangeAfter("code: \"S5\"", "months: 12", "months: twelve");
  const std::size_t second = changed.text.find("number: 7\n", changed.text.find("service_steps"));
  changed.text.replace(second, 9, "number = 7");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 2U);
  EXPECT_EQ(reading.errors[0].line, changed.line);
  EXPECT_EQ(reading.errors[1].line, LineOf(changed.text, second));
}

TEST(PlanForm, AnUnknownFieldDoesNotHideErrorsOfContent) {
  Changed changed = ChangeAfter("code: \"1.3\"", "pillar: \"1\"", "pillar: \"7\"");
  changed.text.insert(0, "colour: 3 ");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 2U);
  EXPECT_NE(reading.errors[0].what.find("colour"), std::string::npos);
  EXPECT_EQ(reading.errors[1].line, changed.line);
}

TEST(PlanForm, AnElementOfAListOverSeveralLinesHasItsOwnLine) {
  ExpectOneError(ChangeAfter("code: \"3.2.R1\"", "\"paktum.service.v1.ServiceGiven\"",
                             "\"paktum.service.v1.ServiceGivn\""),
                 "is no event type", "did you mean \"paktum.service.v1.ServiceGiven\"?");
}

TEST(PlanForm, AnElementInSingleQuotesHasTheLineOfItsStatement) {
  ExpectOneError(ChangeAfter("code: \"B3\"", "schemes: [\"S1\", \"S2\"]", "schemes: ['PO25']"),
                 "\"PO25\" in schemes is no scheme", "");
}

TEST(PlanForm, AnEmptyTextIsNoPlan) {
  const PlanReading reading = ReadPlan("");
  EXPECT_FALSE(reading.plan.has_value());
  EXPECT_FALSE(reading.errors.empty());
}

TEST(PlanForm, NoiseIsRefusedWithBoundedErrors) {
  std::string noise;
  for (int i = 0; i < 5000; ++i) noise += "measures { ]\n";
  const PlanReading reading = ReadPlan(noise);
  EXPECT_FALSE(reading.plan.has_value());
  EXPECT_EQ(reading.errors.size(), kPlanErrorsMax);
  EXPECT_EQ(reading.errors_left_out, 5000 - kPlanErrorsMax);
}

TEST(PlanForm, DepthIsBounded) {
  std::string deep = TiszakecskeText();
  for (int i = 0; i < 200000; ++i) deep += "a{";
  const PlanReading reading = ReadPlan(deep);
  ASSERT_FALSE(reading.errors.empty());
  EXPECT_NE(reading.errors.back().hint.find("32 levels"), std::string::npos)
      << reading.errors.back().what;
}

TEST(PlanForm, LongValuesAreRefusedWithShortErrors) {
  const std::string digits(1'000'000, '7');
  const std::string letters(1'000'000, 'x');
  const std::vector<Changed> changes = {
      ChangeAfter("code: \"S5\"", "months: 12", "months: " + digits),
      ChangeAfter("code: \"S5\"", "KIND_HOUSING", letters),
      ChangeAfter("code: \"S5\"", "months: 12", letters + ": 12"),
      ChangeAfter("code: \"S5\"", "\"T:289\"", "\"T:" + digits + "\""),
      ChangeAfter("code: \"S5\"", "\"T:289\"", "\"external:https://" + letters + "\""),
      ChangeAfter("code: \"B2\"", "\"S3\"", "\"" + letters + "\""),
      ChangeAfter("", "pact_id: \"tiszakecske\"", "pact_id: \"" + letters + "\""),
  };
  for (const Changed& changed : changes) {
    const PlanReading reading = ReadPlan(changed.text);
    ASSERT_FALSE(reading.errors.empty());
    EXPECT_EQ(reading.errors[0].line, changed.line);
    EXPECT_LT(FormatPlanError("plan", reading.errors[0]).size(), 2500U);
  }
}

TEST(PlanForm, ErrorsComeInTheOrderOfTheText) {
  std::string text = TiszakecskeText();
  for (std::size_t at = text.find("payer: \"bacs"); at != std::string::npos;
       at = text.find("payer: \"bacs", at + 1)) {
    text.replace(at, 12, "payer: \"bicz");
  }
  const PlanReading reading = ReadPlan(text);
  ASSERT_EQ(reading.errors.size(), 9U);
  for (std::size_t i = 1; i < reading.errors.size(); ++i) {
    EXPECT_LT(reading.errors[i - 1].line, reading.errors[i].line);
  }
}

TEST(ParsePlan, PutsEveryErrorIntoOneStatusWithFileLineAndColumn) {
  Changed changed = ChangeAfter("code: \"S5\"", "months: 12", "months: 0");
  const auto parsed = ParsePlan(changed.text, "plans/x.textproto");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(parsed.status().reason(), "plan.invalid");
  EXPECT_EQ(parsed.status().message(), "plans/x.textproto:" + std::to_string(changed.line) + ":" +
                                           std::to_string(changed.column) +
                                           ": months is 0; 1 or more, or no months");
}

TEST(ParsePlan, RefusesATextThatIsTooLarge) {
  const auto parsed = ParsePlan(std::string(kPlanBytesMax + 1, ' '), "big");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.status().reason(), "plan.too_large");
}

TEST(LoadPlan, AMissingFileIsNotFound) {
  const auto loaded = LoadPlan("no/such/plan.textproto");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(loaded.status().reason(), "plan.no_file");
}

TEST(LoadPlan, ADirectoryIsNoPlan) {
  const auto loaded = LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.status().reason(), "plan.no_file");
}

TEST(LoadPlan, ErrorsNameTheFile) {
  const std::string path = testing::TempDir() + "/broken_plan.textproto";
  std::ofstream(path) << ChangeAfter("code: \"S5\"", "months: 12", "months: 0").text;
  const auto loaded = LoadPlan(path);
  ASSERT_FALSE(loaded.ok());
  EXPECT_TRUE(loaded.status().message().starts_with(path + ":")) << loaded.status();
  std::remove(path.c_str());
}

}  // namespace
}  // namespace paktum::plan
