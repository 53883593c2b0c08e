#include "libs/commands/input.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/pact_office.pb.h"
#include "paktum/command/v1/participant.pb.h"

namespace paktum::commands {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::vector<std::pair<std::string, std::string>> FieldsAndCodes(
    const std::vector<Violation>& violations) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Violation& violation : violations) pairs.emplace_back(violation.field, violation.code);
  return pairs;
}

CheckedCommand Read(const std::string& command, const std::string& json) {
  const CommandKind* kind = FindCommand(command);
  EXPECT_NE(kind, nullptr) << command;
  return ReadCommand(*kind, json);
}

constexpr const char* kRegister = R"({"registered_on":"2019-03-01","family_name":"Próba",
  "given_name":"Réka","birth_date":"1980-02-29","taj":"123 456-788","gender":"GENDER_FEMALE"})";

TEST(CommandCatalogue, EveryCommandHasOfficesAndBothTitles) {
  EXPECT_EQ(AllCommands().size(), 97U);
  for (const CommandKind& kind : AllCommands()) {
    EXPECT_THAT(kind.offices, Not(IsEmpty())) << kind.name;
    EXPECT_FALSE(kind.title.hu.empty()) << kind.name;
    EXPECT_FALSE(kind.title.en.empty()) << kind.name;
  }
}

TEST(Correction, TheCommandInsideIsCheckedAsIfItCameAlone) {
  const std::string inside = R"("fields_json":"{\"participant_id\":\"x\",\"hired_on\":\"\"}")";
  const CheckedCommand checked = Read(
      "CorrectEvent",
      R"({"position":7,"reason":"VOID_REASON_ENTRY_ERROR","command":"RecordHire",)" + inside + "}");
  EXPECT_EQ(checked.message, nullptr);
  EXPECT_THAT(FieldsAndCodes(checked.violations),
              UnorderedElementsAre(Pair("fields_json.participant_id", "input.uuid"),
                                   Pair("fields_json.hired_on", "input.required"),
                                   Pair("fields_json.employer", "input.required"),
                                   Pair("fields_json.placement", "input.required")));
}

TEST(Correction, NamesACommandThatCanStandInIt) {
  for (const char* command : {"NoSuchCommand", "CorrectEvent"}) {
    const CheckedCommand checked = Read(
        "CorrectEvent", std::string(R"({"position":7,"reason":1,"fields_json":"{}","command":")") +
                            command + "\"}");
    EXPECT_THAT(FieldsAndCodes(checked.violations),
                ElementsAre(Pair("command", "input.unknown_value")));
  }
}

TEST(Correction, OfWhatIsRightPasses) {
  const CheckedCommand checked =
      Read("CorrectEvent",
           R"({"position":7,"reason":1,"command":"PublishNothing","fields_json":"no json"})");
  EXPECT_THAT(FieldsAndCodes(checked.violations),
              ElementsAre(Pair("command", "input.unknown_value")));
  const CheckedCommand right =
      Read("CorrectEvent",
           R"({"position":7,"reason":1,"command":"Mediate","fields_json":"{\"participant_id\":)"
           R"(\"0197c1f0-0000-7000-8000-000000000000\",\"mediated_on\":\"2019-02-25\",)"
           R"(\"employer\":\"kalfem\",\"outcome\":1}"})");
  EXPECT_THAT(right.violations, IsEmpty());
  EXPECT_NE(right.message, nullptr);
}

TEST(CommandCatalogue, AnOfficeTakesItsOwnCommandsOnly) {
  EXPECT_TRUE(FindCommand("RegisterParticipant")->TakenBy("charity"));
  EXPECT_TRUE(FindCommand("RegisterParticipant")->TakenBy("government_office"));
  EXPECT_FALSE(FindCommand("RegisterParticipant")->TakenBy("pact_office"));
  EXPECT_EQ(FindCommand("DropDatabase"), nullptr);
  for (const CommandKind* kind : CommandsOf("pact_office"))
    EXPECT_TRUE(kind->TakenBy("pact_office"));
}

TEST(Input, AGoodCommandIsReadAndNormalised) {
  const CheckedCommand checked = Read("RegisterParticipant", kRegister);
  ASSERT_THAT(FieldsAndCodes(checked.violations), IsEmpty());
  const auto& command = dynamic_cast<const command::v1::RegisterParticipant&>(*checked.message);
  EXPECT_EQ(command.taj(), "123456788");
  EXPECT_EQ(command.family_name(), "Próba");
  EXPECT_EQ(command.gender(), participant::v1::GENDER_FEMALE);
}

