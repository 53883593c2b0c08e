// The newsletter at its office: what a caller learns, what is mailed, what is left of who leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "libs/base/base64.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "libs/office/command_processor.h"
#include "libs/office/commands.h"
#include "libs/office/own_seals.h"
#include "libs/plan/load.h"
#include "tests/unit/office/temp_directory.h"

namespace paktum::office {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kPact = "tiszakecske";
constexpr const char* kSubscribe =
    R"({"subscribed_on":"2019-04-01","email":"Reader@example.hu","name":"Reader"})";

class NewsletterTest : public ::testing::Test {
 protected:
  NewsletterTest() {
    auto store = std::make_unique<vault::MemoryKeyStore>();
    vault::UnsealKeys keys;
    keys.member = "pact_office";
    keys.own.push_back(Key('p'));
    keys.members["pact_office"] = {vault::PublicKeyOf(Key('p'))};
    seals_ = std::make_unique<OwnSeals>(std::move(store), std::move(keys));
    desk_ = std::make_shared<const NewsletterDesk>(
        kPact, "Tiszakécske paktum", Key('n'),
        NewsletterDesk::Seals{.store = &seals_->store(), .vault = &seals_->vault()}, Mails());
    std::map<std::string, PactSetting> pacts;
    pacts.emplace(
        kPact, PactSetting{
                   .plan = plan::LoadPlan(PAKTUM_SOURCE_DIR "/plans/tiszakecske.textproto").value(),
                   .identities = nullptr,
                   .newsletter = desk_});
    processor_ = std::make_unique<CommandProcessor>("pact_office", std::move(pacts), log_,
                                                    seals_->vault(), clock_);
  }

  static vault::SecretKey Key(char fill) {
    return vault::SecretKey::FromBytes(std::string(vault::SecretKey::kSize, fill)).value();
  }
  static Deadline Soon() { return DeadlineIn(std::chrono::seconds(5)); }
  [[nodiscard]] std::filesystem::path Mails() const { return directory_.path() / "mail"; }

  Result<Answer> Take(const std::string& command, const std::string& json) {
    return Take(command, json, Uuid::V7From(1'600'000'000'000, 0, ++keys_));
  }
  Result<Answer> Take(const std::string& command, const std::string& json, Uuid key) {
    CheckedCommand checked = ReadCommand(*FindCommand(command), json);
    EXPECT_THAT(checked.violations, IsEmpty());
    Submission submission;
    submission.pact = kPact;
    submission.command = key;
    submission.content_digest = vault::KeyedDigest(Key('d'), CanonicalBytes(*checked.message));
    submission.message = std::move(checked.message);
    submission.actor = "clerk";
    return processor_->Process(submission, Soon());
  }

  // Everything recorded so far.
  std::vector<event::v1::Event> Events() {
    std::vector<event::v1::Event> events;
    const auto slice = log_.Read(kPact, Position(0), {}, Soon());
    for (const ledger::Record& record : slice->records) {
      events.emplace_back().ParseFromArray(record.submitted.data(),
                                           static_cast<int>(record.submitted.size()));
    }
    return events;
  }

  // Texts of the mails that wait to be sent.
  std::vector<std::string> Waiting() const {
    std::vector<std::string> mails;
    if (!std::filesystem::exists(Mails())) return mails;
    for (const auto& entry : std::filesystem::directory_iterator(Mails())) {
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      mails.push_back(text.str());
    }
    return mails;
  }
  static std::string BodyOf(const std::string& mail) {
    std::string base64 = mail.substr(mail.find("\r\n\r\n") + 4);
    std::erase_if(base64, [](char c) { return c == '\r' || c == '\n'; });
    return FromBase64(base64).value_or("");
  }
  static std::string After(const std::string& text, const std::string& label) {
    const std::size_t from = text.find(label) + label.size();
    return text.substr(from, text.find("\r\n", from) - from);
  }

