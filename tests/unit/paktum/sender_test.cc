#include "services/paktum/sender.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>

#include "libs/base/base64.h"
#include "libs/base/clock.h"
#include "libs/http/server.h"
#include "paktum/command/v1/charity.pb.h"
#include "paktum/command/v1/participant.pb.h"
#include "services/paktum/commands.h"
#include "services/paktum/mailed_code.h"

namespace paktum::cli {
namespace {

TEST(OfficesOf, ReadsTheDescriptors) {
  EXPECT_EQ(OfficesOf("GrantSubsidy"), std::vector<std::string>{"government_office"});
  EXPECT_EQ(OfficesOf("VoidEvent").size(), 3U);
  EXPECT_TRUE(OfficesOf("Nothing").empty());
}

TEST(Sender, AnOfficeWithoutAnAddressIsAnError) {
  service::StopSignal stop;
  Sender sender("tiszakecske", {}, false, std::chrono::milliseconds(10), stop);
  EXPECT_EQ(sender.Send("charity", "EndMentoring", "{}", Uuid()).status().reason(), "send.office");
}

TEST(Sender, GivesUpWhenPatienceRunsOut) {
  service::StopSignal stop;
  Sender sender("tiszakecske", {{"charity", "http://127.0.0.1:1"}}, false,
                std::chrono::milliseconds(50), stop);
  EXPECT_EQ(sender.Send("charity", "EndMentoring", "{}", Uuid()).status().reason(), "send.gave_up");
}

TEST(Sender, StopsWhenAskedTo) {
  service::StopSignal stop;
  stop.Request();
  Sender sender("tiszakecske", {{"charity", "http://127.0.0.1:1"}}, false, std::chrono::seconds(60),
                stop);
  EXPECT_EQ(sender.Send("charity", "EndMentoring", "{}", Uuid()).status().reason(), "send.stopped");
}

// An office that answers what the test says.
class FakeOffice {
 public:
  using Answerer = std::function<http::Response(const http::Request&, int call)>;

  explicit FakeOffice(Answerer answerer) : answerer_(std::move(answerer)) {
    http::Router router;
    router.Add("POST", "/api/pacts/{pact}/commands/{name}", [this](const http::Request& request) {
      const std::lock_guard lock(mutex_);
      bodies_.push_back(request.body);
      keys_.emplace_back(request.headers.Find("Idempotency-Key"));
      return answerer_(request, static_cast<int>(bodies_.size()));
    });
    http::ServerOptions options;
    options.address = http::ParseLoopbackAddress("127.0.0.1:0").value();
    server_ = http::Server::Start(options, std::move(router)).value();
  }

  OfficeAddresses Addresses() const {
    const std::string base = "http://127.0.0.1:" + std::to_string(server_->port());
    return {{"pact_office", base}, {"government_office", base}, {"charity", base}};
  }
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  std::vector<std::string> keys() {
    const std::lock_guard lock(mutex_);
    return keys_;
  }

 private:
  Answerer answerer_;
  std::mutex mutex_;
  std::vector<std::string> bodies_;
  std::vector<std::string> keys_;
  std::unique_ptr<http::Server> server_;
};

http::Response Recorded(int position) {
  return http::JsonResponse("{\"positions\":[\"" + std::to_string(position) +
                                "\"],\"result\":{\"participant_id\":\"p-1\"}}",
                            201);
}

TEST(Sender, AsksAgainWithTheSameKeyUntilItIsRecorded) {
  FakeOffice office([](const http::Request&, int call) {
    if (call == 1) return http::JsonResponse("{}", 503);
    if (call == 2) return http::JsonResponse("{}", 202);
    if (call == 3) return http::JsonResponse("{\"code\":\"transact.contended\"}", 409);
    return Recorded(17);
  });
  service::StopSignal stop;
  Sender sender("tiszakecske", office.Addresses(), true, std::chrono::seconds(30), stop);
  const Uuid key = Uuid::V7From(1, 2, 3);
  const auto answer = sender.Send("charity", "EndMentoring", "{}", key);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 201U);
  EXPECT_EQ(answer->positions, std::vector<std::uint64_t>{17});
  EXPECT_EQ(answer->participant_id, "p-1");
  EXPECT_EQ(office.keys(), std::vector<std::string>(4, key.ToString()));
}

TEST(Sender, ARefusalIsAnAnswer) {
  FakeOffice office([](const http::Request&, int) {
    return http::JsonResponse("{\"code\":\"enrolment.already_enrolled\"}", 422);
  });
  service::StopSignal stop;
  Sender sender("tiszakecske", office.Addresses(), false, std::chrono::seconds(30), stop);
  const auto answer = sender.Send("charity", "EndMentoring", "{}", Uuid());
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->code, "enrolment.already_enrolled");
  EXPECT_EQ(office.bodies().size(), 1U);
}

