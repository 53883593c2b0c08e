#pragma once
// Evidence: which facts should have a proof filed.
#include <cstdint>
#include <set>

#include "libs/views/effective_history.h"

namespace paktum::views::internal {

// Whether the fact has a place for the digest of its proof and that is empty. A check that found
// nothing out needs none. Files attached later are not looked at.
bool LacksProof(const Fact& fact);

// Positions of the facts that a file attached later proves.
std::set<std::uint64_t> ProvenLater(const EffectiveHistory& history);

}  // namespace paktum::views::internal
