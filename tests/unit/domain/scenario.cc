#include "tests/unit/domain/scenario.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <sstream>

#include "libs/domain/refusals.h"
#include "libs/events/catalogue.h"
#include "libs/plan/load.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::domain {
namespace {

constexpr char kPlanFile[] = PAKTUM_SOURCE_DIR "/plans/tiszakecske.textproto";

// Stands in for the keyed hash of an office: 64 digits that do not show the number.
std::string FakeIdentityHash(const std::string& taj) {
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : taj) hash = (hash ^ static_cast<std::uint64_t>(c)) * 1099511628211ULL;
  std::ostringstream text;
  text << std::hex << hash;
  return std::string(64 - text.str().size(), 'a') + text.str();
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  PAKTUM_CHECK(at != std::string::npos);
  for (; at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// What an office would read out of fields_json; nullptr for a command that there is not.
std::shared_ptr<google::protobuf::Message> ReplacementOf(const command::v1::CorrectEvent& command) {
  const CommandHandler* const handler = FindCommand(command.command());
  if (handler == nullptr) return nullptr;
  std::shared_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(handler->descriptor)
          ->New());
  const auto read =
      google::protobuf::util::JsonStringToMessage(command.fields_json(), message.get());
  PAKTUM_CHECK(read.ok());
  return message;
}

}  // namespace

const plan::Plan& TiszakecskePlan() {
  static const auto* const kPlan = [] {
    auto loaded = plan::LoadPlan(kPlanFile);
    if (!loaded.ok()) std::cerr << loaded.status() << "\n";
    return new plan::Plan(*loaded);
  }();
  return *kPlan;
}

plan::Plan ChangedPlan(std::string_view from, std::string_view to) {
  std::ifstream file(kPlanFile);
  std::ostringstream text;
  text << file.rdbuf();
  auto parsed = plan::ParsePlan(Replaced(text.str(), from, to), "changed plan");
  if (!parsed.ok()) std::cerr << parsed.status() << "\n";
  return *parsed;
}

Date Day(std::string_view text) {
  const auto date = Date::Parse(text);
  PAKTUM_CHECK(date.has_value());
  return *date;
}

Uuid Scenario::NewCommand() {
  ++commands_;
  return Uuid::V7From(1'600'000'000'000 + static_cast<std::int64_t>(commands_), commands_, 7);
}

Context Scenario::MakeContext(Uuid id, const google::protobuf::Message& command,
                              std::string member) const {
  Context context;
  context.command = id;
  context.today = today_;
  const auto& options = command.GetDescriptor()->options().GetExtension(options::v1::command);
  context.member = member.empty() ? options.offices(0) : std::move(member);
  context.actor = actor_;
  context.late_reason = late_reason_;
  context.figures = figures_;
  context.newsletter_secret = NewsletterSecret;
  if (const auto* asked = dynamic_cast<const command::v1::SubscribeNewsletter*>(&command)) {
    context.identity_hash_hex = FakeIdentityHash(asked->email());
  }
  if (const auto* left = dynamic_cast<const command::v1::UnsubscribeNewsletter*>(&command)) {
    context.identity_hash_hex = FakeIdentityHash(left->email());
  }
  if (const auto* registration = dynamic_cast<const command::v1::RegisterParticipant*>(&command)) {
    context.identity_hash_hex = FakeIdentityHash(registration->taj());
  }
  if (const auto* correction = dynamic_cast<const command::v1::VoidEvent*>(&command)) {
    context.target_append = AppendOf(Position(correction->position()));
    context.resting_streams = StreamsThatMayRestOn(context.target_append, plan_);
  }
  if (const auto* evidence = dynamic_cast<const command::v1::AttachEvidence*>(&command)) {
    context.target_append = AppendOf(Position(evidence->position()));
  }
  if (const auto* correction = dynamic_cast<const command::v1::CorrectEvent*>(&command)) {
    context.target_append = AppendOf(Position(correction->position()));
    context.resting_streams = StreamsThatMayRestOn(context.target_append, plan_);
    context.replacement = ReplacementOf(*correction);
    if (const auto* registration =
            dynamic_cast<const command::v1::RegisterParticipant*>(context.replacement.get())) {
      context.identity_hash_hex = FakeIdentityHash(registration->taj());
    }
  }
  return context;
}

Result<Decision> Scenario::WhenAs(Uuid id, const google::protobuf::Message& command,
                                  std::string member) {
  const CommandHandler* const handler = FindCommand(command.GetDescriptor()->name());
  PAKTUM_CHECK(handler != nullptr);
  const Context context = MakeContext(id, command, std::move(member));
  std::vector<LoadedStream> loaded;
  for (const std::string& name : handler->streams(command, context)) {
    loaded.push_back(Stream(name));
  }
  Result<Decision> decided = handler->decide(command, context, plan_, loaded);
  if (!decided.ok()) return decided;
  for (const PendingEvent& event : decided->events) {
    const bool was_loaded = std::any_of(loaded.begin(), loaded.end(), [&](const auto& stream) {
      return stream.name == event.stream;
    });
    EXPECT_TRUE(was_loaded) << event.stream << " is written and was not loaded";
  }
  return decided;
}

Result<Decision> Scenario::When(const google::protobuf::Message& command, std::string member) {
  return WhenAs(NewCommand(), command, std::move(member));
}

