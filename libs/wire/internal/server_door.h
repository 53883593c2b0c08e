#pragma once
// ServerDoor: the listening socket of a RequestServer and the connections that came in by it.
//
// Who may come in: at most connections_max; with keys only those that the access list names for the
// domain, and only as long as it does. Who does not finish its handshake in time, falls silent or
// takes nothing is let go.
// Threads     Wait by one thread; everything else by one thread at a time, whoever holds the lock
// of
//             the owner. counts() by any.
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libs/wire/curve.h"
#include "libs/wire/internal/connection.h"
#include "libs/wire/method_host.h"

namespace paktum::wire {

// A connection; hosts derive what they know of it.
class Guest {
 public:
  virtual ~Guest() = default;
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] const PeerId& id() const { return id_; }
  // The access list's name of its key; empty = plain.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  friend class ServerDoor;
  std::uint64_t number_ = 0;
  PeerId id_;
  std::string key_;  // public; empty = plain
  std::string name_;
  std::unique_ptr<Connection> connection_;
  Deadline pinged_;
  bool polled_out_ = false;
  bool leaving_ = false;
};

class ServerDoor {
 public:
  class Host {
   public:
    virtual ~Host() = default;
    virtual std::unique_ptr<Guest> NewGuest() = 0;
    // Neither may end the door; both may Send and Dismiss.
    virtual void OnMessage(Guest& guest, std::string_view message) = 0;
    virtual void OnForeign(Guest& guest) = 0;  // what is no message of this protocol
    // The guest has gone and will be destroyed when this returns.
    virtual void OnLeave(Guest& guest) = 0;
  };
  struct Counts {
    std::uint64_t connections = 0;        // open now, handshakes under way included
    std::uint64_t over_limit = 0;         // refused: too many connections
    std::uint64_t unknown_keys = 0;       // refused: the key is not listed for the domain
    std::uint64_t failed_handshakes = 0;  // ended before that: plain peers, wrong keys, no ZMTP
    std::uint64_t revoked = 0;            // connections cut because their key was revoked
  };
  struct Options {
    std::optional<CurveServer> curve;  // plain without
    std::size_t connections_max = 0;
    std::size_t message_bytes_max = 0;
    std::size_t waiting_bytes_max = 0;  // that a guest does not take
  };

  // `host` must outlive the door.
  ServerDoor(Options options, Host& host);

  // Errors: as Listener::Listen.
  Status Open(const std::string& endpoint);
  // Lets everybody go.
  void Close();
  [[nodiscard]] const std::string& endpoint() const { return listener_.endpoint(); }

  // Waits for something to do, at most so long; then Work with what it returned. `waker` ends it,
  // too.
  std::span<const epoll_event> Wait(int timeout_ms) { return poller_.Wait(timeout_ms); }
  void AddWaker(int fd) { poller_.Add(fd, kWakerName, /*out=*/false); }
  [[nodiscard]] static bool IsWaker(const epoll_event& event) {
    return event.data.u64 == kWakerName;
  }
  void Work(std::span<const epoll_event> events);

  // Calls `each(guest)` for those who are there.
  template <typename Each>
  void ForEach(const Each& each) {
    for (auto& [number, guest] : guests_) {
      if (!guest->leaving_) each(*guest);
    }
  }
  // Nullptr when it has gone.
  Guest* Find(std::uint64_t number);
  // Sends the body that begins at kRoomBytes; what the guest does not take waits. False, and the
  // guest dismissed, when too much waits.
  bool Send(Guest& guest, std::string message);
  void Dismiss(Guest& guest);
  // Destroys who has gone. Not from within a call of the host.
  void Sweep();
  // Something waits for guests to take it.
  [[nodiscard]] bool holds_back() const;

  [[nodiscard]] Counts counts() const;
  // How long Wait may take.
  [[nodiscard]] static int TendMs();

 private:
  static constexpr std::uint64_t kListenerName = 0;
  static constexpr std::uint64_t kWakerName = 1;  // guests have the numbers behind it
  using Guests = std::unordered_map<std::uint64_t, std::unique_ptr<Guest>>;
  struct Tally {
    std::atomic<std::uint64_t> connections{0}, over_limit{0}, unknown_keys{0}, failed_handshakes{0},
        revoked{0};
  };

  void AcceptAll();
  void Admit(Descriptor socket);
  bool AdmitKey(Guest& guest, const CurveKey& key);
  void Read(Guest& guest);
  void WatchOut(Guest& guest);
  void Leave(Guest& guest);
  void Tend(Deadline now);
  void TendGuest(Guest& guest, Deadline now);
  void Revoke();

  const Options options_;
  Host& host_;
  Tally tally_;
  Poller poller_;
  Listener listener_;
  bool listening_ = false;  // the listener is polled
  ReadBuffer buffer_;
  Guests guests_;
  std::vector<std::uint64_t> left_;
  std::uint64_t next_number_ = kWakerName + 1;
  std::uint64_t revision_ = 0;  // of the access list
  Deadline next_tend_{};
};

}  // namespace paktum::wire
