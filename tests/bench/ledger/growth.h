#pragma once
// Shape G: what appends, reads, opening and memory cost in a ledger of each size.
#include <cstdint>
#include <string>
#include <vector>

namespace paktum::bench {

// Fills a ledger of each size, waits until its log is calm, and measures them in turns; then kills
// each log with a full write buffer and opens it again. Prints one line of medians for each. `data`
// keeps the ledgers for a next run, which goes on where they ended; empty = a directory of its own
// that goes away. All logs run at the same time.
void RunGrowth(const std::vector<std::uint64_t>& sizes, int rounds, double seconds,
               const std::string& data);

}  // namespace paktum::bench
