#include "libs/http/client.h"

#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <charconv>
#include <utility>

#include "libs/http/address.h"
#include "libs/http/internal/event_parser.h"
#include "libs/http/internal/tls_source.h"
#include "libs/http/internal/transport.h"

namespace paktum::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using beast::error_code;

constexpr std::size_t kResponseHeaderBytesMax = std::size_t{64} * 1024;

Status Malformed(std::string_view base) {
  return InvalidArgument("http.address_malformed",
                         "'" + std::string(base) +
                             "' is not http://HOST:PORT or https://HOST:PORT with a numeric host");
}

// Where a client connects.
struct Target {
  Address address;
  tcp::endpoint endpoint;
  internal::TlsContext tls;  // nullptr: plain
};

// One connection, driven by blocking calls: each runs the io_context until its operation ended.
struct Link {
  asio::io_context io;
  internal::Transport socket{io};
  beast::flat_buffer buffer;

  // `start` begins one asynchronous operation with the handler it is given.
  template <typename Start>
  error_code Await(Start start) {
    error_code result;
    start([&result](error_code error, auto&&...) { result = error; });
    io.restart();
    io.run();
    return result;
  }

  error_code Connect(const Target& target, std::chrono::milliseconds timeout) {
    socket.UsePlain();
    socket.tcp().close();
    buffer.clear();
    socket.tcp().expires_after(timeout);
    error_code error = Await(
        [&](auto handler) { socket.tcp().async_connect(target.endpoint, std::move(handler)); });
    if (!error) socket.tcp().socket().set_option(tcp::no_delay(true), error);
    if (!error && target.tls != nullptr) error = AgreeOnTls(target);
    if (error) socket.tcp().close();
    return error;
  }

  error_code AgreeOnTls(const Target& target) {
    socket.UseTls(target.tls);
    socket.tls().set_verify_callback(asio::ssl::host_name_verification(target.address.host));
    return Await([&](auto handler) {
      socket.tls().async_handshake(asio::ssl::stream_base::client, std::move(handler));
    });
  }

  // Whether the server has not closed the kept connection.
  bool Usable() {
    if (!socket.tcp().socket().is_open() || buffer.size() > 0) return false;
    char byte = 0;
    const ssize_t count =
        ::recv(socket.tcp().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }
};

std::string RequestBytes(std::string_view method, std::string_view target, const std::string& host,
                         std::string_view body, const Headers& headers) {
  std::string bytes;
  bytes.append(method).append(" ").append(target).append(" HTTP/1.1\r\n");
  bytes.append("Host: ").append(host).append("\r\n");
  for (const auto& [name, value] : headers.fields()) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  if (!body.empty() || method == "POST" || method == "PUT") {
    bytes.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  }
  return bytes.append("\r\n").append(body);
}

bool HasLineBreak(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

// A target or header that would change the shape of the request is a mistake of the caller's input.
Status CheckShape(std::string_view target, const Headers& headers) {
  bool bad = !target.starts_with('/') || HasLineBreak(target) ||
             target.find(' ') != std::string_view::npos;
  for (const auto& [name, value] : headers.fields()) {
    bad = bad || name.empty() || HasLineBreak(name) || HasLineBreak(value);
  }
  return bad ? InvalidArgument("http.malformed_request", "a target or header cannot be sent")
             : OkStatus();
}

Status Unreachable(const Address& address, const error_code& error) {
  return Unavailable("http.unreachable", address.ToString() + ": " + error.message());
}

template <typename Fields>
Headers HeadersOf(const Fields& fields) {
  Headers headers;
  for (const auto& field : fields) {
    headers.Add(std::string(field.name_string()), std::string(field.value()));
  }
  return headers;
}

class StreamReader final : public EventReader {
 public:
  // Sends the request and reads the answer's head.
  Status Open(const Target& target, const std::string& request, const ClientOptions& options) {
    error_code error = link_.Connect(target, options.connect_timeout);
    if (error) return Unreachable(target.address, error);
    link_.socket.tcp().expires_after(options.request_timeout);
    error = link_.Await([&](auto handler) {
      asio::async_write(link_.socket, asio::buffer(request), std::move(handler));
    });
    parser_.body_limit(boost::none);
    parser_.header_limit(kResponseHeaderBytesMax);
    if (!error) {
      error = link_.Await([&](auto handler) {
        beast::http::async_read_header(link_.socket, link_.buffer, parser_, std::move(handler));
      });
    }
    if (error) return Unreachable(target.address, error);
    link_.socket.tcp().expires_never();
    const auto status = parser_.get().result_int();
    const std::string_view type = parser_.get()[beast::http::field::content_type];
    if (status == 200 && type.starts_with("text/event-stream")) return OkStatus();
    const std::string message = "answered " + std::to_string(status);
    return status == 503 ? Unavailable("http.unreachable", message)
                         : InvalidArgument("http.not_a_stream", message);
  }

  Result<std::optional<ServerEvent>> Next(Deadline deadline) override {
    while (true) {
      if (auto event = events_.Take()) return std::optional<ServerEvent>(std::move(event));
      if (ended_) return Unavailable("http.stream_ended", "the event stream ended");
      if (!reading_) StartRead();
      link_.io.restart();
      link_.io.run_one_until(deadline);
      if (reading_ && std::chrono::steady_clock::now() >= deadline) {
        return std::optional<ServerEvent>();
      }
    }
  }

 private:
  void StartRead() {
    reading_ = true;
    parser_.get().body().data = bytes_.data();
    parser_.get().body().size = bytes_.size();
    parser_.get().body().more = true;
    beast::http::async_read_some(
        link_.socket, link_.buffer, parser_, [this](error_code error, std::size_t) {
          reading_ = false;
          if (error == beast::http::error::need_buffer) error = {};
          const std::size_t count = bytes_.size() - parser_.get().body().size;
          if (!events_.Feed({bytes_.data(), count})) ended_ = true;
          if (error || parser_.is_done()) ended_ = true;
        });
  }

  std::array<char, 16384> bytes_;
  beast::http::response_parser<beast::http::buffer_body> parser_;
  internal::EventParser events_;
  bool reading_ = false;
  bool ended_ = false;
  Link link_;  // last: a pending read must go before what it fills
};

}  // namespace

class Client::Impl {
 public:
  Impl(Target target, ClientOptions options)
      : target_(std::move(target)), options_(std::move(options)) {}

