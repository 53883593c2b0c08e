#include "libs/views/documents.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::Ask;
using testing::Ledger;
using testing::RegistersOf;
using view::v1::DocumentKindRow;
using view::v1::DocumentsView;

const std::string kFileA(64, 'a');
const std::string kFileB(64, 'b');

template <typename Body>
std::uint64_t Step(Ledger& ledger, const std::string& day, Body* (Event::*body)(),
                   const std::string& kind, std::uint32_t version,
                   const std::function<void(Body&)>& more = {}) {
  return AddBody(ledger, "document/" + kind, day, body, [&](Body& step) {
    step.set_document_kind(kind);
    step.set_document_version(version);
    if (more) more(step);
  });
}

std::uint64_t Draft(Ledger& ledger, const std::string& day, const std::string& kind,
                    std::uint32_t version) {
  return Step<governance::v1::DocumentDrafted>(ledger, day, &Event::mutable_document_drafted, kind,
                                               version, [](auto& step) {
                                                 step.set_title("Terv");
                                                 step.set_file_sha256(kFileA);
                                               });
}
std::uint64_t Submit(Ledger& ledger, const std::string& day, const std::string& kind,
                     std::uint32_t version) {
  return Step<governance::v1::DocumentSubmitted>(ledger, day, &Event::mutable_document_submitted,
                                                 kind, version, [](auto& step) {
                                                   step.set_submitted_to("steering-group");
                                                   step.set_file_sha256(kFileA);
                                                 });
}
std::uint64_t Approve(Ledger& ledger, const std::string& day, const std::string& kind,
                      std::uint32_t version, const std::string& file = kFileA) {
  return Step<governance::v1::DocumentApproved>(ledger, day, &Event::mutable_document_approved,
                                                kind, version, [&](auto& step) {
                                                  step.set_approved_by("steering-group");
                                                  step.set_file_sha256(file);
                                                });
}

DocumentsView At(const Ledger& ledger, const std::string& day,
                 const std::string& known_at = "2030-01-01") {
  return Ask<DocumentsView>(RegistersOf(ledger), "documents",
                            {{"valid_at", day}, {"known_at", known_at}});
}

const DocumentKindRow& Of(const DocumentsView& view, const std::string& code) {
  for (const DocumentKindRow& row : view.kinds()) {
    if (row.code() == code) return row;
  }
  ADD_FAILURE() << code;
  return DocumentKindRow::default_instance();
}

// domain.md A16
TEST(Documents, EveryKindOfThePlanHasARow) {
  const DocumentsView view = At(Ledger(), "2018-07-01");
  EXPECT_EQ(view.kinds_size(), 28);
  EXPECT_EQ(view.missing(), 0u);
  EXPECT_TRUE(Of(view, "D17").per_person());
  EXPECT_EQ(Of(view, "D07").stated_count(), 3u);
}

TEST(Documents, AVersionGoesFromDraftToForceAndOut) {
  Ledger ledger;
  Draft(ledger, "2018-11-01", "D05", 1);
  Submit(ledger, "2018-11-10", "D05", 1);
  Approve(ledger, "2018-11-20", "D05", 1);
  Approve(ledger, "2019-11-20", "D05", 2, kFileB);
  Step<governance::v1::DocumentSuperseded>(ledger, "2019-11-20",
                                           &Event::mutable_document_superseded, "D05", 1,
                                           [](auto& step) { step.set_superseded_by(2); });
  const auto state = [&](const char* day) { return Of(At(ledger, day), "D05").state(); };
  EXPECT_EQ(state("2018-10-31"), view::v1::DOCUMENT_STATE_UNSPECIFIED);
  EXPECT_EQ(state("2018-11-01"), view::v1::DOCUMENT_STATE_DRAFTED);
  EXPECT_EQ(state("2018-11-10"), view::v1::DOCUMENT_STATE_SUBMITTED);
  EXPECT_EQ(state("2018-11-20"), view::v1::DOCUMENT_STATE_APPROVED);
  const DocumentKindRow row = Of(At(ledger, "2019-12-01"), "D05");
  ASSERT_EQ(row.versions_size(), 2);
  EXPECT_EQ(row.versions(0).state(), view::v1::DOCUMENT_STATE_SUPERSEDED);
  EXPECT_EQ(row.versions(0).superseded_by(), 2u);
  EXPECT_EQ(row.versions(0).positions_size(), 4);
  EXPECT_EQ(row.in_force_version(), 2u);
  EXPECT_EQ(row.versions(1).file_sha256(), kFileB);
}

TEST(Documents, AVersionWaitsThoughAnotherIsDrafted) {
  Ledger ledger;
  Submit(ledger, "2018-11-10", "D05", 1);
  EXPECT_EQ(At(ledger, "2018-11-20").waiting(), 1u);
  Draft(ledger, "2018-11-15", "D05", 2);
  EXPECT_EQ(At(ledger, "2018-11-20").waiting(), 1u);
}

