#include "libs/http/internal/connection.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <utility>

#include "libs/http/problem.h"

namespace paktum::http::internal {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadBytes = 4096;
constexpr std::size_t kStreamBurstBytes = std::size_t{64} * 1024;
// After an answer that closes the connection: how much of what the client still sends is taken off
// its hands, and for how long, so that it gets to read the answer.
constexpr std::size_t kLingerBytesMax = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::milliseconds kLingerTimeout{2'000};
constexpr std::chrono::milliseconds kGoodbyeTimeout{1'000};

bool IsHttpError(const error_code& error) {
  return error.category() ==
         beast::http::make_error_code(beast::http::error::end_of_stream).category();
}

// An IPv4 address that came through an IPv6 socket is told as what it is.
std::string AddressText(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

asio::const_buffer Buffer(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, TlsContext tls, ServerCore& core)
    : core_(core),
      socket_(std::move(socket)),
      buffer_(core.options.header_bytes_max + std::size_t{64} * 1024),
      wake_(socket_.get_executor()) {
  if (tls) socket_.UseTls(std::move(tls));
}

void Connection::Start() {
  {
    const std::lock_guard lock(core_.mutex);
    core_.connections.insert(shared_from_this());
  }
  asio::co_spawn(
      socket_.get_executor(), [self = shared_from_this()] { return self->Run(); },
      [self = shared_from_this()](const std::exception_ptr&) {
        // An exception here is memory that ran out in this connection: it ends, the others go on.
        self->Close();
        ServerCore& core = self->core_;
        {
          const std::lock_guard lock(core.mutex);
          core.connections.erase(self);
          core.changed.notify_all();
        }
      });
}

void Connection::FinishSoon() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->finishing_ = true;
    if (self->idle_) self->Close();
    if (self->stream_) self->stream_->Close();
  });
}

void Connection::Abort() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] { self->Close(); });
}

void Connection::Close() {
  wake_.cancel();
  socket_.tcp().close();
}

auto Connection::Run() -> Awaitable<void> {
  error_code ignored;
  socket_.tcp().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  client_address_ = AddressText(socket_.tcp().socket().remote_endpoint(ignored).address());
  if (socket_.secure()) {
    const bool agreed = co_await Handshake();
    if (!agreed) {
      core_.handshakes_failed.fetch_add(1);
      Close();
      co_return;
    }
  }
  while (true) {
    const bool bytes = co_await WaitForBytes();
    if (!bytes) break;
    const bool more = co_await ServeOne();
    if (!more) break;
  }
  Close();
}

auto Connection::Handshake() -> Awaitable<bool> {
  socket_.tcp().expires_after(core_.options.header_timeout);
  const auto [error] =
      co_await socket_.tls().async_handshake(asio::ssl::stream_base::server, kAwait);
  co_return !error;
}

auto Connection::WaitForBytes() -> Awaitable<bool> {
  if (core_.stopping) finishing_ = true;
  if (finishing_) co_return false;
  if (buffer_.size() > 0) co_return true;  // a pipelined request
  idle_ = true;
  socket_.tcp().expires_after(core_.options.idle_timeout);
  const auto [error, count] = co_await socket_.async_read_some(buffer_.prepare(kReadBytes), kAwait);
  idle_ = false;
  buffer_.commit(count);
  co_return !error;
}

auto Connection::ServeOne() -> Awaitable<bool> {
  Exchange exchange;
  const Read read = co_await ReadRequest(exchange);
  if (read == Read::kGone) co_return false;
  const bool stream = read == Read::kRequest && exchange.match.route->stream_handler != nullptr;
  if (stream) {
    co_await ServeStream(exchange);
    co_return false;
  }
  Response response;
  if (read == Read::kRefused) {
    response = *std::move(exchange.refusal);
  } else {
    response = co_await Answer(exchange);
  }
  const bool written = co_await WriteResponse(exchange, response);
  if (written && !exchange.keep_alive) co_await Linger();
  co_return written&& exchange.keep_alive;
}

