#pragma once
// TlsFiles: the certificate and the key that a server shows.
#include <string>

#include "libs/base/status.h"

namespace paktum::http {

// Both are PEM. The files are looked at when a connection comes: a renewed certificate needs no
// restart; it is shown from the second connection on that comes a quarter of a second after the
// change. Files that cannot be used leave the old ones in force.
struct TlsFiles {
  std::string certificate;  // the server's own, then those that lead to a trusted one
  std::string key;          // its private key, for the owner only (mode 0600)

  [[nodiscard]] bool empty() const { return certificate.empty() && key.empty(); }
};

// Whether a server could start with these files.
// Errors: kInvalidArgument "tls.incomplete"    one of the two is not named
//         kInvalidArgument "tls.certificate", "tls.key"  a file cannot be read or is none, or the
//                                              key does not belong to the certificate
//         kPermissionDenied "tls.key_too_open"  others than the owner may read or write the key:
//                                              chmod 600, and a new key if others did
Status CheckTlsFiles(const TlsFiles& files);

}  // namespace paktum::http
