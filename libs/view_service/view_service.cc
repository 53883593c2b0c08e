#include "libs/view_service/view_service.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>

#include "libs/plan/load.h"
#include "libs/service/logging.h"
#include "libs/view_service/audience.h"
#include "libs/view_service/query_pool.h"
#include "libs/wire/request_server.h"
#include "paktum/query/v1/query.pb.h"

namespace paktum::view_service {
namespace {

constexpr std::string_view kMethod = "view.query";

std::string TextOf(const plan::Plan& plan) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(plan.data(), &text);
  return text;
}

// A fold of the kind that `identity` names, if this build still makes it so.
std::unique_ptr<projection::Fold> Revive(const FoldFactory& factory, const std::string& text) {
  auto old_plan = plan::ParsePlan(text, "saved plan");
  if (!old_plan.ok()) return nullptr;
  auto fold = factory(std::move(old_plan).value());
  return fold.ok() ? std::move(fold).value() : nullptr;
}

wire::RequestServerOptions ServerOptions(const ViewServiceOptions& service) {
  wire::RequestServerOptions options;
  options.endpoint = service.listen;
  options.curve = service.curve;
  options.message_bytes_max = kQueryBytesMax;
  return options;
}

// One of a bounded number of places, given back at the end.
class Place {
 public:
  Place(std::atomic<std::size_t>& taken, std::size_t most)
      : taken_(taken), got_(taken.fetch_add(1) < most) {}
  ~Place() { taken_.fetch_sub(1); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  [[nodiscard]] bool got() const { return got_; }

 private:
  std::atomic<std::size_t>& taken_;
  const bool got_;
};

}  // namespace

class ViewService::Impl {
 public:
  explicit Impl(const ViewServiceOptions& options)
      : behind_max_(options.queries_behind_max),
        wait_max_(options.wait_max_ms),
        server_(ServerOptions(options)),
        pool_(options.query_threads, options.queries_waiting_max,
              [this](const wire::IncomingRequest& request) { return Answer(request); }) {}
  ~Impl() { Stop(DeadlineIn(std::chrono::seconds(2))); }

  Status Follow(const plan::Plan& plan, const std::string& data, const FoldFactory& factory,
                ledger::EventLog& log, const Clock& clock) {
    const std::string& pact = plan.pact_id();
    if (runners_.contains(pact)) {
      return InvalidArgument("config.pact_twice", "two plans are of the pact " + pact);
    }
    PAKTUM_ASSIGN_OR_RETURN(auto fold, factory(plan));
    projection::RunnerOptions options;
    options.pact = pact;
    options.directory = data + "/" + pact;
    options.definitions_text = TextOf(plan);
    options.revive = [factory](const projection::FoldIdentity&, const std::string& text) {
      return Revive(factory, text);
    };
    options.on_failure = [pact](const Status& status) {
      service::LogError("view.stopped", {{"pact", pact}, {"error", status}});
    };
    PAKTUM_ASSIGN_OR_RETURN(
        auto runner, projection::Runner::Open(std::move(fold), log, clock, std::move(options)));
    const auto stats = runner->stats();
    service::LogInfo(
        "view.opened",
        {{"pact", pact}, {"applied", stats.applied.value()}, {"rebuilding", stats.rebuilding}});
    runners_.emplace(pact, std::move(runner));
    plans_.emplace(pact, plan);
    return OkStatus();
  }

  Status Listen() {
    server_.Handle(std::string(kMethod),
                   [this](wire::IncomingRequest request, wire::Responder responder) {
                     pool_.Submit(std::move(request), std::move(responder));
                   });
    return server_.Start();
  }

  void Stop(Deadline deadline) { server_.Stop(deadline); }

  [[nodiscard]] const std::string& endpoint() const { return server_.endpoint(); }
  [[nodiscard]] std::map<std::string, projection::RunnerStats> stats() const {
    std::map<std::string, projection::RunnerStats> stats;
    for (const auto& [pact, runner] : runners_) stats.emplace(pact, runner->stats());
    return stats;
  }
  [[nodiscard]] Status failure() const {
    for (const auto& [pact, runner] : runners_) {
      if (Status status = runner->failure(); !status.ok()) return status;
    }
    return OkStatus();
  }

