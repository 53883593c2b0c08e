#include "libs/views/internal/register_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libs/base/check.h"
#include "libs/events/catalogue.h"
#include "libs/views/internal/progress.h"

namespace paktum::views::internal {
namespace {

bool Voids(const google::protobuf::Descriptor* body) {
  return body == correction::v1::EventVoided::descriptor();
}

// What no register shows: keyed hashes of numbers, who looked at sealed data, what was exported.
bool IsLeftOut(const google::protobuf::Descriptor* body) {
  static const std::array kLeftOut{participant::v1::IdentityClaimed::descriptor(),
                                   privacy::v1::PersonalDataUnsealed::descriptor(),
                                   inspection::v1::InspectionBundleExported::descriptor()};
  return std::find(kLeftOut.begin(), kLeftOut.end(), body) != kLeftOut.end();
}

// "charity" of "/pacts/tiszakecske/members/charity".
std::string_view OfficeOfSource(std::string_view source) {
  return source.substr(source.rfind('/') + 1);
}

}  // namespace

bool RegisterStore::Keeps(const events::EventHead& head) {
  return head.kind != nullptr && head.occurred_on && !IsLeftOut(head.kind->descriptor);
}

view::v1::RegisterEventRow RegisterStore::RowOf(std::string_view stream, Instant recorded_at,
                                                const event::v1::Event& event) {
  const events::EventHead head = events::HeadOf(event);
  PAKTUM_CHECK(Keeps(head));
  view::v1::RegisterEventRow row;
  row.mutable_event()->set_recorded_at_ms(recorded_at.unix_ms());
  row.mutable_event()->set_stream(std::string(stream));
  row.mutable_event()->set_type(head.kind->type);
  row.mutable_event()->set_occurred_on_days(head.occurred_on->days_since_1970());
  row.mutable_event()->set_simulated(event.simulated());
  if (event.has_event_voided()) {
    row.mutable_event()->mutable_voids()->CopyFrom(event.event_voided().target_positions());
  }
  row.set_office(std::string(OfficeOfSource(event.source())));
  event::v1::Event open = event;
  open.clear_id();
  open.clear_source();
  open.clear_subject();
  open.clear_occurred_on();
  open.clear_actor();
  open.clear_correlation_id();
  open.clear_causation_position();
  open.clear_simulated();
  open.clear_sealed();
  open.GetReflection()->MutableUnknownFields(&open)->Clear();
  row.set_content(open.SerializeAsString());
  return row;
}

Result<bool> RegisterStore::Take(Position position, const view::v1::RegisterEventRow& row) {
  const view::v1::EventRow& event = row.event();
  const events::EventKind* kind = events::FindKind(event.type());
  if (kind == nullptr) return BadRow("event type");
  const Instant recorded_at(event.recorded_at_ms());
  const Date day = Date::FromDays(event.occurred_on_days());
  if (Voids(kind->descriptor)) {
    if (!history_.AddVoid(position, event.stream(), recorded_at, *kind, event.simulated(),
                          event.voids())) {
      return false;
    }
  } else {
    history_.Add(position, event.stream(), recorded_at, day, *kind, event.simulated());
  }
  contents_.push_back({day, offices_.Number(row.office()), row.content()});
  return true;
}

}  // namespace paktum::views::internal
