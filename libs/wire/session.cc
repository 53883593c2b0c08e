#include "libs/wire/internal/session.h"

#include <utility>

#include "libs/base/check.h"

namespace paktum::wire {
namespace {

constexpr std::size_t kGreetingBytes = 64;
constexpr std::size_t kVersionAt = 10;
constexpr std::size_t kMechanismAt = 12;
constexpr std::size_t kMechanismBytes = 20;
constexpr char kMajor = 3;
constexpr char kMinor = 1;
constexpr std::uint8_t kMore = 1;
constexpr std::uint8_t kLong = 2;
constexpr std::uint8_t kCommand = 4;
constexpr std::uint8_t kSealedCommand = 2;  // in the flags within a seal
constexpr std::size_t kShortBodyMax = 255;
constexpr std::size_t kContextBytesMax = 16;

constexpr std::string_view kReady("\5READY", 6);
constexpr std::string_view kError("\5ERROR", 6);
constexpr std::string_view kPing("\4PING", 5);
constexpr std::string_view kPong("\4PONG", 5);
constexpr std::string_view kRefusal("\5ERROR\003400", 10);  // what libzmq says, and understands
constexpr std::size_t kPingBytesMin = kPing.size() + 2;

std::string Mechanism(bool curve) {
  std::string name = curve ? "CURVE" : "NULL";
  name.resize(kMechanismBytes, '\0');
  return name;
}

std::uint32_t BigEndian32(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | static_cast<std::uint8_t>(bytes[i]);
  return number;
}

void AddProperty(std::string_view name, std::string_view value, std::string& out) {
  out.push_back(static_cast<char>(name.size()));
  out.append(name);
  out.append(3, '\0');
  out.push_back(static_cast<char>(value.size()));
  out.append(value);
}

// Calls `each(name, value)`; false when these are no properties.
template <typename Each>
bool WalkProperties(std::string_view metadata, const Each& each) {
  while (!metadata.empty()) {
    const auto name_bytes = static_cast<std::uint8_t>(metadata.front());
    if (name_bytes == 0 || metadata.size() < 1U + name_bytes + 4U) return false;
    const std::string_view name = metadata.substr(1, name_bytes);
    metadata.remove_prefix(1U + name_bytes);
    const std::uint32_t value_bytes = BigEndian32(metadata);
    metadata.remove_prefix(4);
    if (value_bytes > metadata.size()) return false;
    each(name, metadata.substr(0, value_bytes));
    metadata.remove_prefix(value_bytes);
  }
  return true;
}

}  // namespace

Session::Session(std::size_t message_bytes_max) : message_bytes_max_(message_bytes_max) {}
Session::~Session() = default;

std::unique_ptr<Session> Session::Client(const CurveClient* keys, std::size_t message_bytes_max,
                                         std::string& out) {
  std::unique_ptr<Session> session(new Session(message_bytes_max));
  if (keys != nullptr) {
    session->curve_client_ = std::make_unique<CurveClientHandshake>(*keys);
    session->box_ = std::make_unique<CurveBox>();
  }
  session->Greet(out);
  return session;
}

std::unique_ptr<Session> Session::Server(const CurveKeyPair* own, Admit admit,
                                         std::size_t message_bytes_max, std::string& out) {
  std::unique_ptr<Session> session(new Session(message_bytes_max));
  session->server_ = true;
  session->admit_ = std::move(admit);
  if (own != nullptr) {
    session->curve_server_ = std::make_unique<CurveServerHandshake>(*own);
    session->box_ = std::make_unique<CurveBox>();
  }
  session->Greet(out);
  return session;
}

void Session::Greet(std::string& out) const {
  const std::size_t begin = out.size();
  out.push_back('\xff');
  out.append(7, '\0');
  out.push_back('\1');
  out.push_back('\x7f');
  out.push_back(kMajor);
  out.push_back(kMinor);
  out.append(Mechanism(box_ != nullptr));
  out.push_back(static_cast<char>(server_ && box_ != nullptr));
  out.resize(begin + kGreetingBytes, '\0');
}

Session::Taken Session::Next(std::span<char> input, std::string& out) {
  if (input.empty()) return {};
  if (state_ == State::kGreeting) return TakeGreeting(input, out);
  Head head;
  switch (ReadHead(input, head)) {
    case HeadResult::kPart:
      return {};
    case HeadResult::kBad:
      return {Step::kBroken, 0, {}};
    case HeadResult::kWhole:
      break;
  }
  if (input.size() - head.bytes < head.body) {
    return {Step::kMore, head.bytes + head.body, {}};
  }
  Taken taken{Step::kBroken, head.bytes + head.body, {}};
  const std::span<char> body = input.subspan(head.bytes, head.body);
  if (state_ == State::kTraffic) {
    taken.step = TakeFrame(head.flags, body, out, taken.message);
  } else if ((head.flags & kCommand) != 0) {
    taken.step = TakeWord({body.data(), body.size()}, out);
  }
  return taken;
}

// As much of it as is there is looked at: who speaks another protocol is not waited for.
Session::Taken Session::TakeGreeting(std::span<char> input, std::string& out) {
  const Taken broken{Step::kBroken, 0, {}};
  if (input[0] != '\xff') return broken;
  if (input.size() >= kVersionAt && (static_cast<std::uint8_t>(input[kVersionAt - 1]) & 1U) == 0) {
    return broken;
  }
  if (input.size() > kVersionAt && input[kVersionAt] < kMajor) return broken;
  if (input.size() < kGreetingBytes) return {};
  const std::string_view mechanism(input.data() + kMechanismAt, kMechanismBytes);
  if (mechanism != Mechanism(box_ != nullptr)) return broken;
  if (curve_server_ != nullptr) {
    state_ = State::kHello;
  } else if (curve_client_ != nullptr) {
    AddWord(curve_client_->Hello(), out);
    state_ = State::kWelcome;
  } else {
    AddWord(std::string(kReady).append(OwnMetadata()), out);
    state_ = State::kLastWord;
  }
  return {Step::kTaken, kGreetingBytes, {}};
}

Session::HeadResult Session::ReadHead(std::span<const char> input, Head& head) const {
  head.flags = static_cast<std::uint8_t>(input[0]);
  if ((head.flags & ~(kMore | kLong | kCommand)) != 0) return HeadResult::kBad;
  const bool is_long = (head.flags & kLong) != 0;
  head.bytes = is_long ? kHeadBytes : 2;
  if (input.size() < head.bytes) return HeadResult::kPart;
  std::uint64_t body = 0;
  for (std::size_t i = 1; i < head.bytes; ++i) {
    body = body << 8U | static_cast<std::uint8_t>(input[i]);
  }
  const std::size_t most = state_ == State::kTraffic
                               ? message_bytes_max_ + (box_ != nullptr ? kSealBytes : 0)
                               : kHandshakeBytesMax;
  if (body > most) return HeadResult::kBad;
  head.body = static_cast<std::size_t>(body);
  return HeadResult::kWhole;
}

Session::Step Session::TakeWord(std::string_view word, std::string& out) {
  if (word.starts_with(kError)) return Step::kRefused;
  switch (state_) {
    case State::kHello:
      if (!curve_server_->TakeHello(word)) return Step::kBroken;
      AddWord(curve_server_->Welcome(), out);
      state_ = State::kInitiate;
      return Step::kTaken;
    case State::kWelcome:
      if (!curve_client_->TakeWelcome(word)) return Step::kBroken;
      AddWord(curve_client_->Initiate(OwnMetadata()), out);
      state_ = State::kLastWord;
      return Step::kTaken;
    case State::kInitiate:
      return TakeInitiate(word, out);
    case State::kLastWord:
      if (curve_client_ != nullptr) {
        if (!curve_client_->TakeReady(word, *box_)) return Step::kBroken;
        curve_client_.reset();
        return TakeMetadata({});
      }
      if (!word.starts_with(kReady)) return Step::kBroken;
      return TakeMetadata(word.substr(kReady.size()));
    case State::kGreeting:
    case State::kTraffic:
      break;
  }
  return Step::kBroken;
}

Session::Step Session::TakeInitiate(std::string_view word, std::string& out) {
  CurveKey key{};
  std::string metadata;
  if (!curve_server_->TakeInitiate(word, key, metadata)) return Step::kBroken;
  if (!admit_(key)) {
    AddWord(kRefusal, out);
    return Step::kRefused;
  }
  AddWord(curve_server_->Ready(OwnMetadata(), *box_), out);
  curve_server_.reset();
  return TakeMetadata(metadata);
}

// The last thing in a handshake.
Session::Step Session::TakeMetadata(std::string_view metadata) {
  bool understood = true;
  const bool sound = WalkProperties(metadata, [&](std::string_view name, std::string_view value) {
    if (name == "Identity" && server_) named_itself_ = !value.empty();
    if (name != "Socket-Type") return;
    understood = value == "DEALER" || value == "ROUTER" || (server_ && value == "REQ");
  });
  if (!sound || !understood) return Step::kBroken;
  state_ = State::kTraffic;
  return Step::kReady;
}

Session::Step Session::TakeFrame(std::uint8_t flags, std::span<char> body, std::string& out,
                                 std::string_view& message) {
  bool more = (flags & kMore) != 0;
  bool command = (flags & kCommand) != 0;
  if (box_ != nullptr) {
    if (command || !box_->Open(body)) return Step::kBroken;
    const auto sealed = static_cast<std::uint8_t>(body[kSealBytes - 1]);
    more = (sealed & kMore) != 0;
    command = (sealed & kSealedCommand) != 0;
    body = body.subspan(kSealBytes);
  }
  const std::string_view bytes(body.data(), body.size());
  if (command) return TakeCommand(bytes, out);
  if (more) {
    in_parts_ = true;
    return Step::kTaken;
  }
  if (std::exchange(in_parts_, false) || named_itself_) return Step::kForeign;
  message = bytes;
  return Step::kMessage;
}

Session::Step Session::TakeCommand(std::string_view command, std::string& out) {
  if (command.starts_with(kError)) return Step::kRefused;
  if (!command.starts_with(kPing)) return Step::kTaken;
  if (command.size() < kPingBytesMin || command.size() > kPingBytesMin + kContextBytesMax) {
    return Step::kBroken;
  }
  AddCommand(std::string(kPong).append(command.substr(kPingBytesMin)), out);
  return Step::kTaken;
}

void Session::AddWord(std::string_view word, std::string& out) const {
  if (word.size() <= kShortBodyMax) {
    out.push_back(static_cast<char>(kCommand));
    out.push_back(static_cast<char>(word.size()));
  } else {
    out.push_back(static_cast<char>(kCommand | kLong));
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.push_back(static_cast<char>(word.size() >> static_cast<unsigned>(shift)));
    }
  }
  out.append(word);
}

