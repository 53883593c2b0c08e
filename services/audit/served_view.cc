#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <chrono>

#include "libs/http/client.h"
#include "libs/views/register_view.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/request_client.h"
#include "paktum/query/v1/query.pb.h"
#include "services/audit/replay.h"

namespace paktum::audit {
namespace {

constexpr std::chrono::seconds kAskTime{30};
constexpr int kConnectWaitMs = 5000;
constexpr unsigned kHttpOk = 200;

Result<ViewMessage> AskService(const std::string& endpoint, const std::string& curve,
                               const query::v1::QueryRequest& request) {
  wire::RequestClientOptions options;
  options.endpoint = endpoint;
  options.connect_wait_ms = kConnectWaitMs;
  const bool is_register = FoldsOf(request.view()) == Folds::kRegisters;
  const std::string service = is_register ? "registers" : request.view();
  PAKTUM_ASSIGN_OR_RETURN(options.curve, wire::CurveDirectory(curve).ClientOf(service));
  PAKTUM_ASSIGN_OR_RETURN(const auto client, wire::RequestClient::Connect(std::move(options)));
  PAKTUM_ASSIGN_OR_RETURN(
      const std::string body,
      client->Call("view.query", request.SerializeAsString(), DeadlineIn(kAskTime)));
  query::v1::QueryReply reply;
  if (!reply.ParseFromString(body)) {
    return Internal("view.unreadable", "the service's answer cannot be read");
  }
  return ReadView(reply.type(), reply.payload());
}

query::v1::Audience AudienceOf(const std::string& text) {
  if (text == views::TextOf(views::Audience::kServing)) return query::v1::AUDIENCE_SERVING;
  if (text == views::TextOf(views::Audience::kMember)) return query::v1::AUDIENCE_MEMBER;
  return query::v1::AUDIENCE_UNSPECIFIED;
}

// Everything but letters, digits and what RFC 3986 leaves alone is escaped.
std::string Escaped(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      escaped += c;
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      escaped += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
  }
  return escaped;
}

Result<ViewMessage> AskDashboard(const std::string& base, const query::v1::QueryRequest& request) {
  const auto* type = MessageOf(request.view());
  if (type == nullptr) return NotFound("view.unknown", "there is no such view");
  if (request.audience() != query::v1::AUDIENCE_UNSPECIFIED) {
    return InvalidArgument("config.audience", "a dashboard answers for the public");
  }
  ViewMessage message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  PAKTUM_ASSIGN_OR_RETURN(const auto client, http::Client::ForAddress(base));
  std::string target = "/api/pacts/" + Escaped(request.pact()) + "/" + request.view();
  char divider = '?';
  for (const auto& [name, value] : request.parameters()) {
    target += divider + Escaped(name) + "=" + Escaped(value);
    divider = '&';
  }
  PAKTUM_ASSIGN_OR_RETURN(const http::ClientResponse response, client->Get(target));
  if (response.status != kHttpOk) {
    return Unavailable("view.unreachable",
                       "the dashboard answered " + std::to_string(response.status));
  }
  if (!google::protobuf::util::JsonStringToMessage(response.body, message.get()).ok()) {
    return Internal("view.unreadable", "the dashboard's answer cannot be read");
  }
  return message;
}

}  // namespace

Result<ViewMessage> AskServed(const std::string& address, const std::string& curve,
                              const std::string& pact, const std::string& view,
                              const views::Parameters& parameters) {
  query::v1::QueryRequest request;
  request.set_pact(pact);
  request.set_view(view);
  request.mutable_parameters()->insert(parameters.begin(), parameters.end());
  if (const auto given = parameters.find(views::kAudienceParameter); given != parameters.end()) {
    request.mutable_parameters()->erase(views::kAudienceParameter);
    request.set_audience(AudienceOf(given->second));
  }
  if (address.starts_with("tcp://") || address.starts_with("ipc://")) {
    return AskService(address, curve, request);
  }
  if (address.starts_with("http://") || address.starts_with("https://")) {
    return AskDashboard(address, request);
  }
  return InvalidArgument("config.compare", "--compare takes tcp://…, http://… or https://…");
}

}  // namespace paktum::audit
