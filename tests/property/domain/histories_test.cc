// What holds for every history of commands. RapidCheck prints the seed of a failure.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "libs/domain/refusals.h"
#include "paktum/options/v1/options.pb.h"
#include "tests/property/domain/random_history.h"

namespace paktum::domain {
namespace {

// What a decision says, in one text; events as bytes.
std::string TextOfDecision(const Result<Decision>& decided) {
  if (!decided.ok()) return decided.status().ToString();
  std::string text;
  for (const PendingEvent& event : decided->events) {
    text += event.stream + " " + event.event.ShortDebugString() + "\n";
    for (const PendingSeal& seal : event.seals) text += "  " + seal.person + seal.plaintext + "\n";
  }
  for (const auto& [key, value] : decided->result) text += key + "=" + value + "\n";
  return text;
}

// The texts in fields that the command's descriptor marks as personal.
std::set<std::string> PersonalValues(const google::protobuf::Message& command) {
  std::set<std::string> values;
  const auto* const reflection = command.GetReflection();
  for (int i = 0; i < command.GetDescriptor()->field_count(); ++i) {
    const auto* const field = command.GetDescriptor()->field(i);
    if (!field->options().GetExtension(options::v1::rule).personal()) continue;
    if (!field->is_repeated()) {
      values.insert(reflection->GetString(command, field));
      continue;
    }
    for (int n = 0; n < reflection->FieldSize(command, field); ++n) {
      values.insert(reflection->GetRepeatedString(command, field, n));
    }
  }
  values.erase("");
  return values;
}

RC_GTEST_PROP(Histories, DecidingTwiceRecordsNothing, ()) {
  Scenario pact = BegunPact();
  for (const Step& step : *AnyHistory()) {
    const StepCommand command = CommandOf(step, pact);
    const Uuid id = pact.NewCommand();
    const auto first = pact.WhenAs(id, *command.message, command.office);
    if (!first.ok()) continue;
    pact.Append(id, command.office, *first);
    const auto second = pact.WhenAs(id, *command.message, command.office);
    RC_ASSERT(second.ok());
    RC_ASSERT(second->events.empty());
    RC_ASSERT(second->result == first->result);
    // Events for partners and information services have no other identity than their command.
    if (command.message->GetTypeName().ends_with("PartnershipEvent") ||
        command.message->GetTypeName().ends_with("InformationService")) {
      continue;
    }
    const auto other_id = pact.When(*command.message, command.office);
    RC_ASSERT(other_id.ok());
    RC_ASSERT(other_id->events.empty());
    RC_ASSERT(other_id->result == first->result);
  }
}

RC_GTEST_PROP(Histories, DecidingIsRepeatable, ()) {
  Scenario pact = BegunPact();
  Play(pact, *AnyHistory());
  const StepCommand command = CommandOf(*AnyStep(), pact);
  const Uuid id = pact.NewCommand();
  const auto first = pact.WhenAs(id, *command.message, command.office);
  const auto second = pact.WhenAs(id, *command.message, command.office);
  RC_ASSERT(TextOfDecision(first) == TextOfDecision(second));
}

// Probes every kind of command on both pacts, as the same commands.
void AssertSameDecisions(Scenario& voided, Scenario& never, const std::vector<Step>& probes) {
  for (const Step& step : probes) {
    const StepCommand command = CommandOf(step, voided);
    if (command.message->GetTypeName().ends_with("VoidEvent")) continue;  // positions differ
    const Uuid id = Uuid::V7From(9, 9, 9);
    RC_ASSERT(TextOfDecision(voided.WhenAs(id, *command.message, command.office)) ==
              TextOfDecision(never.WhenAs(id, *command.message, command.office)));
  }
}

// The appends that can be voided now.
std::vector<std::vector<RecordedEvent>> Voidable(Scenario& pact) {
  std::vector<std::vector<RecordedEvent>> voidable;
  for (const auto& append : pact.appends()) {
    const auto decided = pact.When(Void(append.front().position), append.front().member);
    if (decided.ok() && !decided->events.empty()) voidable.push_back(append);
  }
  return voidable;
}

bool Stands(const RecordedEvent& event, const Scenario& pact) {
  const LoadedStream stream = pact.Stream(event.stream);
  const auto effective = EffectiveEvents(stream);
  return std::any_of(effective.begin(), effective.end(),
                     [&](const RecordedEvent* other) { return other->position == event.position; });
}

// The pact with what stands in `pact` alone, as if nothing else had ever happened.
Scenario OnlyWhatStands(const Scenario& pact) {
  Scenario bare;
  for (const auto& append : pact.appends()) {
    Decision decision;
    for (const RecordedEvent& event : append) {
      if (Stands(event, pact)) decision.events.push_back({event.stream, event.event, {}});
    }
    decision.result = ResultOf(decision.events);
    bare.Append(append.front().command, append.front().member, decision);
  }
  return bare;
}

RC_GTEST_PROP(Histories, VoidingIsNeverHavingHappened, ()) {
  Scenario voided = BegunPact();
  Play(voided, *AnyHistory());
  const auto target = *rc::gen::elementOf(Voidable(voided));
  voided.Given(Void(target.front().position), target.front().member);
  for (const RecordedEvent& event : target) RC_ASSERT_FALSE(Stands(event, voided));
  Scenario never = OnlyWhatStands(voided);
  AssertSameDecisions(voided, never, *rc::gen::container<std::vector<Step>>(60, AnyStep()));
}

RC_GTEST_PROP(Histories, SchemesNeverHoldMoreThanThePlanGives, ()) {
  Scenario pact = BegunPact();
  Play(pact, *AnyHistory());
  for (const auto& scheme : pact.plan().data().schemes()) {
    std::int64_t sum_ft = 0;
    std::set<std::string> persons;
    const LoadedStream stream = pact.Stream("scheme/" + scheme.code());
    for (const RecordedEvent* event : EffectiveEvents(stream)) {
      const auto& committed = event->event.scheme_committed();
      sum_ft += committed.amount_ft();
      persons.insert(committed.participant_id());
      const LoadedStream person = pact.Stream("participant/" + committed.participant_id());
      const auto grants = EffectiveEvents(person);
      RC_ASSERT(std::any_of(grants.begin(), grants.end(), [&](const RecordedEvent* grant) {
        return grant->event.subsidy_granted().grant_id() == committed.grant_id() &&
               grant->event.subsidy_granted().total_ft() == committed.amount_ft();
      }));
    }
    RC_ASSERT(sum_ft <= scheme.printed_total_ft());
    RC_ASSERT(scheme.persons_approximate() || persons.size() <= scheme.persons());
  }
}

RC_GTEST_PROP(Histories, PersonalFieldsReachOnlySealedParts, ()) {
  Scenario pact = BegunPact();
  for (const Step& step : *AnyHistory()) {
    const StepCommand command = CommandOf(step, pact);
    const auto taken = pact.Take(*command.message, command.office);
    const std::set<std::string> personal = PersonalValues(*command.message);
    std::string open = taken.status().ToString();
    std::string sealed;
    if (taken.ok()) {
      for (const auto& [key, value] : taken->result) open += key + value;
      for (const PendingEvent& event : taken->events) {
        open += event.stream + event.event.SerializeAsString();
        for (const PendingSeal& seal : event.seals) sealed += seal.plaintext;
      }
    } else if (const auto text = TextOf(taken.status())) {
      open += text->hu + text->en;
    }
    for (const std::string& value : personal) {
      RC_ASSERT(open.find(value) == std::string::npos);
      if (taken.ok() && !taken->events.empty()) RC_ASSERT(sealed.find(value) != std::string::npos);
    }
  }
}

RC_GTEST_PROP(Histories, EveryRefusalHasItsTexts, ()) {
  Scenario pact = BegunPact();
  for (const Step& step : *AnyHistory()) {
    const StepCommand command = CommandOf(step, pact);
    const auto taken = pact.Take(*command.message, command.office);
    if (taken.ok()) continue;
    const auto text = TextOf(taken.status());
    RC_ASSERT(text.has_value());
    RC_ASSERT((text->hu + text->en).find('{') == std::string::npos);
  }
}

}  // namespace
}  // namespace paktum::domain
