#include "libs/domain/internal/ground.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <set>

#include "libs/events/catalogue.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::domain {
namespace {

using event::v1::Event;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

bool SameField(const Message& a, const Message& b, const FieldDescriptor& field) {
  MessageDifferencer differencer;
  std::vector<const FieldDescriptor*> only{&field};
  return differencer.CompareWithFields(a, b, only, only);
}

// The fields of a body by which later events know it.
bool NamesTheThing(const std::string& field) {
  return field.ends_with("_id") || field == "plan_version" || field == "purpose" ||
         field == "target_group";
}

bool SameThing(const Message& before, const Message& after) {
  for (int i = 0; i < before.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *before.GetDescriptor()->field(i);
    if (NamesTheThing(field.name()) && !SameField(before, after, field)) return false;
  }
  return true;
}

bool SameFields(const Message& before, const Message& after,
                const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    const FieldDescriptor* const field = before.GetDescriptor()->FindFieldByName(name);
    return field == nullptr || SameField(before, after, *field);
  });
}

bool IsMoney(const Event& event) {
  return event.has_subsidy_paid() || event.has_subsidy_stopped() || event.has_subsidy_reclaimed();
}

// A job found its grant by employer and time, and a check what a further grant added to the support
// of its job; payments, stops and reclaims were measured by its amounts too.
bool DecidedByTheSame(const Message& before, const Message& after, const Event& dependent) {
  if (!SameFields(before, after, {"scheme"})) return false;
  const bool further_grant = dependent.has_six_month_status_checked() &&
                             before.GetDescriptor() == subsidy::v1::SubsidyGranted::descriptor();
  if (dependent.has_hire_recorded() || further_grant) {
    return SameFields(before, after, {"employer", "starts_on", "ends_on"});
  }
  if (!IsMoney(dependent)) return true;
  return SameFields(
      before, after,
      {"starts_on", "ends_on", "months", "month", "monthly_amount_ft", "total_ft", "amount_ft"});
}

const Message* BodyOfKind(const std::vector<PendingEvent>& events,
                          const google::protobuf::Descriptor* kind, const Event** event) {
  for (const PendingEvent& pending : events) {
    const Message* const body = events::BodyOf(pending.event);
    if (body != nullptr && body->GetDescriptor() == kind) {
      *event = &pending.event;
      return body;
    }
  }
  return nullptr;
}

bool IsSealed(const std::vector<PendingEvent>& events) {
  return std::any_of(events.begin(), events.end(),
                     [](const PendingEvent& event) { return !event.seals.empty(); });
}

bool IsPersonal(const FieldDescriptor& field) {
  return field.options().GetExtension(options::v1::rule).personal();
}

std::set<std::string> GivenFields(const Message& command) {
  std::vector<const FieldDescriptor*> given;
  command.GetReflection()->ListFields(command, &given);
  std::set<std::string> names;
  for (const FieldDescriptor* field : given) {
    if (!IsPersonal(*field)) names.insert(field->name());
  }
  return names;
}

// The field of the command that holds the valid date of its event; empty when none does.
std::string DateFieldOf(const Message& command, const std::string& occurred_on) {
  for (int i = 0; i < command.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *command.GetDescriptor()->field(i);
    if (field.options().GetExtension(options::v1::rule).format() != options::v1::FORMAT_DATE ||
        field.is_repeated()) {
      continue;
    }
    if (command.GetReflection()->GetString(command, &field) == occurred_on) return field.name();
  }
  return "";
}

// Names of what differs, by field of the bodies; all open fields given when a kind has no
// counterpart.
std::set<std::string> Differences(const std::vector<const RecordedEvent*>& before,
                                  const std::vector<PendingEvent>& after, const Message& command) {
  std::set<std::string> names;
  for (const RecordedEvent* old : before) {
    const Message* const body = events::BodyOf(old->event);
    const Event* event = nullptr;
    const Message* const other =
        body == nullptr ? nullptr : BodyOfKind(after, body->GetDescriptor(), &event);
    if (other == nullptr) return GivenFields(command);
    for (int i = 0; i < body->GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *body->GetDescriptor()->field(i);
      if (!SameField(*body, *other, field)) names.insert(field.name());
    }
    if (old->event.occurred_on() != event->occurred_on()) {
      names.insert(DateFieldOf(command, event->occurred_on()));
    }
  }
  return names;
}

}  // namespace

bool GroundHolds(const Event& before, const Event& after, const Event& dependent) {
  if (before.body_case() != after.body_case()) return false;
  const Message* const old_body = events::BodyOf(before);
  const Message* const new_body = events::BodyOf(after);
  if (old_body == nullptr || new_body == nullptr || !SameThing(*old_body, *new_body)) return false;
  if (before.has_participant_registered()) return true;  // facts may be older than it
  // Dates written YYYY-MM-DD sort as days do.
  const bool overtakes = after.occurred_on() > dependent.occurred_on() &&
                         before.occurred_on() <= dependent.occurred_on();
  const bool counted_from =
      dependent.has_six_month_status_checked() &&
      (before.has_subsidy_stopped() ||
       dependent.six_month_status_checked().reference_date() == before.occurred_on()) &&
      after.occurred_on() != before.occurred_on();
  return !overtakes && !counted_from && DecidedByTheSame(*old_body, *new_body, dependent);
}

bool SaysTheSame(const std::vector<const RecordedEvent*>& before,
                 const std::vector<PendingEvent>& after) {
  if (IsSealed(after) || before.size() != after.size()) return false;
  return std::all_of(before.begin(), before.end(), [&](const RecordedEvent* old) {
    const Message* const body = events::BodyOf(old->event);
    return std::any_of(after.begin(), after.end(), [&](const PendingEvent& event) {
      const Message* const other = events::BodyOf(event.event);
      return event.stream == old->stream && body != nullptr && other != nullptr &&
             body->GetDescriptor() == other->GetDescriptor() &&
             event.event.occurred_on() == old->event.occurred_on() &&
             MessageDifferencer::Equals(*body, *other);
    });
  });
}

std::vector<std::string> ChangedFields(const std::vector<const RecordedEvent*>& before,
                                       const std::vector<PendingEvent>& after,
                                       const Message& command) {
  const std::set<std::string> differing = Differences(before, after, command);
  const bool sealed = IsSealed(after);
  std::vector<std::string> changed;
  for (int i = 0; i < command.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *command.GetDescriptor()->field(i);
    const bool unknown = sealed && IsPersonal(field);
    if (unknown || differing.contains(field.name())) changed.push_back(field.name());
  }
  return changed;
}

}  // namespace paktum::domain
