#pragma once
// ClientLoop: the thread of a NetworkThread.
//
// It waits without the lock and calls its members with it. Whoever else holds the lock may do the
// same: nothing of a member is then touched by others.
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "libs/base/clock.h"
#include "libs/wire/internal/connection.h"
#include "libs/wire/internal/socket.h"

namespace paktum::wire {

class ClientLoop {
 public:
  // One descriptor at a time may be polled under a member's number.
  class Member {
   public:
    virtual ~Member() = default;
    // The descriptor has something to do, as epoll says.
    virtual void OnEvents(std::uint32_t events, ReadBuffer& buffer) = 0;
    // Called after events and Notify, and when its time has come. Returns when that is next.
    virtual Deadline Work() = 0;
  };

  ClientLoop();
  // No member may be left; not on the thread itself.
  ~ClientLoop();
  ClientLoop(const ClientLoop&) = delete;
  ClientLoop& operator=(const ClientLoop&) = delete;

  // Any thread. Add returns the member's number. When Remove returns, the member is not called any
  // more. Begin and end are called with the lock.
  template <typename Begin>
  std::uint64_t Add(Member& member, const Begin& begin) {
    const Held held(*this);
    const std::uint64_t number = next_number_++;
    begin(number);
    members_.emplace(number, Entry{&member, Deadline::min()});
    Wake();
    return number;
  }
  template <typename End>
  void Remove(std::uint64_t number, const End& end) {
    const Held held(*this);
    end();
    members_.erase(number);
  }

  // Any thread: the member has something to do.
  void Notify(std::uint64_t number);

  [[nodiscard]] bool IsOwnThread() const { return std::this_thread::get_id() == thread_id_.load(); }

  // With the lock.
  Poller& poller() { return poller_; }

 private:
  static constexpr std::uint64_t kWakerName = 0;
  struct Entry {
    Member* member;
    Deadline next;  // when Work is due
  };
  // The lock, unless the calling thread is the loop's, which has it.
  class Held {
   public:
    explicit Held(ClientLoop& loop) : lock_(loop.mutex_, std::defer_lock) {
      if (!loop.IsOwnThread()) lock_.lock();
    }

   private:
    std::unique_lock<std::mutex> lock_;
  };

  void Run();
  void Round(std::span<const epoll_event> events);
  [[nodiscard]] int Timeout();
  void Wake();

  std::mutex mutex_;
  Poller poller_;  // the lock guards all but its Wait, as the next three
  std::map<std::uint64_t, Entry> members_;
  std::uint64_t next_number_ = kWakerName + 1;
  ReadBuffer buffer_;

  Waker waker_;
  std::mutex notified_mutex_;
  std::vector<std::uint64_t> notified_;  // guarded by notified_mutex_, as the next
  bool woken_ = false;                   // since notified_ was taken
  std::atomic<bool> closing_{false};
  std::atomic<std::thread::id> thread_id_;
  std::thread thread_;
};

}  // namespace paktum::wire
