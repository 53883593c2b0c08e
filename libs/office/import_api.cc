#include "libs/office/import_api.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "libs/base/runtime.h"
#include "libs/http/json.h"
#include "libs/http/problem.h"
#include "libs/import/template.h"
#include "libs/office/internal/answers.h"
#include "libs/service/logging.h"

namespace paktum::office {
namespace {

using http::Request;
using http::Response;
using imports::Language;

constexpr std::string_view kXlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view kCsv = "text/csv; charset=utf-8";

Response Refuse(const Status& status, const Request& request) {
  return http::ProblemResponse(ProblemOfCommand(status), request);
}

Language LanguageOf(const Request& request) {
  const std::string_view asked = request.Query("lang");
  if (asked == "en") return Language::kEnglish;
  if (asked == "hu") return Language::kHungarian;
  return http::PreferredLanguage(request.headers.Find("Accept-Language")) ==
                 http::Language::kEnglish
             ? Language::kEnglish
             : Language::kHungarian;
}

Response File(std::string bytes, bool xlsx, const std::string& stem) {
  Response response;
  response.content_type = xlsx ? kXlsx : kCsv;
  response.body = std::move(bytes);
  response.headers.Add("Content-Disposition",
                       "attachment; filename=\"" + stem + (xlsx ? ".xlsx" : ".csv") + "\"");
  return response;
}

Result<bool> ReadFlag(const Request& request, const std::string& name) {
  const std::string_view value = request.Query(name);
  if (value.empty() || value == "0" || value == "false") return false;
  if (value == "1" || value == "true") return true;
  return InvalidArgument("query.malformed", name + " is 0 or 1");
}

// How long the answer may wait for the end of the import.
Result<std::chrono::seconds> ReadWait(const Request& request) {
  const std::string_view value = request.Query("wait");
  if (value.empty()) return std::chrono::seconds(0);
  int seconds = 0;
  const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error != std::errc() || rest != value.data() + value.size() || seconds < 0) {
    return InvalidArgument("query.malformed", "wait is a number of seconds");
  }
  return std::min(std::chrono::seconds(seconds), kImportWaitMax);
}

std::string OwnerOf(const Request& request) {
  return request.caller.empty() ? request.client_address : request.caller;
}

std::string ErrorsJson(const std::vector<imports::Complaint>& errors) {
  http::JsonArray array;
  for (const imports::Complaint& error : errors) {
    array.Raw(
        http::JsonObject()
            .Number("row", error.row)
            .Text("column", error.column)
            .Text("field", error.field)
            .Text("code", error.code)
            .Raw("text",
                 http::JsonObject().Text("hu", error.text.hu).Text("en", error.text.en).ToString())
            .ToString());
  }
  return array.ToString();
}

http::Problem ProblemOfHeading(const imports::ImportFile& file) {
  http::Problem problem;
  problem.status = 400;
  problem.code = "import.heading";
  problem.title = {"A fájl fejléce nem felel meg; az errors minden hibát felsorol.",
                   "The heading of the file does not fit; errors lists everything that is wrong."};
  for (const imports::Complaint& complaint : file.complaints()) {
    problem.errors.push_back(
        {complaint.column, complaint.code, {complaint.text.hu, complaint.text.en}});
  }
  return problem;
}

}  // namespace

ImportApi::ImportApi(std::string office, const CommandProcessor& processor, CommandApi& commands,
                     Persons* persons, vault::SecretKey key, const Clock& clock,
                     std::chrono::milliseconds timeout)
    : office_(std::move(office)),
      processor_(processor),
      commands_(commands),
      persons_(persons),
      key_(std::move(key)),
      clock_(clock),
      timeout_(timeout) {}

void ImportApi::AddRoutes(http::Router& router) {
  const auto add = [&](std::string_view method, std::string_view pattern, Handler handler) {
    router.Add(method, pattern,
               [this, handler](const Request& request) {
                 if (!processor_.KnowsPact(request.Parameter("pact"))) {
                   return Refuse(NotFound("pact.unknown", "unknown pact"), request);
                 }
                 return (this->*handler)(request);
               },
               {.body_bytes_max = kImportBytesMax});
  };
  add("GET", "/api/pacts/{pact}/templates/{file}", &ImportApi::GetTemplate);
  add("POST", "/api/pacts/{pact}/imports/{command}", &ImportApi::PostImport);
  add("GET", "/api/pacts/{pact}/imports/{command}/{import}", &ImportApi::GetImport);
  add("GET", "/api/pacts/{pact}/imports/{command}/{import}/mend", &ImportApi::GetMendFile);
}

Result<const CommandKind*> ImportApi::KindOf(const std::string& name) const {
  const CommandKind* kind = FindCommand(name);
  if (kind != nullptr && kind->TakenBy(office_)) return kind;
  return NotFound(kind == nullptr ? "command.unknown" : "command.not_of_this_office",
                  "this office takes no such command");
}

