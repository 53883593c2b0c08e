#pragma once
// Figures of a half-year, counted on its last day from what a history knows.
#include <google/protobuf/repeated_ptr_field.h>

#include <vector>

#include "tests/property/registers/naive.h"

namespace paktum::view::v1 {
class EvaluationFigures;
class ScheduleRow;
}  // namespace paktum::view::v1

namespace paktum::views::naive {

void FillFigures(const plan::Plan& plan, const History& history, HalfYear period,
                 view::v1::EvaluationFigures* figures);
// The schedule when the last day of the period is over.
void FillRowsOf(const plan::Plan& plan, const History& history, HalfYear period,
                google::protobuf::RepeatedPtrField<view::v1::ScheduleRow>* rows);
// Half-years that the programme touches.
std::vector<HalfYear> PeriodsOf(const plan::Plan& plan);

}  // namespace paktum::views::naive
