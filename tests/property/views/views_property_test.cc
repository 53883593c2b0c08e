// Folds against a slow second reading of the same rules, over random histories with late, voided
// and out-of-order events, at random pairs of valid_at and known_at. RapidCheck prints the seed of
// a failure; RC_PARAMS="seed=…" repeats it.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

#include "libs/events/body_reader.h"
#include "libs/events/event_head.h"
#include "libs/views/as_of.h"
#include "libs/views/indicators.h"
#include "libs/views/schedule.h"
#include "tests/unit/views/view_testing.h"

namespace paktum::views {
namespace {

using testing::Ask;
using testing::Ledger;
using testing::Made;
using testing::Person;
using testing::Recorded;
using testing::Row;

constexpr int kDays = 500;  // from 2018-08-01: reaches over several quarters
const std::int64_t kDayMs = 24LL * 3600 * 1000;

Date DayNumber(int number) { return Date::Of(2018, 8, 1)->PlusDays(number); }
std::string MomentNumber(int number) {
  return Instant(1533074400000 + number * kDayMs / 2).ToString();
}

void AddVoid(Ledger& ledger, const std::string& day) {
  const std::size_t size = ledger.records().size();
  if (size == 0) return;
  std::vector<std::uint64_t> targets;
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    targets.push_back(*rc::gen::inRange<std::uint64_t>(1, size + 1));
  }
  ledger.Void(targets, day);
}

// One more event; recorded some half days after the one before it, whatever its own day.
void AddRandomEvent(Ledger& ledger, int& moment) {
  moment += *rc::gen::inRange(0, 12);
  ledger.RecordAt(MomentNumber(moment));
  const std::string day = DayNumber(*rc::gen::inRange(0, kDays)).ToString();
  const int person = *rc::gen::inRange(1, 7);
  switch (*rc::gen::inRange(0, 10)) {
    case 0:
    case 1:
      ledger.Enrol(person, day);
      break;
    case 2:
      ledger.Hire(person, day, employment::v1::PLACEMENT_SUBSIDISED);
      break;
    case 3:
      ledger.Hire(person, day, employment::v1::PLACEMENT_INDEPENDENT);
      break;
    case 4:
      ledger.Check(person, day,
                   static_cast<employment::v1::SixMonthStatus>(*rc::gen::inRange(1, 4)));
      break;
    case 5:
      ledger.PartnershipEvent(day, *rc::gen::element<std::string>("2.3", "1.2", "7.7"),
                              *rc::gen::inRange<std::uint32_t>(0, 90));
      break;
    case 6:
      ledger.Forum(day, 50);
      break;
    case 7:
      if (*rc::gen::arbitrary<bool>()) {
        ledger.Evaluate(day);
      } else {
        ledger.Approve(day, *rc::gen::element<std::string>("D14", "D08", "D01", "D21", "D23"));
      }
      break;
    default:
      AddVoid(ledger, day);
  }
  if (!ledger.records().empty() && *rc::gen::inRange(0, 4) == 0) {
    ledger.Late(ledger.records().size(),
                static_cast<event::v1::LateReason>(*rc::gen::inRange(1, 5)));
  }
}

Ledger RandomLedger() {
  Ledger ledger;
  int moment = 0;
  for (int i = *rc::gen::inRange(0, 60); i > 0; --i) AddRandomEvent(ledger, moment);
  return ledger;
}

// Two random times, as parameters and as values.
struct Times {
  Parameters parameters;
  AsOf as_of;
};

Times RandomTimes() {
  Times times;
  times.as_of.valid_at = DayNumber(*rc::gen::inRange(-10, kDays + 10));
  times.parameters["valid_at"] = times.as_of.valid_at.ToString();
  if (*rc::gen::arbitrary<bool>()) {
    const std::string moment = MomentNumber(*rc::gen::inRange(-5, 400));
    times.parameters["known_at"] = moment;
    times.as_of.known_at = *Instant::Parse(moment);
  }
  return times;
}

// The slow reading: everything again from the raw events, by the words of the rules.
class Naive {
 public:
  Naive(const Ledger& ledger, AsOf as_of) : records_(ledger.records()), as_of_(as_of) {}

