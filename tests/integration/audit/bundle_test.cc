// Bundles that somebody changed after they were made, and bundles of a part of a ledger.
#include "services/audit/bundle.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "libs/base/clock.h"
#include "libs/transparency/tile.h"
#include "services/audit/internal/sha256.h"
#include "tests/integration/audit/audited_pact.h"

namespace paktum::audit_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* kEntries = "/tile/entries/000.p/14";

// One pact for all tests, its log stopped.
class BundleTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    pact_ = new AuditedPact();
    pact_->Fill(6);
    pact_->Cosign();
    pact_->StopLog();
    Make("whole", "");
  }
  static void TearDownTestSuite() {
    delete pact_;
    pact_ = nullptr;
  }

  static std::string Make(const std::string& name, const std::string& more) {
    const std::string out = pact_->Sub(name);
    fs::remove_all(out);
    const Outcome outcome =
        Audit("export --lang en --right data-subject --reference 3/2019 --plan " +
              AuditedPact::PlanFile() + " --store " + pact_->store() + pact_->Trust() + " --out " +
              out + more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    return out;
  }
  static std::string CopyOf(const std::string& name) {
    const std::string copy = pact_->Sub("copy");
    CopyTree(pact_->Sub(name), copy);
    return copy;
  }
  static Outcome Verify(const std::string& bundle) {
    return Audit("verify --lang en --bundle " + bundle + pact_->Trust());
  }
  // As the one would who changed the files.
  static void MakeManifestAnew(const std::string& bundle) {
    audit::Manifest manifest;
    for (const auto& entry : fs::recursive_directory_iterator(bundle)) {
      const std::string path = entry.path().lexically_relative(bundle).generic_string();
      if (!entry.is_regular_file() || path == audit::kManifestFile) continue;
      manifest[path] = audit::Sha256Hex(ReadText(entry.path().string()));
    }
    WriteText(bundle + "/" + audit::kManifestFile, audit::FormatManifest(manifest));
  }
  // Changes the files of a copy; findings with the old manifest and with one that fits.
  static void ExpectFound(const std::string& name, const std::function<void(std::string)>& change,
                          const std::string& by_manifest, const std::string& by_content) {
    const std::string copy = CopyOf(name);
    change(copy);
    const Outcome first = Verify(copy);
    EXPECT_EQ(first.exit_code, 1) << first.output;
    EXPECT_THAT(first.output, HasSubstr(by_manifest));
    MakeManifestAnew(copy);
    const Outcome second = Verify(copy);
    EXPECT_EQ(second.exit_code, 1) << second.output;
    EXPECT_THAT(second.output, HasSubstr(by_content));
    EXPECT_THAT(second.output, Not(HasSubstr("bundle.file_")));
  }
  static void Flip(const std::string& path, std::size_t at) {
    std::string bytes = ReadText(path);
    bytes.at(at) ^= 1;
    WriteText(path, bytes);
  }
  static std::vector<std::string> Entries(const std::string& path, std::uint64_t width) {
    const std::string bytes = ReadText(path);
    const auto entries = transparency::DecodeEntryBundle(bytes, width);
    EXPECT_TRUE(entries.ok()) << entries.status();
    return entries.ok() ? std::vector<std::string>(entries->begin(), entries->end())
                        : std::vector<std::string>();
  }
  static void WriteEntries(const std::string& path, const std::vector<std::string>& entries) {
    std::string bytes;
    for (const std::string& entry : entries) transparency::AppendEntry(bytes, entry);
    WriteText(path, bytes);
  }
  // The streams of the participants, in the order of their enrolment.
  static std::vector<std::string> Streams() {
    const Outcome explained = Audit("explain PO25 --lang en --valid-at 2021-06-30 --plan " +
                                    AuditedPact::PlanFile() + " --store " + pact_->store());
    std::vector<std::string> streams;
    for (std::size_t at = 0; (at = explained.output.find("participant/", at)) != std::string::npos;
         ++at) {
      streams.push_back(explained.output.substr(at, explained.output.find(':', at) - at));
    }
    return streams;
  }
  static std::string Stream() { return Streams().at(0); }

  static AuditedPact* pact_;
};
AuditedPact* BundleTest::pact_ = nullptr;

