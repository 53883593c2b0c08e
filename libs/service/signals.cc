#include "libs/service/signals.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "libs/base/check.h"

namespace paktum::service {

class StopSignal::Impl {
 public:
  Impl() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    PAKTUM_CHECK(pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0);
    PAKTUM_CHECK(std::signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    PAKTUM_CHECK(std::signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    signal_fd_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    leave_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    PAKTUM_CHECK(signal_fd_ >= 0 && leave_fd_ >= 0);
    watcher_ = std::thread([this] { Watch(); });
  }

  ~Impl() {
    const std::uint64_t one = 1;
    PAKTUM_CHECK(write(leave_fd_, &one, sizeof one) == sizeof one);
    watcher_.join();
    close(signal_fd_);
    close(leave_fd_);
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void Request() {
    {
      const std::lock_guard lock(mutex_);
      requested_ = true;
    }
    changed_.notify_all();
  }

  bool requested() const {
    const std::lock_guard lock(mutex_);
    return requested_;
  }

  void Wait() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return requested_; });
  }

  bool WaitBefore(Deadline deadline) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [this] { return requested_; });
  }

 private:
  void Watch() {
    for (;;) {
      pollfd fds[2] = {{signal_fd_, POLLIN, 0}, {leave_fd_, POLLIN, 0}};
      const int ready = poll(fds, 2, -1);
      PAKTUM_CHECK(ready >= 0 || errno == EINTR);
      if (ready <= 0) continue;
      if (fds[1].revents != 0) return;
      signalfd_siginfo info{};
      if (read(signal_fd_, &info, sizeof info) == sizeof info) Request();
    }
  }

  int signal_fd_ = -1;
  int leave_fd_ = -1;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool requested_ = false;  // guarded by mutex_
  std::thread watcher_;
};

StopSignal::StopSignal() : impl_(std::make_unique<Impl>()) {}
StopSignal::~StopSignal() = default;
void StopSignal::Request() { impl_->Request(); }
bool StopSignal::requested() const { return impl_->requested(); }
void StopSignal::Wait() const { impl_->Wait(); }
bool StopSignal::WaitBefore(Deadline deadline) const { return impl_->WaitBefore(deadline); }

}  // namespace paktum::service
