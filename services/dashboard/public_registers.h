#pragma once
// The registers that the public may see (libs/views/register_view.h); others are for offices only.
#include <array>
#include <string_view>

namespace paktum::dashboard {

struct PublicRegister {
  std::string_view view;  // GET /api/pacts/{pact}/<view>
  std::string_view type;  // message of paktum.view.v1
};

inline constexpr std::array kPublicRegisters{
    PublicRegister{"activities", "paktum.view.v1.ActivitiesView"},
    PublicRegister{"budget", "paktum.view.v1.BudgetView"},
    PublicRegister{"documents", "paktum.view.v1.DocumentsView"},
    PublicRegister{"governance", "paktum.view.v1.GovernanceView"},
    PublicRegister{"members", "paktum.view.v1.MembersView"},
    PublicRegister{"portal", "paktum.view.v1.PortalView"},
    PublicRegister{"staffing", "paktum.view.v1.StaffingView"},
    PublicRegister{"work-programme", "paktum.view.v1.WorkProgrammeView"},
};

}  // namespace paktum::dashboard
