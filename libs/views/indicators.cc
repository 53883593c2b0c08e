#include "libs/views/indicators.h"

#include <google/protobuf/message.h>

#include <optional>

#include "libs/base/check.h"
#include "libs/events/catalogue.h"
#include "libs/events/streams.h"
#include "libs/views/internal/indicators_answer.h"
#include "paktum/view/v1/state.pb.h"

namespace paktum::views {

using internal::Contribution;
using internal::Progress;

struct IndicatorsFold::State : internal::IndicatorsState {
  // The contributions that the event makes, saved form; none when no definition looks at it.
  view::v1::IndicatorEventRow Contribute(std::string_view stream, Instant recorded_at,
                                         Date occurred_on, const events::EventKind& kind,
                                         const event::v1::Event& event,
                                         const google::protobuf::Message& body) const;
  // Takes a row's content in: the one way into the state, for new and for saved rows.
  Status Take(Position position, const view::v1::IndicatorEventRow& row);
  void ApplyVoid(Position position, std::string_view stream, Instant recorded_at,
                 const event::v1::Event& event);
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
      State{{std::move(definitions), std::move(digest), internal::Contributions(), Progress()}});
  state->contributions.by_definition.resize(count);
  return IndicatorsFold(std::move(state));
}

const std::string& IndicatorsFold::definitions_digest() const { return state_->digest; }
Position IndicatorsFold::applied_through() const { return state_->progress.applied_through(); }

void IndicatorsFold::Apply(Position position, std::string_view stream, Instant recorded_at,
                           const event::v1::Event& event) {
  if (!state_->progress.Advance(position, recorded_at)) return;
  if (event.has_event_voided()) {
    state_->ApplyVoid(position, stream, recorded_at, event);
    return;
  }
  const google::protobuf::Message* body = events::BodyOf(event);
  const auto occurred_on = events::OccurredOn(event);
  if (body == nullptr || !occurred_on) {
    state_->progress.CountUnknown();
    return;
  }
  const events::EventKind* kind = events::FindKind(body->GetDescriptor()->full_name());
  PAKTUM_CHECK(kind != nullptr);
  const auto row = state_->Contribute(stream, recorded_at, *occurred_on, *kind, event, *body);
  if (row.contributions().empty()) return;
  PAKTUM_CHECK(state_->Take(position, row).ok());
  state_->progress.AddEventRow(position, row);
}

view::v1::IndicatorEventRow IndicatorsFold::State::Contribute(
    std::string_view stream, Instant recorded_at, Date occurred_on, const events::EventKind& kind,
    const event::v1::Event& event, const google::protobuf::Message& body) const {
  view::v1::IndicatorEventRow row;
  const internal::KindSources* looking = definitions.SourcesOf(kind.descriptor);
  if (looking == nullptr) return row;
  row.mutable_event()->set_recorded_at_ms(recorded_at.unix_ms());
  row.mutable_event()->set_stream(std::string(stream));
  row.mutable_event()->set_type(kind.type);
  row.mutable_event()->set_occurred_on_days(occurred_on.days_since_1970());
  row.mutable_event()->set_simulated(event.simulated());
  if (looking->participant) row.set_participant(looking->participant->Text(body));
  if (row.participant().empty()) row.set_participant(std::string(events::ParticipantOf(stream)));
  for (const internal::CompiledSource& source : looking->sources) {
    auto* contribution = row.add_contributions();
    const auto day = source.date ? Date::Parse(source.date->Text(body)) : occurred_on;
    const std::int64_t amount = source.sum ? source.sum->Number(body) : 1;
    const bool sane = -kAmountMax <= amount && amount <= kAmountMax;
    contribution->set_definition(static_cast<std::uint32_t>(source.definition));
    contribution->set_passes(sane && internal::PassesAll(source.filters, body));
    contribution->set_dated(day.has_value());
    if (day) contribution->set_date_days(day->days_since_1970());
    if (sane) contribution->set_amount(amount);
  }
  return row;
}

Status IndicatorsFold::State::Take(Position position, const view::v1::IndicatorEventRow& row) {
  const view::v1::EventRow& event = row.event();
  const Instant recorded_at(event.recorded_at_ms());
  const events::EventKind* kind = events::FindKind(event.type());
  if (kind == nullptr) return internal::BadRow("event type");
  if (!event.voids().empty()) {
    const bool added = contributions.history.AddVoid(position, event.stream(), recorded_at, *kind,
                                                     event.simulated(), event.voids());
    return added ? OkStatus() : internal::BadRow("void without target");
  }
  const auto index =
      contributions.history.Add(position, event.stream(), recorded_at,
                                Date::FromDays(event.occurred_on_days()), *kind, event.simulated());
  const std::uint32_t participant = row.participant().empty()
                                        ? internal::kNobody
                                        : contributions.participants.Number(row.participant());
  for (const auto& one : row.contributions()) {
    if (one.definition() >= contributions.by_definition.size()) {
      return internal::BadRow("definition");
    }
    contributions.by_definition[one.definition()].push_back(
        {.event = index,
         .participant = participant,
         .day = one.dated() ? one.date_days() : internal::kNoDay,
         .passes = one.passes(),
         .amount = one.amount()});
  }
  return OkStatus();
}

void IndicatorsFold::State::ApplyVoid(Position position, std::string_view stream,
                                      Instant recorded_at, const event::v1::Event& event) {
  const auto& targets = event.event_voided().target_positions();
  if (!contributions.history.AddVoid(position, stream, recorded_at, VoidKind(), event.simulated(),
                                     targets)) {
    return;
  }
  view::v1::IndicatorEventRow row;
  row.mutable_event()->set_recorded_at_ms(recorded_at.unix_ms());
  row.mutable_event()->set_stream(std::string(stream));
  row.mutable_event()->set_type(VoidKind().type);
  row.mutable_event()->set_simulated(event.simulated());
  row.mutable_event()->mutable_voids()->CopyFrom(targets);
  progress.AddEventRow(position, row);
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
  return state_->Take(*position, row);
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
