#include "libs/view_client/view_answer.h"

#include <google/protobuf/message.h>

#include <utility>

#include "libs/export/view_file.h"
#include "libs/http/problem.h"

namespace paktum::view_client {
namespace {

using exports::Language;

Language LanguageOf(const http::Request& request) {
  const std::string_view asked = request.Query("lang");
  if (asked == "en") return Language::kEnglish;
  if (asked == "hu") return Language::kHungarian;
  const bool english =
      http::PreferredLanguage(request.headers.Find("Accept-Language")) == http::Language::kEnglish;
  return english ? Language::kEnglish : Language::kHungarian;
}

}  // namespace

Result<http::Response> AnswerView(const ViewGateway& gateway, const http::Request& request,
                                  const std::string& pact, const std::string& view,
                                  const std::map<std::string, std::string>& more) {
  if (!exports::IsFileName(view)) {
    PAKTUM_ASSIGN_OR_RETURN(std::string json, gateway.Ask(pact, view, request.query, more));
    return http::JsonResponse(std::move(json));
  }
  std::map<std::string, std::string> query = request.query;
  query.erase("lang");
  query.erase("table");
  PAKTUM_ASSIGN_OR_RETURN(
      const auto answer, gateway.AskMessage(pact, std::string(exports::ViewOf(view)), query, more));
  PAKTUM_ASSIGN_OR_RETURN(
      exports::ExportedFile file,
      exports::ExportView(*answer, view, request.Query("table"), LanguageOf(request)));
  http::Response response;
  response.content_type = std::move(file.content_type);
  response.body = std::move(file.bytes);
  if (file.name.ends_with(".html")) {
    response.headers.Set("Content-Security-Policy",
                         "default-src 'none'; style-src 'unsafe-inline'");
  } else {
    response.headers.Add("Content-Disposition", "attachment; filename=\"" + file.name + "\"");
  }
  return response;
}

}  // namespace paktum::view_client