TEST_F(BundleTest, SumsAreThoseOfSha256sum) {
  EXPECT_EQ(
      std::system(("cd " + pact_->Sub("whole") + " && sha256sum --quiet -c SHA256SUMS").c_str()),
      0);
}

TEST_F(BundleTest, AChangedRecordIsFound) {
  ExpectFound(
      "whole", [](const std::string& copy) { Flip(copy + kEntries, 120); }, "bundle.file_changed",
      "tile.wrong");
}

TEST_F(BundleTest, ExchangedRecordsAreFound) {
  ExpectFound(
      "whole",
      [](const std::string& copy) {
        auto entries = Entries(copy + kEntries, 14);
        std::swap(entries[2], entries[3]);
        WriteEntries(copy + kEntries, entries);
      },
      "bundle.file_changed", "record.misplaced");
}

TEST_F(BundleTest, ADroppedAndAnInsertedRecordAreFound) {
  ExpectFound(
      "whole",
      [](const std::string& copy) {
        auto entries = Entries(copy + kEntries, 14);
        entries.erase(entries.begin() + 5);
        WriteEntries(copy + kEntries, entries);
      },
      "bundle.file_changed", "entries.damaged");
  ExpectFound(
      "whole",
      [](const std::string& copy) {
        auto entries = Entries(copy + kEntries, 14);
        entries[6] = entries[5];
        WriteEntries(copy + kEntries, entries);
      },
      "bundle.file_changed", "append.torn");
}

TEST_F(BundleTest, AChangedTileIsFound) {
  ExpectFound(
      "whole", [](const std::string& copy) { Flip(copy + "/tile/0/000.p/14", 33); },
      "bundle.file_changed", "tile.wrong #2");
}

TEST_F(BundleTest, AChangedCheckpointIsFound) {
  ExpectFound(
      "whole",
      [](const std::string& copy) {
        std::string note = ReadText(copy + "/checkpoint");
        note.replace(note.find("\n14\n"), 4, "\n12\n");
        WriteText(copy + "/checkpoint", note);
      },
      "bundle.file_changed", "checkpoint.bad_signature");
}

TEST_F(BundleTest, ACheckpointWithoutItsCosignaturesIsFound) {
  ExpectFound(
      "whole",
      [](const std::string& copy) {
        std::string note = ReadText(copy + "/checkpoint");
        const auto first = note.find("\n\n") + 2;
        WriteText(copy + "/checkpoint", note.substr(0, note.find('\n', first) + 1));
      },
      "bundle.file_changed", "checkpoint.no_quorum");
}

TEST_F(BundleTest, ABundleWithoutACheckpointIsAFinding) {
  for (const char* name : {"whole", "stream"}) {
    if (name == std::string("stream")) Make("stream", " --stream " + Stream());
    const std::string copy = CopyOf(name);
    fs::remove(copy + "/checkpoint");
    MakeManifestAnew(copy);
    const Outcome outcome = Verify(copy);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.output, HasSubstr("bundle.file_missing"));
  }
}

TEST_F(BundleTest, AnOtherStoryInAboutIsFound) {
  ExpectFound(
      "whole",
      [](const std::string& copy) {
        std::string about = ReadText(copy + "/about.json");
        const auto root = about.find("\"tree_root\": \"") + 14;
        about[root] = about[root] == '0' ? '1' : '0';
        WriteText(copy + "/about.json", about);
      },
      "bundle.file_changed", "bundle.about_differs");
}

TEST_F(BundleTest, ChangedFiguresAreFound) {
  ExpectFound(
      "whole",
      [](const std::string& copy) {
        std::string figures = ReadText(copy + "/indicators.json");
        const auto value = figures.find("\"value\": \"6\"");
        ASSERT_NE(value, std::string::npos);
        figures.replace(value, 12, "\"value\": \"9\"");
        WriteText(copy + "/indicators.json", figures);
      },
      "bundle.file_changed", "(indicators.json indicators[0].value); expected: 6; found: 9");
  const std::string copy = CopyOf("whole");
  WriteText(copy + "/indicators.json", "no figures");
  MakeManifestAnew(copy);
  EXPECT_THAT(Verify(copy).output, HasSubstr("bundle.figures_malformed"));
}

