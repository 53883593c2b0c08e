#include "tests/attack/tcp_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <list>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/runtime.h"

namespace paktum::attack {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;
constexpr std::size_t kTrickleBytes = 16;

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

const sockaddr* Generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

void Prepare(int fd) {
  PAKTUM_CHECK(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// Closes so that the other side is told at once that nothing more comes.
void Reset(int fd) {
  const linger now{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(fd);
}

}  // namespace

class TcpProxy::Impl {
 public:
  Impl(const std::string& server, std::uint64_t seed) : random_(seed) {
    server_port_ = static_cast<std::uint16_t>(std::stoul(server.substr(server.rfind(':') + 1)));
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in any = Loopback(0);
    PAKTUM_CHECK(bind(listener_, Generic(any), sizeof any) == 0);
    PAKTUM_CHECK(listen(listener_, 1024) == 0);
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    PAKTUM_CHECK(getsockname(listener_, reinterpret_cast<sockaddr*>(&bound), &size) == 0);
    endpoint = "tcp://127.0.0.1:" + std::to_string(ntohs(bound.sin_port));
    Prepare(listener_);
    thread_ = std::thread([this] { Run(); });
  }
  ~Impl() {
    stop_ = true;
    thread_.join();
    for (Line& line : lines_) Cut(line);
    close(listener_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::string endpoint;
  std::atomic<Flow> to_server{Flow::kPass};
  std::atomic<Flow> to_client{Flow::kPass};
  std::atomic<std::uint64_t> cut_after_bytes{0};
  std::atomic<std::uint32_t> delay_ms_max{0};
  std::atomic<std::uint32_t> tamper_per_mille{0};
  std::atomic<bool> cut_all{false};
  std::atomic<std::uint64_t> open{0};
  std::atomic<std::uint64_t> cuts{0};
  std::atomic<std::uint64_t> tampered{0};
  std::atomic<std::uint64_t> bytes_to_client{0};

 private:
  struct Half {
    int from = -1;
    int to = -1;
    std::string buffer;
    std::string held_back;  // until the next segment has passed
    Deadline not_before{};
    bool ended = false;
  };
  struct Line {
    Half up;    // client → server
    Half down;  // server → client
    std::uint64_t bytes_left = UINT64_MAX;
    bool over = false;
  };

  void Run() {
    while (!stop_) {
      Wait();
      Accept();
      const bool all = cut_all.exchange(false);
      for (Line& line : lines_) {
        if (!line.over) Pump(line, line.up, to_server.load());
        if (!line.over) Pump(line, line.down, to_client.load());
        if (all || line.bytes_left == 0) {
          ++cuts;
          line.over = true;
        }
        if (line.over) Cut(line);
      }
      lines_.remove_if([](const Line& line) { return line.over; });
      open = lines_.size();
    }
  }

  // Until something can be done, or for a moment.
  void Wait() {
    std::vector<pollfd> fds{{listener_, POLLIN, 0}};
    bool soon = false;  // something has to be done before anything comes
    for (const Line& line : lines_) {
      for (const Half* half : {&line.up, &line.down}) {
        const Flow flow = half == &line.up ? to_server.load() : to_client.load();
        const bool late = SteadyNow() < half->not_before;
        soon = soon || (!half->buffer.empty() && (late || flow == Flow::kTrickle));
        if (flow == Flow::kStand || half->ended) continue;
        if (half->buffer.size() < kBufferBytes) fds.push_back({half->from, POLLIN, 0});
        if (!half->buffer.empty() && flow == Flow::kPass && !late)
          fds.push_back({half->to, POLLOUT, 0});
      }
    }
    poll(fds.data(), fds.size(), soon ? 1 : 10);
  }

  void Accept() {
    for (;;) {
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) return;
      const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const sockaddr_in address = Loopback(server_port_);
      if (connect(server, Generic(address), sizeof address) != 0) {
        close(server);
        Reset(client);
        continue;
      }
      Prepare(client);
      Prepare(server);
      Line line;
      line.up.from = line.down.to = client;
      line.up.to = line.down.from = server;
      if (const std::uint64_t most = cut_after_bytes.load(); most > 0) {
        line.bytes_left = 1 + random_() % most;
      }
      lines_.push_back(std::move(line));
    }
  }

  void Pump(Line& line, Half& half, Flow flow) {
    if (flow == Flow::kStand) return;
    if (!half.ended && half.buffer.size() < kBufferBytes) {
      std::array<char, 16384> bytes{};
      const ssize_t size = recv(half.from, bytes.data(), bytes.size(), 0);
      if (size > 0) Take(half, {bytes.data(), static_cast<std::size_t>(size)});
      if (size == 0) half.ended = true;
      if (size < 0 && errno != EAGAIN) line.over = true;
    }
    std::uint64_t most = flow == Flow::kTrickle ? kTrickleBytes : half.buffer.size();
    if (SteadyNow() < half.not_before) most = 0;
    most = std::min<std::uint64_t>({most, half.buffer.size(), line.bytes_left});
    if (most > 0) {
      const ssize_t size = send(half.to, half.buffer.data(), most, MSG_NOSIGNAL);
      if (size > 0) {
        half.buffer.erase(0, static_cast<std::size_t>(size));
        if (line.bytes_left != UINT64_MAX) line.bytes_left -= static_cast<std::uint64_t>(size);
        if (&half == &line.down) bytes_to_client += static_cast<std::uint64_t>(size);
      }
      if (size < 0 && errno != EAGAIN) line.over = true;
    }
    if (half.ended && half.buffer.empty()) line.over = true;
  }

  // A segment that has come.
  void Take(Half& half, std::string segment) {
    if (const std::uint32_t most = delay_ms_max.load(); most > 0 && half.buffer.empty()) {
      half.not_before = DeadlineIn(std::chrono::milliseconds(random_() % (most + 1)));
    }
    if (random_() % 1000 < tamper_per_mille.load()) {
      ++tampered;
      switch (random_() % 4) {
        case 0:
          segment[random_() % segment.size()] ^= static_cast<char>(1U << random_() % 8);
          break;
        case 1:
          segment += segment;
          break;
        case 2:
          segment.clear();
          break;
        default:
          half.held_back.swap(segment);
      }
    }
    half.buffer += segment;
    if (!segment.empty()) half.buffer += std::exchange(half.held_back, {});
  }

  static void Cut(Line& line) {
    Reset(line.up.from);
    Reset(line.up.to);
  }

  std::uint16_t server_port_ = 0;
  int listener_ = -1;
  std::mt19937_64 random_;
  std::list<Line> lines_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TcpProxy::TcpProxy(const std::string& server_endpoint, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(server_endpoint, seed)) {}
TcpProxy::~TcpProxy() = default;

const std::string& TcpProxy::endpoint() const { return impl_->endpoint; }

void TcpProxy::SetFlow(Flow to_server, Flow to_client) {
  impl_->to_server = to_server;
  impl_->to_client = to_client;
}

void TcpProxy::CutAfterBytes(std::uint64_t bytes_max) { impl_->cut_after_bytes = bytes_max; }
void TcpProxy::Delay(std::uint32_t ms_max) { impl_->delay_ms_max = ms_max; }
void TcpProxy::Tamper(std::uint32_t per_mille) { impl_->tamper_per_mille = per_mille; }
void TcpProxy::CutAll() { impl_->cut_all = true; }
std::uint64_t TcpProxy::open() const { return impl_->open; }
std::uint64_t TcpProxy::cuts() const { return impl_->cuts; }
std::uint64_t TcpProxy::tampered() const { return impl_->tampered; }
std::uint64_t TcpProxy::bytes_to_client() const { return impl_->bytes_to_client; }

}  // namespace paktum::attack
