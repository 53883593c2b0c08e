#include "services/event_log/checkpoint_book.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "libs/base/runtime.h"
#include "libs/base/secret_file.h"
#include "libs/service/logging.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/tree.h"
#include "libs/transparency/trust_directory.h"

namespace paktum::event_log {
namespace {

namespace fs = std::filesystem;

using transparency::Checkpoint;
using transparency::Note;
using transparency::NoteSignature;

constexpr unsigned kFileMode = 0644;
constexpr const char* kPublishedSuffix = ".checkpoint";
constexpr const char* kWitnessedSuffix = ".witnessed";

class Tiles final : public transparency::TileSource {
 public:
  Tiles(const ledger::Storage& storage, std::string pact)
      : storage_(storage), pact_(std::move(pact)) {}
  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    return storage_.ReadTile(pact_, tile);
  }

 private:
  const ledger::Storage& storage_;
  const std::string pact_;
};

// One that was published, and who cosigned it.
struct Published {
  Checkpoint checkpoint;
  Note note;
  std::vector<bool> cosigned;  // by index into the policy's witnesses
};

struct Ledger {
  transparency::SigningKey key;
  transparency::Policy policy;
  std::deque<Published> recent;  // the newest last; at most kCosignableMax
  std::uint64_t witnessed_size = 0;
  std::string witnessed;  // note; empty when there is none
};

struct Kept {
  Note note;
  Checkpoint checkpoint;
};

Result<std::optional<Kept>> ReadKept(const std::string& path) {
  const auto text = ReadSmallFile(path, transparency::kNoteBytesMax);
  if (text.status().code() == StatusCode::kNotFound) return std::optional<Kept>();
  if (!text.ok()) return text.status();
  auto note = transparency::ParseNote(*text);
  auto checkpoint =
      note.ok() ? transparency::ParseCheckpoint(note->text) : Result<Checkpoint>(note.status());
  if (checkpoint.ok()) return std::optional<Kept>({std::move(*note), std::move(*checkpoint)});
  return DataLoss("checkpoint.damaged", path + ": " + checkpoint.status().message());
}

}  // namespace

class CheckpointBook::Impl {
 public:
  Impl(CheckpointOptions options, const ledger::Storage& storage, transparency::SigningKey key,
       transparency::TrustDirectory trust)
      : options_(std::move(options)),
        storage_(storage),
        key_(std::move(key)),
        trust_(std::move(trust)) {}
  ~Impl() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    wake_.NotifyAll();
    if (signer_.Joinable()) signer_.Join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Status Start();
  void Grew(const std::string& pact);
  Result<std::string> Newest(const std::string& pact) const;
  Result<std::string> Witnessed(const std::string& pact) const;
  Status TakeCosignatures(const std::string& pact, const std::string& note);
  CheckpointCounts counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  [[nodiscard]] std::string PathOf(const std::string& pact, const char* suffix) const {
    return options_.directory + "/" + pact + suffix;
  }
  [[nodiscard]] std::set<std::string> KeptPacts() const;
  Status CheckKept(const std::string& pact, const Checkpoint& kept) const;
  Status Load(const std::string& pact);
  Result<Ledger> MakeLedger(const std::string& pact) const;
  Status Publish(const std::string& pact);
  void Run();
  Result<std::size_t> AddCosignature(const Ledger& ledger, Published& published,
                                     const NoteSignature& signature) const;
  Status Keep(const std::string& pact, Ledger& ledger, const Published& published);

  const CheckpointOptions options_;
  const ledger::Storage& storage_;
  const transparency::SigningKey key_;
  const transparency::TrustDirectory trust_;
  mutable std::mutex mutex_;
  ConditionVariable wake_;
  std::map<std::string, Ledger> ledgers_;  // guarded by mutex_, as all that follows
  std::set<std::string> grown_;
  CheckpointCounts counts_;
  bool closed_ = false;
  std::mutex keeping_;  // taken before mutex_: files are written without that one
  Thread signer_;
};

