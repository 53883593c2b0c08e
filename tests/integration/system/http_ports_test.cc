// Every port that a running pact opens for HTTP without a login, asked for everything that any
// program of the pact serves, and for more.
#include <algorithm>
#include <set>
#include <string_view>

#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

using Ports = std::set<std::string_view>;

constexpr std::string_view kPorts[] = {"log_http",      "vault_http",     "indicators_http",
                                       "schedule_http", "registers_http", "dashboard"};

const Ports& AllPorts() {
  static const Ports kAll(std::begin(kPorts), std::end(kPorts));
  return kAll;
}
const Ports kLog{"log_http"};
const Ports kDashboard{"dashboard"};

// Who answers a path with 200; every other port says that there is nothing.
struct Row {
  const char* path;
  const Ports& served_by;
};

// All that these ports serve, as docs/formats/http.md says.
const std::vector<Row>& Served() {
  static const std::vector<Row> kRows{
      {"/healthz", AllPorts()},
      {"/readyz", AllPorts()},
      {"/metrics", AllPorts()},
      {"/ledgers/tiszakecske/checkpoint", kLog},
      {"/ledgers/tiszakecske/checkpoint/newest", kLog},
      {"/ledgers/tiszakecske/tile/0/000.p/1", kLog},
      {"/openapi.json", kDashboard},
      {"/", kDashboard},
      {"/api/pacts", kDashboard},
      {"/api/event-types", kDashboard},
      {"/api/pacts/tiszakecske", kDashboard},
      {"/api/pacts/tiszakecske/indicators", kDashboard},
      {"/api/pacts/tiszakecske/indicators/PO25/explain", kDashboard},
      {"/api/pacts/tiszakecske/schedule", kDashboard},
      {"/api/pacts/tiszakecske/activities", kDashboard},
      {"/api/pacts/tiszakecske/breakdown?indicator=PO25&by=gender", kDashboard},
      {"/api/pacts/tiszakecske/budget", kDashboard},
      {"/api/pacts/tiszakecske/documents", kDashboard},
      {"/api/pacts/tiszakecske/evaluation?period=2019-H1", kDashboard},
      {"/api/pacts/tiszakecske/governance", kDashboard},
      {"/api/pacts/tiszakecske/members", kDashboard},
      {"/api/pacts/tiszakecske/periods", kDashboard},
      {"/api/pacts/tiszakecske/portal", kDashboard},
      {"/api/pacts/tiszakecske/staffing", kDashboard},
      {"/api/pacts/tiszakecske/status-report?period=2019-H1", kDashboard},
      {"/api/pacts/tiszakecske/work-programme", kDashboard},
  };
  return kRows;
}

// What offices serve, registers that are for offices, other pacts, other people's files, and what
// such programs often have.
constexpr const char* kForeign[] = {
    "/api/office",
    "/api/commands",
    "/api/login",
    "/api/session",
    "/api/accounts",
    "/api/tokens",
    "/api/pacts/tiszakecske/commands/RegisterParticipant",
    "/api/pacts/tiszakecske/forms/RegisterParticipant",
    "/api/pacts/tiszakecske/persons",
    "/api/pacts/tiszakecske/registers/worklist",
    "/api/pacts/tiszakecske/correction-preview",
    "/api/pacts/tiszakecske/data-quality",
    "/api/pacts/tiszakecske/esf-participants",
    "/api/pacts/tiszakecske/pathway",
    "/api/pacts/tiszakecske/worklist",
    "/api/pacts/tiszakecske/worklist.csv",
    "/api/pacts/tiszakecske/nothing",
    "/api/pacts/lenti",
    "/api/pacts/lenti/indicators",
    "/api/pacts/lenti/events",
    "/api/pacts/lenti/members",
    "/api/pacts/%2e%2e",
    "/api/pacts/..%2ftiszakecske",
    "/ledgers/lenti/checkpoint",
    "/ledgers/lenti/checkpoint/newest",
    "/ledgers/lenti/tile/0/000.p/1",
    "/ledgers/tiszakecske/tile/entries/000.p/1",
    "/ledgers/..%2ftiszakecske/checkpoint",
    "/ledgers/tiszakecske/tile/../checkpoint",
    "/ledgers/tiszakecske/tile/..%2f..%2fLOCK",
    "/ledgers/tiszakecske",
    "/ledgers",
    "/witness",
    "/../healthz",
    "/./healthz",
    "/healthz/",
    "/healthz/..",
    "//healthz",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/../curve/event_log/own.key",
    "/..%5c..%5cetc",
    "/.git/config",
    "/own.key",
    "/debug/pprof",
    "/status",
    "/admin",
    "/config",
    "/HEALTHZ",
};

