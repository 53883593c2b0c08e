#include "libs/http/server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/http/internal/connection.h"

namespace paktum::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr int kAcceptBacklog = 4096;

// The whole answer to a connection over the limit.
std::string TooManyConnections() {
  const std::string body =
      R"({"type":"urn:paktum:problem:http.too_many_connections",)"
      R"("title":"Túl sok kapcsolat van nyitva.","title_hu":"Túl sok kapcsolat van nyitva.",)"
      R"("title_en":"Too many connections are open.",)"
      R"("status":503,"code":"http.too_many_connections"})";
  return "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
         "Content-Type: application/problem+json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Router router)
      : core_(std::move(options), std::move(router)),
        work_(asio::make_work_guard(io_)),
        acceptor_strand_(asio::make_strand(io_)),
        acceptor_(acceptor_strand_),
        accept_pause_(acceptor_strand_) {}

  Status Listen() {
    error_code error;
    const Address& wanted = core_.options.address;
    const asio::ip::address address = asio::ip::make_address(wanted.host, error);
    const TlsFiles& tls = core_.options.tls;
    if (!tls.empty()) {
      PAKTUM_ASSIGN_OR_RETURN(core_.tls, internal::TlsSource::Open(tls, core_.options.tls_changed));
    }
    if (error || (!address.is_loopback() && tls.empty())) {
      return InvalidArgument(
          "http.address_not_loopback",
          wanted.ToString() + ": without TLS only loopback addresses are served");
    }
    const tcp::endpoint endpoint(address, wanted.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(kAcceptBacklog, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      return Unavailable("http.cannot_listen", wanted.ToString() + ": " + error.message());
    }
    return OkStatus();
  }

  void Run() {
    asio::post(acceptor_strand_, [this] { Accept(); });
    for (std::size_t i = 0; i < core_.options.io_threads; ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
  }

  void Stop() {
    if (core_.stopping.exchange(true)) return;
    CloseAcceptor();
    ForEachConnection([](internal::Connection& connection) { connection.FinishSoon(); });
    if (!WaitUntilEmpty(core_.options.stop_timeout)) {
      ForEachConnection([](internal::Connection& connection) { connection.Abort(); });
    }
    core_.workers.Close();  // handlers that still run end by their own deadlines
    while (!WaitUntilEmpty(std::chrono::milliseconds(100))) {
      ForEachConnection([](internal::Connection& connection) { connection.Abort(); });
    }
    work_.reset();
    for (std::thread& thread : threads_) thread.join();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  ServerStats Stats() {
    ServerStats stats;
    {
      const std::lock_guard lock(core_.mutex);
      stats.connections = core_.connections.size();
    }
    stats.streams = core_.streams;
    stats.connections_refused = core_.connections_refused;
    stats.requests = core_.requests;
    stats.requests_refused = core_.requests_refused;
    stats.requests_limited = core_.requests_limited;
    stats.handshakes_failed = core_.handshakes_failed;
    stats.streams_dropped = core_.streams_dropped;
    return stats;
  }

 private:
  void Accept() {
    acceptor_.async_accept(asio::make_strand(io_), [this](error_code error, tcp::socket socket) {
      if (core_.stopping) return;
      if (!error) {
        Welcome(std::move(socket));
        return Accept();
      }
      if (error == asio::error::operation_aborted) return;
      // No descriptors, most likely: try again when some may have come free.
      accept_pause_.expires_after(kAcceptPause);
      accept_pause_.async_wait([this](error_code stopped) {
        if (!stopped && !core_.stopping) Accept();
      });
    });
  }

  void Welcome(tcp::socket socket) {
    std::size_t open = 0;
    {
      const std::lock_guard lock(core_.mutex);
      open = core_.connections.size();
    }
    if (open < core_.options.connections_max) {
      internal::TlsContext tls = core_.tls ? core_.tls->Current() : nullptr;
      std::make_shared<internal::Connection>(std::move(socket), std::move(tls), core_)->Start();
      return;
    }
    core_.connections_refused.fetch_add(1);
    if (core_.tls) return;  // closed: there is no answer before a handshake
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(TooManyConnections()), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  }

  void CloseAcceptor() {
    std::promise<void> closed;
    asio::post(acceptor_strand_, [&] {
      error_code ignored;
      acceptor_.close(ignored);
      accept_pause_.cancel();
      closed.set_value();
    });
    closed.get_future().wait();
  }

  template <typename Function>
  void ForEachConnection(Function function) {
    std::vector<std::shared_ptr<internal::Connection>> open;
    {
      const std::lock_guard lock(core_.mutex);
      open.assign(core_.connections.begin(), core_.connections.end());
    }
    for (const auto& connection : open) function(*connection);
  }

  bool WaitUntilEmpty(std::chrono::milliseconds timeout) {
    std::unique_lock lock(core_.mutex);
    return core_.changed.wait_for(lock, timeout, [this] { return core_.connections.empty(); });
  }

  internal::ServerCore core_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::strand<asio::io_context::executor_type> acceptor_strand_;
  tcp::acceptor acceptor_;
  asio::steady_timer accept_pause_;
  std::vector<std::thread> threads_;
  std::uint16_t port_ = 0;
};

Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Router router) {
  PAKTUM_CHECK(options.io_threads > 0 && options.worker_threads > 0);
  auto impl = std::make_unique<Impl>(std::move(options), std::move(router));
  PAKTUM_RETURN_IF_ERROR(impl->Listen());
  impl->Run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { Stop(); }
std::uint16_t Server::port() const { return impl_->port(); }
ServerStats Server::stats() const { return impl_->Stats(); }
void Server::Stop() { impl_->Stop(); }

}  // namespace paktum::http
