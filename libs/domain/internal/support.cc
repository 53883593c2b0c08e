#include "libs/domain/internal/support.h"

#include <algorithm>

#include "libs/base/uuid.h"
#include "libs/events/catalogue.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::domain {

Result<Date> ReadDate(std::string_view field, const std::string& text) {
  const auto date = Date::Parse(text);
  if (!date) return Refuse("date.unreadable", {{"field", std::string(field)}});
  return *date;
}

Result<Date> ReadFactDate(std::string_view field, const std::string& text, const Context& context) {
  PAKTUM_ASSIGN_OR_RETURN(const Date date, ReadDate(field, text));
  if (date > context.today) {
    return Refuse("date.in_future", {{"field", std::string(field)}, {"given_on", date.ToString()}});
  }
  return date;
}

Date OccurredOn(const RecordedEvent& event) {
  return events::OccurredOn(event.event).value_or(Date());
}

std::string CanonicalId(const std::string& text) {
  const auto id = Uuid::Parse(text);
  return id ? id->ToString() : text;
}

std::string CanonicalHex(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

PendingEvent NewEvent(std::string stream, Date occurred_on) {
  PendingEvent event;
  event.stream = std::move(stream);
  event.event.set_occurred_on(occurred_on.ToString());
  return event;
}

void AttachNote(PendingEvent& event, const std::string& participant_id, const std::string& text) {
  if (text.empty()) return;
  sealed::v1::Note note;
  note.set_text(text);
  event.seals.push_back(
      {participant_id, note.GetDescriptor()->full_name(), note.SerializeAsString()});
}

bool Says(const RecordedEvent& recorded, const google::protobuf::Message& body, Date occurred_on) {
  const google::protobuf::Message* const said = events::BodyOf(recorded.event);
  return said != nullptr && said->GetDescriptor() == body.GetDescriptor() &&
         OccurredOn(recorded) == occurred_on &&
         said->SerializeAsString() == body.SerializeAsString();
}

Decision Decided(std::vector<PendingEvent> events) {
  ResultFields result = ResultOf(events);
  return {.events = std::move(events), .result = std::move(result)};
}

Decision Decided(PendingEvent event) {
  std::vector<PendingEvent> events;
  events.push_back(std::move(event));
  return Decided(std::move(events));
}

Decision AlreadySo(const RecordedEvent& recorded) {
  return {.events = {}, .result = ResultOf(std::vector<RecordedEvent>{recorded})};
}

}  // namespace paktum::domain
