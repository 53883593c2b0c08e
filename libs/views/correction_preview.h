#pragma once
// Correction preview: which indicator values, periods and reports would differ if some events were
// voided (practice.md 5, "undo has consequences").
//
// Reads     what the plan's indicators count, the events of evaluations, status reports and
// periods. How       Counts the history twice, with and without the events, on valid_at and on the
// last day of
//           every half-year of the programme. Leaving out an EventVoided brings back what it
//           voided. The calendar that an adoption gave the programme stays as it is.
// Reported  the figure of the position that the last submission in force stated.
// Shown     type and day of the events, no streams.
// Cost      Two passes over the whole history, and one for each report of a period that changes:
//           about half a second each for 100,000 events.
#include <cstddef>

#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/correction_preview.pb.h"

namespace paktum::views {

inline constexpr std::size_t kPreviewedEventsMax = 100;

// Parameter: positions ("17,18", obligatory, at most kPreviewedEventsMax different ones).
// Errors: kInvalidArgument "view.bad_parameter"; kNotFound "correction.unknown_event" when a
//         position holds nothing that registers keep and was recorded by known_at;
//         kFailedPrecondition "correction.voided_already". Both with detail position.
Result<view::v1::CorrectionPreviewView> AnswerCorrectionPreview(const RegisterQuestion& question);

}  // namespace paktum::views
