#include <filesystem>
#include <fstream>

#include "libs/base/clock.h"
#include "libs/plan/load.h"
#include "libs/views/register_view.h"
#include "services/audit/command_line.h"
#include "services/audit/explain.h"
#include "services/audit/view_diff.h"

namespace paktum::audit {
namespace {

struct ExplainOptions {
  CommonOptions common;
  std::string plan;
  std::string code;
  std::string definition;
  std::string valid_at;
  std::string known_at;
  std::string checkpoint;
  std::string proofs;
};

std::string DayOrToday(const std::string& day) {
  return day.empty() ? SystemClock().Today().ToString() : day;
}

Result<Replay> BuildReplay(const std::string& plan_file, Source& source, const OnProgress& progress,
                           Folds folds = Folds::kFigures) {
  PAKTUM_ASSIGN_OR_RETURN(const plan::Plan plan, plan::LoadPlan(plan_file));
  return Replay::Build(source, plan, source.Head(), progress, folds);
}

// Empty when the source has none.
Result<std::string> NoteFor(const std::string& file, Source& source) {
  if (!file.empty()) return LoadNote(file);
  auto note = source.Checkpoint();
  if (note.ok() || note.status().code() != StatusCode::kNotFound) return note;
  return std::string();
}

Status WriteProofs(const std::string& directory, const Explanation& explanation) {
  if (directory.empty()) return OkStatus();
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  for (const ExplainedRecord& event : explanation.events) {
    if (event.proof.empty()) continue;
    std::ofstream file(directory + "/" + std::to_string(event.event.position()) + ".tlog-proof",
                       std::ios::binary | std::ios::trunc);
    file << event.proof;
    file.close();
    if (file.fail()) return Unavailable("output.not_written", directory + " cannot be written");
  }
  return OkStatus();
}

Result<Found> RunExplain(const ExplainOptions& options, Language language,
                         const OnProgress& progress) {
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.common.source));
  PAKTUM_ASSIGN_OR_RETURN(const Replay replay, BuildReplay(options.plan, *source, progress));
  PAKTUM_ASSIGN_OR_RETURN(const std::string note, NoteFor(options.checkpoint, *source));
  views::Parameters parameters{{"code", options.code}, {"valid_at", DayOrToday(options.valid_at)}};
  if (!options.known_at.empty()) parameters["known_at"] = options.known_at;
  if (!options.definition.empty()) parameters["definition"] = options.definition;
  PAKTUM_ASSIGN_OR_RETURN(const Explanation explanation,
                          Explain(replay, *source, std::move(parameters), note));
  PAKTUM_RETURN_IF_ERROR(WriteProofs(options.proofs, explanation));
  PAKTUM_RETURN_IF_ERROR(Print(Describe(explanation, language)));
  return !explanation.findings.empty();
}

struct DiffOptions {
  CommonOptions common;
  std::string plan;
  std::string view;
  std::vector<std::string> more;
  std::string valid_at;
  std::vector<std::string> known_at;
};

Result<std::string> DiffOfRegister(const DiffOptions& options, const Replay& replay, Source& source,
                                   Language language) {
  views::Parameters parameters;
  PAKTUM_RETURN_IF_ERROR(AddParameters(options.more, parameters));
  parameters["valid_at"] = DayOrToday(options.valid_at);
  parameters[views::kAudienceParameter] = TextOf(views::Audience::kServing);
  PAKTUM_ASSIGN_OR_RETURN(const ViewDiff diff, DiffOf(replay, source, options.view, parameters,
                                                      options.known_at[0], options.known_at[1]));
  return Describe(diff, language);
}

Result<Found> RunDiff(const DiffOptions& options, Language language, const OnProgress& progress) {
  if (options.known_at.size() != 2) {
    return InvalidArgument("config.known_at", "--known-at must stand twice");
  }
  const bool is_register = FoldsOf(options.view) == Folds::kRegisters;
  if (!options.view.empty() && !is_register) {
    return InvalidArgument("config.view", "--view must be a register: " + ViewNames());
  }
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.common.source));
  PAKTUM_ASSIGN_OR_RETURN(const Replay replay,
                          BuildReplay(options.plan, *source, progress,
                                      is_register ? Folds::kRegisters : Folds::kFigures));
  if (is_register) {
    PAKTUM_ASSIGN_OR_RETURN(const std::string text,
                            DiffOfRegister(options, replay, *source, language));
    PAKTUM_RETURN_IF_ERROR(Print(text));
    return false;
  }
  PAKTUM_ASSIGN_OR_RETURN(const auto changes, Diff(replay, DayOrToday(options.valid_at),
                                                   options.known_at[0], options.known_at[1]));
  PAKTUM_RETURN_IF_ERROR(Print(Describe(changes, language)));
  return false;
}

}  // namespace

int ExplainCommand(int argc, const char* const* argv) {
  ExplainOptions options;
  return RunCommand(
      argc, argv,
      {"paktum-audit explain",
       "Lists the events that an indicator counts and those that it leaves out, from the records."},
      options.common,
      [&](service::Flags& flags) {
        flags.Text("code", options.code, "indicator, PR25", service::Need::kRequired);
        DeclareSource(flags, options.common.source);
        flags.Text("--plan", options.plan, "plan file", service::Need::kRequired);
        flags.Text("--definition", options.definition, "version of the definition");
        flags.Text("--valid-at", options.valid_at, "day that it speaks of; default: today");
        flags.Text("--known-at", options.known_at, "day or moment; default: everything");
        flags.Text("--checkpoint", options.checkpoint,
                   "file with the checkpoint to prove against; default: the source's own");
        flags.Text("--proofs", options.proofs, "directory to write a proof of each event to");
      },
      [&](Language language, const OnProgress& progress) {
        return RunExplain(options, language, progress);
      });
}

int DiffCommand(int argc, const char* const* argv) {
  DiffOptions options;
  return RunCommand(
      argc, argv,
      {"paktum-audit diff",
       "Tells which figures changed between two moments of knowledge, and by which events."},
      options.common,
      [&](service::Flags& flags) {
        DeclareSource(flags, options.common.source);
        flags.Text("--plan", options.plan, "plan file", service::Need::kRequired);
        flags.Text("--view", options.view,
                   "a register instead of indicators and schedule: " + ViewNames());
        flags.Texts("--parameter", options.more, "NAME=VALUE, a parameter of that register");
        flags.Text("--valid-at", options.valid_at, "day that the figures speak of; default: today");
        flags.Texts("--known-at", options.known_at,
                    "day or moment; stands twice, the earlier one first", service::Need::kRequired);
      },
      [&](Language language, const OnProgress& progress) {
        return RunDiff(options, language, progress);
      });
}

}  // namespace paktum::audit
