#include "services/dashboard/dashboard.h"

#include <atomic>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "libs/http/server.h"
#include "libs/http/standard_routes.h"
#include "libs/http/static_files.h"
#include "libs/service/metrics.h"
#include "libs/service/tls_notice.h"
#include "libs/view_client/view_answer.h"
#include "services/dashboard/event_feed.h"
#include "services/dashboard/open_api.h"
#include "services/dashboard/pact_pages.h"
#include "services/dashboard/problems.h"

namespace paktum::dashboard {
namespace {

using http::Request;
using http::Response;

// Room for the page of a reader that catches up and a burst of live events behind it.
constexpr std::size_t kStreamBufferBytes = std::size_t{2} * 1024 * 1024;
constexpr std::size_t kWorkers = 8;

// Where the reader wants to begin: Last-Event-ID, else ?after=, else from now on.
Result<std::optional<Position>> StartOf(const Request& request) {
  std::string_view text = request.headers.Find("Last-Event-ID");
  if (text.empty()) text = request.Query("after");
  if (text.empty()) return std::optional<Position>();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return InvalidArgument("events.bad_position", "the starting position is no number");
  }
  return std::optional<Position>(Position(value));
}

}  // namespace

class Dashboard::Impl {
 public:
  explicit Impl(const DashboardOptions& options) : plans_(options.plans) {}

  Status Start(const DashboardOptions& options, ledger::EventLog& log) {
    PAKTUM_ASSIGN_OR_RETURN(views_, view_client::ViewGateway::Connect(options.views));
    for (const plan::Plan& plan : plans_) {
      EventFeedOptions feed;
      feed.pact = plan.pact_id();
      if (pacts_.contains(feed.pact)) {
        return InvalidArgument("config.pact_twice", "two plans are of the pact " + feed.pact);
      }
      pacts_[feed.pact] = {PactJson(plan), std::make_unique<EventFeed>(log, feed)};
    }
    http::Router router;
    AddApi(router);
    http::StandardRoutes standard;
    standard.ready = [this] { return Ready(); };
    standard.metrics = [this] { return Metrics(); };
    standard.openapi = [] { return OpenApiJson(); };
    http::AddStandardRoutes(router, std::move(standard));
    if (!options.web.empty()) {
      PAKTUM_ASSIGN_OR_RETURN(const http::StaticFiles files, http::StaticFiles::Open(options.web));
      router.Add("GET", "/{file...}", [files](const Request& request) {
        return files.Serve(request, request.Parameter("file"));
      });
    }
    http::ServerOptions server;
    server.address = options.listen;
    server.tls = options.tls;
    server.tls_changed = &service::LogTlsChange;
    server.rate.per_second = static_cast<double>(options.requests_per_second);
    server.rate.burst = 10 * server.rate.per_second;
    server.worker_threads = kWorkers;
    server.stream_buffer_bytes = kStreamBufferBytes;
    server.report = [this](const http::RequestReport& report) { Count(report); };
    PAKTUM_ASSIGN_OR_RETURN(server_, http::Server::Start(std::move(server), std::move(router)));
    serving_ = server_.get();
    return OkStatus();
  }

  void Stop() {
    if (server_) server_->Stop();
    for (auto& [name, pact] : pacts_) pact.feed->Stop();
  }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

 private:
  struct Pact {
    std::string json;
    std::unique_ptr<EventFeed> feed;
  };

  void AddApi(http::Router& router) {
    router.Add("GET", "/api/pacts",
               [json = PactListJson(plans_)](const Request&) { return http::JsonResponse(json); });
    router.Add("GET", "/api/event-types",
               [json = EventTypesJson()](const Request&) { return http::JsonResponse(json); });
    router.Add("GET", "/api/pacts/{pact}", [this](const Request& request) {
      const Pact* pact = Find(request);
      return pact == nullptr ? UnknownPact(request) : http::JsonResponse(pact->json);
    });
    router.Add("GET", "/api/pacts/{pact}/{view}", [this](const Request& request) {
      return View(request, request.Parameter("view"), {});
    });
    router.Add("GET", "/api/pacts/{pact}/indicators/{code}/explain",
               [this](const Request& request) {
                 return View(request, "explain", {{"code", request.Parameter("code")}});
               });
    router.AddStream(
        "/api/pacts/{pact}/events",
        [this](const Request& request, const std::shared_ptr<http::EventStream>& stream) {
          return Events(request, stream);
        });
  }