Response ImportApi::GetTemplate(const Request& request) {
  const std::string& file = request.Parameter("file");
  const std::size_t dot = file.rfind('.');
  const std::string type = dot == file.npos ? "" : file.substr(dot + 1);
  if (type != "xlsx" && type != "csv") {
    return Refuse(NotFound("template.unknown", "templates are .xlsx and .csv"), request);
  }
  const Result<const CommandKind*> kind = KindOf(file.substr(0, dot));
  if (!kind.ok()) return Refuse(kind.status(), request);
  const plan::Plan& plan = processor_.PlanOf(request.Parameter("pact"));
  const Language language = LanguageOf(request);
  if (type == "csv") {
    return File(imports::CsvTemplate(**kind, plan, language), false, (*kind)->name);
  }
  Result<std::string> xlsx = imports::XlsxTemplate(**kind, plan, language);
  if (!xlsx.ok()) return Refuse(xlsx.status(), request);
  return File(*std::move(xlsx), true, (*kind)->name);
}

Response ImportApi::PostImport(const Request& request) {
  const Result<const CommandKind*> kind = KindOf(request.Parameter("command"));
  if (!kind.ok()) return Refuse(kind.status(), request);
  const Result<bool> dry_run = ReadFlag(request, "dry_run");
  if (!dry_run.ok()) return Refuse(dry_run.status(), request);
  const Result<std::chrono::seconds> wait = ReadWait(request);
  if (!wait.ok()) return Refuse(wait.status(), request);
  const Result<CommandOrigin> origin = CommandOrigin::Of(request);
  if (!origin.ok()) return Refuse(origin.status(), request);
  Result<imports::ImportFile> file = imports::ImportFile::Open(
      **kind, processor_.PlanOf(request.Parameter("pact")), request.body, request.Query("sheet"));
  if (!file.ok()) return Refuse(file.status(), request);
  if (!file->complaints().empty()) return http::ProblemResponse(ProblemOfHeading(*file), request);
  const Result<Uuid> id = Start(request, **kind, *std::move(file), *origin, *dry_run);
  if (!id.ok()) return Refuse(id.status(), request);
  Entry entry;
  {
    const std::lock_guard lock(mutex_);
    entry = imports_.at(*id);
  }
  entry.job->WaitBefore(DeadlineIn(*wait));
  return Respond(request, *id, entry);
}

Result<Uuid> ImportApi::Start(const Request& request, const CommandKind& kind,
                              imports::ImportFile file, const CommandOrigin& origin, bool dry_run) {
  const std::string owner = OwnerOf(request);
  const Instant now = clock_.Now();
  std::vector<Entry> dropped;  // destroyed after the lock
  const std::lock_guard lock(mutex_);
  std::size_t running = 0;
  bool own_runs = false;
  for (auto at = imports_.begin(); at != imports_.end();) {
    const bool done = at->second.job->Progress().done;
    if (done && now.unix_ms() - at->second.started_at.unix_ms() >
                    std::chrono::milliseconds(kImportKept).count()) {
      dropped.push_back(std::move(at->second));
      at = imports_.erase(at);
      continue;
    }
    running += done ? 0 : 1;
    own_runs = own_runs || (!done && at->second.owner == owner);
    ++at;
  }
  if (own_runs || running >= kImportsRunningMax) {
    return ResourceExhausted("import.busy", "an import is running: wait for its end");
  }
  if (imports_.size() >= kImportsKept) {
    auto oldest = imports_.end();
    for (auto at = imports_.begin(); at != imports_.end(); ++at) {
      if (!at->second.job->Progress().done) continue;
      if (oldest == imports_.end() || at->second.started_at < oldest->second.started_at) {
        oldest = at;
      }
    }
    dropped.push_back(std::move(oldest->second));
    imports_.erase(oldest);
  }
  const Uuid id = Uuid::V7(clock_);
  service::LogInfo("import.started", {{"pact", request.Parameter("pact")},
                                      {"command", kind.name},
                                      {"import", id.ToString()},
                                      {"dry_run", dry_run ? "true" : "false"},
                                      {"rows", std::to_string(file.size())}});
  imports_[id] = {
      .owner = owner,
      .pact = request.Parameter("pact"),
      .command = kind.name,
      .dry_run = dry_run,
      .started_at = now,
      .job = std::make_shared<ImportJob>(std::move(file), request.Parameter("pact"), key_,
                                         PortsFor(request.Parameter("pact"), kind, origin, dry_run),
                                         LanguageOf(request))};
  return id;
}