  TempDirectory directory_;
  ManualClock clock_{*Instant::Parse("2019-06-15T08:00:00Z")};
  ledger::MemoryStorage storage_;
  ledger::Sequencer sequencer_{storage_, clock_};
  ledger::LocalEventLog log_{storage_, sequencer_};
  std::unique_ptr<OwnSeals> seals_;
  std::shared_ptr<const NewsletterDesk> desk_;
  std::unique_ptr<CommandProcessor> processor_;
  std::uint64_t keys_ = 0;
};

TEST_F(NewsletterTest, TheAnswerTellsNothingOfTheAddress) {
  const auto first = Take("SubscribeNewsletter", kSubscribe);
  const auto again = Take("SubscribeNewsletter", kSubscribe);
  const auto other_case =
      Take("SubscribeNewsletter", R"({"subscribed_on":"2019-04-01","email":"reader@example.hu"})");
  for (const auto* answer : {&first, &again, &other_case}) {
    ASSERT_TRUE(answer->ok()) << answer->status();
    EXPECT_THAT((*answer)->positions, IsEmpty());
    EXPECT_THAT((*answer)->result, IsEmpty());
  }
  EXPECT_EQ(Events().size(), 1U);
  const Uuid key = Uuid::V7From(1'600'000'000'000, 0, 1);
  EXPECT_FALSE(processor_->Find(kPact, key, Soon())->has_value()) << "nor does asking later";
}

TEST_F(NewsletterTest, TheMailedCodeConfirmsAndTheAddressIsSealed) {
  ASSERT_TRUE(Take("SubscribeNewsletter", kSubscribe).ok());
  ASSERT_EQ(Waiting().size(), 1U);
  const std::string mail = Waiting().front();
  EXPECT_THAT(mail, HasSubstr("To: <Reader@example.hu>\r\n"));
  const std::string body = BodyOf(mail);
  const std::string id = After(body, "id: ");
  const std::string code = After(body, "code: ");
  EXPECT_EQ(code.size(), 84U);
  const std::string confirm =
      R"({"subscription_id":")" + id + R"(","confirmed_on":"2019-04-02","code":")";
  EXPECT_EQ(Take("ConfirmNewsletter", confirm + code.substr(0, 83) + "x\"}").status().reason(),
            "newsletter.wrong_code");
  ASSERT_TRUE(Take("ConfirmNewsletter", confirm + code + "\"}").ok());
  const auto events = Events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(events[1].has_newsletter_confirmed());
  for (const auto& event : events) {
    EXPECT_THAT(event.SerializeAsString(), Not(HasSubstr("eader")));
  }
  ASSERT_EQ(events[0].sealed_size(), 1);
  const event::v1::Sealed& sealed = events[0].sealed(0);
  const auto opened =
      seals_->vault().Unseal({kPact, *Uuid::Parse(id)}, sealed.content_type(),
                             {sealed.key_id(), sealed.nonce(), sealed.ciphertext()}, Soon());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_THAT(*opened, HasSubstr("Reader@example.hu"));
}

TEST_F(NewsletterTest, AMailThatWasLostIsWrittenAgainUntilItIsConfirmed) {
  ASSERT_TRUE(Take("SubscribeNewsletter", kSubscribe).ok());
  const std::string body = BodyOf(Waiting().front());
  std::filesystem::remove_all(Mails());
  ASSERT_TRUE(Take("SubscribeNewsletter", kSubscribe).ok());
  ASSERT_EQ(Waiting().size(), 1U);
  EXPECT_EQ(BodyOf(Waiting().front()), body);
  ASSERT_TRUE(Take("ConfirmNewsletter", R"({"subscription_id":")" + After(body, "id: ") +
                                            R"(","confirmed_on":"2019-04-02","code":")" +
                                            After(body, "code: ") + "\"}")
                  .ok());
  std::filesystem::remove_all(Mails());
  ASSERT_TRUE(Take("SubscribeNewsletter", kSubscribe).ok());
  EXPECT_THAT(Waiting(), IsEmpty());
}

TEST_F(NewsletterTest, WhoLeavesLeavesNothingReadableAndMayComeBack) {
  ASSERT_TRUE(Take("SubscribeNewsletter", kSubscribe).ok());
  const std::string id = After(BodyOf(Waiting().front()), "id: ");
  const auto left = Take("UnsubscribeNewsletter",
                         R"({"unsubscribed_on":"2019-05-01","email":"reader@example.hu"})");
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_THAT(left->positions, IsEmpty());
  EXPECT_THAT(Waiting(), IsEmpty()) << "the mail that was not sent is gone";
  EXPECT_TRUE(*seals_->store().IsErased({kPact, *Uuid::Parse(id)}, Soon()));
  const event::v1::Sealed sealed = Events()[0].sealed(0);
  EXPECT_EQ(seals_->vault()
                .Unseal({kPact, *Uuid::Parse(id)}, sealed.content_type(),
                        {sealed.key_id(), sealed.nonce(), sealed.ciphertext()}, Soon())
                .status()
                .reason(),
            "vault.erased");
  const auto stranger = Take("UnsubscribeNewsletter",
                             R"({"unsubscribed_on":"2019-05-01","email":"stranger@example.hu"})");
  ASSERT_TRUE(stranger.ok());
  EXPECT_EQ(Events().size(), 2U) << "a stranger's address is nothing, and the answer the same";

  ASSERT_TRUE(
      Take("SubscribeNewsletter", R"({"subscribed_on":"2019-06-01","email":"reader@example.hu"})")
          .ok());
  ASSERT_EQ(Events().size(), 3U);
  EXPECT_NE(Events()[2].newsletter_subscribed().subscription_id(), id);
  EXPECT_THAT(Waiting().size(), 1U);
}

