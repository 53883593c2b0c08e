#include "libs/ledger_rocksdb/verify.h"

#include <rocksdb/file_checksum.h>
#include <rocksdb/metadata.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "libs/base/hex.h"
#include "libs/base/runtime.h"
#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/internal/end_mark.h"
#include "libs/ledger_rocksdb/internal/ledger_check.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"
#include "libs/ledger_rocksdb/internal/store_reader.h"

namespace paktum::ledger {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1024} * 1024;

// The checksum of a whole file as it was written down when the file was made.
Result<std::string> ChecksumOf(rocksdb::Env& env, const std::string& path) {
  std::unique_ptr<rocksdb::SequentialFile> file;
  rocksdb::Status status = env.NewSequentialFile(path, &file, rocksdb::EnvOptions());
  const auto sum = rocksdb::GetFileChecksumGenCrc32cFactory()->CreateFileChecksumGenerator({});
  std::string scratch(kChunkBytes, '\0');
  for (rocksdb::Slice read; status.ok();) {
    status = file->Read(scratch.size(), &read, scratch.data());
    if (read.empty()) break;
    sum->Update(read.data(), read.size());
  }
  if (!status.ok()) return DataLoss("file.unreadable", status.ToString());
  sum->Finalize();
  return sum->GetChecksum();
}

class StoreCheck {
 public:
  StoreCheck(const VerifyOptions& options, const OnVerifyProgress& progress)
      : options_(options), progress_(progress), findings_(report_, options.findings_max) {}

  // Opens the directory and checks it.
  Result<VerifyReport> Run();
  // Checks what is open.
  Result<VerifyReport> Run(const RocksDb& rocks);

 private:
  bool CheckFiles(Findings& findings);
  void CheckFile(const rocksdb::LiveFileMetaData& file, Findings& findings) const;
  bool CheckLedgers();
  void CheckTree(const LedgerCheck& check);
  void CheckMainFamily();
  void CheckTileFamily();
  bool CheckLedger(const std::string& pact, Cursor& records, Cursor& streams, Cursor& commands);
  std::optional<std::string> NextPact(Cursor& cursor, std::string_view family);
  bool Tell(const VerifyProgress& progress) const {
    const std::lock_guard lock(telling_);
    return !progress_ || progress_(progress);
  }
  [[nodiscard]] rocksdb::Env& env() const {
    return options_.rocks.env != nullptr ? *options_.rocks.env : *rocksdb::Env::Default();
  }

  const VerifyOptions& options_;
  const OnVerifyProgress& progress_;
  VerifyReport report_;
  Findings findings_;
  const RocksDb* rocks_ = nullptr;  // while it is checked
  // Of each ledger; the greatest there may be where its records do not tell.
  std::map<std::string, std::uint64_t, std::less<>> tree_sizes_;
  mutable std::mutex telling_;
};

Result<VerifyReport> StoreCheck::Run() {
  PAKTUM_ASSIGN_OR_RETURN(const auto lock, ReadLock::Take(options_.rocks.path));
  auto opened = RocksDb::OpenForReading(options_.rocks);
  if (!opened.ok()) {
    if (opened.status().code() != StatusCode::kDataLoss) return opened.status();
    findings_.Add({opened.status().reason(), "", 0, opened.status().message()});
    return std::move(report_);
  }
  return Run(**opened);
}

Result<VerifyReport> StoreCheck::Run(const RocksDb& rocks) {
  rocks_ = &rocks;
  if (const Status& end = rocks_->end(); !end.ok()) {
    findings_.Add({end.reason(), "", 0, end.message()});
  }
  if (!EndMarkIsSound(env(), options_.rocks.path)) {
    findings_.Add({"file.damaged", "", 0, std::string(kEndMarkFile)});
  }
  VerifyReport of_files;
  Findings file_findings(of_files, findings_.max());
  bool files_done = false;
  Thread files([&] { files_done = CheckFiles(file_findings); });
  const bool ledgers_done = CheckLedgers();
  files.Join();
  if (!files_done || !ledgers_done) return Aborted("verify.stopped", "the check was stopped");
  findings_.PutFirst(of_files);
  CheckMainFamily();
  CheckTileFamily();
  report_.complete = true;
  return std::move(report_);
}

// The format mark and one tree for each ledger; nothing else.
void StoreCheck::CheckMainFamily() {
  std::set<std::string, std::less<>> expected{std::string(kFormatKey)};
  for (const VerifiedLedger& ledger : report_.ledgers) expected.insert(TreeKey(ledger.pact));
  Cursor cursor(rocks_->db(), rocks_->main());
  for (; cursor.Valid(); cursor.Next()) {
    if (!expected.contains(cursor.key())) findings_.Add({"key.foreign", "", 0, "default"});
  }
  if (!cursor.status().ok()) {
    findings_.Add({"file.unreadable", "", 0, "default: " + cursor.status().ToString()});
  }
}

