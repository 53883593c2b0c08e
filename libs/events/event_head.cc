#include "libs/events/event_head.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/proto_reader.h"

namespace paktum::events {
namespace {

using Proto = event::v1::Event;

constexpr std::uint32_t Text(int field) {
  return ProtoReader::Tag(static_cast<std::uint32_t>(field), ProtoReader::kBytes);
}
constexpr std::uint32_t Number(int field) {
  return ProtoReader::Tag(static_cast<std::uint32_t>(field), ProtoReader::kVarint);
}

// By field number of the body; nullptr where the catalogue has none.
const std::vector<const EventKind*>& KindsByNumber() {
  static const auto* const kKinds = [] {
    auto* kinds = new std::vector<const EventKind*>();
    const auto* body = Proto::descriptor()->FindOneofByName("body");
    PAKTUM_CHECK(body != nullptr);
    for (int i = 0; i < body->field_count(); ++i) {
      const auto number = static_cast<std::size_t>(body->field(i)->number());
      if (kinds->size() <= number) kinds->resize(number + 1);
      (*kinds)[number] = FindKind(body->field(i)->message_type()->full_name());
      PAKTUM_CHECK((*kinds)[number] != nullptr);
    }
    return kinds;
  }();
  return *kKinds;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<int>(c) >= 0; });
}

}  // namespace

std::optional<EventHead> ReadHead(std::string_view submitted) {
  const std::vector<const EventKind*>& kinds = KindsByNumber();
  ProtoReader reader(submitted);
  EventHead head;
  std::string_view day;
  while (!reader.done()) {
    std::uint32_t tag = 0;
    std::uint64_t number = 0;
    std::string_view content;
    if (!reader.ReadTag(tag)) return std::nullopt;
    switch (tag) {
      case Text(Proto::kOccurredOnFieldNumber):
        if (!reader.ReadBytes(day) || !IsAscii(day)) return std::nullopt;
        break;
      case Text(Proto::kSourceFieldNumber):
      case Text(Proto::kSubjectFieldNumber):
      case Text(Proto::kActorFieldNumber):
        // Whether other text is UTF-8 is for protobuf to say.
        if (!reader.ReadBytes(content) || !IsAscii(content)) return std::nullopt;
        break;
      case Number(Proto::kLateReasonFieldNumber):
        if (!reader.ReadVarint(number)) return std::nullopt;
        head.late_reason = static_cast<event::v1::LateReason>(static_cast<int>(number));
        break;
      case Number(Proto::kSimulatedFieldNumber):
        if (!reader.ReadVarint(number)) return std::nullopt;
        head.simulated = number != 0;
        break;
      default: {
        const std::uint32_t field = tag >> 3U;
        const bool is_body =
            (tag & 7U) == ProtoReader::kBytes && field < kinds.size() && kinds[field] != nullptr;
        if (!(is_body ? reader.ReadBytes(head.body) : reader.Skip(tag))) return std::nullopt;
        if (!is_body) break;
        if (head.kind == kinds[field]) return std::nullopt;  // two halves of one body
        head.kind = kinds[field];                            // the last one counts
      }
    }
  }
  head.occurred_on = Date::Parse(day);
  return head;
}

EventHead HeadOf(const event::v1::Event& event) {
  EventHead head;
  const auto number = static_cast<std::size_t>(event.body_case());
  if (number != 0) head.kind = KindsByNumber().at(number);
  head.occurred_on = OccurredOn(event);
  head.simulated = event.simulated();
  head.late_reason = event.late_reason();
  return head;
}

}  // namespace paktum::events
