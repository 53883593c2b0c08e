#include "libs/access/event_types.h"

#include <google/protobuf/descriptor.h>

#include <array>
#include <cstdint>

#include "libs/base/check.h"
#include "libs/base/proto_reader.h"
#include "libs/events/catalogue.h"

namespace paktum::access {
namespace {

// Fields of an Event from here on are bodies (proto/paktum/event/v1/event.proto).
constexpr std::uint32_t kFirstBody = 100;
constexpr std::uint32_t kBodiesEnd = 1000;
constexpr std::int16_t kNoKind = -1;

// Field number → index of the kind.
using KindTable = std::array<std::int16_t, kBodiesEnd>;

KindTable MakeTable() {
  KindTable table;
  table.fill(kNoKind);
  const auto* fields = event::v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < fields->field_count(); ++i) {
    const auto* field = fields->field(i);
    const auto* kind = events::FindKind(field->message_type()->full_name());
    PAKTUM_CHECK(kind != nullptr && field->number() >= static_cast<int>(kFirstBody) &&
                 field->number() < static_cast<int>(kBodiesEnd));
    table[static_cast<std::size_t>(field->number())] =
        static_cast<std::int16_t>(events::IndexOf(*kind));
  }
  return table;
}

}  // namespace

std::optional<std::string_view> FirstRefusedType(std::string_view submitted,
                                                 const std::vector<bool>& allowed,
                                                 bool unknown_allowed) {
  static const KindTable kKinds = MakeTable();
  ProtoReader reader(submitted);
  std::uint32_t tag = 0;
  bool has_body = false;
  while (!reader.done()) {
    if (!reader.ReadTag(tag) || !reader.Skip(tag)) return kUnknownType;
    const std::uint32_t field = tag >> 3U;
    if (field < kFirstBody) continue;
    has_body = true;
    const std::int16_t kind = field < kBodiesEnd ? kKinds[field] : kNoKind;
    const bool known = kind != kNoKind && (tag & 7U) == ProtoReader::kBytes;
    if (!known) {
      if (!unknown_allowed) return kUnknownType;
    } else if (const auto index = static_cast<std::size_t>(kind); !allowed[index]) {
      return events::AllKinds()[index].type;
    }
  }
  if (has_body || unknown_allowed) return std::nullopt;
  return kUnknownType;
}

}  // namespace paktum::access
