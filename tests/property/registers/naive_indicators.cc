#include "tests/property/registers/naive_indicators.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <optional>

namespace paktum::views::naive {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using plan::v1::Definition;

// One value as plans write it.
std::string TextOf(const Message& message, const FieldDescriptor& field, int index) {
  const auto* reflection = message.GetReflection();
  const bool many = field.is_repeated();
  const auto type = field.cpp_type();
  if (type == FieldDescriptor::CPPTYPE_STRING) {
    return many ? reflection->GetRepeatedString(message, &field, index)
                : reflection->GetString(message, &field);
  }
  if (type == FieldDescriptor::CPPTYPE_ENUM) {
    return many ? reflection->GetRepeatedEnum(message, &field, index)->name()
                : reflection->GetEnum(message, &field)->name();
  }
  if (type == FieldDescriptor::CPPTYPE_BOOL) {
    return reflection->GetBool(message, &field) ? "true" : "false";
  }
  if (type == FieldDescriptor::CPPTYPE_UINT32) {
    return std::to_string(reflection->GetUInt32(message, &field));
  }
  return type == FieldDescriptor::CPPTYPE_INT64
             ? std::to_string(reflection->GetInt64(message, &field))
             : "";
}

// Every value at the end of a dotted path.
std::vector<std::string> ValuesAt(const Message& message, const std::string& path) {
  const std::size_t dot = path.find('.');
  const auto* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  if (field == nullptr) return {};
  const auto* reflection = message.GetReflection();
  const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
  std::vector<std::string> values;
  for (int i = 0; i < count; ++i) {
    if (dot == std::string::npos) {
      values.push_back(TextOf(message, *field, i));
      continue;
    }
    const Message& inner = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                : reflection->GetMessage(message, field);
    for (std::string& value : ValuesAt(inner, path.substr(dot + 1))) values.push_back(value);
  }
  return values;
}

std::optional<Date> DayOf(const Record& record, const Definition& definition) {
  const std::string& field = definition.date_field();
  if (field.empty() || field == "occurred_on") return record.day();
  const auto values = ValuesAt(BodyOf(record), field);
  return values.empty() ? std::nullopt : Date::Parse(values.front());
}

bool LooksAt(const Record& record, const Definition& definition) {
  const auto& types = definition.source_event_types();
  return std::find(types.begin(), types.end(), TypeOf(record)) != types.end() &&
         Passes(definition.filters(), BodyOf(record));
}

const Definition* Required(const plan::Plan& plan, const Definition& definition) {
  for (const PlannedIndicator& one : IndicatorsOf(plan)) {
    if (one.indicator->code() == definition.requires_indicator()) return InForce(*one.indicator);
  }
  return nullptr;
}

}  // namespace

bool Passes(const google::protobuf::RepeatedPtrField<plan::v1::FieldFilter>& filters,
            const Message& body) {
  return std::all_of(filters.begin(), filters.end(), [&](const plan::v1::FieldFilter& filter) {
    const auto values = ValuesAt(body, filter.field());
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return std::find(filter.values().begin(), filter.values().end(), value) !=
             filter.values().end();
    });
  });
}

std::vector<PlannedIndicator> IndicatorsOf(const plan::Plan& plan) {
  std::vector<PlannedIndicator> all;
  for (const plan::v1::Indicator& one : plan.data().indicators()) all.push_back({&one, ""});
  for (const plan::v1::Measure& measure : plan.data().measures()) {
    for (const plan::v1::Indicator& one : measure.results()) all.push_back({&one, measure.code()});
    for (const plan::v1::Indicator& one : measure.outputs()) all.push_back({&one, measure.code()});
  }
  return all;
}

const Definition* InForce(const plan::v1::Indicator& indicator) {
  for (const Definition& definition : indicator.definitions()) {
    if (definition.in_force()) return &definition;
  }
  return nullptr;
}

Count CountOn(const plan::Plan& plan, const History& history, const Definition& definition,
              Date day) {
  Count count;
  std::set<std::string> values;
  std::set<std::string> required;
  const bool requires_other = !definition.requires_indicator().empty();
  if (requires_other) {
    required = CountOn(plan, history, *Required(plan, definition), day).persons;
  }
  for (const Record* record : history.Known()) {
    if (history.VoidOf(*record) != nullptr || !LooksAt(*record, definition)) continue;
    const auto counts_from = DayOf(*record, definition);
    if (!counts_from || *counts_from > day) continue;
    const bool period = definition.cumulation() == Definition::CUMULATION_PER_PERIOD;
    if (period && Quarter::Of(*counts_from) != Quarter::Of(day)) continue;
    const std::string person = TextField(BodyOf(*record), "participant_id");
    if (requires_other && !required.contains(person)) continue;
    if (definition.aggregate() == Definition::AGGREGATE_COUNT_EVENTS) ++count.value;
    if (definition.aggregate() == Definition::AGGREGATE_COUNT_DISTINCT_PARTICIPANTS) {
      count.persons.insert(person);
    }
    if (definition.aggregate() == Definition::AGGREGATE_SUM_FIELD) {
      count.value += std::stoll(ValuesAt(BodyOf(*record), definition.sum_field()).front());
    }
    if (definition.aggregate() == Definition::AGGREGATE_COUNT_DISTINCT_VALUES) {
      const std::string value = ValuesAt(BodyOf(*record), definition.distinct_field()).front();
      if (value.empty()) continue;
      values.insert(value);
    }
    ++count.events;
  }
  count.value += static_cast<std::int64_t>(count.persons.size() + values.size());
  return count;
}

}  // namespace paktum::views::naive