  // Events in force that happened by valid_at.
  [[nodiscard]] std::vector<const Recorded*> Effective() const {
    std::vector<const Recorded*> effective;
    for (const Recorded& one : records_) {
      if (one.event.has_event_voided() || !Known(one) || IsVoided(one)) continue;
      if (*Date::Parse(one.event.occurred_on()) <= as_of_.valid_at) effective.push_back(&one);
    }
    return effective;
  }

  [[nodiscard]] std::set<std::string> Enrolled() const {
    std::set<std::string> persons;
    for (const Recorded* one : Effective()) {
      if (one->event.has_participant_enrolled()) {
        persons.insert(one->event.participant_enrolled().participant_id());
      }
    }
    return persons;
  }
  [[nodiscard]] std::set<std::string> Hired(bool only_subsidised) const {
    const auto enrolled = Enrolled();
    std::set<std::string> persons;
    for (const Recorded* one : Effective()) {
      if (!one->event.has_hire_recorded()) continue;
      const auto& hire = one->event.hire_recorded();
      if (only_subsidised && hire.placement() != employment::v1::PLACEMENT_SUBSIDISED) continue;
      if (enrolled.contains(hire.participant_id())) persons.insert(hire.participant_id());
    }
    return persons;
  }
  [[nodiscard]] std::set<std::string> Kept() const {
    const auto hired = Hired(false);
    std::set<std::string> persons;
    for (const Recorded* one : Effective()) {
      if (!one->event.has_six_month_status_checked()) continue;
      const auto& check = one->event.six_month_status_checked();
      if (check.status() != employment::v1::SIX_MONTH_STATUS_EMPLOYED) continue;
      if (hired.contains(check.participant_id())) persons.insert(check.participant_id());
    }
    return persons;
  }
  [[nodiscard]] std::int64_t PresentAtEventsOf(const std::string& measure) const {
    std::int64_t sum = 0;
    for (const Recorded* one : Effective()) {
      if (!one->event.has_partnership_event_held()) continue;
      const auto& held = one->event.partnership_event_held();
      if (held.measure() == measure) sum += held.participants();
    }
    return sum;
  }

 private:
  [[nodiscard]] bool Known(const Recorded& one) const { return one.recorded_at <= as_of_.known_at; }
  [[nodiscard]] bool IsVoided(const Recorded& one) const {
    return std::any_of(records_.begin(), records_.end(), [&](const Recorded& other) {
      if (!other.event.has_event_voided() || other.stream != one.stream || !Known(other)) {
        return false;
      }
      const auto& targets = other.event.event_voided().target_positions();
      return std::find(targets.begin(), targets.end(), one.position.value()) != targets.end() &&
             other.position > one.position && !IsVoided(other);
    });
  }

