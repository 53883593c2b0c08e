#include "libs/wire/internal/connection_gate.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <zmq.h>

#include <array>
#include <charconv>
#include <chrono>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/wire/access_list.h"

namespace paktum::wire {
namespace {

constexpr const char* kZapEndpoint = "inproc://zeromq.zap.01";
constexpr const char* kPlainDomain = "plain";
constexpr int kZapEnforceDomain = 93;  // ZMQ_ZAP_ENFORCE_DOMAIN: no answer, no connection
constexpr int kIdlePollMs = 1000;
constexpr std::size_t kWaitingMax = 64;  // over the limit and not yet told
// Longer than sockets with a gate let a handshake last (ZMQ_HANDSHAKE_IVL).
constexpr std::chrono::seconds kHandshakeTimeMax{3};
constexpr std::size_t kKeyBytes = 32;
// Version, request id, domain, address, routing id, mechanism, credentials.
constexpr std::size_t kQuestionFrames = 7;
constexpr std::size_t kPlainQuestionFrames = 6;

std::string Z85(const std::string& bytes) {
  std::array<char, kCurveKeyBytes + 1> text{};
  PAKTUM_CHECK(zmq_z85_encode(text.data(), reinterpret_cast<const std::uint8_t*>(bytes.data()),
                              bytes.size()) != nullptr);
  return text.data();
}

// The port of this end of a connection; 0 when it is none of TCP, -1 for a local socket.
int LocalPort(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_UNIX) return -1;
  if (address.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  }
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  }
  return 0;
}

int PortOf(const std::string& endpoint) {
  if (!endpoint.starts_with("tcp://")) return -1;
  int port = 0;
  const std::size_t colon = endpoint.rfind(':');
  std::from_chars(endpoint.data() + colon + 1, endpoint.data() + endpoint.size(), port);
  return port;
}

}  // namespace

ConnectionGate::ConnectionGate(std::optional<CurveServer> curve, std::size_t connections_max)
    : curve_(std::move(curve)), connections_max_(connections_max) {}

void ConnectionGate::Guard(const Context& context, Socket& socket) {
  zap_ = Socket(context, ZMQ_REP);
  zap_.SetInt(ZMQ_LINGER, 0);
  PAKTUM_CHECK(zap_.Bind(kZapEndpoint).ok());
  if (curve_) {
    PAKTUM_CHECK(curve_->access != nullptr && !curve_->domain.empty());
    revision_ = curve_->access->Refresh();
    socket.SetInt(ZMQ_CURVE_SERVER, 1);
    socket.SetText(ZMQ_CURVE_SECRETKEY, curve_->own.secret_key);
  }
  socket.SetText(ZMQ_ZAP_DOMAIN, curve_ ? curve_->domain : kPlainDomain);
  socket.SetInt(kZapEnforceDomain, 1);
  // Not ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: libzmq 4.3.4 and 4.3.5 tell it between setting errno
  // and looking at it, and what the telling leaves there can be EAGAIN. Then a connection with a
  // message that cannot be decrypted is kept, and when its peer goes the next heartbeat ends the
  // process ("Assertion failed: !_io_error").
  monitor_ =
      std::make_unique<SocketMonitor>(context, socket, ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED);
  guarded_ = &socket;
}

void ConnectionGate::Close() {
  monitor_.reset();
  zap_.Close();
}

int ConnectionGate::poll_ms() const {
  return curve_ ? static_cast<int>(kAccessLook.count()) : kIdlePollMs;
}

bool ConnectionGate::Work() {
  ReadEvents();
  const bool revoked = Revoke();  // before anybody is admitted: by the list as it is now
  AnswerQuestions();
  CountFailed();
  return revoked;
}

void ConnectionGate::ReadEvents() {
  while (const auto event = monitor_->Next()) {
    const int descriptor = static_cast<int>(event->value);
    if (event->kind == ZMQ_EVENT_ACCEPTED) {
      connections_[descriptor] = {0, std::chrono::steady_clock::now()};
      // Would be refused when it asks; whoever never asks must not use up the descriptors.
      if (connections_.size() > connections_max_ + kWaitingMax) Cut(descriptor);
    }
    if (event->kind == ZMQ_EVENT_DISCONNECTED) {
      connections_.erase(descriptor);
      ++ended_;
    }
  }
  tally_.connections.store(connections_.size());
}

// Every handshake that gets far enough asks a question. So those that failed are the connections
// that have ended, or have been there for longer than a handshake may take, less the questions; a
// connection that may still be shaking hands counts when it is clear what becomes of it.
void ConnectionGate::CountFailed() {
  const Deadline settled_before = std::chrono::steady_clock::now() - kHandshakeTimeMax;
  std::uint64_t settled = ended_;
  for (const auto& [descriptor, connection] : connections_) {
    if (connection.identity != 0 || connection.accepted < settled_before) ++settled;
  }
  if (settled > asked_ + tally_.failed_handshakes.load()) {
    tally_.failed_handshakes.store(settled - asked_);
  }
}

