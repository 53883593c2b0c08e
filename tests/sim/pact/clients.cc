#include "tests/sim/pact/clients.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "libs/base/check.h"

namespace paktum::sim {
namespace {

using std::chrono::milliseconds;

constexpr const char* kNobody = "0197c1f0-0000-7000-8000-000000000000";

Place OfficeAt(const std::string& name) {
  const auto found = std::find(kPlaceNames.begin(), kPlaceNames.end(), name);
  PAKTUM_CHECK(found != kPlaceNames.end());
  return static_cast<Place>(found - kPlaceNames.begin());
}

// The text after "name":" up to the next quote; empty when there is none.
std::string TextOf(const std::string& json, const std::string& name) {
  const std::string before = "\"" + name + "\":\"";
  const std::size_t at = json.find(before);
  if (at == std::string::npos) return {};
  const std::size_t from = at + before.size();
  return json.substr(from, json.find('"', from) - from);
}

std::vector<std::uint64_t> PositionsOf(const std::string& json) {
  std::vector<std::uint64_t> positions;
  const std::string before = "\"positions\":[";
  std::size_t at = json.find(before);
  if (at == std::string::npos) return positions;
  for (at += before.size(); at < json.size() && json[at] != ']'; ++at) {
    if (json[at] < '0' || json[at] > '9') continue;
    std::uint64_t position = 0;
    const auto end = std::from_chars(json.data() + at, json.data() + json.size(), position).ptr;
    positions.push_back(position);
    at = static_cast<std::size_t>(end - json.data()) - 1;
  }
  return positions;
}

bool MayPass(unsigned status, const std::string& code) {
  return status == 429 || status >= 500 || code == "transact.contended";
}

}  // namespace

Client::Answer Client::Read(const http::Response& response) {
  return {response.status, TextOf(response.body, "code"), PositionsOf(response.body),
          TextOf(response.body, "participant_id"), TextOf(response.body, "state")};
}

void Client::Pause() {
  SleepUntil(SteadyNow() + world_.chance().Time(milliseconds(10), milliseconds(600)));
}

std::optional<Client::Answer> Client::Ask(Place office, const http::Request& request) {
  const milliseconds patience(world_.chance().Between(200, 9'000));
  const auto response = world_.Ask(office, request, patience);
  if (!response) return std::nullopt;
  return Read(*response);
}

std::optional<Client::Answer> Client::Post(const Command& command) {
  http::Request request;
  request.method = "POST";
  request.path = std::string("/api/pacts/") + kPact + "/commands/" + command.name;
  request.headers = {{"Idempotency-Key", command.key.ToString()}, {"Paktum-Simulated", "true"}};
  request.body = command.json;
  const std::size_t at =
      world_.book().Sending(kPlaceNames[command.office], command.name, command.key, command.json);
  auto answer = Ask(command.office, request);
  world_.trace().Line(
      world_.scheduler().time(), kPlaceNames[command.office], answer ? "answered" : "no answer",
      answer ? answer->status : 0,
      command.name + " " + command.key.ToString().substr(24) + " " + (answer ? answer->code : ""));
  if (answer && answer->status != 502) {
    world_.book().Answered(at, answer->status, answer->code, answer->positions);
  }
  return answer;
}

Client::Answer Client::PostUntilAnswered(const Command& command) {
  if (world_.chance().Hits(800)) {  // an impatient hand
    world_.StartClient([&world = world_, clerk = clerk_, command] {
      Client(world, clerk).Pause();
      Client(world, clerk).Post(command);
    });
  }
  for (;;) {
    const auto answer = Post(command);
    if (answer && !MayPass(answer->status, answer->code)) return *answer;
    Pause();
  }
}

Client::Answer Client::Await(const Command& command) {
  http::Request request;
  request.method = "GET";
  request.path = std::string("/api/pacts/") + kPact + "/commands/" + command.key.ToString();
  for (;;) {
    Pause();
    const auto answer = Ask(command.office, request);
    if (answer && answer->status == 200 && answer->state != "waiting") return *answer;
  }
}

void Client::Follow(const simulation::Journey& journey, std::size_t steps) {
  std::string participant;
  std::vector<std::uint64_t> first_positions(journey.steps.size());
  std::optional<Command> before;
  for (std::size_t i = 0; i < std::min(steps, journey.steps.size()); ++i) {
    const simulation::Step& step = journey.steps[i];
    if (journey.is_person && i > 0 && participant.empty()) return;
    const std::uint64_t voided = step.voids ? first_positions[*step.voids] : 0;
    if (step.voids && voided == 0) continue;
    if (!step.fills.empty()) continue;  // takes over what only the office's answer names
    const Command command{OfficeAt(step.office), step.command->GetDescriptor()->name(),
                          clerk_ == 0 ? step.key : step.key.Derived(clerk_),
                          simulation::CommandJson(step, participant, voided)};
    Answer answer = PostUntilAnswered(command);
    const bool needs_result = journey.is_person && i == 0;
    if (answer.status == 202 && (needs_result || world_.chance().Hits(3'000))) {
      answer = Await(command);
    }
    if (needs_result) participant = answer.participant_id;
    if (!answer.positions.empty()) first_positions[i] = answer.positions.front();
    if (world_.chance().Hits(500)) PostUntilAnswered(command);
    if (before && before->office == command.office && world_.chance().Hits(300)) {
      Command misuse = command;
      misuse.key = before->key;
      PostUntilAnswered(misuse);
    }
    if (journey.is_person && i > 0 && world_.chance().Hits(600)) {  // a person nobody knows
      Command stranger = command;
      stranger.key = command.key.Derived(1'000);
      stranger.json = simulation::CommandJson(step, kNobody, voided);
      PostUntilAnswered(stranger);
    }
    before = command;
    if (world_.chance().Hits(3'000)) Pause();
  }
}

}  // namespace paktum::sim