  const std::vector<Recorded>& records_;
  const AsOf as_of_;
};

// A duty every six months from 2018-12-31, read period by period.
struct NaiveDuty {
  std::uint32_t missed = 0;
  std::string next_due_on;
};

NaiveDuty DutyOn(const std::vector<std::string>& held, const std::string& day) {
  const std::vector<std::string> due = {"2018-12-31", "2019-06-30", "2019-12-31",
                                        "2020-06-30", "2020-12-31", "2021-06-30"};
  NaiveDuty duty{0, due.front()};
  for (std::size_t i = 0; i < due.size(); ++i) {
    const bool met = std::any_of(held.begin(), held.end(), [&](const std::string& one) {
      return one <= due[i] && (i == 0 || due[i - 1] < one);
    });
    if (!met && due[i] < day) ++duty.missed;
    if (met) duty.next_due_on = i + 1 < due.size() ? due[i + 1] : "";
  }
  return duty;
}

void Check(const std::function<void()>& property) { EXPECT_TRUE(rc::check(property)); }

TEST(ViewsProperty, IndicatorsAgreeWithASlowSecondReading) {
  Check([] {
    const Ledger ledger = RandomLedger();
    auto fold = Made<IndicatorsFold>();
    testing::Feed(fold, ledger);
    for (int i = 0; i < 4; ++i) {
      const Times times = RandomTimes();
      const Naive naive(ledger, times.as_of);
      const auto value = [&](const char* code) {
        return testing::ValueOf(fold, code, times.parameters);
      };
      RC_ASSERT(value("PO25") == static_cast<std::int64_t>(naive.Enrolled().size()));
      RC_ASSERT(value("PR25") == static_cast<std::int64_t>(naive.Hired(false).size()));
      RC_ASSERT(value("PR26") == static_cast<std::int64_t>(naive.Kept().size()));
      RC_ASSERT(value("2.3.R2") == naive.PresentAtEventsOf("2.3"));
      auto narrow = times.parameters;
      narrow["definition"] = "2";
      RC_ASSERT(testing::ValueOf(fold, "PR25", narrow) ==
                static_cast<std::int64_t>(naive.Hired(true).size()));
    }
  });
}

TEST(ViewsProperty, ExplainedAmountsAddUpToTheValue) {
  Check([] {
    const Ledger ledger = RandomLedger();
    auto fold = Made<IndicatorsFold>();
    testing::Feed(fold, ledger);
    for (const char* code : {"PO25", "PR25", "PR26", "2.3.R2", "3.1.R1"}) {
      Times times = RandomTimes();
      times.parameters["code"] = code;
      times.parameters["limit"] = "1000";
      const auto view = Ask<view::v1::ExplainView>(fold, "explain", times.parameters);
      std::int64_t sum = 0;
      std::int64_t behind = 0;
      for (const auto& event : view.events()) {
        sum += event.amount();
        behind += event.verdict() == view::v1::COUNT_VERDICT_COUNTED ||
                  event.verdict() == view::v1::COUNT_VERDICT_PERSON_COUNTED_ALREADY;
      }
      RC_ASSERT(sum == view.indicator().value());
      RC_ASSERT(behind == view.indicator().events());
    }
  });
}

TEST(ViewsProperty, ScheduleCellsAndCadencesAgreeWithASlowSecondReading) {
  Check([] {
    const Ledger ledger = RandomLedger();
    auto fold = Made<ScheduleFold>();
    testing::Feed(fold, ledger);
    const Times times = RandomTimes();
    std::map<std::pair<std::string, std::string>, std::uint64_t> cells;
    std::map<std::string, std::vector<std::string>> held;
    for (const Recorded* one : Naive(ledger, times.as_of).Effective()) {
      const event::v1::Event& event = one->event;
      std::string measure = "3.1";  // enrolments, hires and checks
      if (event.has_forum_held()) measure = "2.3";
      const std::string& document = event.document_approved().document_kind();
      if (event.has_document_approved()) measure = "2.1";
      if (document == "D21") measure = "1.2";
      if (document == "D23") measure = "1.3";
      if (event.has_interim_evaluation_approved()) measure = "2.1";
      if (event.has_partnership_event_held()) measure = event.partnership_event_held().measure();
      if (event.has_forum_held()) held["forum-half-yearly"].push_back(event.occurred_on());
      if (event.has_interim_evaluation_approved()) {
        held["interim-evaluation-half-yearly"].push_back(event.occurred_on());
      }
      ++cells[{measure, Quarter::Of(*Date::Parse(event.occurred_on())).ToString()}];
    }
    const auto view = Ask<view::v1::ScheduleView>(fold, "schedule", times.parameters);
    for (const auto& row : view.rows()) {
      for (const auto& cell : row.cells()) {
        RC_ASSERT(cell.events() == (cells[{row.measure(), cell.quarter()}]));
      }
    }
    for (const auto& cadence : view.cadences()) {
      const bool counted = cadence.code() == "forum-half-yearly" ||
                           cadence.code() == "interim-evaluation-half-yearly";
      if (!counted) continue;
      const std::string day = times.as_of.valid_at.ToString();
      const NaiveDuty duty = DutyOn(held[cadence.code()], day);
      RC_ASSERT(cadence.held() == held[cadence.code()].size());
      RC_ASSERT(cadence.missed() == duty.missed);
      RC_ASSERT(cadence.next_due_on() == duty.next_due_on);
      RC_ASSERT(cadence.overdue() == (!duty.next_due_on.empty() && duty.next_due_on < day));
    }
  });
}

// Everything a fold can say, as bytes.
std::string Portrait(const IndicatorsFold& fold, const Parameters& times) {
  Parameters all = times;
  all["scope"] = "all";
  std::string portrait = fold.Query("indicators", all, testing::kNow)->payload;
  for (const char* code : {"PO25", "PR25", "2.3.R2"}) {
    Parameters one = times;
    one["code"] = code;
    portrait += fold.Query("explain", one, testing::kNow)->payload;
  }
  return portrait;
}
std::string Portrait(const ScheduleFold& fold, const Parameters& times) {
  return fold.Query("schedule", times, testing::kNow)->payload;
}

template <typename Fold>
void InPiecesEqualsInOneGo() {
  const Ledger ledger = RandomLedger();
  auto whole = Made<Fold>();
  testing::Feed(whole, ledger);

  std::map<std::string, std::string> saved;  // as a store keeps them: by key
  auto fold = Made<Fold>();
  for (const Recorded& one : ledger.records()) {
    testing::Apply(fold, one);
    if (*rc::gen::inRange(0, 5) != 0) continue;
    for (Row& row : fold.TakeDirtyRows()) saved[row.first] = std::move(row.second);
    auto restored = Made<Fold>();
    for (const auto& [key, value] : saved) RC_ASSERT(restored.LoadRow(key, value).ok());
    restored.FinishLoading(one.position);
    fold = std::move(restored);
  }
  RC_ASSERT(fold.applied_through() == whole.applied_through());
  for (int i = 0; i < 3; ++i) {
    const Times times = RandomTimes();
    RC_ASSERT(Portrait(fold, times.parameters) == Portrait(whole, times.parameters));
  }
}

// As the runner and a replay feed a fold: bodies are read only where the fold looks at them.
template <typename Fold>
void ReadingHeadsOnlyEqualsReadingAll() {
  const Ledger ledger = RandomLedger();
  auto whole = Made<Fold>();
  testing::Feed(whole, ledger);
  auto fold = Made<Fold>();
  events::BodyReader bodies;
  const events::QuietProtobuf quiet;
  for (const Recorded& one : ledger.records()) {
    const std::string submitted = one.event.SerializeAsString();
    const auto head = events::ReadHead(submitted);
    if (head && !fold.LooksAt(*head)) {
      fold.Pass(one.position, one.recorded_at, *head);
      continue;
    }
    if constexpr (requires { &Fold::ApplyBody; }) {
      if (head) {
        const auto body = bodies.Read(*head, quiet);
        RC_ASSERT(body.ok());
        fold.ApplyBody(one.position, one.stream, one.recorded_at, *head, **body);
        continue;
      }
    }
    testing::Apply(fold, one);
  }
  RC_ASSERT(fold.applied_through() == whole.applied_through());
  RC_ASSERT(fold.TakeDirtyRows() == whole.TakeDirtyRows());
  for (int i = 0; i < 3; ++i) {
    const Times times = RandomTimes();
    RC_ASSERT(Portrait(fold, times.parameters) == Portrait(whole, times.parameters));
  }
}

TEST(ViewsProperty, IndicatorsWithoutTheBodiesNobodyCountsAreTheSame) {
  Check(ReadingHeadsOnlyEqualsReadingAll<IndicatorsFold>);
}

TEST(ViewsProperty, ScheduleWithoutTheBodiesNobodyPlacesIsTheSame) {
  Check(ReadingHeadsOnlyEqualsReadingAll<ScheduleFold>);
}

TEST(ViewsProperty, IndicatorsInPiecesEqualIndicatorsInOneGo) {
  Check(InPiecesEqualsInOneGo<IndicatorsFold>);
}

TEST(ViewsProperty, ScheduleInPiecesEqualsScheduleInOneGo) {
  Check(InPiecesEqualsInOneGo<ScheduleFold>);
}

// What holds of every forecast, whatever happened.
void CheckForecast(const view::v1::Forecast& forecast, const view::v1::IndicatorState& state,
                   const std::string& valid_at) {
  RC_ASSERT(forecast.low() >= 0);
  RC_ASSERT(forecast.low() <= forecast.value());
  RC_ASSERT(forecast.value() <= forecast.high());
  const bool has_come = forecast.date() <= valid_at;
  RC_ASSERT(has_come == (forecast.state() == view::v1::FORECAST_STATE_COUNTED));
  // Counts of persons and events that are not given back do not fall either.
  if (forecast.state() == view::v1::FORECAST_STATE_FORESEEN) {
    RC_ASSERT(forecast.low() >= state.value());
  }
}

TEST(ViewsProperty, ForecastsKeepTheirBoundsAndEndInTheValueOfTheDay) {
  Check([] {
    const Ledger ledger = RandomLedger();
    auto fold = Made<IndicatorsFold>();
    testing::Feed(fold, ledger);
    Parameters times = RandomTimes().parameters;
    times["scope"] = "all";
    const auto view = Ask<view::v1::IndicatorsView>(fold, "indicators", times);
    for (const auto& state : view.indicators()) {
      if (!state.has_final_forecast()) continue;
      const std::string& last_day = state.final_forecast().date();
      CheckForecast(state.final_forecast(), state, times["valid_at"]);
      if (state.has_next_forecast()) CheckForecast(state.next_forecast(), state, times["valid_at"]);
      Parameters at_the_end = times;
      at_the_end.erase("scope");
      at_the_end["code"] = state.code();
      at_the_end["valid_at"] = last_day;
      const auto end = Ask<view::v1::IndicatorsView>(fold, "indicators", at_the_end).indicators(0);
      RC_ASSERT(end.final_forecast().value() == end.value());
      RC_ASSERT(end.final_forecast().state() == view::v1::FORECAST_STATE_COUNTED);
    }
  });
}

// With everything known, an event and its void together leave no trace in any value.
TEST(ViewsProperty, VoidingIsNeverHavingHappened) {
  Check([] {
    Ledger with;
    Ledger without;
    int moment_with = 0;
    for (int i = *rc::gen::inRange(1, 30); i > 0; --i) {
      Ledger scratch = without;
      AddRandomEvent(scratch, moment_with);
      if (scratch.records().size() == without.records().size()) continue;
      const Recorded& added = scratch.records().back();
      if (added.event.has_event_voided()) continue;
      const auto position = with.Add(added.stream, added.event.occurred_on(), added.event);
      if (*rc::gen::arbitrary<bool>()) {
        with.Void({position}, added.event.occurred_on());
      } else {
        without = scratch;
      }
    }
    auto fold_with = Made<IndicatorsFold>();
    auto fold_without = Made<IndicatorsFold>();
    testing::Feed(fold_with, with);
    testing::Feed(fold_without, without);
    const std::string day = DayNumber(*rc::gen::inRange(0, kDays)).ToString();
    const Parameters parameters = {{"valid_at", day}, {"scope", "all"}};
    auto a = Ask<view::v1::IndicatorsView>(fold_with, "indicators", parameters);
    auto b = Ask<view::v1::IndicatorsView>(fold_without, "indicators", parameters);
    a.clear_meta();
    b.clear_meta();
    RC_ASSERT(a.SerializeAsString() == b.SerializeAsString());
  });
}

}  // namespace
}  // namespace paktum::views
