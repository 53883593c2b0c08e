#pragma once
// Histories of events for tests of folds: what happened, when it was recorded, and how to ask.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/strong.h"
#include "libs/events/streams.h"
#include "libs/plan/load.h"
#include "libs/views/answer.h"
#include "paktum/event/v1/event.pb.h"
#include "paktum/view/v1/indicators.pb.h"
#include "paktum/view/v1/schedule.pb.h"

namespace paktum::views::testing {

using Row = std::pair<std::string, std::string>;

inline std::string TiszakecskeText() {
  std::ifstream file(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline plan::Plan PlanOf(const std::string& text) {
  auto plan = plan::ParsePlan(text, "test plan");
  EXPECT_TRUE(plan.ok()) << plan.status();
  return std::move(plan).value();
}

inline const plan::Plan& Tiszakecske() {
  static const plan::Plan plan = PlanOf(TiszakecskeText());
  return plan;
}

// The plan of the other pact, which counts in months.
inline const plan::Plan& Lenti() {
  static const plan::Plan plan = [] {
    auto loaded = plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/lenti.textproto");
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return std::move(loaded).value();
  }();
  return plan;
}

// The Tiszakécske plan with the first `from` behind `anchor` changed to `to`.
inline plan::Plan Changed(const std::string& anchor, const std::string& from,
                          const std::string& to) {
  std::string text = TiszakecskeText();
  const std::size_t start = text.find(anchor);
  EXPECT_NE(start, std::string::npos) << anchor;
  const std::size_t place = text.find(from, start);
  EXPECT_NE(place, std::string::npos) << from;
  return PlanOf(text.replace(place, from.size(), to));
}

// "00000000-0000-7000-8000-000000000007" for 7.
inline std::string Person(int number) {
  char text[37];
  std::snprintf(text, sizeof text, "00000000-0000-7000-8000-%012d", number);
  return text;
}

struct Recorded {
  Position position;
  std::string stream;
  Instant recorded_at;
  event::v1::Event event;
};

// A ledger in the making. Each event is recorded one second after the one before, unless a later
// time is set with RecordAt.
class Ledger {
 public:
  Ledger& RecordAt(const std::string& moment) {
    const auto day = Date::Parse(moment);
    const auto instant = day ? Instant::EndOfDayInBudapest(*day) : Instant::Parse(moment);
    EXPECT_TRUE(instant.has_value()) << moment;
    next_ms_ = instant->unix_ms() - (day ? 12 * 3600 * 1000 : 0);  // a day: its noon
    return *this;
  }

  std::uint64_t Add(const std::string& stream, const std::string& occurred_on,
                    event::v1::Event event) {
    event.set_subject(stream);
    event.set_occurred_on(occurred_on);
    const Position position(records_.size() + 1);
    records_.push_back({position, stream, Instant(next_ms_), std::move(event)});
    next_ms_ += 1000;
    return position.value();
  }

  std::uint64_t Enrol(int person, const std::string& day) {
    event::v1::Event event;
    event.mutable_participant_enrolled()->set_participant_id(Person(person));
    return Add(events::ParticipantStream(Person(person)), day, std::move(event));
  }
  std::uint64_t Hire(int person, const std::string& day,
                     employment::v1::Placement placement = employment::v1::PLACEMENT_SUBSIDISED) {
    event::v1::Event event;
    event.mutable_hire_recorded()->set_participant_id(Person(person));
    event.mutable_hire_recorded()->set_placement(placement);
    return Add(events::ParticipantStream(Person(person)), day, std::move(event));
  }
  std::uint64_t Check(int person, const std::string& day, employment::v1::SixMonthStatus status) {
    event::v1::Event event;
    event.mutable_six_month_status_checked()->set_participant_id(Person(person));
    event.mutable_six_month_status_checked()->set_status(status);
    return Add(events::ParticipantStream(Person(person)), day, std::move(event));
  }
  std::uint64_t Forum(const std::string& day, std::uint32_t participants) {
    event::v1::Event event;
    event.mutable_forum_held()->set_participants(participants);
    return Add("body/employment-forum", day, std::move(event));
  }
  std::uint64_t SteeringGroup(const std::string& day) {
    event::v1::Event event;
    event.mutable_steering_group_meeting_held()->set_members_present(5);
    return Add("body/steering-group", day, std::move(event));
  }
  std::uint64_t PartnershipEvent(const std::string& day, const std::string& measure,
                                 std::uint32_t participants) {
    event::v1::Event event;
    event.mutable_partnership_event_held()->set_measure(measure);
    event.mutable_partnership_event_held()->set_participants(participants);
    return Add("partnership-event/" + Person(9000 + static_cast<int>(records_.size())), day,
               std::move(event));
  }
  std::uint64_t Approve(const std::string& day, const std::string& document_kind) {
    event::v1::Event event;
    event.mutable_document_approved()->set_document_kind(document_kind);
    return Add("document/" + document_kind, day, std::move(event));
  }
  std::uint64_t Evaluate(const std::string& day, const std::string& period = "2019-H1") {
    event::v1::Event event;
    event.mutable_interim_evaluation_approved()->set_period(period);
    return Add("evaluation/" + period, day, std::move(event));
  }
  std::uint64_t ReportStatus(const std::string& day, const std::string& period = "2019-H1") {
    event::v1::Event event;
    event.mutable_status_report_issued()->set_period(period);
    return Add("status-report/" + period, day, std::move(event));
  }
  // An empty start is that of a plan which names dates itself.
  std::uint64_t AdoptPlan(const std::string& day, const std::string& start) {
    event::v1::Event event;
    event.mutable_plan_adopted()->set_plan_version(1);
    event.mutable_plan_adopted()->set_programme_start(start);
    return Add("pact", day, std::move(event));
  }
  std::uint64_t Join(const std::string& day, const std::string& member) {
    event::v1::Event event;
    event.mutable_member_joined()->set_member_code(member);
    event.mutable_member_joined()->set_basis(pact::v1::MEMBERSHIP_BASIS_AGREEMENT);
    return Add("member/" + member, day, std::move(event));
  }
  std::uint64_t ProgrammeEvent(const std::string& day, const std::string& measure,
                               const std::string& kind, std::uint32_t participants = 0,
                               std::uint32_t days = 1) {
    event::v1::Event event;
    auto& body = *event.mutable_programme_event_held();
    body.set_measure(measure);
    body.set_kind(kind);
    body.set_participants(participants);
    body.set_days(days);
    return Add("programme-event/" + Person(9000 + static_cast<int>(records_.size())), day,
               std::move(event));
  }
  // In the stream of the first target.
  std::uint64_t Void(const std::vector<std::uint64_t>& targets, const std::string& day) {
    event::v1::Event event;
    for (const std::uint64_t target : targets) {
      event.mutable_event_voided()->add_target_positions(target);
    }
    return Add(records_.at(targets.front() - 1).stream, day, std::move(event));
  }
  std::uint64_t Unknown(const std::string& day) {
    event::v1::Event event;
    event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(999, "newer");
    return Add("participant/" + Person(1), day, std::move(event));
  }
  std::uint64_t Simulated(std::uint64_t position) {
    records_.at(position - 1).event.set_simulated(true);
    return position;
  }

  // The event was recorded after its period was closed.
  std::uint64_t Late(std::uint64_t position, event::v1::LateReason reason) {
    records_.at(position - 1).event.set_late_reason(reason);
    return position;
  }

  [[nodiscard]] const std::vector<Recorded>& records() const { return records_; }

 private:
  std::vector<Recorded> records_;
  std::int64_t next_ms_ = 1530000000000;  // 2018-06-26
};

template <typename Fold>
void Apply(Fold& fold, const Recorded& one) {
  fold.Apply(one.position, one.stream, one.recorded_at, one.event);
}

template <typename Fold>
void Feed(Fold& fold, const Ledger& ledger) {
  for (const Recorded& one : ledger.records()) Apply(fold, one);
}

template <typename Fold>
Fold Made(const plan::Plan& plan = Tiszakecske()) {
  auto fold = Fold::Create(plan);
  EXPECT_TRUE(fold.ok()) << fold.status();
  return std::move(fold).value();
}

inline constexpr Instant kNow{1561975200000};  // 2019-07-01, noon in Budapest

template <typename Fold>
Status Refusal(const Fold& fold, const std::string& view, const Parameters& parameters) {
  return fold.Query(view, parameters, kNow).status();
}

template <typename View, typename Fold>
View Ask(const Fold& fold, const std::string& view, const Parameters& parameters) {
  const auto answer = fold.Query(view, parameters, kNow);
  EXPECT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->type, View::descriptor()->full_name());
  View parsed;
  EXPECT_TRUE(parsed.ParseFromString(answer->payload));
  return parsed;
}

// One indicator.
template <typename Fold>
view::v1::IndicatorState Indicator(const Fold& fold, const std::string& code,
                                   Parameters parameters) {
  parameters.emplace("code", code);
  const auto view = Ask<view::v1::IndicatorsView>(fold, "indicators", parameters);
  EXPECT_EQ(view.indicators_size(), 1);
  return view.indicators(0);
}
template <typename Fold>
std::int64_t ValueOf(const Fold& fold, const std::string& code, const Parameters& parameters) {
  return Indicator(fold, code, parameters).value();
}

}  // namespace paktum::views::testing
