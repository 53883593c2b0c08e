#include "libs/witness/witness.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "libs/base/runtime.h"
#include "libs/http/json.h"
#include "libs/http/problem.h"
#include "libs/service/logging.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/trust_directory.h"
#include "libs/witness/peer.h"
#include "libs/witness/state.h"

namespace paktum::witness {
namespace {

using transparency::SigningKey;
using transparency::TrustDirectory;
using transparency::VerifierKey;

constexpr const char* kLog = "log";

struct Ledger {
  std::string origin;
  std::vector<VerifierKey> log_keys;
  std::optional<Seen> seen;
  std::optional<Alarm> alarm;
};

// The note with the log's signature and the own one, and nothing that was not checked.
std::string CosignedNote(const transparency::OpenedCheckpoint& opened,
                         const transparency::NoteSignature& own) {
  transparency::Note note{opened.note.text, {}};
  for (const auto& verified : opened.signatures) {
    note.signatures.push_back(opened.note.signatures[verified.signature]);
  }
  note.signatures.push_back(own);
  return FormatNote(note);
}

std::string AlarmJson(const Alarm& alarm) {
  http::JsonObject json;
  json.Text("kind", NameOf(alarm.kind))
      .Text("source", alarm.source)
      .Text("found_at", alarm.found_at.ToString())
      .Text("detail", alarm.detail)
      .Text("known", alarm.known)
      .Text("shown", alarm.shown);
  return json.ToString();
}

}  // namespace

class Witness::Impl {
 public:
  Impl(WitnessOptions options, std::unique_ptr<ledger_client::LogTree> log, const Clock& clock,
       service::Metrics& metrics, SigningKey key, TrustDirectory trust)
      : options_(std::move(options)),
        log_(std::move(log)),
        clock_(clock),
        key_(std::move(key)),
        trust_(std::move(trust)),
        state_(options_.directory),
        alarms_gauge_(
            metrics.AddGauge("paktum_witness_alarms", "Ledgers that the witness has an alarm of.")),
        peer_alarms_gauge_(metrics.AddGauge(
            "paktum_witness_peer_alarms",
            "Ledgers, by witness, that the witnesses of other offices have an alarm of.")),
        cosigned_(metrics.AddCounter("paktum_witness_cosigned_total", "Checkpoints cosigned.")),
        failures_(metrics.AddCounter(
            "paktum_witness_failures_total",
            "Times that the log, a peer or the disk kept the witness from its work.")) {}

  Status Load();
  void Start() {
    thread_ = Thread([this] { Run(); });
  }
  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    wake_.NotifyAll();
    if (thread_.Joinable()) thread_.Join();
  }

  [[nodiscard]] std::size_t alarms() const;
  [[nodiscard]] http::Response Describe(const http::Request& request) const;
  [[nodiscard]] http::Response Note(const http::Request& request) const;

 private:
  void Run();
  Status Watch(const std::string& pact);
  Result<bool> TakeShown(const std::string& pact, const Ledger& ledger, const std::string& note);
  Status CosignNew(const std::string& pact, const Ledger& ledger,
                   const transparency::OpenedCheckpoint& opened);
  Status HandIn(const std::string& pact, const std::string& note);
  Status Compare(const std::string& pact, PeerClient& peer);
  Status JudgePeer(const std::string& pact, const std::string& name, const PeerView& view);
  Status Raise(const std::string& pact, AlarmKind kind, const std::string& source,
               const std::string& detail, const std::string& shown);
  void Tell(const std::string& what, const Status& status);
  [[nodiscard]] Ledger LedgerOf(const std::string& pact) const {
    const std::lock_guard lock(mutex_);
    return ledgers_.at(pact);
  }
  [[nodiscard]] Deadline Patience() const { return SteadyNow() + options_.patience; }

