#pragma once
// Asking a projection service over the wire, and appending what it shall show.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "libs/base/clock.h"
#include "libs/events/streams.h"
#include "libs/ledger/event_log.h"
#include "libs/wire/request_client.h"
#include "paktum/event/v1/event.pb.h"
#include "paktum/query/v1/query.pb.h"
#include "paktum/view/v1/indicators.pb.h"
#include "paktum/view/v1/schedule.pb.h"

namespace paktum::projections {

inline constexpr const char* kPact = "tiszakecske";

inline Deadline Soon() { return DeadlineIn(std::chrono::seconds(30)); }

inline std::string PlanFile() {
  return std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto";
}
inline std::string PlanText() {
  std::ifstream file(PlanFile());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Appends one event of a participant of its own; returns its position.
inline Position AppendEvent(ledger::EventLog& log, const std::string& stream,
                            const std::string& occurred_on, event::v1::Event event) {
  const SystemClock clock;
  ledger::AppendRequest request;
  request.pact = kPact;
  request.command = Uuid::V7(clock);
  request.member = "government_office";
  request.content_digest = "digest";
  event.set_id(std::string(request.command.Derived(0).bytes()));
  event.set_subject(stream);
  event.set_occurred_on(occurred_on);
  request.events.push_back({stream, event.SerializeAsString()});
  const auto appended = log.Append(request, Soon());
  EXPECT_TRUE(appended.ok()) << appended.status();
  return appended.ok() ? appended->first : Position(0);
}

inline Position Enrol(ledger::EventLog& log, const std::string& occurred_on) {
  const std::string person = Uuid::V7(SystemClock()).ToString();
  event::v1::Event event;
  event.mutable_participant_enrolled()->set_participant_id(person);
  return AppendEvent(log, events::ParticipantStream(person), occurred_on, std::move(event));
}

inline Position HoldForum(ledger::EventLog& log, const std::string& occurred_on) {
  event::v1::Event event;
  event.mutable_forum_held()->set_participants(80);
  return AppendEvent(log, events::BodyStream(events::kEmploymentForum), occurred_on,
                     std::move(event));
}

// A connection to a projection service.
class Asker {
 public:
  explicit Asker(const std::string& endpoint) {
    wire::RequestClientOptions options;
    options.endpoint = endpoint;
    options.connect_wait_ms = 10'000;
    auto client = wire::RequestClient::Connect(options);
    EXPECT_TRUE(client.ok()) << client.status();
    client_ = std::move(client).value();
  }

  Result<query::v1::QueryReply> Ask(const std::string& view,
                                    const std::map<std::string, std::string>& parameters,
                                    Position min_position = Position(0), Deadline deadline = Soon(),
                                    const std::string& pact = kPact) {
    query::v1::QueryRequest request;
    request.set_pact(pact);
    request.set_view(view);
    request.mutable_parameters()->insert(parameters.begin(), parameters.end());
    request.set_min_position(min_position.value());
    PAKTUM_ASSIGN_OR_RETURN(const std::string body, Call(request.SerializeAsString(), deadline));
    query::v1::QueryReply reply;
    EXPECT_TRUE(reply.ParseFromString(body));
    return reply;
  }

  template <typename View>
  View Get(const std::string& view, const std::map<std::string, std::string>& parameters,
           Position min_position = Position(0)) {
    const auto reply = Ask(view, parameters, min_position);
    EXPECT_TRUE(reply.ok()) << reply.status();
    View parsed;
    if (reply.ok()) {
      EXPECT_EQ(reply->type(), View::descriptor()->full_name());
      EXPECT_TRUE(parsed.ParseFromString(reply->payload()));
    }
    return parsed;
  }

  // PO25 at the end of the programme, once the position is applied.
  std::int64_t Enrolled(Position min_position) {
    const auto view = Get<view::v1::IndicatorsView>(
        "indicators", {{"code", "PO25"}, {"valid_at", "2021-06-30"}}, min_position);
    return view.indicators_size() == 1 ? view.indicators(0).value() : -1;
  }

  Result<std::string> Call(std::string body, Deadline deadline = Soon()) {
    return client_->Call("view.query", std::move(body), deadline);
  }

 private:
  std::unique_ptr<wire::RequestClient> client_;
};

}  // namespace paktum::projections
