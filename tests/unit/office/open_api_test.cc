#include "libs/office/open_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "libs/http/problem.h"
#include "libs/office/commands.h"
#include "libs/office/internal/answers.h"

namespace paktum::office {
namespace {

Json Document(const std::string& office) {
  auto parsed = ParseJson(OpenApiDocument(office));
  if (const auto* error = std::get_if<JsonError>(&parsed)) {
    ADD_FAILURE() << error->what_en << " in column " << error->place.column;
    return Json::Object();
  }
  return std::get<Json>(parsed);
}

const Json& At(const Json& json, const std::vector<std::string>& path) {
  static const Json kNothing;
  const Json* at = &json;
  for (const std::string& name : path) {
    at = at->Find(name);
    if (at == nullptr) {
      ADD_FAILURE() << "no member " << name;
      return kNothing;
    }
  }
  return *at;
}

void ExpectRefsResolve(const Json& document, const Json& part) {
  if (const Json* ref = part.Find("$ref")) {
    std::string rest = ref->text().substr(2);  // "#/components/…"
    std::vector<std::string> path;
    while (!rest.empty()) {
      const std::size_t slash = std::min(rest.find('/'), rest.size());
      path.push_back(rest.substr(0, slash));
      rest.erase(0, slash + 1);
    }
    EXPECT_EQ(At(document, path).kind(), Json::Kind::kObject) << ref->text();
  }
  for (const Json& item : part.items()) ExpectRefsResolve(document, item);
  for (const Json::Member& member : part.members()) ExpectRefsResolve(document, member.second);
}

TEST(OpenApi, EveryReferenceResolves) {
  for (const std::string office : {"pact_office", "government_office", "charity"}) {
    const Json document = Document(office);
    EXPECT_EQ(At(document, {"openapi"}).text(), "3.1.0");
    ExpectRefsResolve(document, document);
  }
}

TEST(OpenApi, AnOfficeShowsItsOwnCommandsAndNoOthers) {
  const Json document = Document("charity");
  const Json& paths = At(document, {"paths"});
  EXPECT_NE(paths.Find("/api/pacts/{pact}/commands/HoldFirstInterview"), nullptr);
  EXPECT_NE(paths.Find("/api/pacts/{pact}/commands/VoidEvent"), nullptr);
  EXPECT_EQ(paths.Find("/api/pacts/{pact}/commands/GrantSubsidy"), nullptr);
  EXPECT_NE(paths.Find("/api/pacts/{pact}/outbox"), nullptr);
  EXPECT_NE(paths.Find("/healthz"), nullptr);
}

TEST(OpenApi, CommandsNeedTheIdempotencyKeyAndListTheirAnswers) {
  const Json document = Document("government_office");
  const Json& post = At(document, {"paths", "/api/pacts/{pact}/commands/GrantSubsidy", "post"});
  EXPECT_NE(At(post, {"parameters"}).ToText().find("IdempotencyKey"), std::string::npos);
  EXPECT_EQ(At(document, {"components", "parameters", "IdempotencyKey", "required"}).boolean(),
            true);
  for (const std::string status : {"200", "201", "202", "400", "403", "404", "409", "413", "422",
                                   "429", "500", "503", "504"}) {
    EXPECT_NE(At(post, {"responses"}).Find(status), nullptr) << status;
  }
}

TEST(OpenApi, EveryRouteOfAPactListsWhatAnyOfThemMayAnswer) {
  const Json document = Document("charity");
  for (const Json::Member& path : At(document, {"paths"}).members()) {
    if (!path.first.starts_with("/api/pacts/")) continue;
    for (const Json::Member& operation : path.second.members()) {
      for (const std::string status : {"403", "404", "500", "503"}) {
        EXPECT_NE(At(operation.second, {"responses"}).Find(status), nullptr)
            << operation.first << " " << path.first << " " << status;
      }
    }
  }
}

// Every member of `answer` is a property of the schema and every required one is there.
void ExpectFits(const Json& schema, const Json& answer) {
  for (const Json::Member& member : answer.members()) {
    EXPECT_NE(At(schema, {"properties"}).Find(member.first), nullptr) << member.first;
  }
  for (const Json& name : At(schema, {"required"}).items()) {
    EXPECT_NE(answer.Find(name.text()), nullptr) << name.text();
  }
}

TEST(OpenApi, ProblemsAreAsTheirSchemaSays) {
  const Json document = Document("charity");
  const Json& schema = At(document, {"components", "schemas", "Problem"});
  const std::vector<Violation> violations{{"granted_on", "input.date", {"egy", "one"}}};
  for (const http::Problem& problem :
       {ProblemOfInput(violations),
        ProblemOfCommand(Refused("scheme.unknown", "", {{"scheme", "S9"}})),
        ProblemOfCommand(DataLoss("vault.damaged", "damaged")),
        http::ProblemOf(NotFound("nothing.here", "with a detail"))}) {
    auto parsed = ParseJson(http::ProblemResponse(problem, http::Request{}).body);
    ASSERT_TRUE(std::holds_alternative<Json>(parsed));
    const Json& answer = std::get<Json>(parsed);
    ExpectFits(schema, answer);
    if (const Json* errors = answer.Find("errors")) {
      for (const Json& error : errors->items()) {
        ExpectFits(At(schema, {"properties", "errors", "items"}), error);
      }
    }
  }
  for (const std::string name : {"detail_hu", "detail_en", "values"}) {
    EXPECT_NE(At(schema, {"properties"}).Find(name), nullptr) << name;
  }
}

TEST(OpenApi, SchemasCarryTypesLimitsAndTextsInBothLanguages) {
  const Json document = Document("government_office");
  const Json& schema = At(document, {"components", "schemas", "GrantSubsidy"});
  EXPECT_EQ(At(schema, {"properties", "granted_on", "format"}).text(), "date");
  EXPECT_EQ(At(schema, {"properties", "intensity_percent", "maximum"}).text(), "100");
  EXPECT_EQ(At(schema, {"properties", "scheme", "x-label", "en"}).text(), "Subsidy scheme");
  EXPECT_NE(At(schema, {"required"}).ToText().find("\"scheme\""), std::string::npos);
  EXPECT_EQ(At(schema, {"additionalProperties"}).boolean(), false);
  const Json& gender =
      At(document, {"components", "schemas", "RegisterParticipant", "properties", "gender"});
  EXPECT_EQ(At(gender, {"x-enum-texts", "GENDER_FEMALE", "hu"}).text(), "nő");
  EXPECT_EQ(At(gender, {"enum"}).ToText().find("UNSPECIFIED"), std::string::npos);
  EXPECT_TRUE(At(document, {"components", "schemas", "RegisterParticipant", "properties", "taj",
                            "x-personal"})
                  .boolean());
}

TEST(OpenApi, EveryCommandFieldHasALabel) {
  for (const std::string office : {"pact_office", "government_office", "charity"}) {
    const Json document = Document(office);
    for (const CommandKind* kind : CommandsOf(office)) {
      const Json& schema = At(document, {"components", "schemas", kind->name, "properties"});
      for (const Json::Member& field : schema.members()) {
        EXPECT_NE(field.second.Find("x-label"), nullptr) << kind->name << "." << field.first;
      }
    }
  }
}

}  // namespace
}  // namespace paktum::office