TEST_F(BundleTest, APlanThatIsNotTheOneOfTheFiguresIsFound) {
  const std::string copy = CopyOf("whole");
  std::string plan = ReadText(copy + "/plan.textproto");
  const auto until = plan.find("until: \"2028-12-31\"");
  ASSERT_NE(until, std::string::npos);
  plan.replace(until, 19, "until: \"2026-12-31\"");
  WriteText(copy + "/plan.textproto", plan);
  MakeManifestAnew(copy);
  const Outcome outcome = Verify(copy);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("(plan_digest)"));
}

// Named in a manifest that fits, and yet nothing that anybody checks.
TEST_F(BundleTest, AFileThatBundlesDoNotHaveIsFound) {
  for (const char* path : {"/summary.html", "/records/000000", "/evaluations/2019-H1.json"}) {
    const std::string copy = CopyOf("whole");
    fs::create_directories(fs::path(copy + path).parent_path());
    WriteText(copy + path, "{}");
    MakeManifestAnew(copy);
    const Outcome outcome = Verify(copy);
    EXPECT_EQ(outcome.exit_code, 1) << path;
    EXPECT_THAT(outcome.output, HasSubstr("bundle.file_foreign")) << path;
    EXPECT_THAT(outcome.output, HasSubstr(path + 1)) << path;
  }
  Make("stream", " --stream " + Stream());
  const std::string copy = CopyOf("stream");
  WriteText(copy + "/indicators.json", ReadText(pact_->Sub("whole") + "/indicators.json"));
  MakeManifestAnew(copy);
  EXPECT_THAT(Verify(copy).output, HasSubstr("bundle.file_foreign"));
}

TEST_F(BundleTest, AMissingAndAForeignFileAreFound) {
  const std::string copy = CopyOf("whole");
  fs::remove(copy + "/plan.textproto");
  WriteText(copy + "/more.txt", "more");
  const Outcome outcome = Verify(copy);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("bundle.file_missing"));
  EXPECT_THAT(outcome.output, HasSubstr("bundle.file_foreign"));
}

TEST_F(BundleTest, AChangedManifestIsFound) {
  const std::string copy = CopyOf("whole");
  Flip(copy + "/SHA256SUMS", 0);
  EXPECT_EQ(Verify(copy).exit_code, 1);
  WriteText(copy + "/SHA256SUMS", "nonsense\n");
  EXPECT_THAT(Verify(copy).output, HasSubstr("bundle.manifest_malformed"));
  WriteText(copy + "/SHA256SUMS", std::string(64, '0') + "  ../../etc/passwd\n");
  EXPECT_THAT(Verify(copy).output, HasSubstr("bundle.manifest_malformed"));
  fs::remove(copy + "/SHA256SUMS");
  EXPECT_THAT(Verify(copy).output, HasSubstr("bundle.file_missing"));
}

TEST_F(BundleTest, WhatIsNoBundleCannotBeChecked) {
  EXPECT_EQ(Verify(pact_->Sub("nowhere")).exit_code, 2);
  const std::string copy = CopyOf("whole");
  fs::remove(copy + "/about.json");
  EXPECT_EQ(Verify(copy).exit_code, 2);
}