  const WitnessOptions options_;
  const std::unique_ptr<ledger_client::LogTree> log_;
  const Clock& clock_;
  const SigningKey key_;
  const TrustDirectory trust_;
  const WitnessState state_;
  const service::Gauge alarms_gauge_;
  const service::Gauge peer_alarms_gauge_;
  const service::Counter cosigned_;
  const service::Counter failures_;
  std::vector<PeerClient> peers_;            // the thread's own, as the next two
  std::map<std::string, std::string> told_;  // reason that was logged last, by subject
  std::set<std::pair<std::string, std::string>> peer_alarms_;  // pact, peer
  mutable std::mutex mutex_;
  ConditionVariable wake_;
  std::map<std::string, Ledger> ledgers_;  // guarded by mutex_; written by the thread only
  bool closed_ = false;                    // guarded by mutex_
  Thread thread_;
};

Status Witness::Impl::Load() {
  for (const Peer& peer : options_.peers) {
    const auto known =
        std::find_if(trust_.witnesses.begin(), trust_.witnesses.end(),
                     [&](const transparency::NamedWitness& one) { return one.name == peer.name; });
    if (known == trust_.witnesses.end()) {
      return InvalidArgument("config.witness_peer",
                             peer.name + ": its key is not in " + options_.keys + "/witnesses");
    }
    PAKTUM_ASSIGN_OR_RETURN(auto client, PeerClient::Make(peer, known->keys, options_.patience));
    peers_.push_back(std::move(client));
  }
  for (const std::string& pact : options_.pacts) {
    Ledger ledger;
    ledger.log_keys = trust_.LogKeysOf(pact);
    ledger.origin = ledger.log_keys.front().name();
    PAKTUM_ASSIGN_OR_RETURN(ledger.seen, state_.LoadSeen(pact, trust_, key_.verifier()));
    PAKTUM_ASSIGN_OR_RETURN(ledger.alarm, state_.LoadAlarm(pact));
    if (ledger.alarm) {
      service::LogError("witness.alarm_stands",
                        {{"pact", pact}, {"kind", NameOf(ledger.alarm->kind)}});
    }
    ledgers_.emplace(pact, std::move(ledger));
  }
  alarms_gauge_.Set(static_cast<double>(alarms()));
  peer_alarms_gauge_.Set(0);
  return OkStatus();
}

void Witness::Impl::Run() {
  Deadline peers_at = SteadyNow();
  for (;;) {
    for (const std::string& pact : options_.pacts) Tell(pact, Watch(pact));
    if (SteadyNow() >= peers_at) {
      for (PeerClient& peer : peers_) {
        for (const std::string& pact : options_.pacts) {
          Tell(pact + "/" + peer.name(), Compare(pact, peer));
        }
      }
      peers_at = SteadyNow() + options_.peer_poll;
    }
    std::unique_lock lock(mutex_);
    if (wake_.WaitUntil(lock, SteadyNow() + options_.poll, [this] { return closed_; })) return;
  }
}

// Counts a failure, and logs it when it is another one than before.
void Witness::Impl::Tell(const std::string& what, const Status& status) {
  std::string& told = told_[what];
  if (!status.ok()) failures_.Add();
  if (told == status.reason()) return;
  told = status.reason();
  if (!status.ok()) {
    service::LogWarning("witness.cannot_check", {{"of", what}, {"status", status}});
  }
}

// One look at the log. OK when all that could be checked was, and also behind an alarm.
Status Witness::Impl::Watch(const std::string& pact) {
  const Ledger ledger = LedgerOf(pact);
  if (ledger.alarm) return OkStatus();
  const auto note = log_->Checkpoint(pact, Patience());
  if (note.status().reason() == "checkpoint.none" && !ledger.seen) return OkStatus();
  if (!note.ok()) return note.status();
  return TakeShown(pact, ledger, *note).status();
}

