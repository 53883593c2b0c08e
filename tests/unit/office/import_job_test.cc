#include "libs/office/import_job.h"

#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "libs/base/runtime.h"
#include "libs/plan/load.h"
#include "paktum/command/v1/government_office.pb.h"

namespace paktum::office {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::size_t kRows = 10'000;

const plan::Plan& TestPlan() {
  static const plan::Plan kPlan =
      plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto").value();
  return kPlan;
}

std::string PersonNumber(std::size_t i) {
  std::string digits = std::to_string(i);
  digits.insert(0, 12 - digits.size(), '0');
  return "0197c1f0-0000-7000-8000-" + digits;
}

// Hires of many persons; those in `bad_days` have a day that does not exist.
std::string Hires(std::size_t rows, const std::set<std::size_t>& bad_days) {
  std::string csv = "participant_id;hired_on;employer;placement\r\n";
  for (std::size_t i = 0; i < rows; ++i) {
    csv += PersonNumber(i) + (bad_days.contains(i) ? ";2019.02.30." : ";2019.03.31.") +
           ";12345678-2-03;önálló elhelyezkedés\r\n";
  }
  return csv;
}

// Records every command id once, as an office does.
class Ledger {
 public:
  ImportPorts Ports() {
    ImportPorts ports;
    ports.record = [this](std::shared_ptr<const google::protobuf::Message> message,
                          const Uuid& command) -> Result<RowOutcome> {
      const auto& hire = dynamic_cast<const command::v1::RecordHire&>(*message);
      const std::lock_guard lock(mutex_);
      if (refused_.contains(hire.participant_id())) {
        return Refused("employment.not_enrolled", "no enrolment");
      }
      order_[hire.participant_id()].push_back(hire.hired_on());
      return commands_.insert(command).second ? RowOutcome::kRecorded : RowOutcome::kAlreadySo;
    };
    ports.persons = [](std::string_view) -> Result<Uuid> {
      return NotFound("import.person_unknown", "nobody");
    };
    ports.text_of = [](const Status& status) { return Text{status.reason(), status.reason()}; };
    return ports;
  }
  std::set<std::string> refused_;  // participants whose commands a rule refuses
  std::map<std::string, std::vector<std::string>> order_;
  std::set<Uuid> commands_;

 private:
  std::mutex mutex_;
};

class ImportJobTest : public ::testing::Test {
 protected:
  ImportProgress Run(const std::string& bytes) {
    Result<imports::ImportFile> file =
        imports::ImportFile::Open(*FindCommand("RecordHire"), TestPlan(), bytes);
    EXPECT_TRUE(file.ok()) << file.status();
    ImportJob job(*std::move(file), "tiszakecske", key_, ledger_.Ports(),
                  imports::Language::kHungarian);
    job.WaitBefore(DeadlineIn(std::chrono::seconds(60)));
    mend_ = job.MendFile();
    return job.Progress();
  }

  Ledger ledger_;
  const vault::SecretKey key_ = vault::SecretKey::Random();
  std::string mend_;
};

TEST_F(ImportJobTest, OfTenThousandRowsThreeComeBackAndEachRowIsRecordedOnce) {
  const std::string file = Hires(kRows, {17, 4'711});
  ledger_.refused_ = {PersonNumber(9'999)};
  const ImportProgress first = Run(file);
  EXPECT_TRUE(first.done);
  EXPECT_EQ(first.counts.recorded, 9'997U);
  EXPECT_EQ(first.counts.malformed, 2U);
  EXPECT_EQ(first.counts.refused, 1U);
  ASSERT_THAT(first.errors, SizeIs(3));
  EXPECT_EQ(first.errors[0].row, 19U);  // below the heading, counted from 1
  EXPECT_EQ(first.errors[0].column, "hired_on");
  EXPECT_EQ(first.errors[2].code, "employment.not_enrolled");
  EXPECT_THAT(mend_, HasSubstr("employment.not_enrolled"));

  const ImportProgress again = Run(file);
  EXPECT_EQ(again.counts.recorded, 0U);
  EXPECT_EQ(again.counts.already_so, 9'997U);

  ledger_.refused_.clear();
  std::string mended = mend_;
  for (std::size_t at = mended.find("2019.02.30."); at != mended.npos;
       at = mended.find("2019.02.30.")) {
    mended.replace(at, 11, "2019.02.28.");
  }
  const ImportProgress rest = Run(mended);
  EXPECT_EQ(rest.counts.rows, 3U);
  EXPECT_EQ(rest.counts.recorded, 3U);
  EXPECT_FALSE(rest.has_mend_file);
  EXPECT_EQ(ledger_.commands_.size(), kRows);
}

TEST_F(ImportJobTest, RowsAboutOnePersonKeepTheirOrder) {
  std::string csv = "participant_id;hired_on;employer;placement\n";
  for (int day = 1; day <= 28; ++day) {
    for (std::size_t person = 0; person < 20; ++person) {
      const std::string text = (day < 10 ? "0" : "") + std::to_string(day);
      csv += PersonNumber(person) + ";2019-03-" + text + ";X;önálló elhelyezkedés\n";
    }
  }
  EXPECT_EQ(Run(csv).counts.recorded, 28U * 20U);
  for (const auto& [person, days] : ledger_.order_) {
    EXPECT_TRUE(std::is_sorted(days.begin(), days.end())) << person;
  }
}

TEST_F(ImportJobTest, AFileWithMoreRowsRecordsTheNewOnes) {
  EXPECT_EQ(Run(Hires(50, {})).counts.recorded, 50U);
  const ImportProgress more = Run(Hires(60, {}));
  EXPECT_EQ(more.counts.recorded, 10U);
  EXPECT_EQ(more.counts.already_so, 50U);
}

}  // namespace
}  // namespace paktum::office
