#include "libs/office/internal/answers.h"

#include <array>
#include <string_view>

#include "libs/base/check.h"
#include "libs/domain/refusals.h"
#include "libs/http/json.h"
#include "libs/office/internal/reason_row.h"

namespace paktum::office {
namespace {

constexpr std::uint32_t kRetryAfterSeconds = 5;

constexpr std::array kOfficeReasons{
    ReasonRow{"append.command_reused", 409,
              "Ez az Idempotency-Key már egy másik kéréshez tartozik.",
              "This Idempotency-Key belongs to another request."},
    ReasonRow{"attention.unknown", 404, "Nincs ilyen figyelmet igénylő parancs.",
              "No such command needs attention."},
    ReasonRow{"command.not_of_this_office", 404, "Ezt a parancsot nem ez a hivatal fogadja.",
              "Another office takes this command."},
    ReasonRow{"command.unknown", 404, "Nincs ilyen parancs.", "There is no such command."},
    ReasonRow{"command.unreadable", 422, "A parancsot ez a programváltozat nem tudja értelmezni.",
              "This version of the program cannot read the command."},
    ReasonRow{"event.too_large", 422, "A parancs túl sok szöveget tartalmaz.",
              "The command holds too much text."},
    ReasonRow{"idempotency_key.malformed", 400, "Az Idempotency-Key fejléc UUID legyen.",
              "The Idempotency-Key header must be a UUID."},
    ReasonRow{"idempotency_key.missing", 400, "Az Idempotency-Key fejléc kötelező.",
              "The Idempotency-Key header must be given."},
    ReasonRow{"header.actor", 400, "A Paktum-Actor fejléc 1–64 karakteres kód legyen.",
              "The Paktum-Actor header must be a code of 1–64 characters."},
    ReasonRow{"header.actor_is_account", 400,
              "A rögzítő mindig a belépett munkatárs; a Paktum-Actor fejléc itt nem adható meg.",
              "The actor is whoever is logged in; the Paktum-Actor header is not taken here."},
    ReasonRow{"header.late_reason", 400,
              "A Paktum-Late-Reason fejléc DOCUMENT_CAME_LATE, NOT_RECORDED_IN_TIME, "
              "INSPECTION_FINDING vagy OTHER legyen.",
              "The Paktum-Late-Reason header must be DOCUMENT_CAME_LATE, NOT_RECORDED_IN_TIME, "
              "INSPECTION_FINDING or OTHER."},
    ReasonRow{"header.simulated", 400, "A Paktum-Simulated fejléc true vagy false legyen.",
              "The Paktum-Simulated header must be true or false."},
    ReasonRow{"mail.not_removed", 503, "A levél most nem törölhető; kérjük, próbálja később.",
              "The mail cannot be removed now; please try again later."},
    ReasonRow{"mail.not_written", 503, "A levél most nem írható ki; kérjük, próbálja később.",
              "The mail cannot be written now; please try again later."},
    ReasonRow{"outbox.full", 503, "Túl sok parancs vár a naplóra; ez most nem vehető fel.",
              "Too many commands wait for the log; this one cannot be taken now."},
    ReasonRow{"outbox.not_written", 503, "A parancs most nem menthető; kérjük, próbálja később.",
              "The command cannot be stored now; please try again later."},
    ReasonRow{"pact.unknown", 404, "Ismeretlen paktum.", "Unknown pact."},
    ReasonRow{"search.empty", 400, "A kereséshez név vagy TAJ-szám kell.",
              "A search needs a name or a number."},
    ReasonRow{"search.not_ready", 503,
              "A kereső az indulás után még készül; kérjük, próbálja később.",
              "The search is still being made ready after the start; please try again later."},
    ReasonRow{"statistics.too_many_persons", 422, "Túl sok személyről kellene számolni.",
              "There are too many persons to count."},
    ReasonRow{"transact.contended", 409,
              "Mások közben ugyanezt módosították; kérjük, próbálja újra.",
              "Others wrote to the same things meanwhile; please try again."},
    ReasonRow{"transact.too_many_records", 422,
              "Túl sok esemény tartozik hozzá, ezért nem rögzíthető. Kérjük, értesítse az "
              "üzemeltetőt.",
              "Too many events belong to it, so it cannot be recorded. Please tell the "
              "operator."},
    ReasonRow{"unseal.not_for_statistics", 400,
              "Statisztikai célra egyes adatok nem nyithatók meg; a számláláshoz külön út van.",
              "Data of single persons are not opened for statistics; counts have a route of "
              "their own."},
    ReasonRow{"vault.away", 503, "A kulcsok most nem érhetők el; kérjük, próbálja később.",
              "The keys cannot be reached now; please try again later."},
    ReasonRow{"table.too_large", 413, "A fájl túl nagy: kevesebb sort vagy oszlopot kell küldeni.",
              "The file is too large: send fewer rows or columns."},
    ReasonRow{"table.not_a_table", 400,
              "A fájl nem táblázat; XLSX vagy CSV formátumban, jelszó nélkül kell menteni.",
              "The file is no spreadsheet; save it as XLSX or CSV without a password."},
    ReasonRow{"table.open_quote", 400, "A fájlban egy idézőjeles cella nem ér véget.",
              "A quoted cell of the file does not end."},
    ReasonRow{"table.damaged", 400, "A fájl sérült, nem olvasható.",
              "The file is damaged and cannot be read."},
    ReasonRow{"table.no_sheet", 400, "A fájlban nincs ilyen nevű munkalap.",
              "The file has no sheet of this name."},
    ReasonRow{"import.no_heading", 400,
              "Egyik sor sem fejléc; a sablon oszlopneveit kell használni.",
              "No row is a heading; use the column names of the template."},
    ReasonRow{"import.busy", 429, "Már fut egy beolvasás; meg kell várni a végét.",
              "An import is running; wait for its end."},
    ReasonRow{"import.unknown", 404, "Nincs ilyen beolvasás, vagy az eredménye már lejárt.",
              "There is no such import, or its result is gone."},
    ReasonRow{"import.nothing_to_mend", 404, "Nincs javítandó sor.", "There are no rows to mend."},
    ReasonRow{"vault.erased", 422, "A személy adatait törölték, új nem rögzíthető róla.",
              "The person's data were erased; nothing new may be recorded."},
    ReasonRow{"vault.not_entitled", 403, "Ez a szervezet nem nyithatja meg személyek adatait.",
              "This organisation may not open data of persons."},
    ReasonRow{"vault.unseal_not_allowed", 403,
              "A szabályok szerint ez a szervezet ezt a fajta adatot nem nyithatja meg.",
              "By the rules this organisation may not open this kind of data."}};

std::string PositionsJson(const std::vector<Position>& positions) {
  http::JsonArray array;
  for (const Position position : positions) array.Text(std::to_string(position.value()));
  return array.ToString();
}

std::string ResultJson(const domain::ResultFields& result) {
  http::JsonObject object;
  for (const auto& [name, value] : result) object.Text(name, value);
  return object.ToString();
}

std::string TextJson(const Text& text) {
  return http::JsonObject().Text("hu", text.hu).Text("en", text.en).ToString();
}

}  // namespace

Text TextOfRefusal(const Status& status) {
  if (const auto filled = domain::TextOf(status)) return {filled->hu, filled->en};
  if (const ReasonRow* row = FindReason(kOfficeReasons, status.reason())) {
    return {std::string(row->hu), std::string(row->en)};
  }
  const http::Problem problem = http::ProblemOf(status);
  return {problem.title.hu, problem.title.en};
}

http::Problem ProblemOfCommand(const Status& status) {
  http::Problem problem = http::ProblemOf(status);
  const Text text = TextOfRefusal(status);
  problem.title = {text.hu, text.en};
  if (domain::FindRefusal(status.reason()) != nullptr) {
    problem.status = status.code() == StatusCode::kInvalidArgument ? 400 : 422;
    problem.detail = {};
  } else if (const ReasonRow* row = FindReason(kOfficeReasons, status.reason())) {
    problem.status = row->status;
    problem.detail = {};
    if (row->status == 503) problem.retry_after_s = kRetryAfterSeconds;
  }
  return problem;
}

http::Problem ProblemOfInput(const std::vector<Violation>& violations) {
  http::Problem problem;
  problem.status = 400;
  problem.code = "input.invalid";
  problem.title = {"A parancs hibás; az errors minden hibát felsorol.",
                   "The command is not valid; errors lists everything that is wrong."};
  for (const Violation& violation : violations) {
    problem.errors.push_back(
        {violation.field, violation.code, {violation.text.hu, violation.text.en}});
  }
  return problem;
}

http::Response RespondTaken(const Uuid& command, const Taken& taken) {
  http::JsonObject body;
  switch (taken.state) {
    case Taken::State::kWaiting:
      body.Text("command_id", command.ToString()).Text("state", "waiting");
      return http::JsonResponse(body.ToString(), 202);
    case Taken::State::kRecorded:
    case Taken::State::kNothingToDo:
      body.Raw("positions", PositionsJson(taken.answer.positions))
          .Text("command_id", command.ToString())
          .Raw("result", ResultJson(taken.answer.result));
      return http::JsonResponse(body.ToString(),
                                taken.state == Taken::State::kRecorded ? 201 : 200);
  }
  PAKTUM_UNREACHABLE();
}

http::Response RespondState(const Uuid& command, const CommandState& state) {
  http::JsonObject body;
  body.Text("command_id", command.ToString());
  switch (state.kind) {
    case CommandState::Kind::kWaiting:
      body.Text("state", "waiting");
      break;
    case CommandState::Kind::kUnknown:
      body.Text("state", "unknown");
      break;
    case CommandState::Kind::kRefused:
      body.Text("state", "refused")
          .Text("code", state.refusal.reason())
          .Raw("text", TextJson(TextOfRefusal(state.refusal)));
      break;
    case CommandState::Kind::kAppended:
    case CommandState::Kind::kNothingToDo:
      body.Text("state", state.kind == CommandState::Kind::kAppended ? "appended" : "nothing_to_do")
          .Raw("positions", PositionsJson(state.answer.positions))
          .Raw("result", ResultJson(state.answer.result));
      break;
  }
  return http::JsonResponse(body.ToString());
}

}  // namespace paktum::office
