#pragma once
// What a witness makes of a checkpoint: whether the log has only grown since the last one it saw.
// Pure but for the tiles it reads; thread-safe.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/tree.h"

namespace paktum::witness {

// Why a witness refuses. Names are stable: files, logs and answers have them.
enum class AlarmKind : std::uint8_t {
  kRolledBack,  // rolled_back   the log shows a smaller tree than before: restored from a backup,
                // say
  kForked,      // forked        two trees of one size, or two that do not continue each other
  kRewritten,   // rewritten     the tree that grew has not the old one as its beginning
  kUnproven,    // unproven      the log's tiles are not those of the checkpoint that it signed
  kForeign,     // foreign       no checkpoint of this ledger, or not signed with the log's key
  kSplitView,   // split_view    the log showed another witness more than it shows this one
};
std::string_view NameOf(AlarmKind kind);
std::optional<AlarmKind> AlarmKindOf(std::string_view name);

struct Verdict {
  enum class Outcome : std::uint8_t { kSame, kGrown, kAlarm };
  Outcome outcome = Outcome::kSame;
  AlarmKind kind = AlarmKind::kForked;  // of kAlarm
  std::string detail;                   // of kAlarm, one English sentence

  static Verdict Same() { return {}; }
  static Verdict Grown() { return {Outcome::kGrown, AlarmKind::kForked, {}}; }
  static Verdict Alarm(AlarmKind kind, std::string detail) {
    return {Outcome::kAlarm, kind, std::move(detail)};
  }
};

// Judges what the log shows now by what was known of it (nothing: the first one is believed, when
// its tiles are its own). Both must be signed by the log. Tiles are read of the tree that is shown,
// each once, and none is believed: the proof made of them is checked against both roots. Errors:
// kUnavailable, kDeadlineExceeded, kResourceExhausted of the source: judge again later.
Result<Verdict> Judge(const std::optional<transparency::Checkpoint>& known,
                      const transparency::Checkpoint& shown, transparency::TileSource& tiles);

// Judges a checkpoint of the same log that another witness has, of no more leaves than `own`, which
// this one has verified: kSame when it is a beginning of it. Errors: as Judge.
Result<Verdict> JudgeOther(const transparency::Checkpoint& own,
                           const transparency::Checkpoint& other, transparency::TileSource& tiles);

}  // namespace paktum::witness
