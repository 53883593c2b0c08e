#include "services/audit/verify.h"

#include <atomic>
#include <set>
#include <thread>
#include <utility>

#include "libs/base/runtime.h"
#include "services/audit/bundle_figures.h"
#include "services/audit/signature_check.h"
#include "services/audit/tile_check.h"

namespace paktum::audit {
namespace {

using ledger::StoreFinding;

constexpr std::uint64_t kTilesAtOnce = 64;

// The files and indexes of a store, on a thread of its own.
class StoreCheck {
 public:
  // The source that has it open must outlive this.
  StoreCheck(const ledger::RocksStorage& store, const std::string& directory)
      : thread_([this, &store, directory] { Run(store, directory); }) {}
  ~StoreCheck() {
    stop_ = true;
    if (thread_.Joinable()) thread_.Join();
  }
  StoreCheck(const StoreCheck&) = delete;
  StoreCheck& operator=(const StoreCheck&) = delete;

  // Waits for it. Errors: as ledger::VerifyStore.
  Result<ledger::VerifyReport> Take() {
    thread_.Join();
    thread_ = Thread();
    return std::move(*result_);
  }

 private:
  void Run(const ledger::RocksStorage& store, const std::string& directory) {
    ledger::VerifyOptions options;
    options.rocks.path = directory;
    options.findings_max = Findings::kMaxDefault;
    options.trees = false;  // RecordCheck and TileCheck do that
    result_ =
        ledger::VerifyStore(store, options, [this](const auto& /*progress*/) { return !stop_; });
  }

  std::atomic<bool> stop_ = false;
  std::optional<Result<ledger::VerifyReport>> result_;  // set before the thread ends
  Thread thread_;
};

// Findings of the files and indexes of a store that the records did not show already.
void AddStoreFindings(const ledger::VerifyReport& store, const std::string& pact,
                      Findings& findings) {
  std::set<std::pair<std::string, std::uint64_t>> known;
  for (const Finding& finding : findings.list()) known.emplace(finding.code, finding.position);
  for (const StoreFinding& finding : store.findings) {
    const bool of_another = !finding.ledger.empty() && !pact.empty() && finding.ledger != pact;
    if (of_another || (finding.position != 0 && known.contains({finding.code, finding.position}))) {
      continue;
    }
    findings.Add({finding.code, finding.what, finding.position, "", ""});
  }
}

class LedgerVerification {
 public:
  LedgerVerification(Source& source, const VerifyInput& input)
      : source_(source),
        input_(input),
        checkpoints_(input.policy, report_.findings),
        records_(report_.findings,
                 [this](const ledger::Record& record, const transparency::Hash& /*leaf*/) {
                   report_.has_reports = report_.has_reports || IsReportStream(record.stream);
                   if (signatures_) signatures_->Take(record);
                 }),
        tiles_(source, report_.findings) {
    report_.source = source.Name();
    report_.pact = source.Pact();
    if (input.members != nullptr) {
      signatures_.emplace(report_.pact, *input.members, std::thread::hardware_concurrency());
    }
  }

  Result<LedgerReport> Run(const OnProgress& progress);

 private:
  Status TakeCheckpoints();
  Status ReadRecords(const OnProgress& progress);
  Status FinishStore(StoreCheck& check);

