#include "libs/office/person_report.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <set>
#include <utility>

#include "libs/events/catalogue.h"
#include "libs/http/json.h"
#include "libs/office/commands.h"
#include "libs/office/declared_groups.h"
#include "paktum/options/v1/options.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"
#include "paktum/service/v1/events.pb.h"

namespace paktum::office {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using http::Language;

template <typename AnyText>
std::string In(Language language, const AnyText& text) {
  return language == Language::kHungarian ? text.hu() : text.en();
}

std::string Pick(Language language, const char* hu, const char* en) {
  return language == Language::kHungarian ? hu : en;
}

// What fields of events are called: as the commands that record them call theirs.
const std::map<std::string, options::v1::Text>& Labels() {
  static const auto* const kLabels = [] {
    auto* labels = new std::map<std::string, options::v1::Text>();
    for (const CommandKind& kind : AllCommands()) {
      for (int i = 0; i < kind.descriptor->field_count(); ++i) {
        const FieldDescriptor* field = kind.descriptor->field(i);
        if (field->options().HasExtension(options::v1::label)) {
          labels->emplace(field->name(), field->options().GetExtension(options::v1::label));
        }
      }
    }
    return labels;
  }();
  return *kLabels;
}

std::string LabelOf(const FieldDescriptor& field, Language language) {
  const auto found = Labels().find(field.name());
  if (found != Labels().end()) return In(language, found->second);
  std::string words = field.name();
  for (char& c : words) {
    if (c == '_') c = ' ';
  }
  return words;
}

std::string EnumText(const google::protobuf::EnumValueDescriptor* value, Language language) {
  const auto& options = value->options();
  return options.HasExtension(options::v1::text)
             ? In(language, options.GetExtension(options::v1::text))
             : value->name();
}

std::string ValueText(const Message& message, const FieldDescriptor& field, int index,
                      Language language) {
  const auto& reflection = *message.GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      if (field.type() == FieldDescriptor::TYPE_BYTES) return "";
      return many ? reflection.GetRepeatedString(message, &field, index)
                  : reflection.GetString(message, &field);
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumText(many ? reflection.GetRepeatedEnum(message, &field, index)
                           : reflection.GetEnum(message, &field),
                      language);
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(many ? reflection.GetRepeatedInt32(message, &field, index)
                                 : reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(many ? reflection.GetRepeatedInt64(message, &field, index)
                                 : reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(many ? reflection.GetRepeatedUInt32(message, &field, index)
                                 : reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(many ? reflection.GetRepeatedUInt64(message, &field, index)
                                 : reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? Pick(language, "igen", "yes")
                                                 : Pick(language, "nem", "no");
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "";
  }
  return "";
}

// The set fields of a message in words, without the person's own id and without padding.
std::vector<ReportField> FieldsOf(const Message& message, Language language) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  std::vector<ReportField> fields;
  for (const FieldDescriptor* field : set) {
    if (field->name() == "participant_id" || field->name() == "padding") continue;
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    std::string text;
    for (int i = 0; i < count; ++i) {
      text += (i > 0 ? ", " : "") + ValueText(message, *field, i, language);
    }
    if (!text.empty()) fields.push_back({LabelOf(*field, language), std::move(text)});
  }
  return fields;
}

// The organisation behind an office service.
std::string NameOfMember(const plan::Plan& plan, const std::string& member) {
  const plan::v1::ConsortiumMember* office = plan.FindOffice(member);
  const plan::v1::Member* found = office == nullptr ? nullptr : plan.FindMember(office->member());
  return found == nullptr ? member : found->printed_name();
}

std::string TitleOf(const event::v1::Event& event, Language language) {
  const events::EventKind* kind = events::FindKind(events::TypeOf(event));
  if (kind == nullptr) return Pick(language, "ismeretlen esemény", "unknown event");
  return language == Language::kHungarian ? kind->title_hu : kind->title_en;
}

class Builder {
 public:
  Builder(const plan::Plan& plan, const OpenedPerson& person, Language language)
      : plan_(plan), person_(person), language_(language) {
    report_.language = language;
    report_.pact = In(language, plan.data().identity().pact_name());
    report_.unreadable = person.unreadable;
  }

  PersonReport Build(const domain::LoadedStream& unsealings) {
    AddParts();
    const std::set<Position> voided = domain::VoidedPositions(person_.stream);
    for (const domain::RecordedEvent& event : person_.stream.events) {
      AddEvent(event, voided.contains(event.position));
    }
    for (const domain::RecordedEvent& event : unsealings.events) AddOpening(event);
    return std::move(report_);
  }

 private:
  void AddParts() {
    for (const OpenedPart& part : person_.parts) {
      sealed::v1::PersonDetails details;
      sealed::v1::TargetGroupStatement statement;
      sealed::v1::RelatedService service;
      sealed::v1::Note note;
      if (part.content_type == details.GetDescriptor()->full_name()) {
        if (details.ParseFromString(part.plaintext)) report_.details = FieldsOf(details, language_);
      } else if (part.content_type == statement.GetDescriptor()->full_name()) {
        if (statement.ParseFromString(part.plaintext)) AddStatement(part.position, statement);
      } else if (part.content_type == service.GetDescriptor()->full_name()) {
        if (service.ParseFromString(part.plaintext)) AddService(part.position, service);
      } else if (part.content_type == note.GetDescriptor()->full_name()) {
        if (note.ParseFromString(part.plaintext)) notes_[part.position].push_back(note.text());
      }
    }
    DeclaredGroups declared;
    for (const OpenedPart* part : EffectiveParts(person_)) {
      declared.Take(part->content_type, part->plaintext);
    }
    for (const std::string& code : declared.groups()) {
      report_.special_groups.push_back(NameOfGroup(code));
    }
  }

  std::string NameOfGroup(const std::string& code) const {
    const plan::v1::TargetGroup* group = plan_.FindTargetGroup(code);
    return group == nullptr ? code : In(language_, group->name());
  }

  void AddStatement(Position position, const sealed::v1::TargetGroupStatement& statement) {
    sealed_[position].push_back(
        {Pick(language_, "Célcsoport", "Target group"), NameOfGroup(statement.target_group())});
    const auto* answer = participant::v1::TargetGroupAnswer_descriptor()->FindValueByNumber(
        static_cast<int>(statement.answer()));
    if (answer != nullptr && answer->number() != 0) {
      sealed_[position].push_back({Pick(language_, "A személy válasza", "What the person said"),
                                   EnumText(answer, language_)});
    }
  }

  void AddService(Position position, const sealed::v1::RelatedService& service) {
    const auto* kind = service::v1::RelatedServiceKind_descriptor()->FindValueByNumber(
        static_cast<int>(service.kind()));
    if (kind != nullptr) {
      sealed_[position].push_back({Pick(language_, "A szolgáltatás fajtája", "Kind of service"),
                                   EnumText(kind, language_)});
    }
    if (!service.notes().empty()) notes_[position].push_back(service.notes());
  }

  void AddEvent(const domain::RecordedEvent& recorded, bool voided) {
    ReportEvent event{.position = recorded.position,
                      .happened_on = recorded.event.occurred_on(),
                      .title = TitleOf(recorded.event, language_),
                      .recorder = NameOfMember(plan_, recorded.member),
                      .voided = voided,
                      .fields = {},
                      .notes = notes_[recorded.position]};
    if (const Message* body = events::BodyOf(recorded.event)) {
      event.fields = FieldsOf(*body, language_);
      AddDocuments(*body, event);
    }
    for (ReportField& field : sealed_[recorded.position]) event.fields.push_back(std::move(field));
    report_.events.push_back(std::move(event));
  }

  // Files that an event names by their digest.
  void AddDocuments(const Message& body, const ReportEvent& event) {
    for (const char* name : {"document_sha256", "evidence_sha256"}) {
      const FieldDescriptor* field = body.GetDescriptor()->FindFieldByName(name);
      if (field == nullptr || field->type() != FieldDescriptor::TYPE_STRING) continue;
      std::string digest = body.GetReflection()->GetString(body, field);
      if (digest.empty()) continue;
      report_.documents.push_back({event.happened_on + " " + event.title, std::move(digest)});
    }
  }

  void AddOpening(const domain::RecordedEvent& recorded) {
    if (!recorded.event.has_personal_data_unsealed()) return;
    const auto& body = recorded.event.personal_data_unsealed();
    const auto* purpose =
        privacy::v1::UnsealPurpose_descriptor()->FindValueByNumber(body.purpose());
    report_.openings.push_back({.opened_on = recorded.event.occurred_on(),
                                .purpose = purpose == nullptr ? "" : EnumText(purpose, language_),
                                .reference = body.reference(),
                                .member = NameOfMember(plan_, recorded.member),
                                .actor = recorded.event.actor()});
  }

  const plan::Plan& plan_;
  const OpenedPerson& person_;
  const Language language_;
  PersonReport report_;
  std::map<Position, std::vector<std::string>> notes_;
  std::map<Position, std::vector<ReportField>> sealed_;
};

std::string FieldsJson(const std::vector<ReportField>& fields) {
  http::JsonArray array;
  for (const ReportField& field : fields) {
    array.Raw(http::JsonObject().Text("label", field.label).Text("value", field.value).ToString());
  }
  return array.ToString();
}

std::string TextsJson(const std::vector<std::string>& texts) {
  http::JsonArray array;
  for (const std::string& text : texts) array.Text(text);
  return array.ToString();
}

}  // namespace

PersonReport MakePersonReport(const plan::Plan& plan, const OpenedPerson& person,
                              const domain::LoadedStream& unsealings, Date today,
                              Language language) {
  PersonReport report = Builder(plan, person, language).Build(unsealings);
  report.participant_id = person.stream.name.substr(person.stream.name.find('/') + 1);
  report.made_on = today.ToString();
  return report;
}

std::string ToJson(const PersonReport& report) {
  http::JsonArray events;
  for (const ReportEvent& event : report.events) {
    events.Raw(http::JsonObject()
                   .Text("position", std::to_string(event.position.value()))
                   .Text("happened_on", event.happened_on)
                   .Text("title", event.title)
                   .Text("recorder", event.recorder)
                   .Bool("voided", event.voided)
                   .Raw("fields", FieldsJson(event.fields))
                   .Raw("notes", TextsJson(event.notes))
                   .ToString());
  }
  http::JsonArray openings;
  for (const ReportOpening& opening : report.openings) {
    openings.Raw(http::JsonObject()
                     .Text("opened_on", opening.opened_on)
                     .Text("purpose", opening.purpose)
                     .Text("reference", opening.reference)
                     .Text("member", opening.member)
                     .Text("actor", opening.actor)
                     .ToString());
  }
  return http::JsonObject()
      .Text("pact", report.pact)
      .Text("participant_id", report.participant_id)
      .Text("made_on", report.made_on)
      .Raw("details", FieldsJson(report.details))
      .Raw("special_target_groups", TextsJson(report.special_groups))
      .Raw("events", events.ToString())
      .Raw("openings", openings.ToString())
      .Raw("documents", FieldsJson(report.documents))
      .Number("unreadable_parts", static_cast<std::int64_t>(report.unreadable))
      .ToString();
}

}  // namespace paktum::office
