#include "libs/http/tls.h"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "libs/base/descriptor.h"
#include "libs/http/internal/tls_source.h"

namespace paktum::http {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;
using internal::TlsContext;

Status CheckKeyFile(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about = {};
  if (file.get() < 0 || ::fstat(file.get(), &about) != 0) {
    return InvalidArgument("tls.key", path + ": " + ErrnoText());
  }
  if (!S_ISREG(about.st_mode)) return InvalidArgument("tls.key", path + " is no regular file");
  if ((about.st_mode & 0077U) != 0) {
    return PermissionDenied("tls.key_too_open", path +
                                                    " may be read or written by others than its "
                                                    "owner; its mode must be 0600");
  }
  return OkStatus();
}

void OnlyModern(ssl::context& context) {
  SSL_CTX* raw = context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(
      raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Of TLS 1.2 the suites with forward secrecy and authenticated encryption; 1.3 has no others.
  SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
}

Result<TlsContext> ServerTls(const TlsFiles& files) {
  if (files.certificate.empty() || files.key.empty()) {
    return InvalidArgument("tls.incomplete", "a certificate and its key go together");
  }
  PAKTUM_RETURN_IF_ERROR(CheckKeyFile(files.key));
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  OnlyModern(*context);
  error_code error;
  context->use_certificate_chain_file(files.certificate, error);
  if (error) return InvalidArgument("tls.certificate", files.certificate + ": " + error.message());
  context->use_private_key_file(files.key, ssl::context::pem, error);
  if (error) return InvalidArgument("tls.key", files.key + ": " + error.message());
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return InvalidArgument("tls.key", files.key + " does not belong to " + files.certificate);
  }
  return context;
}

}  // namespace

Status CheckTlsFiles(const TlsFiles& files) { return ServerTls(files).status(); }

namespace internal {

// Watched from before the files are read: a change while they are read is seen afterwards.
TlsSource::TlsSource(const TlsFiles& files, Changed changed)
    : files_(files),
      changed_(std::move(changed)),
      certificate_(files.certificate),
      key_(files.key) {}

Result<std::unique_ptr<TlsSource>> TlsSource::Open(const TlsFiles& files, Changed changed) {
  std::unique_ptr<TlsSource> source(new TlsSource(files, std::move(changed)));
  PAKTUM_ASSIGN_OR_RETURN(source->context_, ServerTls(files));
  return source;
}

TlsContext TlsSource::Current() {
  const bool other_certificate = certificate_.Changed();
  const bool other_key = key_.Changed();
  if (!other_certificate && !other_key) return context_;
  Result<TlsContext> context = ServerTls(files_);
  if (context.ok()) context_ = *context;
  if (changed_) changed_(context.status());
  return context_;
}

Result<TlsContext> ClientTls(const std::string& authorities) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  OnlyModern(*context);
  context->set_verify_mode(ssl::verify_peer);
  error_code error;
  if (authorities.empty()) {
    context->set_default_verify_paths(error);
  } else {
    context->load_verify_file(authorities, error);
  }
  if (error) return InvalidArgument("tls.authorities", authorities + ": " + error.message());
  return context;
}

}  // namespace internal
}  // namespace paktum::http
