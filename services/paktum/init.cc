#include <cstdio>

#include "libs/plan/load.h"
#include "libs/service/start.h"
#include "services/paktum/commands.h"
#include "services/paktum/key_set.h"

namespace paktum::cli {
namespace {

struct InitOptions {
  std::string directory;
  std::vector<std::string> plans;
  std::vector<std::string> only;
};

Status Run(const InitOptions& options) {
  std::vector<plan::Plan> plans;
  for (const std::string& path : options.plans) {
    PAKTUM_ASSIGN_OR_RETURN(plan::Plan plan, plan::LoadPlan(path));
    plans.push_back(std::move(plan));
  }
  PAKTUM_ASSIGN_OR_RETURN(const KeySetReport report,
                          MakeKeySet(options.directory, OfficesOf(plans), options.only));
  for (const std::string& path : report.made) std::printf("made    %s\n", path.c_str());
  for (const std::string& notice : report.notices) std::printf("to do   %s\n", notice.c_str());
  if (report.made.empty() && report.notices.empty()) std::printf("nothing was missing\n");
  return OkStatus();
}

}  // namespace

int Init(int argc, const char* const* argv) {
  InitOptions options;
  return service::Start(
      argc, argv,
      {"paktum init",
       "Makes the keys of all programs of a pact, one directory each, and says who may connect to "
       "whom. Makes only what is missing."},
      [&](service::Flags& flags) {
        flags.Text("--dir", options.directory, "directory of the key directories",
                   service::Need::kRequired);
        flags.Texts("--plan", options.plans, "plan file of a pact; may be repeated",
                    service::Need::kRequired);
        flags.Texts("--only", options.only,
                    "program to make keys for, where the others run elsewhere; may be repeated");
      },
      [&](service::StopSignal&) { return Run(options); });
}

}  // namespace paktum::cli
