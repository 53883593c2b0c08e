#include "libs/views/internal/progress.h"

#include "libs/base/check.h"
#include "libs/base/hex.h"
#include "libs/events/catalogue.h"
#include "paktum/view/v1/state.pb.h"

namespace paktum::views::internal {
namespace {

constexpr std::string_view kCountersKey = "c";
constexpr char kEventKey = 'e';
constexpr std::size_t kEventKeyBytes = 9;

std::string BigEndian(std::uint64_t number) {
  std::string bytes(8, '\0');
  for (std::size_t i = bytes.size(); i-- > 0; number >>= 8) {
    bytes[i] = static_cast<char>(number & 0xff);
  }
  return bytes;
}

}  // namespace

bool Progress::Advance(Position position, Instant recorded_at) {
  if (position <= applied_through_) return false;
  PAKTUM_CHECK(position == Next(applied_through_));
  applied_through_ = position;
  last_recorded_at_ = recorded_at;
  counters_dirty_ = true;
  return true;
}

void Progress::AddEventRow(Position position, std::string row) {
  if (keeps_rows_) dirty_.emplace_back(kEventKey + BigEndian(position.value()), std::move(row));
}

std::vector<std::pair<std::string, std::string>> Progress::TakeDirtyRows() {
  if (!keeps_rows_) return {};
  if (counters_dirty_) {
    view::v1::CountersRow counters;
    counters.set_unknown_events(unknown_events_);
    counters.set_last_recorded_at_ms(last_recorded_at_.unix_ms());
    dirty_.emplace_back(std::string(kCountersKey), counters.SerializeAsString());
    counters_dirty_ = false;
  }
  return std::exchange(dirty_, {});
}

std::optional<Position> Progress::EventPosition(std::string_view key) {
  if (key.size() != kEventKeyBytes || key.front() != kEventKey) return std::nullopt;
  std::uint64_t number = 0;
  for (const char byte : key.substr(1)) number = number << 8 | static_cast<unsigned char>(byte);
  return Position(number);
}

Status Progress::LoadCounters(std::string_view key, std::string_view value) {
  view::v1::CountersRow counters;
  if (key != kCountersKey) return BadRow("unknown key");
  if (!counters.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return BadRow("counters");
  }
  unknown_events_ = counters.unknown_events();
  last_recorded_at_ = Instant(counters.last_recorded_at_ms());
  return OkStatus();
}

void Progress::FinishLoading(Position applied_through) {
  PAKTUM_CHECK(applied_through_ == Position(0));
  applied_through_ = applied_through;
}

void Progress::FillMeta(const plan::Plan& plan, std::uint32_t fold_version, const AsOf& as_of,
                        view::v1::ViewMeta* meta) const {
  meta->set_pact(plan.pact_id());
  meta->set_applied_through(applied_through_.value());
  meta->set_valid_at(as_of.valid_at.ToString());
  if (as_of.known_at != kEverythingKnown) {
    meta->set_known_at(as_of.known_at.ToString());
  } else if (applied_through_.value() > 0) {
    meta->set_known_at(last_recorded_at_.ToString());
  }
  meta->set_plan_version(plan.version());
  meta->set_fold_version(fold_version);
  meta->set_unknown_events(unknown_events_);
}

Status BadRow(std::string_view what) {
  return DataLoss("view.bad_row", "a saved row cannot be read: " + std::string(what));
}

std::string DefinitionsDigest(const plan::Plan& plan) {
  // FNV-1a: tells builds apart, guards nothing.
  std::uint64_t hash = 14695981039346656037ULL;
  for (const events::EventKind& kind : events::AllKinds()) {
    for (const char letter : kind.type + "\n") {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
    }
  }
  return plan.digest() + "-" + ToHex(BigEndian(hash));
}

}  // namespace paktum::views::internal
