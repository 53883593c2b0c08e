#include "libs/views/internal/findings.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/events/streams.h"
#include "libs/views/internal/entry_traits.h"
#include "libs/views/internal/evidence.h"
#include "libs/views/internal/grants.h"

namespace paktum::views::internal {
namespace {

using event::v1::Event;
using view::v1::Finding;
using view::v1::FindingRule;

// In force and with a day until `day`.
template <typename Visitor>
void VisitInForce(const EffectiveHistory& history, Date day, const Visitor& visitor) {
  history.Visit([&](const Fact& fact) {
    if (fact.voided_by.value() != 0 || fact.day > day || fact.event.has_event_voided()) return;
    visitor(fact);
  });
}

void Report(const Fact& fact, FindingRule rule, Date against, const FindingSink& sink) {
  Finding finding = FindingAt(fact, rule);
  finding.set_against(against.ToString());
  sink(std::move(finding));
}

// The first day of each key.
class FirstDays {
 public:
  void Take(std::string key, Date day) {
    const auto [place, added] = days_.emplace(std::move(key), day);
    if (!added) place->second = std::min(place->second, day);
  }
  // Reports a fact that stands before the day of the key.
  void Hold(const Fact& fact, const std::string& key, FindingRule rule,
            const FindingSink& sink) const {
    const auto found = days_.find(key);
    if (found != days_.end() && fact.day < found->second) Report(fact, rule, found->second, sink);
  }

