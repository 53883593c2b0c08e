#pragma once
// WitnessState: what a witness remembers, on the disk, of each ledger.
//
//   <directory>/<pact>.checkpoint       the note that it cosigned last: the log's signature and its
//                                       own, so that damage is found when it is read
//   <directory>/<pact>.alarm/about      kind, source and time of an alarm, one in a line, and why
//   <directory>/<pact>.alarm/known      the note that it had cosigned; missing when there was none
//   <directory>/<pact>.alarm/shown      the note that contradicts it
//
// Durability  Every change is synced before its method returns; after a crash it is all there or
// not. Threads     One caller at a time.
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/transparency/keys.h"
#include "libs/transparency/trust_directory.h"
#include "libs/witness/verdict.h"

namespace paktum::witness {

// The last checkpoint that was cosigned.
struct Seen {
  transparency::Checkpoint checkpoint;
  std::string note;          // with the signature of the log and the own one
  std::uint64_t time_s = 0;  // that the own one states
};

struct Alarm {
  AlarmKind kind = AlarmKind::kForked;
  std::string source;  // "log", or the witness whose checkpoint was compared
  Instant found_at;
  std::string detail;  // one English sentence
  std::string known;   // note; empty when there was none
  std::string shown;   // note; empty when nothing was shown
};

class WitnessState {
 public:
  explicit WitnessState(std::string directory) : directory_(std::move(directory)) {}

  // What is remembered of a ledger; nothing of a new one. `own`: the witness's key; cosignatures of
  // keys in `trust` count as its own, too, since its key may have been changed.
  // Errors: kDataLoss "witness.state_damaged"  the note cannot be read, or a signature fails: the
  //                                            witness must not begin anew as if it had seen
  //                                            nothing
  //         kUnavailable "file.unreadable"
  [[nodiscard]] Result<std::optional<Seen>> LoadSeen(const std::string& pact,
                                                     const transparency::TrustDirectory& trust,
                                                     const transparency::VerifierKey& own) const;
  // An alarm whose files are not whole is one all the same.
  [[nodiscard]] Result<std::optional<Alarm>> LoadAlarm(const std::string& pact) const;

  // Errors of both: kUnavailable "file.not_written".
  [[nodiscard]] Status SaveSeen(const std::string& pact, const std::string& note) const;
  // The first alarm of a ledger stays; a later one is not written.
  [[nodiscard]] Status SaveAlarm(const std::string& pact, const Alarm& alarm) const;

 private:
  [[nodiscard]] std::string SeenPath(const std::string& pact) const {
    return directory_ + "/" + pact + ".checkpoint";
  }
  [[nodiscard]] std::string AlarmPath(const std::string& pact) const {
    return directory_ + "/" + pact + ".alarm";
  }

  const std::string directory_;
};

}  // namespace paktum::witness
