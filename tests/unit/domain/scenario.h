#pragma once
// Given, when, then for deciders: a pact in memory that takes commands as an office does, without
// sealing, network or clock.
#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libs/domain/decider.h"
#include "libs/plan/plan.h"
#include "paktum/command/v1/charity.pb.h"
#include "paktum/command/v1/evaluation.pb.h"
#include "paktum/command/v1/evidence.pb.h"
#include "paktum/command/v1/governance.pb.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/command/v1/pact_office.pb.h"
#include "paktum/command/v1/participant.pb.h"
#include "paktum/command/v1/portal.pb.h"
#include "paktum/command/v1/privacy.pb.h"

namespace paktum::domain {

// The real plan, plans/tiszakecske.textproto; read once.
const plan::Plan& TiszakecskePlan();

// The plan with every `from` of its text replaced by `to`; the test ends when it does not load.
plan::Plan ChangedPlan(std::string_view from, std::string_view to);

// A day that exists.
Date Day(std::string_view text);

class Scenario {
 public:
  Scenario() : Scenario(TiszakecskePlan()) {}
  explicit Scenario(plan::Plan plan) : plan_(std::move(plan)) {}

  // The day on which commands are taken from now on; 2021-06-30 at first.
  void SetToday(std::string_view text) { today_ = Day(text); }
  // Who enters commands from now on; "clerk" at first.
  void SetActor(std::string actor) { actor_ = std::move(actor); }
  // Why late facts are recorded from now on; no reason at first.
  void SetLateReason(event::v1::LateReason reason) { late_reason_ = reason; }
  // What the ledger says about the place of figures from now on; at first its end on 2021-06-30.
  void SetFigures(FiguresPlace place) { figures_ = place; }
  void SetPlan(plan::Plan plan) { plan_ = std::move(plan); }
  [[nodiscard]] const plan::Plan& plan() const { return plan_; }

  // A fresh command id.
  Uuid NewCommand();

  // Decides and writes nothing. `member`: the first office that takes the command when empty.
  Result<Decision> When(const google::protobuf::Message& command, std::string member = "");
  Result<Decision> WhenAs(Uuid id, const google::protobuf::Message& command,
                          std::string member = "");

  // Decides and appends; the test fails when it is refused. Returns the result.
  ResultFields Given(const google::protobuf::Message& command, std::string member = "");

  // Decides and appends, or returns why not.
  Result<Decision> Take(const google::protobuf::Message& command, std::string member = "");
  void Append(Uuid id, const std::string& member, const Decision& decision);

  // Everything recorded, by stream.
  [[nodiscard]] LoadedStream Stream(const std::string& name) const;
  [[nodiscard]] const std::map<std::string, LoadedStream>& streams() const { return streams_; }
  [[nodiscard]] const std::vector<std::vector<RecordedEvent>>& appends() const { return appends_; }
  [[nodiscard]] Position last() const { return last_; }
  // The append that holds the position; empty for none.
  [[nodiscard]] std::vector<RecordedEvent> AppendOf(Position position) const;

  // A registered, and a registered and enrolled person; their participant ids.
  std::string GivenPerson(const std::string& taj = "123456788");
  std::string GivenParticipant(const std::string& taj = "123456788");

 private:
  Context MakeContext(Uuid id, const google::protobuf::Message& command, std::string member) const;

  plan::Plan plan_;
  Date today_ = Day("2021-06-30");
  std::string actor_ = "clerk";
  event::v1::LateReason late_reason_ = event::v1::LATE_REASON_UNSPECIFIED;
  FiguresPlace figures_{.exists = true, .next_recorded_on = std::nullopt};
  std::uint64_t commands_ = 0;
  Position last_;
  std::map<std::string, LoadedStream> streams_;
  std::vector<std::vector<RecordedEvent>> appends_;
};

// Valid commands; tests change what they are about. Registered 2019-01-10, enrolled 2019-02-01,
// granted 2019-03-01 and hired 2019-03-04.
command::v1::RegisterParticipant Register(const std::string& taj = "123456788");
command::v1::EnrolParticipant Enrol(const std::string& participant_id);
command::v1::GrantSubsidy Grant(const std::string& participant_id,
                                const std::string& scheme = "S2");
command::v1::RecordHire Hire(const std::string& participant_id);
command::v1::RecordHire IndependentHire(const std::string& participant_id);
command::v1::EndEmployment EndJob(const std::string& participant_id);
command::v1::StartTraining StartCourse(const std::string& participant_id);
command::v1::CompleteTraining CompleteCourse(const std::string& participant_id);
command::v1::CheckSixMonthStatus Check(const std::string& participant_id);
command::v1::HoldFirstInterview Interview(const std::string& participant_id);
command::v1::MakeDevelopmentPlan DevelopmentPlan(const std::string& participant_id);
command::v1::GiveService Service(const std::string& participant_id);
command::v1::StartMentoring Mentor(const std::string& participant_id);
command::v1::HoldMentoringSession Session(const std::string& participant_id);
command::v1::EndMentoring EndMentor(const std::string& participant_id);
command::v1::AdoptPlan Adopt();
command::v1::RegisterMember Join(const std::string& member_code);
command::v1::HoldSteeringGroupMeeting Meeting();
command::v1::HoldForum Forum();
command::v1::HoldPartnershipEvent PartnershipEvent();
command::v1::RecordInformationService Information();
command::v1::ApproveDocument Approve();
command::v1::VoidEvent Void(Position position);
command::v1::ProposeErasure Propose(const std::string& participant_id);
command::v1::AgreeToErasure Agree(const std::string& participant_id, const std::string& erasure_id);

// The secret that the office would mail for this subscription.
std::string NewsletterSecret(const std::string& subscription_id);

// A pact whose interim evaluation of 2019-H1 is approved; with it, one in which that period is
// closed since 2019-07-31.
Scenario EvaluatedPact();
Scenario ClosedPact();

// Names of the bodies that a decision records, in order: "SubsidyGranted".
std::vector<std::string> Names(const Decision& decision);

// Refused for this reason, in both languages, with every placeholder filled in.
::testing::AssertionResult RefusedFor(const Result<Decision>& result, std::string_view reason);
// Accepted with nothing to record.
::testing::AssertionResult NothingToDo(const Result<Decision>& result);
// Accepted with these events.
::testing::AssertionResult Records(const Result<Decision>& result,
                                   const std::vector<std::string>& names);
// The detail of a refusal; empty when there is none of this key.
std::string DetailOf(const Result<Decision>& result, std::string_view key);

}  // namespace paktum::domain
