#include "services/event_log/log_core.h"

#include <algorithm>
#include <utility>

#include "libs/base/runtime.h"
#include "libs/ledger/append_rules.h"
#include "libs/ledger_client/messages.h"
#include "paktum/log/v1/log.pb.h"
#include "services/event_log/request_message.h"

namespace paktum::event_log {
namespace {

using wire::IncomingRequest;
using wire::Responder;

constexpr std::size_t kReadBodyBytesMax = 4096;  // of a request that reads

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

}  // namespace

LogCore::LogCore(const LogCoreOptions& options, ledger::Storage& storage, const Clock& clock,
                 service::Metrics& metrics)
    : options_(options),
      storage_(storage),
      metrics_(metrics),
      hub_(storage, options.subscriptions),
      sequencer_(storage, clock, Counted(options.sequencer)),
      gate_(options.rules
                ? std::make_unique<AppendGate>(options.gate, *options.rules, sequencer_, clock)
                : nullptr),
      readers_(options.readers, options.reads_queued_max) {}

LogCore::~LogCore() = default;

// The options of the sequencer, with its writes counted.
ledger::SequencerOptions LogCore::Counted(ledger::SequencerOptions options) {
  options.on_write = [this](const ledger::WriteReport& report) { metrics_.CountWrite(report); };
  options.on_answered = [this] { host_->Flush(); };
  return options;
}

void LogCore::AddTo(wire::MethodHost& host, Announce announce) {
  sequencer_.OnCommit(
      [this, announce = std::move(announce)](const std::string& pact, Position head) {
        hub_.Announce(pact);
        announce(pact, head);
      });
  host_ = &host;
  AddAppend(host);
  AddPeerRead(host, ledger_client::kReadMethod, &LogCore::Read);
  AddPeerRead(host, ledger_client::kReadStreamMethod, &LogCore::ReadStream);
  AddPeerRead(host, ledger_client::kFindCommandMethod, &LogCore::FindCommand);
  AddPeerRead(host, ledger_client::kHeadMethod, &LogCore::Head);
  AddSubscriptions(host);
}

void LogCore::AddAppend(wire::MethodHost& host) {
  host.HandleBatch(ledger_client::kAppendMethod, [this](std::vector<wire::ArrivedRequest> arrived) {
    TakeAppends(std::move(arrived));
  });
}

void LogCore::TakeAppends(std::vector<wire::ArrivedRequest> arrived) {
  const Deadline received = SteadyNow();
  std::vector<NamedAppend> named;  // with rules
  std::vector<ledger::Sequencer::Submission> submissions;
  (gate_ ? named.reserve(arrived.size()) : submissions.reserve(arrived.size()));
  for (auto& [request, responder] : arrived) {
    auto append = ledger_client::DecodeAppend(request.body);
    if (!append.ok()) {
      metrics_.CountAppend(append.status(), received);
      responder.Fail(append.status());
      continue;
    }
    ledger::Sequencer::Submission submission{
        std::move(*append), request.deadline,
        [this, received,
         responder = std::move(responder)](const Result<ledger::AppendResult>& answer) {
          metrics_.CountAppend(answer, received);
          if (answer.ok()) {
            responder.ReplyLater(ledger_client::EncodeAppendResult(*answer));
          } else {
            responder.Fail(answer.status());
          }
        }};
    if (gate_) {
      named.push_back({std::move(request.peer_name), std::move(submission)});
    } else {
      submissions.push_back(std::move(submission));
    }
  }
  if (gate_) {
    gate_->Submit(std::move(named));
  } else {
    sequencer_.Submit(std::move(submissions));
  }
}

void LogCore::AddRead(wire::MethodHost& host, const char* method, Reader reader) {
  host.Handle(method, [this, reader = std::move(reader)](IncomingRequest request,
                                                         const Responder& responder) {
    RunRead(std::move(request), responder,
            [reader](const IncomingRequest& waited) { return reader(waited); });
  });
}

void LogCore::AddPeerRead(wire::MethodHost& host, const char* method, PeerReader reader) {
  host.Handle(method, [this, reader](IncomingRequest request, const Responder& responder) {
    RunRead(std::move(request), responder, [this, reader](const IncomingRequest& waited) {
      return (this->*reader)(waited.peer_name, waited.body);
    });
  });
}

void LogCore::RunRead(IncomingRequest request, const Responder& responder,
                      std::function<Result<std::string>(const IncomingRequest&)> read) {
  if (request.body.size() > kReadBodyBytesMax) {
    responder.Fail(Malformed("message"));
    return;
  }
  const bool queued =
      readers_.TryRun([this, read = std::move(read), responder, request = std::move(request)] {
        if (SteadyNow() >= request.deadline) {
          responder.Fail(Unavailable("log.expired", "its deadline passed while it waited"));
          return;
        }
        Result<std::string> answer = read(request);
        metrics_.CountRead(answer.status());
        Answer(responder, std::move(answer));
      });
  if (!queued) {
    responder.Fail(ResourceExhausted("log.reads_full", "too many reads wait"));
  }
}

std::shared_ptr<const access::AccessRules> LogCore::Rules() const {
  return options_.rules ? options_.rules->Current() : nullptr;
}

Result<std::string> LogCore::Read(const std::string& peer_name, const std::string& body) const {
  PAKTUM_ASSIGN_OR_RETURN(const auto request, ParseRequest<log::v1::ReadRequest>(body));
  const ledger::ReadLimit limit{Cut(request.max_records(), options_.read_records_max),
                                Cut(request.max_bytes(), options_.read_bytes_max)};
  if (const auto rules = Rules()) {
    PAKTUM_RETURN_IF_ERROR(rules->CheckPact(peer_name, request.pact()));
    const access::MemberRule& rule = *rules->Find(peer_name);
    if (!rule.ReadsAll()) return ReadAllowed(request, rule, limit);
  }
  std::string answer;
  const auto range = storage_.ReadStored(request.pact(), Position(request.after()), limit, answer);
  if (!range.ok()) return range.status();
  PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(request.pact()));
  ledger_client::FinishRecords(head.value(), answer);
  return answer;
}

