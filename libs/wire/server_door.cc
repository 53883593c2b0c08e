#include "libs/wire/internal/server_door.h"

#include <chrono>
#include <utility>

#include "libs/base/check.h"
#include "libs/wire/access_list.h"

namespace paktum::wire {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kHandshake{2000};
constexpr milliseconds kSilence{2000};         // then the guest is asked whether it is there
constexpr milliseconds kSilenceMax{12000};     // then it is not
constexpr std::size_t kAcceptedPerRound = 64;  // the others wait
constexpr std::size_t kNumberBytes = 8;

PeerId IdOf(std::uint64_t number) {
  PeerId id(kNumberBytes, '\0');
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    id[i] = static_cast<char>(number >> (56 - 8 * i));
  }
  return id;
}

}  // namespace

ServerDoor::ServerDoor(Options options, Host& host) : options_(std::move(options)), host_(host) {
  if (!options_.curve) return;
  PAKTUM_CHECK(options_.curve->access != nullptr && !options_.curve->domain.empty());
  revision_ = options_.curve->access->Refresh();
}

Status ServerDoor::Open(const std::string& endpoint) {
  PAKTUM_RETURN_IF_ERROR(listener_.Listen(endpoint));
  poller_.Add(listener_.fd(), kListenerName, /*out=*/false);
  listening_ = true;
  return OkStatus();
}

void ServerDoor::Close() {
  listener_.Close();
  listening_ = false;
  for (auto& [number, guest] : guests_) Leave(*guest);
  Sweep();
}

int ServerDoor::TendMs() { return static_cast<int>(kAccessLook.count()); }