auto Connection::ReadRequest(Exchange& exchange) -> Awaitable<Read> {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(core_.options.header_bytes_max));
  parser.body_limit(boost::none);  // judged when the head is known
  socket_.tcp().expires_after(core_.options.header_timeout);
  const auto [error, count] =
      co_await beast::http::async_read_header(socket_, buffer_, parser, kAwait);
  exchange.started = std::chrono::steady_clock::now();
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) {
    Refuse(exchange, 431, "http.headers_too_large", "A kérés fejléce túl nagy.",
           "The header of the request is too large.");
    exchange.unread_body = true;
    co_return Read::kRefused;
  }
  if (error == beast::http::error::end_of_stream || error == beast::http::error::partial_message) {
    co_return Read::kGone;
  }
  if (error && IsHttpError(error)) {
    Refuse(exchange, 400, "http.malformed_request", "A kérés nem HTTP/1.1.",
           "The request is not HTTP/1.1.");
    exchange.unread_body = true;
    co_return Read::kRefused;
  }
  if (error) co_return Read::kGone;
  Understand(parser, exchange);
  Admit(exchange);
  co_return co_await ReadBody(parser, exchange);
}

void Connection::Understand(const Parser& parser, Exchange& exchange) {
  const auto& message = parser.get();
  exchange.http_1_0 = message.version() < 11;
  exchange.keep_alive = message.keep_alive() && !finishing_;
  Request& request = exchange.request;
  request.method = std::string(message.method_string());
  const std::string_view target(message.target().data(), message.target().size());
  const std::size_t question = target.find('?');
  request.path = std::string(target.substr(0, question));
  for (const auto& field : message) {
    request.headers.Add(std::string(field.name_string()), std::string(field.value()));
  }
  const auto malformed = [&] {
    Refuse(exchange, 400, "http.malformed_request", "A kért cím hibás.",
           "The requested address is malformed.");
  };
  if (!exchange.http_1_0 && message.count(beast::http::field::host) != 1) return malformed();
  if (question != std::string_view::npos) {
    auto query = ParseQuery(target.substr(question + 1));
    if (!query.ok()) return malformed();
    request.query = *std::move(query);
  }
  exchange.match = core_.router.Find(request.method, request.path);
  if (exchange.match.malformed) return malformed();
  request.parameters = exchange.match.parameters;
  if (exchange.match.route != nullptr) return;
  if (exchange.match.allow.empty()) {
    return Refuse(exchange, 404, "http.no_such_route", "Ezen a címen nincs semmi.",
                  "There is nothing at this address.");
  }
  Refuse(exchange, 405, "http.method_not_allowed", "Ezen a címen ez a művelet nem lehetséges.",
         "This method is not possible at this address.");
  exchange.refusal->headers.Add("Allow", exchange.match.allow);
}

void Connection::Admit(Exchange& exchange) {
  Request& request = exchange.request;
  request.client_address = client_address_;
  request.secure = socket_.secure();
  const auto wait_s = core_.rate.Refuse(client_address_, exchange.started);
  if (wait_s) {
    core_.requests_limited.fetch_add(1);
    exchange.refusal.reset();
    Refuse(exchange, 429, "http.too_many_requests", "Túl sok kérés érkezett erről a címről.",
           "Too many requests came from this address.");
    exchange.refusal->headers.Add("Retry-After", std::to_string(*wait_s));
  }
  if (exchange.refusal || !core_.options.gate) return;
  exchange.refusal = core_.options.gate(request, *exchange.match.route);
}

auto Connection::ReadBody(Parser& parser, Exchange& exchange) -> Awaitable<Read> {
  const Router::Route* route = exchange.match.route;
  const std::size_t limit = route != nullptr && route->options.body_bytes_max
                                ? *route->options.body_bytes_max
                                : core_.options.body_bytes_max;
  const auto length = parser.content_length();
  bool too_large = length && *length > limit;
  if (!too_large && !parser.is_done()) {
    socket_.tcp().expires_after(core_.options.body_timeout);
    if (parser.get()[beast::http::field::expect] == "100-continue" && buffer_.size() == 0) {
      const auto [error, sent] =
          co_await asio::async_write(socket_, Buffer("HTTP/1.1 100 Continue\r\n\r\n"), kAwait);
      if (error) co_return Read::kGone;
    }
    parser.body_limit(limit);
    const auto [error, count] = co_await beast::http::async_read(socket_, buffer_, parser, kAwait);
    too_large = error == beast::http::error::body_limit;
    if (error && !too_large) {
      if (!IsHttpError(error) || error == beast::http::error::partial_message) {
        co_return Read::kGone;
      }
      Refuse(exchange, 400, "http.malformed_request", "A kérés törzse hibás.",
             "The body of the request is malformed.");
      exchange.unread_body = true;
    }
  }
  if (too_large) {
    Refuse(exchange, 413, "http.body_too_large",
           "A kérés túl nagy: legfeljebb " + std::to_string(limit) + " bájt lehet.",
           "The request is too large: at most " + std::to_string(limit) + " bytes are taken.");
    exchange.unread_body = true;
  }
  if (exchange.refusal) co_return Read::kRefused;
  exchange.request.body = std::move(parser.get().body());
  co_return Read::kRequest;
}