  Source& source_;
  const VerifyInput& input_;
  LedgerReport report_;
  CheckpointCheck checkpoints_;
  std::optional<SignatureCheck> signatures_;
  RecordCheck records_;
  TileCheck tiles_;
  std::optional<Finding> read_failure_;
};

Status LedgerVerification::TakeCheckpoints() {
  const auto expect = [&](std::optional<ExpectedRoot> root) {
    if (root) records_.Expect(std::move(*root));
  };
  const auto own = source_.Checkpoint();
  if (own.ok()) {
    expect(checkpoints_.Take(*own, source_.Name(), CheckpointCheck::Quorum::kNeeded));
    checkpoints_.MarkOwn(source_.Name());
  } else if (own.status().code() == StatusCode::kDataLoss) {
    report_.findings.Add({"checkpoint.malformed", source_.Name(), 0, "", own.status().message()});
  } else if (own.status().code() != StatusCode::kNotFound) {
    return own.status();
  }
  if (const auto newest = source_.NewestCheckpoint(); newest.ok() && own.ok() && *newest != *own) {
    expect(checkpoints_.Take(*newest, source_.Name() + ", newest",
                             CheckpointCheck::Quorum::kNotNeeded));
  }
  for (const GivenCheckpoint& given : input_.checkpoints) {
    expect(checkpoints_.Take(given.note, given.where, CheckpointCheck::Quorum::kNotNeeded));
  }
  if (!own.ok() && input_.checkpoints.empty()) {
    report_.unchecked.push_back(Unchecked::kNoCheckpoint);
  }
  if (input_.policy == nullptr) report_.unchecked.push_back(Unchecked::kNoPolicy);
  if (input_.members == nullptr) report_.unchecked.push_back(Unchecked::kNoMemberKeys);
  return OkStatus();
}

// What cannot be read ends the reading; whether it is damage is for the finding to say.
Status LedgerVerification::ReadRecords(const OnProgress& progress) {
  std::uint64_t compared = 0;
  const Status read = ForEachBatch(source_, source_.Head(), progress, [&](const Batch& batch) {
    records_.Take(batch);
    const std::uint64_t tiles = records_.records() / transparency::kTileWidth;
    if (tiles < compared + kTilesAtOnce) return OkStatus();
    compared = tiles;
    return tiles_.Compare(records_.tree().TakeFull());
  });
  if (read.code() == StatusCode::kDataLoss) {
    read_failure_ = {read.reason(), read.message(), records_.records() + 1, "", ""};
    report_.unchecked.push_back(Unchecked::kBehindDamage);
    return OkStatus();
  }
  PAKTUM_RETURN_IF_ERROR(read);
  records_.Finish();
  PAKTUM_RETURN_IF_ERROR(tiles_.Compare(records_.tree().TakeFull()));
  return tiles_.Compare(records_.tree().Partial());
}

Status LedgerVerification::FinishStore(StoreCheck& check) {
  PAKTUM_ASSIGN_OR_RETURN(const ledger::VerifyReport store, check.Take());
  if (!store.findings.empty()) read_failure_.reset();  // it says more exactly what is wrong
  AddStoreFindings(store, report_.pact, report_.findings);
  return OkStatus();
}

Result<LedgerReport> LedgerVerification::Run(const OnProgress& progress) {
  std::optional<StoreCheck> store;
  if (input_.store_files && source_.Store() != nullptr) {
    store.emplace(*source_.Store(), source_.Name());
  }
  PAKTUM_RETURN_IF_ERROR(TakeCheckpoints());
  PAKTUM_RETURN_IF_ERROR(ReadRecords(progress));
  if (store) PAKTUM_RETURN_IF_ERROR(FinishStore(*store));
  if (read_failure_) report_.findings.Add(std::move(*read_failure_));
  if (signatures_) report_.signatures = signatures_->Finish(report_.findings);
  report_.records = records_.records();
  report_.streams = records_.streams();
  report_.appends = records_.appends();
  report_.tiles = tiles_.compared();
  report_.root = records_.tree().Root();
  report_.checkpoints = checkpoints_.taken();
  return std::move(report_);
}

}  // namespace

Result<LedgerReport> VerifyLedger(Source& source, const VerifyInput& input,
                                  const OnProgress& progress) {
  return LedgerVerification(source, input).Run(progress);
}

std::optional<LedgerReport> VerifyUnopened(const std::string& store, const Status& opening) {
  if (opening.code() != StatusCode::kDataLoss) return std::nullopt;
  ledger::VerifyOptions options;
  options.rocks.path = store;
  options.findings_max = Findings::kMaxDefault;
  const auto checked = ledger::VerifyStore(options, {});
  LedgerReport report;
  report.source = store;
  report.unchecked.push_back(Unchecked::kBehindDamage);
  if (checked.ok()) AddStoreFindings(*checked, "", report.findings);
  if (report.findings.empty()) {
    report.findings.Add({opening.reason(), "", 0, "", opening.message()});
  }
  return report;
}

}  // namespace paktum::audit