// No tiles but the full ones of each ledger's tree; those were looked up with its records.
void StoreCheck::CheckTileFamily() {
  if (rocks_->lacks_tiles()) return;
  Cursor cursor(rocks_->db(), rocks_->tiles());
  for (; cursor.Valid(); cursor.Next()) {
    const auto place = ParseTileKey(cursor.key());
    const auto size = place ? tree_sizes_.find(place->pact) : tree_sizes_.end();
    const bool ours = size != tree_sizes_.end() &&
                      transparency::WidthOfTile(size->second, place->level, place->index) ==
                          transparency::kTileWidth;
    if (!ours) findings_.Add({"key.foreign", "", 0, "tiles"});
  }
  if (!cursor.status().ok()) {
    findings_.Add({"file.unreadable", "", 0, "tiles: " + cursor.status().ToString()});
  }
}

void StoreCheck::CheckTree(const LedgerCheck& check) {
  if (!options_.trees || !check.records_sound() || rocks_->lacks_trees()) return;
  const std::string key = TreeKey(check.result().pact);
  std::string value;
  const bool there = rocks_->db().Get({}, rocks_->main(), key, &value).ok();
  if (!there && check.result().records == 0) return;
  const auto payload = there ? OpenValue(key, value) : std::nullopt;
  const auto tree = payload ? transparency::Frontier::Decode(*payload) : std::nullopt;
  if (!tree || *tree != check.tree()) findings_.Add({"tree.damaged", check.result().pact, 0, ""});
}

bool StoreCheck::CheckFiles(Findings& findings) {
  std::vector<rocksdb::LiveFileMetaData> files;
  rocks_->db().GetLiveFilesMetaData(&files);
  for (const rocksdb::LiveFileMetaData& file : files) {
    if (!Tell({"", report_.table_files, files.size()})) return false;
    CheckFile(file, findings);
    ++report_.table_files;
  }
  return true;
}

void StoreCheck::CheckFile(const rocksdb::LiveFileMetaData& file, Findings& findings) const {
  const std::string name = file.relative_filename.empty() ? file.name : file.relative_filename;
  const auto sum = ChecksumOf(env(), options_.rocks.path + "/" + name);
  if (!sum.ok()) {
    findings.Add({sum.status().reason(), "", 0, name + ": " + sum.status().message()});
    return;
  }
  // Files of a release that did not write a checksum down are checked block by block when read.
  const bool known = file.file_checksum_func_name != rocksdb::kUnknownFileChecksumFuncName;
  if (known && *sum != file.file_checksum) findings.Add({"file.damaged", "", 0, name});
}

// The ledger that the cursor stands in, behind keys that name none.
std::optional<std::string> StoreCheck::NextPact(Cursor& cursor, std::string_view family) {
  const bool is_records = family == "records";
  const bool is_streams = family == "streams";
  for (; cursor.Valid(); cursor.Next()) {
    const std::string_view key = cursor.key();
    const bool ours = is_records   ? IsRecordKey(key)
                      : is_streams ? ParseStreamKey(key).has_value()
                                   : IsCommandKey(key);
    if (ours) return std::string(*PactOfKey(key));
    findings_.Add({"key.foreign", "", 0, std::string(family)});
  }
  if (!cursor.status().ok()) {
    findings_.Add(
        {"file.unreadable", "", 0, std::string(family) + ": " + cursor.status().ToString()});
  }
  return std::nullopt;
}

bool StoreCheck::CheckLedgers() {
  Cursor records(rocks_->db(), rocks_->records());
  Cursor streams(rocks_->db(), rocks_->streams());
  Cursor commands(rocks_->db(), rocks_->commands());
  for (;;) {
    std::optional<std::string> next;
    for (const auto& found : {NextPact(records, "records"), NextPact(streams, "streams"),
                              NextPact(commands, "commands")}) {
      if (found && (!next || LedgerPrefix(*found) < LedgerPrefix(*next))) next = found;
    }
    if (!next) return true;
    if (!CheckLedger(*next, records, streams, commands)) return false;
  }
}

bool StoreCheck::CheckLedger(const std::string& pact, Cursor& records, Cursor& streams,
                             Cursor& commands) {
  std::uint64_t total = 0;
  for (auto* family : {rocks_->records(), rocks_->streams(), rocks_->commands()}) {
    std::uint64_t entries = 0;
    if (rocks_->db().GetIntProperty(family, "rocksdb.estimate-num-keys", &entries)) {
      total += entries;
    }
  }
  std::atomic<std::uint64_t> done = 0;
  LedgerCheck check(*rocks_, pact, options_.trees, findings_, [&](std::uint64_t entries) {
    return Tell({pact, done += entries, total});
  });
  if (!check.Run(records, streams, commands)) return false;
  CheckTree(check);
  VerifiedLedger result = check.result();
  tree_sizes_[pact] = check.records_sound() ? result.records : transparency::kTreeSizeMax;
  if (options_.trees && check.records_sound()) {
    result.root = ToHex(transparency::View(check.tree().Root()));
  }
  report_.ledgers.push_back(std::move(result));
  return true;
}

}  // namespace

Result<VerifyReport> VerifyStore(const VerifyOptions& options, const OnVerifyProgress& progress) {
  return StoreCheck(options, progress).Run();
}

Result<VerifyReport> VerifyStore(const RocksStorage& storage, const VerifyOptions& options,
                                 const OnVerifyProgress& progress) {
  return StoreCheck(options, progress).Run(DbOf(storage));
}

}  // namespace paktum::ledger
