#include "tests/property/registers/random_world.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <random>

#include "libs/plan/load.h"
#include "tests/property/domain/random_history.h"
#include "tests/unit/domain/person_commands.h"

namespace paktum::views::naive {
namespace {

using domain::Scenario;
using domain::Step;
using domain::StepCommand;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

plan::Plan PlanAt(const std::string& path) {
  auto loaded = plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return std::move(loaded).value();
}

bool LooksLikeDay(const std::string& text) {
  return text.size() >= 7 && text[4] == '-' && text.substr(0, 2) == "20";
}

template <typename Items>
std::vector<std::string> CodesOf(const Items& items) {
  std::vector<std::string> codes;
  for (const auto& item : items) codes.push_back(item.code());
  return codes;
}

// Makes one history. The commands are those of the pact that the generators know; their codes,
// years and persons are replaced by those of this plan and of the person who is meant.
class Maker {
 public:
  Maker(plan::Plan plan, std::uint64_t seed) : chance_(seed), pact_(std::move(plan)) {
    const plan::v1::Plan& from = domain::TiszakecskePlan().data();
    const plan::v1::Plan& to = pact_.plan().data();
    Map(CodesOf(from.schemes()), CodesOf(to.schemes()));
    Map(CodesOf(from.target_groups()), CodesOf(to.target_groups()));
    Map(CodesOf(from.members()), CodesOf(to.members()));
    Map(CodesOf(from.bodies()), CodesOf(to.bodies()));
    Map(CodesOf(from.document_kinds()), CodesOf(to.document_kinds()));
    Map(CodesOf(from.staff()), CodesOf(to.staff()));
    Map(CodesOf(from.measures()), CodesOf(to.measures()));
    Map(CodesOf(from.activity_sections()), CodesOf(to.activity_sections()));
    Map(CodesOf(from.public_surfaces()), CodesOf(to.public_surfaces()));
    if (to.programme().start_date() > "2021") years_later_ = 3;
    pact_.SetToday(years_later_ == 0 ? "2021-06-30" : "2024-06-30");
    pact_.SetFigures({.exists = true, .next_recorded_on = std::nullopt});
  }

  World Make(int groups, int steps, bool crowd) {
    if (OneIn(8) == 0 || pact_.plan().counts_in_months()) Try(domain::Adopt());
    for (int group = 0; group < groups; ++group) AddGroup(crowd);
    if (OneIn(2) == 0) EvaluatePeriod();
    for (int i = 0; i < steps; ++i) TakeStep();
    World world{.seed = 0, .plan = pact_.plan(), .records = Recorded(), .persons = {}};
    for (const auto& group : groups_) {
      world.persons.insert(world.persons.end(), group.begin(), group.end());
    }
    return world;
  }

 private:
  using Group = std::array<std::string, domain::kPersons>;

  int OneIn(int count) { return static_cast<int>(chance_() % static_cast<std::uint64_t>(count)); }

  void Map(const std::vector<std::string>& from, const std::vector<std::string>& to) {
    for (std::size_t i = 0; i < from.size() && !to.empty(); ++i) {
      const bool has = std::find(to.begin(), to.end(), from[i]) != to.end();
      codes_[from[i]] = has ? from[i] : to[i % to.size()];
    }
  }

  std::string Moved(const std::string& text) const {
    if (const auto code = codes_.find(text); code != codes_.end()) return code->second;
    if (const auto person = persons_.find(text); person != persons_.end()) {
      return groups_.at(group_).at(person->second);
    }
    if (!LooksLikeDay(text) || years_later_ == 0) return text;
    const int year = std::stoi(text.substr(0, 4)) + years_later_;
    const std::string moved = std::to_string(year) + text.substr(4);
    return moved.ends_with("-02-29") ? moved.substr(0, 8) + "28" : moved;
  }

