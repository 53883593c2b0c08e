#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "libs/access/signing_event_log.h"
#include "libs/base/clock.h"
#include "libs/base/hex.h"
#include "libs/base/uuid.h"
#include "libs/events/streams.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/plan/load.h"
#include "paktum/event/v1/event.pb.h"
#include "services/audit/command_line.h"
#include "services/audit/export.h"
#include "services/audit/internal/sha256.h"

namespace paktum::audit {
namespace {

using inspection::v1::InspectionBundleExported;

constexpr const char* kMember = "auditor";
constexpr std::chrono::seconds kAppendTime{10};
constexpr int kConnectWaitMs = 5000;

struct ExportOptions {
  CommonOptions common;
  std::string out;
  std::string right;
  std::string reference;
  std::string actor = kMember;
  std::string plan;
  std::string checkpoint;
  std::string stream;
  std::string from;
  std::string to;
};

constexpr std::array<std::pair<const char*, inspection::v1::InspectionRight>, 5> kRights{{
    {"managing-authority", inspection::v1::INSPECTION_RIGHT_MANAGING_AUTHORITY},
    {"audit-authority", inspection::v1::INSPECTION_RIGHT_AUDIT_AUTHORITY},
    {"consortium", inspection::v1::INSPECTION_RIGHT_CONSORTIUM},
    {"data-subject", inspection::v1::INSPECTION_RIGHT_DATA_SUBJECT},
    {"authority-request", inspection::v1::INSPECTION_RIGHT_AUTHORITY_REQUEST},
}};

Result<inspection::v1::InspectionRight> RightOf(const std::string& name) {
  for (const auto& [known, right] : kRights) {
    if (known == name) return right;
  }
  return InvalidArgument("export.no_right",
                         "--right is one of managing-authority, audit-authority, consortium, "
                         "data-subject, authority-request");
}

Result<std::string> ReadText(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return NotFound("config.no_file", path + " cannot be read");
  return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Result<std::optional<Period>> PeriodOf(const ExportOptions& options) {
  if (options.from.empty() && options.to.empty()) return std::optional<Period>();
  const auto from = Date::Parse(options.from);
  const auto to = Date::Parse(options.to);
  if (from && to && *from <= *to) return std::optional<Period>(Period{*from, *to});
  return InvalidArgument("config.period", "--from and --to are days, YYYY-MM-DD, in this order");
}

Result<ExportInput> InputOf(const ExportOptions& options, Source& source) {
  ExportInput input;
  input.out = options.out;
  input.stream = options.stream;
  input.reference = options.reference;
  input.now = SystemClock().Now();
  PAKTUM_ASSIGN_OR_RETURN(input.right, RightOf(options.right));
  PAKTUM_ASSIGN_OR_RETURN(input.period, PeriodOf(options));
  if (input.period && !input.stream.empty()) {
    return InvalidArgument("config.period", "give a period or a stream, not both");
  }
  PAKTUM_ASSIGN_OR_RETURN(
      input.note, options.checkpoint.empty() ? source.Checkpoint() : LoadNote(options.checkpoint));
  PAKTUM_ASSIGN_OR_RETURN(const Trust trust, LoadTrust(options.common, source.Pact()));
  input.policy_text = trust.text;
  PAKTUM_ASSIGN_OR_RETURN(input.members_text, ReadText(options.common.members));
  PAKTUM_ASSIGN_OR_RETURN(input.plan_text, ReadText(options.plan));
  if (!options.plan.empty()) {
    PAKTUM_ASSIGN_OR_RETURN(input.plan, plan::ParsePlan(input.plan_text, options.plan));
  }
  PAKTUM_ASSIGN_OR_RETURN(input.checkpoints, LoadCheckpoints(options.common.checkpoints));
  return input;
}

ledger::AppendRequest RequestFor(const std::string& pact, const std::string& actor,
                                 const InspectionBundleExported& exported) {
  const SystemClock clock;
  ledger::AppendRequest request;
  request.pact = pact;
  request.command = Uuid::V7(clock);
  request.member = kMember;
  request.content_digest = *FromHex(Sha256Hex(exported.SerializeAsString()));
  const std::string stream = events::InspectionStream(request.command.ToString());
  event::v1::Event event;
  event.set_id(std::string(request.command.Derived(0).bytes()));
  event.set_source("/pacts/" + pact + "/members/" + kMember);
  event.set_subject(stream);
  event.set_occurred_on(clock.Today().ToString());
  event.set_actor(actor);
  *event.mutable_inspection_bundle_exported() = exported;
  request.conditions.push_back({stream, StreamVersion(0)});
  request.events.push_back({stream, event.SerializeAsString()});
  return request;
}

// Appends to the running log under the auditor's key; nothing for any other source.
RecordExport RecorderOf(const ExportOptions& options) {
  const SourceOptions& place = options.common.source;
  if (place.log.empty()) return {};
  return [&](const InspectionBundleExported& exported) -> Result<Position> {
    ledger_client::RemoteEventLogOptions remote;
    remote.endpoint = place.log;
    remote.curve = place.curve;
    remote.connect_wait_ms = kConnectWaitMs;
    PAKTUM_ASSIGN_OR_RETURN(auto plain, ledger_client::RemoteEventLog::Connect(remote));
    PAKTUM_ASSIGN_OR_RETURN(const auto log,
                            access::SignedWithKeysOf(place.curve, std::move(plain)));
    const ledger::AppendRequest request = RequestFor(place.pact, options.actor, exported);
    PAKTUM_ASSIGN_OR_RETURN(const ledger::AppendResult appended,
                            log->Append(request, DeadlineIn(kAppendTime)));
    return appended.first;
  };
}

std::string DescribeBundle(const inspection::v1::BundleAbout& about, const std::string& out,
                           Language language) {
  std::string text(Text{"a csomag elkészült: ", "the bundle is ready: "}.In(language));
  text += out + ", " + std::to_string(about.records());
  text += Text{" bejegyzés, a napló mérete ", " records, size of the ledger "}.In(language);
  text += std::to_string(about.tree_size()) + "\n";
  if (about.recorded_position() == 0) {
    text +=
        Text{"FIGYELEM: a kiadást a napló nem rögzítette, mert a forrás nem futó napló\n",
             "NOTE: the ledger has not recorded this export, for the source is no running log\n"}
            .In(language);
  } else {
    text += Text{"a napló rögzítette, sorszáma ", "the ledger recorded it, position "}.In(language);
    text += std::to_string(about.recorded_position()) + "\n";
  }
  return text;
}

Result<Found> RunExport(const ExportOptions& options, Language language,
                        const OnProgress& progress) {
  PAKTUM_ASSIGN_OR_RETURN(const auto source, OpenSource(options.common.source));
  PAKTUM_ASSIGN_OR_RETURN(const ExportInput input, InputOf(options, *source));
  PAKTUM_ASSIGN_OR_RETURN(const Exported exported,
                          ExportBundle(*source, input, RecorderOf(options), progress));
  const bool found = !exported.findings.empty();
  PAKTUM_RETURN_IF_ERROR(Print(found ? Describe(exported.findings, language)
                                     : DescribeBundle(exported.about, options.out, language)));
  return found;
}

}  // namespace

int ExportCommand(int argc, const char* const* argv) {
  ExportOptions options;
  return RunCommand(
      argc, argv,
      {"paktum-audit export",
       "Makes an inspection bundle: of the whole ledger, of a period or of one stream."},
      options.common,
      [&](service::Flags& flags) {
        DeclareSource(flags, options.common.source);
        DeclareTrust(flags, options.common);
        DeclareMembers(flags, options.common);
        flags.Text("--out", options.out, "directory to make", service::Need::kRequired);
        flags.Text("--right", options.right,
                   "managing-authority, audit-authority, consortium, data-subject or "
                   "authority-request",
                   service::Need::kRequired);
        flags.Text("--reference", options.reference, "file number of the inspection; no names",
                   service::Need::kRequired);
        flags.Text("--actor", options.actor, "pseudonymous id of who makes it");
        flags.Text("--plan", options.plan, "plan file, to go into the bundle");
        flags.Text("--stream", options.stream, "only the records of this stream");
        flags.Text("--from", options.from, "only records of a period: first day of recording");
        flags.Text("--to", options.to, "last day of recording");
        flags.Text("--newest", options.checkpoint,
                   "file with the checkpoint that the bundle proves; default: the source's own");
        flags.Texts("--checkpoint", options.common.checkpoints,
                    "file with an older checkpoint, to go into the bundle; may stand several "
                    "times");
      },
      [&](Language language, const OnProgress& progress) {
        return RunExport(options, language, progress);
      });
}

}  // namespace paktum::audit
