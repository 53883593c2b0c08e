#include "libs/witness/peer.h"

#include <algorithm>
#include <utility>

#include "libs/base/hex.h"
#include "libs/transparency/hash.h"

namespace paktum::witness {
namespace {

using transparency::KeyType;
using transparency::VerifierKey;

constexpr std::int64_t kAheadMaxSeconds = 300;
constexpr unsigned kOk = 200;
constexpr unsigned kNotFound = 404;

Status WrongPeer(const std::string& name, const std::string& why) {
  return InvalidArgument("config.witness_peer", name + ": " + why);
}

}  // namespace

std::string CheckpointPath(const std::string& origin) {
  return "/witness/" + ToHex(transparency::View(transparency::Sha256Of(origin))) + "/checkpoint";
}

Result<Peer> ParsePeer(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return WrongPeer(text, "NAME=URL is needed");
  }
  return Peer{text.substr(0, equals), text.substr(equals + 1)};
}

Result<PeerClient> PeerClient::Make(const Peer& peer, std::vector<VerifierKey> keys,
                                    std::chrono::milliseconds patience) {
  http::ClientOptions options;
  options.connect_timeout = patience;
  options.request_timeout = patience;
  options.body_bytes_max = transparency::kNoteBytesMax;
  auto client = http::Client::ForAddress(peer.url, options);
  if (!client.ok()) return WrongPeer(peer.name, client.status().message());
  return PeerClient(peer.name, std::move(keys), std::move(*client));
}

Result<std::optional<PeerView>> PeerClient::Ask(const std::vector<VerifierKey>& log_keys,
                                                Instant now) {
  PAKTUM_ASSIGN_OR_RETURN(http::ClientResponse answer,
                          client_->Get(CheckpointPath(log_keys.front().name())));
  if (answer.status == kNotFound) return std::optional<PeerView>();
  if (answer.status != kOk) {
    return Unavailable("peer.refused", "it answered " + std::to_string(answer.status));
  }
  std::vector<VerifierKey> keys = log_keys;
  keys.insert(keys.end(), keys_.begin(), keys_.end());
  auto opened = transparency::OpenCheckpoint(answer.body, keys);
  if (!opened.ok()) return PermissionDenied("peer.untrusted", opened.status().ToString());
  const auto own = std::find_if(
      opened->signatures.begin(), opened->signatures.end(),
      [&](const auto& signature) { return keys[signature.key].type() == KeyType::kCosignature; });
  if (own == opened->signatures.end()) {
    return PermissionDenied("peer.untrusted", "its own signature is missing");
  }
  const auto now_s = static_cast<std::uint64_t>(now.unix_ms() / 1000 + kAheadMaxSeconds);
  if (own->time_s > now_s) {
    return PermissionDenied("peer.untrusted", "it signed at a time that has not come");
  }
  return std::optional<PeerView>(
      {std::move(*opened), std::move(answer.body), answer.headers.Has("Paktum-Witness-Alarm")});
}

}  // namespace paktum::witness
