#include "services/audit/internal/field_changes.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include <vector>

namespace paktum::audit::internal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Differencer = google::protobuf::util::MessageDifferencer;
using FieldPath = std::vector<Differencer::SpecificField>;
using OnChange = std::function<void(std::string, std::string, std::string)>;

std::string NameOf(const FieldPath& path) {
  std::string name;
  for (const auto& part : path) {
    if (part.field == nullptr) continue;
    name += (name.empty() ? "" : ".") + part.field->name();
    const int index = part.index >= 0 ? part.index : part.new_index;
    if (part.field->is_repeated()) name += "[" + std::to_string(index) + "]";
  }
  return name;
}

// `holder` has the field that the path ends in.
std::string ValueOf(const Message& holder, const FieldPath& path, bool is_new) {
  const auto& last = path.back();
  const int index = is_new ? last.new_index : last.index;
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  printer.PrintFieldValueToString(holder, last.field, last.field->is_repeated() ? index : -1,
                                  &text);
  return text;
}

class Reporter final : public Differencer::Reporter {
 public:
  explicit Reporter(const OnChange& each) : each_(each) {}

  void ReportAdded(const Message& /*one*/, const Message& other, const FieldPath& path) override {
    each_(NameOf(path), "", ValueOf(other, path, true));
  }
  void ReportDeleted(const Message& one, const Message& /*other*/, const FieldPath& path) override {
    each_(NameOf(path), ValueOf(one, path, false), "");
  }
  void ReportModified(const Message& one, const Message& other, const FieldPath& path) override {
    // What differs inside of a message is reported field by field.
    if (path.back().field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return;
    each_(NameOf(path), ValueOf(one, path, false), ValueOf(other, path, true));
  }

 private:
  const OnChange& each_;
};

}  // namespace

void ForEachChange(const Message& one, const Message& other, Rows rows, const OnChange& each) {
  Differencer differencer;
  differencer.set_message_field_comparison(Differencer::EQUIVALENT);
  if (rows == Rows::kByLikeness) {
    differencer.set_repeated_field_comparison(Differencer::AS_SMART_SET);
  }
  Reporter reporter(each);
  differencer.ReportDifferencesTo(&reporter);
  differencer.Compare(one, other);
}

}  // namespace paktum::audit::internal
