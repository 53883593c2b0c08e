// Registers about the pact itself against their second reading.
#include "paktum/view/v1/documents.pb.h"
#include "paktum/view/v1/governance.pb.h"
#include "paktum/view/v1/members.pb.h"
#include "paktum/view/v1/portal.pb.h"
#include "paktum/view/v1/staffing.pb.h"
#include "paktum/view/v1/work_programme.pb.h"
#include "tests/property/registers/rounds.h"

namespace paktum::views::naive {
namespace {

TEST(SecondReading, OfGovernanceAgrees) {
  PlainViewAgrees<view::v1::GovernanceView>("governance", kAll);
}

TEST(SecondReading, OfMembersAgrees) { PlainViewAgrees<view::v1::MembersView>("members", kAll); }

TEST(SecondReading, OfDocumentsAgrees) {
  PlainViewAgrees<view::v1::DocumentsView>("documents", kAll);
}

TEST(SecondReading, OfTheWorkProgrammeAgrees) {
  PlainViewAgrees<view::v1::WorkProgrammeView>("work-programme", kAll);
}

TEST(SecondReading, OfStaffingAgrees) { PlainViewAgrees<view::v1::StaffingView>("staffing", kAll); }

TEST(SecondReading, OfActivitiesAgrees) {
  PlainViewAgrees<view::v1::ActivitiesView>("activities", kAll);
}

TEST(SecondReading, OfThePortalAgrees) { PlainViewAgrees<view::v1::PortalView>("portal", kAll); }

}  // namespace
}  // namespace paktum::views::naive
