#include "libs/views/registers.h"

#include <algorithm>
#include <optional>

#include "libs/base/check.h"
#include "libs/views/as_of.h"
#include "libs/views/effective_history.h"
#include "libs/views/internal/figures_cache.h"
#include "libs/views/internal/progress.h"
#include "libs/views/internal/register_store.h"
#include "libs/views/register_view.h"

namespace paktum::views {

using internal::Progress;

namespace {

const Date kLastDay = *Date::Of(2199, 12, 31);

Result<Audience> AudienceOf(const Parameters& parameters) {
  const auto given = parameters.find(kAudienceParameter);
  if (given == parameters.end()) return Audience::kPublic;
  for (const Audience one : {Audience::kPublic, Audience::kMember, Audience::kServing}) {
    if (given->second == TextOf(one)) return one;
  }
  return BadParameter(kAudienceParameter, "public, member or serving");
}

// The plan on the calendar of its last adoption known at the moment, whatever day that is about; a
// plan that names dates stays as it is.
plan::Plan PlanAsKnownAt(const plan::Plan& plan, const internal::RegisterStore& store,
                         Instant known_at) {
  if (!plan.counts_in_months()) return plan;
  const EffectiveHistory ever(store, {.valid_at = kLastDay, .known_at = known_at});
  const std::vector<Fact> adopted = ever.InForce({EventCase::kPlanAdopted});
  const auto last =
      std::max_element(adopted.begin(), adopted.end(),
                       [](const Fact& a, const Fact& b) { return a.position < b.position; });
  if (last == adopted.end()) return plan;
  const auto start = Date::Parse(last->event.plan_adopted().programme_start());
  return start ? plan.StartingOn(*start) : plan;
}

}  // namespace

struct RegistersFold::State {
  plan::Plan plan;
  std::string digest;
  internal::RegisterStore store;
  Progress progress;
  std::unique_ptr<internal::FiguresCache> figures = std::make_unique<internal::FiguresCache>();
};

RegistersFold::RegistersFold(std::unique_ptr<State> state) : state_(std::move(state)) {}
RegistersFold::RegistersFold(RegistersFold&&) noexcept = default;
RegistersFold& RegistersFold::operator=(RegistersFold&&) noexcept = default;
RegistersFold::~RegistersFold() = default;

Result<RegistersFold> RegistersFold::Create(plan::Plan plan) {
  std::string digest = internal::DefinitionsDigest(plan);
  return RegistersFold(std::make_unique<State>(
      State{.plan = std::move(plan), .digest = std::move(digest), .store = {}, .progress = {}}));
}

const std::string& RegistersFold::definitions_digest() const { return state_->digest; }
Position RegistersFold::applied_through() const { return state_->progress.applied_through(); }

bool RegistersFold::LooksAt(const events::EventHead& head) const {
  return internal::RegisterStore::Keeps(head);
}

void RegistersFold::Pass(Position position, Instant recorded_at, const events::EventHead& head) {
  if (!state_->progress.Advance(position, recorded_at)) return;
  if (head.kind == nullptr || !head.occurred_on) state_->progress.CountUnknown();
}

void RegistersFold::Apply(Position position, std::string_view stream, Instant recorded_at,
                          const event::v1::Event& event) {
  const events::EventHead head = events::HeadOf(event);
  if (!LooksAt(head)) {
    Pass(position, recorded_at, head);
    return;
  }
  if (!state_->progress.Advance(position, recorded_at)) return;
  const auto row = internal::RegisterStore::RowOf(stream, recorded_at, event);
  const Result<bool> kept = state_->store.Take(position, row);
  PAKTUM_CHECK(kept.ok());
  if (*kept) state_->progress.AddEventRow(position, row.SerializeAsString());
}

std::vector<std::pair<std::string, std::string>> RegistersFold::TakeDirtyRows() {
  return state_->progress.TakeDirtyRows();
}

Status RegistersFold::LoadRow(std::string_view key, std::string_view value) {
  const auto position = Progress::EventPosition(key);
  if (!position) return state_->progress.LoadCounters(key, value);
  view::v1::RegisterEventRow row;
  event::v1::Event content;
  if (!row.ParseFromArray(value.data(), static_cast<int>(value.size())) ||
      !content.ParseFromString(row.content())) {
    return internal::BadRow("event");
  }
  PAKTUM_ASSIGN_OR_RETURN(const bool kept, state_->store.Take(*position, row));
  return kept ? OkStatus() : internal::BadRow("void without target");
}

void RegistersFold::FinishLoading(Position applied_through) {
  state_->progress.FinishLoading(applied_through);
}

Result<ViewAnswer> RegistersFold::Query(std::string_view view, const Parameters& parameters,
                                        Instant now) const {
  const RegisterView* found = FindRegisterView(view);
  if (found == nullptr) return NotFound("view.unknown", "there is no such register");
  PAKTUM_ASSIGN_OR_RETURN(const Audience audience, AudienceOf(parameters));
  if (audience < found->audience) {
    return PermissionDenied("view.not_for_you", "this register is for offices only");
  }
  std::vector<std::string_view> allowed = found->parameters;
  allowed.insert(allowed.end(), {"valid_at", "known_at", kAudienceParameter});
  PAKTUM_RETURN_IF_ERROR(
      RefuseOtherParameters(parameters, std::span<const std::string_view>(allowed)));
  PAKTUM_ASSIGN_OR_RETURN(const AsOf as_of, ParseAsOf(parameters, now));
  const EffectiveHistory history(state_->store, as_of);
  const plan::Plan plan = PlanAsKnownAt(state_->plan, state_->store, as_of.known_at);
  view::v1::ViewMeta meta;
  state_->progress.FillMeta(plan, kFoldVersion, as_of, &meta);
  return found->answer({.plan = plan,
                        .history = history,
                        .parameters = parameters,
                        .as_of = as_of,
                        .audience = audience,
                        .figures = *state_->figures},
                       std::move(meta));
}

}  // namespace paktum::views
