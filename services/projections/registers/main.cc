#include "libs/view_service/program.h"
#include "services/projections/registers/fold_factory.h"

int main(int argc, char** argv) {
  return paktum::view_service::RunProgram(
      argc, argv,
      {"registers",
       "Shows the registers of the pacts: members, documents, meetings, budget, persons' ways."},
      "tcp://127.0.0.1:7413", paktum::registers::MakeFold);
}
