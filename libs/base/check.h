#pragma once
// PAKTUM_CHECK: what must hold whatever the input is. A failed check is a bug of ours: it writes
// file, line and the condition to standard error and aborts, in every build type.
// Never for input, files or peers: those get a Status.
#include <string_view>

namespace paktum {

// Writes the message to standard error and aborts. `what` must hold no personal data.
[[noreturn]] void CheckFailed(const char* file, int line, std::string_view what);

}  // namespace paktum

#define PAKTUM_CHECK(condition)                                              \
  do {                                                                       \
    if (!(condition)) ::paktum::CheckFailed(__FILE__, __LINE__, #condition); \
  } while (false)

// For the end of a switch that returns in every case.
#define PAKTUM_UNREACHABLE() ::paktum::CheckFailed(__FILE__, __LINE__, "unreachable")
