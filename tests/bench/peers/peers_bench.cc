// The event log beside its peers, on one machine, in turns:
//   peers_bench [A B C D E F] [--rounds N] [--seconds S] [--events N]
// Every shape is measured N times; in each round every system has its turn, each time in another
// order, started anew with nothing in it. The figures are those of the round with the median rate.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/ledger/fold.h"
#include "tests/bench/ledger/paktum_contestant.h"
#include "tests/bench/peers/peers.h"

namespace paktum::bench {
namespace {

constexpr char kDisk[] = "bare fdatasync";
constexpr std::size_t kDiskBytes = 300;  // a stored record

struct Options {
  std::string shapes;
  int rounds = 3;
  double seconds = 2;
  std::uint64_t events = kReadEvents;
};

[[noreturn]] void Usage() {
  Die("usage: peers_bench [A B C D E F] [--rounds N] [--seconds S] [--events N]");
}

Options Parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.size() == 1 && std::strchr("ABCDEF", word[0]) != nullptr) {
      options.shapes += word;
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
    } else {
      Usage();
    }
  }
  if (options.shapes.empty()) options.shapes = "ABCDEF";
  return options;
}

using Contestants = std::vector<std::unique_ptr<Contestant>>;
using Rounds = std::map<std::string, std::vector<Figures>>;

Contestants All() {
  Contestants all;
  all.push_back(std::make_unique<PaktumContestant>());
  all.push_back(std::make_unique<PaktumContestant>(PaktumContestant::Trust::kCurve));
  all.push_back(MakePostgres());
  all.push_back(MakeRedis());
  all.push_back(MakeJetStream(false));
  all.push_back(MakeJetStream(true));
  return all;
}

// Which peer a shape is held against, and how far ahead we must be.
struct Goal {
  std::string peer;
  double ratio;
};
const std::map<char, Goal>& Goals() {
  static const auto* const kGoals =
      new std::map<char, Goal>{{'A', {MakePostgres()->name(), 2}},
                               {'B', {MakeRedis()->name(), 2}},
                               {'C', {MakeRedis()->name(), 1.2}},
                               {'D', {MakeRedis()->name(), 1.5}},
                               {'E', {MakeJetStream(false)->name(), 3}}};
  return *kGoals;
}

Rounds RunAppends(char shape, const Options& options, const Contestants& all) {
  Rounds rounds;
  for (int round = 0; round < options.rounds; ++round) {
    if (shape == 'A') rounds[kDisk].push_back(MeasureFdatasync(options.seconds, kDiskBytes));
    for (std::size_t i = 0; i < all.size(); ++i) {
      Contestant& one = *all[(i + static_cast<std::size_t>(round)) % all.size()];
      if (one.shapes().find(shape) == std::string::npos) continue;
      one.Start();
      rounds[one.name()].push_back(MeasureAppends(one, LoadOf(shape), options.seconds));
      one.Stop();
    }
  }
  return rounds;
}

// All systems are filled first; they stay up, idle, while another has its turn.
Rounds RunReads(const Options& options, const Contestants& all) {
  Rounds rounds;
  std::vector<Contestant*> readers;
  for (const auto& one : all) {
    if (one->shapes().find('E') != std::string::npos) readers.push_back(one.get());
  }
  for (Contestant* one : readers) {
    one->Start();
    one->Fill(options.events);
  }
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < readers.size(); ++i) {
      Contestant& one = *readers[(i + static_cast<std::size_t>(round)) % readers.size()];
      rounds[one.name()].push_back(MeasureRead(one, options.events));
    }
  }
  for (Contestant* one : readers) one->Stop();
  return rounds;
}

void PrintGoal(const std::string& what, double reached, double wanted, bool at_least) {
  const bool met = at_least ? reached >= wanted : reached <= wanted;
  std::printf("      %-60s %6.2f (%s %.1f: %s)\n", what.c_str(), reached,
              at_least ? "at least" : "at most", wanted, met ? "reached" : "NOT reached");
}

void PrintShape(char shape, const Rounds& rounds, const Contestants& all) {
  std::map<std::string, Figures> medians;
  for (const auto& [name, figures] : rounds) medians[name] = MedianRound(figures);
  if (medians.contains(kDisk)) PrintFigures("", kDisk, medians[kDisk]);
  for (const auto& one : all) {
    if (medians.contains(one->name())) {
      PrintFigures(std::string(1, shape), one->name(), medians[one->name()]);
    }
  }
  const Goal& goal = Goals().at(shape);
  for (const auto& one : all) {
    if (!one->name().starts_with("Paktum") || !medians.contains(one->name())) continue;
    PrintGoal(one->name() + " / " + goal.peer, medians[one->name()].rate / medians[goal.peer].rate,
              goal.ratio, true);
    if (shape == 'A') {
      PrintGoal(one->name() + " / bare fdatasync, p50",
                medians[one->name()].p50_ms / medians[kDisk].p50_ms, 2, false);
    }
  }
  std::fflush(stdout);
}

void RunFold(const Options& options) {
  const FoldBench bench(options.events);
  std::vector<double> folds;
  std::vector<double> parses;
  for (int round = 0; round < options.rounds; ++round) {
    const FoldFigures figures = bench.Run();
    folds.push_back(figures.fold_rate);
    parses.push_back(figures.parse_rate);
  }
  std::printf("F     fold %.0f events/s, protobuf parse alone %.0f events/s\n", Median(folds),
              Median(parses));
  PrintGoal("million events a second", Median(folds) / 1e6, 1, true);
  std::fflush(stdout);
}

void Run(const Options& options) {
  std::printf("%s\n", PeerVersions().c_str());
  const Contestants all = All();
  PrintHeader();
  for (const char shape : options.shapes) {
    std::printf("%c: %s\n", shape, MeaningOf(shape));
    std::fflush(stdout);
    if (shape == 'F') {
      RunFold(options);
    } else {
      PrintShape(shape, shape == 'E' ? RunReads(options, all) : RunAppends(shape, options, all),
                 all);
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
