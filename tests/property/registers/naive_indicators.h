#pragma once
// Indicators counted by the words of the plan's definitions.
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/property/registers/naive.h"

namespace paktum::views::naive {

struct Count {
  std::int64_t value = 0;
  std::uint64_t events = 0;       // behind the value
  std::set<std::string> persons;  // where participants are counted
};

// Counts on a day, whatever the day of the history's question is.
Count CountOn(const plan::Plan& plan, const History& history,
              const plan::v1::Definition& definition, Date day);

// An indicator with the measure that it belongs to; project indicators first, then results and
// outputs measure by measure.
struct PlannedIndicator {
  const plan::v1::Indicator* indicator = nullptr;
  std::string measure;
};
std::vector<PlannedIndicator> IndicatorsOf(const plan::Plan& plan);
// The definition in force; nullptr when no event carries the number.
const plan::v1::Definition* InForce(const plan::v1::Indicator& indicator);
// Whether every filter lets the body pass.
bool Passes(const google::protobuf::RepeatedPtrField<plan::v1::FieldFilter>& filters,
            const google::protobuf::Message& body);

}  // namespace paktum::views::naive
