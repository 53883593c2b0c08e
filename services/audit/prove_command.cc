#include <cstdio>
#include <fstream>
#include <iterator>

#include "services/audit/command_line.h"
#include "services/audit/event_words.h"
#include "services/audit/prove.h"

namespace paktum::audit {
namespace {

struct ProveOptions {
  CommonOptions common;
  std::int64_t position = 0;
  std::string checkpoint;
  std::string out;
};

// The checkpoint that was given, or the source's own.
Result<std::string> NoteFor(const ProveOptions& options, Source& source) {
  if (!options.checkpoint.empty()) return LoadNote(options.checkpoint);
  return source.Checkpoint();
}

Status WriteProof(const std::string& path, const std::string& text) {
  if (path.empty() || path == "-") return Print(text);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  return file.fail() ? Unavailable("output.not_written", path + " cannot be written") : OkStatus();
}

Result<Found> Prove(const ProveOptions& options, Language language) {
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.common.source));
  PAKTUM_ASSIGN_OR_RETURN(const std::string note, NoteFor(options, *source));
  const auto proof =
      ProveRecord(*source, Position(static_cast<std::uint64_t>(options.position)), note);
  if (!proof.ok()) {
    const auto finding = FindingOf(proof.status(), source->Name());
    if (!finding) return proof.status();
    PAKTUM_RETURN_IF_ERROR(Print(Describe(*finding, language) + "\n"));
    return true;
  }
  PAKTUM_RETURN_IF_ERROR(WriteProof(options.out, transparency::FormatTlogProof(*proof)));
  return false;
}

Result<Found> Check(const std::string& file, const CommonOptions& options, Language language) {
  PAKTUM_ASSIGN_OR_RETURN(const Trust trust, LoadTrust(options, options.source.pact));
  const auto& policy = trust.policy;
  if (!policy) {
    return InvalidArgument("config.policy", "give --policy, --log-key, or --curve with --pact");
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::string text, LoadNote(file));
  const auto checked = CheckProof(text, *policy);
  if (!checked.ok()) {
    const auto finding = FindingOf(checked.status(), file);
    if (!finding) return checked.status();
    PAKTUM_RETURN_IF_ERROR(Print(Describe(*finding, language) + "\n"));
    return true;
  }
  std::string words = Describe(checked->record, language);
  words += Text{"benne van a naplóban: ", "is in the ledger: "}.In(language);
  words += checked->checkpoint.checkpoint.origin + ", " +
           std::to_string(checked->checkpoint.checkpoint.size) + "\n";
  for (const auto& cosignature : checked->checkpoint.cosignatures) {
    words += Text{"ellenjegyezte: ", "cosigned by: "}.In(language);
    words += policy->witnesses()[cosignature.witness].name + ", " +
             Instant(static_cast<std::int64_t>(cosignature.time_s) * 1000).ToString() + "\n";
  }
  PAKTUM_RETURN_IF_ERROR(Print(words));
  return false;
}

}  // namespace

int ProveCommand(int argc, const char* const* argv) {
  ProveOptions options;
  return RunCommand(
      argc, argv,
      {"paktum-audit prove",
       "Writes the proof that one event is in the ledger (tlog-proof), with the record in it."},
      options.common,
      [&](service::Flags& flags) {
        DeclareSource(flags, options.common.source);
        flags.Number("--position", options.position, 1, INT64_MAX, "position of the event");
        flags.Text("--checkpoint", options.checkpoint,
                   "file with the checkpoint to prove against; default: the source's own");
        flags.Text("--out", options.out, "file to write; default: standard output");
      },
      [&](Language language, const OnProgress& /*progress*/) -> Result<Found> {
        if (options.position == 0) return InvalidArgument("config.position", "give --position");
        return Prove(options, language);
      });
}

int CheckCommand(int argc, const char* const* argv) {
  CommonOptions options;
  std::string file;
  return RunCommand(
      argc, argv, {"paktum-audit check", "Checks the proof of one event, offline."}, options,
      [&](service::Flags& flags) {
        flags.Text("file", file, "the proof", service::Need::kRequired);
        DeclareTrust(flags, options);
        flags.Text("--curve", options.source.curve,
                   "directory of the keys (paktum init): whose signatures it needs");
        flags.Text("--pact", options.source.pact, "pact, for --curve");
      },
      [&](Language language, const OnProgress& /*progress*/) {
        return Check(file, options, language);
      });
}

}  // namespace paktum::audit
