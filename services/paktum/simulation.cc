#include "services/paktum/simulation.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <charconv>

#include "libs/base/check.h"
#include "services/paktum/internal/journey_builder.h"

namespace paktum::simulation {
namespace {

constexpr const char* kParticipantEnrolled = "paktum.participant.v1.ParticipantEnrolled";

// Last target of the first indicator that counts enrolled persons; 100 when the plan has none.
std::uint32_t TargetOfParticipants(const plan::Plan& plan) {
  for (const plan::v1::Indicator* indicator : plan.indicators()) {
    const plan::v1::Definition* definition = plan::DefinitionInForce(*indicator);
    if (definition == nullptr || indicator->targets().empty()) continue;
    for (const std::string& type : definition->source_event_types()) {
      if (type == kParticipantEnrolled) {
        return static_cast<std::uint32_t>(indicator->targets().rbegin()->value());
      }
    }
  }
  return 100;
}

}  // namespace

namespace {

void FillIn(google::protobuf::Message& command, const std::string& name, const std::string& value) {
  const auto* field = command.GetDescriptor()->FindFieldByName(name);
  PAKTUM_CHECK(field != nullptr);
  const google::protobuf::Reflection& reflection = *command.GetReflection();
  if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_UINT64) {
    std::uint64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    reflection.SetUInt64(&command, field, number);
  } else {
    reflection.SetString(&command, field, value);
  }
}

}  // namespace

std::string CommandJson(const Step& step, const std::string& participant_id,
                        std::uint64_t voided_position, const std::vector<std::string>& values) {
  const std::unique_ptr<google::protobuf::Message> command(step.command->New());
  command->CopyFrom(*step.command);
  const google::protobuf::Descriptor& type = *command->GetDescriptor();
  const google::protobuf::Reflection& reflection = *command->GetReflection();
  if (const auto* field = type.FindFieldByName("participant_id"); field != nullptr) {
    reflection.SetString(command.get(), field, participant_id);
  }
  if (const auto* field = type.FindFieldByName("participant_ids"); field != nullptr) {
    reflection.AddString(command.get(), field, participant_id);
  }
  for (std::size_t i = 0; i < step.fills.size(); ++i) {
    FillIn(*command, step.fills[i].field, values[i]);
  }
  if (!step.figures.view.empty()) {
    FillIn(*command, "figures_position", values[step.fills.size()]);
    FillIn(*command, "figures_sha256", values[step.fills.size() + 1]);
  }
  if (!step.mailed_to.empty()) {
    FillIn(*command, "subscription_id", values[step.fills.size()]);
    FillIn(*command, "code", values[step.fills.size() + 1]);
  }
  if (step.voids) {
    const auto* field = type.FindFieldByName("position");
    PAKTUM_CHECK(field != nullptr);
    reflection.SetUInt64(command.get(), field, voided_position);
  }
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  PAKTUM_CHECK(google::protobuf::util::MessageToJsonString(*command, &json, options).ok());
  return json;
}

Result<std::vector<Journey>> Simulate(const plan::Plan& planned, const Options& options) {
  if (options.participants > kParticipantsMax) {
    return InvalidArgument(
        "simulation.participants",
        "at most " + std::to_string(kParticipantsMax) + " participants can be simulated");
  }
  const plan::Plan plan = planned.StartingOn(options.start);
  const bool for_persons = plan.FindOffice(kGovernmentOffice) != nullptr;
  if (plan.start_date() >= plan.end_date() || (options.participants > 0 && !for_persons)) {
    return InvalidArgument("simulation.plan",
                           "the plan has no period or no office for participants");
  }
  // Some who become known never enter, so a few more than the target.
  const bool addresses_persons = for_persons && !plan.data().target_groups().empty();
  const std::uint32_t aimed_at = addresses_persons ? TargetOfParticipants(plan) * 112 / 100 : 0;
  const std::uint32_t participants = options.participants > 0 ? options.participants : aimed_at;
  std::vector<Journey> journeys = SimulatePactOffice(plan, options);
  for (Journey& journey : SimulateProgramme(plan, options)) journeys.push_back(std::move(journey));
  for (Journey& journey : SimulateEvaluations(plan, options)) {
    journeys.push_back(std::move(journey));
  }
  journeys.push_back(SimulateNewsletter(plan, options));
  for (Journey& journey : SimulatePersons(plan, options, participants)) {
    journeys.push_back(std::move(journey));
  }
  return journeys;
}

}  // namespace paktum::simulation
