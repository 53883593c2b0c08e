#include "services/event_log/event_log_service.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "libs/ledger/append_rules.h"
#include "libs/ledger_client/messages.h"
#include "libs/wire/hints.h"
#include "paktum/log/v1/log.pb.h"
#include "services/event_log/log_metrics.h"
#include "services/event_log/reader_pool.h"

namespace paktum::event_log {
namespace {

using wire::IncomingRequest;
using wire::Responder;

constexpr std::size_t kReadBodyBytesMax = 4096;  // of a request that reads

Status Malformed(const char* what) {
  return InvalidArgument("log.malformed", std::string("malformed ") + what, {{"field", what}});
}

void Answer(const Responder& responder, Result<std::string> answer) {
  if (answer.ok()) {
    responder.Reply(std::move(*answer));
  } else {
    responder.Fail(answer.status());
  }
}

// A limit as asked, cut to the service's own; 0 = the service's own.
std::size_t Cut(std::uint32_t asked, std::size_t most) {
  return asked == 0 ? most : std::min<std::size_t>(asked, most);
}

// Reads a message that names a pact.
template <typename Message>
Result<Message> Parse(const std::string& body) {
  Message message;
  if (!message.ParseFromString(body)) return Malformed("message");
  if (!ledger::IsPactId(message.pact())) return Malformed("pact");
  return message;
}

}  // namespace

class EventLogService::Impl {
 public:
  Impl(const EventLogServiceOptions& options, ledger::Storage& storage, const Clock& clock,
       service::Metrics& metrics)
      : options_(options),
        storage_(storage),
        metrics_(metrics),
        hub_(storage, options.subscriptions),
        sequencer_(storage, clock, Counted(options.sequencer)),
        server_(options.server),
        readers_(options.readers, options.reads_queued_max) {}

  ~Impl() { server_.Stop(std::chrono::steady_clock::now()); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Status Start() {
    PAKTUM_ASSIGN_OR_RETURN(hints_, wire::HintPublisher::Bind(options_.hints_endpoint));
    sequencer_.OnCommit([this](const std::string& pact, Position head) {
      hub_.Announce(pact);
      hints_->Publish(pact, ledger_client::EncodeHint(head));
    });
    AddAppend();
    AddReads();
    AddSubscriptions();
    AddMetrics();
    return server_.Start();
  }

  // The server first: it waits until sequencer and readers have answered what it took.
  void Stop(Deadline deadline) {
    server_.Stop(deadline);
    sequencer_.Stop();
  }

  const EventLogServiceOptions& options() const { return options_; }
  const wire::RequestServer& server() const { return server_; }
  const wire::HintPublisher& hints() const { return *hints_; }
  const SubscriptionHub& hub() const { return hub_; }
  const ledger::Sequencer& sequencer() const { return sequencer_; }

  std::string ExposeMetrics() {
    LogState state;
    state.wire = server_.counts();
    state.subscriptions = hub_.counts();
    state.lag = hub_.lag();
    state.appends_waiting = sequencer_.queued();
    state.healthy = sequencer_.health().ok();
    if (options_.storage_bytes) state.storage_bytes = options_.storage_bytes();
    return metrics_.Expose(state);
  }

 private:
  // The options of the sequencer, with its writes counted.
  ledger::SequencerOptions Counted(ledger::SequencerOptions options) {
    options.on_write = [this](const ledger::WriteReport& report) { metrics_.CountWrite(report); };
    return options;
  }

  void AddAppend() {
    server_.Handle(ledger_client::kAppendMethod, [this](const IncomingRequest& request,
                                                        Responder responder) {
      auto append = ledger_client::DecodeAppend(request.body);
      if (!append.ok()) {
        responder.Fail(append.status());
        return;
      }
      const Deadline received = std::chrono::steady_clock::now();
      sequencer_.Submit(std::move(*append), request.deadline,
                        [this, received, responder](const Result<ledger::AppendResult>& answer) {
                          metrics_.CountAppend(answer, received);
                          if (answer.ok()) {
                            responder.Reply(ledger_client::EncodeAppendResult(*answer));
                          } else {
                            responder.Fail(answer.status());
                          }
                        });
    });
  }

  // Answers a request on a reader thread.
  using Reader = std::function<Result<std::string>(const std::string& body)>;
  void AddRead(const char* method, Reader reader) {
    server_.Handle(method, [this, reader = std::move(reader)](IncomingRequest request,
                                                              const Responder& responder) {
      if (request.body.size() > kReadBodyBytesMax) {
        responder.Fail(Malformed("message"));
        return;
      }
      const bool queued = readers_.TryRun(
          [this, reader, responder, deadline = request.deadline, body = std::move(request.body)] {
            if (std::chrono::steady_clock::now() >= deadline) {
              responder.Fail(Unavailable("log.expired", "its deadline passed while it waited"));
              return;
            }
            metrics_.CountRead();
            Answer(responder, reader(body));
          });
      if (!queued) {
        responder.Fail(ResourceExhausted("log.reads_full", "too many reads wait"));
      }
    });
  }

  void AddReads() {
    AddRead(ledger_client::kReadMethod, [this](const std::string& body) { return Read(body); });
    AddRead(ledger_client::kReadStreamMethod,
            [this](const std::string& body) { return ReadStream(body); });
    AddRead(ledger_client::kFindCommandMethod,
            [this](const std::string& body) { return FindCommand(body); });
    AddRead(ledger_client::kHeadMethod, [this](const std::string& body) { return Head(body); });
  }

  Result<std::string> Read(const std::string& body) const {
    PAKTUM_ASSIGN_OR_RETURN(const auto request, Parse<log::v1::ReadRequest>(body));
    const ledger::ReadLimit limit{Cut(request.max_records(), options_.read_records_max),
                                  Cut(request.max_bytes(), options_.read_bytes_max)};
    std::string answer;
    const auto range =
        storage_.ReadStored(request.pact(), Position(request.after()), limit, answer);
    if (!range.ok()) return range.status();
    PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(request.pact()));
    ledger_client::FinishRecords(head.value(), answer);
    return answer;
  }

