#pragma once
// Schemes: what the stream of a scheme says is taken, and how the plan's figures bind (domain.md
// A6, P-32):
//   printed_total_ft   what is committed and not released never exceeds it
//   persons            number of different persons with a place, unless the plan says "about"
//                      (persons_approximate): then the money alone is the limit
// A support that the plan names without a money line has no limit; what it takes is recorded all
// the same.
#include <map>
#include <set>
#include <string>

#include "libs/domain/internal/support.h"
#include "libs/plan/plan.h"

namespace paktum::domain {

// What a grant is made from: a scheme, or a kind of support without one.
struct SchemeLine {
  std::string code;
  const plan::v1::SubsidyScheme* scheme = nullptr;  // nullptr: no money line
};

// Errors: "scheme.unknown".
Result<SchemeLine> FindLine(const std::string& code, const plan::Plan& plan);

// The same when its scheme is of one of the kinds. Errors: "scheme.unknown", "scheme.other_kind".
Result<SchemeLine> FindLineOfKind(const std::string& code, const plan::Plan& plan,
                                  const std::set<plan::v1::SubsidyScheme::Kind>& kinds);

// Folded from the stream of a scheme; in any order of the events.
struct SchemeState {
  struct Taken {
    std::string participant_id;
    std::int64_t amount_ft = 0;
    bool place_released = false;
  };
  std::map<std::string, Taken> by_grant;

  [[nodiscard]] std::int64_t committed_ft() const;
  [[nodiscard]] std::set<std::string> persons() const;  // with a place
};

void EvolveScheme(SchemeState& state, const RecordedEvent& event);

// Whether the person can have so much more of it. Errors: "scheme.no_place_left",
// "scheme.no_money_left".
Status CheckLimits(const SchemeState& state, const SchemeLine& line,
                   const std::string& participant_id, std::int64_t amount_ft);

// Whether so much is taken that the plan's figures are exceeded.
bool IsOverLimit(const SchemeState& state, const SchemeLine& line);

// The event that takes money and a place.
PendingEvent Commit(const SchemeLine& line, const std::string& grant_id,
                    const std::string& participant_id, std::int64_t amount_ft, Date on);

}  // namespace paktum::domain
