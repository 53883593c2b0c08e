#include "libs/office/command_form.h"

#include <google/protobuf/descriptor.h>

#include <map>
#include <utility>

#include "libs/base/check.h"
#include "libs/http/json.h"
#include "libs/http/problem.h"
#include "libs/import/columns.h"
#include "libs/office/commands.h"
#include "libs/office/internal/answers.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::office {
namespace {

using google::protobuf::FieldDescriptor;
using options::v1::Rule;

constexpr std::int64_t kLengthMaxUnstated = 200;
constexpr std::int64_t kItemsMaxUnstated = 50;

const Rule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(options::v1::rule);
}

Json TextObject(const std::string& hu, const std::string& en) {
  return Json::Object({{"hu", Json::String(hu)}, {"en", Json::String(en)}});
}

Json LabelOf(const FieldDescriptor& field) {
  const options::v1::Text& label = field.options().GetExtension(options::v1::label);
  return TextObject(label.hu().empty() ? field.name() : label.hu(),
                    label.en().empty() ? field.name() : label.en());
}

std::int64_t LengthMaxOf(const Rule& rule) {
  return rule.max_length() == 0 ? kLengthMaxUnstated : rule.max_length();
}

const char* KindOfText(const Rule& rule) {
  switch (rule.format()) {
    case options::v1::FORMAT_DATE:
      return "date";
    case options::v1::FORMAT_UUID:
      return "id";
    case options::v1::FORMAT_TAJ:
      return "taj";
    case options::v1::FORMAT_SHA256:
      return "sha256";
    case options::v1::FORMAT_EMAIL:
      return "email";
    case options::v1::FORMAT_CODE:
      return "code";
    case options::v1::FORMAT_REFERENCE:
      return "reference";
    case options::v1::FORMAT_PERIOD:
      return "period";
    case options::v1::FORMAT_MONTH:
      return "month";
    case options::v1::FORMAT_UNSPECIFIED:
      break;
    case options::v1::Format_INT_MIN_SENTINEL_DO_NOT_USE_:
    case options::v1::Format_INT_MAX_SENTINEL_DO_NOT_USE_:
      PAKTUM_UNREACHABLE();
  }
  return static_cast<std::size_t>(LengthMaxOf(rule)) >= commands::kLongTextCharacters ? "long_text"
                                                                                      : "text";
}

const char* KindOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return KindOfText(RuleOf(field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return "choice";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "yes_no";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "group";
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_INT64:
      // Units stand last in names: whole forints.
      return field.name().ends_with("_ft") ? "amount" : "number";
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  PAKTUM_UNREACHABLE();
}

void SetLimits(const FieldDescriptor& field, Json& shown) {
  const Rule& rule = RuleOf(field);
  if (field.is_repeated()) {
    shown.Set("items_max",
              Json::Number(rule.max_items() == 0 ? kItemsMaxUnstated : rule.max_items()));
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
      rule.format() == options::v1::FORMAT_UNSPECIFIED) {
    shown.Set("length_max", Json::Number(LengthMaxOf(rule)));
  }
  const bool unsigned_number = field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32 ||
                               field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64;
  if (rule.has_min()) {
    shown.Set("min", Json::Number(rule.min()));
  } else if (unsigned_number) {
    shown.Set("min", Json::Number(0));
  }
  if (rule.has_max()) shown.Set("max", Json::Number(rule.max()));
}

Json FieldJson(const FieldDescriptor& field, const std::vector<imports::Choice>& choices,
               bool only_choices) {
  const Rule& rule = RuleOf(field);
  Json shown = Json::Object({{"name", Json::String(field.name())},
                             {"label", LabelOf(field)},
                             {"kind", Json::String(KindOf(field))},
                             {"required", Json::Bool(rule.required())},
                             {"repeated", Json::Bool(field.is_repeated())},
                             {"personal", Json::Bool(rule.personal())}});
  SetLimits(field, shown);
  if (!choices.empty()) {
    Json list = Json::Array();
    for (const imports::Choice& choice : choices) {
      list.Add(Json::Object({{"code", Json::String(choice.code)},
                             {"text", TextObject(choice.text.hu, choice.text.en)}}));
    }
    shown.Set("choices", std::move(list));
    shown.Set("only_choices", Json::Bool(only_choices));
  }
  return shown;
}

// The fields of a message inside a command: no codes of the plan, no message inside it again.
Json PartsJson(const google::protobuf::Descriptor& message) {
  Json parts = Json::Array();
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const bool is_enum = field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    parts.Add(FieldJson(
        field, is_enum ? imports::ChoicesOf(*field.enum_type()) : std::vector<imports::Choice>(),
        is_enum));
  }
  return parts;
}

}  // namespace

std::string CommandFormJson(const commands::CommandKind& kind, const plan::Plan& plan) {
  Json fields = Json::Array();
  for (const imports::Column& column : imports::ColumnsOf(kind, plan)) {
    if (column.field == nullptr) continue;
    Json field = FieldJson(*column.field, column.choices, column.only_choices);
    if (column.person) field.Set("person", Json::Bool(true));
    if (column.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      field.Set("fields", PartsJson(*column.field->message_type()));
    }
    fields.Add(std::move(field));
  }
  Json form = Json::Object(
      {{"command", Json::String(kind.name)}, {"title", TextObject(kind.title.hu, kind.title.en)}});
  form.Set("fields", std::move(fields));
  return form.ToText();
}

std::string FieldLabelsJson() {
  std::map<std::string, std::map<std::pair<std::string, std::string>, int>> labels;
  for (const commands::CommandKind& kind : commands::AllCommands()) {
    for (int i = 0; i < kind.descriptor->field_count(); ++i) {
      const FieldDescriptor& field = *kind.descriptor->field(i);
      if (!field.options().HasExtension(options::v1::label)) continue;
      const options::v1::Text& label = field.options().GetExtension(options::v1::label);
      ++labels[field.name()][{label.hu(), label.en()}];
    }
  }
  Json json = Json::Object();
  for (const auto& [name, said] : labels) {
    int commands = 0;
    for (const auto& [text, count] : said) commands += count;
    for (const auto& [text, count] : said) {
      if (2 * count > commands) json.Set(name, TextObject(text.first, text.second));
    }
  }
  return json.ToText();
}

void AddFormRoutes(http::Router& router, const std::string& office,
                   const CommandProcessor& processor) {
  router.Add("GET", "/api/pacts/{pact}/forms/{command}",
             [office, &processor](const http::Request& request) {
               const auto refuse = [&](const Status& status) {
                 return http::ProblemResponse(ProblemOfCommand(status), request);
               };
               const std::string& pact = request.Parameter("pact");
               if (!processor.KnowsPact(pact)) {
                 return refuse(NotFound("pact.unknown", "unknown pact"));
               }
               const CommandKind* kind = FindCommand(request.Parameter("command"));
               if (kind == nullptr) {
                 return refuse(NotFound("command.unknown", "there is no such command"));
               }
               if (!kind->TakenBy(office)) {
                 return refuse(
                     NotFound("command.not_of_this_office", "this office takes no such command"));
               }
               return http::JsonResponse(CommandFormJson(*kind, processor.PlanOf(pact)));
             });
}

}  // namespace paktum::office