TEST(Input, CamelCaseNamesAndEnumNumbersAreProtobufJsonToo) {
  const CheckedCommand checked = Read("RegisterMember", R"({"memberCode":"M34","basis":1,
    "joinedOn":"2019-01-01","type":null})");
  ASSERT_THAT(FieldsAndCodes(checked.violations), IsEmpty());
  EXPECT_EQ(dynamic_cast<const command::v1::RegisterMember&>(*checked.message).member_code(),
            "M34");
}

TEST(Input, EverythingWrongIsReportedAtOnce) {
  const CheckedCommand checked = Read("GrantSubsidy", R"({"participant_id":"not-a-uuid",
    "granted_on":"2019-02-30","intensity_percent":101,"months":"61","monthly_amount_ft":1.5,
    "employer":"with space","colour":"red"})");
  EXPECT_EQ(checked.message, nullptr);
  EXPECT_THAT(FieldsAndCodes(checked.violations),
              UnorderedElementsAre(
                  Pair("participant_id", "input.uuid"), Pair("scheme", "input.required"),
                  Pair("granted_on", "input.date"), Pair("intensity_percent", "input.too_large"),
                  Pair("months", "input.too_large"), Pair("monthly_amount_ft", "input.type"),
                  Pair("employer", "input.code"), Pair("colour", "input.unknown_field")));
}

TEST(Input, WrongJsonIsToldByLineAndColumn) {
  const CheckedCommand checked =
      Read("RecordHire", "{\n  \"hired_on\": \"2019-01-01\"\n  \"x\": 1}");
  ASSERT_THAT(FieldsAndCodes(checked.violations), ElementsAre(Pair("", "input.json")));
  EXPECT_THAT(checked.violations[0].text.en, HasSubstr("line 3, column 3"));
  EXPECT_THAT(checked.violations[0].text.hu, HasSubstr("3. sor"));
}

TEST(Input, WhatIsNoJsonObjectIsRefused) {
  for (const std::string body :
       {"", "[]", "null", "\"x\"", "{", "{}x", "{\"a\":1,}", "{\"a\":01}", "{'a':1}", "\xff",
        "{\"a\":\"\xc3\"}", "{\"a\":\"\\ud800\"}", "{\"a\":1,\"a\":2}", "\xef\xbb\xbf{}",
        "{\"a\":\"\n\"}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":nul}"}) {
    EXPECT_THAT(FieldsAndCodes(Read("RecordHire", body).violations),
                ElementsAre(Pair("", "input.json")))
        << body;
  }
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  EXPECT_THAT(Read("RecordHire", deep).violations[0].text.en, HasSubstr("nested too deeply"));
}

TEST(Input, NestedMessagesAreCheckedWithTheirPath) {
  const CheckedCommand checked = Read("HoldSteeringGroupMeeting", R"({"held_on":"2019-01-01",
    "members_present":5,"agenda":["a",""],"resolutions":[{"number":"1/2019","subject":"x"},
    {"number":"2/2019"},{"number":"3/2019","subject":"y","extra":1},7]})");
  EXPECT_THAT(FieldsAndCodes(checked.violations),
              UnorderedElementsAre(Pair("agenda[1]", "input.required"),
                                   Pair("resolutions[1].subject", "input.required"),
                                   Pair("resolutions[2].extra", "input.unknown_field"),
                                   Pair("resolutions[3]", "input.type")));
}

TEST(Input, LengthsCountCharactersNotBytes) {
  std::string hundred;
  for (int i = 0; i < 100; ++i) hundred += "ű";
  const auto body = [](const std::string& name) {
    return R"({"registered_on":"2019-03-01","given_name":"R","birth_date":"1980-01-01",
      "taj":"123456788","gender":"GENDER_FEMALE","family_name":")" +
           name + "\"}";
  };
  EXPECT_THAT(Read("RegisterParticipant", body(hundred)).violations, IsEmpty());
  EXPECT_THAT(FieldsAndCodes(Read("RegisterParticipant", body(hundred + "x")).violations),
              ElementsAre(Pair("family_name", "input.too_long")));
  EXPECT_THAT(FieldsAndCodes(Read("RegisterParticipant", body("a\\u0007b")).violations),
              ElementsAre(Pair("family_name", "input.control_character")));
  EXPECT_THAT(FieldsAndCodes(Read("RegisterParticipant", body("a\\u0085b")).violations),
              ElementsAre(Pair("family_name", "input.control_character")));
  EXPECT_THAT(FieldsAndCodes(Read("RegisterParticipant", body(" \\t ")).violations),
              ElementsAre(Pair("family_name", "input.required")));
}

