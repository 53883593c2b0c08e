#pragma once
// Shape G: what appends, reads, opening and memory cost in a ledger of each size.
#include <cstdint>
#include <string>
#include <vector>

namespace paktum::bench {

// Fills one ledger up to each size in turn (rising) and prints a line of figures for it. `data`
// keeps the directory for a next run, which goes on where it ended; empty = a directory of its own
// that goes away.
void RunGrowth(const std::vector<std::uint64_t>& sizes, double seconds, const std::string& data);

}  // namespace paktum::bench