// Judges a checkpoint that the log shows; true when it may be cosigned (and was).
Result<bool> Witness::Impl::TakeShown(const std::string& pact, const Ledger& ledger,
                                      const std::string& note) {
  const auto opened = transparency::OpenCheckpoint(note, ledger.log_keys);
  if (!opened.ok()) {
    PAKTUM_RETURN_IF_ERROR(
        Raise(pact, AlarmKind::kForeign, kLog, opened.status().ToString(), note));
    return false;
  }
  ledger_client::LogTiles tiles(*log_, pact, Patience());
  const auto known = ledger.seen ? std::optional(ledger.seen->checkpoint) : std::nullopt;
  PAKTUM_ASSIGN_OR_RETURN(const Verdict verdict, Judge(known, opened->checkpoint, tiles));
  switch (verdict.outcome) {
    case Verdict::Outcome::kAlarm:
      PAKTUM_RETURN_IF_ERROR(Raise(pact, verdict.kind, kLog, verdict.detail, note));
      return false;
    case Verdict::Outcome::kGrown:
      PAKTUM_RETURN_IF_ERROR(CosignNew(pact, ledger, *opened));
      return true;
    case Verdict::Outcome::kSame:
      break;
  }
  // A log that was ended may have lost the cosignature.
  for (const transparency::NoteSignature& signature : opened->note.signatures) {
    const bool own =
        signature.name == key_.verifier().name() && signature.key_id == key_.verifier().id();
    if (own) return true;
  }
  PAKTUM_RETURN_IF_ERROR(HandIn(pact, ledger.seen->note));
  return true;
}

Status Witness::Impl::CosignNew(const std::string& pact, const Ledger& ledger,
                                const transparency::OpenedCheckpoint& opened) {
  const auto now_s = static_cast<std::uint64_t>(clock_.Now().unix_ms() / 1000);
  if (ledger.seen && now_s < ledger.seen->time_s) {
    return Refused("witness.clock_went_back", "the clock stands before the last cosignature");
  }
  const std::string note =
      CosignedNote(opened, transparency::Cosign(opened.note.text, key_, now_s));
  PAKTUM_RETURN_IF_ERROR(state_.SaveSeen(pact, note));
  {
    const std::lock_guard lock(mutex_);
    ledgers_.at(pact).seen = Seen{opened.checkpoint, note, now_s};
  }
  cosigned_.Add();
  return HandIn(pact, note);
}

Status Witness::Impl::HandIn(const std::string& pact, const std::string& note) {
  const Status taken = log_->Cosign(pact, note, Patience());
  return taken.reason() == "cosign.superseded" ? OkStatus() : taken;
}

Status Witness::Impl::Compare(const std::string& pact, PeerClient& peer) {
  const Ledger ledger = LedgerOf(pact);
  PAKTUM_ASSIGN_OR_RETURN(const auto view, peer.Ask(ledger.log_keys, clock_.Now()));
  if (view && view->alarmed) {
    peer_alarms_.emplace(pact, peer.name());
  } else {
    peer_alarms_.erase({pact, peer.name()});
  }
  peer_alarms_gauge_.Set(static_cast<double>(peer_alarms_.size()));
  if (!view || ledger.alarm) return OkStatus();
  return JudgePeer(pact, peer.name(), *view);
}

Status Witness::Impl::JudgePeer(const std::string& pact, const std::string& name,
                                const PeerView& view) {
  const transparency::Checkpoint& other = view.opened.checkpoint;
  Ledger ledger = LedgerOf(pact);
  if (!ledger.seen || ledger.seen->checkpoint.size < other.size) {
    // The peer has more. What the log shows from now on must not be less.
    PAKTUM_RETURN_IF_ERROR(Watch(pact));
    ledger = LedgerOf(pact);
    if (ledger.alarm) return OkStatus();
    const std::uint64_t size = ledger.seen ? ledger.seen->checkpoint.size : 0;
    if (size < other.size) {
      return Raise(pact, AlarmKind::kSplitView, name,
                   "the log showed a tree of " + std::to_string(other.size) +
                       " records to another witness and one of " + std::to_string(size) +
                       " to this one after that",
                   view.note);
    }
  }
  ledger_client::LogTiles tiles(*log_, pact, Patience());
  PAKTUM_ASSIGN_OR_RETURN(const Verdict verdict, JudgeOther(ledger.seen->checkpoint, other, tiles));
  if (verdict.outcome != Verdict::Outcome::kAlarm) return OkStatus();
  return Raise(pact, verdict.kind, name, verdict.detail, view.note);
}

