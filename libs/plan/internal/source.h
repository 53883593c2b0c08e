#pragma once
// Where things stand in the text of a plan.
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/plan/load.h"

namespace paktum::plan::internal {

// 1-based; 0 = not known.
struct Place {
  int line = 0;
  int column = 0;
};

// Gathers errors up to kPlanErrorsMax.
class Errors {
 public:
  void Add(Place place, std::string what, std::string hint);
  [[nodiscard]] bool empty() const { return errors_.empty(); }
  // The errors by place, and how many were left out.
  void MoveInto(PlanReading& reading);

 private:
  std::vector<PlanError> errors_;
  std::size_t left_out_ = 0;
};

// The text as lines, to find a value behind a known place.
class SourceText {
 public:
  explicit SourceText(std::string_view text);
  // Where `literal` stands between double quotes in the line of `from`, or in the list in brackets
  // that begins there; `from` when it does not.
  [[nodiscard]] Place FindQuoted(Place from, std::string_view literal) const;
  // The last place before `before` where `word` stands; `before` when there is none.
  [[nodiscard]] Place FindBefore(Place before, std::string_view word) const;

 private:
  // Offset of the line's first byte; nothing when the text has no such line.
  [[nodiscard]] std::optional<std::size_t> LineStart(int line) const;
  // Offset of the end of the line in which `offset` lies.
  [[nodiscard]] std::size_t LineEnd(std::size_t offset) const;
  [[nodiscard]] Place PlaceAt(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> line_starts_;
};

// A message of the plan together with its places in the text. Cheap to copy; the message, the tree
// and the text must outlive it.
class Node {
 public:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;
  Node(const google::protobuf::Message& message, const Tree* tree, const SourceText& text,
       Place place)
      : message_(&message), tree_(tree), text_(&text), place_(place) {}

  [[nodiscard]] const google::protobuf::Message& message() const { return *message_; }
  // Where the message begins.
  [[nodiscard]] Place place() const { return place_; }
  // Where the field's value stands: the statement for a singular field, the quoted text for an
  // element of a repeated string field. The place of the message when the field is not written.
  [[nodiscard]] Place PlaceOf(std::string_view field, int index = -1) const;
  // The message in a field, which must be a message field that is set.
  [[nodiscard]] Node Child(std::string_view field, int index = -1) const;

 private:
  const google::protobuf::Message* message_;
  const Tree* tree_;  // nullptr: nothing known
  const SourceText* text_;
  Place place_;
};

}  // namespace paktum::plan::internal