std::set<std::string> CheckpointBook::Impl::KeptPacts() const {
  std::set<std::string> pacts;
  std::error_code error;
  for (fs::directory_iterator entry(options_.directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    for (const std::string suffix : {kPublishedSuffix, kWitnessedSuffix}) {
      if (name.ends_with(suffix) && !name.starts_with(".")) {
        pacts.insert(name.substr(0, name.size() - suffix.size()));
      }
    }
  }
  return pacts;
}

Status CheckpointBook::Impl::Start() {
  std::error_code error;
  fs::create_directories(options_.directory, error);
  if (error) return Unavailable("file.not_written", options_.directory + ": " + error.message());
  std::set<std::string> all = KeptPacts();
  PAKTUM_ASSIGN_OR_RETURN(const auto pacts, storage_.Pacts());
  all.insert(pacts.begin(), pacts.end());
  for (const std::string& pact : all) PAKTUM_RETURN_IF_ERROR(Load(pact));
  for (const std::string& pact : pacts) PAKTUM_RETURN_IF_ERROR(Publish(pact));
  signer_ = Thread([this] { Run(); });
  return OkStatus();
}

// The ledger must still have the tree that was published.
Status CheckpointBook::Impl::CheckKept(const std::string& pact, const Checkpoint& kept) const {
  PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(pact));
  if (kept.size > head.value()) {
    return DataLoss("checkpoint.ahead", pact + " ends at " + std::to_string(head.value()) +
                                            ", a checkpoint of " + std::to_string(kept.size) +
                                            " records was published");
  }
  Tiles tiles(storage_, pact);
  transparency::TileHashReader reader(tiles, kept.size);
  PAKTUM_ASSIGN_OR_RETURN(const transparency::Hash root, transparency::ReadRoot(reader, kept.size));
  if (root == kept.root) return OkStatus();
  return DataLoss("checkpoint.contradicted",
                  pact + ": the first " + std::to_string(kept.size) +
                      " records are not those of the checkpoint that was published");
}

Status CheckpointBook::Impl::Load(const std::string& pact) {
  PAKTUM_ASSIGN_OR_RETURN(Ledger ledger, MakeLedger(pact));
  PAKTUM_ASSIGN_OR_RETURN(auto published, ReadKept(PathOf(pact, kPublishedSuffix)));
  PAKTUM_ASSIGN_OR_RETURN(auto witnessed, ReadKept(PathOf(pact, kWitnessedSuffix)));
  for (const auto& kept : {published, witnessed}) {
    if (kept) PAKTUM_RETURN_IF_ERROR(CheckKept(pact, kept->checkpoint));
  }
  if (witnessed) {
    ledger.witnessed_size = witnessed->checkpoint.size;
    ledger.witnessed = FormatNote(witnessed->note);
  }
  // One of a key that was changed meanwhile is signed anew.
  const std::vector<transparency::VerifierKey> own{ledger.key.verifier()};
  if (published && VerifyNote(published->note, own).ok()) {
    ledger.recent.push_back({std::move(published->checkpoint), std::move(published->note),
                             std::vector<bool>(ledger.policy.witnesses().size())});
  }
  ledgers_.emplace(pact, std::move(ledger));
  return OkStatus();
}

Result<Ledger> CheckpointBook::Impl::MakeLedger(const std::string& pact) const {
  PAKTUM_ASSIGN_OR_RETURN(auto key,
                          key_.Named(transparency::OriginOf(key_.verifier().name(), pact)));
  PAKTUM_ASSIGN_OR_RETURN(auto policy, trust_.PolicyOf(pact));
  return Ledger{std::move(key), std::move(policy), {}, 0, {}};
}

void CheckpointBook::Impl::Grew(const std::string& pact) {
  {
    const std::lock_guard lock(mutex_);
    grown_.insert(pact);
  }
  wake_.NotifyAll();
}

