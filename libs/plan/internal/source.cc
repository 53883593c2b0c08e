#include "libs/plan/internal/source.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"

namespace paktum::plan::internal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t kErrorTextBytesMax = 1000;  // longer texts quote too much of the file

const FieldDescriptor* FieldOf(const Message& message, std::string_view name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(std::string(name));
  PAKTUM_CHECK(field != nullptr);
  return field;
}

// Cuts a text between two characters.
std::string Shortened(std::string text) {
  if (text.size() <= kErrorTextBytesMax) return text;
  std::size_t end = kErrorTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

void Errors::Add(Place place, std::string what, std::string hint) {
  if (errors_.size() >= kPlanErrorsMax) {
    ++left_out_;
    return;
  }
  errors_.push_back(
      {place.line, place.column, Shortened(std::move(what)), Shortened(std::move(hint))});
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

std::optional<std::size_t> SourceText::LineStart(int line) const {
  if (line < 1 || static_cast<std::size_t>(line) > line_starts_.size()) return std::nullopt;
  return line_starts_[static_cast<std::size_t>(line) - 1];
}

std::size_t SourceText::LineEnd(std::size_t offset) const {
  return std::min(text_.find('\n', offset), text_.size());
}

Place SourceText::PlaceAt(std::size_t offset) const {
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = next - line_starts_.begin();
  return {static_cast<int>(line), static_cast<int>(offset - *(next - 1)) + 1};
}

Place SourceText::FindQuoted(Place from, std::string_view literal) const {
  const auto start = LineStart(from.line);
  if (!start) return from;
  std::size_t end = LineEnd(*start);
  const std::size_t bracket = text_.find('[', *start);
  if (bracket < end) end = std::min(text_.find(']', bracket), text_.size());
  const std::size_t found =
      text_.substr(*start, end - *start).find('"' + std::string(literal) + '"');
  return found == std::string_view::npos ? from : PlaceAt(*start + found);
}

Place SourceText::FindBefore(Place before, std::string_view word) const {
  const auto start = LineStart(before.line);
  if (!start) return before;
  const std::size_t column = static_cast<std::size_t>(std::max(before.column - 1, 0));
  const std::size_t end = std::min(*start + column, LineEnd(*start));
  if (end < word.size()) return before;
  const std::size_t found = text_.rfind(word, end - word.size());
  return found == std::string_view::npos ? before : PlaceAt(found);
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
