// The dashboard's JSON, page and health over real sockets.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "libs/events/catalogue.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/indicators.pb.h"
#include "services/dashboard/public_registers.h"
#include "tests/integration/dashboard/dashboard_fixture.h"

namespace paktum::dashboard {
namespace {

using testing::HasSubstr;
using testing::Not;

query::v1::QueryReply IndicatorsReply() {
  view::v1::IndicatorsView view;
  view.mutable_meta()->set_pact("tiszakecske");
  auto* indicator = view.add_indicators();
  indicator->set_code("PO25");
  indicator->set_pace(view::v1::PACE_STATE_BEHIND);
  query::v1::QueryReply reply;
  reply.set_type("paktum.view.v1.IndicatorsView");
  reply.set_payload(view.SerializeAsString());
  return reply;
}

TEST(PublicRegisters, AreAllThatAreForThePublicAndNoOther) {
  const auto shown = [](std::string_view name) {
    return std::any_of(kPublicRegisters.begin(), kPublicRegisters.end(),
                       [&](const PublicRegister& one) { return one.view == name; });
  };
  for (const views::RegisterView& view : views::RegisterViews()) {
    EXPECT_EQ(shown(view.name), view.audience == views::Audience::kPublic) << view.name;
  }
}

TEST_F(DashboardTest, PactsAreListedAndDescribedInBothLanguages) {
  StartDashboard();
  const auto client = NewClient();
  const auto list = client->Get("/api/pacts");
  EXPECT_THAT(list->body, HasSubstr(R"({"pacts":[{"pact":"tiszakecske","title":{"hu":)"));
  const auto one = client->Get("/api/pacts/tiszakecske");
  EXPECT_EQ(one->status, 200U);
  EXPECT_THAT(one->body, HasSubstr(R"("project_code":"TOP-5.1.2-16-BK1-2017-00003")"));
  EXPECT_THAT(one->body,
              HasSubstr(R"("programme":{"start_date":"2018-07-01","end_date":"2021-06-30")"));
  EXPECT_THAT(one->body, HasSubstr(R"("quarters":["2018-Q3","2018-Q4",)"));
  EXPECT_THAT(one->body, HasSubstr(R"("consortium":[{"code":"tiszakecske","name":"Tisza)"));
  EXPECT_THAT(one->body, HasSubstr(R"("measures":[{"code":"1.1","name":{"hu":)"));
  const auto unknown = client->Get("/api/pacts/nowhere");
  EXPECT_EQ(unknown->status, 404U);
  EXPECT_THAT(unknown->body, HasSubstr(R"("code":"pact.unknown")"));
}

TEST_F(DashboardTest, OfIndicatorsThoseThatCountPersonsAreNamed) {
  StartDashboard();
  const std::string one = NewClient()->Get("/api/pacts/tiszakecske")->body;
  const std::size_t from = one.find(R"("person_indicators":[)");
  ASSERT_NE(from, std::string::npos);
  const std::string named = one.substr(from, one.find(']', from) - from);
  for (const char* code : {"PO25", "PR25", "PR26", "3.1.R4"}) {
    EXPECT_THAT(named, HasSubstr("\"code\":\"" + std::string(code) + "\""));
  }
  EXPECT_THAT(named, Not(HasSubstr("1.2.O2")));  // a sum of attendances
}

TEST_F(DashboardTest, EveryKindOfEventHasItsName) {
  StartDashboard();
  const auto types = NewClient()->Get("/api/event-types");
  for (const events::EventKind& kind : events::AllKinds()) {
    EXPECT_THAT(types->body, HasSubstr("\"type\":\"" + kind.type + "\""));
  }
}

TEST_F(DashboardTest, AQuestionGoesToItsServiceAndTheAnswerComesAsJson) {
  std::mutex mutex;
  std::vector<query::v1::QueryRequest> asked;
  StartViews([&](const query::v1::QueryRequest& request) {
    const std::lock_guard lock(mutex);
    asked.push_back(request);
    return IndicatorsReply();
  });
  StartDashboard();
  const auto client = NewClient();
  const auto answer = client->Get(
      "/api/pacts/tiszakecske/indicators?valid_at=2019-06-30&known_at=2019-07-01T00%3A00%3A00Z"
      "&at_least=17");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 200U) << answer->body;
  EXPECT_THAT(answer->body, HasSubstr(R"("pace":"PACE_STATE_BEHIND")"));
  EXPECT_THAT(answer->body, HasSubstr(R"("applied_through":"0")")) << "defaults are printed";
  ASSERT_EQ(client->Get("/api/pacts/tiszakecske/indicators/PR25/explain?after=3&limit=2")->status,
            200U);
  ASSERT_EQ(client->Get("/api/pacts/tiszakecske/schedule")->status, 200U);
  const std::lock_guard lock(mutex);
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[0].view(), "indicators");
  EXPECT_EQ(asked[0].min_position(), 17U);
  EXPECT_EQ(asked[0].parameters_size(), 2);
  EXPECT_EQ(asked[0].parameters().at("known_at"), "2019-07-01T00:00:00Z");
  EXPECT_EQ(asked[1].view(), "explain");
  EXPECT_EQ(asked[1].parameters().at("code"), "PR25");
  EXPECT_EQ(asked[1].parameters().at("after"), "3");
  EXPECT_EQ(asked[2].view(), "schedule");
}

TEST_F(DashboardTest, ExplainedEventsDoNotPointToAPerson) {
  StartViews([](const query::v1::QueryRequest&) {
    view::v1::ExplainView view;
    auto* event = view.add_events();
    event->set_position(17);
    event->set_subject("participant/0197c1f0-8a2b-7c3d-9e4f-0123456789ab");
    view.add_events()->set_subject("body/employment-forum");
    query::v1::QueryReply reply;
    reply.set_type("paktum.view.v1.ExplainView");
    reply.set_payload(view.SerializeAsString());
    return reply;
  });
  StartDashboard();
  const auto client = NewClient();
  for (const char* path : {"/api/pacts/tiszakecske/indicators/PR25/explain",
                           "/api/pacts/tiszakecske/explain?code=PR25"}) {
    const auto answer = client->Get(path);
    EXPECT_THAT(answer->body, HasSubstr(R"("position":"17")"));
    EXPECT_THAT(answer->body, HasSubstr(R"("subject":"participant")"));
    EXPECT_THAT(answer->body, HasSubstr(R"("subject":"body/employment-forum")"));
    EXPECT_THAT(answer->body, Not(HasSubstr("0197c1f0")));
  }
}

TEST_F(DashboardTest, ABadParameterIsExplainedInTheReadersLanguage) {
  const auto refuse = [](const std::string& expected) {
    return InvalidArgument("view.bad_parameter", "limit: expected " + expected,
                           {{"parameter", "limit"}, {"expected", expected}});
  };
  StartViews([&](const query::v1::QueryRequest& request) -> Result<query::v1::QueryReply> {
    return refuse(request.parameters().at("expected"));
  });
  StartDashboard();
  const auto client = NewClient();
  const std::string path = "/api/pacts/tiszakecske/schedule?expected=";
  const auto number = path + "a%20whole%20number%20from%201%20to%201000";
  EXPECT_THAT(client->Get(number)->body,
              HasSubstr(R"("detail":"Hibás paraméter: limit. )"
                        R"(Elvárt: egész szám, legalább 1, legfeljebb 1000.")"));
  EXPECT_THAT(client->Get(number, {{"Accept-Language", "en"}})->body,
              HasSubstr(R"("detail":"limit: expected a whole number from 1 to 1000")"));
  EXPECT_THAT(client->Get(path + "a%20day%20as%20YYYY-MM-DD")->body,
              HasSubstr("Elvárt: egy nap ÉÉÉÉ-HH-NN alakban."));
  EXPECT_THAT(client->Get(path + "one%20of%20these%20names:%20valid_at%20known_at")->body,
              HasSubstr("Elvárt: e nevek egyike: valid_at known_at."));
  EXPECT_THAT(client->Get(path + "something%20else")->body,
              HasSubstr(R"("detail":"Hibás paraméter: limit.")"));
  EXPECT_THAT(client->Get("/api/pacts/tiszakecske/schedule?at_least=x")->body,
              HasSubstr(R"("detail":"Hibás paraméter: at_least. Elvárt: a napló egy pozíciója.")"));
}

TEST_F(DashboardTest, UnknownIndicatorsAreNamedInBothLanguages) {
  StartViews([](const query::v1::QueryRequest& request) -> Result<query::v1::QueryReply> {
    const bool definition = request.parameters().contains("definition");
    return NotFound(definition ? "indicator.unknown_definition" : "indicator.unknown", "English");
  });
  StartDashboard();
  const auto client = NewClient();
  const std::string path = "/api/pacts/tiszakecske/indicators/PX99/explain";
  const auto unknown = client->Get(path);
  EXPECT_THAT(unknown->body, HasSubstr(R"("title":"A tervben nincs ilyen mutató.")"));
  EXPECT_THAT(unknown->body, HasSubstr(R"("title_en":"The plan has no such indicator.")"));
  EXPECT_THAT(unknown->body, Not(HasSubstr(R"("detail":)")));
  const auto definition = client->Get(path + "?definition=9");
  EXPECT_THAT(definition->body, HasSubstr("A mutatónak nincs ilyen meghatározása."));
}

TEST_F(DashboardTest, WhatTheServiceRefusesIsAProblem) {
  StartViews([](const query::v1::QueryRequest&) -> Result<query::v1::QueryReply> {
    return InvalidArgument("view.bad_valid_at", "no such day", {{"parameter", "valid_at"}});
  });
  StartDashboard();
  const auto client = NewClient();
  const auto refused = client->Get("/api/pacts/tiszakecske/schedule?valid_at=2019-02-30");
  EXPECT_EQ(refused->status, 400U);
  EXPECT_THAT(refused->body, HasSubstr(R"("code":"view.bad_valid_at")"));
  EXPECT_EQ(client->Get("/api/pacts/tiszakecske/schedule?at_least=x")->status, 400U);
  const auto unknown = client->Get("/api/pacts/tiszakecske/fortunes");
  EXPECT_EQ(unknown->status, 404U);
  EXPECT_THAT(unknown->body, HasSubstr(R"("code":"view.unknown")"));
}

TEST_F(DashboardTest, AViewThatCannotBeReachedIs503AndComesBack) {
  StartDashboard();
  const auto client = NewClient();
  const auto away = client->Get("/api/pacts/tiszakecske/indicators", {{"Accept-Language", "en"}});
  EXPECT_EQ(away->status, 503U);
  EXPECT_EQ(away->headers.Find("Retry-After"), "1");
  EXPECT_THAT(away->body, HasSubstr(R"("code":"view.unreachable")"));
  EXPECT_EQ(client->Get("/readyz")->status, 503U);
  EXPECT_EQ(client->Get("/healthz")->status, 200U);
  StartViews([](const query::v1::QueryRequest&) { return IndicatorsReply(); });
  EXPECT_TRUE(
      Eventually([&] { return client->Get("/api/pacts/tiszakecske/indicators")->status == 200; }));
  EXPECT_TRUE(Eventually([&] { return client->Get("/readyz")->status == 200; }));
}

TEST_F(DashboardTest, NotReadyWhileTheLogIsAway) {
  StartViews([](const query::v1::QueryRequest&) { return IndicatorsReply(); });
  log_->away = true;
  StartDashboard();
  const auto client = NewClient();
  EXPECT_EQ(client->Get("/readyz")->status, 503U);
  EXPECT_EQ(client->Get("/api/pacts/tiszakecske/events")->status, 503U);
  EXPECT_EQ(client->Get("/api/pacts/tiszakecske/indicators")->status, 200U);
  log_->away = false;
  EXPECT_TRUE(Eventually([&] { return client->Get("/readyz")->status == 200; }));
}

TEST_F(DashboardTest, ThePageIsServedBesideTheApi) {
  std::string web = (std::filesystem::temp_directory_path() / "paktum-web-XXXXXX").string();
  ASSERT_NE(::mkdtemp(web.data()), nullptr);
  std::ofstream(web + "/index.html") << "<title>Paktum</title>";
  StartDashboard(web);
  const auto client = NewClient();
  const auto page = client->Get("/?pact=tiszakecske");
  EXPECT_EQ(page->body, "<title>Paktum</title>");
  EXPECT_THAT(page->headers.Find("Content-Security-Policy"), HasSubstr("default-src 'self'"));
  EXPECT_EQ(client->Get("/%2e%2e/etc/passwd")->status, 404U);
  EXPECT_EQ(client->Get("/openapi.json")->headers.Find("Content-Type"), "application/json");
  EXPECT_THAT(client->Get("/openapi.json")->body, HasSubstr("/api/pacts/{pact}/schedule"));
  EXPECT_THAT(client->Get("/metrics")->body, HasSubstr("paktum_http_requests_total"));
  std::filesystem::remove_all(web);
}

}  // namespace
}  // namespace paktum::dashboard
