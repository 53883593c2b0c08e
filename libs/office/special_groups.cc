#include "libs/office/special_groups.h"

#include <set>
#include <utility>

#include "libs/events/catalogue.h"
#include "libs/events/event_head.h"
#include "libs/events/streams.h"
#include "libs/office/declared_groups.h"
#include "libs/office/internal/recorded.h"

namespace paktum::office {
namespace {

using participant::v1::ParticipantEnrolled;

// Everybody whom some event says to have entered, in the order of the ledger.
Result<std::vector<std::string>> EnrolledIn(ledger::EventLog& log, const std::string& pact,
                                            Deadline deadline) {
  std::vector<std::string> participants;
  std::set<std::string> known;
  Position after(0);
  for (;;) {
    PAKTUM_ASSIGN_OR_RETURN(const ledger::Slice slice,
                            log.Read(pact, after, ledger::ReadLimit{}, deadline));
    for (const ledger::Record& record : slice.records) {
      after = record.position;
      const auto head = events::ReadHead(record.submitted);
      const bool other = head && (head->kind == nullptr ||
                                  head->kind->descriptor != ParticipantEnrolled::descriptor());
      const std::string_view participant = events::ParticipantOf(record.stream);
      if (other || participant.empty()) continue;
      if (known.insert(std::string(participant)).second) participants.emplace_back(participant);
      if (participants.size() > kCountedPersonsMax) {
        return ResourceExhausted("statistics.too_many_persons", "too many persons to count");
      }
    }
    if (slice.records.empty() || after >= slice.head) return participants;
  }
}

// One person's entry that holds, and the sealed statements about groups; nothing for somebody who
// did not enter or was erased.
struct Entered {
  domain::LoadedStream stream;
  bool entered = false;
  std::vector<const domain::RecordedEvent*> statements;  // with sealed parts
};

bool IsStatement(const event::v1::Event& event) {
  return event.has_participant_enrolled() || event.has_target_group_declared() ||
         event.has_target_group_refused() || event.has_target_group_withdrawn();
}

Result<Entered> EntryOf(ledger::EventLog& log, const std::string& pact,
                        const std::string& participant, Deadline deadline) {
  Entered entered;
  PAKTUM_ASSIGN_OR_RETURN(entered.stream,
                          LoadStream(log, pact, events::ParticipantStream(participant), deadline));
  if (!domain::CheckMayOpen(entered.stream).ok()) return entered;
  for (const domain::RecordedEvent* event : domain::EffectiveEvents(entered.stream)) {
    entered.entered = entered.entered || event->event.has_participant_enrolled();
    if (IsStatement(event->event) && !event->event.sealed().empty()) {
      entered.statements.push_back(event);
    }
  }
  return entered;
}

}  // namespace

Result<GroupCounts> CountSpecialGroups(Persons& persons, OpenRequest common, Deadline deadline) {
  common.content_types = GroupContentTypes();
  PAKTUM_ASSIGN_OR_RETURN(const auto candidates, EnrolledIn(persons.log(), common.pact, deadline));
  std::vector<Entered> asked;
  std::vector<std::string> to_open;
  std::int64_t entered_count = 0;
  for (const std::string& participant : candidates) {
    PAKTUM_ASSIGN_OR_RETURN(Entered entered,
                            EntryOf(persons.log(), common.pact, participant, deadline));
    if (!entered.entered) continue;
    ++entered_count;
    if (entered.statements.empty()) continue;  // not asked, or nothing sealed was said
    to_open.push_back(participant);
    asked.push_back(std::move(entered));
  }
  PAKTUM_RETURN_IF_ERROR(persons.access().RecordMany(common, to_open, deadline));

  std::map<std::string, std::int64_t> counted;
  const plan::Plan& plan = persons.PlanOf(common.pact);
  for (const plan::v1::TargetGroup& group : plan.data().target_groups()) {
    if (group.special_category()) counted[group.code()] = 0;
  }
  std::int64_t answered = 0;
  for (const Entered& entered : asked) {
    std::size_t unreadable = 0;
    PAKTUM_ASSIGN_OR_RETURN(const auto parts,
                            persons.access().OpenParts(common.pact, entered.statements,
                                                       common.content_types, unreadable, deadline));
    DeclaredGroups declared;
    for (const OpenedPart& part : parts) declared.Take(part.content_type, part.plaintext);
    if (declared.answered()) ++answered;
    for (const std::string& code : declared.groups()) ++counted[code];
  }
  return Suppressed(counted, entered_count, answered, plan.data().rules().small_cell_threshold());
}

}  // namespace paktum::office
