// ZMTP sessions, plain and with keys. What a stranger sends is taken in any pieces, answered with
// bounded bytes and ends when it is not the protocol; what somebody on the line does to the bytes
// of two sessions that have keys can end them, and never gives a message that was not sent.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/check.h"
#include "libs/wire/internal/session.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::wire {
namespace {

constexpr std::size_t kMessageBytesMax = 5000;

struct Keys {
  CurveKeyPair server = CurveKeyPair::Random();
  CurveClient client{CurveKeyPair::Random(), server.public_key};
};
const Keys& SameKeys() {
  static const Keys keys;
  return keys;
}

// A session and what has come for it, as a connection keeps it.
class End {
 public:
  static End Client(bool keys) {
    End end;
    end.session_ = Session::Client(keys ? &SameKeys().client : nullptr, kMessageBytesMax, end.out_);
    return end;
  }
  static End Server(bool keys) {
    End end;
    end.session_ = Session::Server(
        keys ? &SameKeys().server : nullptr, [](const CurveKey&) { return true; }, kMessageBytesMax,
        end.out_);
    return end;
  }

  void Receive(std::string_view bytes) {
    if (over_) return;
    input_ += bytes;
    std::span<char> rest(input_);
    for (;;) {
      const Session::Taken taken = session_->Next(rest, out_);
      if (taken.step == Session::Step::kMore) {
        // What it waits for is more than there is, and bounded.
        PAKTUM_CHECK(taken.bytes == 0 || taken.bytes > rest.size());
        PAKTUM_CHECK(taken.bytes <= kMessageBytesMax + kHandshakeBytesMax + kRoomBytes);
        break;
      }
      PAKTUM_CHECK(taken.bytes <= rest.size());
      over_ = taken.step == Session::Step::kBroken || taken.step == Session::Step::kRefused;
      if (over_) return;
      if (taken.step == Session::Step::kMessage) {
        PAKTUM_CHECK(taken.message.size() <= kMessageBytesMax);
        messages_.emplace_back(taken.message);
      }
      PAKTUM_CHECK(taken.bytes > 0 || taken.step == Session::Step::kReady);
      rest = rest.subspan(taken.bytes);
    }
    input_.erase(0, input_.size() - rest.size());
    // What waits for its end is bounded.
    PAKTUM_CHECK(input_.size() <= kMessageBytesMax + kHandshakeBytesMax + kRoomBytes);
  }
  std::string Send(std::string_view body) {
    std::string message(kRoomBytes, '\0');
    message += body;
    return message.substr(session_->Frame(message));
  }
  std::string TakeOut() { return std::exchange(out_, {}); }
  [[nodiscard]] bool ready() const { return session_->ready() && !over_; }
  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }

 private:
  std::unique_ptr<Session> session_;
  std::string input_;
  std::string out_;
  std::vector<std::string> messages_;
  bool over_ = false;
};

std::size_t TakeNumber(std::string_view& bytes) {
  if (bytes.empty()) return 0;
  const auto number = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  return number;
}

// Whatever somebody sends, in pieces of the sizes that it says.
void Stranger(std::string_view bytes, bool server, bool keys) {
  End end = server ? End::Server(keys) : End::Client(keys);
  std::size_t sent = 0;
  std::size_t answered = 0;
  while (!bytes.empty()) {
    const std::size_t piece = std::min(bytes.size(), 1 + TakeNumber(bytes) * 7);
    end.Receive(bytes.substr(0, piece));
    sent += std::min(piece, bytes.size());
    bytes.remove_prefix(std::min(piece, bytes.size()));
    answered += end.TakeOut().size();
    PAKTUM_CHECK(answered <= 2 * kHandshakeBytesMax + 32 * sent);
  }
}

// Two ends that are ready, and somebody between them: each number says what happens to the bytes of
// one more message. Only what was sent arrives, in order, each once.
void Between(std::string_view bytes) {
  End client = End::Client(/*keys=*/true);
  End server = End::Server(/*keys=*/true);
  for (int i = 0; i < 8; ++i) {
    server.Receive(client.TakeOut());
    client.Receive(server.TakeOut());
  }
  PAKTUM_CHECK(client.ready() && server.ready());
  std::vector<std::string> sent;
  std::string held;
  while (!bytes.empty()) {
    const std::size_t what = TakeNumber(bytes);
    const std::size_t where = TakeNumber(bytes);
    sent.push_back(std::string(TakeNumber(bytes) % 64, static_cast<char>(sent.size())) + "!");
    std::string frame = client.Send(sent.back());
    switch (what % 8) {
      case 0:
        frame[where % frame.size()] ^= static_cast<char>(1U << what / 8 % 8);
        break;
      case 1:
        frame += frame;
        break;
      case 2:
        frame.clear();
        break;
      case 3:
        held.swap(frame);
        break;
      case 4:
        frame.resize(where % frame.size());
        break;
      case 5:
        frame.insert(where % frame.size(), bytes.substr(0, what / 8));
        break;
      default:
        break;
    }
    server.Receive(frame);
    if (!frame.empty()) server.Receive(std::exchange(held, {}));
  }
  std::size_t next = 0;
  for (const std::string& message : server.messages()) {
    while (next < sent.size() && sent[next] != message) ++next;
    PAKTUM_CHECK(next < sent.size());
    ++next;
  }
}

}  // namespace
}  // namespace paktum::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes = paktum::fuzz::Text(data, size);
  const std::size_t mode = paktum::wire::TakeNumber(bytes) % 5;
  if (mode == 4) {
    paktum::wire::Between(bytes);
  } else {
    paktum::wire::Stranger(bytes, mode % 2 == 0, mode >= 2);
  }
  return 0;
}
