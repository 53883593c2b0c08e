// The charity with passwords that cost next to nothing to check, for tests that log in often.
#include "libs/office/office.h"
#include "tests/integration/offices/cheap_passwords.h"

int main(int argc, char** argv) {
  return paktum::office::OfficeMain(
      argc, argv,
      {.member = "charity",
       .description = "Takes the commands of the charity in tests; passwords cost nothing.",
       .default_listen = "127.0.0.1:8083",
       .password_cost = paktum::offices_test::kCheap});
}
