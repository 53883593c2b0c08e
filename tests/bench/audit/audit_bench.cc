// audit_bench [RECORDS] [DIRECTORY]: how fast paktum-audit checks a store and proves one event.
//
// Makes the store when the directory is not there: appends of one event each, 300 submitted bytes,
// signed by one member, 100,000 streams. Prints records a second of a whole check without and with
// signatures of appends, the memory it took, and the time of one inclusion proof; and what tree and
// signature cost in the path of an append.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "libs/access/append_signer.h"
#include "libs/access/default_rules.h"
#include "libs/access/statement.h"
#include "libs/base/check.h"
#include "libs/ledger/record.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/tile_builder.h"
#include "services/audit/prove.h"
#include "services/audit/record_check.h"
#include "services/audit/signature_check.h"
#include "services/audit/verify.h"

namespace paktum::audit {
namespace {

constexpr const char* kPact = "tiszakecske";
constexpr const char* kMember = "government_office";
constexpr std::uint64_t kStreams = 100'000;
constexpr std::size_t kSubmittedBytes = 300;
constexpr std::size_t kAppendsOfAWrite = 1024;
constexpr std::uint64_t kSignedRecords = 50'000;
constexpr std::uint64_t kTreeAppends = 100'000;
constexpr std::uint64_t kSignedAppends = 5'000;
constexpr int kProofs = 1000;

using SteadyClock = std::chrono::steady_clock;

double SecondsSince(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

// A key that is the same in every run.
access::SignKey MemberKey() {
  auto key = access::SignKey::Parse(std::string(64, '7') + "\n");
  PAKTUM_CHECK(key.ok());
  return std::move(*key);
}

ledger::StoredAppend MakeAppend(std::uint64_t position, access::AppendSigner& signer) {
  ledger::AppendRequest request;
  request.pact = kPact;
  request.command =
      Uuid::V7From(1'540'000'000'000 + static_cast<std::int64_t>(position), position, ~position);
  request.member = kMember;
  request.content_digest = "digest";
  std::string submitted = std::to_string(position);
  submitted.resize(kSubmittedBytes, 'x');
  request.events.push_back({"participant/" + std::to_string(position % kStreams), submitted});
  // Signing each takes long; those behind the first ones are checked without.
  if (position <= kSignedRecords) signer.Sign(request);
  ledger::StoredAppend append;
  append.pact = kPact;
  append.command = request.command;
  append.content_digest = request.content_digest;
  append.result = {Position(position), 1,
                   Instant(1'540'000'000'000 + static_cast<std::int64_t>(position)), false};
  ledger::RecordFields fields;
  fields.position = Position(position);
  fields.stream = request.events.front().stream;
  fields.version = StreamVersion((position - 1) / kStreams + 1);
  if (position % kStreams == 0) fields.version = StreamVersion(position / kStreams);
  fields.recorded_at = append.result.recorded_at;
  fields.command = request.command;
  fields.append_count = 1;
  fields.member = kMember;
  fields.content_digest = request.content_digest;
  fields.signer = request.signer;
  fields.signature = request.signature;
  fields.submitted = request.events.front().submitted;
  auto record = ledger::DecodeRecord(ledger::EncodeRecord(fields));
  PAKTUM_CHECK(record.ok());
  append.records.push_back(std::move(*record));
  return append;
}

void MakeStore(const std::string& directory, std::uint64_t records) {
  const auto begin = SteadyClock::now();
  ledger::RocksOptions options;
  options.path = directory;
  const auto storage = ledger::RocksStorage::Open(options);
  PAKTUM_CHECK(storage.ok());
  const auto signer = access::AppendSigner::With(MemberKey());
  std::vector<ledger::StoredAppend> batch;
  for (std::uint64_t position = 1; position <= records; ++position) {
    batch.push_back(MakeAppend(position, *signer));
    if (batch.size() < kAppendsOfAWrite && position < records) continue;
    PAKTUM_CHECK((*storage)->Write(batch).ok());
    batch.clear();
  }
  std::printf("made a store of %llu records in %.1f s\n", static_cast<unsigned long long>(records),
              SecondsSince(begin));
}

long MemoryMb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// From its making on: what a number of records took, by the clock and of the cores.
class Stopwatch {
 public:
  void Tell(const char* what, std::uint64_t records) const {
    const double seconds = SecondsSince(begin_);
    const auto count = static_cast<double>(records);
    std::printf("%-44s %9.0f records/s (%.2f s), %.2f us of a core a record, memory %ld MB\n", what,
                count / seconds, seconds, (CpuSeconds() - cpu_begin_) * 1e6 / count, MemoryMb());
  }

 private:
  const SteadyClock::time_point begin_ = SteadyClock::now();
  const double cpu_begin_ = CpuSeconds();
};

LedgerReport Check(Source& source, const VerifyInput& input) {
  auto report = VerifyLedger(source, input, {});
  PAKTUM_CHECK(report.ok());
  PAKTUM_CHECK(report->findings.empty());
  return std::move(*report);
}

void MeasureSignatures(Source& source) {
  const auto rules = access::AccessRules::Parse(
      access::RulesText({{kMember, {"*"}, {MemberKey().public_key()}}}), "rules");
  PAKTUM_CHECK(rules.ok());
  Findings findings;
  SignatureCheck check(kPact, **rules, 2);
  const Stopwatch watch;
  RecordCheck records(
      findings, [&](const ledger::Record& record, const auto& /*leaf*/) { check.Take(record); });
  const Status read = ForEachBatch(source, Position(kSignedRecords), {}, [&](const Batch& batch) {
    records.Take(batch);
    return OkStatus();
  });
  PAKTUM_CHECK(read.ok());
  const std::uint64_t checked = check.Finish(findings);
  PAKTUM_CHECK(findings.empty());
  watch.Tell("records, tree and signature of each append", checked);
}

// What the log does for its tree with each append: the leaf, the nodes that it closes, full tiles
// and the edge that is stored, of an append of one event.
void MeasureTreeOfAppends(access::AppendSigner& signer) {
  std::vector<std::string> stored;
  for (std::uint64_t position = 1; position <= kTreeAppends; ++position) {
    stored.emplace_back(MakeAppend(kSignedRecords + position, signer).records.front().stored);
  }
  transparency::TileBuilder tree;
  std::size_t bytes = 0;
  const Stopwatch watch;
  for (const std::string& leaf : stored) {
    tree.Append(transparency::LeafHash(leaf));
    for (const transparency::Tile& tile : tree.TakeFull()) bytes += tile.bytes.size();
    bytes += tree.frontier().Encode().size();
  }
  PAKTUM_CHECK(bytes > 0);
  watch.Tell("tree in the path of an append", kTreeAppends);
}

// By the member that submits, and by the log before it takes the append.
void MeasureSignatureOfAppends(access::AppendSigner& signer) {
  std::vector<ledger::AppendRequest> requests;
  for (std::uint64_t i = 1; i <= kSignedAppends; ++i) {
    ledger::AppendRequest request;
    request.pact = kPact;
    request.command = Uuid::V7From(1'540'000'000'000 + static_cast<std::int64_t>(i), i, ~i);
    request.member = kMember;
    request.content_digest = "digest";
    request.events.push_back(
        {"participant/" + std::to_string(i), std::string(kSubmittedBytes, 'x')});
    requests.push_back(std::move(request));
  }
  const Stopwatch making;
  for (ledger::AppendRequest& request : requests) signer.Sign(request);
  making.Tell("signature of an append, made by its member", kSignedAppends);
  const access::PublicKey key = MemberKey().public_key();
  const Stopwatch checking;
  for (const ledger::AppendRequest& request : requests) {
    PAKTUM_CHECK(access::VerifyAppend(request, key));
  }
  checking.Tell("signature of an append, checked by the log", kSignedAppends);
}

void MeasureProofs(Source& source, std::uint64_t records, const transparency::Hash& root) {
  const auto key =
      transparency::SigningKey::Generate("paktum.test/log", transparency::KeyType::kNote);
  PAKTUM_CHECK(key.ok());
  const std::string note = transparency::FormatNote(
      transparency::SignCheckpoint({key->verifier().name(), records, root, {}}, *key));
  const auto begin = SteadyClock::now();
  for (int i = 0; i < kProofs; ++i) {
    const std::uint64_t position = static_cast<std::uint64_t>(i) * 7919 % records + 1;
    PAKTUM_CHECK(ProveRecord(source, Position(position), note).ok());
  }
  std::printf("%-44s %9.3f ms\n", "inclusion proof of one event, made and checked",
              SecondsSince(begin) * 1000 / kProofs);
}

}  // namespace

int Main(std::uint64_t records, const std::string& directory) {
  if (!std::filesystem::exists(directory)) MakeStore(directory, records);
  const auto begin = SteadyClock::now();
  const auto source = OpenStoreSource(directory, kPact);
  PAKTUM_CHECK(source.ok());
  records = (*source)->Head().value();
  std::printf("opened in %.3f s\n", SecondsSince(begin));
  const Stopwatch of_records;
  const LedgerReport report = Check(**source, {});
  of_records.Tell("records, tree and tiles", records);
  VerifyInput whole;
  whole.store_files = true;
  const Stopwatch of_store;
  Check(**source, whole);
  of_store.Tell("… and the store's files and indexes", records);
  if (records >= kSignedRecords) MeasureSignatures(**source);
  MeasureProofs(**source, records, report.root);
  const auto signer = access::AppendSigner::With(MemberKey());
  MeasureTreeOfAppends(*signer);
  MeasureSignatureOfAppends(*signer);
  return 0;
}

}  // namespace paktum::audit

int main(int argc, char** argv) {
  const std::uint64_t records = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const std::string directory =
      argc > 2 ? argv[2] : (std::filesystem::temp_directory_path() / "paktum-audit-bench").string();
  return paktum::audit::Main(records, directory);
}