  [[nodiscard]] const Pact* Find(const Request& request) const {
    const auto pact = pacts_.find(request.Parameter("pact"));
    return pact == pacts_.end() ? nullptr : &pact->second;
  }

  static Response UnknownPact(const Request& request) {
    return ProblemFor(NotFound("pact.unknown", "there is no such pact"), request);
  }

  Response View(const Request& request, const std::string& view,
                const std::map<std::string, std::string>& more) const {
    if (Find(request) == nullptr) return UnknownPact(request);
    auto answer = view_client::AnswerView(*views_, request, request.Parameter("pact"), view, more);
    return answer.ok() ? *std::move(answer) : ProblemFor(answer.status(), request);
  }

  std::optional<Response> Events(const Request& request,
                                 const std::shared_ptr<http::EventStream>& stream) const {
    const Pact* pact = Find(request);
    if (pact == nullptr) return UnknownPact(request);
    const auto start = StartOf(request);
    if (!start.ok()) return ProblemFor(start.status(), request);
    const Status added = pact->feed->Add(stream, *start);
    if (!added.ok()) return ProblemFor(added, request);
    return std::nullopt;
  }

  Status Ready() const {
    for (const auto& [name, pact] : pacts_) PAKTUM_RETURN_IF_ERROR(pact.feed->status());
    return views_->Ping();
  }

  void Count(const http::RequestReport& report) {
    const std::string route = report.pattern.empty() ? "none" : std::string(report.pattern);
    metrics_
        .AddCounter("paktum_http_requests_total", "Answered HTTP requests",
                    {{"route", route}, {"status", std::to_string(report.status)}})
        .Add();
    metrics_
        .AddHistogram("paktum_http_request_seconds", "Time from the request's head to its answer",
                      service::LatencyBounds(), {{"route", route}})
        .Observe(static_cast<double>(report.duration.count()) / 1e6);
  }

  std::string Metrics() {
    const http::Server* server = serving_;
    const http::ServerStats stats = server == nullptr ? http::ServerStats() : server->stats();
    const auto gauge = [this](const std::string& name, const std::string& help, std::size_t value,
                              const service::MetricLabels& labels = {}) {
      metrics_.AddGauge(name, help, labels).Set(static_cast<double>(value));
    };
    gauge("paktum_http_connections", "Open HTTP connections", stats.connections);
    gauge("paktum_http_streams", "Open event streams", stats.streams);
    gauge("paktum_http_streams_dropped", "Event stream readers that fell behind",
          stats.streams_dropped);
    gauge("paktum_http_requests_refused", "Requests refused because all workers were busy",
          stats.requests_refused);
    for (const auto& [name, pact] : pacts_) {
      gauge("paktum_dashboard_position", "Last position sent to live readers",
            pact.feed->position().value(), {{"pact", name}});
      gauge("paktum_dashboard_readers", "Readers of the event feed", pact.feed->readers(),
            {{"pact", name}});
    }
    return metrics_.Expose();
  }

  const std::vector<plan::Plan> plans_;
  service::Metrics metrics_;
  std::unique_ptr<view_client::ViewGateway> views_;
  std::map<std::string, Pact> pacts_;
  std::atomic<const http::Server*> serving_{nullptr};  // a handler may run before Start returns
  std::unique_ptr<http::Server> server_;               // last: its handlers use all of the above
};

Result<std::unique_ptr<Dashboard>> Dashboard::Start(const DashboardOptions& options,
                                                    ledger::EventLog& log) {
  auto impl = std::make_unique<Impl>(options);
  PAKTUM_RETURN_IF_ERROR(impl->Start(options, log));
  return std::unique_ptr<Dashboard>(new Dashboard(std::move(impl)));
}

Dashboard::Dashboard(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Dashboard::~Dashboard() { impl_->Stop(); }
std::uint16_t Dashboard::port() const { return impl_->port(); }
void Dashboard::Stop() { impl_->Stop(); }

}  // namespace paktum::dashboard
