#pragma once
// CurveDirectory: the keys of one program on the disk (docs/runbooks/keys.md).
//
//   own.key              its secret key; mode 0600, refused when others may read it
//   own.pub              the public key of it, to hand to others; programs do not read it
//   servers/NAME.pub     public keys of the servers it connects to
//   access               of a server: who may connect (libs/wire/access_list.h)
//
// Each .key and .pub file is one line: 40 characters of Z85.
#include <optional>
#include <string>

#include "libs/base/result.h"
#include "libs/wire/access_list.h"
#include "libs/wire/curve.h"

namespace paktum::wire {

class CurveDirectory {
 public:
  // Reads nothing. An empty path: no keys, everything stays plain and on this machine.
  explicit CurveDirectory(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] bool empty() const { return path_.empty(); }
  [[nodiscard]] std::string own_key_path() const { return path_ + "/own.key"; }
  [[nodiscard]] std::string own_public_path() const { return path_ + "/own.pub"; }
  [[nodiscard]] std::string server_path(const std::string& server) const {
    return path_ + "/servers/" + server + ".pub";
  }
  [[nodiscard]] std::string access_path() const { return path_ + "/access"; }

  // The keys to reach a server, read now (so that a wrong file is told at the start) and again for
  // every new try after a refused connection. An empty source when the directory is empty().
  // Errors: kInvalidArgument "curve.key_missing", "curve.key_malformed"
  //         kPermissionDenied "curve.key_too_open"  others than the owner may read or write the
  //                                                 secret key: chmod 600 and exchange the key
  //         kUnavailable "curve.key_unreadable"
  [[nodiscard]] Result<CurveClientSource> ClientOf(const std::string& server) const;

  // Own keys and access list, without a domain. Errors: as ClientOf, and those of AccessList::Open.
  // Not for an empty() directory.
  [[nodiscard]] Result<CurveServer> Server(AccessList::OnChange on_change) const;

  // The same for the requests of a server of this name; nothing when the directory is empty().
  [[nodiscard]] Result<std::optional<CurveServer>> RequestServer(
      const std::string& name, AccessList::OnChange on_change) const;

 private:
  std::string path_;
};

// Reads a secret key file and derives the public half. Errors: as CurveDirectory::ClientOf.
Result<CurveKeyPair> ReadCurveKeyFile(const std::string& path);
// Errors: as CurveDirectory::ClientOf, without those about rights.
Result<std::string> ReadPublicKeyFile(const std::string& path);

}  // namespace paktum::wire
