#include <algorithm>
#include <cstdio>

#include "libs/plan/load.h"
#include "libs/service/start.h"
#include "services/paktum/administrators.h"
#include "services/paktum/commands.h"
#include "services/paktum/key_set.h"

namespace paktum::cli {
namespace {

struct InitOptions {
  std::string directory;
  std::vector<std::string> plans;
  std::vector<std::string> only;
  std::string administrator;
  std::string data;
};

// The passwords stand on the terminal, once, and nowhere else.
Status AddAdministrators(const InitOptions& options, const std::vector<plan::Plan>& plans) {
  if (options.administrator.empty()) return OkStatus();
  if (options.data.empty()) {
    return InvalidArgument("init.data", "--admin needs --data, where the offices keep their data");
  }
  std::vector<std::string> offices;
  for (const auto& [office, pacts] : OfficesOf(plans)) {
    const bool wanted = options.only.empty() || std::find(options.only.begin(), options.only.end(),
                                                          office) != options.only.end();
    if (wanted) offices.push_back(office);
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<FirstAdministrator> made,
                          AddFirstAdministrators(options.data, offices, options.administrator));
  for (const FirstAdministrator& first : made) {
    std::printf("password of the administrator at %s, shown once: %s\n", first.office.c_str(),
                first.password.c_str());
  }
  return OkStatus();
}

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
  return AddAdministrators(options, plans);
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
        flags.Text("--admin", options.administrator,
                   "login name of the first administrator of each office that has none");
        flags.Text("--data", options.data, "directory of all data, with --admin");
      },
      [&](service::StopSignal&) { return Run(options); });
}

}  // namespace paktum::cli
