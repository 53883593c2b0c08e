#pragma once
// Session: one end of a ZMTP 3 connection (ZeroMQ RFC 23, 26, 37) without its socket: greeting,
// handshake (NULL or CURVE), then messages and heartbeats. Talks to libzmq's DEALER and ROUTER and
// to itself.
//
// A message here is one frame. One of several frames is passed over, however many there are, and
// told as kForeign once its last frame has come. What does not follow the protocol ends the
// connection: kBroken. Bounded: frames of the handshake by kHandshakeBytesMax, others by the limit
// given. Pure but for randomness. One thread.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libs/wire/internal/curve_handshake.h"

namespace paktum::wire {

// Room before the body of a message that is to be sent: the frame's head, and the seal.
inline constexpr std::size_t kHeadBytes = 9;
inline constexpr std::size_t kRoomBytes = kHeadBytes + kSealBytes;
inline constexpr std::size_t kHandshakeBytesMax = 4096;

class Session {
 public:
  enum class Step : std::uint8_t {
    kMore,     // more bytes are needed
    kTaken,    // something was taken in that is of no concern to others: go on
    kReady,    // the handshake is complete: go on
    kMessage,  // a message has come
    kForeign,  // a message of several frames has come, or of a peer that chose its own id
    kRefused,  // the peer refuses us, or `admit` refused it
    kBroken,   // not the protocol, or not the keys that are expected
  };
  struct Taken {
    Step step = Step::kMore;
    std::size_t bytes = 0;     // of the input, used up; kMore: that it takes, if that is known
    std::string_view message;  // kMessage: a part of the input
  };
  // Whether a client's own key, proven, may come in. Asked once.
  using Admit = std::function<bool(const CurveKey& key)>;

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // Each adds what is to be sent first to `out`. Keys: see CurveKeyPair; nothing = plain.
  static std::unique_ptr<Session> Client(const CurveClient* keys, std::size_t message_bytes_max,
                                         std::string& out);
  static std::unique_ptr<Session> Server(const CurveKeyPair* own, Admit admit,
                                         std::size_t message_bytes_max, std::string& out);

  // Takes the next thing out of `input`, which it may change; adds answers to `out`. After kRefused
  // and kBroken the session is over, and only `out` is left to be sent.
  Taken Next(std::span<char> input, std::string& out);

  [[nodiscard]] bool ready() const { return state_ == State::kTraffic; }

  // Makes a frame of the body that begins at kRoomBytes of `message`, in place: what is to be sent
  // begins where it says. When ready.
  std::size_t Frame(std::string& message);
  // Adds a heartbeat that asks for an answer. When ready.
  void AddPing(std::string& out);

 private:
  enum class State : std::uint8_t { kGreeting, kHello, kWelcome, kInitiate, kLastWord, kTraffic };
  struct Head {
    std::uint8_t flags = 0;
    std::size_t bytes = 0;  // of itself
    std::size_t body = 0;
  };
  enum class HeadResult : std::uint8_t { kWhole, kPart, kBad };

  explicit Session(std::size_t message_bytes_max);
  void Greet(std::string& out) const;
  Taken TakeGreeting(std::span<char> input, std::string& out);
  HeadResult ReadHead(std::span<const char> input, Head& head) const;
  Step TakeWord(std::string_view word, std::string& out);
  Step TakeInitiate(std::string_view word, std::string& out);
  Step TakeMetadata(std::string_view metadata);
  Step TakeFrame(std::uint8_t flags, std::span<char> body, std::string& out,
                 std::string_view& message);
  Step TakeCommand(std::string_view command, std::string& out);
  void AddWord(std::string_view word, std::string& out) const;
  void AddCommand(std::string_view command, std::string& out);
  std::size_t FrameWith(char flags, std::string& message);
  [[nodiscard]] std::string OwnMetadata() const;

  const std::size_t message_bytes_max_;
  bool server_ = false;
  State state_ = State::kGreeting;
  Admit admit_;
  std::unique_ptr<CurveClientHandshake> curve_client_;  // until ready
  std::unique_ptr<CurveServerHandshake> curve_server_;  // until ready
  std::unique_ptr<CurveBox> box_;                       // with keys
  bool named_itself_ = false;                           // the peer has chosen an id
  bool in_parts_ = false;                               // frames of one message go on
};

}  // namespace paktum::wire