// A register of an office that answers what the test says; nothing else is asked of it.
class FakeRegister {
 public:
  explicit FakeRegister(std::function<http::Response(int call)> answerer) {
    http::Router router;
    router.Add("GET", "/api/pacts/{pact}/registers/{view}",
               [this, answerer = std::move(answerer)](const http::Request& request) {
                 const std::lock_guard lock(mutex_);
                 targets_.push_back(request.path + "?period=" + request.query.at("period"));
                 return answerer(static_cast<int>(targets_.size()));
               });
    http::ServerOptions options;
    options.address = http::ParseLoopbackAddress("127.0.0.1:0").value();
    server_ = http::Server::Start(options, std::move(router)).value();
  }
  Result<std::optional<Figures>> Ask(std::chrono::milliseconds patience) {
    service::StopSignal stop;
    const std::string base = "http://127.0.0.1:" + std::to_string(server_->port());
    Sender sender("tiszakecske", {{"pact_office", base}}, true, patience, stop);
    return sender.FiguresOf("pact_office", "evaluation", "2019-H1");
  }
  std::vector<std::string> targets() {
    const std::lock_guard lock(mutex_);
    return targets_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> targets_;
  std::unique_ptr<http::Server> server_;
};

constexpr const char* kFigures = R"({"now":{"position":"41","sha256":"ab"},"reported":null})";

TEST(SenderFigures, AreReadFromTheRegisterOfThePeriod) {
  FakeRegister office([](int) { return http::JsonResponse(kFigures); });
  const auto figures = office.Ask(std::chrono::seconds(30));
  ASSERT_TRUE(figures.ok() && figures->has_value()) << figures.status();
  EXPECT_EQ((*figures)->position, 41U);
  EXPECT_EQ((*figures)->sha256, "ab");
  EXPECT_EQ(office.targets(),
            std::vector<std::string>{"/api/pacts/tiszakecske/registers/evaluation?period=2019-H1"});
}

TEST(SenderFigures, AreAskedForAgainWhileTheRegisterIsAwayOrBusy) {
  FakeRegister office([](int call) {
    if (call == 1) return http::JsonResponse("{}", 503);
    if (call == 2) return http::JsonResponse("{}", 429);
    return http::JsonResponse(kFigures);
  });
  const auto figures = office.Ask(std::chrono::seconds(30));
  ASSERT_TRUE(figures.ok() && figures->has_value()) << figures.status();
  EXPECT_EQ(office.targets().size(), 3U);
}

TEST(SenderFigures, AreNothingWhereThereIsNoSuchRegister) {
  FakeRegister none([](int) { return http::JsonResponse("{\"code\":\"view.unknown\"}", 404); });
  const auto missing = none.Ask(std::chrono::seconds(30));
  ASSERT_TRUE(missing.ok()) << missing.status();
  EXPECT_FALSE(missing->has_value());
  EXPECT_EQ(none.targets().size(), 1U) << "a refusal is no reason to ask again";
  FakeRegister empty([](int) { return http::JsonResponse(R"({"period":"2019-H1"})"); });
  EXPECT_FALSE(empty.Ask(std::chrono::seconds(30))->has_value());
}

TEST(SenderFigures, GiveUpWhenPatienceRunsOut) {
  FakeRegister office([](int) { return http::JsonResponse("{}", 503); });
  EXPECT_EQ(office.Ask(std::chrono::milliseconds(50)).status().reason(), "send.gave_up");
}

TEST(MailedCode, IsReadFromTheMailToTheAddress) {
  const auto directory =
      std::filesystem::temp_directory_path() /
      ("paktum-mails-" + Uuid::V7From(1, 2, 3).ToString() + "-" + std::to_string(getpid()));
  std::filesystem::create_directories(directory);
  const auto write = [&](const std::string& name, const std::string& address,
                         const std::string& body) {
    std::ofstream(directory / name)
        << "To: <" + address + ">\r\nSubject: x\r\n\r\n" + ToBase64(body) + "\r\n";
  };
  write("1.eml", "a@example.org", "Szöveg\r\n\r\nAzonosító / id: s-1\r\nKód / code: c-1\r\n");
  write("2.eml", "b@example.org", "no code\r\n");
  const auto found = ReadMailedCode(directory.string(), "a@example.org");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->subscription_id, "s-1");
  EXPECT_EQ(found->code, "c-1");
  EXPECT_FALSE(ReadMailedCode(directory.string(), "b@example.org").has_value());
  EXPECT_FALSE(ReadMailedCode(directory.string(), "c@example.org").has_value());
  EXPECT_FALSE(ReadMailedCode((directory / "none").string(), "a@example.org").has_value());
  EXPECT_FALSE(ReadMailedCode("", "a@example.org").has_value());
  std::filesystem::remove_all(directory);
}

