#pragma once
// The definitions of a plan, made ready to be applied to events.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/events/catalogue.h"
#include "libs/plan/plan.h"
#include "libs/views/internal/field_path.h"

namespace paktum::views::internal {

struct CompiledFilter {
  FieldPath path;
  FieldPath::Values values;
};

// Filters of the plan against one kind of event.
// Errors: kInvalidArgument "view.bad_definition".
template <typename Filters>
Result<std::vector<CompiledFilter>> CompileFilters(const google::protobuf::Descriptor* body,
                                                   const Filters& filters);
bool PassesAll(const std::vector<CompiledFilter>& filters, const google::protobuf::Message& body);

// One definition against one kind of event that it looks at.
struct CompiledSource {
  std::size_t definition = 0;  // index among all definitions
  std::vector<CompiledFilter> filters;
  std::optional<FieldPath> date;      // none: the valid date of the event
  std::optional<FieldPath> sum;       // only where a field is summed
  std::optional<FieldPath> distinct;  // only where the different values of a field are counted
};

// What looks at one kind of event.
struct KindSources {
  std::optional<FieldPath> participant;  // the field participant_id, where the kind has one
  std::vector<CompiledSource> sources;
};

struct CompiledDefinition {
  const plan::v1::Definition* definition = nullptr;
  std::optional<std::size_t> required;  // index of the definition that has to count as well

  [[nodiscard]] bool CountsParticipants() const {
    return definition->aggregate() == plan::v1::Definition::AGGREGATE_COUNT_DISTINCT_PARTICIPANTS;
  }
  [[nodiscard]] bool CountsValues() const {
    return definition->aggregate() == plan::v1::Definition::AGGREGATE_COUNT_DISTINCT_VALUES;
  }
  // Whether several events of one participant, or with one value, count one.
  [[nodiscard]] bool CountsDistinct() const { return CountsParticipants() || CountsValues(); }
  [[nodiscard]] bool PerPeriod() const {
    return definition->cumulation() == plan::v1::Definition::CUMULATION_PER_PERIOD;
  }
};

struct CompiledIndicator {
  const plan::v1::Indicator* indicator = nullptr;
  std::string measure;                  // empty for a project indicator
  std::vector<std::size_t> versions;    // indices of its definitions
  std::optional<std::size_t> in_force;  // index of the one in force
};

class Definitions {
 public:
  // Errors: kInvalidArgument "view.bad_definition", details indicator and definition.
  static Result<Definitions> Create(plan::Plan plan);

  [[nodiscard]] const plan::Plan& plan() const { return plan_; }
  [[nodiscard]] const std::vector<CompiledDefinition>& all() const { return definitions_; }
  [[nodiscard]] const std::vector<CompiledIndicator>& indicators() const { return indicators_; }
  // nullptr for none.
  [[nodiscard]] const CompiledIndicator* Find(std::string_view code) const;
  // What looks at events of this kind; nullptr when nothing does.
  [[nodiscard]] const KindSources* SourcesOf(const events::EventKind& kind) const {
    const KindSources& found = sources_[events::IndexOf(kind)];
    return found.sources.empty() ? nullptr : &found;
  }

 private:
  explicit Definitions(plan::Plan plan)
      : plan_(std::move(plan)), sources_(events::AllKinds().size()) {}
  Status AddIndicator(const plan::v1::Indicator& indicator, std::string measure);
  Status AddSources(const plan::v1::Definition& definition);
  Status Connect();

  plan::Plan plan_;
  std::vector<CompiledDefinition> definitions_;
  std::vector<CompiledIndicator> indicators_;
  std::vector<KindSources> sources_;  // by kind
};

template <typename Filters>
Result<std::vector<CompiledFilter>> CompileFilters(const google::protobuf::Descriptor* body,
                                                   const Filters& filters) {
  std::vector<CompiledFilter> compiled;
  for (const auto& filter : filters) {
    PAKTUM_ASSIGN_OR_RETURN(FieldPath path, FieldPath::Compile(body, filter.field()));
    std::vector<std::string> values(filter.values().begin(), filter.values().end());
    for (const std::string& value : values) {
      if (!path.CanHold(value)) {
        return InvalidArgument("view.bad_definition",
                               "field " + filter.field() + " cannot hold " + value,
                               {{"field", filter.field()}, {"value", value}});
      }
    }
    FieldPath::Values prepared = path.Prepare(std::move(values));
    compiled.push_back({std::move(path), std::move(prepared)});
  }
  return compiled;
}

// The field `participant_id` of a kind of event; nothing when it has none.
std::optional<FieldPath> ParticipantField(const google::protobuf::Descriptor* body);

// The status with further details about the definition it came from.
Status InDefinition(const Status& status, const std::string& indicator, std::uint32_t version);

}  // namespace paktum::views::internal
