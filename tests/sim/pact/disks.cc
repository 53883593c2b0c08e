#include "tests/sim/pact/disks.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"

namespace paktum::sim {

using std::chrono::microseconds;

void LogDisk::CutAfter(Position last) {
  auto kept = std::make_unique<ledger::MemoryStorage>();
  for (Position after; after < last;) {
    const auto records = *records_->Read(pact_, after, {});
    for (std::size_t i = 0; i < records.size() && records[i].position <= last;) {
      const ledger::Record& first = records[i];
      const auto found = *records_->FindCommand(pact_, first.command);
      PAKTUM_CHECK(found.has_value());
      ledger::StoredAppend append{pact_, first.command, found->content_digest, found->append, {}};
      append.result.repeated = false;
      for (std::uint32_t n = 0; n < first.append_count; ++n) append.records.push_back(records[i++]);
      PAKTUM_CHECK(kept->Write({append}).ok());
    }
    after = records.back().position;
  }
  records_ = std::move(kept);
}

SimStorage::SimStorage(DiskHost host, LogDisk& disk, std::string pact)
    : host_(std::move(host)), disk_(disk) {
  if (host_.bug == Bug::kAckBeforeKeep) {
    constexpr std::chrono::milliseconds kLate{300};
    for (const auto& [at, head] : std::exchange(disk_.not_kept, {})) {
      if (host_.scheduler.Now() - at > kLate) continue;
      disk_.CutAfter(head);
      break;
    }
  }
  head_at_start_ = *disk_.records().Head(pact);
}

Status SimStorage::Write(const std::vector<ledger::StoredAppend>& batch) {
  Chance& chance = host_.chance;
  const bool slow = chance.Hits(host_.faults.slow);
  SleepUntil(SteadyNow() + (slow ? chance.Time(microseconds(50'000), microseconds(2'000'000))
                                 : chance.Time(microseconds(30), microseconds(900))));
  host_.MayCrash();
  if (chance.Hits(host_.faults.failed)) {
    return Unavailable("storage.full", "no space is left on the device");
  }
  if (host_.bug == Bug::kAckBeforeKeep) {
    disk_.not_kept.emplace_back(SteadyNow(), disk_.Head());
  }
  Status written;
  if (host_.bug == Bug::kForgottenCommands) {
    std::vector<ledger::StoredAppend> renamed = batch;
    for (ledger::StoredAppend& append : renamed) {
      if (disk_.records().FindCommand(append.pact, append.command)->has_value()) {
        append.command =
            append.command.Derived(static_cast<std::uint32_t>(append.result.first.value()));
      }
    }
    written = disk_.records().Write(renamed);
  } else {
    written = disk_.records().Write(batch);
  }
  host_.MayCrash();
  SleepUntil(SteadyNow() + chance.Time(microseconds(0), microseconds(300)));
  return written;
}

Result<Position> SimStorage::Head(const std::string& pact) const {
  return disk_.records().Head(pact);
}
Result<Instant> SimStorage::LastRecordedAt(const std::string& pact) const {
  return disk_.records().LastRecordedAt(pact);
}
Result<StreamVersion> SimStorage::StreamHead(const std::string& pact,
                                             const std::string& stream) const {
  return disk_.records().StreamHead(pact, stream);
}
Result<std::optional<ledger::FoundCommand>> SimStorage::FindCommand(const std::string& pact,
                                                                    Uuid command) const {
  auto found = disk_.records().FindCommand(pact, command);
  const bool forgotten = host_.bug == Bug::kForgottenCommands && found.ok() && found->has_value() &&
                         (*found)->append.first <= head_at_start_;
  if (forgotten) return std::optional<ledger::FoundCommand>();
  return found;
}
Result<transparency::Frontier> SimStorage::Tree(const std::string& pact) const {
  return disk_.records().Tree(pact);
}
Result<std::string> SimStorage::ReadTile(const std::string& pact,
                                         const transparency::TileId& tile) const {
  return disk_.records().ReadTile(pact, tile);
}
Result<std::vector<ledger::Record>> SimStorage::Read(const std::string& pact, Position after,
                                                     ledger::ReadLimit limit) const {
  return disk_.records().Read(pact, after, limit);
}
Result<std::vector<ledger::Record>> SimStorage::ReadStream(const std::string& pact,
                                                           const std::string& stream,
                                                           StreamVersion after,
                                                           ledger::ReadLimit limit) const {
  return disk_.records().ReadStream(pact, stream, after, limit);
}
Result<std::vector<std::string>> SimStorage::Pacts() const { return disk_.records().Pacts(); }

Status SimOutboxStore::Write(const Batch& batch) {
  host_.MayCrash();
  if (host_.chance.Hits(host_.faults.failed)) {
    return Unavailable("outbox.not_written", "no space is left on the device");
  }
  if (host_.bug == Bug::kOutboxUnsynced) disk_.before_last_write = disk_.entries;
  for (const auto& [key, value] : batch.puts) {
    if (host_.bug == Bug::kAttentionLost && key.starts_with('r')) continue;
    disk_.entries[key] = value;
  }
  for (const std::string& key : batch.removals) disk_.entries.erase(key);
  host_.MayCrash();
  return OkStatus();
}

Result<std::string> SimOutboxStore::Get(const std::string& key) const {
  const auto found = disk_.entries.find(key);
  if (found == disk_.entries.end()) return DataLoss("outbox.damaged", "an entry is missing");
  return found->second;
}

Status SimOutboxStore::ForEach(const Visit& visit) const {
  for (const auto& [key, value] : disk_.entries) PAKTUM_RETURN_IF_ERROR(visit(key, value));
  return OkStatus();
}

Result<vault::SealedPart> SimSealer::Seal(const vault::PersonRef& person,
                                          std::string_view /*content_type*/,
                                          std::string_view plaintext, Deadline /*deadline*/) {
  return vault::SealedPart{std::string(person.person.bytes()), std::string(vault::kNonceBytes, 'n'),
                           std::string(plaintext)};
}

Status SimSealer::DestroyOwn(const vault::PersonRef& /*person*/, Deadline /*deadline*/) {
  return OkStatus();
}

namespace {

class SimState final : public projection::SavedState {
 public:
  SimState(const DiskHost& host, StateDisk::State& state) : host_(host), state_(state) {
    state_.late_rows.clear();  // they had not reached the disk
  }

  [[nodiscard]] const projection::SavedAt& saved_at() const override { return state_.saved_at; }

  Status LoadInto(projection::Fold& fold) const override {
    for (const auto& [key, value] : state_.rows) PAKTUM_RETURN_IF_ERROR(fold.LoadRow(key, value));
    fold.FinishLoading(state_.saved_at.position);
    return OkStatus();
  }

  Status Save(const std::vector<projection::Row>& rows, projection::SavedAt saved_at) override {
    host_.MayCrash();
    for (const auto& [key, value] : std::exchange(state_.late_rows, {})) state_.rows[key] = value;
    if (host_.bug == Bug::kPositionBeforeState) {
      state_.late_rows = rows;
    } else {
      for (const auto& [key, value] : rows) state_.rows[key] = value;
    }
    state_.saved_at = std::move(saved_at);
    host_.MayCrash();
    return OkStatus();
  }

 private:
  const DiskHost host_;
  StateDisk::State& state_;
};

}  // namespace

Result<std::unique_ptr<projection::SavedState>> SimStateStore::Open(
    const std::string& name, const projection::FoldIdentity& identity,
    const std::string& definitions_text) {
  const auto [entry, made] = disk_.states.try_emplace(name);
  StateDisk::State& state = entry->second;
  if (made) {
    state.identity = identity;
    state.definitions_text = definitions_text;
  } else if (!(state.identity == identity)) {
    return DataLoss("projection.damaged", name + " holds another view");
  }
  if (host_.bug == Bug::kViewCountsTwice && state.saved_at.position > Position(1)) {
    state.saved_at.position = Position(state.saved_at.position.value() - 1);
  }
  return std::unique_ptr<projection::SavedState>(std::make_unique<SimState>(host_, state));
}

std::optional<projection::StateContent> SimStateStore::LookInto(const std::string& name) const {
  const auto found = disk_.states.find(name);
  if (found == disk_.states.end()) return std::nullopt;
  const StateDisk::State& state = found->second;
  return projection::StateContent{state.identity, state.definitions_text, state.saved_at};
}

std::vector<std::string> SimStateStore::Others(const projection::FoldIdentity& identity) const {
  std::vector<std::string> names;
  for (const auto& [name, state] : disk_.states) {
    if (state.identity.name == identity.name && !(state.identity == identity)) {
      names.push_back(name);
    }
  }
  return names;
}

void SimStateStore::Remove(const std::string& name) { disk_.states.erase(name); }

}  // namespace paktum::sim