void CheckpointBook::Impl::Run() {
  for (;;) {
    std::set<std::string> grown;
    {
      std::unique_lock lock(mutex_);
      wake_.Wait(lock, [this] { return closed_ || !grown_.empty(); });
      if (closed_) return;
      grown.swap(grown_);
    }
    const Deadline next = SteadyNow() + options_.interval;
    for (const std::string& pact : grown) {
      const Status status = Publish(pact);
      if (status.ok()) continue;
      service::LogError("checkpoint.not_published", {{"pact", pact}, {"status", status}});
      const std::lock_guard lock(mutex_);
      ++counts_.failed;
      grown_.insert(pact);
    }
    std::unique_lock lock(mutex_);
    if (wake_.WaitUntil(lock, next, [this] { return closed_; })) return;
  }
}

Status CheckpointBook::Impl::Publish(const std::string& pact) {
  const std::lock_guard keeping(keeping_);
  const auto known = [&] {
    const std::lock_guard lock(mutex_);
    return ledgers_.contains(pact);
  };
  if (!known()) {
    PAKTUM_ASSIGN_OR_RETURN(Ledger ledger, MakeLedger(pact));
    const std::lock_guard lock(mutex_);
    ledgers_.emplace(pact, std::move(ledger));
  }
  PAKTUM_ASSIGN_OR_RETURN(const transparency::Frontier tree, storage_.Tree(pact));
  Published published;
  {
    const std::lock_guard lock(mutex_);
    const Ledger& ledger = ledgers_.at(pact);
    const bool newer = ledger.recent.empty() || ledger.recent.back().checkpoint.size < tree.size();
    if (!newer || tree.size() == 0) return OkStatus();
    published.checkpoint = {ledger.key.verifier().name(), tree.size(), tree.Root(), {}};
    published.note = SignCheckpoint(published.checkpoint, ledger.key);
    published.cosigned.resize(ledger.policy.witnesses().size());
  }
  PAKTUM_RETURN_IF_ERROR(
      ReplaceFile(PathOf(pact, kPublishedSuffix), FormatNote(published.note), kFileMode));
  const std::lock_guard lock(mutex_);
  auto& recent = ledgers_.at(pact).recent;
  recent.push_back(std::move(published));
  if (recent.size() > kCosignableMax) recent.pop_front();
  ++counts_.published;
  return OkStatus();
}

Result<std::string> CheckpointBook::Impl::Newest(const std::string& pact) const {
  const std::lock_guard lock(mutex_);
  const auto found = ledgers_.find(pact);
  if (found == ledgers_.end() || found->second.recent.empty()) {
    return NotFound("checkpoint.none", "the ledger has no checkpoint");
  }
  return FormatNote(found->second.recent.back().note);
}

Result<std::string> CheckpointBook::Impl::Witnessed(const std::string& pact) const {
  const std::lock_guard lock(mutex_);
  const auto found = ledgers_.find(pact);
  if (found == ledgers_.end() || found->second.recent.empty()) {
    return NotFound("checkpoint.none", "the ledger has no checkpoint");
  }
  const Ledger& ledger = found->second;
  if (ledger.policy.witnesses().empty()) return FormatNote(ledger.recent.back().note);
  if (!ledger.witnessed.empty()) return ledger.witnessed;
  return NotFound("checkpoint.not_witnessed", "too few witnesses have cosigned a checkpoint yet");
}

// The witness whose signature it is; its old one, if any, is replaced.
Result<std::size_t> CheckpointBook::Impl::AddCosignature(const Ledger& ledger, Published& published,
                                                         const NoteSignature& signature) const {
  const auto& witnesses = ledger.policy.witnesses();
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    const transparency::VerifierKey& key = witnesses[i].key;
    if (signature.name != key.name() || signature.key_id != key.id()) continue;
    if (!VerifyCosignature(published.note.text, signature, key)) {
      return PermissionDenied("note.bad_signature", witnesses[i].name + " did not sign this");
    }
    auto& signatures = published.note.signatures;
    const auto old = std::find_if(signatures.begin(), signatures.end(), [&](const auto& one) {
      return one.name == key.name() && one.key_id == key.id();
    });
    if (old == signatures.end()) {
      signatures.push_back(signature);
    } else {
      *old = signature;
    }
    return i;
  }
  return NotFound("cosign.unknown_witness", signature.name);
}

