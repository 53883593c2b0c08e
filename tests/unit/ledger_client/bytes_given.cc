#include "tests/unit/ledger_client/bytes_given.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> given{0};
}  // namespace

void* operator new(std::size_t size) {
  given.fetch_add(size, std::memory_order_relaxed);
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t& /*nothrow*/) noexcept {
  given.fetch_add(size, std::memory_order_relaxed);
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace paktum {

std::size_t BytesGiven() { return given.load(); }

}  // namespace paktum
