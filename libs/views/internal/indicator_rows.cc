#include "libs/views/internal/indicator_rows.h"

#include "libs/base/proto_writer.h"
#include "paktum/view/v1/state.pb.h"

namespace paktum::views::internal {
namespace {

using view::v1::ContributionRow;
using view::v1::EventRow;
using view::v1::IndicatorEventRow;

constexpr std::size_t kContributionBytes = 32;  // about, in all; more is no harm

// The encoding of sint32.
std::uint64_t ZigZag(std::int32_t value) {
  return (static_cast<std::uint32_t>(value) << 1U) ^ static_cast<std::uint32_t>(value >> 31);
}

void WriteEvent(const NotedEvent& event, std::string& out) {
  ProtoWriter writer(out);
  writer.Number(EventRow::kRecordedAtMsFieldNumber,
                static_cast<std::uint64_t>(event.recorded_at.unix_ms()));
  writer.Bytes(EventRow::kStreamFieldNumber, event.stream);
  writer.Bytes(EventRow::kTypeFieldNumber, event.kind->type);
  writer.Number(EventRow::kOccurredOnDaysFieldNumber, ZigZag(event.occurred_on.days_since_1970()));
  writer.Number(EventRow::kSimulatedFieldNumber, event.simulated ? 1 : 0);
  writer.Number(EventRow::kLateReasonFieldNumber, static_cast<std::uint32_t>(event.late_reason));
}

void WriteContribution(const NotedContribution& one, std::string& out) {
  ProtoWriter writer(out);
  writer.Number(ContributionRow::kDefinitionFieldNumber, one.definition);
  writer.Number(ContributionRow::kPassesFieldNumber, one.passes ? 1 : 0);
  writer.Number(ContributionRow::kDatedFieldNumber, one.dated ? 1 : 0);
  writer.Number(ContributionRow::kDateDaysFieldNumber, one.dated ? ZigZag(one.day) : 0);
  writer.Number(ContributionRow::kAmountFieldNumber, static_cast<std::uint64_t>(one.amount));
  writer.Bytes(ContributionRow::kDistinctFieldNumber, one.distinct);
}

}  // namespace

std::string EncodeRow(const NotedEvent& event) {
  std::string part;
  WriteEvent(event, part);
  std::string row;
  row.reserve(part.size() + event.participant.size() +
              (event.contributions.size() + 1) * kContributionBytes);
  ProtoWriter writer(row);
  writer.Element(IndicatorEventRow::kEventFieldNumber, part);
  writer.Bytes(IndicatorEventRow::kParticipantFieldNumber, event.participant);
  for (const NotedContribution& one : event.contributions) {
    part.clear();
    WriteContribution(one, part);
    writer.Element(IndicatorEventRow::kContributionsFieldNumber, part);
  }
  writer.Bytes(IndicatorEventRow::kProgrammeStartFieldNumber, event.programme_start);
  return row;
}

}  // namespace paktum::views::internal