TEST_F(NewsletterTest, AMailThatCannotBeWrittenIsTriedAgainWithTheSameKey) {
  std::ofstream(Mails()) << "a file where the directory should be";
  const Uuid key = Uuid::V7From(1'600'000'000'000, 0, 99);
  const auto failed = Take("SubscribeNewsletter", kSubscribe, key);
  EXPECT_EQ(failed.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(failed.status().reason(), "mail.not_written");
  std::filesystem::remove(Mails());
  ASSERT_TRUE(Take("SubscribeNewsletter", kSubscribe, key).ok());
  EXPECT_EQ(Waiting().size(), 1U);
  EXPECT_EQ(Events().size(), 1U);
}

TEST_F(NewsletterTest, CodesAndHashesAreThoseOfOnePact) {
  const NewsletterDesk other("lenti", "Lenti", Key('n'), {}, Mails());
  EXPECT_NE(other.AddressHash("a@b.hu"), desk_->AddressHash("a@b.hu"));
  EXPECT_NE(other.Secret("x"), desk_->Secret("x"));
  EXPECT_EQ(desk_->AddressHash("A@B.hu"), desk_->AddressHash("a@b.hu"));
  EXPECT_EQ(desk_->AddressHash("a@b.hu").size(), 64U);
  EXPECT_EQ(desk_->Secret("x").size(), 20U);
}

// The name of whoever held a post, and what is left of it.
TEST_F(NewsletterTest, AnErasedNameOfStaffCannotBeOpenedAgain) {
  const auto assigned =
      Take("AssignStaff",
           R"({"post":"project-assistant","assigned_on":"2019-01-02","full_name":"Kis Éva"})");
  ASSERT_TRUE(assigned.ok()) << assigned.status();
  const std::string id = assigned->result.at("staff_id");
  ASSERT_TRUE(
      Take("ReleaseStaff", R"({"post":"project-assistant","released_on":"2019-05-31"})").ok());
  const event::v1::Sealed sealed = Events()[0].sealed(0);
  const vault::PersonRef holder{kPact, *Uuid::Parse(id)};
  const auto open = [&] {
    return seals_->vault().Unseal(holder, sealed.content_type(),
                                  {sealed.key_id(), sealed.nonce(), sealed.ciphertext()}, Soon());
  };
  ASSERT_TRUE(open().ok());
  const std::string erase =
      R"({"post":"project-assistant","staff_id":")" + id +
      R"(","erased_on":"2019-06-15","reason":"ERASURE_REASON_LEGAL_OBLIGATION"})";
  const auto erased = Take("EraseStaffName", erase);
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(erased->result.at("staff_id"), id);
  EXPECT_TRUE(Events().back().has_staff_name_erased());
  EXPECT_EQ(open().status().reason(), "vault.erased");
  EXPECT_TRUE(*seals_->store().IsErased(holder, Soon()));
  const auto again = Take("EraseStaffName", erase);
  ASSERT_TRUE(again.ok()) << "repeating does no harm";
  EXPECT_THAT(again->positions, IsEmpty());
}

// An evaluation names a place of the ledger; what the office looks up decides.
TEST_F(NewsletterTest, FiguresAreOfAPlaceThatTheLedgerHasReached) {
  ASSERT_TRUE(Take("SubscribeNewsletter", kSubscribe).ok());
  clock_.Set(*Instant::Parse("2019-07-10T08:00:00Z"));
  const std::string report = R"({"period":"2019-H1","issued_on":"2019-07-10","figures_sha256":")" +
                             std::string(64, 'a') + R"(","figures_position":)";
  EXPECT_EQ(Take("IssueStatusReport", report + "2}").status().reason(), "figures.no_such_position");
  const auto issued = Take("IssueStatusReport", report + "1}");
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_THAT(issued->positions, ElementsAre(Position(2)));
}

}  // namespace
}  // namespace paktum::office