TEST(Documents, ARejectedVersionMayBeApprovedLater) {
  Ledger ledger;
  Submit(ledger, "2018-11-10", "D05", 1);
  Step<governance::v1::DocumentRejected>(
      ledger, "2018-11-20", &Event::mutable_document_rejected, "D05", 1,
      [](auto& step) { step.set_reason(governance::v1::DOCUMENT_REJECTION_REASON_INCOMPLETE); });
  EXPECT_EQ(Of(At(ledger, "2018-11-25"), "D05").state(), view::v1::DOCUMENT_STATE_REJECTED);
  Submit(ledger, "2018-12-01", "D05", 1);
  Approve(ledger, "2018-12-10", "D05", 1);
  const DocumentKindRow row = Of(At(ledger, "2018-12-11"), "D05");
  EXPECT_EQ(row.state(), view::v1::DOCUMENT_STATE_APPROVED);
  EXPECT_EQ(row.versions(0).rejections(), 1u);
  EXPECT_EQ(row.in_force_version(), 1u);
}

TEST(Documents, AnApprovalOfAnotherFileThanSubmittedIsMarked) {
  Ledger ledger;
  Submit(ledger, "2018-11-10", "D05", 1);
  Approve(ledger, "2018-11-20", "D05", 1, kFileB);
  EXPECT_TRUE(Of(At(ledger, "2018-12-01"), "D05").versions(0).file_changed_at_approval());
}

TEST(Documents, AVoidedApprovalIsUndoneFromTheMomentItIsKnown) {
  Ledger ledger;
  ledger.RecordAt("2018-11-11");
  Submit(ledger, "2018-11-10", "D05", 1);
  const auto approved = Approve(ledger, "2018-11-10", "D05", 1);
  ledger.RecordAt("2019-01-15").Void({approved}, "2019-01-15");
  EXPECT_EQ(Of(At(ledger, "2019-02-01", "2019-01-14"), "D05").in_force_version(), 1u);
  const DocumentKindRow now = Of(At(ledger, "2019-02-01"), "D05");
  EXPECT_EQ(now.in_force_version(), 0u);
  EXPECT_EQ(now.state(), view::v1::DOCUMENT_STATE_SUBMITTED);
}

TEST(Documents, AKindThatReturnsIsDueOverdueAndMissing) {
  Ledger ledger;
  const DocumentKindRow before = Of(At(ledger, "2018-12-31"), "D08");
  EXPECT_FALSE(before.standing().overdue());
  EXPECT_FALSE(before.missing());
  const DocumentKindRow after = Of(At(ledger, "2019-01-11"), "D08");
  EXPECT_TRUE(after.standing().overdue());
  EXPECT_EQ(after.standing().overdue_days(), 11u);
  EXPECT_TRUE(after.missing());
  Approve(ledger, "2018-12-20", "D08", 1);
  const DocumentKindRow met = Of(At(ledger, "2019-01-11"), "D08");
  EXPECT_FALSE(met.missing());
  EXPECT_EQ(met.standing().next_due_on(), "2019-12-31");
}

TEST(Documents, AnEvaluationThatWasApprovedIsItsDocument) {
  Ledger ledger;
  EXPECT_TRUE(Of(At(ledger, "2019-01-11"), "D15").missing());
  AddBody(ledger, "evaluation/2018-H2", "2018-12-30", &Event::mutable_interim_evaluation_approved,
          [](auto& body) { body.set_period("2018-H2"); });
  const DocumentKindRow row = Of(At(ledger, "2019-01-11"), "D15");
  EXPECT_FALSE(row.missing());
  EXPECT_FALSE(row.standing().overdue());
  EXPECT_EQ(row.standing().held(), 1u);
  EXPECT_EQ(row.standing().next_due_on(), "2019-06-30");
}

TEST(Documents, ADatedKindIsMissingAfterItsDay) {
  Ledger ledger;
  EXPECT_FALSE(Of(At(ledger, "2018-10-25"), "D01").missing());
  EXPECT_TRUE(Of(At(ledger, "2018-10-26"), "D01").missing());
}

TEST(Documents, FewerThanStatedAreMissingOnceTheProgrammeIsOver) {
  Ledger ledger;
  Approve(ledger, "2019-05-01", "D07", 1);
  Approve(ledger, "2019-06-01", "D07", 2);
  EXPECT_FALSE(Of(At(ledger, "2021-06-30"), "D07").missing());
  EXPECT_TRUE(Of(At(ledger, "2021-07-01"), "D07").missing());
  EXPECT_EQ(Of(At(ledger, "2021-07-01"), "D07").approved_versions(), 2u);
}

TEST(Documents, KindsThatThePlanDoesNotHaveAreCounted) {
  Ledger ledger;
  Approve(ledger, "2019-05-01", "D99", 1);
  EXPECT_EQ(At(ledger, "2019-06-01").unknown_kinds(), 1u);
}

}  // namespace
}  // namespace paktum::views