 private:
  std::map<std::string, Date> days_;
};

constexpr std::array kAfterEntry{Event::kTrainingStarted,       Event::kTrainingCompleted,
                                 Event::kSubsidyGranted,        Event::kSubsidyPaid,
                                 Event::kMedicalTestRefunded,   Event::kTravelRefunded,
                                 Event::kHousingSupportGranted, Event::kIncomeSupplementPaid,
                                 Event::kHireRecorded,          Event::kSixMonthStatusChecked};

void FindBeforeRegistrationAndEntry(const EffectiveHistory& history, const FindingSink& sink) {
  std::vector<EventCase> cases;
  for (const events::EventKind& kind : events::AllKinds()) {
    if (kind.descriptor->FindFieldByName("participant_id") != nullptr) {
      cases.push_back(CaseOf(kind));
    }
  }
  FirstDays registered;
  FirstDays entered;
  const std::vector<Fact> facts = history.InForce(cases);
  for (const Fact& fact : facts) {
    const std::string person(events::ParticipantOf(fact.stream));
    if (fact.event.has_participant_registered()) registered.Take(person, fact.day);
    if (fact.event.has_participant_enrolled()) entered.Take(person, fact.day);
  }
  for (const Fact& fact : facts) {
    const std::string person(events::ParticipantOf(fact.stream));
    registered.Hold(fact, person, view::v1::FINDING_RULE_BEFORE_REGISTRATION, sink);
    if (fact.event.has_participant_exited()) {
      entered.Hold(fact, person, view::v1::FINDING_RULE_EXIT_BEFORE_ENTRY, sink);
    } else if (std::find(kAfterEntry.begin(), kAfterEntry.end(), fact.event.body_case()) !=
               kAfterEntry.end()) {
      entered.Hold(fact, person, view::v1::FINDING_RULE_BEFORE_ENTRY, sink);
    }
  }
}

template <typename Body>
void HoldDocument(const Fact& fact, const Body& body, const FindingSink& sink) {
  const auto signed_on = Date::Parse(body.document_signed_on());
  if (signed_on && fact.day < *signed_on) {
    Report(fact, view::v1::FINDING_RULE_DOCUMENT_AFTER_ENTRY, *signed_on, sink);
  }
}

void FindWrongDocumentDays(const EffectiveHistory& history, const FindingSink& sink) {
  for (const Fact& fact :
       history.InForce({Event::kParticipantEnrolled, Event::kParticipantReentered})) {
    if (fact.event.has_participant_enrolled()) {
      HoldDocument(fact, fact.event.participant_enrolled(), sink);
    } else {
      HoldDocument(fact, fact.event.participant_reentered(), sink);
    }
  }
  FirstDays submitted;
  const std::vector<Fact> facts =
      history.InForce({Event::kDocumentSubmitted, Event::kDocumentApproved});
  const auto key = [](const auto& body) {
    return body.document_kind() + "/" + std::to_string(body.document_version());
  };
  for (const Fact& fact : facts) {
    if (!fact.event.has_document_submitted()) continue;
    submitted.Take(key(fact.event.document_submitted()), fact.day);
  }
  for (const Fact& fact : facts) {
    if (!fact.event.has_document_approved()) continue;
    submitted.Hold(fact, key(fact.event.document_approved()),
                   view::v1::FINDING_RULE_APPROVED_BEFORE_SUBMITTED, sink);
  }
}

// The day from which a payment can be: the start of the grant, of its month when the payment names
// one.
void HoldPayment(const Fact& fact, Date starts_on, const FindingSink& sink) {
  const std::string& month = fact.event.subsidy_paid().month();
  const bool month_before = !month.empty() && month < starts_on.ToString().substr(0, 7);
  if (month_before || fact.day < starts_on) {
    Report(fact, view::v1::FINDING_RULE_PAYMENT_BEFORE_GRANT, starts_on, sink);
  }
}

void FindBeforeGrantOrDue(const EffectiveHistory& history, const FindingSink& sink) {
  const auto grants = ReadGrants(history);
  const auto start_of = [&](const std::string& grant) {
    const auto found = grants.find(grant);
    return found == grants.end() ? std::optional<Date>()
                                 : Date::Parse(found->second.body.starts_on());
  };
  for (const Fact& fact : history.InForce(
           {Event::kHireRecorded, Event::kSubsidyPaid, Event::kSixMonthStatusChecked})) {
    if (fact.event.has_hire_recorded()) {
      const auto starts_on = start_of(fact.event.hire_recorded().grant_id());
      if (starts_on && fact.day < *starts_on) {
        Report(fact, view::v1::FINDING_RULE_JOB_BEFORE_GRANT, *starts_on, sink);
      }
    } else if (fact.event.has_subsidy_paid()) {
      const auto starts_on = start_of(fact.event.subsidy_paid().grant_id());
      if (starts_on) HoldPayment(fact, *starts_on, sink);
    } else {
      const auto due_on = Date::Parse(fact.event.six_month_status_checked().due_on());
      if (due_on && fact.day < *due_on) {
        Report(fact, view::v1::FINDING_RULE_CHECK_BEFORE_DUE, *due_on, sink);
      }
    }
  }
}

void FindEndsBeforeStarts(const EffectiveHistory& history, const FindingSink& sink) {
  FirstDays jobs;
  FirstDays trainings;
  const std::vector<Fact> facts =
      history.InForce({Event::kHireRecorded, Event::kEmploymentEnded, Event::kTrainingStarted,
                       Event::kTrainingCompleted, Event::kTrainingDroppedOut});
  for (const Fact& fact : facts) {
    if (fact.event.has_hire_recorded()) {
      jobs.Take(fact.event.hire_recorded().hire_id(), fact.day);
    } else if (fact.event.has_training_started()) {
      trainings.Take(fact.event.training_started().training_id(), fact.day);
    }
  }
  for (const Fact& fact : facts) {
    if (fact.event.has_employment_ended()) {
      jobs.Hold(fact, fact.event.employment_ended().hire_id(),
                view::v1::FINDING_RULE_JOB_ENDS_BEFORE_START, sink);
    } else if (fact.event.has_training_completed()) {
      trainings.Hold(fact, fact.event.training_completed().training_id(),
                     view::v1::FINDING_RULE_TRAINING_ENDS_BEFORE_START, sink);
    } else if (fact.event.has_training_dropped_out()) {
      trainings.Hold(fact, fact.event.training_dropped_out().training_id(),
                     view::v1::FINDING_RULE_TRAINING_ENDS_BEFORE_START, sink);
    }
  }
}

// Kinds that may rightly say the same twice on a day.
bool MayRepeat(const Event& event) {
  static const std::set<EventCase> kMayRepeat{Event::kStaffAssigned,
                                              Event::kStaffReleased,
                                              Event::kStaffNameErased,
                                              Event::kPeriodClosed,
                                              Event::kPeriodReopened,
                                              Event::kInterimEvaluationOpened,
                                              Event::kEvaluationPartWritten,
                                              Event::kInterimEvaluationSubmitted,
                                              Event::kInterimEvaluationApproved,
                                              Event::kInterimEvaluationReturned,
                                              Event::kStatusReportIssued,
                                              Event::kNoticePublished,
                                              Event::kNoticeWithdrawn,
                                              Event::kNewsletterSubscribed,
                                              Event::kNewsletterConfirmed,
                                              Event::kNewsletterUnsubscribed,
                                              Event::kErasureProposed,
                                              Event::kErasureAgreed,
                                              Event::kPersonErased,
                                              Event::kEventVoided,
                                              Event::kEventCorrected,
                                              Event::kEvidenceAttached};
  return kMayRepeat.contains(event.body_case());
}

// Stream, kind, day and body without ids of what the fact is about; the person stays, because a
// scheme's stream speaks of many.
std::string ContentKey(const Fact& fact) {
  Event event;
  event.CopyFrom(fact.event);
  event.clear_late_reason();
  const auto* field = Event::descriptor()->FindFieldByNumber(event.body_case());
  PAKTUM_CHECK(field != nullptr);
  google::protobuf::Message* body = event.GetReflection()->MutableMessage(&event, field);
  const auto* descriptor = body->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const std::string_view name = descriptor->field(i)->name();
    if (name.ends_with("_id") && name != "participant_id") {
      body->GetReflection()->ClearField(body, descriptor->field(i));
    }
  }
  std::string key(fact.stream);
  return key.append(1, '\n').append(fact.day.ToString()).append(event.SerializeAsString());
}

}  // namespace