  // Sometimes a day is the last one of its quarter: many a deadline is.
  std::string OnSomeBound(const std::string& field, const std::string& text) {
    const auto day = Date::Parse(text);
    if (!day || !field.ends_with("_on") || OneIn(8) > 0) return text;
    return Quarter::Of(*day).last_day().ToString();
  }

  // Every quoted text of a command inside a command.
  std::string MovedJson(const std::string& json) const {
    std::string moved;
    std::size_t at = 0;
    while (true) {
      const std::size_t open = json.find('"', at);
      const std::size_t close = open == std::string::npos ? open : json.find('"', open + 1);
      if (close == std::string::npos) return moved + json.substr(at);
      moved += json.substr(at, open + 1 - at) + Moved(json.substr(open + 1, close - open - 1));
      moved += '"';
      at = close + 1;
    }
  }

  void MoveField(Message& message, const FieldDescriptor& field) {
    const auto* reflection = message.GetReflection();
    if (field.name() == "year" && years_later_ > 0) {
      reflection->SetUInt32(&message, &field, 2019U + static_cast<unsigned>(years_later_));
    }
    if (field.name() == "figures_position") {
      reflection->SetUInt64(&message, &field, 1 + chance_() % (pact_.last().value() + 1));
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
    for (int i = 0; field.is_repeated() && i < reflection->FieldSize(message, &field); ++i) {
      reflection->SetRepeatedString(&message, &field, i,
                                    Moved(reflection->GetRepeatedString(message, &field, i)));
    }
    if (field.is_repeated()) return;
    const std::string text = reflection->GetString(message, &field);
    if (field.name() == "fields_json") {
      reflection->SetString(&message, &field, MovedJson(text));
    } else if (field.name().ends_with("_sha256") && OneIn(4) == 0) {
      reflection->SetString(&message, &field, std::string(text.empty() ? 64 : 0, 'c'));
    } else {
      reflection->SetString(&message, &field, OnSomeBound(field.name(), Moved(text)));
    }
  }

  void Move(Message& message) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      MoveField(message, *message.GetDescriptor()->field(i));
    }
    if (group_ == 0) return;
    const auto* grant = message.GetDescriptor()->FindFieldByName("grant_id");
    if (grant != nullptr) {
      message.GetReflection()->SetString(&message, grant, LastGrantOf(message));
    }
  }

  std::string LastGrantOf(const Message& message) {
    const auto* person = message.GetDescriptor()->FindFieldByName("participant_id");
    std::string grant;
    const auto stream =
        pact_.Stream("participant/" + message.GetReflection()->GetString(message, person));
    for (const domain::RecordedEvent& recorded : stream.events) {
      if (recorded.event.has_subsidy_granted()) {
        grant = recorded.event.subsidy_granted().grant_id();
      }
    }
    return grant;
  }

  bool Take(Message& message, const std::string& office) {
    pact_.SetLateReason(static_cast<event::v1::LateReason>(OneIn(5)));
    return pact_.Take(message, office).ok();
  }

  template <typename Command>
  void Try(Command command, const std::string& office = "") {
    Move(command);
    Change(command);
    Take(command, office);
  }

  // What the generators leave the same for everybody.
  void Change(Message& message) {
    if (auto* adopt = dynamic_cast<command::v1::AdoptPlan*>(&message)) {
      adopt->set_plan_version(pact_.plan().version());
      if (pact_.plan().counts_in_months()) {
        adopt->set_programme_start(OneIn(2) == 0 ? "2019-02-01" : "2019-01-15");
      }
    } else if (auto* entry = dynamic_cast<command::v1::RegisterParticipant*>(&message)) {
      entry->set_gender(static_cast<participant::v1::Gender>(1 + OneIn(12) % 3));
    } else if (auto* enrol = dynamic_cast<command::v1::EnrolParticipant*>(&message)) {
      ChangeEntry(*enrol);
    }
  }