Status Witness::Impl::Raise(const std::string& pact, AlarmKind kind, const std::string& source,
                            const std::string& detail, const std::string& shown) {
  const Ledger ledger = LedgerOf(pact);
  Alarm alarm{kind, source, clock_.Now(), detail, ledger.seen ? ledger.seen->note : "", shown};
  service::LogError(
      "witness.alarm",
      {{"pact", pact}, {"kind", NameOf(kind)}, {"source", source}, {"detail", detail}});
  const Status saved = state_.SaveAlarm(pact, alarm);
  {
    const std::lock_guard lock(mutex_);
    ledgers_.at(pact).alarm = std::move(alarm);
  }
  alarms_gauge_.Set(static_cast<double>(alarms()));
  return saved;
}

std::size_t Witness::Impl::alarms() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [pact, ledger] : ledgers_) count += ledger.alarm ? 1 : 0;
  return count;
}

http::Response Witness::Impl::Describe(const http::Request& request) const {
  const std::lock_guard lock(mutex_);
  const auto found = ledgers_.find(request.Parameter("pact"));
  if (found == ledgers_.end()) {
    return http::ProblemResponse(NotFound("witness.no_such_ledger", "it is not watched here"),
                                 request);
  }
  const auto& [pact, ledger] = *found;
  http::JsonObject json;
  json.Text("pact", pact)
      .Text("origin", ledger.origin)
      .Text("witness", key_.verifier().Text())
      .Text("state", ledger.alarm  ? "alarm"
                     : ledger.seen ? "cosigning"
                                   : "waiting");
  if (ledger.seen) {
    json.Number("size", static_cast<std::int64_t>(ledger.seen->checkpoint.size))
        .Text("cosigned_at",
              Instant(static_cast<std::int64_t>(ledger.seen->time_s) * 1000).ToString())
        .Text("checkpoint", ledger.seen->note);
  }
  if (ledger.alarm) json.Raw("alarm", AlarmJson(*ledger.alarm));
  return http::JsonResponse(json.ToString());
}

http::Response Witness::Impl::Note(const http::Request& request) const {
  const std::string path = "/witness/" + request.Parameter("origin_hash") + "/checkpoint";
  const std::lock_guard lock(mutex_);
  for (const auto& [pact, ledger] : ledgers_) {
    if (CheckpointPath(ledger.origin) != path || !ledger.seen) continue;
    http::Response response = http::TextResponse(ledger.seen->note);
    if (ledger.alarm) {
      response.headers.Add("Paktum-Witness-Alarm", std::string(NameOf(ledger.alarm->kind)));
    }
    return response;
  }
  return http::ProblemResponse(
      NotFound("witness.no_checkpoint", "no checkpoint of this origin was cosigned here"), request);
}

Witness::Witness(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Witness::~Witness() { impl_->Stop(); }

Result<std::unique_ptr<Witness>> Witness::Start(const WitnessOptions& options,
                                                std::unique_ptr<ledger_client::LogTree> log,
                                                const Clock& clock, service::Metrics& metrics) {
  PAKTUM_ASSIGN_OR_RETURN(auto key,
                          transparency::LoadSigningKeyFile(options.keys + "/witness.key"));
  if (key.verifier().type() != transparency::KeyType::kCosignature) {
    return InvalidArgument("key.unknown_type", options.keys + "/witness.key is of another use");
  }
  PAKTUM_ASSIGN_OR_RETURN(auto trust, TrustDirectory::Read(options.keys));
  auto impl = std::make_shared<Impl>(options, std::move(log), clock, metrics, std::move(key),
                                     std::move(trust));
  PAKTUM_RETURN_IF_ERROR(impl->Load());
  impl->Start();
  return std::unique_ptr<Witness>(new Witness(std::move(impl)));
}

void Witness::AddRoutes(http::Router& router) const {
  router.Add("GET", "/api/pacts/{pact}/witness",
             [impl = impl_](const http::Request& request) { return impl->Describe(request); });
  router.Add("GET", "/witness/{origin_hash}/checkpoint",
             [impl = impl_](const http::Request& request) { return impl->Note(request); });
}

std::size_t Witness::alarms() const { return impl_->alarms(); }

}  // namespace paktum::witness
