#pragma once
// The registers that the public may see (libs/views/register_view.h); others are for offices only.
#include <array>
#include <string_view>

namespace paktum::dashboard {

struct PublicRegister {
  std::string_view view;  // GET /api/pacts/{pact}/<view>
  std::string_view type;  // message of paktum.view.v1
  // Parameters of its own, with blanks between; all text.
  std::string_view parameters = {};
};

inline constexpr std::array kPublicRegisters{
    PublicRegister{"activities", "paktum.view.v1.ActivitiesView"},
    PublicRegister{"breakdown", "paktum.view.v1.BreakdownView", "indicator by"},
    PublicRegister{"budget", "paktum.view.v1.BudgetView"},
    PublicRegister{"documents", "paktum.view.v1.DocumentsView"},
    PublicRegister{"evaluation", "paktum.view.v1.EvaluationView", "period"},
    PublicRegister{"governance", "paktum.view.v1.GovernanceView"},
    PublicRegister{"members", "paktum.view.v1.MembersView"},
    PublicRegister{"periods", "paktum.view.v1.PeriodsView"},
    PublicRegister{"portal", "paktum.view.v1.PortalView"},
    PublicRegister{"staffing", "paktum.view.v1.StaffingView"},
    PublicRegister{"status-report", "paktum.view.v1.StatusReportView", "period"},
    PublicRegister{"work-programme", "paktum.view.v1.WorkProgrammeView"},
};

}  // namespace paktum::dashboard
