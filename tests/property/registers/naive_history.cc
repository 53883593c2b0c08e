#include "tests/property/registers/naive_history.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>

namespace paktum::views::naive {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

History::History(const std::vector<Record>& all, Times times)
    : all_(all), times_(std::move(times)) {
  for (const Record& record : all) {
    if (record.recorded_at > times_.known_at || record.position > times_.through) continue;
    if (!times_.without.contains(record.position)) known_.push_back(&record);
  }
  for (const Record* record : known_) {
    if (record->event.has_event_voided() || record->day() > times_.valid_at) continue;
    if (VoidOf(*record) == nullptr) in_force_.push_back(record);
  }
  std::stable_sort(in_force_.begin(), in_force_.end(),
                   [](const Record* a, const Record* b) { return a->day() < b->day(); });
}

const Record* History::VoidOf(const Record& record) const {
  for (const Record* other : known_) {
    if (!other->event.has_event_voided() || other->position <= record.position) continue;
    if (other->stream != record.stream) continue;
    const auto& targets = other->event.event_voided().target_positions();
    const bool named = std::find(targets.begin(), targets.end(), record.position) != targets.end();
    if (named && VoidOf(*other) == nullptr) return other;
  }
  return nullptr;
}

History History::On(Date valid_at) const {
  Times times = times_;
  times.valid_at = valid_at;
  return At(std::move(times));
}

std::string PersonOf(const Record& record) {
  const std::string prefix = "participant/";
  return record.stream.starts_with(prefix) ? record.stream.substr(prefix.size()) : "";
}

const Message& BodyOf(const Record& record) {
  const auto* oneof = event::v1::Event::descriptor()->FindOneofByName("body");
  const auto* reflection = record.event.GetReflection();
  return reflection->GetMessage(record.event,
                                reflection->GetOneofFieldDescriptor(record.event, oneof));
}

std::string TypeOf(const Record& record) { return BodyOf(record).GetDescriptor()->full_name(); }

bool HasField(const Message& body, const std::string& name) {
  return body.GetDescriptor()->FindFieldByName(name) != nullptr;
}

std::string TextField(const Message& body, const std::string& name) {
  const FieldDescriptor* field = body.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated()) return "";
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  return body.GetReflection()->GetString(body, field);
}

}  // namespace paktum::views::naive
