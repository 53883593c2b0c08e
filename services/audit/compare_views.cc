#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include "services/audit/replay.h"

namespace paktum::audit {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Differencer = google::protobuf::util::MessageDifferencer;
using FieldPath = std::vector<Differencer::SpecificField>;

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

class DifferenceReporter final : public Differencer::Reporter {
 public:
  explicit DifferenceReporter(Findings& findings) : findings_(findings) {}

  void ReportAdded(const Message& /*expected*/, const Message& found,
                   const FieldPath& path) override {
    findings_.Add({"view.differs", NameOf(path), 0, "", ValueOf(found, path, true)});
  }
  void ReportDeleted(const Message& expected, const Message& /*found*/,
                     const FieldPath& path) override {
    findings_.Add({"view.differs", NameOf(path), 0, ValueOf(expected, path, false), ""});
  }
  void ReportModified(const Message& expected, const Message& found,
                      const FieldPath& path) override {
    // What differs inside of a message is reported field by field.
    if (path.back().field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return;
    findings_.Add({"view.differs", NameOf(path), 0, ValueOf(expected, path, false),
                   ValueOf(found, path, true)});
  }

 private:
  Findings& findings_;
};

}  // namespace

void CompareViews(const Message& replayed, const Message& served, Findings& findings) {
  if (replayed.GetDescriptor() != served.GetDescriptor()) {
    findings.Add({"view.differs", "type", 0, replayed.GetTypeName(), served.GetTypeName()});
    return;
  }
  Differencer differencer;
  differencer.set_message_field_comparison(Differencer::EQUIVALENT);
  DifferenceReporter reporter(findings);
  differencer.ReportDifferencesTo(&reporter);
  differencer.Compare(replayed, served);
}

}  // namespace paktum::audit
