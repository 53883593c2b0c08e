#include "libs/plan/internal/source.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"

namespace paktum::plan::internal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* FieldOf(const Message& message, std::string_view name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(std::string(name));
  PAKTUM_CHECK(field != nullptr);
  return field;
}

}  // namespace

void Errors::Add(Place place, std::string what, std::string hint) {
  if (errors_.size() >= kPlanErrorsMax) {
    ++left_out_;
    return;
  }
  errors_.push_back({place.line, place.column, std::move(what), std::move(hint)});
}

void Errors::MoveInto(PlanReading& reading) {
  std::stable_sort(errors_.begin(), errors_.end(), [](const PlanError& a, const PlanError& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  reading.errors = std::move(errors_);
  reading.errors_left_out = left_out_;
}

SourceText::SourceText(std::string_view text) : text_(text), line_starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
  }
}

Place SourceText::FindQuoted(Place from, std::string_view literal) const {
  if (from.line < 1 || static_cast<std::size_t>(from.line) > line_starts_.size()) return from;
  const std::size_t line_start = line_starts_[static_cast<std::size_t>(from.line) - 1];
  const std::size_t start = line_start + static_cast<std::size_t>(std::max(from.column - 1, 0));
  const std::string quoted = '"' + std::string(literal) + '"';
  const std::size_t found = text_.find(quoted, start);
  if (found == std::string_view::npos) return from;
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), found);
  const auto line = next - line_starts_.begin();
  return {static_cast<int>(line), static_cast<int>(found - *(next - 1)) + 1};
}

Place Node::PlaceOf(std::string_view name, int index) const {
  if (tree_ == nullptr) return place_;
  const FieldDescriptor* field = FieldOf(*message_, name);
  // A list in brackets is one statement: its later elements have no place of their own.
  google::protobuf::TextFormat::ParseLocation location = tree_->GetLocation(field, index);
  for (int i = index; location.line < 0 && i > 0; --i) location = tree_->GetLocation(field, i - 1);
  if (location.line < 0) return place_;
  const Place statement{location.line + 1, location.column + 1};
  if (!field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return statement;
  }
  const std::string value =
      message_->GetReflection()->GetRepeatedString(*message_, field, index < 0 ? 0 : index);
  return text_->FindQuoted(statement, value);
}

Node Node::Child(std::string_view name, int index) const {
  const FieldDescriptor* field = FieldOf(*message_, name);
  PAKTUM_CHECK(field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE);
  const auto* reflection = message_->GetReflection();
  const Message& child = field->is_repeated()
                             ? reflection->GetRepeatedMessage(*message_, field, index)
                             : reflection->GetMessage(*message_, field);
  const Tree* tree = tree_ == nullptr ? nullptr : tree_->GetTreeForNested(field, index);
  return Node(child, tree, *text_, PlaceOf(name, index));
}

}  // namespace paktum::plan::internal
