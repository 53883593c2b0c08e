#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "libs/base/clock.h"
#include "libs/base/secret_file.h"
#include "libs/http/client.h"
#include "libs/service/start.h"
#include "services/paktum/commands.h"
#include "services/paktum/token_file.h"

namespace paktum::cli {
namespace {

using std::chrono::milliseconds;

constexpr unsigned kSecretMode = 0600;
constexpr int kErrorsShown = 20;
constexpr milliseconds kPause{1'000};

struct ImportOptions {
  std::string pact = "tiszakecske";
  std::string office;
  std::string command;
  std::string file;
  std::string sheet;
  bool dry_run = false;
  std::string errors;
  std::string language = "hu";
  std::string token_file;
  std::string actor;
  std::string authorities;
  std::int64_t patience_s = 60;
};

// The result of an import as the office tells it.
class Outcome {
 public:
  static Result<Outcome> Read(const http::ClientResponse& response) {
    Outcome outcome;
    if (!google::protobuf::util::JsonStringToMessage(response.body, &outcome.json_).ok()) {
      return Internal("import.answer", "the office's answer is no JSON object");
    }
    return outcome;
  }
  [[nodiscard]] std::string Text(const std::string& name) const { return TextOf(json_, name); }
  [[nodiscard]] long Number(const std::string& name) const {
    const auto found = json_.fields().find(name);
    return found == json_.fields().end() ? 0 : static_cast<long>(found->second.number_value());
  }
  void PrintErrors(const std::string& language) const {
    const auto found = json_.fields().find("errors");
    if (found == json_.fields().end()) return;
    int shown = 0;
    for (const auto& entry : found->second.list_value().values()) {
      if (shown++ == kErrorsShown) break;
      const google::protobuf::Struct& error = entry.struct_value();
      const auto text = error.fields().find("text");
      const std::string column = TextOf(error, "column");
      const auto row = error.fields().find("row");
      std::printf("%s %.0f%s%s: %s\n", language == "hu" ? "sor" : "row",
                  row == error.fields().end() ? 0 : row->second.number_value(),
                  column.empty() ? "" : ", ", column.c_str(),
                  text == error.fields().end()
                      ? TextOf(error, "code").c_str()
                      : TextOf(text->second.struct_value(), language).c_str());
    }
  }

 private:
  static std::string TextOf(const google::protobuf::Struct& json, const std::string& name) {
    const auto found = json.fields().find(name);
    return found == json.fields().end() ? std::string() : found->second.string_value();
  }
  google::protobuf::Struct json_;
};

// The service id of the office at this address: tokens are kept by it.
Result<std::string> IdOf(http::Client& client) {
  PAKTUM_ASSIGN_OR_RETURN(const http::ClientResponse response, client.Get("/api/office"));
  if (response.status != 200) {
    return Unavailable("import.office", "the address does not answer as an office");
  }
  PAKTUM_ASSIGN_OR_RETURN(const Outcome office, Outcome::Read(response));
  return office.Text("office");
}

Result<http::Headers> HeadersOf(const ImportOptions& options, http::Client& client) {
  http::Headers headers{{"Accept-Language", options.language}};
  if (!options.actor.empty()) headers.Add("Paktum-Actor", options.actor);
  if (options.token_file.empty()) return headers;
  PAKTUM_ASSIGN_OR_RETURN(const TokenFile tokens, TokenFile::Read(options.token_file));
  PAKTUM_ASSIGN_OR_RETURN(const std::string office, IdOf(client));
  tokens.AddTo(headers, office);
  return headers;
}

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Unavailable("import.file", "cannot read " + path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// One file at one office. What is asked again changes nothing: rows are recorded once.
class Importer {
 public:
  Importer(const ImportOptions& options, http::Client& client, http::Headers headers,
           service::StopSignal& stop)
      : options_(options), client_(client), headers_(std::move(headers)), stop_(stop) {}

  // Sends the file and waits for the end; starts again when the office forgot it meanwhile.
  Result<Outcome> Run(const std::string& bytes) {
    const std::string target =
        "/api/pacts/" + http::PercentEncode(options_.pact) + "/imports/" +
        http::PercentEncode(options_.command) + "?wait=5&lang=" + options_.language +
        (options_.dry_run ? "&dry_run=1" : "") + "&sheet=" + http::PercentEncode(options_.sheet);
    std::string self;
    for (;;) {
      const auto response = self.empty()
                                ? client_.Post(target, bytes, "application/octet-stream", headers_)
                                : client_.Get(self + "?wait=5", headers_);
      if (response.ok() && (response->status == 200 || response->status == 202)) {
        PAKTUM_ASSIGN_OR_RETURN(Outcome outcome, Outcome::Read(*response));
        if (response->status == 200 && outcome.Text("state") == "done") return outcome;
        self = response->status == 202 ? outcome.Text("self") : "";
        give_up_ = DeadlineIn(std::chrono::seconds(options_.patience_s));
        continue;
      }
      if (response.ok() && !MayPass(response->status)) {
        if (response->status != 404 || self.empty()) return Refused(*response);
        self.clear();  // the office was started anew
      }
      PAKTUM_RETURN_IF_ERROR(Pause());
    }
  }

 private:
  static bool MayPass(unsigned status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  static Status Refused(const http::ClientResponse& response) {
    return paktum::Refused(
        "import.refused",
        "the office answered " + std::to_string(response.status) + " " + response.body);
  }

  Status Pause() {
    if (std::chrono::steady_clock::now() >= give_up_) {
      return Unavailable("import.gave_up", "the office did not answer in time; import again");
    }
    if (stop_.WaitBefore(DeadlineIn(kPause))) return Aborted("import.stopped", "asked to stop");
    return OkStatus();
  }

  const ImportOptions& options_;
  http::Client& client_;
  const http::Headers headers_;
  service::StopSignal& stop_;
  Deadline give_up_ = DeadlineIn(std::chrono::seconds(options_.patience_s));
};

void PrintCounts(const Outcome& outcome, const ImportOptions& options) {
  const bool hu = options.language == "hu";
  std::printf(
      hu ? "%ld sor: %ld %s, %ld már megvolt, %ld vár a naplóra, %ld elutasítva, %ld hibás\n"
         : "%ld rows: %ld %s, %ld already so, %ld wait for the log, %ld refused, "
           "%ld malformed\n",
      outcome.Number("rows"), outcome.Number("recorded"),
      options.dry_run ? (hu ? "rögzíthető" : "would be recorded") : (hu ? "rögzítve" : "recorded"),
      outcome.Number("already_so"), outcome.Number("waiting"), outcome.Number("refused"),
      outcome.Number("malformed"));
}

Status Run(const ImportOptions& options, service::StopSignal& stop) {
  if (options.language != "hu" && options.language != "en") {
    return InvalidArgument("import.language", "--language is hu or en");
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(options.file));
  http::ClientOptions client_options;
  client_options.authorities = options.authorities;
  client_options.request_timeout = milliseconds(60'000);
  PAKTUM_ASSIGN_OR_RETURN(const auto client,
                          http::Client::ForAddress(options.office, client_options));
  PAKTUM_ASSIGN_OR_RETURN(const http::Headers headers, HeadersOf(options, *client));
  Importer importer(options, *client, headers, stop);
  PAKTUM_ASSIGN_OR_RETURN(const Outcome outcome, importer.Run(bytes));
  PrintCounts(outcome, options);
  outcome.PrintErrors(options.language);
  const long bad = outcome.Number("refused") + outcome.Number("malformed");
  if (bad == 0) return OkStatus();
  if (!options.errors.empty() && !outcome.Text("mend_file").empty()) {
    PAKTUM_ASSIGN_OR_RETURN(const http::ClientResponse mend,
                            client->Get(outcome.Text("mend_file"), headers));
    if (mend.status != 200) return Unavailable("import.mend_file", "the file to mend is gone");
    PAKTUM_RETURN_IF_ERROR(WriteNewFile(options.errors, mend.body, kSecretMode));
    std::printf("%s: %s\n", options.language == "hu" ? "Javítandó sorok" : "Rows to mend",
                options.errors.c_str());
  }
  return Refused("import.rows", std::to_string(bad) + " rows were not taken");
}

}  // namespace

int Import(int argc, const char* const* argv) {
  ImportOptions options;
  return service::Start(
      argc, argv,
      {"paktum import",
       "Sends the rows of a spreadsheet to an office as commands. The same file may be sent again: "
       "each row is recorded once."},
      [&](service::Flags& flags) {
        using service::Need;
        flags.Text("--office", options.office, "address of the office, http://127.0.0.1:8082",
                   Need::kRequired);
        flags.Text("--command", options.command, "name, e.g. RecordHire", Need::kRequired);
        flags.Text("--file", options.file, "CSV or XLSX file", Need::kRequired);
        flags.Text("--pact", options.pact, "id of the pact");
        flags.Text("--sheet", options.sheet, "name of the sheet; default: the first");
        flags.Switch("--dry-run", options.dry_run, "check every row, record nothing");
        flags.Text("--errors", options.errors,
                   "new file for the rows to mend, mode 0600: it may hold personal data");
        flags.Text("--language", options.language, "of the texts: hu or en");
        flags.Text("--token-file", options.token_file,
                   "tokens for offices with accounts, lines of OFFICE TOKEN, mode 0600");
        flags.Text("--actor", options.actor, "who imports, at an office without logins");
        flags.Text("--authorities", options.authorities, "PEM file of the certificates to trust");
        flags.Number("--patience", options.patience_s, 1, 86'400,
                     "seconds to go on while the office is away");
      },
      [&](service::StopSignal& stop) { return Run(options, stop); });
}

}  // namespace paktum::cli
