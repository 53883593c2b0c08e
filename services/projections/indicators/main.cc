#include "libs/view_service/program.h"
#include "services/projections/indicators/fold_factory.h"

int main(int argc, char** argv) {
  return paktum::view_service::RunProgram(
      argc, argv, {"indicators", "Counts the indicators of the pacts from their ledgers."},
      "tcp://127.0.0.1:7411", paktum::indicators::MakeFold);
}