Finding FindingAt(const Fact& fact, FindingRule rule) {
  Finding finding;
  finding.set_rule(rule);
  finding.set_position(fact.position.value());
  finding.set_stream(std::string(fact.stream));
  finding.set_day(fact.day.ToString());
  finding.mutable_about()->set_hu(fact.kind->title_hu);
  finding.mutable_about()->set_en(fact.kind->title_en);
  return finding;
}

void FindMissingProofs(const EffectiveHistory& history, Date day, const FindingSink& sink) {
  std::set<std::uint64_t> attached;
  for (const Fact& fact : history.InForce({Event::kEvidenceAttached})) {
    attached.insert(fact.event.evidence_attached().position());
  }
  VisitInForce(history, day, [&](const Fact& fact) {
    if (!LacksProof(fact) || attached.contains(fact.position.value())) return;
    sink(FindingAt(fact, view::v1::FINDING_RULE_PROOF_NOT_FILED));
  });
}

void FindIncompleteEntries(const EffectiveHistory& history, const FindingSink& sink) {
  struct Entry {
    std::optional<Fact> enrolled;  // the first one
    std::set<std::string> missing{"gender", "labour_status", "schooling", "age_band"};
  };
  std::map<std::string, Entry> entries;
  const auto take = [](const auto& body, Entry& entry) {
    if (body.labour_status() != 0) entry.missing.erase("labour_status");
    if (body.schooling() != 0) entry.missing.erase("schooling");
    if (body.age_band() != 0) entry.missing.erase("age_band");
  };
  for (const Fact& fact :
       history.InForce({Event::kParticipantRegistered, Event::kParticipantEnrolled,
                        Event::kEntryDataCompleted})) {
    Entry& entry = entries[std::string(events::ParticipantOf(fact.stream))];
    if (fact.event.has_participant_registered()) {
      if (fact.event.participant_registered().gender() != 0) entry.missing.erase("gender");
    } else if (fact.event.has_participant_enrolled()) {
      take(fact.event.participant_enrolled(), entry);
      if (!entry.enrolled) entry.enrolled.emplace(fact);
    } else {
      take(fact.event.entry_data_completed(), entry);
    }
  }
  for (const auto& [person, entry] : entries) {
    if (!entry.enrolled || entry.missing.empty()) continue;
    Finding finding = FindingAt(*entry.enrolled, view::v1::FINDING_RULE_ENTRY_INCOMPLETE);
    for (const std::string& field : entry.missing) finding.add_details(field);
    sink(std::move(finding));
  }
}

void FindGroupsWithoutMonths(const EffectiveHistory& history, const plan::Plan& plan,
                             const FindingSink& sink) {
  struct Entry {
    std::optional<Fact> enrolled;  // the first one
    EntryTraits traits;
  };
  std::map<std::string, Entry> entries;
  for (const Fact& fact : history.InForce({Event::kParticipantEnrolled, Event::kEntryDataCompleted,
                                           Event::kTargetGroupDeclared, Event::kTargetGroupRefused,
                                           Event::kTargetGroupWithdrawn})) {
    Entry& entry = entries[std::string(events::ParticipantOf(fact.stream))];
    entry.traits.Take(fact.event);
    if (fact.event.has_participant_enrolled() && !entry.enrolled) entry.enrolled.emplace(fact);
  }
  for (const auto& [person, entry] : entries) {
    const EntryTraits& traits = entry.traits;
    if (!entry.enrolled || traits.months_as_jobseeker + traits.months_in_public_works > 0) continue;
    for (const std::string& code : traits.target_groups) {
      const plan::v1::TargetGroup* const group = plan.FindTargetGroup(code);
      if (group == nullptr || !group->long_term_unemployment_risk()) continue;
      Finding finding = FindingAt(*entry.enrolled, view::v1::FINDING_RULE_GROUP_WITHOUT_MONTHS);
      finding.add_details("months_as_jobseeker");
      finding.add_details("months_in_public_works");
      sink(std::move(finding));
    }
  }
}

void FindWrongOrder(const EffectiveHistory& history, const FindingSink& sink) {
  FindBeforeRegistrationAndEntry(history, sink);
  FindWrongDocumentDays(history, sink);
  FindBeforeGrantOrDue(history, sink);
  FindEndsBeforeStarts(history, sink);
}

void FindDuplicates(const EffectiveHistory& history, Date day, const FindingSink& sink) {
  std::unordered_map<std::string, Position> first;
  VisitInForce(history, day, [&](const Fact& fact) {
    if (MayRepeat(fact.event)) return;
    const auto [place, added] = first.emplace(ContentKey(fact), fact.position);
    if (added) return;
    Finding finding = FindingAt(fact, view::v1::FINDING_RULE_SAME_FACT_TWICE);
    finding.set_other_position(place->second.value());
    sink(std::move(finding));
  });
}

}  // namespace paktum::views::internal
