#pragma once
// Names of sole traders: the name of a member organisation that is a person's name and so personal
// data (domain.md P-31).
#include <string_view>

namespace paktum::events {

// Whether a registered name says so itself: "… egyéni vállalkozó", "… egyéni cég", "… e.v.". Pure;
// thread-safe.
bool NamesSoleTrader(std::string_view name);

}  // namespace paktum::events
