// The government office: participants, subsidies, jobs, trainings (docs/formats/commands.md).
#include "libs/office/office.h"

int main(int argc, char** argv) {
  return paktum::office::OfficeMain(argc, argv,
                                    {.member = "government_office",
                                     .description = "Takes the commands of the government office.",
                                     .default_listen = "127.0.0.1:8082"});
}