void Session::AddCommand(std::string_view command, std::string& out) {
  if (box_ == nullptr) {
    AddWord(command, out);
    return;
  }
  std::string frame(kRoomBytes, '\0');
  frame.append(command);
  const std::size_t begin = FrameWith(static_cast<char>(kSealedCommand), frame);
  out.append(frame, begin);
}

void Session::AddPing(std::string& out) {
  std::string command(kPing);
  command.append(2, '\0');  // no time to live: silence is for us to judge
  AddCommand(command, out);
}

std::size_t Session::Frame(std::string& message) { return FrameWith(0, message); }

std::size_t Session::FrameWith(char flags, std::string& message) {
  PAKTUM_CHECK(message.size() >= kRoomBytes && ready());
  std::size_t body_at = kRoomBytes;
  if (box_ != nullptr) {
    body_at = kHeadBytes;
    message[kRoomBytes - 1] = flags;
    box_->Seal(std::span(message).subspan(kHeadBytes));
  }
  const std::size_t body = message.size() - body_at;
  if (body <= kShortBodyMax) {
    message[body_at - 2] = 0;
    message[body_at - 1] = static_cast<char>(body);
    return body_at - 2;
  }
  message[body_at - kHeadBytes] = static_cast<char>(kLong);
  for (std::size_t i = 0; i < 8; ++i) {
    message[body_at - 8 + i] = static_cast<char>(body >> (56 - 8 * i));
  }
  return body_at - kHeadBytes;
}

std::string Session::OwnMetadata() const {
  std::string metadata;
  AddProperty("Socket-Type", server_ ? "ROUTER" : "DEALER", metadata);
  AddProperty("Identity", "", metadata);
  return metadata;
}

}  // namespace paktum::wire