// One record of a stream that the member may not read refuses the whole read: a ledger with gaps
// would be taken for whole.
Result<std::string> LogCore::ReadAllowed(const log::v1::ReadRequest& request,
                                         const access::MemberRule& rule,
                                         ledger::ReadLimit limit) const {
  PAKTUM_ASSIGN_OR_RETURN(const auto records,
                          storage_.Read(request.pact(), Position(request.after()), limit));
  for (const ledger::Record& record : records) {
    if (!rule.MayRead(record.stream)) {
      return PermissionDenied("read.stream_not_allowed",
                              "the member may not read the stream of one of these records");
    }
  }
  PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(request.pact()));
  return ledger_client::EncodeRecords(records, head.value());
}

Result<std::string> LogCore::ReadStream(const std::string& peer_name,
                                        const std::string& body) const {
  PAKTUM_ASSIGN_OR_RETURN(const auto request, ParseRequest<log::v1::ReadStreamRequest>(body));
  if (!ledger::IsStreamName(request.stream())) return Malformed("stream");
  if (const auto rules = Rules()) {
    PAKTUM_RETURN_IF_ERROR(rules->CheckRead(peer_name, request.pact(), request.stream()));
  }
  const ledger::ReadLimit limit{Cut(request.max_records(), options_.read_records_max),
                                options_.read_bytes_max};
  PAKTUM_ASSIGN_OR_RETURN(const auto records,
                          storage_.ReadStream(request.pact(), request.stream(),
                                              StreamVersion(request.after_version()), limit));
  PAKTUM_ASSIGN_OR_RETURN(const StreamVersion head,
                          storage_.StreamHead(request.pact(), request.stream()));
  return ledger_client::EncodeRecords(records, head.value());
}

Result<std::string> LogCore::FindCommand(const std::string& peer_name,
                                         const std::string& body) const {
  PAKTUM_ASSIGN_OR_RETURN(const auto request, ParseRequest<log::v1::FindCommandRequest>(body));
  PAKTUM_RETURN_IF_ERROR(MayReadPact(peer_name, request.pact()));
  const auto command = Uuid::FromBytes(request.command_id());
  if (!command) return Malformed("command");
  PAKTUM_ASSIGN_OR_RETURN(const auto found, storage_.FindCommand(request.pact(), *command));
  if (!found) return NotFound("command.unknown", "no append has this command id");
  return ledger_client::EncodeFoundCommand(*found);
}

Result<std::string> LogCore::Head(const std::string& peer_name, const std::string& body) const {
  PAKTUM_ASSIGN_OR_RETURN(const auto request, ParseRequest<log::v1::HeadRequest>(body));
  PAKTUM_RETURN_IF_ERROR(MayReadPact(peer_name, request.pact()));
  PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(request.pact()));
  log::v1::HeadReply reply;
  reply.set_position(head.value());
  return reply.SerializeAsString();
}

Status LogCore::MayReadPact(const std::string& peer_name, const std::string& pact) const {
  const auto rules = Rules();
  return rules ? rules->CheckPact(peer_name, pact) : OkStatus();
}

// A subscription is the whole ledger.
Status LogCore::MaySubscribe(const std::string& peer_name, const std::string& pact) const {
  const auto rules = Rules();
  return rules ? rules->CheckRead(peer_name, pact, /*stream=*/"") : OkStatus();
}

void LogCore::AddSubscriptions(wire::MethodHost& host) {
  host.HandleStream(
      ledger_client::kSubscribeMethod, [this](const IncomingRequest& request, Responder responder) {
        if (request.body.size() > kReadBodyBytesMax) {
          responder.Fail(Malformed("message"));
          return;
        }
        const auto parsed = ParseRequest<log::v1::SubscribeRequest>(request.body);
        if (!parsed.ok()) {
          responder.Fail(parsed.status());
          return;
        }
        // Asked again before whatever is sent: the rules may change while it runs.
        auto allowed = [this, peer_name = request.peer_name, pact = parsed->pact()] {
          Status may = MaySubscribe(peer_name, pact);
          if (!may.ok()) metrics_.CountRead(may);
          return may;
        };
        if (const Status may = allowed(); !may.ok()) {
          responder.Fail(may);
          return;
        }
        hub_.Open({request.peer, request.id}, parsed->pact(), Position(parsed->after()),
                  {parsed->credit_records(), parsed->credit_bytes()},
                  options_.rules ? SubscriptionHub::Allowed(std::move(allowed)) : nullptr,
                  std::move(responder));
      });
  host.HandleOneWay(ledger_client::kCreditMethod, [this](const IncomingRequest& request) {
    log::v1::CreditRequest credit;
    if (!credit.ParseFromString(request.body)) return;
    hub_.AddCredit({request.peer, credit.subscription_id()},
                   {credit.credit_records(), credit.credit_bytes()});
  });
  host.HandleOneWay(ledger_client::kUnsubscribeMethod, [this](const IncomingRequest& request) {
    log::v1::UnsubscribeRequest end;
    if (end.ParseFromString(request.body)) hub_.Close({request.peer, end.subscription_id()});
  });
}

}  // namespace paktum::event_log
