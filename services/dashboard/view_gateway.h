#pragma once
// ViewGateway: passes a question about a view on to the projection service that has it, and its
// answer back as protobuf JSON (docs/formats/http.md), subjects of explained events as
// events::PublicSubject has them. Thread-safe; a call blocks up to its deadline.
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/http/message.h"
#include "libs/wire/request_client.h"

namespace paktum::dashboard {

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

  // Errors: kInvalidArgument "config.endpoint…".
  static Result<std::unique_ptr<ViewGateway>> Connect(const std::vector<ViewEndpoint>& views);

  // JSON of the view. The query parameters go with the question, except `at_least`: the position
  // that the answer must have applied. `more` overrides them ("code" of a path).
  // Errors: kNotFound "view.unknown", kInvalidArgument "view.bad_parameter";
  //         kUnavailable "view.unreachable" when the service did not answer in time;
  //         what the service answered ("view.behind" when the position did not come in time)
  [[nodiscard]] Result<std::string> Ask(const std::string& pact, const std::string& view,
                                        const std::map<std::string, std::string>& query,
                                        const std::map<std::string, std::string>& more) const;

  // OK when every service answers a ping; kUnavailable "view.unreachable" otherwise.
  [[nodiscard]] Status Ping() const;

 private:
  std::map<std::string, std::shared_ptr<wire::RequestClient>> by_view_;
};

}  // namespace paktum::dashboard
