#pragma once
// Rows of the schedule, also for reports about a half-year.
#include <google/protobuf/repeated_ptr_field.h>

#include "tests/property/registers/naive.h"

namespace paktum::view::v1 {
class ScheduleRow;
}  // namespace paktum::view::v1

namespace paktum::views::naive {

void FillRows(const Question& question,
              google::protobuf::RepeatedPtrField<view::v1::ScheduleRow>* rows);

}  // namespace paktum::views::naive
