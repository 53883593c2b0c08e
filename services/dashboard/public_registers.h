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
    PublicRegister{"members", "paktum.view.v1.MembersView"},
};

}  // namespace paktum::dashboard
