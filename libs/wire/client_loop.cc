#include "libs/wire/internal/client_loop.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "libs/base/check.h"
#include "libs/wire/network_thread.h"

namespace paktum::wire {
namespace {

constexpr int kIdleMs = 1000;

}  // namespace

NetworkThread::NetworkThread() : loop_(std::make_shared<ClientLoop>()) {}
NetworkThread::~NetworkThread() = default;

ClientLoop::ClientLoop() {
  poller_.Add(waker_.fd(), kWakerName, /*out=*/false);
  thread_ = std::thread([this] { Run(); });
}

ClientLoop::~ClientLoop() {
  PAKTUM_CHECK(members_.empty() && !IsOwnThread());
  closing_.store(true);
  waker_.Wake();
  thread_.join();
}

void ClientLoop::Notify(std::uint64_t number) {
  {
    const std::lock_guard lock(notified_mutex_);
    notified_.push_back(number);
    // It looks here before it waits.
    if (IsOwnThread() || std::exchange(woken_, true)) return;
  }
  waker_.Wake();
}

void ClientLoop::Wake() {
  {
    const std::lock_guard lock(notified_mutex_);
    if (IsOwnThread() || std::exchange(woken_, true)) return;
  }
  waker_.Wake();
}

void ClientLoop::Run() {
  thread_id_.store(std::this_thread::get_id());
  int timeout_ms = 0;
  while (!closing_.load()) {
    const auto events = poller_.Wait(timeout_ms);
    const std::lock_guard lock(mutex_);
    Round(events);
    timeout_ms = Timeout();
  }
}

void ClientLoop::Round(std::span<const epoll_event> events) {
  for (const epoll_event& event : events) {
    const std::uint64_t name = event.data.u64;  // a copy: the structure is packed
    if (name == kWakerName) waker_.Clear();
    const auto found = members_.find(name);
    if (found == members_.end()) continue;
    found->second.next = Deadline::min();
    found->second.member->OnEvents(event.events, buffer_);
  }
  std::vector<std::uint64_t> notified;
  {
    const std::lock_guard lock(notified_mutex_);
    notified.swap(notified_);
    woken_ = false;
  }
  for (const std::uint64_t number : notified) {
    if (const auto found = members_.find(number); found != members_.end()) {
      found->second.next = Deadline::min();
    }
  }
  // A callback may remove members, also the one at hand.
  const Deadline now = std::chrono::steady_clock::now();
  for (auto at = members_.begin(); at != members_.end();) {
    if (at->second.next > now) {
      ++at;
      continue;
    }
    const std::uint64_t number = at->first;
    const Deadline next = at->second.member->Work();
    at = members_.find(number);
    if (at != members_.end()) at->second.next = next;
    at = members_.upper_bound(number);
  }
}

int ClientLoop::Timeout() {
  Deadline next = Deadline::max();
  for (const auto& [number, entry] : members_) next = std::min(next, entry.next);
  const std::lock_guard lock(notified_mutex_);
  return notified_.empty() ? PollTimeout(next, kIdleMs) : 0;
}

}  // namespace paktum::wire
