// What holds for every history of commands. RapidCheck prints the seed of a failure.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
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
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) continue;
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

// Things with a stream named after their command, staff whose names are sealed, what is said of
// special-category groups and which related service was given (sealed too), and addresses of which
// a second caller learns nothing have no other identity than their command.
bool IsKnownByItsCommandOnly(const google::protobuf::Message& command) {
  static const std::set<std::string> kNames{"AssignStaff",
                                            "DeclareTargetGroup",
                                            "GiveRelatedService",
                                            "HoldPartnershipEvent",
                                            "PublishNotice",
                                            "RecordDeviation",
                                            "RecordInformationService",
                                            "RefuseTargetGroup",
                                            "SubscribeNewsletter",
                                            "WithdrawTargetGroup"};
  return kNames.contains(command.GetDescriptor()->name());
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
    if (IsKnownByItsCommandOnly(*command.message)) continue;
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

bool NamesAPosition(const google::protobuf::Message& command) {
  return command.GetDescriptor()->FindFieldByName("position") != nullptr;
}

// Probes every kind of command on both pacts, as the same commands.
void AssertSameDecisions(Scenario& voided, Scenario& never, const std::vector<Step>& probes) {
  for (const Step& step : probes) {
    const StepCommand command = CommandOf(step, voided);
    if (NamesAPosition(*command.message)) continue;  // positions differ
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

// The pact with what stands in `pact` alone, in the order in which it counts, as if nothing else
// had ever happened.
Scenario OnlyWhatStands(const Scenario& pact) {
  Scenario bare;
  for (const auto& [name, stream] : pact.streams()) {
    for (const RecordedEvent* event : EffectiveEvents(stream)) {
      Decision decision;
      decision.events.push_back({name, event->event, {}});
      decision.result = ResultOf(decision.events);
      bare.Append(event->command, event->member, decision);
    }
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

bool HasGrant(const LoadedStream& person, const std::string& grant_id) {
  const auto grants = EffectiveEvents(person);
  return std::any_of(grants.begin(), grants.end(), [&](const RecordedEvent* event) {
    const event::v1::Event& body = event->event;
    return body.subsidy_granted().grant_id() == grant_id ||
           body.housing_support_granted().grant_id() == grant_id ||
           body.medical_test_refunded().grant_id() == grant_id ||
           body.travel_refunded().grant_id() == grant_id ||
           body.income_supplement_paid().grant_id() == grant_id;
  });
}

// What a scheme's effective events take of it: forints, and persons by grant.
struct TakenOf {
  std::int64_t ft = 0;
  std::map<std::string, std::string> places;
};

TakenOf Take(const LoadedStream& scheme) {
  TakenOf taken;
  for (const RecordedEvent* event : EffectiveEvents(scheme)) {
    if (event->event.has_scheme_released()) {
      const auto& released = event->event.scheme_released();
      taken.ft -= released.amount_ft();
      if (released.place_released()) taken.places.erase(released.grant_id());
    } else if (event->event.has_scheme_committed()) {
      const auto& committed = event->event.scheme_committed();
      taken.ft += committed.amount_ft();
      taken.places[committed.grant_id()] = committed.participant_id();
    }
  }
  return taken;
}

RC_GTEST_PROP(Histories, SchemesNeverHoldMoreThanThePlanGives, ()) {
  Scenario pact = BegunPact();
  Play(pact, *AnyHistory());
  for (const auto& scheme : pact.plan().data().schemes()) {
    const TakenOf taken = Take(pact.Stream("scheme/" + scheme.code()));
    std::set<std::string> persons;
    for (const auto& [grant, person] : taken.places) {
      persons.insert(person);
      RC_ASSERT(HasGrant(pact.Stream("participant/" + person), grant));
    }
    RC_ASSERT(taken.ft <= scheme.printed_total_ft());
    RC_ASSERT(scheme.persons_approximate() || persons.size() <= scheme.persons());
  }
}

// Paid amounts stay inside of each grant, and no more is asked back than was paid, through stops,
// voids and corrections.
RC_GTEST_PROP(Histories, NoGrantIsPaidBeyondItsTotal, ()) {
  Scenario pact = BegunPact();
  Play(pact, *AnyHistory());
  for (const auto& [name, stream] : pact.streams()) {
    std::map<std::string, std::int64_t> left_ft;
    std::map<std::string, std::int64_t> paid_ft;
    for (const RecordedEvent* recorded : EffectiveEvents(stream)) {
      const event::v1::Event& event = recorded->event;
      if (event.has_subsidy_granted()) {
        left_ft[event.subsidy_granted().grant_id()] = event.subsidy_granted().total_ft();
      } else if (event.has_housing_support_granted()) {
        const auto& body = event.housing_support_granted();
        left_ft[body.grant_id()] = body.months() * body.monthly_amount_ft();
      } else if (event.has_subsidy_paid()) {
        left_ft[event.subsidy_paid().grant_id()] -= event.subsidy_paid().amount_ft();
        paid_ft[event.subsidy_paid().grant_id()] += event.subsidy_paid().amount_ft();
      } else if (event.has_subsidy_reclaimed()) {
        paid_ft[event.subsidy_reclaimed().grant_id()] -= event.subsidy_reclaimed().amount_ft();
      }
    }
    for (const auto& [grant, ft] : left_ft) RC_ASSERT(ft >= 0);
    for (const auto& [grant, ft] : paid_ft) RC_ASSERT(ft >= 0);
  }
}

// Code and address of the first two are compared with what is known; the birth date of the others
// gives the age; the text of a correction is read. None of them is kept as it stands.
bool KeepsPersonalValues(const google::protobuf::Message& command) {
  static const std::set<std::string> kNames{"ConfirmNewsletter", "UnsubscribeNewsletter",
                                            "EnrolParticipant", "CompleteEntryData",
                                            "CorrectEvent"};
  return !kNames.contains(command.GetDescriptor()->name());
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
    RC_ASSERT(open.find("MARKER") == std::string::npos);
    for (const std::string& value : personal) {
      RC_ASSERT(open.find(value) == std::string::npos);
      if (taken.ok() && !taken->events.empty() && KeepsPersonalValues(*command.message)) {
        RC_ASSERT(sealed.find(value) != std::string::npos);
      }
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
