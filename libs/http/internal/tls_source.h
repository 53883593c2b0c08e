#pragma once
// TLS settings of servers and clients, made from files.
#include <sys/stat.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "libs/base/result.h"
#include "libs/http/internal/transport.h"
#include "libs/http/tls.h"

namespace paktum::http::internal {

// The settings of a server, made anew when its files changed. One thread.
class TlsSource {
 public:
  using Changed = std::function<void(const Status&)>;
  // Errors: as CheckTlsFiles.
  static Result<std::unique_ptr<TlsSource>> Open(const TlsFiles& files, Changed changed);

  // For one connection. Looks at the files at most once a second.
  TlsContext Current();

 private:
  // What tells that a file is another one.
  struct Stamp {
    ino_t inode = 0;
    timespec changed{};
    off_t size = 0;
    friend bool operator==(const Stamp& a, const Stamp& b) {
      return a.inode == b.inode && a.size == b.size && a.changed.tv_sec == b.changed.tv_sec &&
             a.changed.tv_nsec == b.changed.tv_nsec;
    }
  };
  static Stamp StampOf(const std::string& file);

  TlsSource(TlsFiles files, Changed changed, TlsContext context);

  const TlsFiles files_;
  const Changed changed_;
  TlsContext context_;
  Stamp certificate_;
  Stamp key_;
  std::chrono::steady_clock::time_point look_again_;
};

// The settings of a client that trusts the certificates in `authorities`, or the system's when that
// is empty. Errors: kInvalidArgument "tls.authorities".
Result<TlsContext> ClientTls(const std::string& authorities);

}  // namespace paktum::http::internal