simulation::Step StepOf(const char* day, std::shared_ptr<google::protobuf::Message> command,
                        std::optional<std::size_t> voids = std::nullopt) {
  return {Date::Parse(day).value(), "charity", Uuid::V7From(1, 2, 3), std::move(command), voids};
}

TEST(Journeys, LaterStepsNameTheParticipantAndTheVoidedPosition) {
  FakeOffice office([](const http::Request&, int call) { return Recorded(100 + call); });
  simulation::Journey journey;
  journey.is_person = true;
  journey.steps = {StepOf("2019-01-10", std::make_shared<command::v1::RegisterParticipant>()),
                   StepOf("2019-01-11", std::make_shared<command::v1::EndMentoring>()),
                   StepOf("2019-02-01", std::make_shared<command::v1::VoidEvent>(), 1)};
  service::StopSignal stop;
  std::vector<std::string> months;
  const auto report = SendJourneys(
      {journey}, {"tiszakecske", office.Addresses(), {}, 2, std::chrono::seconds(30)}, stop,
      [&](const std::string& month, const JourneyReport&) { months.push_back(month); });
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->recorded, 3U);
  EXPECT_EQ(months, (std::vector<std::string>{"2019-01", "2019-02"}));
  const auto bodies = office.bodies();
  ASSERT_EQ(bodies.size(), 3U);
  EXPECT_NE(bodies[1].find("\"participant_id\":\"p-1\""), std::string::npos) << bodies[1];
  EXPECT_NE(bodies[2].find("\"position\":\"102\""), std::string::npos) << bodies[2];
}

TEST(Journeys, NothingIsSentForAPersonWhoseRegistrationWasRefused) {
  FakeOffice office([](const http::Request&, int) {
    return http::JsonResponse("{\"code\":\"input.invalid\"}", 400);
  });
  simulation::Journey journey;
  journey.is_person = true;
  journey.steps = {StepOf("2019-01-10", std::make_shared<command::v1::RegisterParticipant>()),
                   StepOf("2019-01-11", std::make_shared<command::v1::EndMentoring>())};
  service::StopSignal stop;
  const auto report =
      SendJourneys({journey}, {"tiszakecske", office.Addresses(), {}, 1, std::chrono::seconds(30)},
                   stop, [](const std::string&, const JourneyReport&) {});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused, 1U);
  EXPECT_EQ(report->refusals.at("input.invalid"), 1U);
  EXPECT_EQ(report->left_out, 1U);
}

// The subcommand, with a file that tells that the programme was sent.
class SimulateCommand : public testing::Test {
 protected:
  SimulateCommand()
      : done_file_(std::filesystem::temp_directory_path() /
                   ("paktum-simulated-" + std::to_string(getpid()))) {}
  ~SimulateCommand() override { std::filesystem::remove(done_file_); }

  // Sends three persons' programme; how many commands the office saw.
  std::size_t Send(FakeOffice::Answerer answerer) {
    FakeOffice office(std::move(answerer));
    std::vector<std::string> words{
        "simulate",         "--plan", PAKTUM_SOURCE_DIR "/plans/tiszakecske.textproto",
        "--participants",   "3",      "--done-file",
        done_file_.string()};
    for (const auto& [name, address] : office.Addresses()) {
      words.insert(words.end(), {"--at", name + ("=" + address)});
    }
    std::vector<const char*> arguments;
    for (const std::string& word : words) arguments.push_back(word.c_str());
    EXPECT_EQ(SimulateProgramme(static_cast<int>(arguments.size()), arguments.data()), 0);
    return office.bodies().size();
  }

  static http::Response Refused(const http::Request& /*request*/, int /*call*/) {
    return http::JsonResponse("{\"code\":\"read.pact_not_allowed\"}", 403);
  }

  const std::filesystem::path done_file_;
};

TEST_F(SimulateCommand, AProgrammeThatWasRefusedEntirelyIsSentAgainAtTheNextStart) {
  EXPECT_GT(Send(Refused), 0U);
  EXPECT_FALSE(std::filesystem::exists(done_file_));
  EXPECT_GT(Send(Refused), 0U);
}

TEST_F(SimulateCommand, AProgrammeOfWhichSomethingWasRecordedIsSentOnce) {
  EXPECT_GT(Send([](const http::Request& request, int call) {
              return call == 1 ? Recorded(1) : Refused(request, call);
            }),
            1U);
  EXPECT_TRUE(std::filesystem::exists(done_file_));
  EXPECT_EQ(Send(Refused), 0U);
}

}  // namespace
}  // namespace paktum::cli
