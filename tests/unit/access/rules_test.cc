#include "libs/access/rules.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <iterator>

#include "libs/access/default_rules.h"
#include "libs/events/catalogue.h"
#include "paktum/sealed/v1/sealed.pb.h"
#include "tests/unit/access/access_testing.h"

namespace paktum::access {
namespace {

using ::testing::HasSubstr;

constexpr Instant kNow(1'700'000'000'000);

std::string KeyLine(const SignKey& key, const std::string& more = "") {
  return "  signing_keys { public_key: \"" + TextOf(key.public_key()) + "\" " + more + "}\n";
}

std::shared_ptr<const AccessRules> Rules(const std::string& text) {
  auto rules = AccessRules::Parse(text, "rules");
  EXPECT_TRUE(rules.ok()) << rules.status();
  return rules.ok() ? *rules : nullptr;
}

std::string Mistakes(const std::string& text) {
  const auto rules = AccessRules::Parse(text, "rules");
  EXPECT_EQ(rules.status().reason(), "rules.malformed");
  return rules.status().message();
}

std::string Member(const std::string& lines) {
  return "# a comment\nmembers {\n  name: \"charity\"\n" + lines + "}\n";
}

std::string Charity(const SignKey& key, const std::string& more = "") {
  return "members {\n  name: \"charity\"\n  pacts: \"lenti\"\n"
         "  may_append: \"paktum.service.v1.*\"\n  may_read: \"participant/\"\n"
         "  may_read: \"scheme/S2\"\n  may_unseal: \"paktum.sealed.v1.Note\"\n" +
         KeyLine(key, more) + "}\n";
}

TEST(AccessRules, EveryMistakeIsToldWithItsLineAndColumn) {
  EXPECT_EQ(Mistakes("members { name: \"charity\"\n  may_sing: \"all\" }"),
            "rules:2:11: Message type \"paktum.access.v1.MemberRule\" has no field named "
            "\"may_sing\".");
  EXPECT_THAT(Mistakes("members {"), HasSubstr("rules:1:"));
  EXPECT_EQ(Mistakes("members {\n  name: \"Charity!\"\n}\n"),
            "rules:2:3: \"Charity!\" is no name; one has 1 to 64 characters of a-z 0-9 _ -");
  EXPECT_THAT(Mistakes("members {\n  pacts: \"lenti\"\n}\n"),
              HasSubstr("rules:2:3: \"\" is no name"));
  EXPECT_EQ(Mistakes(Member("  pacts: \"a b\"\n")),
            "rules:4:3: \"a b\" is no pact; write its id, or \"*\" for all");
  EXPECT_THAT(Mistakes(Member("  may_append: \"paktum.employment.v1.Hired\"\n")),
              HasSubstr("rules:4:3: \"paktum.employment.v1.Hired\" is no event type; write"));
  EXPECT_THAT(Mistakes(Member("  may_append: \"paktum.employment.v1.HireRecorded\"\n"
                              "  may_append: \"paktum.employ.*\"\n")),
              HasSubstr("rules:5:3: \"paktum.employ.*\" is no package of events"));
  // The whole tree is no package, and neither is a name of which others begin.
  EXPECT_THAT(Mistakes(Member("  may_append: \"paktum.*\"\n")), HasSubstr("is no package"));
  EXPECT_THAT(Mistakes(Member("  may_append: \"*\"\n")), HasSubstr("is no event type"));
  EXPECT_THAT(Mistakes(Member("  may_append: \"\"\n")), HasSubstr("is no event type"));
  EXPECT_THAT(Mistakes(Member("  may_read: \"body/*\"\n")),
              HasSubstr("rules:4:3: \"body/*\" is no beginning of a stream's name"));
  EXPECT_THAT(Mistakes(Member("  may_read: \"\"\n")), HasSubstr("is no beginning"));
  EXPECT_THAT(Mistakes(Member("  may_unseal: \"paktum.event.v1.Event\"\n")),
              HasSubstr("rules:4:3: \"paktum.event.v1.Event\" is no sealed message"));
  EXPECT_THAT(Mistakes(Member("  signing_keys {\n    public_key: \"12\"\n  }\n")),
              HasSubstr("rules:5:5: a public key is 64 hexadecimal digits"));
  EXPECT_THAT(Mistakes(Member(KeyLine(KeyOf('1'), "valid_from_ms: -1 "))),
              HasSubstr("a time is not negative"));
  EXPECT_THAT(Mistakes(Member(KeyLine(KeyOf('1'), "valid_from_ms: 5 retired_at_ms: 5 "))),
              HasSubstr("the key is retired before it is valid"));
  EXPECT_THAT(Mistakes(Member("") + Member("")),
              HasSubstr("rules:7:3: the member charity is named"));
}

TEST(AccessRules, AllMistakesAreToldAtOnceInTheirOrder) {
  const std::string mistakes =
      Mistakes(Member("  may_read: \"\"\n  may_append: \"none\"\n  pacts: \"?\"\n"));
  EXPECT_THAT(mistakes, testing::MatchesRegex("rules:4:3: .*\nrules:5:3: .*\nrules:6:3: .*"));
  std::string many;
  for (std::size_t i = 0; i < kRuleErrorsMax + 3; ++i) many += "  pacts: \"?\"\n";
  EXPECT_THAT(Mistakes(Member(many)), HasSubstr("rules: 3 more errors"));
}

TEST(AccessRules, TwoMembersNeverShareAKey) {
  EXPECT_THAT(Mistakes(Member(KeyLine(KeyOf('1'))) + "members {\n  name: \"pact_office\"\n" +
                       KeyLine(KeyOf('1')) + "}\n"),
              HasSubstr("rules:8:18: this is a key of charity; two members never share one"));
  EXPECT_THAT(Mistakes(Member(KeyLine(KeyOf('1')) + KeyLine(KeyOf('1')))),
              HasSubstr("this key stands twice"));
}

TEST(AccessRules, WhatIsTooMuchIsRefused) {
  std::string lists;
  for (std::size_t i = 0; i <= kListMax; ++i) lists += "  may_read: \"body/\"\n";
  EXPECT_THAT(Mistakes(Member(lists)), HasSubstr("rules:260:3: more than 256 may_read"));
  EXPECT_EQ(AccessRules::Parse(std::string(kRulesBytesMax + 1, '#'), "rules").status().reason(),
            "rules.too_large");
  EXPECT_EQ(AccessRules::Load("/nowhere/rules").status().reason(), "rules.missing");
}

TEST(AccessRules, AMemberAppendsTheTypesOfItsRuleUnderItsOwnName) {
  const SignKey key = KeyOf('1');
  const auto rules = Rules(Charity(key) + "members { name: \"reader\" pacts: \"*\" }");
  const auto check = [&](const std::string& peer, const ledger::AppendRequest& request) {
    return rules->CheckAppend(peer, request, kNow).reason();
  };
  const auto good = Signed(RequestOf("charity", {Interview(), Interview()}), key);
  EXPECT_EQ(check("charity", good), "");
  EXPECT_EQ(check("reader", good), "append.member_not_yours");
  EXPECT_EQ(check("", good), "append.member_not_yours");
  EXPECT_EQ(check("stranger", Signed(RequestOf("stranger", {Interview()}), key)),
            "append.member_not_yours");
  EXPECT_EQ(check("charity", Signed(RequestOf("reader", {Interview()}), key)),
            "append.member_not_yours");

  const auto hire = Signed(RequestOf("charity", {Interview(), Hire()}), key);
  EXPECT_EQ(check("charity", hire), "append.type_not_allowed");
  EXPECT_THAT(rules->CheckAppend("charity", hire, kNow).message(),
              HasSubstr("charity may not append paktum.employment.v1.HireRecorded"));
  auto elsewhere = RequestOf("charity", {Interview()});
  elsewhere.pact = "tiszakecske";
  EXPECT_EQ(check("charity", Signed(elsewhere, key)), "append.pact_not_allowed");
}

TEST(AccessRules, AnAppendNeedsTheSignatureOfAKeyOfItsMember) {
  const SignKey key = KeyOf('1');
  const SignKey other = KeyOf('2');
  const auto rules =
      Rules(Charity(key) + "members {\n  name: \"pact_office\"\n" + KeyLine(other) + "}\n");
  const auto check = [&](const ledger::AppendRequest& request) {
    return rules->CheckAppend("charity", request, kNow).reason();
  };
  const auto request = RequestOf("charity", {Interview()});
  EXPECT_EQ(check(request), "append.signature_missing");
  EXPECT_EQ(check(Signed(request, other)), "append.signer_unknown");
  EXPECT_EQ(check(Signed(request, KeyOf('3'))), "append.signer_unknown");
  auto altered = Signed(request, key);
  altered.content_digest = "other";
  EXPECT_EQ(check(altered), "append.signature_invalid");
  auto forged = Signed(request, other);
  forged.signer = SignerOf(key.public_key());
  EXPECT_EQ(check(forged), "append.signature_invalid");
}

TEST(AccessRules, AKeySignsFromItsFirstDayUntilItIsRetired) {
  const SignKey old_key = KeyOf('1');
  const SignKey new_key = KeyOf('2');
  std::string text = Charity(old_key, "retired_at_ms: 2000 ");
  text.insert(text.size() - 2, KeyLine(new_key, "valid_from_ms: 1000 "));
  const auto rules = Rules(text);
  const auto request = RequestOf("charity", {Interview()});
  const auto check = [&](const SignKey& key, std::int64_t now_ms) {
    return rules->CheckAppend("charity", Signed(request, key), Instant(now_ms)).reason();
  };
  EXPECT_EQ(check(old_key, 999), "");
  EXPECT_EQ(check(new_key, 999), "append.signer_retired");
  EXPECT_EQ(check(old_key, 1999), "");  // both, in the overlap
  EXPECT_EQ(check(new_key, 1000), "");
  EXPECT_EQ(check(old_key, 2000), "append.signer_retired");
  EXPECT_EQ(check(new_key, 2000), "");

  // What it signed stays verifiable, also what was recorded a moment after it was checked.
  const auto* rule = rules->Find("charity")->FindKey(SignerOf(old_key.public_key()));
  ASSERT_NE(rule, nullptr);
  EXPECT_TRUE(rule->SignedWhatWasRecordedAt(Instant(2000 + kRecordedWithinMs - 1)));
  EXPECT_FALSE(rule->SignedWhatWasRecordedAt(Instant(2000 + kRecordedWithinMs)));
}

TEST(AccessRules, AMemberReadsTheStreamsOfItsRule) {
  const auto rules =
      Rules(Charity(KeyOf('1')) + "members { name: \"reader\" pacts: \"*\" may_read: \"*\" }");
  const auto check = [&](const char* peer, const char* pact, const char* stream) {
    return rules->CheckRead(peer, pact, stream).reason();
  };
  EXPECT_EQ(check("charity", "lenti", "participant/1"), "");
  EXPECT_EQ(check("charity", "lenti", "scheme/S2"), "");
  EXPECT_EQ(check("charity", "lenti", "scheme/S"), "read.stream_not_allowed");
  EXPECT_EQ(check("charity", "lenti", "body/forum"), "read.stream_not_allowed");
  EXPECT_EQ(check("charity", "lenti", ""), "read.stream_not_allowed");  // the whole ledger
  EXPECT_EQ(check("charity", "tiszakecske", "participant/1"), "read.pact_not_allowed");
  EXPECT_EQ(check("reader", "tiszakecske", ""), "");
  EXPECT_EQ(check("stranger", "lenti", "participant/1"), "read.pact_not_allowed");
  EXPECT_EQ(rules->CheckPact("charity", "lenti").reason(), "");
  EXPECT_TRUE(rules->Find("charity")->MayUnseal("paktum.sealed.v1.Note"));
  EXPECT_FALSE(rules->Find("charity")->MayUnseal("paktum.sealed.v1.PersonDetails"));
}

std::shared_ptr<const AccessRules> DefaultRulesOfAPact() {
  return Rules(RulesText({{"pact_office", {"lenti"}, {KeyOf('1').public_key()}},
                          {"government_office", {"lenti"}, {KeyOf('2').public_key()}},
                          {"charity", {"lenti"}, {KeyOf('3').public_key()}},
                          {"auditor", {"*"}, {KeyOf('4').public_key()}},
                          {"dashboard", {"*"}, {}}}));
}

constexpr const char* kMembers[] = {"pact_office", "government_office", "charity", "auditor",
                                    "dashboard"};

TEST(DefaultRules, EveryEventIsSomebodysToAppend) {
  const auto rules = DefaultRulesOfAPact();
  for (const events::EventKind& kind : events::AllKinds()) {
    event::v1::Event event;
    const auto& body = *event.GetDescriptor()->FindOneofByName("body");
    for (int i = 0; i < body.field_count(); ++i) {
      if (body.field(i)->message_type() != kind.descriptor) continue;
      event.GetReflection()->MutableMessage(&event, body.field(i));
    }
    const std::string submitted = event.SerializeAsString();
    EXPECT_TRUE(std::any_of(std::begin(kMembers), std::end(kMembers), [&](const char* name) {
      return !rules->Find(name)->RefusedType(submitted).has_value();
    })) << kind.type;
  }
}

TEST(DefaultRules, EveryKindOfSealedPartIsSomebodysToOpen) {
  const auto rules = DefaultRulesOfAPact();
  const auto& sealed = *sealed::v1::Note::descriptor()->file();
  for (int i = 0; i < sealed.message_type_count(); ++i) {
    const std::string& kind = sealed.message_type(i)->full_name();
    EXPECT_TRUE(std::any_of(std::begin(kMembers), std::end(kMembers), [&](const char* name) {
      return rules->CheckUnseal(name, "lenti", kind).ok();
    })) << kind;
  }
  EXPECT_FALSE(rules->CheckUnseal("pact_office", "lenti", "paktum.sealed.v1.PersonDetails").ok());
  EXPECT_FALSE(rules->CheckUnseal("auditor", "lenti", "paktum.sealed.v1.Note").ok());
}

TEST(DefaultRules, EachOfficeAppendsWhatItsOwnCommandsLeadTo) {
  const auto rules = DefaultRulesOfAPact();
  const auto may = [&](const char* name, const std::string& event) {
    return !rules->Find(name)->RefusedType(event).has_value();
  };
  EXPECT_TRUE(may("government_office", Hire()));
  EXPECT_FALSE(may("charity", Hire()));
  EXPECT_FALSE(may("pact_office", Hire()));
  EXPECT_TRUE(may("charity", Interview()));
  EXPECT_FALSE(may("government_office", Interview()));
  EXPECT_FALSE(may("auditor", Interview()));
  EXPECT_FALSE(may("dashboard", Interview()));
  EXPECT_TRUE(rules->Find("dashboard")->ReadsAll());
  EXPECT_FALSE(rules->Find("pact_office")->MayRead("participant/1"));
  EXPECT_TRUE(rules->Find("pact_office")->MayRead("partnership-event/1"));
  EXPECT_FALSE(rules->Find("dashboard")->MayUnseal("paktum.sealed.v1.Note"));
}

}  // namespace
}  // namespace paktum::access