ImportPorts ImportApi::PortsFor(const std::string& pact, const CommandKind& kind,
                                const CommandOrigin& origin, bool dry_run) {
  const auto submission = [pact, origin](std::shared_ptr<const google::protobuf::Message> message,
                                         const Uuid& command) {
    return Submission{.pact = pact,
                      .command = command,
                      .message = std::move(message),
                      .content_digest = {},
                      .actor = origin.actor,
                      .simulated = origin.simulated,
                      .late_reason = origin.late_reason};
  };
  ImportPorts ports;
  ports.persons = [this, pact](std::string_view taj) { return FindPerson(pact, taj); };
  ports.text_of = [](const Status& status) { return TextOfRefusal(status); };
  if (dry_run) {
    ports.record = [this, submission](auto message, const Uuid& command) -> Result<RowOutcome> {
      PAKTUM_ASSIGN_OR_RETURN(
          const bool news,
          commands_.WouldRecord(submission(std::move(message), command), DeadlineIn(timeout_)));
      return news ? RowOutcome::kRecorded : RowOutcome::kAlreadySo;
    };
    return ports;
  }
  ports.record = [this, submission, &kind](auto message,
                                           const Uuid& command) -> Result<RowOutcome> {
    PAKTUM_ASSIGN_OR_RETURN(const Taken taken,
                            commands_.Record(submission(std::move(message), command), kind));
    if (taken.state == Taken::State::kWaiting) return RowOutcome::kWaiting;
    const bool news = taken.state == Taken::State::kRecorded && !taken.answer.repeated;
    return news ? RowOutcome::kRecorded : RowOutcome::kAlreadySo;
  };
  return ports;
}

Result<Uuid> ImportApi::FindPerson(const std::string& pact, std::string_view taj) {
  if (persons_ == nullptr || !persons_->KnowsPact(pact)) {
    return Refused("import.no_persons", "this office serves no persons");
  }
  const std::vector<Uuid> found = persons_->IndexOf(pact).FindByTaj(taj, 2);
  if (found.size() == 1) return found.front();
  if (found.size() > 1) return Refused("import.person_twice", "two participants have the number");
  if (!persons_->IndexComplete(pact)) {
    return Unavailable("import.persons_not_ready", "the index is not complete yet");
  }
  return NotFound("import.person_unknown", "no participant has the number");
}

Result<ImportApi::Entry> ImportApi::Find(const Request& request) {
  const std::optional<Uuid> id = Uuid::Parse(request.Parameter("import"));
  const std::lock_guard lock(mutex_);
  const auto found = id ? imports_.find(*id) : imports_.end();
  if (found == imports_.end() || found->second.owner != OwnerOf(request) ||
      found->second.pact != request.Parameter("pact") ||
      found->second.command != request.Parameter("command")) {
    return NotFound("import.unknown", "no such import, or its result is gone");
  }
  return found->second;
}

Response ImportApi::GetImport(const Request& request) {
  const Result<std::chrono::seconds> wait = ReadWait(request);
  if (!wait.ok()) return Refuse(wait.status(), request);
  const Result<Entry> entry = Find(request);
  if (!entry.ok()) return Refuse(entry.status(), request);
  entry->job->WaitBefore(DeadlineIn(*wait));
  return Respond(request, *Uuid::Parse(request.Parameter("import")), *entry);
}

Response ImportApi::GetMendFile(const Request& request) {
  const Result<Entry> entry = Find(request);
  if (!entry.ok()) return Refuse(entry.status(), request);
  std::string bytes = entry->job->MendFile();
  if (bytes.empty()) {
    return Refuse(NotFound("import.nothing_to_mend", "there are no rows to mend"), request);
  }
  return File(std::move(bytes), entry->job->is_xlsx(), entry->command + "-hibak");
}

Response ImportApi::Respond(const Request& request, const Uuid& id, const Entry& entry) {
  const ImportProgress progress = entry.job->Progress();
  const ImportCounts& counts = progress.counts;
  const auto number = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  const std::string self = "/api/pacts/" + http::PercentEncode(request.Parameter("pact")) +
                           "/imports/" + entry.command + "/" + id.ToString();
  http::JsonArray ignored;
  for (const std::string& column : entry.job->ignored_columns()) ignored.Text(column);
  http::JsonObject body;
  body.Text("import_id", id.ToString())
      .Text("state", progress.stopped ? "stopped" : (progress.done ? "done" : "running"))
      .Text("command", entry.command)
      .Bool("dry_run", entry.dry_run)
      .Number("rows", number(counts.rows))
      .Number("recorded", number(counts.recorded))
      .Number("already_so", number(counts.already_so))
      .Number("waiting", number(counts.waiting))
      .Number("refused", number(counts.refused))
      .Number("malformed", number(counts.malformed))
      .Raw("ignored_columns", ignored.ToString())
      .Raw("errors", ErrorsJson(progress.errors))
      .Text("self", self);
  if (progress.has_mend_file) {
    body.Text("mend_file", self + "/mend").Text("mend_type", entry.job->is_xlsx() ? "xlsx" : "csv");
  }
  return http::JsonResponse(body.ToString(), progress.done ? 200 : 202);
}

}  // namespace paktum::office
