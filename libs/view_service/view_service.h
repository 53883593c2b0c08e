#pragma once
// ViewService: what the projection services share. Follows the ledgers of its plans' pacts, one
// fold a pact, and answers the method "view.query" (paktum.query.v1).
//
// Threads     All methods may be called from any thread. Queries run on query_threads of its own.
// Limits      queries_waiting_max queries wait; more are kResourceExhausted.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/ledger/event_log.h"
#include "libs/plan/plan.h"
#include "libs/projection/fold.h"
#include "libs/projection/runner.h"

namespace paktum::view_service {

// Makes the service's fold for a plan.
using FoldFactory = std::function<Result<std::unique_ptr<projection::Fold>>(plan::Plan)>;

struct ViewServiceOptions {
  std::vector<plan::Plan> plans;  // at least one, one a pact
  std::string data;               // the folds are kept in <data>/<pact>
  std::string listen;             // endpoint, see libs/wire/endpoint.h
  std::size_t query_threads = 8;
  std::size_t queries_waiting_max = 1024;
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

  // Answers what waits until the deadline, then saves and ends. Idempotent.
  void Stop(Deadline deadline);

 private:
  class Impl;
  explicit ViewService(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::view_service
