#include "services/dashboard/open_api.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "libs/http/json.h"
#include "services/dashboard/public_registers.h"

namespace paktum::dashboard {
namespace {

using http::JsonArray;
using http::JsonObject;

struct Parameter {
  std::string_view name;
  std::string_view in;  // "path", "query", "header"
  std::string_view format;
  std::string_view description;
};

constexpr Parameter kPact{"pact", "path", "", "Pact, e.g. tiszakecske"};
constexpr Parameter kCode{"code", "path", "", "Indicator, e.g. PO25"};
constexpr Parameter kValidAt{"valid_at", "query", "date", "Valid date; default: today in Budapest"};
constexpr Parameter kKnownAt{"known_at", "query", "date-time",
                             "Counts only what was recorded until then; default: everything"};
constexpr Parameter kAtLeast{"at_least", "query", "int64",
                             "Position that the answer must have applied"};
constexpr Parameter kDefinition{"definition", "query", "int64", "Version of the definition"};
constexpr Parameter kAfter{"after", "query", "int64", "Position after which to go on"};
constexpr Parameter kLimit{"limit", "query", "int64", "Most events on a page"};
constexpr Parameter kLastEventId{"Last-Event-ID", "header", "int64",
                                 "Position of the last event seen; wins over `after`"};

struct Route {
  std::string path;
  std::string_view summary;
  std::string_view content_type;
  std::vector<Parameter> parameters;
};

std::vector<Route> Routes() {
  constexpr std::string_view kJson = "application/json";
  return {
      {"/api/pacts", "The pacts shown here", kJson, {}},
      {"/api/event-types", "Kinds of events with their names", kJson, {}},
      {"/api/pacts/{pact}",
       "Title, period, quarters, measures and consortium of a pact",
       kJson,
       {kPact}},
      {"/api/pacts/{pact}/indicators",
       "paktum.view.v1.IndicatorsView",
       kJson,
       {kPact, kValidAt, kKnownAt, kAtLeast}},
      {"/api/pacts/{pact}/indicators/{code}/explain",
       "paktum.view.v1.ExplainView",
       kJson,
       {kPact, kCode, kValidAt, kKnownAt, kDefinition, kAfter, kLimit, kAtLeast}},
      {"/api/pacts/{pact}/schedule",
       "paktum.view.v1.ScheduleView",
       kJson,
       {kPact, kValidAt, kKnownAt, kAtLeast}},
      {"/api/pacts/{pact}/events",
       "Records as CloudEvents, live; id = position",
       "text/event-stream",
       {kPact, kLastEventId, kAfter}},
      {"/healthz", "The process answers", kJson, {}},
      {"/readyz", "The log and the projections can be reached", kJson, {}},
      {"/metrics", "Metrics in the Prometheus text format", "text/plain", {}},
  };
}

std::string ParameterJson(const Parameter& parameter) {
  JsonObject schema;
  const bool number = parameter.format == "int64";
  schema.Text("type", number ? "integer" : "string");
  if (!parameter.format.empty()) schema.Text("format", parameter.format);
  return JsonObject()
      .Text("name", parameter.name)
      .Text("in", parameter.in)
      .Bool("required", parameter.in == "path")
      .Text("description", parameter.description)
      .Raw("schema", schema.ToString())
      .ToString();
}

std::string RouteJson(const Route& route) {
  JsonArray parameters;
  for (const Parameter& parameter : route.parameters) parameters.Raw(ParameterJson(parameter));
  const std::string ok = JsonObject()
                             .Text("description", route.summary)
                             .Raw("content", JsonObject().Raw(route.content_type, "{}").ToString())
                             .ToString();
  const std::string problem = JsonObject()
                                  .Text("description", "RFC 9457 problem with a stable code")
                                  .Raw("content", R"({"application/problem+json":{}})")
                                  .ToString();
  const std::string get =
      JsonObject()
          .Text("summary", route.summary)
          .Raw("parameters", parameters.ToString())
          .Raw("responses", JsonObject().Raw("200", ok).Raw("default", problem).ToString())
          .ToString();
  return JsonObject().Raw("get", get).ToString();
}

Route RouteOf(const PublicRegister& shown) {
  Route route{.path = "/api/pacts/{pact}/" + std::string(shown.view),
              .summary = shown.type,
              .content_type = "application/json",
              .parameters = {kPact, kValidAt, kKnownAt, kAtLeast}};
  std::string_view rest = shown.parameters;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    route.parameters.push_back({rest.substr(0, end), "query", "", "See docs/formats/http.md"});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return route;
}

}  // namespace

std::string OpenApiJson() {
  JsonObject paths;
  for (const Route& route : Routes()) paths.Raw(route.path, RouteJson(route));
  for (const PublicRegister& one : kPublicRegisters) {
    const Route route = RouteOf(one);
    paths.Raw(route.path, RouteJson(route));
  }
  return JsonObject()
      .Text("openapi", "3.1.0")
      .Raw("info", JsonObject().Text("title", "Paktum dashboard").Text("version", "1").ToString())
      .Raw("paths", paths.ToString())
      .ToString();
}

}  // namespace paktum::dashboard