  Result<std::string> ReadStream(const std::string& body) const {
    PAKTUM_ASSIGN_OR_RETURN(const auto request, Parse<log::v1::ReadStreamRequest>(body));
    if (!ledger::IsStreamName(request.stream())) return Malformed("stream");
    const ledger::ReadLimit limit{Cut(request.max_records(), options_.read_records_max),
                                  options_.read_bytes_max};
    PAKTUM_ASSIGN_OR_RETURN(const auto records,
                            storage_.ReadStream(request.pact(), request.stream(),
                                                StreamVersion(request.after_version()), limit));
    PAKTUM_ASSIGN_OR_RETURN(const StreamVersion head,
                            storage_.StreamHead(request.pact(), request.stream()));
    return ledger_client::EncodeRecords(records, head.value());
  }

  Result<std::string> FindCommand(const std::string& body) const {
    PAKTUM_ASSIGN_OR_RETURN(const auto request, Parse<log::v1::FindCommandRequest>(body));
    const auto command = Uuid::FromBytes(request.command_id());
    if (!command) return Malformed("command");
    PAKTUM_ASSIGN_OR_RETURN(const auto found, storage_.FindCommand(request.pact(), *command));
    if (!found) return NotFound("command.unknown", "no append has this command id");
    return ledger_client::EncodeFoundCommand(*found);
  }

  Result<std::string> Head(const std::string& body) const {
    PAKTUM_ASSIGN_OR_RETURN(const auto request, Parse<log::v1::HeadRequest>(body));
    PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(request.pact()));
    log::v1::HeadReply reply;
    reply.set_position(head.value());
    return reply.SerializeAsString();
  }

  void AddSubscriptions() {
    server_.HandleStream(ledger_client::kSubscribeMethod, [this](const IncomingRequest& request,
                                                                 Responder responder) {
      if (request.body.size() > kReadBodyBytesMax) {
        responder.Fail(Malformed("message"));
        return;
      }
      const auto parsed = Parse<log::v1::SubscribeRequest>(request.body);
      if (!parsed.ok()) {
        responder.Fail(parsed.status());
        return;
      }
      hub_.Open({request.peer, request.id}, parsed->pact(), Position(parsed->after()),
                {parsed->credit_records(), parsed->credit_bytes()}, std::move(responder));
    });
    server_.HandleOneWay(ledger_client::kCreditMethod, [this](const IncomingRequest& request) {
      log::v1::CreditRequest credit;
      if (!credit.ParseFromString(request.body)) return;
      hub_.AddCredit({request.peer, credit.subscription_id()},
                     {credit.credit_records(), credit.credit_bytes()});
    });
    server_.HandleOneWay(ledger_client::kUnsubscribeMethod, [this](const IncomingRequest& request) {
      log::v1::UnsubscribeRequest end;
      if (end.ParseFromString(request.body)) hub_.Close({request.peer, end.subscription_id()});
    });
  }

  void AddMetrics() {
    AddRead("service.metrics",
            [this](const std::string&) -> Result<std::string> { return ExposeMetrics(); });
  }

  const EventLogServiceOptions options_;
  ledger::Storage& storage_;
  LogMetrics metrics_;
  std::unique_ptr<wire::HintPublisher> hints_;
  // Destroyed from the last to the first, when the server calls none of them any more.
  SubscriptionHub hub_;
  ledger::Sequencer sequencer_;
  wire::RequestServer server_;
  ReaderPool readers_;
};

EventLogService::EventLogService(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventLogService::~EventLogService() = default;

Result<std::unique_ptr<EventLogService>> EventLogService::Start(
    const EventLogServiceOptions& options, ledger::Storage& storage, const Clock& clock,
    service::Metrics& metrics) {
  auto impl = std::make_unique<Impl>(options, storage, clock, metrics);
  PAKTUM_RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<EventLogService>(new EventLogService(std::move(impl)));
}

void EventLogService::Stop(Deadline deadline) { impl_->Stop(deadline); }
const std::string& EventLogService::endpoint() const { return impl_->server().endpoint(); }
const std::string& EventLogService::hints_endpoint() const { return impl_->hints().endpoint(); }
Status EventLogService::health() const { return impl_->sequencer().health(); }
std::string EventLogService::ExposeMetrics() { return impl_->ExposeMetrics(); }
wire::RequestServerCounts EventLogService::wire_counts() const { return impl_->server().counts(); }
SubscriptionCounts EventLogService::subscription_counts() const { return impl_->hub().counts(); }

}  // namespace paktum::event_log