void ServerDoor::Work(std::span<const epoll_event> events) {
  const Deadline now = std::chrono::steady_clock::now();
  // First, so that nobody is heard whose key has just been revoked.
  if (now >= next_tend_) Tend(now);
  for (const epoll_event& event : events) {
    if (event.data.u64 == kListenerName) AcceptAll();
    Guest* const guest = Find(event.data.u64);
    if (guest == nullptr) continue;
    if ((event.events & EPOLLOUT) != 0) {
      if (guest->connection_->Flush()) {
        WatchOut(*guest);
      } else {
        Leave(*guest);
      }
    }
    if (!guest->leaving_ && (event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) {
      Read(*guest);
    }
  }
}

void ServerDoor::AcceptAll() {
  for (std::size_t i = 0; i < kAcceptedPerRound && listening_; ++i) {
    Descriptor accepted = listener_.Accept();
    if (accepted.get() >= 0) {
      Admit(std::move(accepted));
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
      // Until Tend looks again: there is no descriptor left.
      poller_.Remove(listener_.fd());
      listening_ = false;
    } else if (errno != ECONNABORTED && errno != EINTR) {
      return;
    }
  }
}

void ServerDoor::Admit(Descriptor socket) {
  const bool room = guests_.size() < options_.connections_max;
  if (!room) {
    tally_.over_limit.fetch_add(1);
    return;
  }
  std::unique_ptr<Guest> guest = host_.NewGuest();
  guest->number_ = next_number_++;
  guest->id_ = IdOf(guest->number_);
  guest->pinged_ = std::chrono::steady_clock::now();
  const CurveKeyPair* const own = options_.curve ? &options_.curve->own : nullptr;
  std::string first;
  auto session = Session::Server(
      own, [this, raw = guest.get()](const CurveKey& key) { return AdmitKey(*raw, key); },
      options_.message_bytes_max, first);
  poller_.Add(socket.get(), guest->number_, /*out=*/false);
  guest->connection_ =
      std::make_unique<Connection>(std::move(socket), std::move(session), std::move(first));
  Guest& entered = *guests_.emplace(guest->number_, std::move(guest)).first->second;
  tally_.connections.store(guests_.size());
  if (entered.connection_->Flush()) {
    WatchOut(entered);
  } else {
    Leave(entered);
  }
}

bool ServerDoor::AdmitKey(Guest& guest, const CurveKey& key) {
  guest.key_ = CurveKeyText(key);
  const auto name = options_.curve->access->NameOf(guest.key_, options_.curve->domain);
  if (!name) {
    tally_.unknown_keys.fetch_add(1);
    return false;
  }
  guest.name_ = *name;
  return true;
}

void ServerDoor::Read(Guest& guest) {
  Connection& connection = *guest.connection_;
  const bool was_ready = connection.ready();
  const Session::Step end =
      connection.Read(buffer_, [&](Session::Step step, std::string_view message) {
        if (step == Session::Step::kMessage) host_.OnMessage(guest, message);
        if (step == Session::Step::kForeign) host_.OnForeign(guest);
        return !guest.leaving_;
      });
  if (guest.leaving_) return;
  if (end == Session::Step::kTaken) return WatchOut(guest);
  if (!was_ready && end == Session::Step::kBroken) tally_.failed_handshakes.fetch_add(1);
  Leave(guest);
}

void ServerDoor::WatchOut(Guest& guest) {
  const bool wanted = guest.connection_->waiting_bytes() > 0;
  if (wanted == guest.polled_out_) return;
  guest.polled_out_ = wanted;
  poller_.Change(guest.connection_->fd(), guest.number_, wanted);
}

// Its descriptor stays open until Sweep, so that no other guest gets it in the same round.
void ServerDoor::Leave(Guest& guest) {
  if (std::exchange(guest.leaving_, true)) return;
  poller_.Remove(guest.connection_->fd());
  left_.push_back(guest.number_);
}

void ServerDoor::Sweep() {
  while (!left_.empty()) {
    const auto guest = guests_.find(left_.back());
    left_.pop_back();
    host_.OnLeave(*guest->second);
    guests_.erase(guest);
  }
  tally_.connections.store(guests_.size());
}

Guest* ServerDoor::Find(std::uint64_t number) {
  const auto found = guests_.find(number);
  return found == guests_.end() || found->second->leaving_ ? nullptr : found->second.get();
}

bool ServerDoor::Send(Guest& guest, std::string message) {
  if (guest.leaving_) return true;
  if (!guest.connection_->Send(std::move(message))) {
    Leave(guest);
    return true;
  }
  if (guest.connection_->waiting_bytes() > options_.waiting_bytes_max) {
    Leave(guest);
    return false;
  }
  WatchOut(guest);
  return true;
}

void ServerDoor::Dismiss(Guest& guest) { Leave(guest); }

bool ServerDoor::holds_back() const {
  for (const auto& [number, guest] : guests_) {
    if (!guest->leaving_ && guest->connection_->waiting_bytes() > 0) return true;
  }
  return false;
}

void ServerDoor::Tend(Deadline now) {
  next_tend_ = now + kAccessLook;
  if (!listening_ && listener_.fd() >= 0) {
    poller_.Add(listener_.fd(), kListenerName, /*out=*/false);
    listening_ = true;
  }
  Revoke();
  for (auto& [number, guest] : guests_) {
    if (!guest->leaving_) TendGuest(*guest, now);
  }
}

void ServerDoor::TendGuest(Guest& guest, Deadline now) {
  Connection& connection = *guest.connection_;
  if (!connection.ready()) {
    if (now - guest.pinged_ < kHandshake) return;  // when it came
    tally_.failed_handshakes.fetch_add(1);
    Leave(guest);
    return;
  }
  const auto silence = now - connection.heard();
  if (silence >= kSilenceMax) {
    Leave(guest);
  } else if (silence >= kSilence && now - guest.pinged_ >= kSilence) {
    guest.pinged_ = now;
    // What waits already will do: it shows as well whether the guest takes anything.
    if (connection.waiting_bytes() == 0 && !connection.Ping()) return Leave(guest);
    WatchOut(guest);
  }
}

// A key that came off the list, or changed its owner, is revoked.
void ServerDoor::Revoke() {
  if (!options_.curve) return;
  const std::uint64_t revision = options_.curve->access->Refresh();
  if (revision == revision_) return;
  revision_ = revision;
  for (auto& [number, guest] : guests_) {
    if (guest->leaving_ || guest->key_.empty()) continue;
    const auto name = options_.curve->access->NameOf(guest->key_, options_.curve->domain);
    if (name == guest->name_) continue;
    tally_.revoked.fetch_add(1);
    Leave(*guest);
  }
}

ServerDoor::Counts ServerDoor::counts() const {
  return {tally_.connections.load(), tally_.over_limit.load(), tally_.unknown_keys.load(),
          tally_.failed_handshakes.load(), tally_.revoked.load()};
}

}  // namespace paktum::wire
