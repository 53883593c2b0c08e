#pragma once
// Fiber: a stack of its own on the calling thread; runs until it yields and goes on from there.
//
// Works under AddressSanitizer. Nothing may be thrown out of a body. A fiber that is caught in the
// middle of its body must not be destroyed: its stack would be lost with what lies on it.
#include <ucontext.h>

#include <cstddef>
#include <functional>

namespace paktum::sim {

class Fiber {
 public:
  explicit Fiber(std::function<void()> body);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Runs the body until its next Yield or its end. From outside, or from inside another fiber.
  void Resume();
  // Back to who resumed it. From inside.
  void Yield();
  [[nodiscard]] bool done() const { return done_; }

 private:
  static void Enter(unsigned low, unsigned high);
  void Main();
  void SwitchOut();

  std::function<void()> body_;
  char* stack_;
  bool done_ = false;
  ucontext_t own_{};
  ucontext_t caller_{};
  // What AddressSanitizer keeps for the two sides.
  void* own_fake_stack_ = nullptr;
  void* caller_fake_stack_ = nullptr;
  const void* caller_bottom_ = nullptr;
  std::size_t caller_size_ = 0;
};

}  // namespace paktum::sim
