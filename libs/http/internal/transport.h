#pragma once
// Transport: one TCP connection, plain or TLS, as the stream that Asio and Beast work on. Timeouts
// are those of beast::tcp_stream; they bound TLS operations too.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <optional>
#include <utility>

namespace paktum::http::internal {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

class Transport {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;
  using Tls = boost::asio::ssl::stream<boost::beast::tcp_stream&>;

  // Whatever a tcp_stream is made of: a socket or an executor.
  template <typename Source>
  explicit Transport(Source&& source) : tcp_(std::forward<Source>(source)) {}

  executor_type get_executor() { return tcp_.get_executor(); }
  boost::beast::tcp_stream& tcp() { return tcp_; }

  // From here on TLS; the handshake is the caller's: tls().async_handshake(…).
  void UseTls(TlsContext context) {
    context_ = std::move(context);
    tls_.emplace(tcp_, *context_);
  }
  void UsePlain() { tls_.reset(); }
  [[nodiscard]] bool secure() const { return tls_.has_value(); }
  Tls& tls() { return *tls_; }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
    return tcp_.async_read_some(buffers, std::forward<Token>(token));
  }
  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
    return tcp_.async_write_some(buffers, std::forward<Token>(token));
  }

 private:
  boost::beast::tcp_stream tcp_;
  TlsContext context_;
  std::optional<Tls> tls_;
};

}  // namespace paktum::http::internal
