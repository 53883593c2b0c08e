#include "services/audit/view_diff.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>

#include "libs/views/as_of.h"
#include "services/audit/event_words.h"
#include "services/audit/internal/field_changes.h"

namespace paktum::audit {
namespace {

Result<Instant> MomentOf(const std::string& known_at) {
  PAKTUM_ASSIGN_OR_RETURN(const views::AsOf as_of,
                          views::ParseAsOf({{"known_at", known_at}}, Instant(0)));
  return as_of.known_at;
}

// The last record of that moment or an earlier one; times of recording never go back.
Result<Position> KnownThrough(Source& source, Position last, Instant moment) {
  std::uint64_t known = 0;
  for (std::uint64_t unknown = last.value() + 1; unknown - known > 1;) {
    const std::uint64_t middle = known + (unknown - known) / 2;
    PAKTUM_ASSIGN_OR_RETURN(const ledger::Record record, ReadRecordAt(source, Position(middle)));
    (record.recorded_at <= moment ? known : unknown) = middle;
  }
  return Position(known);
}

Status AddRecords(Source& source, Position first, Position last, ViewDiff& diff) {
  const std::uint64_t count = last.value() - first.value();
  const std::uint64_t shown = std::min<std::uint64_t>(count, kViewChangesMax);
  diff.records_left_out = count - shown;
  for (std::uint64_t i = 1; i <= shown; ++i) {
    PAKTUM_ASSIGN_OR_RETURN(const ledger::Record record,
                            ReadRecordAt(source, Position(first.value() + i)));
    EventWords words = EventWordsOf(record.submitted, Language::kEnglish);
    diff.records.push_back({record.position, std::string(record.stream), std::move(words.type),
                            std::move(words.occurred_on)});
  }
  return OkStatus();
}

std::string Rest(std::uint64_t left_out, Language language) {
  if (left_out == 0) return "";
  return std::string(Text{"  és még ", "  and "}.In(language)) + std::to_string(left_out) +
         std::string(Text{"\n", " more\n"}.In(language));
}

}  // namespace

Result<ViewDiff> DiffOf(const Replay& replay, Source& source, std::string_view view,
                        const views::Parameters& parameters, const std::string& known_before,
                        const std::string& known_after) {
  views::Parameters asked = parameters;
  asked["known_at"] = known_before;
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage was, replay.Ask(view, asked));
  asked["known_at"] = known_after;
  PAKTUM_ASSIGN_OR_RETURN(const ViewMessage is, replay.Ask(view, asked));
  // Of course it was known otherwise.
  for (const ViewMessage* one : {&was, &is}) {
    (*one)->GetReflection()->ClearField(one->get(),
                                        (*one)->GetDescriptor()->FindFieldByName("meta"));
  }
  ViewDiff diff;
  internal::ForEachChange(
      *was, *is, internal::Rows::kByLikeness,
      [&](std::string where, std::string before, std::string after) {
        if (diff.fields.size() == kViewChangesMax) {
          ++diff.fields_left_out;
          return;
        }
        diff.fields.push_back({std::move(where), std::move(before), std::move(after)});
      });
  if (diff.fields.empty()) return diff;
  PAKTUM_ASSIGN_OR_RETURN(const Instant before, MomentOf(known_before));
  PAKTUM_ASSIGN_OR_RETURN(const Instant after, MomentOf(known_after));
  const Position last = replay.applied_through();
  PAKTUM_ASSIGN_OR_RETURN(const Position known, KnownThrough(source, last, before));
  PAKTUM_ASSIGN_OR_RETURN(const Position then, KnownThrough(source, last, after));
  if (known < then) PAKTUM_RETURN_IF_ERROR(AddRecords(source, known, then, diff));
  return diff;
}

std::string Describe(const ViewDiff& diff, Language language) {
  if (diff.fields.empty()) {
    return std::string(Text{"nincs változás\n", "no change\n"}.In(language));
  }
  std::string text;
  for (const ChangedField& field : diff.fields) {
    text += field.where + ": " + (field.before.empty() ? "–" : field.before) + " → " +
            (field.after.empty() ? "–" : field.after) + "\n";
  }
  text += Rest(diff.fields_left_out, language);
  text += Text{"közben rögzítve:\n", "recorded between:\n"}.In(language);
  for (const RecordBetween& record : diff.records) {
    text += "  #" + std::to_string(record.position.value()) + " " + record.occurred_on + " " +
            record.type + " " + record.stream + "\n";
  }
  return text + Rest(diff.records_left_out, language);
}

}  // namespace paktum::audit