  void ChangeEntry(command::v1::EnrolParticipant& entry) {
    constexpr std::array<const char*, 5> kBirthDays{"1999-02-03", "1992-01-01", "1980-05-05",
                                                    "1966-06-06", "1958-09-09"};
    const Date day = *Date::Parse(entry.enrolled_on());
    entry.set_enrolled_on(day.PlusDays(OneIn(3) == 0 ? OneIn(300) : 0).ToString());
    entry.set_labour_status(static_cast<participant::v1::LabourStatus>(OneIn(6)));
    entry.set_schooling(static_cast<participant::v1::Schooling>(OneIn(5)));
    entry.set_settlement(OneIn(4) == 0 ? "" : "Falu-" + std::to_string(OneIn(9) / 3));
    entry.set_months_as_jobseeker(static_cast<std::uint32_t>(OneIn(2) * OneIn(5)));
    entry.set_months_in_public_works(static_cast<std::uint32_t>(OneIn(3) / 2 * OneIn(5)));
    entry.clear_birth_date();
    if (OneIn(4) > 0) entry.set_birth_date(kBirthDays.at(static_cast<std::size_t>(OneIn(5))));
    entry.clear_target_groups();
    for (const plan::v1::TargetGroup& group : pact_.plan().data().target_groups()) {
      const bool person = !group.special_category() && !group.is_organisation();
      if (person && OneIn(4) == 0) entry.add_target_groups(group.code());
    }
  }

  // Registers three persons and enrols some; the first three are those of the generators.
  void AddGroup(bool crowd) {
    Group ids;
    group_ = 0;
    for (std::size_t person = 0; person < ids.size(); ++person) {
      std::string taj = "98765430" + std::to_string(person + 1);
      if (!groups_.empty()) taj += "-" + std::to_string(groups_.size());
      auto registration = domain::Register(taj);
      Move(registration);
      Change(registration);
      const auto taken = pact_.Take(registration, "government_office");
      EXPECT_TRUE(taken.ok()) << taken.status();
      ids.at(person) = taken->result.at("participant_id");
      if (groups_.empty()) persons_[ids.at(person)] = person;
    }
    groups_.push_back(ids);
    for (const std::string& id : ids) {
      if (OneIn(8) > 0) Try(domain::Enrol(id));
      if (crowd) AddJob(id);
    }
  }

  void AddJob(const std::string& id) {
    const auto& schemes = pact_.plan().data().schemes();
    if (schemes.empty() || OneIn(5) == 0) return;
    const auto& scheme = schemes.Get(OneIn(3) * OneIn(schemes.size()) / 2);
    auto grant = domain::Grant(id);
    grant.set_scheme(scheme.code());
    if (scheme.has_months()) grant.set_months(scheme.months());
    grant.set_granted_on(Date::Of(2019, 4, 1)->PlusDays(OneIn(500)).ToString());
    grant.set_monthly_amount_ft(10'000 + OneIn(50) * 1'000);
    Try(grant);
    auto hire = OneIn(3) > 0 ? domain::Hire(id) : domain::IndependentHire(id);
    hire.set_hired_on(grant.granted_on());
    Try(hire);
    if (OneIn(4) > 0) return;
    auto stop = domain::Stop(id, LastGrantOf(grant));
    stop.set_scheme(scheme.code());
    stop.set_reason(subsidy::v1::STOP_REASON_OWN_REQUEST);
    stop.set_stopped_on(Date::Parse(grant.granted_on())->PlusDays(20).ToString());
    Try(stop);
  }

