#include "services/paktum/sender.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <charconv>

#include "paktum/command/v1/care.pb.h"
#include "paktum/command/v1/charity.pb.h"
#include "paktum/command/v1/evaluation.pb.h"
#include "paktum/command/v1/evidence.pb.h"
#include "paktum/command/v1/governance.pb.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/labour.pb.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/command/v1/pact_office.pb.h"
#include "paktum/command/v1/participant.pb.h"
#include "paktum/command/v1/pathway.pb.h"
#include "paktum/command/v1/portal.pb.h"
#include "paktum/command/v1/privacy.pb.h"
#include "paktum/command/v1/subsidy.pb.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{20};
constexpr milliseconds kLongestPause{1'000};

std::vector<const google::protobuf::FileDescriptor*> CommandFiles() {
  return {command::v1::AdoptPlan::descriptor()->file(),
          command::v1::RegisterParticipant::descriptor()->file(),
          command::v1::EnrolParticipant::descriptor()->file(),
          command::v1::HoldFirstInterview::descriptor()->file(),
          command::v1::SignPactAgreement::descriptor()->file(),
          command::v1::ConstituteBody::descriptor()->file(),
          command::v1::OpenInterimEvaluation::descriptor()->file(),
          command::v1::PublishNotice::descriptor()->file(),
          command::v1::ExitParticipant::descriptor()->file(),
          command::v1::PaySubsidy::descriptor()->file(),
          command::v1::RecordKeptJob::descriptor()->file(),
          command::v1::MakeAssessment::descriptor()->file(),
          command::v1::AttachEvidence::descriptor()->file(),
          command::v1::ProposeErasure::descriptor()->file()};
}

// `now` of an evaluation or a status report; nothing when the answer has none.
std::optional<Figures> ReadFigures(const std::string& body) {
  google::protobuf::Struct json;
  if (!google::protobuf::util::JsonStringToMessage(body, &json).ok()) return std::nullopt;
  const auto now = json.fields().find("now");
  if (now == json.fields().end()) return std::nullopt;
  const auto& fields = now->second.struct_value().fields();
  const auto position = fields.find("position");
  const auto sha256 = fields.find("sha256");
  if (position == fields.end() || sha256 == fields.end()) return std::nullopt;
  Figures figures{.position = 0, .sha256 = sha256->second.string_value()};
  const std::string& text = position->second.string_value();
  std::from_chars(text.data(), text.data() + text.size(), figures.position);
  return figures;
}

Answer ReadAnswer(const http::ClientResponse& response) {
  Answer answer;
  answer.status = response.status;
  answer.body = response.body;
  google::protobuf::Struct json;
  if (!google::protobuf::util::JsonStringToMessage(response.body, &json).ok()) return answer;
  const auto& fields = json.fields();
  if (const auto code = fields.find("code"); code != fields.end()) {
    answer.code = code->second.string_value();
  }
  if (const auto list = fields.find("positions"); list != fields.end()) {
    for (const auto& value : list->second.list_value().values()) {
      const std::string& text = value.string_value();
      std::uint64_t position = 0;
      std::from_chars(text.data(), text.data() + text.size(), position);
      answer.positions.push_back(position);
    }
  }
  if (const auto result = fields.find("result"); result != fields.end()) {
    const auto& named = result->second.struct_value().fields();
    const auto id = named.find("participant_id");
    if (id != named.end()) answer.participant_id = id->second.string_value();
    for (const auto& [name, value] : named) {
      if (value.has_string_value()) answer.results.emplace(name, value.string_value());
    }
  }
  return answer;
}

// The office or the log is away, is asked too much, or others were faster too often: the same
// again may go through.
bool MayPass(const Answer& answer) {
  const unsigned status = answer.status;
  return status == 202 || status == 429 || status == 502 || status == 503 || status == 504 ||
         answer.code == "transact.contended";
}

}  // namespace

OfficeAddresses DefaultOffices(int port_offset) {
  const auto at = [port_offset](int port) {
    return "http://127.0.0.1:" + std::to_string(port + port_offset);
  };
  return {{"pact_office", at(8081)}, {"government_office", at(8082)}, {"charity", at(8083)}};
}

std::vector<std::string> CommandNames() {
  std::vector<std::string> names;
  for (const google::protobuf::FileDescriptor* file : CommandFiles()) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const google::protobuf::Descriptor& message = *file->message_type(i);
      if (message.options().HasExtension(options::v1::command)) names.push_back(message.name());
    }
  }
  return names;
}

