#include "tests/property/registers/compare.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/message_differencer.h>

#include <limits>
#include <sstream>

#include "libs/views/registers.h"
#include "libs/views/schedule.h"
#include "paktum/view/v1/common.pb.h"

namespace paktum::views::naive {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

struct Product::Folds {
  RegistersFold registers;
  ScheduleFold schedule;
};

Product::Product(const World& world) {
  auto registers = RegistersFold::Create(world.plan);
  auto schedule = ScheduleFold::Create(world.plan);
  EXPECT_TRUE(registers.ok() && schedule.ok());
  folds_.reset(new Folds{std::move(registers).value(), std::move(schedule).value()});
  for (const Record& one : world.records) {
    folds_->registers.Apply(Position(one.position), one.stream, one.recorded_at, one.event);
    folds_->schedule.Apply(Position(one.position), one.stream, one.recorded_at, one.event);
  }
}
Product::Product(Product&&) noexcept = default;
Product::~Product() = default;

std::string Product::Ask(const std::string& view, const Asked& asked, Message* answer) const {
  Parameters parameters = asked.parameters;
  parameters["valid_at"] = asked.times.valid_at.ToString();
  if (asked.times.known_at != Times{}.known_at) {
    parameters["known_at"] = asked.times.known_at.ToString();
  }
  const bool schedule = view == "schedule";
  if (!schedule) parameters[kAudienceParameter] = asked.audience;
  const auto said = schedule ? folds_->schedule.Query(view, parameters, Instant())
                             : folds_->registers.Query(view, parameters, Instant());
  if (!said.ok()) return said.status().reason();
  EXPECT_EQ(said->type, answer->GetTypeName());
  EXPECT_TRUE(answer->ParseFromString(said->payload));
  return "";
}

void FillMeta(const World& world, const plan::Plan& plan, const Asked& asked, Message* answer) {
  const auto* field = answer->GetDescriptor()->FindFieldByName("meta");
  auto* meta =
      dynamic_cast<view::v1::ViewMeta*>(answer->GetReflection()->MutableMessage(answer, field));
  ASSERT_NE(meta, nullptr);
  meta->set_pact(plan.pact_id());
  meta->set_plan_version(plan.version());
  meta->set_applied_through(world.records.size());
  meta->set_valid_at(asked.times.valid_at.ToString());
  const bool everything = asked.times.known_at == Times{}.known_at;
  if (!everything) meta->set_known_at(asked.times.known_at.ToString());
  if (everything && !world.records.empty()) {
    meta->set_known_at(world.records.back().recorded_at.ToString());
  }
  const bool schedule = answer->GetTypeName().ends_with("ScheduleView");
  meta->set_fold_version(schedule ? ScheduleFold::kFoldVersion : RegistersFold::kFoldVersion);
}

::testing::AssertionResult Same(const World& world, const std::string& view, const Asked& asked,
                                const Message& expected, const Message& actual) {
  MessageDifferencer differencer;
  differencer.set_message_field_comparison(MessageDifferencer::EQUIVALENT);
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  if (differencer.Compare(expected, actual)) return ::testing::AssertionSuccess();
  std::ostringstream where;
  where << view << " for " << asked.audience << ", valid_at " << asked.times.valid_at;
  if (asked.times.known_at != Times{}.known_at) where << ", known_at " << asked.times.known_at;
  for (const auto& [name, value] : asked.parameters) where << ", " << name << "=" << value;
  if (differences.size() > 4'000) differences.resize(4'000);
  return ::testing::AssertionFailure()
         << where.str() << "\nexpected by the second reading -> answered:\n"
         << differences << "\nsee it again with PAKTUM_SEED=" << world.seed << " PAKTUM_ROUNDS=1";
}

}  // namespace paktum::views::naive
