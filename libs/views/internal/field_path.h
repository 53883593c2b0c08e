#pragma once
// FieldPath: reads one field of event bodies by its dotted name, by protobuf reflection.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/result.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace paktum::views::internal {

class FieldPath {
 public:
  // Errors: kInvalidArgument "view.bad_definition" when the message has no such field.
  static Result<FieldPath> Compile(const google::protobuf::Descriptor* body, std::string_view path);

  // What the field at the end can be read as.
  [[nodiscard]] bool IsText() const;    // one string
  [[nodiscard]] bool IsNumber() const;  // one whole number
  // A coded field (enum, string or bool, also repeated) that can have this value.
  [[nodiscard]] bool CanHold(const std::string& value) const;

  // Empty when not set. Valid as long as the body is not changed and `scratch` is not used again.
  [[nodiscard]] std::string_view Text(const google::protobuf::Message& body,
                                      std::string& scratch) const;
  [[nodiscard]] std::int64_t Number(const google::protobuf::Message& body) const;

  // Values of a coded field, ready to be compared.
  struct Values {
    std::vector<std::string> texts;
    std::vector<int> numbers;  // of an enum; of a bool 0 or 1
  };
  // CanHold is true for each of them.
  [[nodiscard]] Values Prepare(std::vector<std::string> values) const;
  // One of the values of the field is one of these.
  [[nodiscard]] bool AnyOf(const google::protobuf::Message& body, const Values& values) const;

 private:
  // True as soon as `visit(message, index)` is. `index` is -1 for a single field.
  template <typename Visit>
  bool AnyLeaf(const google::protobuf::Message& message, std::size_t depth,
               const Visit& visit) const;
  [[nodiscard]] const google::protobuf::FieldDescriptor* leaf() const { return fields_.back(); }

  std::vector<const google::protobuf::FieldDescriptor*> fields_;
  bool repeated_ = false;  // somewhere on the way
};

}  // namespace paktum::views::internal
