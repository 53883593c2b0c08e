#include "libs/view_client/view_problems.h"

#include <optional>
#include <string>
#include <string_view>

namespace paktum::view_client {
namespace {

struct Title {
  std::string_view code;
  const char* hu;
  const char* en;
};
constexpr Title kTitles[] = {
    {"view.unknown", "Nincs ilyen nézet.", "There is no such view."},
    {"view.unreachable", "A nézet szolgáltatása most nem érhető el.",
     "The service of this view cannot be reached now."},
    {"view.behind", "A nézet még nem dolgozta fel a kért eseményt.",
     "The view has not applied the wanted event yet."},
    {"view.bad_parameter", "A kérés egyik paramétere hibás.",
     "A parameter of the request is not valid."},
    {"indicator.unknown", "A tervben nincs ilyen mutató.", "The plan has no such indicator."},
    {"indicator.unknown_definition", "A mutatónak nincs ilyen meghatározása.",
     "The indicator has no such definition."},
    {"view.not_for_you", "Ezt a nézetet ez a szervezet nem láthatja.",
     "This organisation may not see this view."},
};

// What a parameter is expected to be: the words of the views (libs/views) and the Hungarian ones.
struct Expectation {
  std::string_view en;
  std::string_view hu;
};
constexpr Expectation kExpectations[] = {
    {"a day as YYYY-MM-DD", "egy nap ÉÉÉÉ-HH-NN alakban"},
    {"a day as YYYY-MM-DD (its end in Budapest) or a moment as in RFC 3339, 2019-03-31T09:30:00Z",
     "egy nap ÉÉÉÉ-HH-NN alakban (a nap vége Budapesten) vagy egy időpont az RFC 3339 szerint, "
     "például 2019-03-31T09:30:00Z"},
    {"a position of the ledger", "a napló egy pozíciója"},
    {"the code of an indicator", "egy mutató kódja"},
    {"project, measures or all", "project, measures vagy all"},
    {"no scope beside code", "code mellett nem adható meg"},
    {"a code beside it", "csak code mellett adható meg"},
    {"the id of a person, a UUID", "egy személy azonosítója, UUID"},
    {"six_month, exit or evidence", "six_month, exit vagy evidence"},
    {"open, done or all", "open, done vagy all"},
};
constexpr std::string_view kNames = "one of these names: ";
constexpr std::string_view kNumber = "a whole number from ";
constexpr std::string_view kTo = " to ";

std::optional<std::string> HungarianOf(std::string_view expected) {
  for (const Expectation& row : kExpectations) {
    if (expected == row.en) return std::string(row.hu);
  }
  if (expected.starts_with(kNames)) {
    return "e nevek egyike: " + std::string(expected.substr(kNames.size()));
  }
  if (!expected.starts_with(kNumber)) return std::nullopt;
  const std::string_view bounds = expected.substr(kNumber.size());
  const std::size_t to = bounds.find(kTo);
  if (to == std::string_view::npos) return std::nullopt;
  return "egész szám, legalább " + std::string(bounds.substr(0, to)) + ", legfeljebb " +
         std::string(bounds.substr(to + kTo.size()));
}

// Empty when the refusal does not name its parameter.
std::string BadParameterDetail(const Status& status) {
  std::string parameter;
  std::optional<std::string> expected;
  for (const Status::Detail& detail : status.details()) {
    if (detail.key == "parameter") parameter = detail.value;
    if (detail.key == "expected") expected = HungarianOf(detail.value);
  }
  if (parameter.empty()) return "";
  return "Hibás paraméter: " + parameter + "." + (expected ? " Elvárt: " + *expected + "." : "");
}

}  // namespace

http::Problem ProblemOfView(const Status& status) {
  http::Problem problem = http::ProblemOf(status);
  for (const Title& title : kTitles) {
    if (problem.code == title.code) problem.title = {title.hu, title.en};
  }
  if (problem.code == "view.bad_parameter") problem.detail.hu = BadParameterDetail(status);
  return problem;
}

}  // namespace paktum::view_client
