#pragma once
// Invented persons.
#include <string>

#include "libs/base/date.h"
#include "services/paktum/internal/random.h"

namespace paktum::simulation {

struct Person {
  std::string family_name;
  std::string given_name;
  bool female = false;
  Date birth_date;
  std::string taj;  // 9 digits, check digit right, unique by `number`
  std::string address;
  std::string email;
};

// The `number`-th person of a simulation (below 10,000,000), aged 18–62 on `on`.
Person InventPerson(Random& random, std::uint32_t number, Date on);

}  // namespace paktum::simulation
