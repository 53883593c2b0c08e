// What members may say and read, tried on the real event_log program with keys and rules as
// `paktum init` makes them, by clients that keep to nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <sstream>
#include <string>

#include "libs/access/append_signer.h"
#include "libs/access/rules.h"
#include "libs/access/statement.h"
#include "libs/base/runtime.h"
#include "libs/ledger_client/log_tree.h"
#include "libs/ledger_client/messages.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/request_client.h"
#include "paktum/event/v1/event.pb.h"
#include "services/paktum/key_set.h"
#include "tests/contract/ledger/temp_dir.h"
#include "tests/integration/event_log/event_log_process.h"

namespace paktum::event_log {
namespace {

namespace fs = std::filesystem;
using ledger::AppendRequest;
using ::testing::HasSubstr;

constexpr const char* kPact = "lenti";
constexpr const char* kOtherPact = "tiszakecske";
constexpr const char* kParticipant = "participant/1";

Deadline Soon() { return DeadlineIn(std::chrono::seconds(30)); }

template <typename Condition>
bool Eventually(const Condition& condition) {
  const Deadline deadline = Soon();
  while (!condition()) {
    if (SteadyNow() >= deadline) return false;
    poll(nullptr, 0, 20);
  }
  return true;
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Hire() {
  event::v1::Event event;
  event.mutable_hire_recorded();
  return event.SerializeAsString();
}

std::string Interview() {
  event::v1::Event event;
  event.mutable_first_interview_held();
  return event.SerializeAsString();
}

class MemberRights : public testing::Test {
 protected:
  MemberRights() {
    const cli::OfficePacts offices{{"pact_office", {kPact, kOtherPact}},
                                   {"government_office", {kPact, kOtherPact}},
                                   {"charity", {kPact}}};
    const auto made = cli::MakeKeySet(keys_, offices, {});
    EXPECT_TRUE(made.ok()) << made.status();
  }

  void Start() {
    process_ = std::make_unique<EventLogProcess>(
        std::vector<std::string>{"--data", directory_.Sub("log"), "--listen", "tcp://127.0.0.1:*",
                                 "--hints", "tcp://127.0.0.1:*", "--curve", KeysOf("event_log")});
    ASSERT_TRUE(process_->AwaitReady()) << process_->log();
  }

  [[nodiscard]] std::string KeysOf(const std::string& name) const { return keys_ + "/" + name; }
  [[nodiscard]] std::string RulesPath() const { return KeysOf("event_log") + "/rules.textproto"; }

  // A client with the connection of a member; it signs nothing by itself.
  std::unique_ptr<ledger_client::RemoteEventLog> Connect(const std::string& name) {
    ledger_client::RemoteEventLogOptions options;
    options.endpoint = process_->listen();
    if (!name.empty()) options.curve = KeysOf(name);
    auto log = ledger_client::RemoteEventLog::Connect(options);
    EXPECT_TRUE(log.ok()) << log.status();
    return std::move(*log);
  }

  AppendRequest Request(const std::string& member, const std::string& submitted) {
    AppendRequest request;
    request.pact = kPact;
    request.command = Uuid::V7From(1'700'000'000'000, 1, ++commands_);
    request.member = member;
    request.content_digest = "digest";
    request.events.push_back({kParticipant, submitted});
    return request;
  }

  AppendRequest SignedBy(const std::string& member, AppendRequest request) const {
    const auto signer = access::AppendSigner::Open(KeysOf(member) + "/sign.key");
    EXPECT_TRUE(signer.ok()) << signer.status();
    (*signer)->Sign(request);
    return request;
  }

  static std::string Append(ledger::EventLog& log, const AppendRequest& request) {
    const auto appended = log.Append(request, Soon());
    if (appended.ok()) return appended->repeated ? "repeated" : "recorded";
    return appended.status().reason();
  }

  // Head of the ledger as somebody sees it who may.
  std::uint64_t Head(const std::string& pact = kPact) {
    const auto head = Connect("operator")->Head(pact, Soon());
    EXPECT_TRUE(head.ok()) << head.status();
    return head.ok() ? head->value() : 0;
  }

  // As an operator edits the rules; they count when the log says so.
  void ChangeRules(const std::string& from, const std::string& to) {
    std::string text = ReadText(RulesPath());
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << "\n" << text;
    text.replace(at, from.size(), to);
    std::ofstream(RulesPath() + ".new", std::ios::trunc) << text;
    fs::rename(RulesPath() + ".new", RulesPath());
  }

  // Why a subscription to the whole ledger gets no record.
  static std::string EndOfSubscription(ledger::EventLog& log, const char* pact) {
    const auto subscription = log.Subscribe(pact, Position(0));
    if (!subscription.ok()) return subscription.status().reason();
    std::string reason;
    EXPECT_TRUE(Eventually([&] {
      const auto next = (*subscription)->Next(DeadlineIn(std::chrono::milliseconds(200)));
      EXPECT_TRUE(!next.ok() || next->records.empty());
      reason = next.status().reason();
      return next.status().code() == StatusCode::kPermissionDenied;
    })) << reason;
    return reason;
  }

  [[nodiscard]] std::string PublicSignKey(const std::string& name) const {
    return ReadText(KeysOf(name) + "/sign.pub").substr(0, 64);
  }

  const TempDir directory_;
  const std::string keys_ = directory_.Sub("keys");
  std::unique_ptr<EventLogProcess> process_;
  std::uint64_t commands_ = 0;
};

TEST_F(MemberRights, AMemberAppendsItsOwnAndTheRecordProvesIt) {
  Start();
  const auto charity = Connect("charity");
  EXPECT_EQ(Append(*charity, SignedBy("charity", Request("charity", Interview()))), "recorded");
  const auto slice = Connect("auditor")->Read(kPact, Position(0), {}, Soon());
  ASSERT_TRUE(slice.ok()) << slice.status();
  const auto key = access::ParsePublicKey(PublicSignKey("charity"));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_TRUE(access::VerifyAppend(kPact, slice->records, *key).ok());
  EXPECT_THAT(process_->log(), HasSubstr("rules.in_force"));
}

TEST_F(MemberRights, ThePatchedClientOfAMemberCannotAppendAForeignType) {
  Start();
  const auto charity = Connect("charity");
  EXPECT_EQ(Append(*charity, SignedBy("charity", Request("charity", Hire()))),
            "append.type_not_allowed");
  // Nor hidden beside what it may append, nor among other events of the append.
  EXPECT_EQ(Append(*charity, SignedBy("charity", Request("charity", Hire() + Interview()))),
            "append.type_not_allowed");
  auto mixed = Request("charity", Interview());
  mixed.events.push_back({kParticipant, Hire()});
  EXPECT_EQ(Append(*charity, SignedBy("charity", mixed)), "append.type_not_allowed");
  EXPECT_EQ(Append(*charity, SignedBy("charity", Request("charity", "no event"))),
            "append.type_not_allowed");
  EXPECT_EQ(Append(*Connect("dashboard"), SignedBy("charity", Request("dashboard", Interview()))),
            "append.type_not_allowed");
  EXPECT_EQ(Head(), 0U);
}

TEST_F(MemberRights, AnAppendUnderAnotherNameIsRefused) {
  Start();
  const auto charity = Connect("charity");
  const auto hire = Request("government_office", Hire());
  EXPECT_EQ(Append(*charity, SignedBy("charity", hire)), "append.member_not_yours");
  // Even with the other's signature, which it may have seen.
  EXPECT_EQ(Append(*charity, SignedBy("government_office", hire)), "append.member_not_yours");
  EXPECT_EQ(Head(), 0U);
}

TEST_F(MemberRights, AnUnsignedAppendIsRefused) {
  Start();
  const auto charity = Connect("charity");
  const auto request = Request("charity", Interview());
  EXPECT_EQ(Append(*charity, request), "append.signature_missing");
  auto half = SignedBy("charity", request);
  half.signature.clear();
  EXPECT_EQ(Append(*charity, half), "append.malformed");
  EXPECT_EQ(Append(*charity, SignedBy("government_office", request)), "append.signer_unknown");
  EXPECT_EQ(Head(), 0U);
}

TEST_F(MemberRights, ASignatureOfAnotherAppendIsRefused) {
  Start();
  const auto charity = Connect("charity");
  auto first = SignedBy("charity", Request("charity", Interview()));
  auto second = SignedBy("charity", Request("charity", Interview()));
  std::swap(first.signature, second.signature);
  EXPECT_EQ(Append(*charity, first), "append.signature_invalid");
  EXPECT_EQ(Append(*charity, second), "append.signature_invalid");
  auto elsewhere = SignedBy("charity", Request("charity", Interview()));
  elsewhere.events.front().stream = "participant/2";
  EXPECT_EQ(Append(*charity, elsewhere), "append.signature_invalid");
  EXPECT_EQ(Head(), 0U);
}

TEST_F(MemberRights, AnAppendOfOnePactIsNoAppendOfAnother) {
  Start();
  const auto office = Connect("government_office");
  auto hire = SignedBy("government_office", Request("government_office", Hire()));
  EXPECT_EQ(Append(*office, hire), "recorded");
  hire.pact = kOtherPact;
  EXPECT_EQ(Append(*office, hire), "append.signature_invalid");
  // The charity takes no part there at all.
  auto interview = Request("charity", Interview());
  interview.pact = kOtherPact;
  const auto charity = Connect("charity");
  EXPECT_EQ(Append(*charity, SignedBy("charity", interview)), "append.pact_not_allowed");
  EXPECT_EQ(charity->Read(kOtherPact, Position(0), {}, Soon()).status().reason(),
            "read.pact_not_allowed");
  EXPECT_EQ(charity->Head(kOtherPact, Soon()).status().reason(), "read.pact_not_allowed");
  EXPECT_EQ(charity->FindCommand(kOtherPact, hire.command, Soon()).status().reason(),
            "read.pact_not_allowed");
  EXPECT_EQ(
      charity->ReadStream(kOtherPact, kParticipant, StreamVersion(0), {}, Soon()).status().reason(),
      "read.pact_not_allowed");
  EXPECT_EQ(EndOfSubscription(*charity, kOtherPact), "read.pact_not_allowed");
  EXPECT_EQ(Head(kOtherPact), 0U);
}

TEST_F(MemberRights, TheTreeOfAnotherPactIsNotShown) {
  Start();
  const auto office = Connect("government_office");
  for (const char* pact : {kPact, kOtherPact}) {
    auto hire = Request("government_office", Hire());
    hire.pact = pact;
    ASSERT_EQ(Append(*office, SignedBy("government_office", hire)), "recorded");
  }
  const auto connect = [&](const char* name) {
    return ledger_client::ConnectLogTree(
               {.endpoint = process_->listen(), .curve = KeysOf(name), .connect_wait_ms = 30'000})
        .value();
  };
  const auto charity = connect("charity");
  constexpr transparency::TileId kFirst{0, 0, 1};
  EXPECT_TRUE(charity->Tile(kPact, kFirst, Soon()).ok());
  EXPECT_EQ(charity->Tile(kOtherPact, kFirst, Soon()).status().reason(), "read.pact_not_allowed");
  EXPECT_TRUE(connect("government_office")->Tile(kOtherPact, kFirst, Soon()).ok());
  EXPECT_TRUE(Eventually([&] { return charity->Checkpoint(kPact, Soon()).ok(); }));
  EXPECT_EQ(charity->Checkpoint(kOtherPact, Soon()).status().reason(), "read.pact_not_allowed");
  EXPECT_EQ(charity->Cosign(kOtherPact, "a note", Soon()).reason(), "read.pact_not_allowed");
}

// At the latest with the next heartbeat, and before a record that is recorded afterwards.
TEST_F(MemberRights, ASubscriptionEndsWhenTheRightIsTakenAway) {
  Start();
  const auto charity = Connect("charity");
  ASSERT_EQ(Append(*charity, SignedBy("charity", Request("charity", Interview()))), "recorded");
  const auto dashboard = Connect("dashboard");
  auto following = dashboard->Subscribe(kPact, Position(0));
  ASSERT_TRUE(following.ok()) << following.status();
  const auto first = (*following)->Next(Soon());
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->records.size(), 1U);

  ChangeRules("name: \"dashboard\"", "name: \"former_dashboard\"");
  Status end;
  std::size_t more = 0;
  ASSERT_TRUE(Eventually([&] {
    const auto next = (*following)->Next(DeadlineIn(std::chrono::milliseconds(200)));
    if (next.ok()) more += next->records.size();
    end = next.ok() ? OkStatus() : next.status();
    return end.reason() == "read.pact_not_allowed";
  })) << end;
  EXPECT_EQ(end.code(), StatusCode::kPermissionDenied);
  ASSERT_EQ(Append(*charity, SignedBy("charity", Request("charity", Interview()))), "recorded");
  EXPECT_EQ((*following)->Next(Soon()).status().reason(), "read.pact_not_allowed");
  EXPECT_EQ(more, 0U);
}

TEST_F(MemberRights, AReplayedAppendIsOnlyARepeat) {
  Start();
  const auto charity = Connect("charity");
  const auto interview = SignedBy("charity", Request("charity", Interview()));
  EXPECT_EQ(Append(*charity, interview), "recorded");
  EXPECT_EQ(Append(*charity, interview), "repeated");
  EXPECT_EQ(Append(*Connect("government_office"), interview), "append.member_not_yours");
  EXPECT_EQ(Head(), 1U);
}

TEST_F(MemberRights, ASigningKeyIsExchangedWhileAppendsGoOn) {
  Start();
  const auto charity = Connect("charity");
  const auto append = [&] {
    return Append(*charity, SignedBy("charity", Request("charity", Interview())));
  };
  ASSERT_EQ(append(), "recorded");
  const std::string old_public = PublicSignKey("charity");
  const auto old_key = access::SignKey::Load(KeysOf("charity") + "/sign.key");
  ASSERT_TRUE(old_key.ok());

  // The runbook: a second key in the rules, then the new files in the place of the old ones.
  const std::string fresh = directory_.Sub("new");
  ASSERT_TRUE(cli::MakeKeySet(fresh, {{"charity", {kPact}}}, {"charity"}).ok());
  const std::string new_public = ReadText(fresh + "/charity/sign.pub").substr(0, 64);
  const std::string old_line = "signing_keys { public_key: \"" + old_public + "\"";
  ChangeRules(old_line, "signing_keys { public_key: \"" + new_public + "\" }\n  " + old_line);
  ASSERT_EQ(append(), "recorded");  // with the old one, all the time
  for (const char* file : {"sign.key", "sign.pub"}) {
    fs::rename(fresh + "/charity/" + file, KeysOf("charity") + "/" + file);
  }
  ASSERT_TRUE(Eventually([&] { return append() == "recorded"; }));
  // In the overlap both sign.
  const auto with_old_key = [&] {
    auto request = Request("charity", Interview());
    request.signer = access::SignerOf(old_key->public_key());
    request.signature = old_key->Sign(access::StatementOf(request));
    return Append(*charity, request);
  };
  EXPECT_EQ(with_old_key(), "recorded");

  ChangeRules(old_line,
              old_line + " retired_at_ms: " + std::to_string(SystemClock().Now().unix_ms()));
  ASSERT_TRUE(Eventually([&] { return with_old_key() == "append.signer_retired"; }));
  EXPECT_EQ(append(), "recorded");

  // What the old key signed is still proved by the rules.
  const auto rules = access::AccessRules::Load(RulesPath());
  ASSERT_TRUE(rules.ok()) << rules.status();
  const auto slice = Connect("auditor")->Read(kPact, Position(0), {}, Soon());
  ASSERT_TRUE(slice.ok()) << slice.status();
  int by_old_key = 0;
  for (const ledger::Record& record : slice->records) {
    const auto* key = (*rules)->Find(record.member)->FindKey(record.signer);
    ASSERT_NE(key, nullptr);
    EXPECT_TRUE(key->SignedWhatWasRecordedAt(record.recorded_at));
    EXPECT_TRUE(access::VerifyAppend(kPact, {&record, 1}, key->key).ok());
    by_old_key += key->key == old_key->public_key() ? 1 : 0;
  }
  EXPECT_GE(by_old_key, 3);
}

TEST_F(MemberRights, AStreamThatIsNotAllowedIsNotRead) {
  Start();
  const auto charity = Connect("charity");
  ASSERT_EQ(Append(*charity, SignedBy("charity", Request("charity", Interview()))), "recorded");
  event::v1::Event event;
  event.mutable_forum_held();
  auto forum = Request("pact_office", event.SerializeAsString());
  forum.events.front().stream = "body/employment-forum";
  const auto office = Connect("pact_office");
  ASSERT_EQ(Append(*office, SignedBy("pact_office", forum)), "recorded");

  EXPECT_TRUE(
      office->ReadStream(kPact, "body/employment-forum", StreamVersion(0), {}, Soon()).ok());
  EXPECT_EQ(office->ReadStream(kPact, kParticipant, StreamVersion(0), {}, Soon()).status().reason(),
            "read.stream_not_allowed");
  EXPECT_EQ(office->Read(kPact, Position(0), {}, Soon()).status().reason(),
            "read.stream_not_allowed");
  EXPECT_TRUE(office->Read(kPact, Position(1), {}, Soon()).ok());
  EXPECT_EQ(EndOfSubscription(*office, kPact), "read.stream_not_allowed");
  EXPECT_TRUE(charity->Read(kPact, Position(0), {}, Soon()).ok());
}

TEST_F(MemberRights, ARevokedMemberGetsNothing) {
  Start();
  const auto charity = Connect("charity");
  ASSERT_EQ(Append(*charity, SignedBy("charity", Request("charity", Interview()))), "recorded");
  const std::string path = KeysOf("event_log") + "/access";
  std::istringstream lines(ReadText(path));
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("charity ")) rest += line + "\n";
  }
  std::ofstream(path + ".new") << rest;
  fs::rename(path + ".new", path);
  ASSERT_TRUE(Eventually([&] {
    return Append(*charity, SignedBy("charity", Request("charity", Interview()))) ==
           "wire.not_connected";
  }));
  const std::uint64_t head = Head();
  EXPECT_EQ(Append(*charity, SignedBy("charity", Request("charity", Interview()))),
            "wire.not_connected");
  EXPECT_EQ(Head(), head);
}

TEST_F(MemberRights, AMemberThatTheRulesDoNotNameGetsNothing) {
  Start();
  ChangeRules("name: \"charity\"", "name: \"former_member\"");
  const auto charity = Connect("charity");
  EXPECT_TRUE(Eventually([&] {
    return Append(*charity, SignedBy("charity", Request("charity", Interview()))) ==
           "append.member_not_yours";
  }));
  EXPECT_EQ(charity->Read(kPact, Position(0), {}, Soon()).status().reason(),
            "read.pact_not_allowed");
}

TEST_F(MemberRights, APlainPeerGetsNothing) {
  Start();
  const auto stranger = Connect("");
  const auto request = SignedBy("charity", Request("charity", Interview()));
  EXPECT_EQ(stranger->Append(request, DeadlineIn(std::chrono::seconds(2))).status().reason(),
            "wire.not_connected");
  EXPECT_EQ(Head(), 0U);
}

TEST_F(MemberRights, WithKeysTheLogStartsWithRulesOnly) {
  fs::remove(RulesPath());
  const std::vector<std::string> arguments{
      "--data",   directory_.Sub("log"), "--curve", KeysOf("event_log"),
      "--listen", "tcp://127.0.0.1:*",   "--hints", "tcp://127.0.0.1:*"};
  EventLogProcess missing(arguments);
  EXPECT_EQ(missing.Wait(), 2);
  EXPECT_THAT(missing.log(), HasSubstr("rules.missing"));
  std::ofstream(RulesPath()) << "members {\n  name: \"charity\"\n  may_append: \"a hire\"\n}\n";
  EventLogProcess wrong(arguments);
  EXPECT_EQ(wrong.Wait(), 2);
  EXPECT_THAT(wrong.log(), HasSubstr("rules.textproto:3:3: "));
  EXPECT_FALSE(fs::exists(directory_.Sub("log")));
}

TEST_F(MemberRights, TheLogSaysThatItHasNoRules) {
  EventLogProcess plain(directory_.Sub("log"));
  ASSERT_TRUE(plain.ready()) << plain.log();
  EXPECT_THAT(plain.log(), HasSubstr("rules.none"));
}

TEST_F(MemberRights, AppendsOfOneConnectionKeepTheirOrder) {
  Start();
  wire::RequestClientOptions options;
  options.endpoint = process_->listen();
  options.connect_wait_ms = 30'000;
  const auto keys = wire::CurveDirectory(KeysOf("charity")).ClientOf("event_log");
  ASSERT_TRUE(keys.ok()) << keys.status();
  options.curve = *keys;
  const auto client = wire::RequestClient::Connect(options);
  ASSERT_TRUE(client.ok()) << client.status();
  ASSERT_TRUE((*client)->Call("wire.ping", "", Soon()).ok());
  // All are on their way together; each names the version that the one before it leaves.
  constexpr int kAppends = 200;
  std::promise<void> ended;
  std::atomic<int> answered{0};
  std::atomic<int> recorded{0};
  for (int i = 0; i < kAppends; ++i) {
    auto request = Request("charity", Interview());
    request.conditions.push_back({kParticipant, StreamVersion(static_cast<std::uint64_t>(i))});
    (*client)->CallAsync(ledger_client::kAppendMethod,
                         ledger_client::EncodeAppend(SignedBy("charity", request)), Soon(),
                         [&](const Result<std::string>& answer) {
                           recorded += answer.ok() ? 1 : 0;
                           if (++answered == kAppends) ended.set_value();
                         });
  }
  ended.get_future().wait();
  EXPECT_EQ(recorded, kAppends);
}

}  // namespace
}  // namespace paktum::event_log