TEST(Input, LongTextsMayHaveLineBreaks) {
  const std::string start = R"({"participant_id":"0197C1F0-0000-7000-8000-000000000001",
    "held_on":"2019-01-01","minutes":30,"notes":")";
  const CheckedCommand checked = Read("HoldFirstInterview", start + "a\\nb\"}");
  EXPECT_THAT(checked.violations, IsEmpty());
  EXPECT_THAT(FieldsAndCodes(Read("HoldFirstInterview", start + "a\\u0000b\"}").violations),
              ElementsAre(Pair("notes", "input.control_character")));
}

TEST(Input, TooManyElementsAreRefused) {
  std::string groups;
  for (int i = 0; i < 21; ++i) groups += std::string(i > 0 ? "," : "") + "\"TG01\"";
  const CheckedCommand checked = Read("EnrolParticipant", R"({"target_groups":[)" + groups + "]}");
  EXPECT_THAT(FieldsAndCodes(checked.violations),
              ::testing::Contains(Pair("target_groups", "input.too_many")));
}

TEST(Input, NumbersOutOfTheTypesRangeAreRefused) {
  for (const std::string number : {"-1", "4294967296", "1e30", "1.25", "\"abc\"", "true", "\"\""}) {
    EXPECT_THAT(FieldsAndCodes(Read("AdoptPlan",
                                    R"({"adopted_on":"2019-01-01","plan_version":)" + number + "}")
                                   .violations),
                ElementsAre(Pair("plan_version", "input.type")))
        << number;
  }
  EXPECT_THAT(Read("AdoptPlan", R"({"adopted_on":"2019-01-01","plan_version":1e0})").violations,
              IsEmpty());
}

TEST(Input, AnUnknownCodeNamesTheKnownOnes) {
  const CheckedCommand checked = Read("VoidEvent", R"({"position":"3","reason":"BECAUSE"})");
  ASSERT_THAT(FieldsAndCodes(checked.violations),
              ElementsAre(Pair("reason", "input.unknown_value")));
  EXPECT_THAT(checked.violations[0].text.en, HasSubstr("VOID_REASON_DUPLICATE"));
  EXPECT_THAT(checked.violations[0].text.en, Not(HasSubstr("UNSPECIFIED")));
}

TEST(Input, NoTextRepeatsWhatWasTyped) {
  const CheckedCommand checked = Read("RegisterParticipant", R"({"registered_on":"MARKER",
    "family_name":"MARKER\u0001","birth_date":"MARKER","taj":"MARKER","gender":"MARKER",
    "email":"MARKER","given_name":7,"MARKER é":1})");
  EXPECT_GE(checked.violations.size(), 8U);
  for (const Violation& violation : checked.violations) {
    EXPECT_THAT(violation.field, Not(HasSubstr("MARKER")));
    EXPECT_THAT(violation.text.hu, Not(HasSubstr("MARKER")));
    EXPECT_THAT(violation.text.en, Not(HasSubstr("MARKER")));
  }
  const CheckedCommand malformed = Read("RegisterParticipant", R"({"taj":"MARKER" "x"})");
  EXPECT_THAT(malformed.violations[0].text.en, Not(HasSubstr("MARKER")));
}

TEST(Input, DamagedBodiesAreReadOrRefusedNeverBoth) {
  const std::uint32_t seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string start = R"({"held_on":"2019-01-01","members_present":5,"agenda":["a\u00e9\n"],
    "resolutions":[{"number":"1/2019","subject":"x"}],"minutes_sha256":null})";
  constexpr std::string_view kPieces = "{}[]\",:\\0129-+.eEutfn \xC3\xA9\xED\xA0";
  for (int i = 0; i < 20'000; ++i) {
    std::string body = start;
    for (std::uint32_t changes = 1 + random() % 4; changes > 0; --changes) {
      const std::size_t at = random() % body.size();
      const char piece = kPieces[random() % kPieces.size()];
      if (random() % 3 == 0) {
        body.erase(at, 1 + random() % 8);
        if (body.empty()) body = "{";
      } else if (random() % 2 == 0) {
        body[at] = piece;
      } else {
        body.insert(at, 1, piece);
      }
    }
    const CheckedCommand checked = Read("HoldSteeringGroupMeeting", body);
    ASSERT_NE(checked.message == nullptr, checked.violations.empty()) << body;
    if (checked.message != nullptr) {
      ASSERT_TRUE(FromCanonicalBytes(CanonicalBytes(*checked.message)).ok()) << body;
    }
  }
}

