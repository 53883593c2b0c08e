#include "libs/office/rights.h"

#include <algorithm>
#include <array>

#include "libs/base/check.h"

namespace paktum::office {
namespace {

using accounts::Principal;
using accounts::Role;
using accounts::Scope;

// What happens to persons, meetings, and the daily work of the pact. What binds the office is for
// managers, as is every command that is not named here: voids, decisions on documents and
// evaluations, membership, staff, closes of periods and the plan.
constexpr auto kForCaseWorkers = std::to_array<std::string_view>({"AttachEvidence",
                                                                  "CheckSixMonthStatus",
                                                                  "CompleteCorrectiveStep",
                                                                  "CompleteDeliverable",
                                                                  "CompleteEntryData",
                                                                  "CompleteTask",
                                                                  "CompleteTraining",
                                                                  "ConfirmNewsletter",
                                                                  "CreateNetwork",
                                                                  "CreateVocationalCooperation",
                                                                  "DeclareTargetGroup",
                                                                  "DiscussLocalNeed",
                                                                  "DraftDocument",
                                                                  "DropOutOfTraining",
                                                                  "EndEmployment",
                                                                  "EndMentoring",
                                                                  "EnrolParticipant",
                                                                  "ExitParticipant",
                                                                  "GiveConsent",
                                                                  "GiveCounselling",
                                                                  "GiveRelatedService",
                                                                  "GiveService",
                                                                  "GrantHousingSupport",
                                                                  "GrantSubsidy",
                                                                  "HoldBodySitting",
                                                                  "HoldCountyPactMeeting",
                                                                  "HoldFirstInterview",
                                                                  "HoldForum",
                                                                  "HoldInvestmentAction",
                                                                  "HoldMentoringSession",
                                                                  "HoldMotivationTraining",
                                                                  "HoldPartnershipEvent",
                                                                  "HoldProgrammeEvent",
                                                                  "HoldSteeringGroupMeeting",
                                                                  "MakeActionPlan",
                                                                  "MakeAssessment",
                                                                  "MakeDevelopmentPlan",
                                                                  "MapEmployerNeed",
                                                                  "Mediate",
                                                                  "PayIncomeSupplement",
                                                                  "PaySubsidy",
                                                                  "PlanCorrectiveStep",
                                                                  "PlanTask",
                                                                  "PublishNotice",
                                                                  "RecordBusinessContact",
                                                                  "RecordBusinessIdea",
                                                                  "RecordDeviation",
                                                                  "RecordExitSituation",
                                                                  "RecordHire",
                                                                  "RecordInformationService",
                                                                  "RecordKeptJob",
                                                                  "ReenterParticipant",
                                                                  "RefundMedicalTest",
                                                                  "RefundTravel",
                                                                  "RefuseTargetGroup",
                                                                  "RegisterDualTrainingParticipant",
                                                                  "RegisterParticipant",
                                                                  "ReportActivity",
                                                                  "SignParticipantAgreement",
                                                                  "StartMentoring",
                                                                  "StartTraining",
                                                                  "SubscribeNewsletter",
                                                                  "SurveyLabourNeed",
                                                                  "SurveyNeeds",
                                                                  "UnsubscribeNewsletter",
                                                                  "WithdrawConsent",
                                                                  "WithdrawNotice",
                                                                  "WithdrawTargetGroup",
                                                                  "WriteEvaluationPart"});

}  // namespace

const std::vector<RouteRule>& RouteRules() {
  static const std::vector<RouteRule> kRules{
      {"GET", "/healthz", Who::kEverybody, {}},
      {"GET", "/readyz", Who::kEverybody, {}},
      // Whoever checks the log compares what the witnesses hold; hashes and signatures only.
      {"GET", "/api/pacts/{pact}/witness", Who::kEverybody, {}},
      {"GET", "/witness/{origin_hash}/checkpoint", Who::kEverybody, {}},
      {"GET", "/api/office", Who::kEverybody, {}},
      {"GET", "/metrics", Who::kOperators, Scope::kMetrics},
      {"GET", "/openapi.json", Who::kAnyAccount, Scope::kRead},
      {"GET", "/api/commands", Who::kAnyAccount, Scope::kRead},

      {"POST", "/api/session", Who::kEverybody, {}},
      {"GET", "/api/session", Who::kAnyAccount, Scope::kRead, true},
      {"DELETE", "/api/session", Who::kAnyAccount, {}, true},
      {"POST", "/api/session/password", Who::kAnyAccount, {}, true},

      {"GET", "/api/accounts", Who::kAdministrators, {}},
      {"POST", "/api/accounts", Who::kAdministrators, {}},
      {"PATCH", "/api/accounts/{account}", Who::kAdministrators, {}},
      {"DELETE", "/api/accounts/{account}", Who::kAdministrators, {}},
      {"POST", "/api/accounts/{account}/password", Who::kAdministrators, {}},
      {"GET", "/api/tokens", Who::kAdministrators, {}},
      {"POST", "/api/tokens", Who::kAdministrators, {}},
      {"DELETE", "/api/tokens/{token}", Who::kAdministrators, {}},

      {"POST", "/api/pacts/{pact}/commands/{command}", Who::kRecorders, Scope::kCommands},
      {"GET", "/api/pacts/{pact}/commands/{command}", Who::kReaders, Scope::kRead},
      {"GET", "/api/pacts/{pact}/forms/{command}", Who::kReaders, Scope::kRead},
      {"GET", "/api/pacts/{pact}/templates/{file}", Who::kReaders, Scope::kRead},
      {"POST", "/api/pacts/{pact}/imports/{command}", Who::kRecorders, Scope::kCommands},
      // Of an import whoever started it sees the result; what comes back to mend are its own rows.
      {"GET", "/api/pacts/{pact}/imports/{command}/{import}", Who::kRecorders, Scope::kCommands},
      {"GET", "/api/pacts/{pact}/imports/{command}/{import}/mend", Who::kRecorders,
       Scope::kCommands},
      {"GET", "/api/pacts/{pact}/outbox", Who::kReaders, Scope::kRead},
      {"GET", "/api/pacts/{pact}/attention", Who::kReaders, Scope::kRead},
      {"POST", "/api/pacts/{pact}/attention/{command}/dismiss", Who::kClerks, Scope::kCommands},
      {"POST", "/api/pacts/{pact}/attention/{command}/retry", Who::kClerks, Scope::kCommands},

      // Pseudonymous; what the office as a whole may see, the registers service decides.
      {"GET", "/api/pacts/{pact}/registers/{view}", Who::kReaders, Scope::kRead},

      // What opens sealed parts is recorded with the account that asked.
      {"GET", "/api/pacts/{pact}/persons/{person}", Who::kReaders, Scope::kRead},
      {"GET", "/api/pacts/{pact}/persons/{person}/pathway", Who::kReaders, Scope::kRead},
      {"POST", "/api/pacts/{pact}/persons/search", Who::kClerks, Scope::kPersons},
      {"POST", "/api/pacts/{pact}/persons/{person}/details", Who::kClerks, Scope::kPersons},
      {"POST", "/api/pacts/{pact}/persons/{person}/report", Who::kManagers, Scope::kPersons},
      {"POST", "/api/pacts/{pact}/statistics/special-groups", Who::kManagers, Scope::kPersons},

      // The page, which lets people log in.
      {"GET", "/login", Who::kEverybody, {}},
      {"GET", "/{file...}", Who::kEverybody, {}},
  };
  return kRules;
}

const RouteRule* FindRouteRule(std::string_view method, std::string_view pattern) {
  const std::vector<RouteRule>& rules = RouteRules();
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const RouteRule& rule) {
    return rule.method == method && rule.pattern == pattern;
  });
  return found == rules.end() ? nullptr : &*found;
}

