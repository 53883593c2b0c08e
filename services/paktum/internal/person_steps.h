#pragma once
// Further steps of a person's way through the programme, added to the journey that is being built.
#include <cstdint>
#include <string>

#include "services/paktum/internal/journey_builder.h"

namespace paktum::simulation {

// Assessment, counselling, motivation training, related services and mediation by the charity,
// some weeks from `from` on; an individual action plan where a development plan was made.
void AddCare(Random& random, JourneyBuilder& journey, Date from, const std::string& employer,
             bool has_plan);

// Consents, questions about target groups and, on the ground of a development plan, the agreement.
void AddDeclarations(Random& random, JourneyBuilder& journey, Date entry,
                     const std::vector<std::string>& open_groups, bool has_plan);

// Monthly payments of the grant that step `grant` was answered with, on the ground of its command.
// Some grants are stopped after two payments and one of these asked back.
void AddPayments(Random& random, JourneyBuilder& journey, std::size_t grant, Date starts_on,
                 std::uint32_t months, std::int64_t monthly_ft, const std::string& scheme);

// The refunds of a training or a job that the scheme's kind pays at once; false when the kind is
// granted instead.
bool AddRefunds(JourneyBuilder& journey, const plan::v1::SubsidyScheme& scheme, Date from,
                Date until);

// The exit with the situation after it; some come back.
void AddExit(Random& random, JourneyBuilder& journey, Date on);

// Who never entered asks to be forgotten: one member proposes it, the other agrees.
void AddErasure(JourneyBuilder& journey, Date asked, std::uint32_t number);

}  // namespace paktum::simulation
