// Members (domain.md A10, P-01, P-23, P-31).
#include <algorithm>
#include <map>
#include <set>

#include "paktum/view/v1/members.pb.h"
#include "tests/property/registers/naive_proofs.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;

// Sole traders carry a person's name.
bool IsSoleTrader(const std::string& name) {
  return name.find("egyéni vállalkozó") != std::string::npos ||
         name.find("e. v.") != std::string::npos;
}

void FillSpans(const Question& question, view::v1::MemberRow* row) {
  for (const Record* record : question.history.InForce()) {
    const Event& event = record->event;
    if (event.has_member_joined() && event.member_joined().member_code() == row->code()) {
      auto* span = row->add_spans();
      span->set_basis(event.member_joined().basis());
      span->set_joined_on(event.occurred_on());
      span->set_joined_position(record->position);
      span->set_document_filed(!LacksProof(*record) || HasEvidence(question.history, *record));
    }
    const bool leaves = event.has_member_left() && event.member_left().member_code() == row->code();
    if (!leaves || row->spans_size() == 0) continue;
    auto* span = row->mutable_spans(row->spans_size() - 1);
    if (!span->left_on().empty()) continue;
    span->set_left_on(event.occurred_on());
    span->set_reason(event.member_left().reason());
    span->set_left_position(record->position);
  }
  if (row->spans_size() == 0) return;
  const bool stays = row->spans(row->spans_size() - 1).left_on().empty();
  row->set_state(stays ? view::v1::MEMBER_STATE_JOINED : view::v1::MEMBER_STATE_LEFT);
}

void FillPlanned(const Question& question, const plan::v1::Member& member,
                 view::v1::MemberRow* row) {
  row->set_code(member.code());
  row->set_number(member.number());
  row->set_natural_person(member.natural_person());
  if (!member.natural_person() || !question.of_public()) row->set_name(member.printed_name());
  row->set_type(member.type());
  row->set_state(view::v1::MEMBER_STATE_LISTED);
  row->set_plan_basis(static_cast<pact::v1::MembershipBasis>(member.basis()));
  row->set_represented_by(member.represented_by());
  SetLabel(member.role(), row->mutable_role());
  *row->mutable_problems() = member.problems();
  for (const plan::v1::Member& other : question.plan.data().members()) {
    if (other.represented_by() == member.code()) row->add_represents(other.code());
  }
  for (const plan::v1::ConsortiumMember& one : question.plan.data().consortium()) {
    if (one.member() == member.code()) row->set_in_consortium(true);
  }
}

void FillOther(const Question& question, const std::string& code, view::v1::MemberRow* row) {
  row->set_code(code);
  for (const Record* record : question.history.InForce()) {
    const auto& joined = record->event.member_joined();
    if (!record->event.has_member_joined() || joined.member_code() != code) continue;
    row->set_type(joined.type());
    row->set_natural_person(IsSoleTrader(joined.name()));
    row->clear_name();
    if (!row->natural_person() || !question.of_public()) row->set_name(joined.name());
  }
}

void Count(const Question& question, view::v1::MembersView* view) {
  for (const plan::v1::MemberType& type : question.plan.data().member_types()) {
    auto* count = view->add_types();
    count->set_type(type.code());
    SetLabel(type.name(), count->mutable_name());
    for (const view::v1::MemberRow& row : view->members()) {
      if (row.type() != type.code()) continue;
      if (row.number() > 0) count->set_listed(count->listed() + 1);
      if (row.state() == view::v1::MEMBER_STATE_JOINED) count->set_joined(count->joined() + 1);
    }
  }
  for (const view::v1::MemberRow& row : view->members()) {
    if (row.state() == view::v1::MEMBER_STATE_LEFT) view->set_left(view->left() + 1);
    if (row.state() != view::v1::MEMBER_STATE_JOINED) continue;
    view->set_joined(view->joined() + 1);
    const auto basis = row.spans(row.spans_size() - 1).basis();
    if (basis == pact::v1::MEMBERSHIP_BASIS_AGREEMENT) {
      view->set_joined_by_agreement(view->joined_by_agreement() + 1);
    } else if (basis == pact::v1::MEMBERSHIP_BASIS_LETTER_OF_INTENT) {
      view->set_joined_by_letter_of_intent(view->joined_by_letter_of_intent() + 1);
    }
  }
}

}  // namespace

void Fill(const Question& question, view::v1::MembersView* view) {
  std::set<std::string> others;
  for (const Record* record : question.history.InForce()) {
    if (record->event.has_member_joined())
      others.insert(record->event.member_joined().member_code());
  }
  for (const plan::v1::Member& member : question.plan.data().members()) {
    FillPlanned(question, member, view->add_members());
    others.erase(member.code());
  }
  for (const std::string& code : others) FillOther(question, code, view->add_members());
  for (view::v1::MemberRow& row : *view->mutable_members()) {
    FillSpans(question, &row);
    for (const plan::v1::MemberType& type : question.plan.data().member_types()) {
      if (type.code() == row.type()) SetLabel(type.name(), row.mutable_type_name());
    }
  }
  Count(question, view);
  const plan::v1::Plan& plan = question.plan.data();
  view->set_listed(static_cast<std::uint32_t>(plan.members_size()));
  view->set_stated(plan.stated_member_count());
  *view->mutable_stated_sources() = plan.stated_member_count_sources();
  for (const plan::v1::NamedOrganisation& named : plan.named_organisations()) {
    auto* row = view->add_named_elsewhere();
    row->set_code(named.code());
    row->set_name(named.printed_name());
    SetLabel(named.role(), row->mutable_role());
    *row->mutable_problems() = named.problems();
  }
  view->set_consortium(static_cast<std::uint32_t>(plan.consortium_size()));
}

}  // namespace paktum::views::naive