std::vector<std::string> OfficesOf(const std::string& command) {
  for (const google::protobuf::FileDescriptor* file : CommandFiles()) {
    const google::protobuf::Descriptor* message = file->FindMessageTypeByName(command);
    if (message == nullptr) continue;
    const auto& offices = message->options().GetExtension(options::v1::command).offices();
    return {offices.begin(), offices.end()};
  }
  return {};
}

Status ReplaceAddresses(const std::vector<std::string>& texts, OfficeAddresses& offices) {
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const auto office = offices.find(text.substr(0, equals));
    if (equals == text.npos || office == offices.end()) {
      return InvalidArgument("send.at", "'" + text + "' is not OFFICE=URL of a known office");
    }
    office->second = text.substr(equals + 1);
  }
  return OkStatus();
}

Sender::Sender(std::string pact, OfficeAddresses offices, bool simulated, milliseconds patience,
               service::StopSignal& stop, OfficeAccess access)
    : pact_(std::move(pact)),
      offices_(std::move(offices)),
      simulated_(simulated),
      patience_(patience),
      stop_(stop),
      access_(std::move(access)) {}

Result<http::Client*> Sender::ClientOf(const std::string& office) {
  std::unique_ptr<http::Client>& client = clients_[office];
  if (client == nullptr) {
    const auto address = offices_.find(office);
    if (address == offices_.end()) {
      return NotFound("send.office", "no address is known for the office " + office);
    }
    http::ClientOptions options;
    options.authorities = access_.authorities;
    PAKTUM_ASSIGN_OR_RETURN(client, http::Client::ForAddress(address->second, options));
  }
  return client.get();
}

// The same again, with growing pauses, until the answer settles it.
Result<http::ClientResponse> Sender::Settled(
    const std::function<Result<http::ClientResponse>()>& ask,
    const std::function<bool(const http::ClientResponse&)>& settles, const std::string& what) {
  const Deadline give_up = DeadlineIn(patience_);
  milliseconds pause = kFirstPause;
  for (;;) {
    Result<http::ClientResponse> response = ask();
    if (response.ok() && settles(*response)) return response;
    if (std::chrono::steady_clock::now() >= give_up) {
      return Unavailable("send.gave_up", what + " was not settled in time");
    }
    if (stop_.WaitBefore(DeadlineIn(pause))) return Aborted("send.stopped", "asked to stop");
    pause = std::min(pause * 2, kLongestPause);
  }
}

Result<Answer> Sender::Send(const std::string& office, const std::string& command,
                            const std::string& json, Uuid key) {
  PAKTUM_ASSIGN_OR_RETURN(http::Client* const client, ClientOf(office));
  http::Headers headers{{"Idempotency-Key", key.ToString()}};
  if (simulated_) headers.Add("Paktum-Simulated", "true");
  if (!late_reason_.empty()) headers.Add("Paktum-Late-Reason", late_reason_);
  access_.tokens.AddTo(headers, office);
  // At an office with logins the account is the actor.
  if (simulated_ && headers.Find("Authorization").empty()) {
    headers.Add("Paktum-Actor", "simulation-" + office);
  }
  const std::string target = "/api/pacts/" + pact_ + "/commands/" + command;
  PAKTUM_ASSIGN_OR_RETURN(
      const http::ClientResponse response,
      Settled([&] { return client->Post(target, json, "application/json", headers); },
              [](const http::ClientResponse& reply) { return !MayPass(ReadAnswer(reply)); },
              command + " at " + office));
  return ReadAnswer(response);
}

Result<std::optional<Figures>> Sender::FiguresOf(const std::string& office, const std::string& view,
                                                 const std::string& period) {
  PAKTUM_ASSIGN_OR_RETURN(http::Client* const client, ClientOf(office));
  http::Headers headers;
  access_.tokens.AddTo(headers, office);
  const std::string target = "/api/pacts/" + pact_ + "/registers/" + view + "?period=" + period;
  PAKTUM_ASSIGN_OR_RETURN(const http::ClientResponse response,
                          Settled([&] { return client->Get(target, headers); },
                                  [](const http::ClientResponse& reply) {
                                    return reply.status < 500 && reply.status != 429;
                                  },
                                  "the figures of " + period + " at " + office));
  if (response.status != 200) return std::optional<Figures>();
  return ReadFigures(response.body);
}

}  // namespace paktum::cli
