#include "libs/witness/state.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <vector>

#include "libs/base/secret_file.h"

namespace paktum::witness {
namespace {

namespace fs = std::filesystem;

using transparency::KeyType;
using transparency::VerifierKey;

constexpr unsigned kFileMode = 0644;
constexpr std::size_t kAboutBytesMax = 4096;
constexpr const char* kAboutHead = "paktum-witness-alarm/1";

Status Damaged(const std::string& path, const std::string& why) {
  return DataLoss("witness.state_damaged", path + ": " + why);
}

// Empty when it is not there or cannot be read: an alarm stays one without it.
std::string TextOf(const std::string& path) {
  auto text = ReadSmallFile(path, transparency::kNoteBytesMax);
  return text.ok() ? std::move(*text) : std::string();
}

}  // namespace

Result<std::optional<Seen>> WitnessState::LoadSeen(const std::string& pact,
                                                   const transparency::TrustDirectory& trust,
                                                   const VerifierKey& own) const {
  const std::string path = SeenPath(pact);
  auto text = ReadSmallFile(path, transparency::kNoteBytesMax);
  if (text.status().code() == StatusCode::kNotFound) return std::optional<Seen>();
  if (text.status().code() == StatusCode::kUnavailable) return text.status();
  if (!text.ok()) return Damaged(path, text.status().message());
  std::vector<VerifierKey> keys = trust.LogKeysOf(pact);
  const std::vector<VerifierKey> log_keys = keys;
  keys.push_back(own);
  for (const transparency::NamedWitness& witness : trust.witnesses) {
    for (const VerifierKey& key : witness.keys) {
      if (!(key == own)) keys.push_back(key);
    }
  }
  const auto opened = transparency::OpenCheckpoint(*text, keys);
  if (!opened.ok()) return Damaged(path, opened.status().ToString());
  const auto cosigned = std::find_if(
      opened->signatures.begin(), opened->signatures.end(),
      [&](const auto& signature) { return keys[signature.key].type() == KeyType::kCosignature; });
  if (cosigned == opened->signatures.end()) return Damaged(path, "no witness has signed it");
  const bool ours = std::any_of(log_keys.begin(), log_keys.end(), [&](const VerifierKey& key) {
    return key.name() == opened->checkpoint.origin;
  });
  if (!ours) return Damaged(path, "it is of another ledger");
  return std::optional<Seen>({opened->checkpoint, *text, cosigned->time_s});
}

Result<std::optional<Alarm>> WitnessState::LoadAlarm(const std::string& pact) const {
  const std::string path = AlarmPath(pact);
  std::error_code error;
  if (!fs::exists(path, error)) {
    if (!error) return std::optional<Alarm>();
    return Unavailable("file.unreadable", path + ": " + error.message());
  }
  Alarm alarm;
  std::istringstream about(TextOf(path + "/about"));
  std::string head;
  std::string kind;
  std::string found_at;
  std::getline(about, head);
  std::getline(about, kind);
  std::getline(about, alarm.source);
  std::getline(about, found_at);
  std::getline(about, alarm.detail);
  alarm.kind = AlarmKindOf(kind).value_or(AlarmKind::kForked);
  std::istringstream number(found_at);
  std::int64_t unix_ms = 0;
  number >> unix_ms;
  alarm.found_at = Instant(unix_ms);
  alarm.known = TextOf(path + "/known");
  alarm.shown = TextOf(path + "/shown");
  return std::optional<Alarm>(std::move(alarm));
}

Status WitnessState::SaveSeen(const std::string& pact, const std::string& note) const {
  return ReplaceFile(SeenPath(pact), note, kFileMode);
}

// The directory gets its name when all is in it.
Status WitnessState::SaveAlarm(const std::string& pact, const Alarm& alarm) const {
  const std::string path = AlarmPath(pact);
  const std::string unfinished = path + ".new";
  std::error_code error;
  if (fs::exists(path, error)) return OkStatus();
  fs::remove_all(unfinished, error);
  std::string about = std::string(kAboutHead) + "\n" + std::string(NameOf(alarm.kind)) + "\n" +
                      alarm.source + "\n" + std::to_string(alarm.found_at.unix_ms()) + "\n" +
                      alarm.detail + "\n";
  about.resize(std::min(about.size(), kAboutBytesMax));
  PAKTUM_RETURN_IF_ERROR(ReplaceFile(unfinished + "/about", about, kFileMode));
  if (!alarm.known.empty()) {
    PAKTUM_RETURN_IF_ERROR(ReplaceFile(unfinished + "/known", alarm.known, kFileMode));
  }
  if (!alarm.shown.empty()) {
    PAKTUM_RETURN_IF_ERROR(ReplaceFile(unfinished + "/shown", alarm.shown, kFileMode));
  }
  fs::rename(unfinished, path, error);
  if (error) return Unavailable("file.not_written", path + ": " + error.message());
  return SyncDirectory(directory_);
}

}  // namespace paktum::witness
