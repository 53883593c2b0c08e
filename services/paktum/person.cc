#include "services/paktum/internal/person.h"

namespace paktum::simulation {
namespace {

const std::vector<std::string>& FamilyNames() {
  static const auto* const kNames =
      new std::vector<std::string>{"Próba",  "Minta",  "Szimulált", "Kitalált", "Példa",   "Teszt",
                                   "Mintás", "Próbás", "Képzelt",   "Elvi",     "Vázlatos"};
  return *kNames;
}

const std::vector<std::string>& GivenNames(bool female) {
  static const auto* const kFemale = new std::vector<std::string>{
      "Anna", "Éva", "Ilona", "Katalin", "Mária", "Zsuzsanna", "Ágnes", "Tímea", "Réka", "Nóra"};
  static const auto* const kMale = new std::vector<std::string>{
      "Béla", "Gábor", "István", "János", "László", "Péter", "Sándor", "Zoltán", "Ádám", "Márk"};
  return female ? *kFemale : *kMale;
}

// Eight digits and the check digit (1st, 3rd, 5th, 7th × 3, the others × 7, sum mod 10).
std::string Taj(std::uint32_t number) {
  std::string digits = std::to_string(90'000'000 + number);
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 3 : 7);
  return digits + std::to_string(sum % 10);
}

}  // namespace

Person InventPerson(Random& random, std::uint32_t number, Date on) {
  Person person;
  person.female = random.Chance(54);
  person.family_name = random.Pick(FamilyNames());
  person.given_name = random.Pick(GivenNames(person.female));
  person.birth_date = on.PlusDays(-random.Between(18 * 366, 62 * 365));
  person.taj = Taj(number);
  person.address = "Szimulált utca " + std::to_string(random.Between(1, 120)) + ".";
  person.email = "szimulalt." + std::to_string(number) + "@example.org";
  return person;
}

}  // namespace paktum::simulation
