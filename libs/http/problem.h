#pragma once
// Problems: errors as RFC 9457 application/problem+json (docs/formats/http.md). Every error carries
// its texts in the languages it has them in; `title`, `detail` and `text` repeat the one that
// Accept-Language prefers and are left out when there is none in that language.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "libs/http/message.h"

namespace paktum::http {

enum class Language : std::uint8_t { kHungarian, kEnglish };

// The better of hu and en by the quality values of Accept-Language; Hungarian when it says neither.
Language PreferredLanguage(std::string_view accept_language);

// A text for users in both languages.
struct Text {
  std::string hu;
  std::string en;
};

// What is wrong with one field of the request.
struct FieldError {
  std::string field;  // path of the field: "subsidy.months"; empty = the whole body
  std::string code;   // stable: "field.required"
  Text text;
};

struct Problem {
  unsigned status = 500;
  std::string code;  // the stable reason: "enrolment.already_enrolled"
  Text title;        // what is wrong, one sentence
  Text detail;       // more about this occurrence; may be empty; never personal data
  std::vector<FieldError> errors;
  std::vector<Status::Detail> values;            // named values of the reason: "scheme" = "S2"
  std::optional<std::uint32_t> retry_after_s{};  // sent as Retry-After
};

// The one table StatusCode → HTTP status (docs/formats/http.md). kOk is 200.
unsigned HttpStatusOf(StatusCode code);
// As above, but a reason with a status of its own wins: "append.command_reused" is 409.
unsigned HttpStatusOf(const Status& status);

// The problem of a failed call: status by the table, `code` = its reason, `values` = its details,
// a general title for its code. Callers that know the reason replace the title by its own text. The
// message (English, for developers) becomes the English detail of client errors; server errors keep
// it for the log. Retry-After stands on 429 and 503.
Problem ProblemOf(const Status& status);

// The answer that carries it, in the language that the request prefers.
Response ProblemResponse(const Problem& problem, const Request& request);
Response ProblemResponse(const Status& status, const Request& request);

}  // namespace paktum::http