 private:
  Result<std::string> Answer(const wire::IncomingRequest& request) const {
    query::v1::QueryRequest asked;
    if (!asked.ParseFromString(request.body)) {
      return InvalidArgument("wire.malformed", "the body is no QueryRequest");
    }
    const auto runner = runners_.find(asked.pact());
    if (runner == runners_.end()) {
      return NotFound("pact.unknown", "this service follows no such pact",
                      {{"pact", asked.pact().substr(0, ledger::kPactIdBytesMax)}});
    }
    PAKTUM_ASSIGN_OR_RETURN(const projection::Parameters parameters,
                            ParametersOf(asked, request.peer_name));
    PAKTUM_ASSIGN_OR_RETURN(auto answer, Ask(*runner->second, asked.view(), parameters,
                                             Position(asked.min_position()), request.deadline));
    query::v1::QueryReply reply;
    reply.set_type(std::move(answer.type));
    reply.set_payload(std::move(answer.payload));
    return reply.SerializeAsString();
  }

  // Those of the question, with the audience if the peer may be answered as such.
  [[nodiscard]] Result<projection::Parameters> ParametersOf(const query::v1::QueryRequest& asked,
                                                            const std::string& peer_name) const {
    projection::Parameters parameters(asked.parameters().begin(), asked.parameters().end());
    if (parameters.contains(kAudienceParameter)) {
      return InvalidArgument("view.bad_parameter", "the audience is no parameter",
                             {{"parameter", kAudienceParameter}, {"expected", "none"}});
    }
    if (asked.audience() == query::v1::AUDIENCE_UNSPECIFIED) return parameters;
    std::string audience = TextOf(asked.audience());
    if (audience.empty() || asked.audience() > MostFor(plans_.at(asked.pact()), peer_name)) {
      return PermissionDenied("view.not_for_you",
                              "the key does not allow to ask for this audience");
    }
    parameters[kAudienceParameter] = std::move(audience);
    return parameters;
  }

  // Waits for the position only while few others do, and not for long.
  Result<projection::Answer> Ask(const projection::Runner& runner, const std::string& view,
                                 const projection::Parameters& parameters, Position min_position,
                                 Deadline deadline) const {
    const Deadline now = std::chrono::steady_clock::now();
    if (runner.stats().applied >= min_position) {
      return runner.Query(view, parameters, min_position, now);
    }
    const Place place(behind_, behind_max_);
    if (!place.got()) {
      return Unavailable("view.behind", "the position is not applied yet, and others wait for one");
    }
    return runner.Query(view, parameters, min_position, std::min(deadline, now + wait_max_));
  }

  const std::size_t behind_max_;
  const std::chrono::milliseconds wait_max_;
  mutable std::atomic<std::size_t> behind_{0};  // queries that wait for a position
  // Ended in reverse order: the pool, whose threads ask runners and answer through the server, goes
  // first.
  std::map<std::string, plan::Plan> plans_;                             // constant once listening
  std::map<std::string, std::unique_ptr<projection::Runner>> runners_;  // constant once listening
  wire::RequestServer server_;
  QueryPool pool_;
};

ViewService::ViewService(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ViewService::~ViewService() = default;

Result<std::unique_ptr<ViewService>> ViewService::Start(const ViewServiceOptions& options,
                                                        const FoldFactory& factory,
                                                        ledger::EventLog& log, const Clock& clock) {
  if (options.plans.empty()) return InvalidArgument("config.no_plan", "no plan was given");
  std::error_code error;
  std::filesystem::create_directories(options.data, error);
  if (error) {
    return InvalidArgument("config.data", options.data + ": " + error.message());
  }
  auto impl = std::make_unique<Impl>(options);
  for (const plan::Plan& plan : options.plans) {
    PAKTUM_RETURN_IF_ERROR(impl->Follow(plan, options.data, factory, log, clock));
  }
  PAKTUM_RETURN_IF_ERROR(impl->Listen());
  return std::unique_ptr<ViewService>(new ViewService(std::move(impl)));
}

const std::string& ViewService::endpoint() const { return impl_->endpoint(); }
std::map<std::string, projection::RunnerStats> ViewService::stats() const { return impl_->stats(); }
Status ViewService::failure() const { return impl_->failure(); }
void ViewService::Stop(Deadline deadline) { impl_->Stop(deadline); }

}  // namespace paktum::view_service
