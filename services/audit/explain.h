#pragma once
// Explain: what one figure counts, and what it leaves out and why, each event with who submitted
// and signed it, the documents it names, and whether a checkpoint covers it. Diff: which figures
// changed between two moments of knowledge, and by which events.
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "paktum/view/v1/indicators.pb.h"
#include "services/audit/event_words.h"
#include "services/audit/finding.h"
#include "services/audit/replay.h"
#include "services/audit/source.h"
#include "services/audit/texts.h"

namespace paktum::audit {

struct ExplainedRecord {
  view::v1::ExplainedEvent event;
  std::string member;
  std::string signer;  // hexadecimal id of the signing key; empty when nothing is signed
  std::vector<std::string> evidence;
  std::string
      proof;  // tlog-proof; empty when there is no checkpoint, or it does not cover the event
};

struct Explanation {
  view::v1::ViewMeta meta;
  view::v1::IndicatorState indicator;
  std::vector<ExplainedRecord> events;  // in the order of the ledger
  Findings findings;                    // proofs that do not hold
};

// `parameters` are those of the view "explain" without after and limit; `note` is the checkpoint to
// prove against, empty for none.
// Errors: those of the view, of the source, of ProveRecord that are no finding.
Result<Explanation> Explain(const Replay& replay, Source& source, views::Parameters parameters,
                            const std::string& note);

std::string_view WordsOf(view::v1::CountVerdict verdict, Language language);
std::string Describe(const Explanation& explanation, Language language);

// A figure that is not the same at two moments.
struct ChangedFigure {
  std::string code;  // of the indicator, or "measure quarter" of a cell of the schedule
  std::int64_t before = 0;
  std::int64_t after = 0;
  // An event whose verdict or amount changed.
  struct Change {
    view::v1::ExplainedEvent event;
    view::v1::CountVerdict before = view::v1::COUNT_VERDICT_UNSPECIFIED;  // not known then
    view::v1::CountVerdict after = view::v1::COUNT_VERDICT_UNSPECIFIED;
  };
  std::vector<Change> events;  // of indicators
};

// Every indicator, result and output, and every cell of the schedule, as of `valid_at`, known at
// one and at the other moment. Errors: those of the views.
Result<std::vector<ChangedFigure>> Diff(const Replay& replay, const std::string& valid_at,
                                        const std::string& known_before,
                                        const std::string& known_after);
std::string Describe(const std::vector<ChangedFigure>& changes, Language language);

}  // namespace paktum::audit
