#include "tests/integration/audit/audited_pact.h"

#include <poll.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "libs/access/signing_event_log.h"
#include "libs/base/clock.h"
#include "libs/events/streams.h"
#include "libs/ledger/record.h"
#include "libs/ledger_client/log_tree.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "libs/service/metrics.h"
#include "libs/transparency/checkpoint.h"
#include "libs/witness/witness.h"
#include "services/paktum/key_set.h"

namespace paktum::audit_test {
namespace {

namespace fs = std::filesystem;

constexpr std::array kOffices{"pact_office", "government_office", "charity"};
constexpr int kConnectWaitMs = 10'000;
constexpr int kEnrolmentsAForum = 3;

Deadline Soon() { return DeadlineIn(std::chrono::seconds(30)); }

// Whether the checkpoint is of so many records and signed by the log and by every witness.
bool IsWhole(const std::string& note, std::uint64_t size) {
  const auto parsed = transparency::ParseNote(note);
  if (!parsed.ok() || parsed->signatures.size() != 1 + kOffices.size()) return false;
  const auto checkpoint = transparency::ParseCheckpoint(parsed->text);
  return checkpoint.ok() && checkpoint->size == size;
}

OwnedRecord Owned(const ledger::Record& record) {
  return {record.position.value(),
          std::string(record.stream),
          record.version.value(),
          record.recorded_at.unix_ms(),
          record.command,
          record.append_index,
          record.append_count,
          std::string(record.member),
          std::string(record.content_digest),
          std::string(record.signer),
          std::string(record.signature),
          std::string(record.submitted)};
}

ledger::Record Stored(const OwnedRecord& owned) {
  ledger::RecordFields fields;
  fields.position = Position(owned.position);
  fields.stream = owned.stream;
  fields.version = StreamVersion(owned.version);
  fields.recorded_at = Instant(owned.recorded_at_ms);
  fields.command = owned.command;
  fields.append_index = owned.append_index;
  fields.append_count = owned.append_count;
  fields.member = owned.member;
  fields.content_digest = owned.content_digest;
  fields.signer = owned.signer;
  fields.signature = owned.signature;
  fields.submitted = owned.submitted;
  auto record = ledger::DecodeRecord(ledger::EncodeRecord(fields));
  PAKTUM_CHECK(record.ok());
  return std::move(*record);
}

ledger::RocksOptions OptionsOf(const std::string& path) {
  ledger::RocksOptions options;
  options.path = path;
  options.free_bytes_min = 0;
  return options;
}

}  // namespace

Outcome RunProgram(const std::string& program, const std::string& arguments) {
  const std::string command =
      std::string(PAKTUM_BIN_DIR) + "/../" + program + " " + arguments + " 2>&1";
  Outcome outcome;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    outcome.output.append(buffer.data(), n);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  return outcome;
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

void CopyTree(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

AuditedPact::AuditedPact() {
  cli::OfficePacts offices;
  for (const char* office : kOffices) offices[office] = {kPact};
  const auto made = cli::MakeKeySet(keys_, offices, {});
  EXPECT_TRUE(made.ok()) << made.status();
  StartLog();
}

AuditedPact::~AuditedPact() = default;

void AuditedPact::StartLog() {
  log_ = std::make_unique<event_log::EventLogProcess>(
      std::vector<std::string>{"--data", store(), "--listen", "tcp://127.0.0.1:*", "--hints",
                               "tcp://127.0.0.1:*", "--curve", KeysOf("event_log")});
  ASSERT_TRUE(log_->AwaitReady()) << log_->log();
}

void AuditedPact::StopLog() {
  logs_.clear();  // the next one listens elsewhere
  ASSERT_EQ(log_->Terminate(), 0) << log_->log();
}

void AuditedPact::Cosign() {
  const SystemClock clock;
  service::Metrics metrics;
  std::vector<std::unique_ptr<witness::Witness>> witnesses;
  for (const std::string office : kOffices) {
    auto tree = ledger_client::ConnectLogTree({listen(), KeysOf(office), kConnectWaitMs});
    ASSERT_TRUE(tree.ok()) << tree.status();
    witness::WitnessOptions options;
    options.keys = KeysOf(office);
    options.directory = Sub("witness-" + office);
    options.pacts = {kPact};
    options.poll = std::chrono::milliseconds(20);
    auto started = witness::Witness::Start(options, std::move(*tree), clock, metrics);
    ASSERT_TRUE(started.ok()) << started.status();
    witnesses.push_back(std::move(*started));
  }
  ledger_client::RemoteEventLogOptions remote;
  remote.endpoint = listen();
  remote.curve = KeysOf("auditor");
  remote.connect_wait_ms = kConnectWaitMs;
  const auto log = ledger_client::RemoteEventLog::Connect(remote);
  const auto tree = ledger_client::ConnectLogTree({listen(), KeysOf("auditor"), kConnectWaitMs});
  ASSERT_TRUE(log.ok() && tree.ok());
  const auto head = (*log)->Head(kPact, Soon());
  ASSERT_TRUE(head.ok()) << head.status();
  for (const Deadline give_up = Soon();;) {
    const auto note = (*tree)->WitnessedCheckpoint(kPact, Soon());
    if (note.ok() && IsWhole(*note, head->value())) break;
    ASSERT_LT(std::chrono::steady_clock::now(), give_up) << note.status();
    poll(nullptr, 0, 10);
  }
}

ledger::EventLog& AuditedPact::LogOf(const std::string& member) {
  auto& log = logs_[member];
  if (log != nullptr) return *log;
  ledger_client::RemoteEventLogOptions remote;
  remote.endpoint = listen();
  remote.curve = KeysOf(member);
  remote.connect_wait_ms = kConnectWaitMs;
  auto plain = ledger_client::RemoteEventLog::Connect(remote);
  EXPECT_TRUE(plain.ok()) << plain.status();
  auto signing = access::SignedWithKeysOf(KeysOf(member), std::move(*plain));
  EXPECT_TRUE(signing.ok()) << signing.status();
  log = std::move(*signing);
  return *log;
}

std::uint64_t AuditedPact::Append(
    const std::string& member,
    const std::vector<std::pair<std::string, event::v1::Event>>& events) {
  ledger::AppendRequest request;
  request.pact = kPact;
  request.command = Uuid::V7From(1'540'000'000'000, 1, ++commands_);
  request.member = member;
  request.content_digest = "digest";
  for (auto [stream, event] : events) {
    const auto index = static_cast<std::uint32_t>(request.events.size());
    event.set_id(std::string(request.command.Derived(index).bytes()));
    event.set_source("/pacts/" + std::string(kPact) + "/members/" + member);
    event.set_subject(stream);
    event.set_actor("staff-1");
    request.events.push_back({stream, event.SerializeAsString()});
  }
  const auto appended = LogOf(member).Append(request, Soon());
  EXPECT_TRUE(appended.ok()) << appended.status();
  return appended.ok() ? appended->first.value() : 0;
}

std::string AuditedPact::Enrol(const std::string& occurred_on) {
  const std::string person = Uuid::V7From(1'540'000'000'000, 2, commands_ + 1).ToString();
  const std::string stream = events::ParticipantStream(person);
  event::v1::Event registered;
  registered.set_occurred_on(occurred_on);
  registered.mutable_participant_registered()->set_participant_id(person);
  auto& sealed = *registered.add_sealed();
  sealed.set_person(person);
  sealed.set_ciphertext("sealed bytes");
  sealed.set_content_type("paktum.sealed.v1.PersonDetails");
  event::v1::Event enrolled;
  enrolled.set_occurred_on(occurred_on);
  enrolled.mutable_participant_enrolled()->set_participant_id(person);
  enrolled.mutable_participant_enrolled()->set_document_sha256(std::string(64, 'a'));
  Append("government_office", {{stream, registered}, {stream, enrolled}});
  return stream;
}

void AuditedPact::Fill(int enrolments) {
  for (int i = 1; i <= enrolments; ++i) {
    Enrol("2019-01-10");
    if (i % kEnrolmentsAForum != 0) continue;
    event::v1::Event forum;
    forum.set_occurred_on("2019-02-01");
    forum.mutable_forum_held()->set_participants(80);
    Append("pact_office", {{events::BodyStream(events::kEmploymentForum), forum}});
  }
}

std::string AuditedPact::PlanFile() {
  return std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto";
}

void RewriteStore(const std::string& from, const std::string& to,
                  const std::function<void(std::vector<OwnedRecord>&)>& change) {
  std::vector<OwnedRecord> records;
  {
    const auto storage = ledger::RocksStorage::OpenForReading(OptionsOf(from));
    ASSERT_TRUE(storage.ok()) << storage.status();
    const auto read = (*storage)->Read(kPact, Position(0), {});
    ASSERT_TRUE(read.ok()) << read.status();
    for (const ledger::Record& record : *read) records.push_back(Owned(record));
  }
  change(records);
  fs::remove_all(to);
  {
    const auto storage = ledger::RocksStorage::Open(OptionsOf(to));
    ASSERT_TRUE(storage.ok()) << storage.status();
    ledger::StoredAppend append;
    for (const OwnedRecord& owned : records) {
      if (append.records.empty()) {
        append.pact = kPact;
        append.command = owned.command;
        append.content_digest = owned.content_digest.empty() ? "none" : owned.content_digest;
        append.result = {Position(owned.position), owned.append_count,
                         Instant(owned.recorded_at_ms), false};
      }
      append.records.push_back(Stored(owned));
      if (owned.append_index + 1 < owned.append_count && &owned != &records.back()) continue;
      ASSERT_TRUE((*storage)->Write({append}).ok());
      append.records.clear();
    }
  }
  fs::copy(from + "/checkpoints", to + "/checkpoints", fs::copy_options::recursive);
}

}  // namespace paktum::audit_test
