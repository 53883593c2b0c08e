#include "tests/sim/pact/nodes.h"

#include <map>
#include <utility>

#include "libs/base/check.h"
#include "libs/ledger_client/messages.h"
#include "libs/vault/identity_index.h"
#include "paktum/log/v1/log.pb.h"

namespace paktum::sim {
namespace {

vault::SecretKey KeyOf(char fill) {
  return vault::SecretKey::FromBytes(std::string(vault::SecretKey::kSize, fill)).value();
}

event_log::LogCoreOptions LogOptions() {
  event_log::LogCoreOptions options;
  // Small, so that a short run meets the edges.
  options.sequencer.batch_appends_max = 4;
  options.sequencer.cached_heads_max = 8;
  options.subscriptions.batch_records_max = 4;
  options.readers = 2;
  return options;
}

std::unique_ptr<ledger::EventLog> ConnectTo(const NodeHost& host, SimCaller*& caller) {
  auto made = std::make_unique<SimCaller>(host.wire, host.place, host.machine, host.log_place);
  caller = made.get();
  ledger_client::RemoteEventLogOptions options;
  options.credit_records = 8;
  return ledger_client::RemoteEventLog::Over(std::move(made), options);
}

// The append of a request, without its conditions.
wire::IncomingRequest WithoutConditions(wire::IncomingRequest request) {
  auto append = *ledger_client::DecodeAppend(request.body);
  append.conditions.clear();
  request.body = ledger_client::EncodeAppend(append);
  return request;
}

std::map<std::string, office::PactSetting> PactsOf(const plan::Plan& plan) {
  std::map<std::string, office::PactSetting> pacts;
  pacts.emplace(
      kPact, office::PactSetting{plan, std::make_shared<const vault::IdentityIndex>(KeyOf('i'))});
  return pacts;
}

}  // namespace

void FaultyHost::Handle(std::string method, Handler handler) {
  if (bug_ == Bug::kIgnoredConditions && method == ledger_client::kAppendMethod) {
    handler = [handler = std::move(handler)](wire::IncomingRequest request,
                                             wire::Responder responder) {
      handler(WithoutConditions(std::move(request)), std::move(responder));
    };
  }
  host_.Handle(std::move(method), std::move(handler));
}

void FaultyHost::HandleBatch(std::string method, BatchHandler handler) {
  if (bug_ == Bug::kIgnoredConditions && method == ledger_client::kAppendMethod) {
    handler = [handler = std::move(handler)](std::vector<wire::ArrivedRequest> arrived) {
      for (wire::ArrivedRequest& one : arrived) {
        one.request = WithoutConditions(std::move(one.request));
      }
      handler(std::move(arrived));
    };
  }
  host_.HandleBatch(std::move(method), std::move(handler));
}

void FaultyHost::HandleStream(std::string method, Handler handler) {
  if (bug_ == Bug::kSkipAfterResubscribe && method == ledger_client::kSubscribeMethod) {
    handler = [handler = std::move(handler)](wire::IncomingRequest request,
                                             wire::Responder responder) {
      log::v1::SubscribeRequest subscribe;
      PAKTUM_CHECK(subscribe.ParseFromString(request.body));
      if (subscribe.after() > 0) subscribe.set_after(subscribe.after() + 1);
      request.body = subscribe.SerializeAsString();
      handler(std::move(request), std::move(responder));
    };
  }
  host_.HandleStream(std::move(method), std::move(handler));
}

void FaultyHost::HandleOneWay(std::string method, OneWayHandler handler) {
  host_.HandleOneWay(std::move(method), std::move(handler));
}

LogNode::LogNode(const NodeHost& host, LogDisk& disk)
    : clock_(host.wire.scheduler, host.clock_off),
      storage_(host.disk, disk, kPact),
      server_(host.wire, host.place, host.machine),
      host_(server_, host.disk.bug),
      core_(LogOptions(), storage_, clock_, metrics_) {
  core_.AddTo(host_, [](const std::string&, Position) {});
}

OfficeNode::OfficeNode(const NodeHost& host, const std::string& member, const plan::Plan& plan,
                       attack::Oracle& oracle, OutboxDisk& disk)
    : scheduler_(host.wire.scheduler),
      machine_(host.machine),
      clock_(host.wire.scheduler, host.clock_off),
      remote_(ConnectTo(host, caller_)),
      log_(*remote_, oracle),
      outbox_(office::Outbox::Open(std::make_unique<SimOutboxStore>(host.disk, disk), KeyOf('o'))
                  .value()),
      processor_(member, PactsOf(plan), log_, sealer_, clock_),
      intake_(processor_, *outbox_, clock_, std::chrono::milliseconds(3000)),
      api_(member, processor_, intake_, *outbox_, KeyOf('d'), metrics_, [this] { drain_.Wake(); }),
      drain_(intake_, *outbox_, [this](const std::string& command, const std::string& outcome) {
        api_.CountSettled(command, outcome);
      }) {
  api_.AddRoutes(router_);
}

void OfficeNode::Serve(http::Request request, std::function<void(http::Response)> answer) {
  http::Router::Match match = router_.Find(request.method, request.path);
  PAKTUM_CHECK(match.route != nullptr);
  request.parameters = std::move(match.parameters);
  scheduler_.Launch(machine_, [handler = &match.route->handler, request = std::move(request),
                               answer = std::move(answer)] { answer((*handler)(request)); });
}

ViewNode::ViewNode(const NodeHost& host, std::unique_ptr<projection::Fold> fold,
                   attack::Oracle& oracle, StateDisk& disk)
    : clock_(host.wire.scheduler, host.clock_off),
      remote_(ConnectTo(host, caller_)),
      log_(*remote_, oracle) {
  projection::RunnerOptions options;
  options.pact = kPact;
  options.apply_chunk = 3;
  options.save_records = 5;
  runner_ =
      projection::Runner::Open(std::move(fold), std::make_unique<SimStateStore>(host.disk, disk),
                               log_, clock_, std::move(options))
          .value();
}

}  // namespace paktum::sim