bool IsForCaseWorkers(std::string_view command) {
  return std::find(kForCaseWorkers.begin(), kForCaseWorkers.end(), command) !=
         kForCaseWorkers.end();
}

bool MaySend(const Principal& principal, std::string_view command, std::string_view pact) {
  return principal.Has(Role::kManager, pact) ||
         (IsForCaseWorkers(command) && principal.Has(Role::kCaseWorker, pact));
}

bool Satisfies(const Principal& principal, Who who, std::string_view command,
               std::string_view pact) {
  const auto has_any = [&](std::initializer_list<Role> roles) {
    return std::any_of(roles.begin(), roles.end(),
                       [&](Role role) { return principal.Has(role, pact); });
  };
  switch (who) {
    case Who::kEverybody:
    case Who::kAnyAccount:
      return true;
    case Who::kReaders:
      return has_any({Role::kCaseWorker, Role::kManager, Role::kAuditor, Role::kViewer});
    case Who::kRecorders:
      return MaySend(principal, command, pact);
    case Who::kClerks:
      return has_any({Role::kCaseWorker, Role::kManager});
    case Who::kManagers:
      return has_any({Role::kManager});
    case Who::kOperators:
      return principal.Has(Role::kAdministrator) || principal.Has(Role::kAuditor);
    case Who::kAdministrators:
      return principal.Has(Role::kAdministrator);
  }
  PAKTUM_UNREACHABLE();
}

}  // namespace paktum::office
