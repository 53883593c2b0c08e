#include "libs/plan/internal/parse.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "libs/plan/internal/suggest.h"

namespace paktum::plan::internal {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

// Deeper than any message of a plan.
constexpr int kDepthMax = 32;

std::vector<std::string> FieldNames(const Descriptor& type) {
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(type.field_count()));
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

void AddEnumNames(const Descriptor& type, const std::string& field_name,
                  std::vector<std::string>& names) {
  const FieldDescriptor* field = type.FindFieldByName(field_name);
  if (field == nullptr || field->enum_type() == nullptr) return;
  for (int i = 1; i < field->enum_type()->value_count(); ++i) {
    names.push_back(field->enum_type()->value(i)->name());
  }
}

// Value names of every enum field of this name in the plan's messages: the parser's message tells
// the field's name but not its message.
std::vector<std::string> EnumNames(const std::string& field_name) {
  std::vector<std::string> names;
  const auto* root = v1::Plan::descriptor()->file();
  AddEnumNames(*v1::Plan::descriptor(), field_name, names);
  for (int i = 0; i < root->message_type_count(); ++i) {
    AddEnumNames(*root->message_type(i), field_name, names);
  }
  for (int d = 0; d < root->dependency_count(); ++d) {
    for (int i = 0; i < root->dependency(d)->message_type_count(); ++i) {
      AddEnumNames(*root->dependency(d)->message_type(i), field_name, names);
    }
  }
  return names;
}

// What to tell beside the parser's words.
struct Advice {
  std::string hint;
  // The word the error is about, when the parser reports the place behind it; else empty.
  std::string word_before;
};

// The texts between double quotes, in order.
std::vector<std::string> QuotedIn(const std::string& message) {
  std::vector<std::string> quoted;
  for (std::size_t open = message.find('"'); open != std::string::npos;) {
    const std::size_t close = message.find('"', open + 1);
    if (close == std::string::npos) break;
    quoted.push_back(message.substr(open + 1, close - open - 1));
    open = message.find('"', close + 1);
  }
  return quoted;
}

Advice AdviceFor(const std::string& message) {
  const std::vector<std::string> quoted = QuotedIn(message);
  if (message.starts_with("Message type ") && quoted.size() == 2) {
    const auto* type = DescriptorPool::generated_pool()->FindMessageTypeByName(quoted[0]);
    if (type != nullptr) return {MeanOrOneOf(quoted[1], FieldNames(*type)), quoted[1]};
  }
  if (message.starts_with("Unknown enumeration value ") && quoted.size() == 2) {
    return {MeanOrOneOf(quoted[0], EnumNames(quoted[1])), quoted[0]};
  }
  if (message.starts_with("Non-repeated field ") && !quoted.empty()) {
    return {"write " + quoted[0] + " once", quoted[0]};
  }
  if (message.find("integer") != std::string::npos) {
    return {"a whole number without separators, such as 154714000", ""};
  }
  if (message.find("too deep") != std::string::npos) {
    return {"at most " + std::to_string(kDepthMax) + " levels of braces", ""};
  }
  if (message.starts_with("Expected")) {
    return {R"(field: value, field { … } or field: ["a", "b"], and a "}" for every "{")", ""};
  }
  return {"protobuf text, as docs/formats/plan.md shows", ""};
}

std::string LowerFirst(std::string text) {
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  while (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

// Errors of one run of the parser, shifted down by the lines that stand before the run's text.
class Collector : public google::protobuf::io::ErrorCollector {
 public:
  Collector(Errors& errors, const SourceText& source, int lines_before)
      : errors_(errors), source_(source), lines_before_(lines_before) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    const Advice advice = AdviceFor(message);
    Place place{line + 1 + lines_before_, column + 1};
    if (!advice.word_before.empty()) place = source_.FindBefore(place, advice.word_before);
    errors_.Add(place, LowerFirst(message), advice.hint);
  }
  // The parser is told to go on after an unknown field and warns instead.
  void AddWarning(int line, google::protobuf::io::ColumnNumber column,
                  const std::string& message) override {
    AddError(line, column, message);
  }

 private:
  Errors& errors_;
  const SourceText& source_;
  int lines_before_;
};

bool ParseOnce(std::string_view text, v1::Plan& plan, Node::Tree* tree,
               google::protobuf::io::ErrorCollector& collector) {
  TextFormat::Parser parser;
  parser.AllowUnknownField(true);
  parser.SetRecursionLimit(kDepthMax);
  parser.RecordErrorsTo(&collector);
  if (tree != nullptr) parser.WriteLocationsTo(tree);
  google::protobuf::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  return parser.Parse(&stream, &plan);
}

// A top-level entry begins where a field of Plan stands in the first column, as the format asks.
bool BeginsEntry(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size() &&
         (std::islower(static_cast<unsigned char>(line[end])) != 0 || line[end] == '_')) {
    ++end;
  }
  return end > 0 &&
         v1::Plan::descriptor()->FindFieldByName(std::string(line.substr(0, end))) != nullptr;
}

struct Entry {
  std::string_view text;
  int lines_before;
};

std::vector<Entry> SplitEntries(std::string_view text) {
  std::vector<Entry> entries;
  std::size_t entry_start = 0;
  int entry_line = 0;
  int line = 0;
  for (std::size_t start = 0; start < text.size(); ++line) {
    std::size_t end = text.find('\n', start);
    end = end == std::string_view::npos ? text.size() : end + 1;
    if (start > entry_start && BeginsEntry(text.substr(start, end - start))) {
      entries.push_back({text.substr(entry_start, start - entry_start), entry_line});
      entry_start = start;
      entry_line = line;
    }
    start = end;
  }
  entries.push_back({text.substr(entry_start), entry_line});
  return entries;
}

}  // namespace

bool ParseText(std::string_view text, v1::Plan& plan, Node::Tree& tree, Errors& errors) {
  // The parser stops at the first error of form. A text that has one is read again entry by entry,
  // which finds the first error of each and keeps a missing brace from hiding all that follows.
  const SourceText source(text);
  Errors whole;
  Collector whole_collector(whole, source, 0);
  if (ParseOnce(text, plan, &tree, whole_collector)) {
    if (!whole.empty()) errors = std::move(whole);
    return true;
  }
  Errors apart;
  for (const Entry& entry : SplitEntries(text)) {
    v1::Plan fragment;
    Collector collector(apart, source, entry.lines_before);
    ParseOnce(entry.text, fragment, nullptr, collector);
  }
  // An entry written twice is an error of the whole only.
  errors = apart.empty() ? std::move(whole) : std::move(apart);
  return false;
}

}  // namespace paktum::plan::internal
