#include "libs/view_client/view_gateway.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>

#include <charconv>
#include <optional>
#include <utility>

#include "libs/events/cloud_event.h"
#include "paktum/query/v1/query.pb.h"
#include "paktum/view/v1/indicators.pb.h"

namespace paktum::view_client {
namespace {

constexpr std::chrono::milliseconds kPingTimeout{500};
constexpr const char* kAtLeast = "at_least";

Status Unreachable(const std::string& view) {
  return Unavailable("view.unreachable", "the service of the view " + view + " does not answer");
}

std::optional<std::uint64_t> ReadPosition(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Explained events name their streams; the public sees what PublicSubject leaves of them.
void HidePersons(google::protobuf::Message& message) {
  auto* const explained = dynamic_cast<view::v1::ExplainView*>(&message);
  if (explained == nullptr) return;
  for (auto& event : *explained->mutable_events()) {
    event.set_subject(events::PublicSubject(event.subject()));
  }
}

const Status& Unreadable() {
  static const Status kStatus = Internal("view.unreadable", "the service's answer cannot be read");
  return kStatus;
}

Result<std::unique_ptr<google::protobuf::Message>> ToMessage(const query::v1::QueryReply& reply,
                                                             bool for_public) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(reply.type());
  if (descriptor == nullptr) {
    return Internal("view.unknown_type", "the service answered with a type unknown here");
  }
  std::unique_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  if (!message->ParseFromString(reply.payload())) return Unreadable();
  if (for_public) HidePersons(*message);
  return message;
}

// As JSON with the field names of the .proto files.
Result<std::string> ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) {
    return Unreadable();
  }
  return json;
}

}  // namespace

Result<std::unique_ptr<ViewGateway>> ViewGateway::Connect(const std::vector<ViewEndpoint>& views) {
  auto gateway = std::make_unique<ViewGateway>();
  std::map<std::string, std::shared_ptr<wire::RequestClient>> by_endpoint;
  for (const ViewEndpoint& view : views) {
    auto& client = by_endpoint[view.endpoint];
    if (!client) {
      wire::RequestClientOptions options;
      options.endpoint = view.endpoint;
      options.curve = view.curve;
      PAKTUM_ASSIGN_OR_RETURN(client, wire::RequestClient::Connect(options));
    }
    gateway->by_view_[view.view] = client;
  }
  return gateway;
}

Result<std::unique_ptr<ViewGateway>> ViewGateway::ConnectToOne(const std::string& endpoint,
                                                               wire::CurveClientSource curve,
                                                               query::v1::Audience audience) {
  auto gateway = std::make_unique<ViewGateway>();
  wire::RequestClientOptions options;
  options.endpoint = endpoint;
  options.curve = std::move(curve);
  PAKTUM_ASSIGN_OR_RETURN(gateway->all_, wire::RequestClient::Connect(options));
  gateway->audience_ = audience;
  return gateway;
}

wire::RequestClient* ViewGateway::Find(const std::string& view) const {
  const auto client = by_view_.find(view);
  return client == by_view_.end() ? all_.get() : client->second.get();
}

Result<std::string> ViewGateway::Ask(const std::string& pact, const std::string& view,
                                     const std::map<std::string, std::string>& query,
                                     const std::map<std::string, std::string>& more) const {
  PAKTUM_ASSIGN_OR_RETURN(const auto message, AskMessage(pact, view, query, more));
  return ToJson(*message);
}

Result<std::unique_ptr<google::protobuf::Message>> ViewGateway::AskMessage(
    const std::string& pact, const std::string& view,
    const std::map<std::string, std::string>& query,
    const std::map<std::string, std::string>& more) const {
  wire::RequestClient* const client = Find(view);
  if (client == nullptr) return NotFound("view.unknown", "there is no such view");
  query::v1::QueryRequest request;
  request.set_pact(pact);
  request.set_view(view);
  request.set_audience(audience_);
  for (const auto& [name, value] : query) {
    if (name != kAtLeast) {
      (*request.mutable_parameters())[name] = value;
      continue;
    }
    const auto position = ReadPosition(value);
    if (!position) {
      return InvalidArgument("view.bad_parameter", "at_least is no position",
                             {{"parameter", kAtLeast}, {"expected", "a position of the ledger"}});
    }
    request.set_min_position(*position);
  }
  for (const auto& [name, value] : more) (*request.mutable_parameters())[name] = value;
  Result<std::string> answer =
      client->Call("view.query", request.SerializeAsString(), DeadlineIn(kTimeout));
  if (!answer.ok()) {
    const Status& status = answer.status();
    // A question changes nothing, so an unknown outcome is just no answer.
    const bool silent = status.code() == StatusCode::kDeadlineExceeded ||
                        status.reason() == "wire.not_connected" ||
                        status.reason() == "wire.stopping";
    return silent ? Unreachable(view) : status;
  }
  query::v1::QueryReply reply;
  if (!reply.ParseFromString(*answer)) return Unreadable();
  return ToMessage(reply, audience_ == query::v1::AUDIENCE_UNSPECIFIED);
}

Status ViewGateway::Ping() const {
  if (all_ != nullptr && !all_->Call("wire.ping", "", DeadlineIn(kPingTimeout)).ok()) {
    return Unreachable("registers");
  }
  for (const auto& [view, client] : by_view_) {
    if (!client->Call("wire.ping", "", DeadlineIn(kPingTimeout)).ok()) return Unreachable(view);
  }
  return OkStatus();
}

}  // namespace paktum::view_client
