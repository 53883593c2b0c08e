#include "libs/domain/internal/cross_dependency.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "libs/domain/internal/ground.h"
#include "libs/domain/internal/support.h"
#include "libs/domain/internal/voiding.h"
#include "libs/events/streams.h"

namespace paktum::domain {
namespace {

using event::v1::Event;
using Resolutions = google::protobuf::RepeatedPtrField<governance::v1::Resolution>;

const Resolutions& ResolutionsOf(const Event& event) {
  return event.has_body_sitting_held() ? event.body_sitting_held().resolutions()
                                       : event.steering_group_meeting_held().resolutions();
}

bool Resolved(const Event& sitting, const std::string& number) {
  const Resolutions& resolutions = ResolutionsOf(sitting);
  return !number.empty() &&
         std::any_of(resolutions.begin(), resolutions.end(),
                     [&](const auto& resolution) { return resolution.number() == number; });
}

std::string BodyOf(const Event& sitting) {
  return sitting.has_body_sitting_held() ? sitting.body_sitting_held().body()
                                         : std::string(events::kSteeringGroup);
}

bool OfSteeringGroup(const Event& sitting) { return BodyOf(sitting) == events::kSteeringGroup; }

// What one event of another stream has to do with the target, whatever their order.
using Needs = bool (*)(const Event& target, const Event& other);
struct Pair {
  Event::BodyCase target;
  Event::BodyCase other;
  bool only_later;  // what was recorded before the target did without it
  Needs needs;
};

template <const std::string& (*kResolutionOf)(const Event&)>
bool BySteeringGroup(const Event& target, const Event& other) {
  return OfSteeringGroup(target) && Resolved(target, kResolutionOf(other));
}

const std::string& ResolutionOfApproval(const Event& other) {
  return other.interim_evaluation_approved().resolution();
}
const std::string& ResolutionOfReturn(const Event& other) {
  return other.interim_evaluation_returned().resolution();
}
const std::string& ResolutionOfPlan(const Event& other) {
  return other.plan_adopted().resolution();
}
const std::string& ResolutionOfDefinition(const Event& other) {
  return other.definition_version_adopted().resolution();
}

bool ApprovesDocument(const Event& target, const Event& other) {
  const auto& approved = other.document_approved();
  return approved.approved_by() == BodyOf(target) && Resolved(target, approved.resolution());
}

bool RejectsDocument(const Event& target, const Event& other) {
  const auto& rejected = other.document_rejected();
  return rejected.rejected_by() == BodyOf(target) && Resolved(target, rejected.resolution());
}

bool ClosesItsPeriod(const Event& target, const Event& other) {
  return other.period_closed().period() == target.interim_evaluation_approved().period();
}

bool ReturnsInPeriod(const Event& target, const Event& other) {
  return other.interim_evaluation_returned().period() == target.period_reopened().period();
}

bool CountsFromStart(const Event& target, const Event& /*other*/) {
  return !target.plan_adopted().programme_start().empty();
}

constexpr std::array kSittings{Event::kSteeringGroupMeetingHeld, Event::kBodySittingHeld};

const std::vector<Pair>& Pairs() {
  static const auto* const kPairs = [] {
    auto* pairs = new std::vector<Pair>{
        {Event::kInterimEvaluationApproved, Event::kPeriodClosed, true, ClosesItsPeriod},
        {Event::kPeriodReopened, Event::kInterimEvaluationReturned, true, ReturnsInPeriod},
        {Event::kPlanAdopted, Event::kTaskPlanned, true, CountsFromStart}};
    for (const Event::BodyCase sitting : kSittings) {
      pairs->push_back({sitting, Event::kInterimEvaluationApproved, false,
                        BySteeringGroup<ResolutionOfApproval>});
      pairs->push_back(
          {sitting, Event::kInterimEvaluationReturned, false, BySteeringGroup<ResolutionOfReturn>});
      pairs->push_back({sitting, Event::kPlanAdopted, false, BySteeringGroup<ResolutionOfPlan>});
      pairs->push_back({sitting, Event::kDefinitionVersionAdopted, false,
                        BySteeringGroup<ResolutionOfDefinition>});
      pairs->push_back({sitting, Event::kDocumentApproved, false, ApprovesDocument});
      pairs->push_back({sitting, Event::kDocumentRejected, false, RejectsDocument});
    }
    return pairs;
  }();
  return *kPairs;
}

const Pair* FindPair(const Event& target, const Event& other) {
  const auto found = std::find_if(Pairs().begin(), Pairs().end(), [&](const Pair& pair) {
    return pair.target == target.body_case() && pair.other == other.body_case();
  });
  return found == Pairs().end() ? nullptr : &*found;
}

// Another adoption gives the programme the same first day.
bool StartStandsElsewhere(const RecordedEvent& target, const LoadedStream& pact) {
  for (const RecordedEvent* event : EffectiveEvents(pact)) {
    if (event->position != target.position && event->event.plan_adopted().programme_start() ==
                                                  target.event.plan_adopted().programme_start()) {
      return true;
    }
  }
  return false;
}

void AddEvaluations(const std::vector<HalfYear>& periods, std::vector<std::string>& streams) {
  for (const HalfYear period : periods) {
    streams.push_back(events::EvaluationStream(period.ToString()));
  }
}

// Half-years that an evaluation of the programme may be about; of a programme whose first day is
// not in the plan those around the sitting, in both directions as many as it can have.
std::vector<HalfYear> PeriodsAround(Date sitting, const plan::Plan& plan) {
  const int reach = static_cast<int>(plan.months()) + 6;
  const Date first = plan.has_dates() ? plan.start_date() : sitting.PlusMonths(-reach);
  const Date last = plan.has_dates() ? plan.end_date() : sitting.PlusMonths(reach);
  std::vector<HalfYear> periods;
  for (HalfYear period = HalfYear::Of(first); period <= HalfYear::Of(last);
       period = period.Next()) {
    periods.push_back(period);
  }
  return periods;
}

void AddStreamsOfSitting(const RecordedEvent& sitting, const plan::Plan& plan,
                         std::vector<std::string>& streams) {
  if (ResolutionsOf(sitting.event).empty()) return;
  const std::string body = BodyOf(sitting.event);
  for (const auto& kind : plan.data().document_kinds()) {
    if (kind.per_person()) continue;
    if (kind.approved_by().empty() || kind.approved_by() == body) {
      streams.push_back(events::DocumentStream(kind.code()));
    }
  }
  if (body != events::kSteeringGroup) return;
  AddEvaluations(PeriodsAround(OccurredOn(sitting), plan), streams);
  streams.emplace_back(events::kPactStream);
}

void AddStreamsOfAdoption(const RecordedEvent& adopted, const plan::Plan& plan,
                          std::vector<std::string>& streams) {
  const auto start = Date::Parse(adopted.event.plan_adopted().programme_start());
  if (!start ||
      plan.data().rules().work_programme_year_mode() != plan::v1::Rules::PERIOD_MODE_PROGRAMME) {
    return;
  }
  const int last = start->PlusMonths(static_cast<int>(plan.months())).year();
  for (int year = start->year(); year <= last; ++year) {
    streams.push_back(events::WorkProgrammeStream(static_cast<std::uint32_t>(year)));
  }
}

}  // namespace

std::vector<std::string> StreamsThatMayRestOn(const std::vector<RecordedEvent>& append,
                                              const plan::Plan& plan) {
  std::vector<std::string> streams;
  for (const RecordedEvent& event : append) {
    const Event& body = event.event;
    if (body.has_steering_group_meeting_held() || body.has_body_sitting_held()) {
      AddStreamsOfSitting(event, plan, streams);
    } else if (body.has_interim_evaluation_approved()) {
      streams.emplace_back(events::kPeriodsStream);
    } else if (body.has_period_reopened()) {
      streams.push_back(events::EvaluationStream(body.period_reopened().period()));
    } else if (body.has_plan_adopted()) {
      AddStreamsOfAdoption(event, plan, streams);
    }
  }
  return streams;
}

std::vector<Elsewhere> DependentsElsewhere(const RecordedEvent& target,
                                           const std::vector<LoadedStream>& loaded,
                                           const plan::Plan& plan) {
  std::vector<Elsewhere> dependents;
  const LoadedStream& own = FindStream(loaded, target.stream);
  if (target.event.has_plan_adopted() && StartStandsElsewhere(target, own)) return dependents;
  const std::vector<std::string> looked_at = StreamsThatMayRestOn({target}, plan);
  const Position place = PlaceOf(own, target.position);
  for (const LoadedStream& stream : loaded) {
    if (std::find(looked_at.begin(), looked_at.end(), stream.name) == looked_at.end()) continue;
    for (const RecordedEvent* other : EffectiveEvents(stream)) {
      const Pair* const pair = FindPair(target.event, other->event);
      if (pair == nullptr || !pair->needs(target.event, other->event)) continue;
      if (pair->only_later && PlaceOf(stream, other->position) < place) continue;
      dependents.push_back({other, stream.name});
    }
  }
  return dependents;
}

bool BearsElsewhere(const Event& before, const Event& after, const Event& dependent) {
  const Pair* const pair = FindPair(before, dependent);
  return pair != nullptr && before.body_case() == after.body_case() &&
         pair->needs(after, dependent) && GroundHolds(before, after, dependent) &&
         before.plan_adopted().programme_start() == after.plan_adopted().programme_start();
}

std::string ListOf(const std::vector<Elsewhere>& events) {
  std::map<std::string, std::set<Position>> by_stream;
  for (const Elsewhere& one : events) by_stream[one.stream].insert(one.event->position);
  std::string text;
  for (const auto& [stream, positions] : by_stream) {
    text += (text.empty() ? "" : "; ") + stream + ": " + ListOf(positions);
  }
  return text;
}

}  // namespace paktum::domain
