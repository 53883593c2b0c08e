#include "libs/access/statement.h"

#include "libs/base/hex.h"
#include "tests/unit/access/access_testing.h"

namespace paktum::access {
namespace {

ledger::AppendRequest Example() {
  ledger::AppendRequest request;
  request.pact = "lenti";
  request.command = *Uuid::Parse("0197c1f0-0000-7000-8000-000000000001");
  request.member = "charity";
  request.content_digest = "digest";
  request.events = {{"participant/1", "one"}, {"body/forum", "two"}};
  return request;
}

// The worked example of docs/formats/signature.md.
TEST(Statement, IsTheBytesThatItsPageShows) {
  EXPECT_EQ(ToHex(StatementOf(Example())),
            "70616b74756d2f617070656e642f7631"  // "paktum/append/v1"
            "056c656e7469"                      // "lenti"
            "0197c1f0000070008000000000000001"  // command id
            "0763686172697479"                  // "charity"
            "06646967657374"                    // "digest"
            "00000002"                          // two events
            "0d7061727469636970616e742f31"      // "participant/1"
            "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"  // SHA-256 of "one"
            "0a626f64792f666f72756d"                                            // "body/forum"
            "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3");  // of "two"
}

TEST(Statement, ItsSignatureIsTheOneThatItsPageShows) {
  const auto signed_append = Signed(Example(), KeyOf('1'));
  EXPECT_EQ(TextOf(KeyOf('1').public_key()),
            "d04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737");
  EXPECT_EQ(ToHex(signed_append.signer), "10ba682c8ad13513");
  EXPECT_EQ(ToHex(signed_append.signature),
            "7dd86630142c31b41c83dbdf69ae46a10332064e59cb8e7b6848c5896aac32ad"
            "a2bb1b23c9e20aa126f04804e32bb93b01a67999d37c0d8657d7fcef4c08de07");
}

TEST(Statement, IsMadeAgainFromTheRecordsOfTheAppend) {
  const auto request = Example();
  const auto statement = StatementOf("lenti", Recorded(request));
  ASSERT_TRUE(statement.ok()) << statement.status();
  EXPECT_EQ(*statement, StatementOf(request));
}

TEST(Statement, EveryPartOfTheAppendIsInIt) {
  const auto other = [](auto change) {
    auto request = Example();
    change(request);
    return StatementOf(request);
  };
  using Request = ledger::AppendRequest;
  const std::string statement = StatementOf(Example());
  EXPECT_NE(statement, other([](Request& r) { r.pact = "tiszakecske"; }));
  EXPECT_NE(statement, other([](Request& r) { r.command = Uuid::V7From(1, 2, 3); }));
  EXPECT_NE(statement, other([](Request& r) { r.member = "pact_office"; }));
  EXPECT_NE(statement, other([](Request& r) { r.content_digest = "another"; }));
  EXPECT_NE(statement, other([](Request& r) { r.events[1].stream = "body/other"; }));
  EXPECT_NE(statement, other([](Request& r) { r.events[1].submitted = "twO"; }));
  EXPECT_NE(statement, other([](Request& r) { r.events.pop_back(); }));
  EXPECT_NE(statement, other([](Request& r) { std::swap(r.events[0], r.events[1]); }));
  // Borders between texts count.
  EXPECT_NE(other([](Request& r) { r.pact = "ab", r.member = "c"; }),
            other([](Request& r) { r.pact = "a", r.member = "bc"; }));
}

TEST(Statement, RecordsThatAreNotOneWholeAppendHaveNone) {
  const auto records = Recorded(Example());
  const auto reason = [](std::vector<ledger::Record> some) {
    return StatementOf("lenti", some).status().reason();
  };
  EXPECT_EQ(reason({}), "append.incomplete");
  EXPECT_EQ(reason({records[0]}), "append.incomplete");
  EXPECT_EQ(reason({records[1]}), "append.incomplete");
  EXPECT_EQ(reason({records[1], records[0]}), "append.incomplete");
  auto foreign = records;
  foreign[1].command = Uuid::V7From(1, 2, 3);
  EXPECT_EQ(reason(foreign), "append.incomplete");
  foreign = records;
  foreign[1].member = "pact_office";
  EXPECT_EQ(reason(foreign), "append.incomplete");
}

TEST(Statement, ARecordedAppendIsVerifiedByTheSignatureOnItsFirstRecord) {
  const SignKey key = KeyOf('1');
  const auto records = Recorded(Signed(Example(), key));
  EXPECT_TRUE(VerifyAppend("lenti", records, key.public_key()).ok());
  EXPECT_EQ(VerifyAppend("tiszakecske", records, key.public_key()).reason(),
            "append.signature_invalid");
  EXPECT_EQ(VerifyAppend("lenti", records, KeyOf('2').public_key()).reason(),
            "append.signer_unknown");
  auto altered = records;
  altered[1].submitted = "twO";
  EXPECT_EQ(VerifyAppend("lenti", altered, key.public_key()).reason(), "append.signature_invalid");
  EXPECT_EQ(VerifyAppend("lenti", Recorded(Example()), key.public_key()).reason(),
            "append.signature_missing");
}

TEST(Statement, ASignatureIsOfOneAppendAlone) {
  const SignKey key = KeyOf('1');
  auto first = Signed(Example(), key);
  auto second = Example();
  second.events[0].submitted = "other";
  second = Signed(second, key);
  EXPECT_TRUE(VerifyAppend(first, key.public_key()));
  EXPECT_TRUE(VerifyAppend(second, key.public_key()));
  std::swap(second.signature, first.signature);
  EXPECT_FALSE(VerifyAppend(first, key.public_key()));
  EXPECT_FALSE(VerifyAppend(second, key.public_key()));
}

}  // namespace
}  // namespace paktum::access
