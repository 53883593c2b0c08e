#include "libs/views/internal/definitions.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <utility>

#include "libs/events/catalogue.h"

namespace paktum::views::internal {
namespace {

constexpr std::string_view kOccurredOn = "occurred_on";

Status Bad(std::string message) {
  return InvalidArgument("view.bad_definition", std::move(message));
}

}  // namespace

std::optional<FieldPath> ParticipantField(const google::protobuf::Descriptor* body) {
  auto path = FieldPath::Compile(body, "participant_id");
  if (!path.ok() || !path->IsText()) return std::nullopt;
  return std::move(path).value();
}

Status InDefinition(const Status& status, const std::string& indicator, std::uint32_t version) {
  std::vector<Status::Detail> details = status.details();
  details.push_back({"indicator", indicator});
  details.push_back({"definition", std::to_string(version)});
  return {status.code(), status.reason(), status.message(), std::move(details)};
}

bool PassesAll(const std::vector<CompiledFilter>& filters, const google::protobuf::Message& body) {
  return std::all_of(filters.begin(), filters.end(), [&](const CompiledFilter& filter) {
    return filter.path.AnyOf(body, filter.values);
  });
}

Result<Definitions> Definitions::Create(plan::Plan plan) {
  Definitions made(std::move(plan));
  const plan::v1::Plan& data = made.plan_.data();
  for (const auto& indicator : data.indicators()) {
    PAKTUM_RETURN_IF_ERROR(made.AddIndicator(indicator, ""));
  }
  for (const auto& measure : data.measures()) {
    for (const auto& result : measure.results()) {
      PAKTUM_RETURN_IF_ERROR(made.AddIndicator(result, measure.code()));
    }
    for (const auto& output : measure.outputs()) {
      PAKTUM_RETURN_IF_ERROR(made.AddIndicator(output, measure.code()));
    }
  }
  PAKTUM_RETURN_IF_ERROR(made.Connect());
  return made;
}

Status Definitions::AddIndicator(const plan::v1::Indicator& indicator, std::string measure) {
  CompiledIndicator compiled;
  compiled.indicator = &indicator;
  compiled.measure = std::move(measure);
  for (const auto& definition : indicator.definitions()) {
    const std::size_t index = definitions_.size();
    compiled.versions.push_back(index);
    if (definition.in_force()) compiled.in_force = index;
    definitions_.emplace_back().definition = &definition;
    const Status added = AddSources(definition);
    if (!added.ok()) return InDefinition(added, indicator.code(), definition.version());
  }
  indicators_.push_back(std::move(compiled));
  return OkStatus();
}

Status Definitions::AddSources(const plan::v1::Definition& definition) {
  using plan::v1::Definition;
  const bool summed = definition.aggregate() == Definition::AGGREGATE_SUM_FIELD;
  const bool persons = definition.aggregate() == Definition::AGGREGATE_COUNT_DISTINCT_PARTICIPANTS;
  const bool values = definition.aggregate() == Definition::AGGREGATE_COUNT_DISTINCT_VALUES;
  if (definition.aggregate() == Definition::AGGREGATE_UNSPECIFIED) return Bad("no aggregate");
  if (!persons && !definition.requires_indicator().empty()) {
    return Bad("only participants can be required to count elsewhere");
  }
  for (const std::string& type : definition.source_event_types()) {
    const events::EventKind* kind = events::FindKind(type);
    if (kind == nullptr) return Bad("unknown event type " + type);
    if (persons && !ParticipantField(kind->descriptor)) {
      return Bad(type + " is about no participant");
    }
    CompiledSource source;
    source.definition = definitions_.size() - 1;
    PAKTUM_ASSIGN_OR_RETURN(source.filters, CompileFilters(kind->descriptor, definition.filters()));
    if (!definition.date_field().empty() && definition.date_field() != kOccurredOn) {
      PAKTUM_ASSIGN_OR_RETURN(source.date,
                              FieldPath::Compile(kind->descriptor, definition.date_field()));
      if (!source.date->IsText()) return Bad("no date: " + definition.date_field());
    }
    if (summed) {
      PAKTUM_ASSIGN_OR_RETURN(source.sum,
                              FieldPath::Compile(kind->descriptor, definition.sum_field()));
      if (!source.sum->IsNumber()) return Bad("no whole number: " + definition.sum_field());
    }
    if (values) {
      PAKTUM_ASSIGN_OR_RETURN(source.distinct,
                              FieldPath::Compile(kind->descriptor, definition.distinct_field()));
      if (!source.distinct->IsText()) return Bad("no text: " + definition.distinct_field());
    }
    KindSources& of_kind = sources_[events::IndexOf(*kind)];
    if (of_kind.sources.empty()) of_kind.participant = ParticipantField(kind->descriptor);
    of_kind.sources.push_back(std::move(source));
  }
  return OkStatus();
}

Status Definitions::Connect() {
  for (const CompiledIndicator& indicator : indicators_) {
    for (const std::size_t index : indicator.versions) {
      CompiledDefinition& one = definitions_[index];
      const std::string& code = one.definition->requires_indicator();
      if (code.empty()) continue;
      const CompiledIndicator* required = Find(code);
      if (required == nullptr || !required->in_force ||
          !definitions_[*required->in_force].CountsParticipants()) {
        return InDefinition(Bad("requires " + code + ", which counts no participants"),
                            indicator.indicator->code(), one.definition->version());
      }
      one.required = required->in_force;
    }
  }
  for (const CompiledIndicator& indicator : indicators_) {
    for (const std::size_t start : indicator.versions) {
      std::size_t steps = 0;
      for (auto at = definitions_[start].required; at; at = definitions_[*at].required) {
        if (++steps <= definitions_.size()) continue;
        return InDefinition(Bad("requires itself in a circle"), indicator.indicator->code(),
                            definitions_[start].definition->version());
      }
    }
  }
  return OkStatus();
}

const CompiledIndicator* Definitions::Find(std::string_view code) const {
  const auto found =
      std::find_if(indicators_.begin(), indicators_.end(),
                   [&](const CompiledIndicator& one) { return one.indicator->code() == code; });
  return found == indicators_.end() ? nullptr : &*found;
}

}  // namespace paktum::views::internal
