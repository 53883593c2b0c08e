#include <cstdio>
#include <cstring>

#include "libs/base/clock.h"
#include "libs/base/secret_file.h"
#include "libs/base/uuid.h"
#include "libs/http/client.h"
#include "libs/http/json.h"
#include "libs/service/start.h"
#include "services/paktum/commands.h"

namespace paktum::cli {
namespace {

constexpr unsigned kSecretMode = 0600;
constexpr std::size_t kTokenBytesMax = 4096;

struct ReportOptions {
  std::string pact = "tiszakecske";
  std::string person;
  std::string office = "http://127.0.0.1:8082";
  std::string reference;
  std::string actor;
  std::string token_file;
  std::string language = "hu";
  std::string format = "html";
  std::string out;
};

Result<http::Headers> HeadersOf(const ReportOptions& options) {
  const SystemClock clock;
  http::Headers headers{{"Accept", options.format == "json" ? "application/json" : "text/html"},
                        {"Accept-Language", options.language},
                        {"Idempotency-Key", Uuid::V7(clock).ToString()}};
  if (!options.actor.empty()) headers.Add("Paktum-Actor", options.actor);
  if (options.token_file.empty()) return headers;
  PAKTUM_ASSIGN_OR_RETURN(std::string token, ReadSecretFile(options.token_file, kTokenBytesMax));
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  headers.Add("Authorization", "Bearer " + token);
  return headers;
}

Status Run(const ReportOptions& options) {
  const auto person = Uuid::Parse(options.person);
  if (!person) return InvalidArgument("person.id", "--person must be a participant id");
  if (options.format != "html" && options.format != "json") {
    return InvalidArgument("person.format", "--format is html or json");
  }
  PAKTUM_ASSIGN_OR_RETURN(const http::Headers headers, HeadersOf(options));
  PAKTUM_ASSIGN_OR_RETURN(const auto client, http::Client::ForAddress(options.office));
  const std::string body = http::JsonObject().Text("reference", options.reference).ToString();
  PAKTUM_ASSIGN_OR_RETURN(
      const http::ClientResponse response,
      client->Post("/api/pacts/" + options.pact + "/persons/" + person->ToString() + "/report",
                   body, "application/json", headers));
  if (response.status != 200) {
    return Refused("person.refused",
                   "the office answered " + std::to_string(response.status) + " " + response.body);
  }
  if (!options.out.empty()) return WriteNewFile(options.out, response.body, kSecretMode);
  std::fwrite(response.body.data(), 1, response.body.size(), stdout);
  return OkStatus();
}

}  // namespace

int PersonReport(int argc, const char* const* argv) {
  if (argc < 2 || std::strcmp(argv[1], "report") != 0) {
    std::fprintf(stderr, "usage: paktum person report [options]\n");
    return 2;
  }
  ReportOptions options;
  return service::Start(
      argc - 1, argv + 1,
      {"paktum person report",
       "Asks an office for everything that is held about one person, for that person; the office "
       "records that it was opened."},
      [&](service::Flags& flags) {
        using service::Need;
        flags.Text("--pact", options.pact, "id of the pact");
        flags.Text("--person", options.person, "participant id", Need::kRequired);
        flags.Text("--office", options.office, "address of an office that serves persons");
        flags.Text("--reference", options.reference, "file number of the request; no names",
                   Need::kRequired);
        flags.Text("--actor", options.actor, "who asks, at an office without logins");
        flags.Text("--token-file", options.token_file, "file with an API token, mode 0600");
        flags.Text("--language", options.language, "hu or en");
        flags.Text("--format", options.format, "html (to print) or json");
        flags.Text("--out", options.out, "new file, mode 0600; default: standard output");
      },
      [&](service::StopSignal&) { return Run(options); });
}

}  // namespace paktum::cli