TEST_F(BundleTest, OneStreamIsCompleteAndEveryRecordOfItIsProven) {
  const std::string bundle = Make("stream", " --stream " + Stream());
  const Outcome outcome = Verify(bundle);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("2 records"));
  EXPECT_FALSE(fs::exists(bundle + "/tile/entries"));
  EXPECT_EQ(std::distance(fs::directory_iterator(bundle + "/proofs"), {}), 2);
  const Outcome proof =
      Audit("check --lang en " + bundle + "/proofs/2.tlog-proof --policy " + bundle + "/policy");
  EXPECT_EQ(proof.exit_code, 0) << proof.output;
  // Of the others it holds nothing but hashes.
  const std::vector<std::string> streams = Streams();
  ASSERT_EQ(streams.size(), 6U);
  for (const auto& entry : fs::recursive_directory_iterator(bundle)) {
    if (!entry.is_regular_file()) continue;
    for (std::size_t i = 1; i < streams.size(); ++i) {
      EXPECT_EQ(ReadText(entry.path().string()).find(streams[i]), std::string::npos)
          << entry.path();
    }
  }
}

TEST_F(BundleTest, ARecordThatIsKeptBackFromAStreamIsNoticed) {
  Make("stream", " --stream " + Stream());
  ExpectFound(
      "stream",
      [](const std::string& copy) {
        auto entries = Entries(copy + "/records/000000", 2);
        entries.erase(entries.begin());
        WriteEntries(copy + "/records/000000", entries);
        std::string about = ReadText(copy + "/about.json");
        about.replace(about.find("\"records\": \"2\""), 14, "\"records\": \"1\"");
        WriteText(copy + "/about.json", about);
      },
      "bundle.file_changed", "stream.gap");
}

TEST_F(BundleTest, AForeignOrChangedRecordInAStreamIsNoticed) {
  Make("stream", " --stream " + Stream());
  ExpectFound(
      "stream", [](const std::string& copy) { Flip(copy + "/records/000000", 150); },
      "bundle.file_changed", "bundle.record_not_in_tree");
  const std::string copy = CopyOf("stream");
  auto entries = Entries(copy + "/records/000000", 2);
  entries[1] = Entries(pact_->Sub("whole") + kEntries, 14)[3];
  WriteEntries(copy + "/records/000000", entries);
  MakeManifestAnew(copy);
  const Outcome outcome = Verify(copy);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("bundle.record_foreign"));
}

TEST_F(BundleTest, AChangedProofIsNoticed) {
  Make("stream", " --stream " + Stream());
  ExpectFound(
      "stream",
      [](const std::string& copy) {
        const std::string path = copy + "/proofs/2.tlog-proof";
        std::string text = ReadText(path);
        text.replace(text.find("\nindex 1\n"), 9, "\nindex 2\n");
        WriteText(path, text);
      },
      "bundle.file_changed", "proof.not_included");
}

TEST_F(BundleTest, APeriodHoldsItsRecordsAndOnlyThese) {
  const std::string today = SystemClock().Today().ToString();
  const std::string bundle = Make("period", " --from " + today + " --to " + today);
  const Outcome outcome = Verify(bundle);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("14 records"));
  const Outcome none =
      Audit("export --lang en --right consortium --reference 1 --store " + pact_->store() +
            pact_->Trust() + " --from 2001-01-01 --to 2001-12-31 --out " + pact_->Sub("none"));
  EXPECT_EQ(none.exit_code, 2) << none.output;
  EXPECT_THAT(none.output, HasSubstr("export.nothing"));
  ExpectFound(
      "period",
      [](const std::string& copy) {
        auto entries = Entries(copy + "/records/000000", 14);
        entries.erase(entries.begin() + 4);
        WriteEntries(copy + "/records/000000", entries);
        std::string about = ReadText(copy + "/about.json");
        about.replace(about.find("\"records\": \"14\""), 15, "\"records\": \"13\"");
        WriteText(copy + "/about.json", about);
      },
      "bundle.file_changed", "record.missing #5");
}

TEST_F(BundleTest, ThePageIsForPeopleInBothLanguagesWithoutScripts) {
  const std::string page = ReadText(pact_->Sub("whole") + "/index.html");
  for (const char* text :
       {"<section id=\"hu\" lang=\"hu\">", "<section id=\"en\" lang=\"en\">", "3/2019",
        "érintett kérelme", "request of the person", "sha256sum -c SHA256SUMS", "PO25"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
}

}  // namespace
}  // namespace paktum::audit_test
