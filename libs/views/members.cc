#include "libs/views/members.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/events/sole_trader.h"
#include "libs/views/internal/evidence.h"
#include "libs/views/internal/labels.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::MemberRow;
using view::v1::MembershipSpan;
using view::v1::MembersView;

// What was recorded of one organisation.
struct Stays {
  std::vector<MembershipSpan> spans;
  std::string name;  // of one that the plan does not list
  std::string type;

  [[nodiscard]] bool joined() const { return !spans.empty() && spans.back().left_on().empty(); }
};
using StaysByCode = std::map<std::string, Stays>;

StaysByCode ReadStays(const EffectiveHistory& history) {
  const std::set<std::uint64_t> proven = internal::ProvenLater(history);
  StaysByCode stays;
  for (const Fact& fact : history.InForce({Event::kMemberJoined, Event::kMemberLeft})) {
    if (fact.event.has_member_joined()) {
      const pact::v1::MemberJoined& joined = fact.event.member_joined();
      Stays& one = stays[joined.member_code()];
      one.name = joined.name();
      one.type = joined.type();
      MembershipSpan& span = one.spans.emplace_back();
      span.set_basis(joined.basis());
      span.set_joined_on(fact.day.ToString());
      span.set_joined_position(fact.position.value());
      span.set_document_filed(!internal::LacksProof(fact) ||
                              proven.contains(fact.position.value()));
      continue;
    }
    const pact::v1::MemberLeft& left = fact.event.member_left();
    Stays& one = stays[left.member_code()];
    if (!one.joined()) continue;  // its joining was voided
    MembershipSpan& span = one.spans.back();
    span.set_left_on(fact.day.ToString());
    span.set_reason(left.reason());
    span.set_left_position(fact.position.value());
  }
  return stays;
}

pact::v1::MembershipBasis BasisOf(const plan::v1::Member& member) {
  if (member.basis() == plan::v1::Member::BASIS_AGREEMENT) {
    return pact::v1::MEMBERSHIP_BASIS_AGREEMENT;
  }
  return member.basis() == plan::v1::Member::BASIS_LETTER_OF_INTENT
             ? pact::v1::MEMBERSHIP_BASIS_LETTER_OF_INTENT
             : pact::v1::MEMBERSHIP_BASIS_UNSPECIFIED;
}

void FillStays(const Stays& stays, MemberRow* row) {
  for (const MembershipSpan& span : stays.spans) *row->add_spans() = span;
  if (stays.spans.empty()) return;
  row->set_state(stays.joined() ? view::v1::MEMBER_STATE_JOINED : view::v1::MEMBER_STATE_LEFT);
}

void FillType(const plan::Plan& plan, const std::string& code, MemberRow* row) {
  row->set_type(code);
  if (const auto* type = plan.FindMemberType(code)) {
    internal::SetLabel(type->name(), row->mutable_type_name());
  }
}

void FillListed(const RegisterQuestion& question, const plan::v1::Member& member, MemberRow* row) {
  const plan::Plan& plan = question.plan;
  row->set_code(member.code());
  row->set_number(member.number());
  row->set_natural_person(member.natural_person());
  if (!member.natural_person() || question.audience != Audience::kPublic) {
    row->set_name(member.printed_name());
  }
  FillType(plan, member.type(), row);
  row->set_state(view::v1::MEMBER_STATE_LISTED);
  row->set_plan_basis(BasisOf(member));
  row->set_represented_by(member.represented_by());
  for (const plan::v1::Member& other : plan.data().members()) {
    if (other.represented_by() == member.code()) row->add_represents(other.code());
  }
  internal::SetLabel(member.role(), row->mutable_role());
  row->set_in_consortium(plan.FindConsortiumMember(member.code()) != nullptr);
  for (const std::string& problem : member.problems()) row->add_problems(problem);
}

void FillUnlisted(const RegisterQuestion& question, const std::string& code, const Stays& stays,
                  MemberRow* row) {
  row->set_code(code);
  row->set_natural_person(events::NamesSoleTrader(stays.name));
  if (!row->natural_person() || question.audience != Audience::kPublic) row->set_name(stays.name);
  FillType(question.plan, stays.type, row);
  FillStays(stays, row);
}

void FillSums(const plan::Plan& plan, MembersView* view) {
  std::map<std::string, std::uint32_t> listed;
  std::map<std::string, std::uint32_t> joined;
  for (const MemberRow& row : view->members()) {
    if (row.number() > 0) ++listed[row.type()];
    if (row.state() == view::v1::MEMBER_STATE_LEFT) view->set_left(view->left() + 1);
    if (row.state() != view::v1::MEMBER_STATE_JOINED) continue;
    ++joined[row.type()];
    view->set_joined(view->joined() + 1);
    if (row.spans().rbegin()->basis() == pact::v1::MEMBERSHIP_BASIS_AGREEMENT) {
      view->set_joined_by_agreement(view->joined_by_agreement() + 1);
    } else {
      view->set_joined_by_letter_of_intent(view->joined_by_letter_of_intent() + 1);
    }
  }
  for (const plan::v1::MemberType& type : plan.data().member_types()) {
    auto* count = view->add_types();
    count->set_type(type.code());
    internal::SetLabel(type.name(), count->mutable_name());
    count->set_listed(listed[type.code()]);
    count->set_joined(joined[type.code()]);
  }
}

}  // namespace

Result<MembersView> AnswerMembers(const RegisterQuestion& question) {
  const plan::v1::Plan& plan = question.plan.data();
  StaysByCode stays = ReadStays(question.history);
  MembersView view;
  for (const plan::v1::Member& member : plan.members()) {
    MemberRow* row = view.add_members();
    FillListed(question, member, row);
    if (const auto found = stays.find(member.code()); found != stays.end()) {
      FillStays(found->second, row);
      stays.erase(found);
    }
  }
  for (const auto& [code, one] : stays) {
    if (!one.spans.empty()) FillUnlisted(question, code, one, view.add_members());
  }
  view.set_listed(static_cast<std::uint32_t>(plan.members_size()));
  view.set_stated(plan.stated_member_count());
  for (const std::string& source : plan.stated_member_count_sources()) {
    view.add_stated_sources(source);
  }
  view.set_consortium(static_cast<std::uint32_t>(plan.consortium_size()));
  FillSums(question.plan, &view);
  for (const plan::v1::NamedOrganisation& named : plan.named_organisations()) {
    auto* row = view.add_named_elsewhere();
    row->set_code(named.code());
    row->set_name(named.printed_name());
    internal::SetLabel(named.role(), row->mutable_role());
    for (const std::string& problem : named.problems()) row->add_problems(problem);
  }
  return view;
}

}  // namespace paktum::views
