#pragma once
// ConnectionGate: who may connect to a listening socket, and who is there.
//
// Answers libzmq's questions before a handshake is complete (ZAP, ZMQ RFC 27: one handler per
// context, so the socket has a context of its own), counts connections by the socket's monitor, and
// cuts those whose key was revoked. Everything fails closed: without an answer there is no
// connection. Belongs to the thread of the socket, except counts().
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "libs/base/clock.h"
#include "libs/wire/curve.h"
#include "libs/wire/internal/socket.h"

namespace paktum::wire {

// Who is at the other end of connections that used one key. Lives as long as its gate.
struct PeerIdentity {
  std::string key;       // public; empty = plain
  std::string name;      // of the access list; empty = plain
  bool admitted = true;  // false once revoked, for good
};

class ConnectionGate {
 public:
  struct Counts {
    std::uint64_t connections = 0;        // open now, handshakes under way included
    std::uint64_t over_limit = 0;         // refused: too many connections
    std::uint64_t unknown_keys = 0;       // refused: the key is not listed for the domain
    std::uint64_t failed_handshakes = 0;  // ended before that: plain peers, wrong keys, no ZMTP
    std::uint64_t revoked = 0;            // connections cut and messages dropped after revocation
  };

  // Plain when `curve` is empty.
  ConnectionGate(std::optional<CurveServer> curve, std::size_t connections_max);

  // Before the socket is bound; `context` must have no other gate.
  void Guard(const Context& context, Socket& socket);
  // Closes what Guard opened; before the socket is closed.
  void Close();

  // Poll for input on both, at least every poll_ms(), then Work().
  [[nodiscard]] void* questions() const { return zap_.handle(); }
  [[nodiscard]] void* events() const { return monitor_->handle(); }
  [[nodiscard]] int poll_ms() const;

  // Admits and refuses; true when keys were revoked since the last time.
  bool Work();

  // Who sent the message of this frame; nullptr when the key was revoked: then its connection is
  // cut, and the message is not to be looked at.
  const PeerIdentity* Identify(Frame& frame);

  [[nodiscard]] Counts counts() const;

 private:
  struct Tally {
    std::atomic<std::uint64_t> connections{0}, over_limit{0}, unknown_keys{0}, failed_handshakes{0},
        revoked{0};
  };

  struct Connection {
    std::uint64_t identity = 0;  // its number; 0 = not known yet: it has sent nothing
    Deadline accepted;
  };

  void ReadEvents();
  void AnswerQuestions();
  void CountFailed();
  std::optional<std::uint64_t> Admit(const std::vector<std::string>& question);
  std::uint64_t IdentityOf(const std::string& key, const std::string& name);
  bool Revoke();
  void CutRevoked();
  bool Cut(int descriptor);

  const std::optional<CurveServer> curve_;
  const std::size_t connections_max_;
  Tally tally_;
  const PeerIdentity plain_;
  Socket zap_;
  std::unique_ptr<SocketMonitor> monitor_;
  Socket* guarded_ = nullptr;
  std::uint64_t revision_ = 0;                       // of the access list
  std::unordered_map<int, Connection> connections_;  // by descriptor
  std::uint64_t ended_ = 0;                          // connections
  std::uint64_t asked_ = 0;                          // questions
  // By number, which is also the user id that libzmq attaches to messages. Keys only ever listed
  // make entries, so there are no more than the operator made.
  std::unordered_map<std::uint64_t, PeerIdentity> identities_;
  std::unordered_map<std::string, std::uint64_t> numbers_;  // admitted key → number
};

// What a client's monitor should tell. After a failed handshake libzmq gives the connection up for
// good in some cases (refused key, other mechanism), so the socket is to be made anew.
extern const int kHandshakeEvents;

// Makes a client socket use the keys the source gives; plain without a source.
// Errors: those of the source.
Status SecureClient(Socket& socket, const CurveClientSource& source);

}  // namespace paktum::wire
