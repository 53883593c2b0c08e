#include <google/protobuf/message.h>

#include "libs/base/clock.h"
#include "libs/plan/load.h"
#include "services/audit/command_line.h"
#include "services/audit/replay.h"

namespace paktum::audit {
namespace {

struct ReplayOptions {
  CommonOptions common;
  std::string plan;
  std::string view = "indicators";
  std::string valid_at;
  std::string known_at;
  std::string scope;
  std::string compare;
};

// What is asked of the replay and of whom it is compared with alike.
Result<views::Parameters> ParametersOf(const ReplayOptions& options) {
  if (options.view != "indicators" && options.view != "schedule") {
    return InvalidArgument("config.view", "--view must be indicators or schedule");
  }
  views::Parameters parameters;
  parameters["valid_at"] =
      options.valid_at.empty() ? SystemClock().Today().ToString() : options.valid_at;
  if (!options.known_at.empty()) parameters["known_at"] = options.known_at;
  if (!options.scope.empty()) parameters["scope"] = options.scope;
  return parameters;
}

Result<Found> Compare(const ReplayOptions& options, const plan::Plan& plan,
                      const views::Parameters& parameters, Language language,
                      const OnProgress& progress) {
  // Asked first, so that the source has at least what the view has applied.
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage served,
                          AskServed(options.compare, options.common.source.curve, plan.pact_id(),
                                    options.view, parameters));
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.common.source));
  const Position applied = AppliedThrough(*served);
  Findings findings;
  if (applied > source->Head()) {
    findings.Add({"view.ahead", options.compare, 0, std::to_string(source->Head().value()),
                  std::to_string(applied.value())});
  } else {
    PAKTUM_ASSIGN_OR_RETURN(const Replay replay, Replay::Build(*source, plan, applied, progress));
    PAKTUM_ASSIGN_OR_RETURN(const ViewMessage replayed, replay.Ask(options.view, parameters));
    CompareViews(*replayed, *served, findings);
  }
  std::string text = Text{"visszajátszva eddig: ", "replayed through "}.In(language).data();
  text += std::to_string(applied.value()) + "\n" + Describe(findings, language);
  PAKTUM_RETURN_IF_ERROR(Print(text));
  return !findings.empty();
}

Result<Found> RunReplay(const ReplayOptions& options, Language language,
                        const OnProgress& progress) {
  PAKTUM_ASSIGN_OR_RETURN(const plan::Plan plan, plan::LoadPlan(options.plan));
  PAKTUM_ASSIGN_OR_RETURN(const views::Parameters parameters, ParametersOf(options));
  if (!options.compare.empty()) return Compare(options, plan, parameters, language, progress);
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.common.source));
  PAKTUM_ASSIGN_OR_RETURN(const Replay replay,
                          Replay::Build(*source, plan, source->Head(), progress));
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage view, replay.Ask(options.view, parameters));
  PAKTUM_RETURN_IF_ERROR(Print(ViewJson(*view)));
  return false;
}

}  // namespace

int ReplayCommand(int argc, const char* const* argv) {
  ReplayOptions options;
  return RunCommand(
      argc, argv,
      {"paktum-audit replay",
       "Builds a view from the records alone and prints it as JSON, or compares it with what is "
       "served."},
      options.common,
      [&](service::Flags& flags) {
        DeclareSource(flags, options.common.source);
        flags.Text("--plan", options.plan, "plan file", service::Need::kRequired);
        flags.Text("--view", options.view, "indicators or schedule");
        flags.Text("--valid-at", options.valid_at, "day that it speaks of; default: today");
        flags.Text("--known-at", options.known_at,
                   "day or moment: what was recorded by then; default: everything");
        flags.Text("--scope", options.scope, "of indicators: project (default), measures or all");
        flags.Text("--compare", options.compare,
                   "compare with this projection service (tcp://…) or dashboard (http://…)");
      },
      [&](Language language, const OnProgress& progress) {
        return RunReplay(options, language, progress);
      });
}

}  // namespace paktum::audit
