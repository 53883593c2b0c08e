#pragma once
// What this program asks of the heap, as far as C++ does it.
#include <cstddef>

namespace paktum {

// Bytes that operator new has given since the program began, whether given back or not.
std::size_t BytesGiven();

}  // namespace paktum
