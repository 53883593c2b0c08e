#pragma once
// Connection: one accepted socket, from the first byte to the close, as one coroutine on a strand.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "libs/http/internal/response_head.h"
#include "libs/http/internal/server_core.h"
#include "libs/http/internal/stream_core.h"
#include "libs/http/internal/transport.h"

namespace paktum::http::internal {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `socket`'s executor is the strand that everything here runs on; `tls` is nullptr without TLS.
  Connection(boost::asio::ip::tcp::socket socket, TlsContext tls, ServerCore& core);

  // Registers itself and serves until the end.
  void Start();
  // Ends after the running request; an idle one ends at once. From any thread.
  void FinishSoon();
  // Ends now. From any thread.
  void Abort();

 private:
  template <typename T>
  using Awaitable = boost::asio::awaitable<T>;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  // How reading a request ended.
  enum class Read : std::uint8_t { kRequest, kGone, kRefused };
  // One request on its way.
  struct Exchange {
    Request request;
    Router::Match match;
    std::chrono::steady_clock::time_point started;
    bool keep_alive = false;
    bool http_1_0 = false;
    std::optional<Response> refusal;  // answered instead of calling a handler
    bool unread_body = false;         // close after the answer: the body was not taken
  };

  Awaitable<void> Run();
  Awaitable<bool> Handshake();
  Awaitable<bool> WaitForBytes();
  Awaitable<bool> ServeOne();
  Awaitable<Read> ReadRequest(Exchange& exchange);
  Awaitable<Read> ReadBody(Parser& parser, Exchange& exchange);
  // Fills request and match; sets `refusal` when the head already decides the answer.
  void Understand(const Parser& parser, Exchange& exchange);
  // Whether this client asked too much, or the gate does not let it in.
  void Admit(Exchange& exchange);
  Awaitable<Response> Answer(Exchange& exchange);
  // Calls the job on a worker; nothing when none is free.
  Awaitable<std::optional<Response>> RunOnWorker(std::function<Response()> job);
  Awaitable<bool> WriteResponse(Exchange& exchange, const Response& response);
  Awaitable<void> ServeStream(Exchange& exchange);
  Awaitable<void> DriveStream(const std::shared_ptr<StreamCore>& stream);
  Awaitable<void> WatchReader(std::shared_ptr<StreamCore> stream);
  Awaitable<void> Linger();
  // Tells the client over TLS that nothing more comes.
  Awaitable<void> SayGoodbye();
  [[nodiscard]] HeadOptions HeadOptionsOf(const Exchange& exchange, bool stream) const;
  void Refuse(Exchange& exchange, unsigned status, std::string code, std::string hu,
              std::string en);
  void OnWake();
  void Report(const Exchange& exchange, unsigned status);
  void Close();

  ServerCore& core_;
  Transport socket_;
  std::string client_address_;
  boost::beast::flat_buffer buffer_;
  boost::asio::steady_timer wake_;
  std::shared_ptr<StreamCore> stream_;  // set while an event stream is open
  bool idle_ = false;
  bool finishing_ = false;
};

}  // namespace paktum::http::internal
