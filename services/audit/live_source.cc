// A running event log, over the wire.
#include <chrono>
#include <utility>

#include "libs/ledger_client/log_tree.h"
#include "libs/ledger_client/remote_event_log.h"
#include "services/audit/source.h"

namespace paktum::audit {
namespace {

constexpr std::chrono::seconds kCallTime{10};
constexpr int kConnectWaitMs = 5000;

class LiveSource final : public Source {
 public:
  LiveSource(std::unique_ptr<ledger::EventLog> log, std::unique_ptr<ledger_client::LogTree> tree,
             std::string endpoint, std::string pact)
      : log_(std::move(log)),
        tree_(std::move(tree)),
        endpoint_(std::move(endpoint)),
        pact_(std::move(pact)) {}

  // Checkpoints first: the ledger only grows, so that it has what they say.
  Status Begin() {
    witnessed_ = tree_->WitnessedCheckpoint(pact_, DeadlineIn(kCallTime));
    newest_ = tree_->Checkpoint(pact_, DeadlineIn(kCallTime));
    PAKTUM_ASSIGN_OR_RETURN(head_, log_->Head(pact_, DeadlineIn(kCallTime)));
    return OkStatus();
  }

  [[nodiscard]] std::string Name() const override { return endpoint_; }
  [[nodiscard]] std::string Pact() const override { return pact_; }
  [[nodiscard]] Position Head() const override { return head_; }

  Result<Batch> Read(Position after, ledger::ReadLimit limit) override {
    if (after >= head_) return Batch();
    limit.records = std::min<std::size_t>(limit.records, head_.value() - after.value());
    PAKTUM_ASSIGN_OR_RETURN(const ledger::Slice slice,
                            log_->Read(pact_, after, limit, DeadlineIn(kCallTime)));
    Batch batch;
    for (const ledger::Record& record : slice.records) {
      batch.stored.push_back(record.stored);
      if (batch.owners.empty() || batch.owners.back() != record.owner) {
        batch.owners.push_back(record.owner);
      }
    }
    return batch;
  }

  Result<std::string> Checkpoint() override {
    const bool none = witnessed_.status().code() == StatusCode::kNotFound;
    return none ? newest_ : witnessed_;
  }
  Result<std::string> NewestCheckpoint() override { return newest_; }
  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    return tree_->Tile(pact_, tile, DeadlineIn(kCallTime));
  }

 private:
  const std::unique_ptr<ledger::EventLog> log_;
  const std::unique_ptr<ledger_client::LogTree> tree_;
  const std::string endpoint_;
  const std::string pact_;
  Position head_;
  Result<std::string> witnessed_ = NotFound("checkpoint.none", "not asked yet");
  Result<std::string> newest_ = NotFound("checkpoint.none", "not asked yet");
};

}  // namespace

Result<std::unique_ptr<Source>> OpenLiveSource(const std::string& endpoint,
                                               const std::string& curve, const std::string& pact) {
  ledger_client::RemoteEventLogOptions remote;
  remote.endpoint = endpoint;
  remote.curve = curve;
  remote.connect_wait_ms = kConnectWaitMs;
  PAKTUM_ASSIGN_OR_RETURN(auto log, ledger_client::RemoteEventLog::Connect(remote));
  PAKTUM_ASSIGN_OR_RETURN(auto tree,
                          ledger_client::ConnectLogTree({endpoint, curve, kConnectWaitMs}));
  auto source = std::make_unique<LiveSource>(std::move(log), std::move(tree), endpoint, pact);
  PAKTUM_RETURN_IF_ERROR(source->Begin());
  return std::unique_ptr<Source>(std::move(source));
}

}  // namespace paktum::audit
