#pragma once
// Shape F: the indicators view folded in this process, straight from the storage.
#include <cstdint>

namespace paktum::bench {

struct FoldFigures {
  std::uint64_t events = 0;
  double read_rate = 0;       // records read from the storage, nothing else
  double parse_rate = 0;      // events parsed, nothing else
  double fold_rate = 0;       // read, parsed where the view looks at the body, and applied
  double fold_work_rate = 0;  // the same by what the folding thread worked, not by the clock
  double counted_share = 0;   // of the events, whose bodies the view looks at
};

// Fills a storage with `events` events of plausible participants, once, and folds them.
class FoldBench {
 public:
  explicit FoldBench(std::uint64_t events);
  ~FoldBench();
  FoldBench(const FoldBench&) = delete;
  FoldBench& operator=(const FoldBench&) = delete;

  FoldFigures Run() const;

 private:
  struct Ledger;
  Ledger* ledger_;
};

}  // namespace paktum::bench
