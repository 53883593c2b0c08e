#pragma once
// ViewGateway: passes a question about a view on to the projection service that has it, and its
// answer back as protobuf JSON (docs/formats/http.md). A gateway asks for one audience; in answers
// for the public, subjects of explained events are as events::PublicSubject has them. Thread-safe;
// a call blocks up to its deadline.
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/wire/request_client.h"
#include "paktum/query/v1/query.pb.h"

namespace paktum::view_client {

// A view of a projection service: GET /api/pacts/{pact}/<view>.
struct ViewEndpoint {
  std::string view;                    // name at the service
  std::string endpoint;                // of the service, "tcp://127.0.0.1:7411"
  wire::CurveClientSource curve = {};  // keys to reach it; empty = plain
};

class ViewGateway {
 public:
  // How long an answer may take, the wait for a position included.
  static constexpr std::chrono::milliseconds kTimeout{5'000};

  // Asks for the public. Errors: kInvalidArgument "config.endpoint…".
  static Result<std::unique_ptr<ViewGateway>> Connect(const std::vector<ViewEndpoint>& views);
  // All views of one service, for an audience that the service has to grant to these keys.
  // Errors: kInvalidArgument "config.endpoint…".
  static Result<std::unique_ptr<ViewGateway>> ConnectToOne(const std::string& endpoint,
                                                           wire::CurveClientSource curve,
                                                           query::v1::Audience audience);

  // JSON of the view. The query parameters go with the question, except `at_least`: the position
  // that the answer must have applied. `more` overrides them ("code" of a path).
  // Errors: kNotFound "view.unknown", kInvalidArgument "view.bad_parameter";
  //         kUnavailable "view.unreachable" when the service did not answer in time;
  //         what the service answered ("view.not_for_you", "view.behind" when the position did not
  //         come in time)
  [[nodiscard]] Result<std::string> Ask(const std::string& pact, const std::string& view,
                                        const std::map<std::string, std::string>& query,
                                        const std::map<std::string, std::string>& more) const;
  // The same as a message of paktum.view.v1.
  [[nodiscard]] Result<std::unique_ptr<google::protobuf::Message>> AskMessage(
      const std::string& pact, const std::string& view,
      const std::map<std::string, std::string>& query,
      const std::map<std::string, std::string>& more) const;

  // OK when every service answers a ping; kUnavailable "view.unreachable" otherwise.
  [[nodiscard]] Status Ping() const;

 private:
  [[nodiscard]] wire::RequestClient* Find(const std::string& view) const;

  std::map<std::string, std::shared_ptr<wire::RequestClient>> by_view_;
  std::shared_ptr<wire::RequestClient> all_;  // of every view that by_view_ does not name
  query::v1::Audience audience_ = query::v1::AUDIENCE_UNSPECIFIED;
};

}  // namespace paktum::view_client
