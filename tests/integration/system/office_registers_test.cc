// What offices ask of the records: data quality, and what a correction would change. Through the
// registers service and the offices, as their staff do it.
#include "tests/integration/system/running_pact.h"

namespace paktum::system_test {
namespace {

const std::string kRegisters = "/api/pacts/tiszakecske/registers/";

struct Entered {
  std::string person;
  std::uint64_t position = 0;  // of the entry
};

// A person whose entry lacks schooling and the file of its document.
Entered EnterIncompletely(RunningPact& pact) {
  const Reply registered = pact.Post("government_office", "RegisterParticipant", Registration(1));
  EXPECT_EQ(registered.status, 201U) << registered.body;
  const std::string person = registered.Text("participant_id");
  const Reply entered =
      pact.Post("government_office", "EnrolParticipant",
                R"({"participant_id":")" + person +
                    R"(","enrolled_on":"2019-02-01","document_signed_on":"2019-02-01",)"
                    R"("document":"ENTRY_DOCUMENT_COOPERATION_AGREEMENT",)"
                    R"("labour_status":"LABOUR_STATUS_UNEMPLOYED"})");
  EXPECT_EQ(entered.status, 201U) << entered.body;
  return {person, entered.Positions().empty() ? 0 : entered.Positions().front()};
}

bool Has(const Reply& reply, const std::string& text) {
  return reply.body.find(text) != std::string::npos;
}

// The answer once the office has a line to the registers: it may have asked before they listened.
Reply GetOnceReached(RunningPact& pact, const std::string& office, const std::string& target) {
  Reply reply;
  EXPECT_TRUE(Eventually([&] {
    reply = pact.Get(office, target);
    return reply.status != 503U;
  })) << reply.body;
  return reply;
}

TEST(OfficeRegisters, DataQualityTellsEveryOfficeWhatAndOnlySomeAtWhom) {
  RunningPact pact;
  const Entered entered = EnterIncompletely(pact);
  const std::string query = "data-quality?at_least=" + std::to_string(entered.position);
  for (const char* office : {"pact_office", "government_office", "charity"}) {
    const Reply found = GetOnceReached(pact, office, kRegisters + query);
    ASSERT_EQ(found.status, 200U) << found.body;
    EXPECT_TRUE(Has(found, "FINDING_RULE_ENTRY_INCOMPLETE")) << found.body;
    EXPECT_TRUE(Has(found, "\"schooling\"")) << found.body;
    EXPECT_TRUE(Has(found, "FINDING_RULE_PROOF_NOT_FILED")) << found.body;
    EXPECT_EQ(Has(found, entered.person), std::string(office) != "pact_office") << found.body;
  }
  EXPECT_EQ(pact.View("data-quality").status, 404U);
}

TEST(OfficeRegisters, ThePreviewTellsWhatAVoidingThenChanges) {
  RunningPact pact;
  const Entered entered = EnterIncompletely(pact);
  const std::string position = std::to_string(entered.position);
  const std::string query =
      "correction-preview?positions=" + position + "&valid_at=2019-06-30&at_least=" + position;
  for (const char* office : {"pact_office", "government_office"}) {
    const Reply preview = GetOnceReached(pact, office, kRegisters + query);
    ASSERT_EQ(preview.status, 200U) << preview.body;
    EXPECT_TRUE(Has(preview, "\"indicator\":\"PO25\"")) << preview.body;
    EXPECT_TRUE(Has(preview, "\"difference\":\"-1\"")) << preview.body;
    EXPECT_FALSE(Has(preview, entered.person)) << preview.body;
  }
  EXPECT_EQ(pact.Indicator("PO25", entered.position), 1);
  const Reply voided =
      pact.Post("government_office", "VoidEvent",
                R"({"position":")" + position + R"(","reason":"VOID_REASON_ENTRY_ERROR"})");
  ASSERT_EQ(voided.status, 201U) << voided.body;
  const std::uint64_t void_position = voided.Positions().back();
  EXPECT_EQ(pact.Indicator("PO25", void_position), 0);
  const Reply again =
      pact.Get("pact_office", kRegisters + "correction-preview?positions=" + position +
                                  "&at_least=" + std::to_string(void_position));
  EXPECT_TRUE(Has(again, "correction.voided_already")) << again.body;
  EXPECT_EQ(pact.Get("pact_office", kRegisters + "correction-preview?positions=99999").status,
            404U);
  EXPECT_EQ(pact.View("correction-preview?positions=" + position).status, 404U);
}

}  // namespace
}  // namespace paktum::system_test
