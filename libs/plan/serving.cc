#include "libs/plan/serving.h"

#include <algorithm>

#include "paktum/command/v1/participant.pb.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::plan {

std::vector<std::string> ServingOffices(const Plan& plan) {
  const options::v1::Command& command =
      command::v1::RegisterParticipant::descriptor()->options().GetExtension(options::v1::command);
  std::vector<std::string> serving;
  for (const std::string& office : command.offices()) {
    if (plan.FindOffice(office) != nullptr) serving.push_back(office);
  }
  std::sort(serving.begin(), serving.end());
  return serving;
}

}  // namespace paktum::plan
