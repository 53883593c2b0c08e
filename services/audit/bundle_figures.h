#pragma once
// What a bundle of a whole ledger tells beside its records: the figures that these give, as files
// for people and programs (docs/formats/bundle.md). Counted when the bundle is made, and counted
// again when it is checked.
//
// Files       indicators.json, the indicators of the project on the day of the export; and of every
//             half-year that has one evaluations/PERIOD.json and status-reports/PERIOD.json, each
//             with the figures that were handed in, built again from the records they counted.
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/plan/plan.h"
#include "services/audit/bundle.h"
#include "services/audit/finding.h"
#include "services/audit/replay.h"

namespace paktum::audit {

struct FigureFile {
  std::string path;
  ViewMessage view;
};

// Whether a record of this stream is of an evaluation or a status report. Without one in the ledger
// there are no reports to count.
bool IsReportStream(std::string_view stream);

// The files of the ledger through `last`, in order, indicators.json first. Reports are looked for
// only when asked for, for that takes about 300 bytes of memory an event.
// Errors: those of Replay::Build and of the views.
Result<std::vector<FigureFile>> CountFigures(Source& source, const plan::Plan& plan, Position last,
                                             const Date& valid_at, bool reports,
                                             const OnProgress& progress);

// Counts the figures of the bundle's records under the bundle's plan and compares them with its
// files, both ways. A bundle without a plan has none. `reports` says whether a record is of a
// report stream: the records decide which files must be there, not the files that are.
// Findings    bundle.figures_differ (`where` is file and field), bundle.figures_missing (`where` is
//             the file), bundle.file_foreign, bundle.figures_malformed, bundle.about_differs
// Errors: those of the files and of CountFigures.
Status CheckFigures(const Bundle& bundle, Source& source, bool reports, const OnProgress& progress,
                    Findings& findings);

}  // namespace paktum::audit
