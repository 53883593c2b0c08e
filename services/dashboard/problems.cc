#include "services/dashboard/problems.h"

#include <string_view>

#include "libs/view_client/view_problems.h"

namespace paktum::dashboard {
namespace {

struct Title {
  std::string_view code;
  const char* hu;
  const char* en;
};
constexpr Title kTitles[] = {
    {"pact.unknown", "Nincs ilyen paktum.", "There is no such pact."},
    {"events.not_ready", "Az eseménynapló most nem érhető el.",
     "The event log cannot be reached now."},
    {"events.ahead", "A naplóban még nincs ilyen pozíció.", "The ledger has no such position yet."},
    {"events.bad_position", "A kezdő pozíció nem szám.", "The starting position is no number."},
};

}  // namespace

http::Response ProblemFor(const Status& status, const http::Request& request) {
  http::Problem problem = view_client::ProblemOfView(status);
  for (const Title& title : kTitles) {
    if (problem.code == title.code) problem.title = {title.hu, title.en};
  }
  return http::ProblemResponse(problem, request);
}

}  // namespace paktum::dashboard
