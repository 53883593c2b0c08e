#include "libs/office/internal/access_answers.h"

#include <array>
#include <charconv>

#include "libs/base/check.h"
#include "libs/office/internal/reason_row.h"

namespace paktum::office {
namespace {

constexpr std::array kRows{
    ReasonRow{"access.no_rule", 403, "Ez a művelet senkinek sincs megengedve.",
              "Nobody may do this."},
    ReasonRow{"access.role", 403, "Ehhez nincs jogosultsága.", "Your roles do not allow this."},
    ReasonRow{"account.grant", 400, "A jogosultság SZEREP vagy SZEREP@PAKTUM legyen.",
              "A right must be ROLE or ROLE@PACT."},
    ReasonRow{"account.last_administrator", 422,
              "Legalább egy rendszergazdának maradnia kell, aki be tud lépni.",
              "At least one administrator who can log in must remain."},
    ReasonRow{"account.login", 400,
              "A belépési név 3–64 karakter legyen: a–z, 0–9, pont, kötőjel, aláhúzás, @.",
              "A login name must be 3–64 characters of a–z, 0–9, '.', '-', '_' and '@'."},
    ReasonRow{"account.login_taken", 422, "Ez a belépési név már foglalt.",
              "This login name is in use."},
    ReasonRow{"account.not_disabled", 422, "Csak letiltott fiók törölhető.",
              "Only a disabled account can be removed."},
    ReasonRow{"account.too_many", 422, "Nem fér el több fiók.", "No more accounts fit."},
    ReasonRow{"account.unknown", 404, "Nincs ilyen fiók.", "There is no such account."},
    ReasonRow{"accounts.not_written", 503, "A változás most nem menthető; kérjük, próbálja később.",
              "The change cannot be stored now; please try again later."},
    ReasonRow{"csrf.origin", 403, "A kérés nem ennek a hivatalnak az oldaláról érkezett.",
              "The request did not come from a page of this office."},
    ReasonRow{"csrf.token", 403,
              "A Paktum-CSRF-Token fejléc hiányzik, vagy nem ehhez a belépéshez való.",
              "The Paktum-CSRF-Token header is missing or is not of this session."},
    ReasonRow{"input.invalid", 400, "A kérés törzse hibás.",
              "The body of the request is not valid."},
    ReasonRow{"login.busy", 503, "Túl sokan lépnek be egyszerre; kérjük, próbálja újra.",
              "Too many log in at the same time; please try again."},
    ReasonRow{"login.refused", 401, "A belépési név vagy a jelszó hibás.",
              "The login name or the password is wrong."},
    ReasonRow{"login.slow_down", 429, "Túl sok sikertelen próbálkozás; kérjük, várjon.",
              "Too many failed tries; please wait."},
    ReasonRow{"password.change_required", 403, "Előbb változtassa meg a kapott jelszót.",
              "Change the password that you were given first."},
    ReasonRow{"password.not_utf8", 400, "A jelszó nem UTF-8 szöveg.",
              "The password is not UTF-8 text."},
    ReasonRow{"password.same", 400, "Az új jelszó megegyezik a régivel.",
              "The new password is the old one."},
    ReasonRow{"password.too_common", 400,
              "Ezt a jelszót könnyű kitalálni; kérjük, válasszon másikat.",
              "This password is easy to guess; please choose another one."},
    ReasonRow{"password.too_long", 400, "A jelszó legfeljebb 256 bájt lehet.",
              "A password is at most 256 bytes."},
    ReasonRow{"password.too_short", 400, "A jelszó legalább 12 karakter legyen.",
              "A password must be at least 12 characters."},
    ReasonRow{"session.needed", 403, "Ehhez be kell lépni; tokennel nem lehet.",
              "This needs somebody who is logged in; a token is not enough."},
    ReasonRow{"session.required", 401, "Ehhez be kell lépni.", "Log in first."},
    ReasonRow{"token.expiry", 400, "A token lejárata a mai naptól legfeljebb 400 napra lehet.",
              "A token must expire within 400 days from now."},
    ReasonRow{"token.invalid", 401, "A token ismeretlen, lejárt vagy visszavonták.",
              "The token is unknown, expired or revoked."},
    ReasonRow{"token.label", 400, "A token neve 1–64 karakteres kód legyen.",
              "The label of a token must be a code of 1–64 characters."},
    ReasonRow{"token.scope", 403, "A token erre nem használható.", "The token is not for this."},
    ReasonRow{"token.scopes", 400, "A token felhasználása hiányzik vagy ismeretlen.",
              "The scopes of the token are missing or unknown."},
    ReasonRow{"token.too_many", 422, "Nem fér el több token; vonjon vissza néhányat.",
              "No more tokens fit; revoke some."},
    ReasonRow{"token.unknown", 404, "Nincs ilyen token.", "There is no such token."},
};

http::Response Answer(const ReasonRow& row, std::optional<std::uint32_t> retry_after_s,
                      const http::Request& request) {
  http::Problem problem;
  problem.status = row.status;
  problem.code = row.code;
  problem.title = row.title();
  problem.retry_after_s = retry_after_s;
  if (row.status == 503 && !retry_after_s) problem.retry_after_s = 1;
  http::Response response = http::ProblemResponse(problem, request);
  if (row.status == 401) response.headers.Add("WWW-Authenticate", "Bearer");
  return response;
}

std::optional<std::uint32_t> RetryAfterOf(const Status& status) {
  for (const Status::Detail& detail : status.details()) {
    std::uint32_t seconds = 0;
    const char* const end = detail.value.data() + detail.value.size();
    if (detail.key == "retry_after_s" &&
        std::from_chars(detail.value.data(), end, seconds).ec == std::errc()) {
      return seconds;
    }
  }
  return std::nullopt;
}

}  // namespace

http::Response RefuseAccess(std::string_view code, const http::Request& request) {
  const ReasonRow* row = FindReason(kRows, code);
  PAKTUM_CHECK(row != nullptr);
  return Answer(*row, std::nullopt, request);
}

http::Response RefuseAccounts(const Status& status, const http::Request& request) {
  const ReasonRow* row = FindReason(kRows, status.reason());
  if (row == nullptr) return http::ProblemResponse(status, request);
  return Answer(*row, RetryAfterOf(status), request);
}

}  // namespace paktum::office
