#include "libs/domain/decider.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <set>

#include "libs/base/check.h"
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/late_facts.h"

namespace paktum::domain {
namespace {

using event::v1::Event;

// Events of an append get the ids Derived(0), Derived(1) …; a thing's id must be none of them.
constexpr std::uint32_t kNewThingIndex = 1'000'000;

void AddVoided(ResultFields& result, const correction::v1::EventVoided& body) {
  std::set<std::uint64_t> positions(body.target_positions().begin(), body.target_positions().end());
  // The streams of one append each name their own positions: together they are in order.
  const std::string earlier = result["voided_positions"];
  for (std::size_t from = 0; from < earlier.size();) {
    const std::size_t comma = std::min(earlier.find(',', from), earlier.size());
    positions.insert(std::stoull(earlier.substr(from, comma - from)));
    from = comma + 1;
  }
  std::string text;
  for (const std::uint64_t position : positions) {
    text += (text.empty() ? "" : ",") + std::to_string(position);
  }
  result["voided_positions"] = text;
}

// Fields of a body that tell the caller what the append made or changed, beside ids.
bool NamesAVersionOrCode(const std::string& field) {
  static const auto* const kFields =
      new std::set<std::string>{"document_version", "member_code", "period", "plan_version"};
  return kFields->contains(field);
}

std::string ValueText(const google::protobuf::Message& body,
                      const google::protobuf::FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *body.GetReflection();
  if (field.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_UINT32) {
    return std::to_string(reflection.GetUInt32(body, &field));
  }
  if (field.cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) return "";
  return reflection.GetString(body, &field);
}

// A thing with a stream of its own is named by it: "partnership-event/<uuid>" is the
// partnership_event_id.
void AddIdOfStream(ResultFields& result, const std::string& stream) {
  const std::size_t slash = stream.find('/');
  if (slash == std::string::npos || !Uuid::Parse(stream.substr(slash + 1)).has_value()) return;
  std::string kind = stream.substr(0, slash);
  std::replace(kind.begin(), kind.end(), '-', '_');
  result[kind + "_id"] = stream.substr(slash + 1);
}

void AddResult(ResultFields& result, const std::string& stream, const Event& event) {
  if (event.has_event_voided()) return AddVoided(result, event.event_voided());
  const google::protobuf::FieldDescriptor* const chosen =
      Event::GetReflection()->GetOneofFieldDescriptor(event,
                                                      Event::descriptor()->FindOneofByName("body"));
  if (chosen == nullptr) return;
  AddIdOfStream(result, stream);
  const google::protobuf::Message& body = Event::GetReflection()->GetMessage(event, chosen);
  for (int i = 0; i < body.GetDescriptor()->field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *body.GetDescriptor()->field(i);
    const std::string& name = field.name();
    if (field.is_repeated() || name == "plan_id") continue;
    if (!name.ends_with("_id") && !NamesAVersionOrCode(name)) continue;
    if (std::string text = ValueText(body, field); !text.empty()) result[name] = std::move(text);
  }
}

template <typename AnyEvent>
ResultFields ResultOfAll(const std::vector<AnyEvent>& append) {
  ResultFields result;
  for (const AnyEvent& event : append) AddResult(result, event.stream, event.event);
  return result;
}

// Where events count that took the place of others: by their positions. What a correction of a
// correction takes out stood in an earlier place already.
std::map<Position, Position> PlacesOfCorrections(const LoadedStream& stream) {
  std::map<Position, Position> places;
  std::map<Uuid, Position> place_of_append;
  for (const RecordedEvent& event : stream.events) {
    if (event.event.has_event_voided()) {
      for (const std::uint64_t target : event.event.event_voided().target_positions()) {
        const auto moved = places.find(Position(target));
        const Position place = moved == places.end() ? Position(target) : moved->second;
        const auto [found, added] = place_of_append.emplace(event.command, place);
        if (!added) found->second = std::min(found->second, place);
      }
    } else if (const auto found = place_of_append.find(event.command);
               found != place_of_append.end()) {
      places.emplace(event.position, found->second);
    }
  }
  return places;
}

std::vector<CommandHandler> Collect() {
  std::vector<CommandHandler> all;
  for (const auto& commands :
       {PlanAdoptionCommands(), MembershipCommands(), GovernanceCommands(), PartnershipCommands(),
        DocumentCommands(), RegistrationCommands(), EnrolmentCommands(), SubsidyCommands(),
        EmploymentCommands(), SixMonthCommands(), TrainingCommands(), CareCommands(),
        MentoringCommands(), PrivacyCommands(), CorrectionCommands(), EntryDataCommands(),
        TargetGroupCommands(), PathwayCommands(), ParticipantAgreementCommands(), ConsentCommands(),
        PaymentCommands(), RefundCommands(), EmployerCommands(), KeptJobCommands(),
        CarePlanCommands(), GroupServiceCommands(), PlacementCommands(), EvidenceCommands(),
        CorrectEventCommands(),
        // the pact office's registers
        AgreementCommands(), DefinitionCommands(), PeriodCommands(), StaffCommands(),
        ActivityCommands(), BodyCommands(), WorkProgrammeCommands(), EconomyCommands(),
        VocationalCommands(), ProgrammeCommands(), EvaluationCommands(), StatusReportCommands(),
        DeviationCommands(), NoticeCommands(), NewsletterCommands()}) {
    all.insert(all.end(), commands.begin(), commands.end());
  }
  std::sort(all.begin(), all.end(), [](const CommandHandler& a, const CommandHandler& b) {
    return a.descriptor->name() < b.descriptor->name();
  });
  return all;
}

}  // namespace

std::vector<std::string> CommandHandler::streams(const google::protobuf::Message& command,
                                                 const Context& context) const {
  std::vector<std::string> names = streams_(command, context);
  if (RecordsFacts(*descriptor)) AddPeriods(names);
  return names;
}

Result<Decision> CommandHandler::decide(const google::protobuf::Message& command,
                                        const Context& context, const plan::Plan& plan,
                                        const std::vector<LoadedStream>& loaded) const {
  PAKTUM_ASSIGN_OR_RETURN(Decision decision, decide_(command, context, plan, loaded));
  if (RecordsFacts(*descriptor)) {
    PAKTUM_RETURN_IF_ERROR(MarkLateFacts(loaded, context, decision));
  }
  return decision;
}

Uuid IdOfNewThing(Uuid command) { return command.Derived(kNewThingIndex); }

ResultFields ResultOf(const std::vector<RecordedEvent>& append) { return ResultOfAll(append); }
ResultFields ResultOf(const std::vector<PendingEvent>& append) { return ResultOfAll(append); }

std::set<Position> VoidedPositions(const LoadedStream& stream) {
  std::set<Position> voided;
  // A void takes out only what stands before it, so from the end on each is judged before it
  // judges.
  for (auto event = stream.events.rbegin(); event != stream.events.rend(); ++event) {
    if (!event->event.has_event_voided() || voided.contains(event->position)) continue;
    for (const std::uint64_t target : event->event.event_voided().target_positions()) {
      if (target < event->position.value()) voided.insert(Position(target));
    }
  }
  return voided;
}

std::vector<const RecordedEvent*> EffectiveEvents(const LoadedStream& stream) {
  const std::set<Position> voided = VoidedPositions(stream);
  std::vector<const RecordedEvent*> effective;
  for (const RecordedEvent& event : stream.events) {
    if (event.event.has_event_voided() || voided.contains(event.position)) continue;
    effective.push_back(&event);
  }
  const std::map<Position, Position> places = PlacesOfCorrections(stream);
  if (places.empty()) return effective;
  const auto place_of = [&](const RecordedEvent* event) {
    const auto found = places.find(event->position);
    return found == places.end() ? event->position : found->second;
  };
  std::stable_sort(
      effective.begin(), effective.end(),
      [&](const RecordedEvent* a, const RecordedEvent* b) { return place_of(a) < place_of(b); });
  return effective;
}

Position PlaceOf(const LoadedStream& stream, Position position) {
  const std::map<Position, Position> places = PlacesOfCorrections(stream);
  const auto found = places.find(position);
  return found == places.end() ? position : found->second;
}

const std::vector<CommandHandler>& AllCommands() {
  static const auto* const kCommands = new std::vector<CommandHandler>(Collect());
  return *kCommands;
}

const CommandHandler* FindCommand(std::string_view name) {
  for (const CommandHandler& command : AllCommands()) {
    if (command.descriptor->name() == name) return &command;
  }
  return nullptr;
}

}  // namespace paktum::domain
