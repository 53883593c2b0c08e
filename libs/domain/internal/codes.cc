#include "libs/domain/internal/codes.h"

#include <algorithm>

#include "libs/domain/internal/refusal_table.h"

namespace paktum::domain {
namespace {

constexpr std::size_t kCodesShownMax = 40;

template <typename Entries>
std::vector<std::string> CodesOf(const Entries& entries) {
  std::vector<std::string> codes;
  codes.reserve(static_cast<std::size_t>(entries.size()));
  for (const auto& entry : entries) codes.push_back(entry.code());
  return codes;
}

template <typename Entries>
bool Has(const Entries& entries, std::string_view code) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return entry.code() == code; });
}

template <typename Texts>
std::vector<std::string> ListOf(const Texts& texts) {
  return {texts.begin(), texts.end()};
}

template <typename Texts>
bool IsOneOf(const Texts& texts, std::string_view text) {
  return texts.empty() || std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

std::string KnownCodes(const std::vector<std::string>& codes) {
  if (codes.empty()) return "–";
  std::string text;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (i == kCodesShownMax) return text + ", …";
    text += (i == 0 ? "" : ", ") + codes[i];
  }
  return text;
}

Status RequireMeasure(const std::string& code, const plan::Plan& plan) {
  if (plan.FindMeasure(code) != nullptr) return OkStatus();
  return Refuse("measure.unknown",
                {{"measure", code}, {"known", KnownCodes(CodesOf(plan.data().measures()))}});
}

Status RequireMember(const std::string& code, const plan::Plan& plan) {
  if (plan.FindMember(code) != nullptr) return OkStatus();
  return Refuse("member.unknown",
                {{"member", code}, {"known", KnownCodes(CodesOf(plan.data().members()))}});
}

Status RequireIndicator(const std::string& code, const plan::Plan& plan) {
  if (plan.FindIndicator(code) != nullptr) return OkStatus();
  std::vector<std::string> known;
  for (const plan::v1::Indicator* indicator : plan.indicators()) known.push_back(indicator->code());
  return Refuse("indicator.unknown", {{"indicator", code}, {"known", KnownCodes(known)}});
}

Result<const plan::v1::StaffPost*> FindPost(const std::string& code, const plan::Plan& plan) {
  const plan::v1::StaffPost* const post = plan.FindStaffPost(code);
  if (post != nullptr) return post;
  return Refuse("staff.unknown_post",
                {{"post", code}, {"known", KnownCodes(CodesOf(plan.data().staff()))}});
}

Status RequireEventKind(const std::string& kind, const std::string& measure,
                        const plan::Plan& plan) {
  const plan::v1::ProgrammeEventKind* const found = plan.FindEventKind(kind);
  if (found == nullptr) {
    return Refuse("programme_event.unknown_kind",
                  {{"kind", kind}, {"known", KnownCodes(CodesOf(plan.data().event_kinds()))}});
  }
  if (IsOneOf(found->measures(), measure)) return OkStatus();
  return Refuse("programme_event.other_measure",
                {{"kind", kind}, {"measures", KnownCodes(ListOf(found->measures()))}});
}

Status RequireDeliverableKind(const std::string& kind, const std::string& measure,
                              const plan::Plan& plan) {
  const plan::v1::DeliverableKind* const found = plan.FindDeliverableKind(kind);
  if (found == nullptr) {
    return Refuse(
        "deliverable.unknown_kind",
        {{"kind", kind}, {"known", KnownCodes(CodesOf(plan.data().deliverable_kinds()))}});
  }
  if (IsOneOf(found->measures(), measure)) return OkStatus();
  return Refuse("deliverable.other_measure",
                {{"kind", kind}, {"measures", KnownCodes(ListOf(found->measures()))}});
}

Status RequireSurface(const std::string& code, const plan::Plan& plan) {
  if (Has(plan.data().public_surfaces(), code)) return OkStatus();
  return Refuse("notice.unknown_surface",
                {{"surface", code}, {"known", KnownCodes(CodesOf(plan.data().public_surfaces()))}});
}

Status RequireBody(std::string_view code, const plan::Plan& plan) {
  if (plan.FindBody(code) != nullptr) return OkStatus();
  return Refuse("body.unknown", {{"body", std::string(code)},
                                 {"known", KnownCodes(CodesOf(plan.data().bodies()))}});
}

Status RequireBodyOrOrganisation(const std::string& code, const plan::Plan& plan) {
  const plan::v1::Plan& data = plan.data();
  if (plan.FindMember(code) != nullptr || Has(data.named_organisations(), code)) {
    return OkStatus();
  }
  return RequireBody(code, plan);
}

Status RequireResponsible(const std::string& code, const plan::Plan& plan) {
  if (plan.FindMember(code) != nullptr || plan.FindStaffPost(code) != nullptr ||
      plan.FindBody(code) != nullptr) {
    return OkStatus();
  }
  std::vector<std::string> known = CodesOf(plan.data().staff());
  for (std::string& body : CodesOf(plan.data().bodies())) known.push_back(std::move(body));
  for (const auto& member : plan.data().consortium()) known.push_back(member.member());
  return Refuse("responsible.unknown", {{"responsible", code}, {"known", KnownCodes(known)}});
}

Result<const plan::v1::DocumentKind*> FindRegisterKind(const std::string& code,
                                                       const plan::Plan& plan) {
  const plan::v1::DocumentKind* const kind = plan.FindDocumentKind(code);
  if (kind == nullptr) {
    return Refuse("document.unknown_kind",
                  {{"kind", code}, {"known", KnownCodes(CodesOf(plan.data().document_kinds()))}});
  }
  if (kind->per_person()) return Refuse("document.per_person", {{"kind", kind->code()}});
  return kind;
}

}  // namespace paktum::domain