  void EvaluatePeriod() {
    const std::string period = years_later_ == 0 ? "2019-H1" : "2022-H1";
    command::v1::OpenInterimEvaluation open;
    open.set_period(period);
    open.set_opened_on("2019-07-01");
    Try(open);
    for (int part = 1; part <= 6; ++part) {
      command::v1::WriteEvaluationPart write;
      write.set_period(period);
      write.set_part(static_cast<evaluation::v1::EvaluationPart>(part));
      write.set_text("Part " + std::to_string(part));
      write.set_written_on("2019-07-02");
      Try(write);
    }
    command::v1::SubmitInterimEvaluation submit;
    submit.set_period(period);
    submit.set_submitted_on("2019-07-03");
    submit.set_figures_position(1);
    submit.set_figures_sha256(std::string(64, 'a'));
    Try(submit);
    auto meeting = domain::Meeting();
    meeting.set_held_on("2019-07-18");
    meeting.mutable_resolutions(0)->set_number("11/2019");
    Try(meeting);
    command::v1::ApproveInterimEvaluation approve;
    approve.set_period(period);
    approve.set_approved_on("2019-07-18");
    approve.set_resolution("11/2019");
    Try(approve);
    command::v1::ClosePeriod close;
    close.set_period(period);
    close.set_closed_on("2019-07-31");
    if (OneIn(2) == 0) Try(close);
  }

  void TakeStep() {
    if (OneIn(8) == 0) {
      TakeProgrammeStep();
      return;
    }
    const Step step{.kind = OneIn(domain::kKinds),
                    .person = OneIn(domain::kPersons),
                    .day = OneIn(domain::kDays),
                    .variant = OneIn(domain::kVariants)};
    const StepCommand command = domain::CommandOf(step, pact_);
    const bool about_position = command.message->GetDescriptor()->FindFieldByName("position");
    group_ = about_position ? 0 : chance_() % groups_.size();
    Move(*command.message);
    Change(*command.message);
    Take(*command.message, command.office);
    group_ = 0;
  }

  // Occasions, things made, county meetings and steps done: what no generator makes.
  void TakeProgrammeStep() {
    const std::string day = Date::Of(2019, 1, 25)->PlusDays(OneIn(800)).ToString();
    const plan::v1::Plan& plan = pact_.plan().data();
    const int kind = OneIn(4);
    if (kind == 0 && plan.event_kinds_size() > 0) {
      const auto& event_kind = plan.event_kinds(OneIn(plan.event_kinds_size()));
      command::v1::HoldProgrammeEvent command;
      command.set_kind(event_kind.code());
      command.set_measure(event_kind.measures(OneIn(event_kind.measures_size())));
      command.set_held_on(day);
      command.set_days(1 + static_cast<unsigned>(OneIn(3)));
      command.set_participants(static_cast<unsigned>(OneIn(40)));
      command.set_topic("Topic");
      Try(command);
    } else if (kind == 1 && plan.deliverable_kinds_size() > 0) {
      const auto& made = plan.deliverable_kinds(OneIn(plan.deliverable_kinds_size()));
      command::v1::CompleteDeliverable command;
      command.set_kind(made.code());
      command.set_measure(made.measures(OneIn(made.measures_size())));
      command.set_completed_on(day);
      command.set_subject("Subject");
      Try(command);
    } else if (kind == 2) {
      command::v1::HoldCountyPactMeeting command;
      command.set_held_on(day);
      command.set_participants(static_cast<unsigned>(OneIn(40)));
      Try(command);
    } else {
      CompleteSomeStep(day);
    }
  }

  void CompleteSomeStep(const std::string& day) {
    for (const auto& [name, stream] : pact_.streams()) {
      if (!name.starts_with("deviation/") || OneIn(2) == 0) continue;
      const event::v1::Event& last = stream.events.back().event;
      if (!last.has_corrective_step_planned()) continue;
      command::v1::CompleteCorrectiveStep command;
      command.set_deviation_id(last.corrective_step_planned().deviation_id());
      command.set_step_id(last.corrective_step_planned().step_id());
      command.set_done_on(day);
      Try(command);
      return;
    }
  }

