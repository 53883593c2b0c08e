#include <google/protobuf/message.h>

#include "libs/base/clock.h"
#include "libs/plan/load.h"
#include "libs/views/register_view.h"
#include "services/audit/command_line.h"
#include "services/audit/frozen.h"
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
  std::vector<std::string> more;
  std::string audience;
  std::string compare;
  bool frozen = false;
};

bool IsDashboard(const std::string& address) { return address.starts_with("http"); }

// For whom a register is answered: whoever has the records may see all that they give.
Result<std::string> AudienceOf(const ReplayOptions& options) {
  using views::Audience;
  if (options.audience.empty()) {
    return std::string(
        TextOf(IsDashboard(options.compare) ? Audience::kPublic : Audience::kServing));
  }
  for (const Audience one : {Audience::kPublic, Audience::kMember, Audience::kServing}) {
    if (options.audience == TextOf(one)) return options.audience;
  }
  return InvalidArgument("config.audience", "--audience must be public, member or serving");
}

// What is asked of the replay and of whom it is compared with alike.
Result<views::Parameters> ParametersOf(const ReplayOptions& options, Folds folds) {
  views::Parameters parameters;
  PAKTUM_RETURN_IF_ERROR(AddParameters(options.more, parameters));
  parameters["valid_at"] =
      options.valid_at.empty() ? SystemClock().Today().ToString() : options.valid_at;
  if (!options.known_at.empty()) parameters["known_at"] = options.known_at;
  if (!options.scope.empty()) parameters["scope"] = options.scope;
  PAKTUM_ASSIGN_OR_RETURN(const std::string audience, AudienceOf(options));
  if (folds == Folds::kRegisters) parameters[views::kAudienceParameter] = audience;
  return parameters;
}

Result<Found> Compare(const ReplayOptions& options, const plan::Plan& plan, Folds folds,
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
    PAKTUM_ASSIGN_OR_RETURN(const Replay replay,
                            Replay::Build(*source, plan, applied, progress, folds));
    PAKTUM_ASSIGN_OR_RETURN(const ViewMessage replayed, replay.Ask(options.view, parameters));
    CompareViews(*replayed, *served, findings);
  }
  std::string text = Text{"visszajátszva eddig: ", "replayed through "}.In(language).data();
  text += std::to_string(applied.value()) + "\n" + Describe(findings, language);
  PAKTUM_RETURN_IF_ERROR(Print(text));
  return !findings.empty();
}

Result<Found> Frozen(const ReplayOptions& options, const plan::Plan& plan, Language language,
                     const OnProgress& progress) {
  PAKTUM_ASSIGN_OR_RETURN(const views::Parameters parameters,
                          ParametersOf(options, Folds::kRegisters));
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.common.source));
  PAKTUM_ASSIGN_OR_RETURN(const Replay replay, Replay::Build(*source, plan, source->Head(),
                                                             progress, Folds::kRegisters));
  Findings findings;
  PAKTUM_ASSIGN_OR_RETURN(const auto frozen, CheckFrozen(replay, parameters, findings));
  PAKTUM_RETURN_IF_ERROR(Print(Describe(frozen, language) + Describe(findings, language)));
  return !findings.empty();
}

Result<Found> RunReplay(const ReplayOptions& options, Language language,
                        const OnProgress& progress) {
  PAKTUM_ASSIGN_OR_RETURN(const plan::Plan plan, plan::LoadPlan(options.plan));
  if (options.frozen) return Frozen(options, plan, language, progress);
  const auto folds = FoldsOf(options.view);
  if (!folds) return InvalidArgument("config.view", "--view must be one of " + ViewNames());
  PAKTUM_ASSIGN_OR_RETURN(const views::Parameters parameters, ParametersOf(options, *folds));
  if (!options.compare.empty()) {
    return Compare(options, plan, *folds, parameters, language, progress);
  }
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.common.source));
  PAKTUM_ASSIGN_OR_RETURN(const Replay replay,
                          Replay::Build(*source, plan, source->Head(), progress, *folds));
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage view, replay.Ask(options.view, parameters));
  PAKTUM_RETURN_IF_ERROR(Print(ViewJson(*view)));
  return false;
}

void DeclareFlags(service::Flags& flags, ReplayOptions& options) {
  DeclareSource(flags, options.common.source);
  flags.Text("--plan", options.plan, "plan file", service::Need::kRequired);
  flags.Text("--view", options.view, ViewNames());
  flags.Text("--valid-at", options.valid_at, "day that it speaks of; default: today");
  flags.Text("--known-at", options.known_at,
             "day or moment: what was recorded by then; default: everything");
  flags.Text("--scope", options.scope, "of indicators: project (default), measures or all");
  flags.Texts("--parameter", options.more,
              "NAME=VALUE, another parameter of the view: period=2019-H1, participant=…; may stand "
              "several times");
  flags.Text("--audience", options.audience,
             "of registers: public (default beside a dashboard), member or serving (else)");
  flags.Text("--compare", options.compare,
             "compare with this projection service (tcp://…) or dashboard (http://…)");
  flags.Switch("--frozen", options.frozen,
               "instead of a view: the figures that evaluations and status reports have stated, "
               "held against the records");
}

}  // namespace

int ReplayCommand(int argc, const char* const* argv) {
  ReplayOptions options;
  return RunCommand(
      argc, argv,
      {"paktum-audit replay",
       "Builds a view from the records alone and prints it as JSON, or compares it with what is "
       "served."},
      options.common, [&](service::Flags& flags) { DeclareFlags(flags, options); },
      [&](Language language, const OnProgress& progress) {
        return RunReplay(options, language, progress);
      });
}

}  // namespace paktum::audit
