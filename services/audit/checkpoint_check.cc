#include "services/audit/checkpoint_check.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "libs/base/hex.h"
#include "libs/transparency/checkpoint.h"

namespace paktum::audit {
namespace {

std::optional<std::string> ReadWhole(const std::string& path, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return std::nullopt;
  std::string text(bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::vector<transparency::VerifierKey> KeysOf(const transparency::Policy& policy) {
  std::vector<transparency::VerifierKey> keys;
  for (const auto& log : policy.logs()) keys.push_back(log.key);
  for (const auto& witness : policy.witnesses()) keys.push_back(witness.key);
  return keys;
}

std::string CodeOf(const Status& status) {
  if (status.reason() == "note.bad_signature") return "checkpoint.bad_signature";
  const bool untrusted =
      status.reason() == "note.untrusted" || status.reason() == "checkpoint.not_by_log";
  return untrusted ? "checkpoint.not_by_log" : "checkpoint.malformed";
}

}  // namespace

Result<std::string> LoadPolicyText(const std::string& path) {
  auto text = ReadWhole(path, transparency::kPolicyBytesMax);
  if (text) return std::move(*text);
  return NotFound("policy.none", "the policy file " + path + " cannot be read");
}

std::string PolicyTextOfLogKey(const std::string& vkey) {
  return "log " + vkey + "\nquorum none\n";
}

Result<std::string> LoadNote(const std::string& path) {
  auto text = ReadWhole(path, transparency::kNoteBytesMax);
  if (!text) return NotFound("checkpoint.no_file", "the file " + path + " cannot be read");
  return std::move(*text);
}

std::optional<transparency::Checkpoint> CheckpointCheck::Open(std::string_view note,
                                                              const std::string& where,
                                                              CheckpointWords& words) {
  const auto refuse = [&](const Status& status) -> std::optional<transparency::Checkpoint> {
    findings_.Add({CodeOf(status), where, 0, "", status.message()});
    return std::nullopt;
  };
  if (policy_ == nullptr) {
    const auto parsed = transparency::ParseNote(note);
    if (!parsed.ok()) return refuse(parsed.status());
    auto checkpoint = transparency::ParseCheckpoint(parsed->text);
    if (!checkpoint.ok()) return refuse(checkpoint.status());
    return std::move(*checkpoint);
  }
  const std::vector<transparency::VerifierKey> keys = KeysOf(*policy_);
  auto opened = transparency::OpenCheckpoint(note, keys);
  if (!opened.ok()) return refuse(opened.status());
  words.signature_checked = true;
  for (const auto& signature : opened->signatures) {
    const std::size_t logs = policy_->logs().size();
    if (signature.key < logs) continue;
    words.cosignatures.push_back(
        {policy_->witnesses()[signature.key - logs].name, signature.time_s});
  }
  return std::move(opened->checkpoint);
}

void CheckpointCheck::CheckQuorum(std::string_view note, const std::string& where) {
  if (policy_ == nullptr) return;
  const auto checked = policy_->Check(note);
  if (checked.ok() || checked.status().reason() != "policy.no_quorum") return;
  findings_.Add({"checkpoint.no_quorum", where, 0, "", checked.status().message()});
}

std::optional<ExpectedRoot> CheckpointCheck::Take(std::string_view note, const std::string& where,
                                                  Quorum quorum) {
  CheckpointWords words;
  words.where = where;
  const auto checkpoint = Open(note, where, words);
  if (!checkpoint) return std::nullopt;
  words.origin = checkpoint->origin;
  words.size = checkpoint->size;
  words.root = checkpoint->root;
  if (quorum == Quorum::kNeeded) CheckQuorum(note, where);
  if (!taken_.empty() && taken_.front().origin != words.origin) {
    findings_.Add({"checkpoint.other_log", where, 0, taken_.front().origin, words.origin});
    return std::nullopt;
  }
  const auto [same, is_first] = by_size_.emplace(words.size, taken_.size());
  if (!is_first && taken_[same->second].root != words.root) {
    findings_.Add({"checkpoint.fork", where + ", " + taken_[same->second].where, words.size,
                   ToHex(transparency::View(taken_[same->second].root)),
                   ToHex(transparency::View(words.root))});
  }
  ExpectedRoot root{words.size, words.root, where};
  taken_.push_back(std::move(words));
  return root;
}

}  // namespace paktum::audit
