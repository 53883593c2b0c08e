#include <filesystem>
#include <fstream>

#include "libs/base/clock.h"
#include "libs/plan/load.h"
#include "services/audit/command_line.h"
#include "services/audit/explain.h"

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

Result<Replay> BuildReplay(const std::string& plan_file, Source& source,
                           const OnProgress& progress) {
  PAKTUM_ASSIGN_OR_RETURN(const plan::Plan plan, plan::LoadPlan(plan_file));
  return Replay::Build(source, plan, source.Head(), progress);
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
  CommonOptions options;
  std::string plan;
  std::string valid_at;
  std::vector<std::string> known_at;
  return RunCommand(
      argc, argv,
      {"paktum-audit diff",
       "Tells which figures changed between two moments of knowledge, and by which events."},
      options,
      [&](service::Flags& flags) {
        DeclareSource(flags, options.source);
        flags.Text("--plan", plan, "plan file", service::Need::kRequired);
        flags.Text("--valid-at", valid_at, "day that the figures speak of; default: today");
        flags.Texts("--known-at", known_at, "day or moment; stands twice, the earlier one first",
                    service::Need::kRequired);
      },
      [&](Language language, const OnProgress& progress) -> Result<Found> {
        if (known_at.size() != 2) {
          return InvalidArgument("config.known_at", "--known-at must stand twice");
        }
        PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.source));
        PAKTUM_ASSIGN_OR_RETURN(const Replay replay, BuildReplay(plan, *source, progress));
        PAKTUM_ASSIGN_OR_RETURN(const auto changes,
                                Diff(replay, DayOrToday(valid_at), known_at[0], known_at[1]));
        PAKTUM_RETURN_IF_ERROR(Print(Describe(changes, language)));
        return false;
      });
}

}  // namespace paktum::audit
