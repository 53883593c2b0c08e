#include "libs/views/indicators.h"

#include <google/protobuf/message.h>

#include <optional>

#include "libs/base/check.h"
#include "libs/events/catalogue.h"
#include "libs/events/streams.h"
#include "libs/views/internal/indicator_rows.h"
#include "libs/views/internal/indicators_answer.h"
#include "paktum/pact/v1/events.pb.h"
#include "paktum/view/v1/state.pb.h"

namespace paktum::views {

using internal::Contribution;
using internal::Progress;

struct IndicatorsFold::State : internal::IndicatorsState {
  internal::NotedEvent noted;  // of the event that is being applied
  std::string scratch;

  // Notes the contributions that the event makes; none when no definition looks at it.
  void Note(std::string_view stream, Instant recorded_at, const events::EventHead& head,
            const google::protobuf::Message& body);
  // Takes an event in: the one way into the state, for new and for saved ones.
  void Take(Position position, const internal::NotedEvent& event);
  Status TakeRow(Position position, const view::v1::IndicatorEventRow& row);
  // Whether the event gives a programme that counts in months its first day.
  [[nodiscard]] bool IsAdoption(const events::EventKind& kind) const;
  void ApplyVoid(Position position, std::string_view stream, Instant recorded_at, bool simulated,
                 const correction::v1::EventVoided& voided);
};

namespace {

// A larger amount in an event is damage; nothing in a pact comes near (the largest budget is
// 3·10^8 Ft). Keeps every sum within 64 bits.
constexpr std::int64_t kAmountMax = 1'000'000'000'000;

template <typename Message>
ViewAnswer Serialised(const Message& message) {
  return {message.GetDescriptor()->full_name(), message.SerializeAsString()};
}

const events::EventKind& VoidKind() {
  static const events::EventKind* const kKind =
      events::FindKind("paktum.correction.v1.EventVoided");
  PAKTUM_CHECK(kKind != nullptr);
  return *kKind;
}

}  // namespace

IndicatorsFold::IndicatorsFold(std::unique_ptr<State> state) : state_(std::move(state)) {}
IndicatorsFold::IndicatorsFold(IndicatorsFold&&) noexcept = default;
IndicatorsFold& IndicatorsFold::operator=(IndicatorsFold&&) noexcept = default;
IndicatorsFold::~IndicatorsFold() = default;

Result<IndicatorsFold> IndicatorsFold::Create(plan::Plan plan) {
  std::string digest = internal::DefinitionsDigest(plan);
  PAKTUM_ASSIGN_OR_RETURN(internal::Definitions definitions,
                          internal::Definitions::Create(std::move(plan)));
  const std::size_t count = definitions.all().size();
  auto state = std::make_unique<State>(
      State{{std::move(definitions), std::move(digest), internal::Contributions(), {}, Progress()},
            {},
            {}});
  state->contributions.by_definition.resize(count);
  return IndicatorsFold(std::move(state));
}

const std::string& IndicatorsFold::definitions_digest() const { return state_->digest; }
Position IndicatorsFold::applied_through() const { return state_->progress.applied_through(); }

void IndicatorsFold::KeepNoRows() { state_->progress.KeepNoRows(); }

bool IndicatorsFold::LooksAt(const events::EventHead& head) const {
  if (head.kind == nullptr) return false;
  return head.kind == &VoidKind() ||
         (head.occurred_on &&
          (state_->definitions.SourcesOf(*head.kind) != nullptr || state_->IsAdoption(*head.kind)));
}

void IndicatorsFold::Pass(Position position, Instant recorded_at, const events::EventHead& head) {
  if (!state_->progress.Advance(position, recorded_at)) return;
  if (head.kind == nullptr || !head.occurred_on) state_->progress.CountUnknown();
}

void IndicatorsFold::Apply(Position position, std::string_view stream, Instant recorded_at,
                           const event::v1::Event& event) {
  const events::EventHead head = events::HeadOf(event);
  if (!LooksAt(head)) {
    Pass(position, recorded_at, head);
    return;
  }
  ApplyBody(position, stream, recorded_at, head, *events::BodyOf(event));
}

void IndicatorsFold::ApplyBody(Position position, std::string_view stream, Instant recorded_at,
                               const events::EventHead& head,
                               const google::protobuf::Message& body) {
  if (!state_->progress.Advance(position, recorded_at)) return;
  if (head.kind == &VoidKind()) {
    state_->ApplyVoid(position, stream, recorded_at, head.simulated,
                      static_cast<const correction::v1::EventVoided&>(body));
    return;
  }
  state_->Note(stream, recorded_at, head, body);
  state_->Take(position, state_->noted);
  if (state_->progress.keeps_rows()) {
    state_->progress.AddEventRow(position, internal::EncodeRow(state_->noted));
  }
}

void IndicatorsFold::State::Note(std::string_view stream, Instant recorded_at,
                                 const events::EventHead& head,
                                 const google::protobuf::Message& body) {
  noted.recorded_at = recorded_at;
  noted.stream = stream;
  noted.kind = head.kind;
  noted.occurred_on = *head.occurred_on;
  noted.simulated = head.simulated;
  noted.late_reason = head.late_reason;
  noted.contributions.clear();
  noted.participant = {};
  noted.programme_start = {};
  if (IsAdoption(*head.kind)) {
    noted.programme_start = static_cast<const pact::v1::PlanAdopted&>(body).programme_start();
  }
  const internal::KindSources* looking = definitions.SourcesOf(*head.kind);
  if (looking == nullptr) return;
  for (const internal::CompiledSource& source : looking->sources) {
    const auto day = source.date ? Date::Parse(source.date->Text(body, scratch)) : head.occurred_on;
    const std::int64_t amount = source.sum ? source.sum->Number(body) : 1;
    const bool sane = -kAmountMax <= amount && amount <= kAmountMax;
    noted.contributions.push_back({.definition = static_cast<std::uint32_t>(source.definition),
                                   .passes = sane && internal::PassesAll(source.filters, body),
                                   .dated = day.has_value(),
                                   .day = day ? day->days_since_1970() : 0,
                                   .amount = sane ? amount : 0,
                                   .distinct = {}});
    if (source.distinct) {
      noted.contributions.back().distinct = source.distinct->Text(body, scratch);
    }
  }
  if (looking->participant) noted.participant = looking->participant->Text(body, scratch);
  if (noted.participant.empty()) noted.participant = events::ParticipantOf(stream);
}

bool IndicatorsFold::State::IsAdoption(const events::EventKind& kind) const {
  return definitions.plan().counts_in_months() &&
         kind.descriptor == pact::v1::PlanAdopted::descriptor();
}

void IndicatorsFold::State::Take(Position position, const internal::NotedEvent& event) {
  const auto index =
      contributions.history.Add(position, event.stream, event.recorded_at, event.occurred_on,
                                *event.kind, event.simulated, event.late_reason);
  const std::uint32_t participant =
      contributions.NumberOf(event.participant, contributions.history.entry(index));
  if (const auto start = Date::Parse(event.programme_start)) adoptions.push_back({index, *start});
  for (const internal::NotedContribution& one : event.contributions) {
    const bool values = definitions.all()[one.definition].CountsValues();
    contributions.by_definition[one.definition].push_back(
        {.event = index,
         .participant = values ? contributions.NumberOfValue(one.distinct) : participant,
         .day = one.dated ? one.day : internal::kNoDay,
         .passes = one.passes,
         .amount = one.amount});
  }
}

Status IndicatorsFold::State::TakeRow(Position position, const view::v1::IndicatorEventRow& row) {
  const view::v1::EventRow& event = row.event();
  const Instant recorded_at(event.recorded_at_ms());
  const events::EventKind* kind = events::FindKind(event.type());
  if (kind == nullptr) return internal::BadRow("event type");
  if (!event.voids().empty()) {
    const bool added = contributions.history.AddVoid(position, event.stream(), recorded_at, *kind,
                                                     event.simulated(), event.voids());
    return added ? OkStatus() : internal::BadRow("void without target");
  }
  internal::NotedEvent saved{recorded_at,
                             event.stream(),
                             kind,
                             Date::FromDays(event.occurred_on_days()),
                             event.simulated(),
                             row.participant(),
                             row.programme_start(),
                             {},
                             static_cast<event::v1::LateReason>(event.late_reason())};
  for (const auto& one : row.contributions()) {
    if (one.definition() >= contributions.by_definition.size()) {
      return internal::BadRow("definition");
    }
    saved.contributions.push_back({one.definition(), one.passes(), one.dated(), one.date_days(),
                                   one.amount(), one.distinct()});
  }
  Take(position, saved);
  return OkStatus();
}

void IndicatorsFold::State::ApplyVoid(Position position, std::string_view stream,
                                      Instant recorded_at, bool simulated,
                                      const correction::v1::EventVoided& voided) {
  const auto& targets = voided.target_positions();
  if (!contributions.history.AddVoid(position, stream, recorded_at, VoidKind(), simulated,
                                     targets)) {
    return;
  }
  if (!progress.keeps_rows()) return;
  view::v1::IndicatorEventRow row;
  row.mutable_event()->set_recorded_at_ms(recorded_at.unix_ms());
  row.mutable_event()->set_stream(std::string(stream));
  row.mutable_event()->set_type(VoidKind().type);
  row.mutable_event()->set_simulated(simulated);
  row.mutable_event()->mutable_voids()->CopyFrom(targets);
  progress.AddEventRow(position, row.SerializeAsString());
}

std::vector<std::pair<std::string, std::string>> IndicatorsFold::TakeDirtyRows() {
  return state_->progress.TakeDirtyRows();
}

Status IndicatorsFold::LoadRow(std::string_view key, std::string_view value) {
  const auto position = Progress::EventPosition(key);
  if (!position) return state_->progress.LoadCounters(key, value);
  view::v1::IndicatorEventRow row;
  if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return internal::BadRow("event");
  }
  return state_->TakeRow(*position, row);
}

void IndicatorsFold::FinishLoading(Position applied_through) {
  state_->progress.FinishLoading(applied_through);
}

Result<ViewAnswer> IndicatorsFold::Query(std::string_view view, const Parameters& parameters,
                                         Instant now) const {
  if (view == "indicators") {
    PAKTUM_ASSIGN_OR_RETURN(const auto answer,
                            internal::AnswerIndicators(*state_, parameters, now));
    return Serialised(answer);
  }
  if (view == "explain") {
    PAKTUM_ASSIGN_OR_RETURN(const auto answer, internal::AnswerExplain(*state_, parameters, now));
    return Serialised(answer);
  }
  return NotFound("view.unknown", "this service has the views indicators and explain");
}

}  // namespace paktum::views
