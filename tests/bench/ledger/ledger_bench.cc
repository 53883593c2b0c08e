// Figures of the event log alone, in the shapes of docs/performance.md:
//   ledger_bench [A B C D E F G] [--rounds N] [--seconds S] [--events N] [--sizes N,N,…]
//                [--keep DIR] [--curve | --signed]
// Without shapes: A to F. G takes minutes and is only run when named.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "tests/bench/ledger/fold.h"
#include "tests/bench/ledger/growth.h"
#include "tests/bench/ledger/paktum_contestant.h"

namespace paktum::bench {
namespace {

struct Options {
  std::string shapes;
  int rounds = 1;
  double seconds = 2;
  std::uint64_t events = kReadEvents;  // of E and F
  std::vector<std::uint64_t> sizes{10'000, 100'000, 1'000'000, 10'000'000};
  std::string keep;                                                 // directory of G
  PaktumContestant::Trust trust = PaktumContestant::Trust::kPlain;  // in A to E
};

[[noreturn]] void Usage() {
  Die("usage: ledger_bench [A B C D E F G] [--rounds N] [--seconds S] [--events N] "
      "[--sizes N,N] [--keep DIR] [--curve | --signed]");
}

std::vector<std::uint64_t> Numbers(const std::string& text) {
  std::vector<std::uint64_t> numbers;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    numbers.push_back(std::strtoull(text.substr(at, end - at).c_str(), nullptr, 10));
    at = end + 1;
  }
  return numbers;
}

Options Parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.size() == 1 && std::strchr("ABCDEFG", word[0]) != nullptr) {
      options.shapes += word;
      continue;
    }
    if (word == "--curve" || word == "--signed") {
      options.trust =
          word == "--curve" ? PaktumContestant::Trust::kCurve : PaktumContestant::Trust::kSigned;
      continue;
    }
    if (i + 1 >= argc) Usage();
    const std::string value = argv[++i];
    if (word == "--rounds") {
      options.rounds = std::atoi(value.c_str());
    } else if (word == "--seconds") {
      options.seconds = std::atof(value.c_str());
    } else if (word == "--events") {
      options.events = std::strtoull(value.c_str(), nullptr, 10);
    } else if (word == "--sizes") {
      options.sizes = Numbers(value);
    } else if (word == "--keep") {
      options.keep = value;
    } else {
      Usage();
    }
  }
  if (options.shapes.empty()) options.shapes = "ABCDEF";
  return options;
}

void RunAppends(char shape, const Options& options) {
  for (int round = 0; round < options.rounds; ++round) {
    if (shape == 'A') {
      PrintFigures("A", "bare fdatasync", MeasureFdatasync(options.seconds, 300));
    }
    PaktumContestant log(options.trust);
    log.Start();
    PrintFigures(std::string(1, shape), log.name(),
                 MeasureAppends(log, LoadOf(shape), options.seconds));
    log.Stop();
  }
}

void RunRead(const Options& options) {
  PaktumContestant log(options.trust);
  log.Start();
  log.Fill(options.events);
  for (int round = 0; round < options.rounds; ++round) {
    PrintFigures("E", log.name(), MeasureRead(log, options.events));
  }
  log.Stop();
}

void RunFold(const Options& options) {
  const FoldBench bench(options.events);
  for (int round = 0; round < options.rounds; ++round) {
    const FoldFigures figures = bench.Run();
    std::printf(
        "F     fold %.0f events/s (%.0f by its thread's work, read alone %.0f, protobuf parse "
        "alone %.0f; %llu events, %.0f "
        "%% "
        "of them looked at)\n",
        figures.fold_rate, figures.fold_work_rate, figures.read_rate, figures.parse_rate,
        static_cast<unsigned long long>(figures.events), 100 * figures.counted_share);
    std::fflush(stdout);
  }
}

void Run(const Options& options) {
  PrintHeader();
  for (const char shape : options.shapes) {
    switch (shape) {
      case 'E':
        RunRead(options);
        break;
      case 'F':
        RunFold(options);
        break;
      case 'G':
        RunGrowth(options.sizes, options.rounds, options.seconds, options.keep);
        break;
      default:
        RunAppends(shape, options);
    }
  }
}

}  // namespace
}  // namespace paktum::bench

int main(int argc, char** argv) {
  paktum::bench::WatchSignals();
  paktum::bench::Run(paktum::bench::Parse(argc, argv));
  return 0;
}
