// The charity: interviews, development plans, services, mentoring (docs/formats/commands.md).
#include "libs/office/office.h"

int main(int argc, char** argv) {
  return paktum::office::OfficeMain(argc, argv,
                                    {.member = "charity",
                                     .description = "Takes the commands of the charity.",
                                     .default_listen = "127.0.0.1:8083"});
}
