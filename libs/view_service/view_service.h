#pragma once
// ViewService: what the projection services share. Follows the ledgers of its plans' pacts, one
// fold a pact, and answers the method "view.query" (paktum.query.v1).
//
// Threads     All methods may be called from any thread. Queries run on query_threads of its own.
// Audience    A question names for whom it is asked; more than the key's name allows (audience.h)
// is
//             refused with kPermissionDenied "view.not_for_you".
// Limits      queries_waiting_max queries wait for a thread; more are kResourceExhausted. Of those
//             with a thread queries_behind_max may wait for a position, each at most wait_max_ms
//             (or until its own deadline); more, and later, are kUnavailable "view.behind". A
//             request over kQueryBytesMax ends its connection.
// Failure     What stops a runner (libs/projection/runner.h) stops answers of its pact; failure()
//             tells it, and the program should end: only a new start tries again.
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/ledger/event_log.h"
#include "libs/plan/plan.h"
#include "libs/projection/fold.h"
#include "libs/projection/runner.h"
#include "libs/wire/curve.h"

namespace paktum::view_service {

inline constexpr std::size_t kQueryBytesMax = std::size_t{64} * 1024;

// Makes the service's fold for a plan.
using FoldFactory = std::function<Result<std::unique_ptr<projection::Fold>>(plan::Plan)>;

struct ViewServiceOptions {
  std::vector<plan::Plan> plans;                // at least one, one a pact
  std::string data;                             // the folds are kept in <data>/<pact>
  std::string listen;                           // endpoint, see libs/wire/endpoint.h
  std::optional<wire::CurveServer> curve = {};  // keys; without them plain, this machine only
  std::size_t query_threads = 8;
  std::size_t queries_waiting_max = 1024;
  std::size_t queries_behind_max = 4;  // fewer than query_threads, or waiting ones hold up the rest
  std::chrono::milliseconds wait_max_ms{5000};
};

class ViewService {
 public:
  // Loads what was saved, begins to follow and to answer. The log need not be reachable; `log` and
  // `clock` must outlive the service.
  // Errors: kInvalidArgument "config.…", "view.bad_definition"; those of projection::Runner::Open.
  static Result<std::unique_ptr<ViewService>> Start(const ViewServiceOptions& options,
                                                    const FoldFactory& factory,
                                                    ledger::EventLog& log, const Clock& clock);
  ~ViewService();  // Stop within two seconds
  ViewService(const ViewService&) = delete;
  ViewService& operator=(const ViewService&) = delete;

  // The endpoint with its real port.
  [[nodiscard]] const std::string& endpoint() const;
  // By pact.
  [[nodiscard]] std::map<std::string, projection::RunnerStats> stats() const;

  // Why the following of a pact has stopped on its own; OK while all are followed.
  [[nodiscard]] Status failure() const;

  // Answers what waits until the deadline, then saves and ends. Idempotent.
  void Stop(Deadline deadline);

 private:
  class Impl;
  explicit ViewService(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::view_service