auto Connection::Answer(Exchange& exchange) -> Awaitable<Response> {
  const Router::Route& route = *exchange.match.route;
  std::function<Response()> job = [&route, &exchange] {
    try {
      return route.handler(exchange.request);
    } catch (...) {
      return ProblemResponse(Internal("http.handler_failed", ""), exchange.request);
    }
  };
  if (route.options.quick) co_return job();
  std::optional<Response> response = co_await RunOnWorker(std::move(job));
  if (response) co_return *std::move(response);
  core_.requests_refused.fetch_add(1);
  co_return ProblemResponse(Unavailable("http.busy", "all workers are busy"), exchange.request);
}

auto Connection::RunOnWorker(std::function<Response()> job) -> Awaitable<std::optional<Response>> {
  const auto executor = socket_.get_executor();
  auto initiate = [this, &job, &executor](auto handler) {
    // The handler can only be moved; the worker's job must be copyable.
    auto resume = std::make_shared<decltype(handler)>(std::move(handler));
    const auto finish = [resume, executor](std::optional<Response> response) {
      asio::post(executor, [resume, response = std::move(response)]() mutable {
        std::move (*resume)(std::move(response));
      });
    };
    const bool taken = core_.workers.TryRun([job = std::move(job), finish] { finish(job()); });
    if (!taken) finish(std::nullopt);
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                          void(std::optional<Response>)>(initiate,
                                                                         asio::use_awaitable);
}

auto Connection::WriteResponse(Exchange& exchange, const Response& response) -> Awaitable<bool> {
  if (core_.stopping || exchange.unread_body) exchange.keep_alive = false;
  const std::string head = ResponseHead(response, HeadOptionsOf(exchange, false));
  const bool body = exchange.request.method != "HEAD" && StatusHasBody(response.status);
  const std::array<asio::const_buffer, 2> buffers{
      Buffer(head), Buffer(body ? response.body : std::string_view())};
  socket_.tcp().expires_after(core_.options.write_timeout);
  const auto [error, count] = co_await asio::async_write(socket_, buffers, kAwait);
  Report(exchange, response.status);
  co_return !error;
}

auto Connection::ServeStream(Exchange& exchange) -> Awaitable<void> {
  exchange.keep_alive = false;
  Response head{200, "text/event-stream; charset=utf-8", "", {{"X-Accel-Buffering", "no"}}};
  if (exchange.request.method == "HEAD") {
    co_await WriteResponse(exchange, head);
    co_return;
  }
  const auto stream = std::make_shared<StreamCore>(core_.options.stream_buffer_bytes);
  bool accepted = false;
  std::function<Response()> job = [&exchange, &accepted, &head, stream] {
    try {
      std::optional<Response> refusal =
          exchange.match.route->stream_handler(exchange.request, stream);
      if (refusal) return *std::move(refusal);
      accepted = true;
      return head;
    } catch (...) {
      return ProblemResponse(Internal("http.handler_failed", ""), exchange.request);
    }
  };
  std::optional<Response> answer = co_await RunOnWorker(std::move(job));
  if (!answer) {
    core_.requests_refused.fetch_add(1);
    answer = ProblemResponse(Unavailable("http.busy", "all workers are busy"), exchange.request);
  }
  if (!accepted) {
    stream->End();
    const bool written = co_await WriteResponse(exchange, *answer);
    if (written) co_await Linger();
    co_return;
  }
  const std::string bytes = ResponseHead(*answer, HeadOptionsOf(exchange, true));
  Report(exchange, answer->status);
  socket_.tcp().expires_after(core_.options.write_timeout);
  const auto [error, count] = co_await asio::async_write(socket_, Buffer(bytes), kAwait);
  if (!error) {
    core_.streams.fetch_add(1);
    co_await DriveStream(stream);
    core_.streams.fetch_sub(1);
  }
  stream->End();
}

auto Connection::DriveStream(const std::shared_ptr<StreamCore>& stream) -> Awaitable<void> {
  buffer_.clear();
  buffer_.shrink_to_fit();
  socket_.tcp().expires_never();
  stream_ = stream;
  asio::co_spawn(
      socket_.get_executor(),
      [self = shared_from_this(), stream] { return self->WatchReader(stream); }, asio::detached);
  stream->SetWake([weak = weak_from_this(), executor = socket_.get_executor()] {
    asio::post(executor, [weak] {
      if (const auto self = weak.lock()) self->OnWake();
    });
  });
  if (finishing_ || core_.stopping) stream->Close();
  while (true) {
    const StreamCore::Taken taken = stream->Take(kStreamBurstBytes);
    if (taken.dropped) break;
    error_code error;
    if (!taken.frames.empty()) {
      std::vector<asio::const_buffer> buffers;
      buffers.reserve(taken.frames.size());
      for (const EventFrame& frame : taken.frames) buffers.push_back(Buffer(*frame));
      socket_.tcp().expires_after(core_.options.write_timeout);
      const auto [failed, count] = co_await asio::async_write(socket_, buffers, kAwait);
      error = failed;
      stream->Written(taken.bytes);
    } else if (!taken.ended) {
      wake_.expires_after(core_.options.heartbeat_interval);
      const auto [woken] = co_await wake_.async_wait(kAwait);
      if (!woken) {
        socket_.tcp().expires_after(core_.options.write_timeout);
        const auto [failed, count] = co_await asio::async_write(socket_, Buffer(":\n\n"), kAwait);
        error = failed;
      }
    }
    if (error || (taken.ended && taken.frames.empty()) || !socket_.tcp().socket().is_open()) break;
  }
  stream_.reset();
  co_await SayGoodbye();
  error_code ignored;
  socket_.tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  Close();
}

void Connection::OnWake() {
  wake_.cancel();
  if (stream_ && stream_->dropped()) {
    core_.streams_dropped.fetch_add(1);
    Close();  // a write to the reader that fell behind may be stuck
  }
}

// Reads what the reader sends (nothing, normally) to learn that it has gone.
auto Connection::WatchReader(std::shared_ptr<StreamCore> stream) -> Awaitable<void> {
  std::array<char, 256> bytes;
  while (true) {
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(bytes), kAwait);
    if (error) break;
  }
  stream->End();
  Close();
}

