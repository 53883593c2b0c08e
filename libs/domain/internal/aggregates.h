#pragma once
// The aggregates and their commands. Each .cc of this room that is named here is laid out in the
// same order: stream names, State, Evolve, one Decide per command, Commands().
#include <vector>

#include "libs/domain/decider.h"

namespace paktum::domain {

std::vector<CommandHandler> PlanAdoptionCommands();
std::vector<CommandHandler> MembershipCommands();
std::vector<CommandHandler> GovernanceCommands();
std::vector<CommandHandler> PartnershipCommands();
std::vector<CommandHandler> DocumentCommands();
std::vector<CommandHandler> RegistrationCommands();
std::vector<CommandHandler> EnrolmentCommands();
std::vector<CommandHandler> SubsidyCommands();
std::vector<CommandHandler> EmploymentCommands();
std::vector<CommandHandler> SixMonthCommands();
std::vector<CommandHandler> TrainingCommands();
std::vector<CommandHandler> CareCommands();
std::vector<CommandHandler> MentoringCommands();
std::vector<CommandHandler> PrivacyCommands();
std::vector<CommandHandler> CorrectionCommands();

}  // namespace paktum::domain
