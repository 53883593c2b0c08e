// A running event log, read over HTTP by a verifier that shares no code with it (Go, with
// golang.org/x/mod/sumdb; ../transparency/verifier): as the log grows it must agree on checkpoints,
// entries and tiles, and that each tree begins with the one before.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "libs/access/signing_event_log.h"
#include "libs/base/runtime.h"
#include "libs/http/client.h"
#include "libs/ledger_client/log_tree.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/keys.h"
#include "paktum/event/v1/event.pb.h"
#include "services/paktum/key_set.h"
#include "tests/contract/ledger/temp_dir.h"
#include "tests/integration/event_log/event_log_process.h"

namespace paktum::event_log {
namespace {

constexpr const char* kPact = "lenti";
constexpr const char* kMember = "charity";

Deadline Soon() { return DeadlineIn(std::chrono::seconds(30)); }

struct Verdict {
  int exit_status = -1;
  std::string output;
};

// Arguments hold neither quotes nor other characters of the shell's.
Verdict RunVerifier(const std::string& arguments) {
  const std::string command =
      std::string(PAKTUM_BIN_DIR) + "/../tests/tlog_verify " + arguments + " 2>&1";
  Verdict verdict;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return verdict;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    verdict.output.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) verdict.exit_status = WEXITSTATUS(status);
  return verdict;
}

class LiveLog : public testing::Test {
 protected:
  LiveLog() {
    const auto made = cli::MakeKeySet(
        keys_, {{"pact_office", {kPact}}, {"government_office", {kPact}}, {kMember, {kPact}}}, {});
    EXPECT_TRUE(made.ok()) << made.status();
    process_ = std::make_unique<EventLogProcess>(
        std::vector<std::string>{"--data", directory_.Sub("log"), "--listen", "tcp://127.0.0.1:*",
                                 "--hints", "tcp://127.0.0.1:*", "--curve", KeysOf("event_log"),
                                 "--http", "127.0.0.1:0", "--serve-entries"});
    EXPECT_TRUE(process_->AwaitReady()) << process_->log();
    const std::string mark = "http_port=";
    const std::size_t at = process_->log().find(mark);
    EXPECT_NE(at, std::string::npos);
    port_ = std::stoi(process_->log().substr(at + mark.size()));
    ledger_client::RemoteEventLogOptions options;
    options.endpoint = process_->listen();
    options.curve = KeysOf(kMember);
    options.connect_wait_ms = 30'000;
    log_ = access::SignedWithKeysOf(KeysOf(kMember),
                                    ledger_client::RemoteEventLog::Connect(options).value())
               .value();
    tree_ =
        ledger_client::ConnectLogTree(
            {.endpoint = process_->listen(), .curve = KeysOf(kMember), .connect_wait_ms = 30'000})
            .value();
  }

  [[nodiscard]] std::string KeysOf(const std::string& name) const { return keys_ + "/" + name; }
  [[nodiscard]] std::string Url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/ledgers/" + kPact;
  }

  // Appends until the ledger has this many records, and waits until they are signed.
  void GrowTo(std::uint64_t size) {
    while (size_ < size) {
      ledger::AppendRequest request;
      request.pact = kPact;
      request.command = Uuid::V7From(1'700'000'000'000, 1, size_ + 1);
      request.member = kMember;
      request.content_digest = "digest";
      const std::uint64_t events = std::min<std::uint64_t>(size - size_, 40);
      for (std::uint64_t i = 0; i < events; ++i) {
        event::v1::Event event;
        // Lengths of one and two bytes before an entry.
        event.mutable_first_interview_held();
        event.set_subject(std::string((size_ + i) % 400, 's'));
        request.events.push_back({"participant/1", event.SerializeAsString()});
      }
      const auto appended = log_->Append(request, Soon());
      ASSERT_TRUE(appended.ok()) << appended.status();
      size_ += events;
    }
    const std::string line = "\n" + std::to_string(size) + "\n";
    const Deadline give_up = Soon();
    while (SteadyNow() < give_up) {
      const auto newest = tree_->Checkpoint(kPact, Soon());
      if (newest.ok() && newest->find(line) != std::string::npos) return;
      SleepUntil(SteadyNow() + std::chrono::milliseconds(10));
    }
    FAIL() << "no checkpoint of " << size << " records";
  }

  // The log's verifier key for this ledger.
  [[nodiscard]] std::string LogKey() const {
    return transparency::LoadSigningKeyFile(KeysOf("event_log") + "/checkpoint.key")
        ->Named(std::string("paktum/log/") + kPact)
        ->verifier()
        .Text();
  }

  // Two of three witnesses cosign the newest checkpoint; their verifier keys.
  std::vector<std::string> Cosign() {
    const auto note = transparency::ParseNote(tree_->Checkpoint(kPact, Soon()).value());
    EXPECT_TRUE(note.ok()) << note.status();
    transparency::Note cosigned{note->text, {}};
    std::vector<std::string> keys;
    for (const char* office : {"charity", "government_office"}) {
      const auto key = transparency::LoadSigningKeyFile(KeysOf(office) + "/witness.key").value();
      cosigned.signatures.push_back(transparency::Cosign(note->text, key, 1'700'000'000));
      keys.push_back(key.verifier().Text());
    }
    const Status taken = tree_->Cosign(kPact, transparency::FormatNote(cosigned), Soon());
    EXPECT_TRUE(taken.ok()) << taken;
    return keys;
  }

  const TempDir directory_;
  const std::string keys_ = directory_.Sub("keys");
  std::unique_ptr<EventLogProcess> process_;
  int port_ = 0;
  std::unique_ptr<ledger::EventLog> log_;
  std::unique_ptr<ledger_client::LogTree> tree_;
  std::uint64_t size_ = 0;
};

TEST_F(LiveLog, IsVerifiedOverHttpAsItGrows) {
  const std::string arguments = "-dir " + Url() + " -log " + LogKey();
  std::string old;
  for (const std::uint64_t size : {1U, 2U, 3U, 255U, 256U, 257U}) {
    GrowTo(size);
    const std::string records =
        " -records 0," + std::to_string(size / 2) + "," + std::to_string(size - 1);
    const Verdict verdict =
        RunVerifier(arguments + " -checkpoint checkpoint/newest" + records + old);
    EXPECT_EQ(verdict.exit_status, 0) << verdict.output;
    EXPECT_EQ(verdict.output.find("ok: " + std::to_string(size) + " records"), 0U)
        << verdict.output;
    const std::string file = directory_.Sub("checkpoint." + std::to_string(size));
    std::ofstream(file) << tree_->Checkpoint(kPact, Soon()).value();
    old = " -old " + file;
  }
  // The one for everybody is that which the witnesses cosigned.
  EXPECT_EQ(RunVerifier(arguments).exit_status, 1) << "nobody has cosigned";
  std::string witnesses;
  for (const std::string& key : Cosign()) witnesses += " -witness " + key;
  const Verdict witnessed = RunVerifier(arguments + witnesses);
  EXPECT_EQ(witnessed.exit_status, 0) << witnessed.output;
  EXPECT_EQ(witnessed.output.find("ok: 257 records"), 0U) << witnessed.output;
}

TEST_F(LiveLog, IsNotVerifiedWithAnotherKeyOrAnotherPast) {
  GrowTo(3);
  const std::string stranger =
      transparency::SigningKey::Generate("paktum/log/lenti", transparency::KeyType::kNote)
          ->verifier()
          .Text();
  const std::string newest = " -checkpoint checkpoint/newest";
  EXPECT_EQ(RunVerifier("-dir " + Url() + " -log " + stranger + newest).exit_status, 1);

  // The log's key signs another past: only the tiles can tell.
  const auto key = transparency::LoadSigningKeyFile(KeysOf("event_log") + "/checkpoint.key")
                       ->Named("paktum/log/lenti");
  ASSERT_TRUE(key.ok()) << key.status();
  const std::string file = directory_.Sub("forged");
  std::ofstream(file) << transparency::FormatNote(transparency::SignCheckpoint(
      {key->verifier().name(), 2, transparency::LeafHash("another past"), {}}, *key));
  const Verdict verdict =
      RunVerifier("-dir " + Url() + " -log " + LogKey() + newest + " -old " + file);
  EXPECT_EQ(verdict.exit_status, 1);
  EXPECT_NE(verdict.output.find("the log was rewritten after 2 records"), std::string::npos)
      << verdict.output;
}

}  // namespace
}  // namespace paktum::event_log
