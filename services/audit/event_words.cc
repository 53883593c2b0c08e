#include "services/audit/event_words.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include "libs/base/hex.h"
#include "libs/events/catalogue.h"

namespace paktum::audit {
namespace {

constexpr std::string_view kDigestField = "_sha256";

std::vector<std::string> EvidenceOf(const google::protobuf::Message& body) {
  std::vector<std::string> evidence;
  const auto* reflection = body.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(body, &fields);
  for (const auto* field : fields) {
    const bool is_digest = field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING &&
                           !field->is_repeated() && field->name().ends_with(kDigestField);
    if (is_digest) evidence.push_back(field->name() + " " + reflection->GetString(body, field));
  }
  return evidence;
}

std::string OpenBody(const google::protobuf::Message& body) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(body, &json, options).ok()) json.clear();
  return json;
}

void Line(std::string& text, Text name, std::string_view value, Language language) {
  if (value.empty()) return;
  text += std::string(name.In(language)) + ": " + std::string(value) + "\n";
}

}  // namespace

EventWords EventWordsOf(std::string_view submitted, Language language) {
  EventWords words;
  const auto event = events::ParseEvent(submitted);
  if (!event.ok()) {
    words.type = "unreadable";
    words.title = Text{"olvashatatlan esemény", "unreadable event"}.In(language);
    return words;
  }
  words.type = events::TypeOf(*event);
  words.occurred_on = event->occurred_on();
  words.actor = event->actor();
  words.simulated = event->simulated();
  words.sealed_parts = static_cast<std::size_t>(event->sealed_size());
  const events::EventKind* kind = events::FindKind(words.type);
  if (kind == nullptr) {
    words.title = Text{"ismeretlen esemény", "unknown event"}.In(language);
    return words;
  }
  words.title = language == Language::kHungarian ? kind->title_hu : kind->title_en;
  if (const auto* body = events::BodyOf(*event); body != nullptr) {
    words.evidence = EvidenceOf(*body);
    words.data = OpenBody(*body);
  }
  return words;
}

std::string Describe(const ledger::Record& record, Language language) {
  const EventWords words = EventWordsOf(record.submitted, language);
  std::string text;
  Line(text, {"sorszám", "position"}, std::to_string(record.position.value()), language);
  Line(text, {"folyam", "stream"},
       std::string(record.stream) + "@" + std::to_string(record.version.value()), language);
  Line(text, {"esemény", "event"}, words.title + " (" + words.type + ")", language);
  Line(text, {"mikor történt", "occurred on"}, words.occurred_on, language);
  Line(text, {"rögzítve", "recorded at"}, record.recorded_at.ToString(), language);
  Line(text, {"beküldte", "submitted by"}, record.member, language);
  Line(text, {"aláíró kulcs", "signing key"}, ToHex(record.signer), language);
  Line(text, {"rögzítő (álnév)", "entered by (pseudonym)"}, words.actor, language);
  for (const std::string& evidence : words.evidence) {
    Line(text, {"bizonylat", "evidence"}, evidence, language);
  }
  if (words.sealed_parts > 0) {
    Line(text, {"zárt részek", "sealed parts"}, std::to_string(words.sealed_parts), language);
  }
  if (words.simulated) {
    Line(text, {"megjegyzés", "note"}, Text{"szimuláció", "simulated"}.In(language), language);
  }
  Line(text, {"adatok", "data"}, words.data, language);
  return text;
}

}  // namespace paktum::audit
