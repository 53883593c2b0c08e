// No column of any view may be headed by the name of a field, nor a cell hold the name of a code.
#include "libs/export/internal/titles.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <set>

#include "paktum/view/v1/breakdown.pb.h"
#include "paktum/view/v1/budget.pb.h"
#include "paktum/view/v1/correction_preview.pb.h"
#include "paktum/view/v1/data_quality.pb.h"
#include "paktum/view/v1/documents.pb.h"
#include "paktum/view/v1/esf_participants.pb.h"
#include "paktum/view/v1/evaluation.pb.h"
#include "paktum/view/v1/governance.pb.h"
#include "paktum/view/v1/indicators.pb.h"
#include "paktum/view/v1/members.pb.h"
#include "paktum/view/v1/pathway.pb.h"
#include "paktum/view/v1/portal.pb.h"
#include "paktum/view/v1/schedule.pb.h"
#include "paktum/view/v1/staffing.pb.h"
#include "paktum/view/v1/work_programme.pb.h"

namespace paktum::exports {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

// One view of each file of view/v1; the other views stand in the same files.
std::vector<const FileDescriptor*> Files() {
  return {view::v1::BreakdownView::descriptor()->file(),
          view::v1::BudgetView::descriptor()->file(),
          view::v1::CorrectionPreviewView::descriptor()->file(),
          view::v1::DataQualityView::descriptor()->file(),
          view::v1::DocumentsView::descriptor()->file(),
          view::v1::EsfParticipantsView::descriptor()->file(),
          view::v1::EvaluationView::descriptor()->file(),
          view::v1::GovernanceView::descriptor()->file(),
          view::v1::IndicatorsView::descriptor()->file(),
          view::v1::MembersView::descriptor()->file(),
          view::v1::PathwayView::descriptor()->file(),
          view::v1::PortalView::descriptor()->file(),
          view::v1::ScheduleView::descriptor()->file(),
          view::v1::StaffingView::descriptor()->file(),
          view::v1::WorkProgrammeView::descriptor()->file()};
}

std::vector<const Descriptor*> Views() {
  std::vector<const Descriptor*> views;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      if (file->message_type(i)->name().ends_with("View")) views.push_back(file->message_type(i));
    }
  }
  return views;
}

// Every message that the views are made of, but for the pair of languages.
void Collect(const Descriptor* type, std::set<const Descriptor*>& types) {
  if (type == view::v1::Label::descriptor() || !types.insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    if (const Descriptor* inner = type->field(i)->message_type()) Collect(inner, types);
  }
}

std::set<const Descriptor*> AllTypes() {
  std::set<const Descriptor*> types;
  for (const Descriptor* view : Views()) Collect(view, types);
  return types;
}

TEST(Titles, EveryColumnOfEveryViewHasOneInBothLanguages) {
  EXPECT_GE(Views().size(), 20U);
  for (const Descriptor* type : AllTypes()) {
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor& field = *type->field(i);
      EXPECT_TRUE(HasTitle(field)) << field.full_name();
      EXPECT_FALSE(TitleOf(field, Language::kHungarian).empty()) << field.full_name();
      EXPECT_FALSE(TitleOf(field, Language::kEnglish).empty()) << field.full_name();
    }
  }
}

TEST(Titles, EveryCodeOfEveryViewHasATextInBothLanguages) {
  for (const Descriptor* type : AllTypes()) {
    for (int i = 0; i < type->field_count(); ++i) {
      const auto* codes = type->field(i)->enum_type();
      if (codes == nullptr) continue;
      for (int k = 0; k < codes->value_count(); ++k) {
        if (codes->value(k)->number() == 0) continue;
        EXPECT_TRUE(HasText(*codes->value(k))) << codes->value(k)->full_name();
        EXPECT_NE(TextOf(*codes->value(k), Language::kHungarian), codes->value(k)->name());
      }
    }
  }
}

// Two columns that stand side by side must be told apart.
TEST(Titles, NoTwoColumnsOfATableHaveTheSameTitle) {
  for (const Descriptor* type : AllTypes()) {
    for (const Language language : {Language::kHungarian, Language::kEnglish}) {
      std::set<std::string> titles;
      for (int i = 0; i < type->field_count(); ++i) {
        const std::string title = TitleOf(*type->field(i), language);
        EXPECT_TRUE(titles.insert(title).second) << type->full_name() << ": " << title;
      }
    }
  }
}

TEST(Titles, AreThoseOfTheView) {
  const auto* finding = view::v1::Finding::descriptor();
  EXPECT_EQ(TitleOf(*finding->FindFieldByName("against"), Language::kHungarian), "Ehhez mérve");
  const auto* difference = view::v1::IndicatorDifference::descriptor();
  EXPECT_EQ(TitleOf(*difference->FindFieldByName("without"), Language::kEnglish), "Without");
  EXPECT_EQ(TextOf(*view::v1::ForecastState_descriptor()->FindValueByNumber(
                       view::v1::FORECAST_STATE_NOT_ENOUGH_DATA),
                   Language::kHungarian),
            "nincs elég adat");
}

}  // namespace
}  // namespace paktum::exports
