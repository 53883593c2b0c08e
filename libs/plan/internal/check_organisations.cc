#include <set>

#include "libs/plan/internal/check.h"

namespace paktum::plan::internal {
namespace {

void CheckMembers(const Node& root, const v1::Plan& plan, const AllCodes& codes,
                  UniqueKeys& parties, Errors& errors) {
  for (int i = 0; i < plan.members_size(); ++i) {
    const Node node = root.Child("members", i);
    const v1::Member& member = plan.members(i);
    parties.Add(node, "code", member.code());
    CheckKnown(node, "type", -1, member.type(), "member type", codes.member_types, errors);
    CheckKnown(node, "represented_by", -1, member.represented_by(), "member", codes.members,
               errors);
    if (!member.code().empty() && member.represented_by() == member.code()) {
      errors.Add(node.PlaceOf("represented_by"), "a member cannot represent itself",
                 "another member, or none");
    }
    const std::string expected = std::to_string(i + 1);
    if (member.number() != static_cast<std::uint32_t>(i + 1)) {
      errors.Add(
          node.PlaceOf("number"),
          "member number " + std::to_string(member.number()) + " stands in place " + expected,
          "number: " + expected);
    }
  }
}

void CheckConsortium(const Node& root, const v1::Plan& plan, const AllCodes& codes,
                     Errors& errors) {
  UniqueKeys members("consortium member", errors);
  UniqueKeys offices("office service", errors);
  int leaders = 0;
  for (int i = 0; i < plan.consortium_size(); ++i) {
    const Node node = root.Child("consortium", i);
    const v1::ConsortiumMember& member = plan.consortium(i);
    members.Add(node, "member", member.member());
    offices.Add(node, "office_service", member.office_service());
    CheckKnown(node, "member", -1, member.member(), "member", codes.members, errors);
    if (member.role() != v1::ConsortiumMember::ROLE_LEADER) continue;
    ++leaders;
    if (member.office_service().empty()) {
      errors.Add(node.place(), "the leader of the consortium has no office",
                 "office_service: \"pact_office\"");
    }
  }
  if (leaders != 1) {
    const Place place =
        plan.consortium_size() > 0 ? root.Child("consortium", 0).place() : root.place();
    errors.Add(place, "the consortium has " + std::to_string(leaders) + " leaders",
               "exactly one with role: ROLE_LEADER");
  }
}

void CheckStaff(const Node& root, std::string_view field,
                const google::protobuf::RepeatedPtrField<v1::StaffPost>& staff,
                const AllCodes& codes, Errors& errors) {
  UniqueKeys posts("post", errors);
  for (int i = 0; i < staff.size(); ++i) {
    const Node node = root.Child(field, i);
    posts.Add(node, "code", staff.Get(i).code());
    CheckKnown(node, "organisation", -1, staff.Get(i).organisation(), "member", codes.members,
               errors);
    if (staff.Get(i).persons() == 0) {
      errors.Add(node.PlaceOf("persons"), "the post \"" + staff.Get(i).code() + "\" has no persons",
                 "persons: 1 or more");
    }
  }
}

void CheckActivities(const Node& section_node, const v1::ActivitySection& section,
                     const AllCodes& codes, Errors& errors) {
  UniqueKeys letters("activity", errors);
  for (int a = 0; a < section.activities_size(); ++a) {
    const Node node = section_node.Child("activities", a);
    const v1::Activity& activity = section.activities(a);
    letters.Add(node, "letter", activity.letter());
    if (activity.assignments_size() == 0) {
      errors.Add(node.place(), "nobody undertakes activity \"" + activity.letter() + "\"",
                 "assignments { organisation: \"…\" sources: [\"…\"] }");
    }
    UniqueKeys assigned("assignment of", errors);
    for (int i = 0; i < activity.assignments_size(); ++i) {
      const Node assignment = node.Child("assignments", i);
      assigned.Add(assignment, "organisation", activity.assignments(i).organisation());
      CheckKnown(assignment, "organisation", -1, activity.assignments(i).organisation(),
                 "consortium member", codes.consortium, errors);
    }
  }
}

}  // namespace

void CheckOrganisations(const Node& root, const v1::Plan& plan, const AllCodes& codes,
                        Errors& errors) {
  UniqueKeys types("member type", errors);
  for (int i = 0; i < plan.member_types_size(); ++i) {
    types.Add(root.Child("member_types", i), "code", plan.member_types(i).code());
  }
  // Members, named organisations and bodies answer for things alike, so they share one space of
  // codes.
  UniqueKeys parties("organisation or body", errors);
  CheckMembers(root, plan, codes, parties, errors);
  for (int i = 0; i < plan.named_organisations_size(); ++i) {
    parties.Add(root.Child("named_organisations", i), "code", plan.named_organisations(i).code());
  }
  for (int i = 0; i < plan.bodies_size(); ++i) {
    parties.Add(root.Child("bodies", i), "code", plan.bodies(i).code());
  }
  CheckConsortium(root, plan, codes, errors);
  CheckStaff(root, "staff", plan.staff(), codes, errors);
  CheckStaff(root, "staff_as_described_elsewhere", plan.staff_as_described_elsewhere(), codes,
             errors);
  UniqueKeys sections("activity section", errors);
  for (int i = 0; i < plan.activity_sections_size(); ++i) {
    const Node node = root.Child("activity_sections", i);
    sections.Add(node, "code", plan.activity_sections(i).code());
    CheckActivities(node, plan.activity_sections(i), codes, errors);
  }
}

}  // namespace paktum::plan::internal
