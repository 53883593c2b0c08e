#include "libs/office/person_api.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <utility>

#include "libs/events/streams.h"
#include "libs/http/json.h"
#include "libs/http/problem.h"
#include "libs/office/command_api.h"
#include "libs/office/commands.h"
#include "libs/office/declared_groups.h"
#include "libs/office/internal/answers.h"
#include "libs/office/internal/recorded.h"
#include "libs/office/person_report.h"
#include "libs/office/special_groups.h"
#include "libs/service/logging.h"
#include "paktum/office/v1/person.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"
#include "paktum/service/v1/events.pb.h"

namespace paktum::office {
namespace {

using http::Request;
using http::Response;
namespace requests = ::paktum::office::v1;

template <typename Message>
std::string TypeName() {
  return Message::descriptor()->full_name();
}

Response Refuse(const Status& status, const Request& request) {
  return http::ProblemResponse(ProblemOfCommand(status), request);
}

// The body as a checked message; nothing and `refused` set when it is none.
template <typename Message>
std::unique_ptr<Message> ReadBody(const Request& request, Response& refused) {
  const CommandKind kind{
      .descriptor = Message::descriptor(), .name = {}, .title = {}, .offices = {}};
  CheckedCommand checked = ReadCommand(kind, request.body);
  if (!checked.violations.empty()) {
    refused = http::ProblemResponse(ProblemOfInput(checked.violations), request);
    return nullptr;
  }
  return std::unique_ptr<Message>(static_cast<Message*>(checked.message.release()));
}

std::string ActorOf(const Request& request) {
  if (!request.caller.empty()) return request.caller;
  const std::string_view named = request.headers.Find("Paktum-Actor");
  return named.empty() ? std::string(kUnknownActor) : std::string(named);
}

bool IsActor(const std::string& text) {
  return text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

std::string DetailsJson(const OpenedPart& part) {
  sealed::v1::PersonDetails details;
  details.ParseFromString(part.plaintext);
  return http::JsonObject()
      .Text("family_name", details.family_name())
      .Text("given_name", details.given_name())
      .Text("birth_date", details.birth_date())
      .Text("taj", details.taj())
      .Text("address", details.address())
      .Text("phone", details.phone())
      .Text("email", details.email())
      .ToString();
}

std::string NoteJson(const OpenedPart& part, const OpenedPerson& person) {
  sealed::v1::Note note;
  note.ParseFromString(part.plaintext);
  http::JsonObject object;
  object.Text("position", std::to_string(part.position.value()));
  for (const domain::RecordedEvent& event : person.stream.events) {
    if (event.position == part.position) object.Text("occurred_on", event.event.occurred_on());
  }
  return object.Text("text", note.text()).ToString();
}

std::string RelatedJson(const OpenedPart& part, const OpenedPerson& person) {
  sealed::v1::RelatedService service;
  service.ParseFromString(part.plaintext);
  http::JsonObject object;
  object.Text("position", std::to_string(part.position.value()));
  for (const domain::RecordedEvent& event : person.stream.events) {
    if (event.position == part.position) object.Text("occurred_on", event.event.occurred_on());
  }
  return object
      .Text("kind", service::v1::RelatedServiceKind_Name(
                        static_cast<service::v1::RelatedServiceKind>(service.kind())))
      .Text("notes", service.notes())
      .ToString();
}

// What stands; of details that were corrected only the last.
Response OpenedJson(const OpenRequest& asked, const OpenedPerson& person) {
  std::string details;
  http::JsonArray notes;
  http::JsonArray services;
  DeclaredGroups declared;
  for (const OpenedPart* part : EffectiveParts(person)) {
    if (part->content_type == TypeName<sealed::v1::PersonDetails>()) {
      details = DetailsJson(*part);
    } else if (part->content_type == TypeName<sealed::v1::Note>()) {
      notes.Raw(NoteJson(*part, person));
    } else if (part->content_type == TypeName<sealed::v1::RelatedService>()) {
      services.Raw(RelatedJson(*part, person));
    } else {
      declared.Take(part->content_type, part->plaintext);
    }
  }
  http::JsonObject body;
  body.Text("participant_id", asked.participant_id);
  if (!details.empty()) body.Raw("details", details);
  if (asked.content_types.contains(TypeName<sealed::v1::Note>())) {
    body.Raw("notes", notes.ToString());
    body.Raw("related_services", services.ToString());
  }
  if (asked.content_types.contains(TypeName<sealed::v1::SpecialTargetGroups>())) {
    http::JsonArray groups;
    for (const std::string& code : declared.groups()) groups.Text(code);
    body.Raw("special_target_groups", groups.ToString());
  }
  body.Number("unreadable_parts", static_cast<std::int64_t>(person.unreadable));
  return http::JsonResponse(body.ToString());
}

std::set<std::string> EveryType() {
  std::set<std::string> types = GroupContentTypes();
  types.insert({TypeName<sealed::v1::PersonDetails>(), TypeName<sealed::v1::Note>(),
                TypeName<sealed::v1::RelatedService>()});
  return types;
}

}  // namespace

PersonApi::PersonApi(Persons& persons, service::Metrics& metrics, const Clock& clock,
                     std::chrono::milliseconds timeout)
    : persons_(persons), metrics_(metrics), clock_(clock), timeout_(timeout) {}

void PersonApi::Add(http::Router& router, std::string_view method, std::string_view pattern,
                    Handler handler) {
  router.Add(method, pattern,
             [this, handler, name = std::string(pattern)](const Request& request) {
               if (!persons_.KnowsPact(request.Parameter("pact"))) {
                 return Refuse(NotFound("pact.unknown", "unknown pact"), request);
               }
               Response response = (this->*handler)(request);
               metrics_
                   .AddCounter("paktum_office_person_requests_total",
                               "Requests about persons, by route and status.",
                               {{"route", name}, {"status", std::to_string(response.status)}})
                   .Add();
               return response;
             },
             {.body_bytes_max = kPersonRequestBytesMax});
}

void PersonApi::AddRoutes(http::Router& router) {
  Add(router, "GET", "/api/pacts/{pact}/persons/{person}", &PersonApi::GetPerson);
  Add(router, "POST", "/api/pacts/{pact}/persons/search", &PersonApi::PostSearch);
  Add(router, "POST", "/api/pacts/{pact}/persons/{person}/details", &PersonApi::PostDetails);
  Add(router, "POST", "/api/pacts/{pact}/persons/{person}/report", &PersonApi::PostReport);
  Add(router, "POST", "/api/pacts/{pact}/statistics/special-groups", &PersonApi::PostGroupCounts);
}

Result<OpenRequest> PersonApi::Begin(const Request& request, bool about_person) const {
  OpenRequest begun;
  begun.pact = request.Parameter("pact");
  begun.actor = ActorOf(request);
  if (!IsActor(begun.actor)) return InvalidArgument("header.actor", "Paktum-Actor is no code");
  begun.command = Uuid::V7(clock_);
  if (request.headers.Has("Idempotency-Key")) {
    const auto key = Uuid::Parse(request.headers.Find("Idempotency-Key"));
    if (!key || key->IsNil()) {
      return InvalidArgument("idempotency_key.malformed", "the Idempotency-Key is no UUID");
    }
    begun.command = *key;
  }
  if (!about_person) return begun;
  const auto person = Uuid::Parse(request.Parameter("person"));
  if (!person) return NotFound("participant.unknown", "no participant id");
  begun.participant_id = person->ToString();
  return begun;
}

Response PersonApi::GetPerson(const Request& request) {
  const Result<OpenRequest> begun = Begin(request, /*about_person=*/true);
  if (!begun.ok()) return Refuse(begun.status(), request);
  const auto stream =
      LoadStream(persons_.log(), begun->pact, events::ParticipantStream(begun->participant_id),
                 DeadlineIn(timeout_));
  if (!stream.ok()) return Refuse(stream.status(), request);
  http::JsonObject body;
  body.Text("participant_id", begun->participant_id);
  bool registered = false;
  bool erased = false;
  for (const domain::RecordedEvent* event : domain::EffectiveEvents(*stream)) {
    registered = registered || event->event.has_participant_registered();
    const std::string& day = event->event.occurred_on();
    if (event->event.has_participant_registered()) body.Text("registered_on", day);
    if (event->event.has_participant_enrolled()) body.Text("enrolled_on", day);
    if (event->event.has_erasure_proposed()) {
      body.Text("erasure_proposed_on", day)
          .Text("erasure_id", event->event.erasure_proposed().erasure_id());
    }
    if (event->event.has_erasure_agreed()) body.Text("erasure_agreed_on", day);
    if (event->event.has_person_erased()) body.Text("erased_on", day);
    erased = erased || event->event.has_person_erased();
  }
  if (!registered) return Refuse(NotFound("participant.unknown", "not registered"), request);
  return http::JsonResponse(body.Bool("erased", erased).ToString());
}

Response PersonApi::PostDetails(const Request& request) {
  Result<OpenRequest> begun = Begin(request, /*about_person=*/true);
  if (!begun.ok()) return Refuse(begun.status(), request);
  Response refused;
  const auto asked = ReadBody<requests::OpenDetails>(request, refused);
  if (asked == nullptr) return refused;
  if (asked->purpose() == privacy::v1::UNSEAL_PURPOSE_STATISTICS) {
    return Refuse(InvalidArgument("unseal.not_for_statistics", "counts have a route of their own"),
                  request);
  }
  begun->purpose = asked->purpose();
  begun->reference = asked->reference();
  begun->content_types = {TypeName<sealed::v1::PersonDetails>()};
  if (asked->notes()) {
    begun->content_types.insert(
        {TypeName<sealed::v1::Note>(), TypeName<sealed::v1::RelatedService>()});
  }
  if (asked->special_target_groups()) {
    begun->content_types.insert(GroupContentTypes().begin(), GroupContentTypes().end());
  }
  const auto opened = persons_.access().Open(*begun, DeadlineIn(timeout_));
  if (!opened.ok()) return Refuse(opened.status(), request);
  return OpenedJson(*begun, *opened);
}

Response PersonApi::PostSearch(const Request& request) {
  Response refused;
  const auto asked = ReadBody<requests::SearchPersons>(request, refused);
  if (asked == nullptr) return refused;
  if (asked->name().empty() && asked->taj().empty()) {
    return Refuse(InvalidArgument("search.empty", "neither name nor number"), request);
  }
  const std::string& pact = request.Parameter("pact");
  if (!persons_.IndexComplete(pact)) {
    return Refuse(Unavailable("search.not_ready", "the index is being made"), request);
  }
  const PersonIndex& index = persons_.IndexOf(pact);
  std::vector<Uuid> found = asked->taj().empty()
                                ? index.FindByName(asked->name(), kFoundPersonsMax + 1)
                                : index.FindByTaj(asked->taj(), kFoundPersonsMax + 1);
  if (!asked->taj().empty() && !asked->name().empty()) {
    const std::vector<Uuid> named = index.FindByName(asked->name(), kIndexPersonsMax);
    std::erase_if(found, [&](const Uuid& person) {
      return !std::binary_search(named.begin(), named.end(), person);
    });
  }
  http::JsonArray persons;
  for (std::size_t i = 0; i < std::min(found.size(), kFoundPersonsMax); ++i) {
    persons.Text(found[i].ToString());
  }
  return http::JsonResponse(http::JsonObject()
                                .Raw("participant_ids", persons.ToString())
                                .Bool("more", found.size() > kFoundPersonsMax)
                                .ToString());
}

Response PersonApi::PostReport(const Request& request) {
  Result<OpenRequest> begun = Begin(request, /*about_person=*/true);
  if (!begun.ok()) return Refuse(begun.status(), request);
  Response refused;
  const auto asked = ReadBody<requests::MakePersonReport>(request, refused);
  if (asked == nullptr) return refused;
  begun->purpose = privacy::v1::UNSEAL_PURPOSE_SUBJECT_ACCESS;
  begun->reference = asked->reference();
  begun->content_types = EveryType();
  const Deadline deadline = DeadlineIn(timeout_);
  const auto opened = persons_.access().Open(*begun, deadline);
  if (!opened.ok()) return Refuse(opened.status(), request);
  const auto unsealings = LoadStream(persons_.log(), begun->pact,
                                     events::UnsealingStream(begun->participant_id), deadline);
  if (!unsealings.ok()) return Refuse(unsealings.status(), request);
  const PersonReport report =
      MakePersonReport(persons_.PlanOf(begun->pact), *opened, *unsealings, clock_.Today(),
                       http::PreferredLanguage(request.headers.Find("Accept-Language")));
  if (request.headers.Find("Accept").find("text/html") == std::string_view::npos) {
    return http::JsonResponse(ToJson(report));
  }
  Response page{.status = 200,
                .content_type = "text/html; charset=utf-8",
                .body = ToHtml(report),
                .headers = {}};
  page.headers.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  return page;
}

Response PersonApi::PostGroupCounts(const Request& request) {
  Result<OpenRequest> begun = Begin(request, /*about_person=*/false);
  if (!begun.ok()) return Refuse(begun.status(), request);
  Response refused;
  const auto asked = ReadBody<requests::CountSpecialGroups>(request, refused);
  if (asked == nullptr) return refused;
  begun->purpose = privacy::v1::UNSEAL_PURPOSE_STATISTICS;
  begun->reference = asked->reference();
  const auto counts = CountSpecialGroups(persons_, *begun, DeadlineIn(kCountTime));
  if (!counts.ok()) return Refuse(counts.status(), request);
  http::JsonArray groups;
  for (const GroupCount& group : counts->groups) {
    http::JsonObject row;
    row.Text("target_group", group.code).Bool("suppressed", !group.count.has_value());
    if (group.count) row.Number("persons", *group.count);
    groups.Raw(row.ToString());
  }
  http::JsonObject body;
  body.Number("entered", counts->asked);
  if (counts->answered) body.Number("answered", *counts->answered);
  body.Raw("groups", groups.ToString());
  return http::JsonResponse(body.ToString());
}

}  // namespace paktum::office
