#pragma once
// Export: makes an inspection bundle of a whole ledger, of a period of recording, or of one stream
// (docs/formats/bundle.md). Sealed parts stay sealed.
//
// The source's records are checked on the way (record_check.h) and their root is compared with the
// checkpoint: a ledger with findings is not exported.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/plan/plan.h"
#include "paktum/inspection/v1/bundle.pb.h"
#include "services/audit/finding.h"
#include "services/audit/reader.h"
#include "services/audit/source.h"
#include "services/audit/verify.h"

namespace paktum::audit {

// Days of recording, in Budapest, both included.
struct Period {
  Date from;
  Date to;
};

struct ExportInput {
  std::string out;               // directory that is not there yet
  std::optional<Period> period;  // at most one of these two; neither = the whole ledger
  std::string stream;
  inspection::v1::InspectionRight right = inspection::v1::INSPECTION_RIGHT_UNSPECIFIED;
  std::string reference;                     // file number; no names
  std::string note;                          // the checkpoint that the bundle proves
  std::string policy_text;                   // of the policy, may be empty
  std::string members_text;                  // access rules with the members' keys, may be empty
  std::string plan_text;                     // of the plan file, may be empty
  std::optional<plan::Plan> plan;            // the same, read
  std::vector<GivenCheckpoint> checkpoints;  // older ones
  Instant now;
};

// Records that the bundle was made; gives the position of that record.
using RecordExport =
    std::function<Result<Position>(const inspection::v1::InspectionBundleExported& event)>;

struct Exported {
  inspection::v1::BundleAbout about;  // empty when there were findings: nothing was written then
  Findings findings;
};

// `record` is called when all is written but the directory's name; without it (a store that is
// offline) the export is not recorded, and about.json says so.
// Errors: kInvalidArgument "export.exists", "export.no_right", "export.no_reference"; kNotFound
//         "export.nothing": no record is in the stream or period; kUnavailable
//         "export.not_written"; those of `record`, of the source, of the note
Result<Exported> ExportBundle(Source& source, const ExportInput& input, const RecordExport& record,
                              const OnProgress& progress);

}  // namespace paktum::audit