// 200 = come in; 300 = not now: the peer tries again later; 400 = no: it is told so.
void ConnectionGate::AnswerQuestions() {
  while (const auto question = zap_.Receive(kQuestionFrames + 1, nullptr)) {
    ++asked_;
    const auto number = Admit(*question);
    const bool room = connections_.size() <= connections_max_;
    if (number && !room) tally_.over_limit.fetch_add(1);
    const std::string id = question->size() > 1 ? (*question)[1] : std::string();
    const std::string user = number ? std::to_string(*number) : std::string();
    const std::string_view code = !number ? "400" : room ? "200" : "300";
    zap_.Send(std::array<std::string_view, 6>{"1.0", id, code, "", user, ""});
    ReadEvents();
  }
}

// The number of who asks; nothing when it may not come in. 0 for a plain peer of a plain socket.
std::optional<std::uint64_t> ConnectionGate::Admit(const std::vector<std::string>& question) {
  const bool named = question.size() >= kPlainQuestionFrames && question[0] == "1.0";
  if (!curve_) {
    const bool plain = named && question[2] == kPlainDomain && question[5] == "NULL";
    return plain ? std::optional<std::uint64_t>(0) : std::nullopt;
  }
  if (!named || question.size() != kQuestionFrames || question[2] != curve_->domain ||
      question[5] != "CURVE" || question[6].size() != kKeyBytes) {
    tally_.unknown_keys.fetch_add(1);
    return std::nullopt;
  }
  const std::string key = Z85(question[6]);
  const auto name = curve_->access->NameOf(key, curve_->domain);
  if (!name) {
    tally_.unknown_keys.fetch_add(1);
    return std::nullopt;
  }
  return IdentityOf(key, *name);
}

std::uint64_t ConnectionGate::IdentityOf(const std::string& key, const std::string& name) {
  if (const auto known = numbers_.find(key); known != numbers_.end()) return known->second;
  const std::uint64_t number = identities_.size() + 1;
  identities_.emplace(number, PeerIdentity{key, name, /*admitted=*/true});
  numbers_.emplace(key, number);
  return number;
}

// A key that came off the list, or changed its owner, is revoked for good: when it comes back, its
// connections get another number.
bool ConnectionGate::Revoke() {
  if (!curve_) return false;
  const std::uint64_t revision = curve_->access->Refresh();
  if (revision == revision_) return false;
  revision_ = revision;
  bool revoked = false;
  for (auto& [number, identity] : identities_) {
    if (!identity.admitted) continue;
    const auto name = curve_->access->NameOf(identity.key, curve_->domain);
    if (name == identity.name) continue;
    identity.admitted = false;
    numbers_.erase(identity.key);
    revoked = true;
  }
  if (revoked) CutRevoked();
  return revoked;
}

// libzmq ends no single connection on request, so its descriptor is shut down, and libzmq finds it
// closed. Whose a connection is shows with its first message; one that has sent nothing yet may be
// a revoked key's and is cut too: the others come back by themselves and lose nothing.
void ConnectionGate::CutRevoked() {
  ReadEvents();
  for (const auto& [descriptor, connection] : connections_) {
    const auto identity = identities_.find(connection.identity);
    if (identity != identities_.end() && identity->second.admitted) continue;
    if (Cut(descriptor)) tally_.revoked.fetch_add(1);
  }
}

// Only ever a connection of the guarded socket: the number may be another file's by now.
bool ConnectionGate::Cut(int descriptor) {
  const int port = PortOf(guarded_->LastEndpoint());
  return port != 0 && LocalPort(descriptor) == port && ::shutdown(descriptor, SHUT_RDWR) == 0;
}

const PeerIdentity* ConnectionGate::Identify(Frame& frame) {
  if (!curve_) return &plain_;
  const MessageOrigin origin = frame.origin();
  const auto identity = identities_.find(origin.user);
  if (const auto connection = connections_.find(origin.descriptor);
      connection != connections_.end()) {
    connection->second.identity = origin.user;
  }
  const bool known = identity != identities_.end();
  if (known && identity->second.admitted) return &identity->second;
  tally_.revoked.fetch_add(1);
  Cut(origin.descriptor);
  return nullptr;
}

ConnectionGate::Counts ConnectionGate::counts() const {
  return {tally_.connections.load(), tally_.over_limit.load(), tally_.unknown_keys.load(),
          tally_.failed_handshakes.load(), tally_.revoked.load()};
}

const int kHandshakeEvents = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                             ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

Status SecureClient(Socket& socket, const CurveClientSource& source) {
  if (!source) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(const CurveClient keys, source());
  if (!IsCurveKey(keys.server_key) || !IsCurveKey(keys.own.public_key) ||
      !IsCurveKey(keys.own.secret_key)) {
    return InvalidArgument("curve.key_malformed", "not 40 characters of Z85");
  }
  socket.SetText(ZMQ_CURVE_SERVERKEY, keys.server_key);
  socket.SetText(ZMQ_CURVE_PUBLICKEY, keys.own.public_key);
  socket.SetText(ZMQ_CURVE_SECRETKEY, keys.own.secret_key);
  return OkStatus();
}

}  // namespace paktum::wire