  std::vector<Record> Recorded() {
    std::vector<Record> records;
    const Date first = *Date::Of(2019 + years_later_, 1, 10);
    std::int64_t at_ms = std::int64_t{first.days_since_1970()} * 24 * 3'600'000 + 8 * 3'600'000;
    const std::int64_t step_ms = std::int64_t{1'600} * 24 * 3'600'000 /
                                 static_cast<std::int64_t>(pact_.appends().size() + 1);
    for (const auto& append : pact_.appends()) {
      at_ms += OneIn(6) == 0
                   ? 0
                   : static_cast<std::int64_t>(chance_() % static_cast<std::uint64_t>(step_ms));
      // Just late, or just in time.
      const Date day = *Date::Parse(append.front().event.occurred_on());
      const std::int64_t bound_ms =
          (std::int64_t{day.days_since_1970()} + 30 + OneIn(2)) * 24 * 3'600'000 + 12 * 3'600'000;
      const bool near = at_ms < bound_ms && bound_ms < at_ms + 6 * step_ms;
      if (near && OneIn(3) == 0) at_ms = bound_ms;
      for (const domain::RecordedEvent& recorded : append) {
        Record record{.position = recorded.position.value(),
                      .stream = recorded.stream,
                      .office = recorded.member,
                      .recorded_at = Instant(at_ms),
                      .event = recorded.event};
        record.event.set_source("/pacts/" + pact_.plan().pact_id() + "/members/" + record.office);
        record.event.set_subject(record.stream);
        records.push_back(std::move(record));
      }
    }
    AddVoids(records);
    return records;
  }

  // What no office would record, but any member could: something is taken out alone, and what took
  // something out is taken out again.
  void AddVoids(std::vector<Record>& records) {
    for (int i = OneIn(7); i > 0 && !records.empty(); --i) {
      std::vector<std::size_t> voids;
      for (std::size_t at = 0; at < records.size(); ++at) {
        const auto append = pact_.AppendOf(Position(records[at].position));
        const bool corrects = std::any_of(append.begin(), append.end(), [](const auto& one) {
          return one.event.has_event_corrected();
        });
        // With what a correction took out back beside what took its place, a thing stands twice.
        if (records[at].event.has_event_voided() && !corrects) voids.push_back(at);
      }
      const bool again = !voids.empty() && OneIn(2) == 0;
      const std::size_t any = chance_() % records.size();
      if (!again && records[any].event.has_event_voided()) continue;
      const Record& target = records[again ? voids[chance_() % voids.size()] : any];
      Record record{
          .position = records.size() + 1,
          .stream = target.stream,
          .office = target.office,
          .recorded_at = Instant(records.back().recorded_at.unix_ms() + OneIn(2) * 86'400'000),
          .event = {}};
      record.event.set_source(target.event.source());
      record.event.set_subject(target.stream);
      record.event.set_occurred_on(record.recorded_at.DateInBudapest().ToString());
      record.event.mutable_event_voided()->add_target_positions(target.position);
      record.event.mutable_event_voided()->set_reason(correction::v1::VOID_REASON_ENTRY_ERROR);
      records.push_back(std::move(record));
    }
  }

  std::mt19937_64 chance_;
  Scenario pact_;
  int years_later_ = 0;
  std::map<std::string, std::string> codes_;
  std::map<std::string, std::size_t> persons_;  // ids that the generators use
  std::vector<Group> groups_;
  std::size_t group_ = 0;
};

World MakeWorld(std::uint64_t seed, int groups, int steps, bool crowd) {
  const std::vector<plan::Plan>& plans = Plans();
  World world = Maker(plans[seed % plans.size()], seed).Make(groups, steps, crowd);
  world.seed = seed;
  return world;
}

}  // namespace

const std::vector<plan::Plan>& Plans() {
  static const std::vector<plan::Plan> kPlans{
      PlanAt("plans/tiszakecske.textproto"),
      domain::ChangedPlan("small_cell_threshold: 10", "small_cell_threshold: 3"),
      PlanAt("plans/lenti.textproto"),
      PlanAt("tests/unit/third_plan/third_plan.textproto"),
  };
  return kPlans;
}

World RandomWorld(std::uint64_t seed) {
  return MakeWorld(seed, 1 + static_cast<int>(seed / 7 % 3), 110, false);
}

World CrowdedWorld(std::uint64_t seed) { return MakeWorld(seed, 12, 60, true); }

}  // namespace paktum::views::naive
