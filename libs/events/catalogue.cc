#include "libs/events/catalogue.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>

#include <climits>
#include <unordered_map>

#include "paktum/options/v1/options.pb.h"

namespace paktum::events {
namespace {

std::vector<EventKind> ReadKinds() {
  std::vector<EventKind> kinds;
  const google::protobuf::OneofDescriptor* body =
      event::v1::Event::descriptor()->FindOneofByName("body");
  PAKTUM_CHECK(body != nullptr);
  for (int i = 0; i < body->field_count(); ++i) {
    const google::protobuf::Descriptor* message = body->field(i)->message_type();
    const auto& title = message->options().GetExtension(options::v1::event).title();
    PAKTUM_CHECK(!title.hu().empty() && !title.en().empty());
    kinds.push_back({message, message->full_name(), title.hu(), title.en()});
  }
  return kinds;
}

}  // namespace

const std::vector<EventKind>& AllKinds() {
  static const auto* const kKinds = new std::vector<EventKind>(ReadKinds());
  return *kKinds;
}

std::size_t IndexOf(const EventKind& kind) {
  return static_cast<std::size_t>(&kind - AllKinds().data());
}

const EventKind* FindKind(std::string_view type) {
  static const auto* const kByType = [] {
    auto* map = new std::unordered_map<std::string_view, const EventKind*>();
    for (const EventKind& kind : AllKinds()) map->emplace(kind.type, &kind);
    return map;
  }();
  const auto found = kByType->find(type);
  return found == kByType->end() ? nullptr : found->second;
}

const google::protobuf::Message* BodyOf(const event::v1::Event& event) {
  const google::protobuf::Reflection* reflection = event.GetReflection();
  static const google::protobuf::OneofDescriptor* const kBody =
      event::v1::Event::descriptor()->FindOneofByName("body");
  const google::protobuf::FieldDescriptor* field =
      reflection->GetOneofFieldDescriptor(event, kBody);
  return field == nullptr ? nullptr : &reflection->GetMessage(event, field);
}

std::string TypeOf(const event::v1::Event& event) {
  const google::protobuf::Message* body = BodyOf(event);
  return body == nullptr ? "unknown" : body->GetDescriptor()->full_name();
}

std::optional<Date> OccurredOn(const event::v1::Event& event) {
  return Date::Parse(event.occurred_on());
}

Result<event::v1::Event> ParseEvent(std::string_view submitted) {
  event::v1::Event event;
  PAKTUM_RETURN_IF_ERROR(ParseInto(submitted, event, QuietProtobuf()));
  return event;
}

QuietProtobuf::QuietProtobuf() : silencer_(std::make_unique<google::protobuf::LogSilencer>()) {}
QuietProtobuf::~QuietProtobuf() = default;

Status ParseInto(std::string_view submitted, event::v1::Event& event,
                 const QuietProtobuf& /*quiet*/) {
  if (submitted.size() <= INT_MAX &&
      event.ParseFromArray(submitted.data(), static_cast<int>(submitted.size()))) {
    return OkStatus();
  }
  return DataLoss("event.unreadable", "stored bytes are not a paktum.event.v1.Event");
}

}  // namespace paktum::events