TEST(Input, TajCheckDigitIsChecked) {
  EXPECT_EQ(NormalisedTaj("123456788"), "123456788");
  EXPECT_EQ(NormalisedTaj("123-456-788"), "123456788");
  EXPECT_EQ(NormalisedTaj("123456789"), "");
  EXPECT_EQ(NormalisedTaj("12345678"), "");
  EXPECT_EQ(NormalisedTaj("1234567880"), "");
  EXPECT_EQ(NormalisedTaj("12345678a"), "");
  EXPECT_EQ(NormalisedTaj(""), "");
}

TEST(Input, EmailAddresses) {
  const auto codes = [](const std::string& email) {
    std::string body = kRegister;
    body.insert(body.size() - 1, R"(,"email":")" + email + "\"");
    return FieldsAndCodes(Read("RegisterParticipant", body).violations);
  };
  for (const std::string good : {"a@b.hu", "first.last+tag@mail.example.org"}) {
    EXPECT_THAT(codes(good), IsEmpty()) << good;
  }
  for (const std::string bad :
       {"a", "@b.hu", "a@", "a@b", "a@@b.hu", "a b@c.hu", ".a@b.hu", "a@b..hu", "a@b.hu."}) {
    EXPECT_THAT(codes(bad), ElementsAre(Pair("email", "input.email"))) << bad;
  }
}

TEST(CanonicalBytes, SameCommandSameBytesHoweverItWasWritten) {
  const CheckedCommand a = Read("RegisterParticipant", kRegister);
  const CheckedCommand b = Read("RegisterParticipant", R"({"gender":1,"taj":"123456788",
    "birthDate":"1980-02-29","givenName":"R\u00e9ka","familyName":"Próba",
    "registeredOn":"2019-03-01"})");
  ASSERT_NE(a.message, nullptr);
  ASSERT_NE(b.message, nullptr);
  EXPECT_EQ(CanonicalBytes(*a.message), CanonicalBytes(*b.message));
  const auto back = FromCanonicalBytes(CanonicalBytes(*a.message));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ((*back)->DebugString(), a.message->DebugString());
}

TEST(CanonicalBytes, ForeignBytesAreRefused) {
  for (const std::string& bytes : {std::string(), std::string("x"), std::string("a.B\0", 4),
                                   std::string("paktum.command.v1.AdoptPlan\0\xff", 29)}) {
    EXPECT_EQ(FromCanonicalBytes(bytes).status().reason(), "command.unreadable");
  }
}

// As offices number their files, and with no room for a name.
TEST(FileNumbers, AreTakenAsOfficesWriteThem) {
  const auto refused = [](const std::string& reference) {
    const std::string json =
        R"({"participant_id":"0164f1b2-3c4d-7e5f-8a6b-7c8d9e0fa1b2","requested_on":"2020-03-01",)"
        R"("reason":"ERASURE_REASON_CONSENT_WITHDRAWN","reference":")" +
        reference + "\"}";
    const auto said = FieldsAndCodes(Read("ProposeErasure", json).violations);
    for (const auto& [field, code] : said) EXPECT_EQ(field, "reference") << code;
    return said.empty() ? std::string() : said.front().second;
  };
  for (const char* taken :
       {"BK/12/345-6/2020", "BKKH-1", "12/2019", "7", "TK_2020.03(2)", "BK/12/345-6/2020/a"}) {
    EXPECT_EQ(refused(taken), "") << taken;
  }
  EXPECT_EQ(refused(std::string(64, '1')), "");
  for (const char* wrong :
       {"/12/2020", "-1", "Kiss Ilona", "BK 12/2020", "BK;12", "a@b.hu", R"(BK\\12)"}) {
    EXPECT_EQ(refused(wrong), "input.reference") << wrong;
  }
  EXPECT_EQ(refused(std::string(65, '1')), "input.reference");
}

}  // namespace
}  // namespace paktum::commands
