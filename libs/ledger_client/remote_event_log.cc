#include "libs/ledger_client/remote_event_log.h"

#include <algorithm>
#include <utility>

#include "libs/ledger_client/internal/remote_subscription.h"
#include "libs/ledger_client/messages.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/hints.h"
#include "libs/wire/request_client.h"
#include "paktum/log/v1/log.pb.h"

namespace paktum::ledger_client {
namespace {

constexpr std::size_t kStreamSlackReplies = 256;  // heartbeats that come besides the records

// A read that got no answer has changed nothing: it is as if it had never been sent.
Status ReadStatus(const Status& status) {
  if (status.reason() != "wire.connection_lost") return status;
  return Unavailable("wire.connection_lost", "the connection broke before the answer came");
}

std::uint32_t Clamped(std::size_t value) {
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(value, 1, UINT32_MAX));
}

// Leaves records over the limit out, for services that send more than was asked.
void Trim(std::vector<ledger::Record>& records, ledger::ReadLimit limit) {
  std::size_t bytes = 0;
  std::size_t kept = 0;
  while (kept < records.size() && kept < std::max<std::size_t>(limit.records, 1)) {
    bytes += records[kept].stored.size();
    if (kept > 0 && bytes > limit.bytes) break;
    ++kept;
  }
  records.erase(records.begin() + static_cast<std::ptrdiff_t>(kept), records.end());
}

}  // namespace

class RemoteEventLog::Impl {
 public:
  explicit Impl(RemoteEventLogOptions chosen) : options(std::move(chosen)) {}

  Status Connect() {
    if (options.credit_records == 0 || options.credit_records > kCreditRecordsMax) {
      return InvalidArgument("config.credit", "credit_records is from 1 to 65536");
    }
    if (options.credit_bytes == 0 || options.credit_bytes > kCreditBytesMax) {
      return InvalidArgument("config.credit", "credit_bytes is from 1 to 4194304");
    }
    wire::RequestClientOptions wire_options;
    wire_options.endpoint = options.endpoint;
    PAKTUM_ASSIGN_OR_RETURN(wire_options.curve,
                            wire::CurveDirectory(options.curve).ClientOf(kEventLogKeys));
    const wire::CurveClientSource curve = wire_options.curve;
    wire_options.connect_wait_ms = options.connect_wait_ms;
    wire_options.stream_replies_max = options.credit_records + kStreamSlackReplies;
    PAKTUM_ASSIGN_OR_RETURN(client, wire::RequestClient::Connect(std::move(wire_options)));
    if (options.hints_endpoint.empty()) return OkStatus();
    PAKTUM_ASSIGN_OR_RETURN(subscriber,
                            wire::HintSubscriber::Connect(
                                options.hints_endpoint, {},
                                [this](const std::string& pact, const std::string& payload) {
                                  if (const auto head = DecodeHint(payload))
                                    hints.Note(pact, *head);
                                },
                                curve));
    return OkStatus();
  }

  // Calls a method that only reads.
  template <typename Request>
  Result<std::string> Read(const char* method, const Request& request, Deadline deadline) {
    auto answer = client->Call(method, request.SerializeAsString(), deadline);
    if (!answer.ok()) return ReadStatus(answer.status());
    return answer;
  }

  const RemoteEventLogOptions options;
  HintedHeads hints;
  std::unique_ptr<wire::Caller> client;
  std::unique_ptr<wire::HintSubscriber> subscriber;  // last: its callback uses the rest
};

RemoteEventLog::RemoteEventLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RemoteEventLog::~RemoteEventLog() = default;

Result<std::unique_ptr<RemoteEventLog>> RemoteEventLog::Connect(
    const RemoteEventLogOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  PAKTUM_RETURN_IF_ERROR(impl->Connect());
  return std::unique_ptr<RemoteEventLog>(new RemoteEventLog(std::move(impl)));
}

std::unique_ptr<RemoteEventLog> RemoteEventLog::Over(std::unique_ptr<wire::Caller> caller,
                                                     const RemoteEventLogOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  impl->client = std::move(caller);
  return std::unique_ptr<RemoteEventLog>(new RemoteEventLog(std::move(impl)));
}

Result<ledger::AppendResult> RemoteEventLog::Append(const ledger::AppendRequest& request,
                                                    Deadline deadline) {
  PAKTUM_ASSIGN_OR_RETURN(const auto reply,
                          impl_->client->Call(kAppendMethod, EncodeAppend(request), deadline));
  auto result = DecodeAppendResult(reply);
  if (result.ok()) return result;
  return DeadlineExceeded(result.status().reason(), "the answer cannot be read: outcome unknown");
}

Result<ledger::Slice> RemoteEventLog::Read(const std::string& pact, Position after,
                                           ledger::ReadLimit limit, Deadline deadline) {
  log::v1::ReadRequest request;
  request.set_pact(pact);
  request.set_after(after.value());
  request.set_max_records(Clamped(limit.records));
  request.set_max_bytes(Clamped(limit.bytes));
  PAKTUM_ASSIGN_OR_RETURN(auto reply, impl_->Read(kReadMethod, request, deadline));
  PAKTUM_ASSIGN_OR_RETURN(auto decoded, DecodeRecords(std::move(reply)));
  Trim(decoded.records, limit);
  return ledger::Slice{std::move(decoded.records), Position(decoded.head)};
}

Result<ledger::StreamSlice> RemoteEventLog::ReadStream(const std::string& pact,
                                                       const std::string& stream,
                                                       StreamVersion after, ledger::ReadLimit limit,
                                                       Deadline deadline) {
  log::v1::ReadStreamRequest request;
  request.set_pact(pact);
  request.set_stream(stream);
  request.set_after_version(after.value());
  request.set_max_records(Clamped(limit.records));
  PAKTUM_ASSIGN_OR_RETURN(auto reply, impl_->Read(kReadStreamMethod, request, deadline));
  PAKTUM_ASSIGN_OR_RETURN(auto decoded, DecodeRecords(std::move(reply)));
  Trim(decoded.records, limit);
  return ledger::StreamSlice{std::move(decoded.records), StreamVersion(decoded.head)};
}

Result<ledger::FoundCommand> RemoteEventLog::FindCommand(const std::string& pact, Uuid command,
                                                         Deadline deadline) {
  log::v1::FindCommandRequest request;
  request.set_pact(pact);
  request.set_command_id(std::string(command.bytes()));
  PAKTUM_ASSIGN_OR_RETURN(const auto reply, impl_->Read(kFindCommandMethod, request, deadline));
  PAKTUM_ASSIGN_OR_RETURN(auto found, DecodeFoundCommand(reply));
  found.append.repeated = true;
  return found;
}

Result<Position> RemoteEventLog::Head(const std::string& pact, Deadline deadline) {
  log::v1::HeadRequest request;
  request.set_pact(pact);
  PAKTUM_ASSIGN_OR_RETURN(const auto reply, impl_->Read(kHeadMethod, request, deadline));
  log::v1::HeadReply message;
  if (!message.ParseFromString(reply)) {
    return Internal("wire.malformed_reply", "the service's answer cannot be read");
  }
  return Position(message.position());
}

Result<std::unique_ptr<ledger::Subscription>> RemoteEventLog::Subscribe(const std::string& pact,
                                                                        Position after) {
  return std::unique_ptr<ledger::Subscription>(std::make_unique<RemoteSubscription>(
      *impl_->client, impl_->hints, impl_->options, pact, after));
}

bool RemoteEventLog::connected() const { return impl_->client->connected(); }

}  // namespace paktum::ledger_client
