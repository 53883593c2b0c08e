#pragma once
// TLS settings of servers and clients, made from files.
#include <functional>
#include <memory>
#include <string>

#include "libs/base/result.h"
#include "libs/base/watched_file.h"
#include "libs/http/internal/transport.h"
#include "libs/http/tls.h"

namespace paktum::http::internal {

// The settings of a server, made anew when its files changed. One thread.
class TlsSource {
 public:
  using Changed = std::function<void(const Status&)>;
  // Errors: as CheckTlsFiles.
  static Result<std::unique_ptr<TlsSource>> Open(const TlsFiles& files, Changed changed);

  // For one connection. A change counts once the files have rested (kFileRest) between two calls.
  TlsContext Current();

 private:
  TlsSource(const TlsFiles& files, Changed changed);

  const TlsFiles files_;
  const Changed changed_;
  WatchedFile certificate_;
  WatchedFile key_;
  TlsContext context_;
};

// The settings of a client that trusts the certificates in `authorities`, or the system's when that
// is empty. Errors: kInvalidArgument "tls.authorities".
Result<TlsContext> ClientTls(const std::string& authorities);

}  // namespace paktum::http::internal
