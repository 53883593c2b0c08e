#include "tests/sim/frame/fiber.h"

#include <sys/mman.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "libs/base/check.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace paktum::sim {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kStackBytes = std::size_t{1024} * 1024;
void BeginSwitch(void** fake_stack, const void* bottom, std::size_t size) {
  __sanitizer_start_switch_fiber(fake_stack, bottom, size);
}
void EndSwitch(void* fake_stack, const void** bottom, std::size_t* size) {
  __sanitizer_finish_switch_fiber(fake_stack, bottom, size);
}
#else
constexpr std::size_t kStackBytes = std::size_t{256} * 1024;
void BeginSwitch(void** /*fake_stack*/, const void* /*bottom*/, std::size_t /*size*/) {}
void EndSwitch(void* /*fake_stack*/, const void** /*bottom*/, std::size_t* /*size*/) {}
#endif
constexpr std::size_t kGuardBytes = 4096;

// Stacks are made once and used again; one that overflows meets a page that cannot be touched.
std::vector<char*>& FreeStacks() {
  static std::vector<char*> stacks;
  return stacks;
}

char* TakeStack() {
  std::vector<char*>& stacks = FreeStacks();
  if (!stacks.empty()) {
    char* stack = stacks.back();
    stacks.pop_back();
    return stack;
  }
  void* mapped = mmap(nullptr, kStackBytes + kGuardBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  PAKTUM_CHECK(mapped != MAP_FAILED);
  PAKTUM_CHECK(mprotect(mapped, kGuardBytes, PROT_NONE) == 0);
  return static_cast<char*>(mapped) + kGuardBytes;
}

}  // namespace

Fiber::Fiber(std::function<void()> body) : body_(std::move(body)), stack_(TakeStack()) {
  PAKTUM_CHECK(getcontext(&own_) == 0);
  own_.uc_stack.ss_sp = stack_;
  own_.uc_stack.ss_size = kStackBytes;
  own_.uc_link = nullptr;
  const auto self = reinterpret_cast<std::uintptr_t>(this);
  makecontext(&own_, reinterpret_cast<void (*)()>(&Fiber::Enter), 2, static_cast<unsigned>(self),
              static_cast<unsigned>(static_cast<std::uint64_t>(self) >> 32U));
}

Fiber::~Fiber() {
  PAKTUM_CHECK(done_);
  FreeStacks().push_back(stack_);
}

void Fiber::Enter(unsigned low, unsigned high) {
  const auto self = static_cast<std::uint64_t>(low) | (static_cast<std::uint64_t>(high) << 32U);
  reinterpret_cast<Fiber*>(static_cast<std::uintptr_t>(self))->Main();
}

void Fiber::Main() {
  EndSwitch(nullptr, &caller_bottom_, &caller_size_);
  body_();
  body_ = nullptr;
  done_ = true;
  SwitchOut();
}

void Fiber::Resume() {
  PAKTUM_CHECK(!done_);
  BeginSwitch(&caller_fake_stack_, stack_, kStackBytes);
  PAKTUM_CHECK(swapcontext(&caller_, &own_) == 0);
  EndSwitch(caller_fake_stack_, nullptr, nullptr);
}

void Fiber::Yield() { SwitchOut(); }

void Fiber::SwitchOut() {
  // A fiber that has ended gives its fake stack back.
  BeginSwitch(done_ ? nullptr : &own_fake_stack_, caller_bottom_, caller_size_);
  PAKTUM_CHECK(swapcontext(&own_, &caller_) == 0);
  EndSwitch(own_fake_stack_, &caller_bottom_, &caller_size_);
}

}  // namespace paktum::sim