Result<Decision> Scenario::Take(const google::protobuf::Message& command, std::string member) {
  const Uuid id = NewCommand();
  const Context context = MakeContext(id, command, member);
  Result<Decision> decided = WhenAs(id, command, std::move(member));
  if (decided.ok()) Append(id, context.member, *decided);
  return decided;
}

ResultFields Scenario::Given(const google::protobuf::Message& command, std::string member) {
  const Result<Decision> decided = Take(command, std::move(member));
  if (!decided.ok()) {
    ADD_FAILURE() << command.GetDescriptor()->name() << ": " << decided.status();
    return {};
  }
  return decided->result;
}

void Scenario::Append(Uuid id, const std::string& member, const Decision& decision) {
  if (decision.events.empty()) return;
  std::vector<RecordedEvent> append;
  for (const PendingEvent& event : decision.events) {
    last_ = Next(last_);
    LoadedStream& stream = streams_[event.stream];
    stream.name = event.stream;
    stream.version = Next(stream.version);
    append.push_back({last_, stream.version, event.stream, member, id, event.event});
    append.back().event.set_actor(actor_);
    stream.events.push_back(append.back());
  }
  EXPECT_EQ(ResultOf(append), decision.result) << "the ledger answers a repeat as the decision did";
  appends_.push_back(std::move(append));
}

LoadedStream Scenario::Stream(const std::string& name) const {
  const auto found = streams_.find(name);
  return found == streams_.end() ? LoadedStream{name, StreamVersion(0), {}} : found->second;
}

std::vector<RecordedEvent> Scenario::AppendOf(Position position) const {
  for (const auto& append : appends_) {
    if (append.front().position <= position && position <= append.back().position) return append;
  }
  return {};
}

std::string Scenario::GivenPerson(const std::string& taj) {
  return Given(Register(taj))["participant_id"];
}

std::string Scenario::GivenParticipant(const std::string& taj) {
  const std::string id = GivenPerson(taj);
  Given(Enrol(id));
  return id;
}

std::string NewsletterSecret(const std::string& subscription_id) {
  return FakeIdentityHash("secret " + subscription_id).substr(44);
}

Scenario EvaluatedPact() {
  Scenario pact;
  command::v1::OpenInterimEvaluation open;
  open.set_period("2019-H1");
  open.set_opened_on("2019-07-01");
  pact.Given(open);
  for (int part = 1; part <= 6; ++part) {
    command::v1::WriteEvaluationPart write;
    write.set_period("2019-H1");
    write.set_part(static_cast<evaluation::v1::EvaluationPart>(part));
    write.set_text("Part " + std::to_string(part));
    write.set_written_on("2019-07-02");
    pact.Given(write);
  }
  command::v1::SubmitInterimEvaluation submit;
  submit.set_period("2019-H1");
  submit.set_submitted_on("2019-07-03");
  submit.set_figures_position(7);
  submit.set_figures_sha256(std::string(64, 'a'));
  pact.Given(submit);
  auto meeting = Meeting();
  meeting.set_held_on("2019-07-18");
  meeting.mutable_resolutions(0)->set_number("11/2019");
  pact.Given(meeting);
  command::v1::ApproveInterimEvaluation approve;
  approve.set_period("2019-H1");
  approve.set_approved_on("2019-07-18");
  approve.set_resolution("11/2019");
  pact.Given(approve);
  return pact;
}

Scenario ClosedPact() {
  Scenario pact = EvaluatedPact();
  command::v1::ClosePeriod close;
  close.set_period("2019-H1");
  close.set_closed_on("2019-07-31");
  pact.Given(close);
  return pact;
}

std::vector<std::string> Names(const Decision& decision) {
  std::vector<std::string> names;
  for (const PendingEvent& event : decision.events) {
    const std::string type = events::TypeOf(event.event);
    names.push_back(type.substr(type.rfind('.') + 1));
  }
  return names;
}

::testing::AssertionResult RefusedFor(const Result<Decision>& result, std::string_view reason) {
  if (result.ok()) {
    return ::testing::AssertionFailure()
           << "accepted with " << ::testing::PrintToString(Names(*result)) << ", not refused for "
           << reason;
  }
  if (result.status().reason() != reason) {
    return ::testing::AssertionFailure() << "refused for another reason: " << result.status();
  }
  const auto text = TextOf(result.status());
  if (!text || text->hu.empty() || text->en.empty()) {
    return ::testing::AssertionFailure() << reason << " has no texts";
  }
  if ((text->hu + text->en).find('{') != std::string::npos) {
    return ::testing::AssertionFailure() << "a placeholder is left: " << text->hu << text->en;
  }
  return ::testing::AssertionSuccess();
}

::testing::AssertionResult NothingToDo(const Result<Decision>& result) {
  if (!result.ok()) return ::testing::AssertionFailure() << "refused: " << result.status();
  if (!result->events.empty()) {
    return ::testing::AssertionFailure() << "records " << ::testing::PrintToString(Names(*result));
  }
  return ::testing::AssertionSuccess();
}

::testing::AssertionResult Records(const Result<Decision>& result,
                                   const std::vector<std::string>& names) {
  if (!result.ok()) return ::testing::AssertionFailure() << "refused: " << result.status();
  if (Names(*result) != names) {
    return ::testing::AssertionFailure() << "records " << ::testing::PrintToString(Names(*result));
  }
  return ::testing::AssertionSuccess();
}

std::string DetailOf(const Result<Decision>& result, std::string_view key) {
  for (const Status::Detail& detail : result.status().details()) {
    if (detail.key == key) return detail.value;
  }
  return "";
}

}  // namespace paktum::domain