class HttpPorts : public testing::Test {
 protected:
  HttpPorts() {
    const Reply registered = pact_.Post("charity", "RegisterParticipant", Registration(1));
    EXPECT_EQ(registered.status, 201U) << registered.body;
    person_ = registered.Text("participant_id");
    for (const std::string_view port : kPorts) {
      clients_[port] = http::Client::ForAddress("http://127.0.0.1:" +
                                                std::to_string(pact_.Port(std::string(port))))
                           .value();
    }
    EXPECT_TRUE(Eventually(
        [&] { return pact_.Get("log_http", "/ledgers/tiszakecske/checkpoint").status == 200; }));
  }

  // Also sees to it that the answer tells nothing of the person.
  http::ClientResponse Send(std::string_view port, std::string_view method,
                            const std::string& path) {
    const std::string body = method == "GET" || method == "HEAD" ? "" : "{}";
    auto answer = clients_.at(port)->Send(method, path, body, {});
    EXPECT_TRUE(answer.ok()) << port << " " << method << " " << path << ": " << answer.status();
    if (!answer.ok()) return {};
    for (const std::string& mark : {std::string("Marker"), std::string("marker."), person_}) {
      EXPECT_EQ(answer->body.find(mark), std::string::npos) << port << " " << path;
    }
    EXPECT_EQ(answer->headers.Find("X-Content-Type-Options"), "nosniff") << port << " " << path;
    return *std::move(answer);
  }

  RunningPact pact_;
  std::string person_;
  std::map<std::string_view, std::unique_ptr<http::Client>> clients_;
};

TEST_F(HttpPorts, EachServesItsRowsOfTheTableAndNothingElse) {
  for (const std::string_view port : kPorts) {
    for (const Row& row : Served()) {
      const unsigned expected = row.served_by.contains(port) ? 200 : 404;
      EXPECT_EQ(Send(port, "GET", row.path).status, expected) << port << " " << row.path;
      EXPECT_EQ(Send(port, "HEAD", row.path).status, expected) << port << " " << row.path;
    }
    for (const char* path : kForeign) {
      const http::ClientResponse answer = Send(port, "GET", path);
      EXPECT_EQ(answer.status, 404U) << port << " " << path << " " << answer.body;
      EXPECT_EQ(answer.headers.Find("Content-Type"), "application/problem+json")
          << port << " " << path;
    }
    EXPECT_EQ(Send(port, "GET", "/%zz").status, 400U) << port;
    EXPECT_EQ(Send(port, "GET", "/healthz?a=1&a=2").status, 400U) << port;
  }
}

TEST_F(HttpPorts, NothingIsChangedThroughThem) {
  for (const std::string_view port : kPorts) {
    for (const Row& row : Served()) {
      for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
        const http::ClientResponse answer = Send(port, method, row.path);
        // The pages of the dashboard's files take every path, but none of these methods.
        const bool known = row.served_by.contains(port) || port == "dashboard";
        EXPECT_EQ(answer.status, known ? 405U : 404U) << port << " " << method << " " << row.path;
        EXPECT_EQ(answer.headers.Find("Allow"), known ? "GET, HEAD" : "")
            << port << " " << method << " " << row.path;
      }
    }
    for (const char* path : kForeign) {
      const unsigned status = Send(port, "POST", path).status;
      EXPECT_TRUE(status == 404 || status == 405) << port << " " << path << " " << status;
    }
  }
}

// A route that is added to the dashboard has to be added to the table too.
TEST_F(HttpPorts, WhatTheDashboardDocumentsIsInTheTable) {
  std::set<std::string> documented;
  const Reply document = pact_.Get("dashboard", "/openapi.json");
  for (const auto& [path, methods] : document.json.fields().at("paths").struct_value().fields()) {
    documented.insert(path);
    EXPECT_EQ(methods.struct_value().fields_size(), 1) << path;
    EXPECT_TRUE(methods.struct_value().fields().contains("get")) << path;
  }
  const auto pattern = [](std::string path) {
    path = path.substr(0, path.find('?'));
    const auto replace = [&](const std::string& from, const std::string& to) {
      const std::size_t at = path.find(from);
      if (at != std::string::npos) path.replace(at, from.size(), to);
    };
    replace("/tiszakecske", "/{pact}");
    replace("/PO25", "/{code}");
    return path;
  };
  std::set<std::string> tested{"/api/pacts/{pact}/events"};  // a stream: never at its end
  for (const Row& row : Served()) {
    const std::string path = pattern(row.path);
    if (row.served_by.contains("dashboard") && path != "/" && path != "/openapi.json") {
      tested.insert(path);
    }
  }
  EXPECT_EQ(tested, documented);
}

}  // namespace
}  // namespace paktum::system_test
