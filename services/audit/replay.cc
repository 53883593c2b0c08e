#include "services/audit/replay.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <utility>

#include "libs/events/catalogue.h"
#include "libs/events/event_head.h"
#include "libs/ledger/record.h"
#include "libs/views/register_view.h"

namespace paktum::audit {
namespace {

template <typename Fold>
Status Feed(Fold& fold, const ledger::Record& record, event::v1::Event& event) {
  const auto head = events::ReadHead(record.submitted);
  if (head && !fold.LooksAt(*head)) {
    fold.Pass(record.position, record.recorded_at, *head);
    return OkStatus();
  }
  const events::QuietProtobuf quiet;
  PAKTUM_RETURN_IF_ERROR(events::ParseInto(record.submitted, event, quiet));
  fold.Apply(record.position, record.stream, record.recorded_at, event);
  return OkStatus();
}

Status OutOfPlace(Position expected, Position found) {
  return DataLoss("record.misplaced", "position " + std::to_string(found.value()) +
                                          " stands where " + std::to_string(expected.value()) +
                                          " must");
}

constexpr std::string_view kFigureViews[] = {"indicators", "explain", "schedule"};

}  // namespace

std::optional<Folds> FoldsOf(std::string_view view) {
  for (const std::string_view known : kFigureViews) {
    if (view == known) return Folds::kFigures;
  }
  if (views::FindRegisterView(view) != nullptr) return Folds::kRegisters;
  return std::nullopt;
}

std::string ViewNames() {
  std::string names = "indicators, schedule";
  for (const views::RegisterView& view : views::RegisterViews()) {
    names.append(", ").append(view.name);
  }
  return names;
}

// "work-programme" is answered with a WorkProgrammeView.
const google::protobuf::Descriptor* MessageOf(std::string_view view) {
  std::string name = "paktum.view.v1.";
  bool begins = true;
  for (const char c : view) {
    const bool lower = c >= 'a' && c <= 'z';
    if (c != '-') name += begins && lower ? static_cast<char>(c - 'a' + 'A') : c;
    begins = c == '-';
  }
  return google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name + "View");
}

Result<Replay> Replay::Build(Source& source, const plan::Plan& plan, Position last,
                             const OnProgress& progress, Folds folds) {
  if (plan.pact_id() != source.Pact()) {
    return InvalidArgument("config.pact", "the plan is of the pact " + plan.pact_id() +
                                              ", the records are of " + source.Pact());
  }
  Replay replay;
  if (folds == Folds::kRegisters) {
    PAKTUM_ASSIGN_OR_RETURN(replay.registers_, views::RegistersFold::Create(plan));
  } else {
    PAKTUM_ASSIGN_OR_RETURN(auto indicators, views::IndicatorsFold::Create(plan));
    PAKTUM_ASSIGN_OR_RETURN(auto schedule, views::ScheduleFold::Create(plan));
    replay.figures_.emplace(Figures{std::move(indicators), std::move(schedule)});
    replay.figures_->indicators.KeepNoRows();
  }
  PAKTUM_RETURN_IF_ERROR(
      ForEachBatch(source, last, progress, [&](const Batch& batch) { return replay.Take(batch); }));
  return replay;
}

Status Replay::Take(const Batch& batch) {
  event::v1::Event event;
  for (const std::string_view stored : batch.stored) {
    PAKTUM_ASSIGN_OR_RETURN(const ledger::Record record, ledger::DecodeRecord(std::string(stored)));
    const Position expected = Next(applied_through_);
    if (record.position != expected) return OutOfPlace(expected, record.position);
    if (figures_) {
      PAKTUM_RETURN_IF_ERROR(Feed(figures_->indicators, record, event));
      PAKTUM_RETURN_IF_ERROR(Feed(figures_->schedule, record, event));
    }
    if (registers_) PAKTUM_RETURN_IF_ERROR(Feed(*registers_, record, event));
    applied_through_ = record.position;
  }
  // Rows are for who saves them.
  if (figures_) figures_->schedule.TakeDirtyRows();
  if (registers_) registers_->TakeDirtyRows();
  return OkStatus();
}

Result<ViewMessage> Replay::Ask(std::string_view view, const views::Parameters& parameters) const {
  const Instant no_present(0);
  const auto answer = [&]() -> Result<views::ViewAnswer> {
    if (registers_) return registers_->Query(view, parameters, no_present);
    if (view == views::ScheduleFold::kName) {
      return figures_->schedule.Query(view, parameters, no_present);
    }
    return figures_->indicators.Query(view, parameters, no_present);
  }();
  if (!answer.ok()) return answer.status();
  return ReadView(answer->type, answer->payload);
}

Result<ViewMessage> ReadView(const std::string& type, const std::string& payload) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  const Status unreadable = Internal("view.unreadable", "the view's answer cannot be read");
  if (descriptor == nullptr) return unreadable;
  ViewMessage message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  if (!message->ParseFromString(payload)) return unreadable;
  return message;
}

std::string ViewJson(const google::protobuf::Message& view) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  PAKTUM_CHECK(google::protobuf::util::MessageToJsonString(view, &json, options).ok());
  return json;
}

Position AppliedThrough(const google::protobuf::Message& view) {
  const auto* meta_field = view.GetDescriptor()->FindFieldByName("meta");
  if (meta_field == nullptr) return Position(0);
  const auto& meta = view.GetReflection()->GetMessage(view, meta_field);
  const auto* applied = meta.GetDescriptor()->FindFieldByName("applied_through");
  if (applied == nullptr) return Position(0);
  return Position(meta.GetReflection()->GetUInt64(meta, applied));
}

}  // namespace paktum::audit
