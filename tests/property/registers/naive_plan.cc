#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "paktum/options/v1/options.pb.h"
#include "paktum/view/v1/common.pb.h"
#include "tests/property/registers/naive.h"

namespace paktum::views::naive {

plan::Plan OnCalendar(const plan::Plan& plan, const History& history) {
  if (!plan.counts_in_months()) return plan;
  std::string start;
  for (const Record* record : history.Known()) {
    if (!record->event.has_plan_adopted() || history.VoidOf(*record) != nullptr) continue;
    start = record->event.plan_adopted().programme_start();
  }
  const auto first_day = Date::Parse(start);
  return first_day ? plan.StartingOn(*first_day) : plan;
}

void SetLabel(const plan::v1::Text& text, view::v1::Label* label) {
  label->set_hu(text.hu());
  label->set_en(text.en());
}

void SetLabel(const std::string& text, view::v1::Label* label) {
  label->set_hu(text);
  label->set_en(text);
}

void SetTypeName(const Record& record, view::v1::Label* label) {
  const auto& title =
      BodyOf(record).GetDescriptor()->options().GetExtension(options::v1::event).title();
  label->set_hu(title.hu());
  label->set_en(title.en());
}

}  // namespace paktum::views::naive
