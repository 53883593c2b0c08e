#include "services/audit/bundle_figures.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "libs/base/clock.h"
#include "libs/events/streams.h"
#include "libs/plan/load.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/evaluation.pb.h"

namespace paktum::audit {
namespace {

std::string PathOf(const char* directory, const std::string& period) {
  return std::string(directory) + "/" + period + ".json";
}

// Appends the evaluation and the status report of each half-year, where there are any.
Status CountReports(const Replay& replay, views::Parameters asked, std::vector<FigureFile>& files) {
  asked[views::kAudienceParameter] = TextOf(views::Audience::kServing);
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage found, replay.Ask("periods", asked));
  for (const auto& row : dynamic_cast<const view::v1::PeriodsView&>(*found).periods()) {
    asked["period"] = row.period();
    PAKTUM_ASSIGN_OR_RETURN(ViewMessage evaluation, replay.Ask("evaluation", asked));
    if (dynamic_cast<const view::v1::EvaluationView&>(*evaluation).state() !=
        view::v1::EVALUATION_STATE_UNSPECIFIED) {
      files.push_back({PathOf(kEvaluationsDirectory, row.period()), std::move(evaluation)});
    }
    PAKTUM_ASSIGN_OR_RETURN(ViewMessage report, replay.Ask("status-report", asked));
    if (!dynamic_cast<const view::v1::StatusReportView&>(*report).issued_on().empty()) {
      files.push_back({PathOf(kStatusReportsDirectory, row.period()), std::move(report)});
    }
  }
  return OkStatus();
}

class FiguresCheck {
 public:
  FiguresCheck(const Bundle& bundle, Findings& findings) : bundle_(bundle), findings_(findings) {}

  Status Run(Source& source, bool reports, const OnProgress& progress) {
    const auto text = bundle_.ReadFile(kPlanFile);
    PAKTUM_RETURN_IF_ERROR(ListFiles());
    if (text.status().code() == StatusCode::kNotFound) return ExpectNoMore({});
    if (!text.ok()) return text.status();
    const auto plan = plan::ParsePlan(*text, kPlanFile);
    const auto made_at = Instant::Parse(bundle_.about().made_at());
    if (!plan.ok() || !made_at) return Malformed(plan.ok() ? kAboutFile : kPlanFile);
    if (plan->digest() != bundle_.about().plan_digest()) {
      findings_.Add({"bundle.about_differs", "plan_digest", 0, plan->digest(),
                     bundle_.about().plan_digest()});
    }
    PAKTUM_ASSIGN_OR_RETURN(const auto counted,
                            CountFigures(source, *plan, Position(bundle_.about().tree_size()),
                                         made_at->DateInBudapest(), reports, progress));
    for (const FigureFile& file : counted) PAKTUM_RETURN_IF_ERROR(Compare(file));
    return ExpectNoMore(counted);
  }

 private:
  Status ListFiles() {
    for (const char* directory : {kEvaluationsDirectory, kStatusReportsDirectory}) {
      PAKTUM_ASSIGN_OR_RETURN(auto paths, bundle_.ListFiles(directory));
      there_.insert(there_.end(), paths.begin(), paths.end());
    }
    there_.emplace_back(kIndicatorsFile);
    return OkStatus();
  }

  Status Malformed(std::string path) {
    findings_.Add({"bundle.figures_malformed", std::move(path), 0, "", ""});
    return OkStatus();
  }

  Status Compare(const FigureFile& counted) {
    const auto text = bundle_.ReadFile(counted.path);
    if (text.status().code() == StatusCode::kNotFound) {
      findings_.Add({"bundle.figures_missing", counted.path, 0, "", ""});
      return OkStatus();
    }
    if (!text.ok()) return text.status();
    const ViewMessage written(counted.view->New());
    if (!google::protobuf::util::JsonStringToMessage(*text, written.get()).ok()) {
      return Malformed(counted.path);
    }
    Findings fields;
    CompareViews(*counted.view, *written, fields);
    for (const Finding& field : fields.list()) {
      findings_.Add({"bundle.figures_differ", counted.path + " " + field.where, 0, field.expected,
                     field.found});
    }
    return OkStatus();
  }

  // Files of figures that the records do not give.
  Status ExpectNoMore(const std::vector<FigureFile>& counted) {
    for (const std::string& path : there_) {
      const bool known = std::any_of(counted.begin(), counted.end(),
                                     [&](const FigureFile& file) { return file.path == path; });
      if (!known && bundle_.ReadFile(path).ok()) {
        findings_.Add({"bundle.file_foreign", path, 0, "", ""});
      }
    }
    return OkStatus();
  }

  const Bundle& bundle_;
  Findings& findings_;
  std::vector<std::string> there_;  // files of figures
};

}  // namespace

bool IsReportStream(std::string_view stream) {
  return stream.starts_with(events::EvaluationStream("")) ||
         stream.starts_with(events::StatusReportStream(""));
}

Result<std::vector<FigureFile>> CountFigures(Source& source, const plan::Plan& plan, Position last,
                                             const Date& valid_at, bool reports,
                                             const OnProgress& progress) {
  const views::Parameters asked{{"valid_at", valid_at.ToString()}};
  std::vector<FigureFile> files;
  {
    PAKTUM_ASSIGN_OR_RETURN(const Replay replay, Replay::Build(source, plan, last, progress));
    PAKTUM_ASSIGN_OR_RETURN(ViewMessage indicators, replay.Ask("indicators", asked));
    files.push_back({kIndicatorsFile, std::move(indicators)});
  }
  if (!reports) return files;
  PAKTUM_ASSIGN_OR_RETURN(const Replay replay,
                          Replay::Build(source, plan, last, progress, Folds::kRegisters));
  PAKTUM_RETURN_IF_ERROR(CountReports(replay, asked, files));
  return files;
}

Status CheckFigures(const Bundle& bundle, Source& source, bool reports, const OnProgress& progress,
                    Findings& findings) {
  return FiguresCheck(bundle, findings).Run(source, reports, progress);
}

}  // namespace paktum::audit