auto Connection::SayGoodbye() -> Awaitable<void> {
  if (!socket_.secure() || !socket_.tcp().socket().is_open()) co_return;
  socket_.tcp().expires_after(kGoodbyeTimeout);
  static_cast<void>(co_await socket_.tls().async_shutdown(kAwait));
}

HeadOptions Connection::HeadOptionsOf(const Exchange& exchange, bool stream) const {
  return {.keep_alive = exchange.keep_alive && !stream,
          .http_1_0 = exchange.http_1_0,
          .secure = socket_.secure(),
          .stream = stream,
          .content_security_policy = &core_.options.content_security_policy};
}

auto Connection::Linger() -> Awaitable<void> {
  error_code ignored;
  if (!socket_.secure()) {
    socket_.tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }
  socket_.tcp().expires_after(kLingerTimeout);
  std::array<char, kReadBytes> bytes;
  std::size_t taken = 0;
  while (taken < kLingerBytesMax) {
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(bytes), kAwait);
    if (error) break;
    taken += count;
  }
}

void Connection::Refuse(Exchange& exchange, unsigned status, std::string code, std::string hu,
                        std::string en) {
  if (exchange.refusal) return;  // the first reason stands
  Problem problem;
  problem.status = status;
  problem.code = std::move(code);
  problem.title = {std::move(hu), std::move(en)};
  exchange.refusal = ProblemResponse(problem, exchange.request);
}

void Connection::Report(const Exchange& exchange, unsigned status) {
  core_.requests.fetch_add(1);
  if (!core_.options.report) return;
  const Router::Route* route = exchange.match.route;
  const auto now = std::chrono::steady_clock::now();
  core_.options.report(
      {exchange.request.method, route == nullptr ? std::string_view() : route->pattern, status,
       std::chrono::duration_cast<std::chrono::microseconds>(now - exchange.started)});
}

}  // namespace paktum::http::internal
