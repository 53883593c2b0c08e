#include "libs/http/problem.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/http/json.h"

namespace paktum::http {
namespace {

struct CodeRow {
  unsigned status;
  const char* hu;
  const char* en;
};

// The one table. No default: a new code does not compile without its row.
CodeRow RowOf(StatusCode code) {
  switch (code) {
    case StatusCode::kOk:
      return {200, "Rendben.", "OK."};
    case StatusCode::kInvalidArgument:
      return {400, "A kérés hibás.", "The request is not valid."};
    case StatusCode::kNotFound:
      return {404, "Amit keres, nem található.", "What was asked for does not exist."};
    case StatusCode::kFailedPrecondition:
      return {422, "Ez a jelenlegi állapotban nem lehetséges.",
              "This is not possible in the present state."};
    case StatusCode::kAborted:
      return {409, "Az állapot közben megváltozott. Kérjük, próbálja újra.",
              "The state changed meanwhile. Please try again."};
    case StatusCode::kResourceExhausted:
      return {429, "Túl sok kérés vár. Kérjük, próbálja újra később.",
              "Too many requests are waiting. Please try again later."};
    case StatusCode::kUnavailable:
      return {503, "A szolgáltatás most nem érhető el. Kérjük, próbálja újra később.",
              "The service is not available now. Please try again later."};
    case StatusCode::kDeadlineExceeded:
      return {504, "Nem érkezett válasz időben, ezért az eredmény ismeretlen.",
              "No answer came in time, so the outcome is unknown."};
    case StatusCode::kPermissionDenied:
      return {403, "Ehhez nincs jogosultsága.", "You may not do this."};
    case StatusCode::kDataLoss:
      return {500, "A tárolt adatok sérültek. Kérjük, értesítse az üzemeltetőt.",
              "Stored data are damaged. Please tell the operator."};
    case StatusCode::kInternal:
      return {500, "Belső hiba történt.", "An internal error occurred."};
  }
  PAKTUM_UNREACHABLE();
}

// Reasons with a status of their own.
struct ReasonRow {
  std::string_view reason;
  unsigned status;
};
constexpr ReasonRow kReasons[] = {
    {"append.command_reused", 409},
};

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Quality in thousandths: "0.8" → 800; anything unreadable counts as 0.
int QualityOf(std::string_view text) {
  if (text.empty() || (text.front() != '0' && text.front() != '1')) return 0;
  int quality = (text.front() - '0') * 1000;
  int unit = 100;
  for (std::size_t i = 2; i < text.size() && i < 5; ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return 0;
    quality += (text[i] - '0') * unit;
  }
  return std::min(quality, 1000);
}

bool IsLanguage(std::string_view range, std::string_view language) {
  return range.size() >= 2 && Lower(range[0]) == language[0] && Lower(range[1]) == language[1] &&
         (range.size() == 2 || range[2] == '-');
}

// name, name_hu and name_en; languages without text are left out, and name with them when it is the
// preferred one: nobody is shown a text in the other language.
void AddText(JsonObject& object, const std::string& name, const Text& text, Language language) {
  const std::string& preferred = language == Language::kHungarian ? text.hu : text.en;
  if (!preferred.empty()) object.Text(name, preferred);
  if (!text.hu.empty()) object.Text(name + "_hu", text.hu);
  if (!text.en.empty()) object.Text(name + "_en", text.en);
}

std::string ErrorsJson(const std::vector<FieldError>& errors, Language language) {
  JsonArray array;
  for (const FieldError& error : errors) {
    JsonObject object;
    object.Text("field", error.field).Text("code", error.code);
    AddText(object, "text", error.text, language);
    array.Raw(object.ToString());
  }
  return array.ToString();
}

}  // namespace

Language PreferredLanguage(std::string_view accept_language) {
  int hungarian = 0;
  int english = 0;
  while (!accept_language.empty()) {
    const std::size_t comma = std::min(accept_language.find(','), accept_language.size());
    std::string_view range = Trimmed(accept_language.substr(0, comma));
    accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));
    int quality = 1000;
    if (const std::size_t semicolon = range.find(';'); semicolon != std::string_view::npos) {
      const std::string_view weight = Trimmed(range.substr(semicolon + 1));
      quality = weight.starts_with("q=") ? QualityOf(weight.substr(2)) : 0;
      range = Trimmed(range.substr(0, semicolon));
    }
    if (IsLanguage(range, "hu")) hungarian = std::max(hungarian, quality);
    if (IsLanguage(range, "en")) english = std::max(english, quality);
  }
  return english > hungarian ? Language::kEnglish : Language::kHungarian;
}

unsigned HttpStatusOf(StatusCode code) { return RowOf(code).status; }

unsigned HttpStatusOf(const Status& status) {
  for (const ReasonRow& row : kReasons) {
    if (status.reason() == row.reason) return row.status;
  }
  return HttpStatusOf(status.code());
}

Problem ProblemOf(const Status& status) {
  PAKTUM_CHECK(!status.ok());
  const CodeRow row = RowOf(status.code());
  Problem problem;
  problem.status = HttpStatusOf(status);
  problem.code = status.reason();
  problem.title = {row.hu, row.en};
  if (problem.status < 500) problem.detail.en = status.message();
  problem.values = status.details();
  if (problem.status == 429 || problem.status == 503) problem.retry_after_s = 1;
  return problem;
}

Response ProblemResponse(const Problem& problem, const Request& request) {
  const Language language = PreferredLanguage(request.headers.Find("Accept-Language"));
  JsonObject object;
  object.Text("type", "urn:paktum:problem:" + problem.code);
  AddText(object, "title", problem.title, language);
  object.Number("status", problem.status).Text("code", problem.code);
  AddText(object, "detail", problem.detail, language);
  if (!problem.errors.empty()) object.Raw("errors", ErrorsJson(problem.errors, language));
  if (!problem.values.empty()) {
    JsonObject values;
    for (const Status::Detail& detail : problem.values) values.Text(detail.key, detail.value);
    object.Raw("values", values.ToString());
  }
  Response response;
  response.status = problem.status;
  response.content_type = "application/problem+json";
  response.body = object.ToString();
  response.headers.Add("Content-Language", language == Language::kHungarian ? "hu" : "en");
  response.headers.Add("Vary", "Accept-Language");
  if (problem.retry_after_s) {
    response.headers.Add("Retry-After", std::to_string(*problem.retry_after_s));
  }
  return response;
}

Response ProblemResponse(const Status& status, const Request& request) {
  return ProblemResponse(ProblemOf(status), request);
}

}  // namespace paktum::http