Status CheckpointBook::Impl::TakeCosignatures(const std::string& pact, const std::string& text) {
  PAKTUM_ASSIGN_OR_RETURN(const Note note, transparency::ParseNote(text));
  PAKTUM_RETURN_IF_ERROR(transparency::ParseCheckpoint(note.text).status());
  const std::lock_guard keeping(keeping_);
  std::unique_lock lock(mutex_);
  const auto refuse = [&](Status status) {
    ++counts_.refused;
    return status;
  };
  const auto found = ledgers_.find(pact);
  if (found == ledgers_.end()) {
    return refuse(NotFound("checkpoint.none", "the ledger has no checkpoint"));
  }
  auto& recent = found->second.recent;
  const auto published = std::find_if(recent.rbegin(), recent.rend(), [&](const Published& one) {
    return one.note.text == note.text;
  });
  if (published == recent.rend()) {
    return refuse(Refused("cosign.superseded", "it is none of the newest checkpoints"));
  }
  bool taken = false;
  for (const NoteSignature& signature : note.signatures) {
    const auto witness = AddCosignature(found->second, *published, signature);
    if (witness.status().code() == StatusCode::kPermissionDenied) return refuse(witness.status());
    if (!witness.ok()) continue;
    published->cosigned[*witness] = true;
    taken = true;
    ++counts_.cosigned;
  }
  if (!taken) {
    return refuse(PermissionDenied("cosign.unknown_witness", "no known witness signed it"));
  }
  const bool enough = found->second.policy.HasQuorum(published->cosigned);
  if (!enough || published->checkpoint.size < found->second.witnessed_size) return OkStatus();
  const Published kept = *published;
  lock.unlock();
  return Keep(pact, found->second, kept);
}

// With keeping_ held: nobody else adds or writes.
Status CheckpointBook::Impl::Keep(const std::string& pact, Ledger& ledger,
                                  const Published& published) {
  std::string text = FormatNote(published.note);
  PAKTUM_RETURN_IF_ERROR(ReplaceFile(PathOf(pact, kWitnessedSuffix), text, kFileMode));
  const std::lock_guard lock(mutex_);
  if (ledger.witnessed_size != published.checkpoint.size) ++counts_.witnessed;
  ledger.witnessed_size = published.checkpoint.size;
  ledger.witnessed = std::move(text);
  return OkStatus();
}

CheckpointBook::CheckpointBook(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CheckpointBook::~CheckpointBook() = default;

Result<std::unique_ptr<CheckpointBook>> CheckpointBook::Open(const CheckpointOptions& options,
                                                             const ledger::Storage& storage) {
  PAKTUM_ASSIGN_OR_RETURN(auto key,
                          transparency::LoadSigningKeyFile(options.keys + "/checkpoint.key"));
  PAKTUM_ASSIGN_OR_RETURN(auto trust, transparency::TrustDirectory::Read(options.keys));
  if (!(trust.log_keys.front() == key.verifier())) {
    return InvalidArgument("checkpoint.key_mismatch",
                           options.keys + "/checkpoint.pub is not that of checkpoint.key");
  }
  auto impl = std::make_unique<Impl>(options, storage, std::move(key), std::move(trust));
  PAKTUM_RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<CheckpointBook>(new CheckpointBook(std::move(impl)));
}

void CheckpointBook::Grew(const std::string& pact) { impl_->Grew(pact); }
Result<std::string> CheckpointBook::Newest(const std::string& pact) const {
  return impl_->Newest(pact);
}
Result<std::string> CheckpointBook::Witnessed(const std::string& pact) const {
  return impl_->Witnessed(pact);
}
Status CheckpointBook::TakeCosignatures(const std::string& pact, const std::string& note) {
  return impl_->TakeCosignatures(pact, note);
}
CheckpointCounts CheckpointBook::counts() const { return impl_->counts(); }

}  // namespace paktum::event_log
