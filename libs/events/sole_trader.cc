#include "libs/events/sole_trader.h"

#include <algorithm>
#include <array>

namespace paktum::events {

bool NamesSoleTrader(std::string_view name) {
  static constexpr std::array<std::string_view, 3> kMarks{"egyéni vállalkozó", "Egyéni vállalkozó",
                                                          "egyéni cég"};
  static constexpr std::array<std::string_view, 8> kEnds{" ev",   " EV",   " ev.",   " EV.",
                                                         " e.v.", " E.V.", " e. v.", " E. V."};
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [&](std::string_view mark) { return name.find(mark) != name.npos; }) ||
         std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return name.ends_with(end); });
}

}  // namespace paktum::events
