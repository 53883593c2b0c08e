#pragma once
// Labels: texts of the plan and of descriptors as answers carry them.
#include "paktum/plan/v1/text.pb.h"
#include "paktum/view/v1/common.pb.h"

namespace paktum::views::internal {

inline void SetLabel(const plan::v1::Text& text, view::v1::Label* label) {
  label->set_hu(text.hu());
  label->set_en(text.en());
}

// Both languages of a text that exists in one only: a printed name.
inline void SetLabel(const std::string& text, view::v1::Label* label) {
  label->set_hu(text);
  label->set_en(text);
}

}  // namespace paktum::views::internal