  Result<ClientResponse> Send(std::string_view method, std::string_view target, std::string body,
                              const Headers& headers) {
    PAKTUM_RETURN_IF_ERROR(CheckShape(target, headers));
    const std::string request =
        RequestBytes(method, target, target_.address.ToString(), body, headers);
    const bool may_repeat = method == "GET" || method == "HEAD" || headers.Has("Idempotency-Key");
    const bool kept = link_.Usable();
    if (!kept) {
      const error_code error = link_.Connect(target_, options_.connect_timeout);
      if (error) return Unreachable(target_.address, error);
    }
    Result<ClientResponse> answer = Exchange(request, method == "HEAD");
    const bool broken = !answer.ok() && answer.status().reason() == "http.broken";
    if (!broken || !kept || !may_repeat) return answer;
    const error_code error = link_.Connect(target_, options_.connect_timeout);
    if (error) return Unreachable(target_.address, error);
    return Exchange(request, method == "HEAD");
  }

  Result<std::unique_ptr<EventReader>> OpenEvents(std::string_view target, const Headers& headers) {
    PAKTUM_RETURN_IF_ERROR(CheckShape(target, headers));
    Headers all = headers;
    if (!all.Has("Accept")) all.Add("Accept", "text/event-stream");
    auto reader = std::make_unique<StreamReader>();
    PAKTUM_RETURN_IF_ERROR(reader->Open(
        target_, RequestBytes("GET", target, target_.address.ToString(), "", all), options_));
    return std::unique_ptr<EventReader>(std::move(reader));
  }

 private:
  Result<ClientResponse> Exchange(const std::string& request, bool head) {
    link_.socket.tcp().expires_after(options_.request_timeout);
    beast::http::response_parser<beast::http::string_body> parser;
    parser.header_limit(kResponseHeaderBytesMax);
    parser.body_limit(options_.body_bytes_max);
    parser.skip(head);
    // A server that refuses early may answer before it has taken everything: when the write breaks,
    // the answer is still looked for.
    const error_code write_error = link_.Await([&](auto handler) {
      asio::async_write(link_.socket, asio::buffer(request), std::move(handler));
    });
    error_code error;
    if (write_error == beast::error::timeout) {
      error = write_error;
    } else {
      error = link_.Await([&](auto handler) {
        beast::http::async_read(link_.socket, link_.buffer, parser, std::move(handler));
      });
    }
    if (error || write_error || !parser.get().keep_alive()) link_.socket.tcp().close();
    if (error) return ErrorOf(error);
    auto& message = parser.get();
    return ClientResponse{message.result_int(), HeadersOf(message), std::move(message.body())};
  }

  Status ErrorOf(const error_code& error) const {
    const std::string message = target_.address.ToString() + ": " + error.message();
    if (error == beast::error::timeout) return DeadlineExceeded("http.timeout", message);
    if (error == beast::http::error::body_limit) {
      return ResourceExhausted("http.answer_too_large", message);
    }
    const bool ended =
        error == beast::http::error::end_of_stream || error == beast::http::error::partial_message;
    if (!ended && error.category() ==
                      beast::http::make_error_code(beast::http::error::end_of_stream).category()) {
      return Internal("http.malformed_answer", message);
    }
    return Unavailable("http.broken", message);
  }

  const Target target_;
  const ClientOptions options_;
  Link link_;
};

Result<std::unique_ptr<Client>> Client::ForAddress(std::string_view base, ClientOptions options) {
  std::string_view text = base;
  Target target;
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
    PAKTUM_ASSIGN_OR_RETURN(target.tls, internal::ClientTls(options.authorities));
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  }
  if (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return Malformed(base);
  Address& address = target.address;
  const std::string_view port = text.substr(colon + 1);
  const auto [end, bad] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (bad != std::errc() || end != port.data() + port.size()) return Malformed(base);
  address.host = text.substr(0, colon);
  if (address.host == "localhost") address.host = "127.0.0.1";
  if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  error_code error;
  const auto host = asio::ip::make_address(address.host, error);
  if (error) return Malformed(base);
  target.endpoint = tcp::endpoint(host, address.port);
  return std::unique_ptr<Client>(
      new Client(std::make_unique<Impl>(std::move(target), std::move(options))));
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

Result<ClientResponse> Client::Get(std::string_view target, const Headers& headers) {
  return impl_->Send("GET", target, "", headers);
}

Result<ClientResponse> Client::Post(std::string_view target, std::string body,
                                    std::string_view content_type, const Headers& headers) {
  Headers all = headers;
  all.Set("Content-Type", std::string(content_type));
  return impl_->Send("POST", target, std::move(body), all);
}

Result<ClientResponse> Client::Send(std::string_view method, std::string_view target,
                                    std::string body, const Headers& headers) {
  return impl_->Send(method, target, std::move(body), headers);
}

Result<std::unique_ptr<EventReader>> Client::OpenEvents(std::string_view target,
                                                        const Headers& headers) {
  return impl_->OpenEvents(target, headers);
}

}  // namespace paktum::http
