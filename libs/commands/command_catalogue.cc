#include "libs/commands/command_catalogue.h"

#include <algorithm>

#include "paktum/command/v1/care.pb.h"
#include "paktum/command/v1/charity.pb.h"
#include "paktum/command/v1/evaluation.pb.h"
#include "paktum/command/v1/evidence.pb.h"
#include "paktum/command/v1/governance.pb.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/labour.pb.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/command/v1/pact_office.pb.h"
#include "paktum/command/v1/participant.pb.h"
#include "paktum/command/v1/pathway.pb.h"
#include "paktum/command/v1/portal.pb.h"
#include "paktum/command/v1/privacy.pb.h"
#include "paktum/command/v1/subsidy.pb.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::commands {
namespace {

std::vector<CommandKind> ReadCatalogue() {
  std::vector<CommandKind> kinds;
  for (const google::protobuf::FileDescriptor* file :
       {command::v1::RegisterParticipant::descriptor()->file(),
        command::v1::AdoptPlan::descriptor()->file(),
        command::v1::EnrolParticipant::descriptor()->file(),
        command::v1::HoldFirstInterview::descriptor()->file(),
        command::v1::ProposeErasure::descriptor()->file(),
        command::v1::SignPactAgreement::descriptor()->file(),
        command::v1::PlanTask::descriptor()->file(),
        command::v1::OpenInterimEvaluation::descriptor()->file(),
        command::v1::PublishNotice::descriptor()->file(),
        command::v1::ExitParticipant::descriptor()->file(),
        command::v1::PaySubsidy::descriptor()->file(),
        command::v1::DropOutOfTraining::descriptor()->file(),
        command::v1::MakeAssessment::descriptor()->file(),
        command::v1::CorrectEvent::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const google::protobuf::Descriptor* descriptor = file->message_type(i);
      if (!descriptor->options().HasExtension(options::v1::command)) continue;
      const options::v1::Command& option = descriptor->options().GetExtension(options::v1::command);
      kinds.push_back({.descriptor = descriptor,
                       .name = descriptor->name(),
                       .title = {option.title().hu(), option.title().en()},
                       .offices = {option.offices().begin(), option.offices().end()}});
    }
  }
  std::sort(kinds.begin(), kinds.end(),
            [](const CommandKind& a, const CommandKind& b) { return a.name < b.name; });
  return kinds;
}

}  // namespace

bool CommandKind::TakenBy(std::string_view office) const {
  return std::find(offices.begin(), offices.end(), office) != offices.end();
}

const std::vector<CommandKind>& AllCommands() {
  static const std::vector<CommandKind> kKinds = ReadCatalogue();
  return kKinds;
}

const CommandKind* FindCommand(std::string_view name) {
  const std::vector<CommandKind>& kinds = AllCommands();
  const auto found =
      std::lower_bound(kinds.begin(), kinds.end(), name,
                       [](const CommandKind& kind, std::string_view n) { return kind.name < n; });
  return found != kinds.end() && found->name == name ? &*found : nullptr;
}

std::vector<const CommandKind*> CommandsOf(std::string_view office) {
  std::vector<const CommandKind*> taken;
  for (const CommandKind& kind : AllCommands()) {
    if (kind.TakenBy(office)) taken.push_back(&kind);
  }
  return taken;
}

}  // namespace paktum::commands
