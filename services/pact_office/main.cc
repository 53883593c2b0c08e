// The pact office: plan, members, meetings, documents (docs/formats/commands.md).
#include "libs/office/office.h"

int main(int argc, char** argv) {
  return paktum::office::OfficeMain(argc, argv,
                                    {.member = "pact_office",
                                     .description = "Takes the commands of the pact office.",
                                     .default_listen = "127.0.0.1:8081"});
}
