#include "libs/view_service/program.h"
#include "services/projections/schedule/fold_factory.h"

int main(int argc, char** argv) {
  return paktum::view_service::RunProgram(
      argc, argv, {"schedule", "Shows the schedule of the pacts as planned and as it happens."},
      "tcp://127.0.0.1:7412", paktum::schedule::MakeFold);
}
