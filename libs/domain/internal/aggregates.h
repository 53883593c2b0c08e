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
std::vector<CommandHandler> EntryDataCommands();
std::vector<CommandHandler> TargetGroupCommands();
std::vector<CommandHandler> PathwayCommands();
std::vector<CommandHandler> ParticipantAgreementCommands();
std::vector<CommandHandler> ConsentCommands();
std::vector<CommandHandler> PaymentCommands();
std::vector<CommandHandler> RefundCommands();
std::vector<CommandHandler> EmployerCommands();
std::vector<CommandHandler> KeptJobCommands();
std::vector<CommandHandler> CarePlanCommands();
std::vector<CommandHandler> GroupServiceCommands();
std::vector<CommandHandler> PlacementCommands();
std::vector<CommandHandler> EvidenceCommands();
std::vector<CommandHandler> CorrectEventCommands();

std::vector<CommandHandler> AgreementCommands();
std::vector<CommandHandler> DefinitionCommands();
std::vector<CommandHandler> PeriodCommands();
std::vector<CommandHandler> StaffCommands();
std::vector<CommandHandler> ActivityCommands();
std::vector<CommandHandler> BodyCommands();
std::vector<CommandHandler> WorkProgrammeCommands();
std::vector<CommandHandler> EconomyCommands();
std::vector<CommandHandler> VocationalCommands();
std::vector<CommandHandler> ProgrammeCommands();
std::vector<CommandHandler> EvaluationCommands();
std::vector<CommandHandler> StatusReportCommands();
std::vector<CommandHandler> DeviationCommands();
std::vector<CommandHandler> NoticeCommands();
std::vector<CommandHandler> NewsletterCommands();

}  // namespace paktum::domain
