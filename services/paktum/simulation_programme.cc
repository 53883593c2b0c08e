// The programme of the pact's measures: bodies, posts, activities, tasks, occasions and things that
// the plan names, the local economy, surveys, notices.
#include <algorithm>
#include <string>

#include "libs/base/check.h"
#include "paktum/command/v1/care.pb.h"
#include "paktum/command/v1/evidence.pb.h"
#include "paktum/command/v1/governance.pb.h"
#include "paktum/command/v1/labour.pb.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/command/v1/portal.pb.h"
#include "services/paktum/internal/journey_builder.h"

namespace paktum::simulation {
namespace {

using namespace command::v1;  // NOLINT(google-build-using-namespace): command names only

constexpr int kWithoutTarget = 4;  // events where the plan gives no number
constexpr std::int64_t kGoalMax = 500;

class ProgrammeSimulation {
 public:
  ProgrammeSimulation(const plan::Plan& plan, const Options& options)
      : plan_(plan), options_(options) {}

  std::vector<Journey> Run() {
    std::vector<Journey> journeys{Bodies(), Staff(), Activities(), Notices(), Employers()};
    for (const auto& kind : plan_.data().event_kinds()) journeys.push_back(Occasions(kind));
    if (!plan_.data().deliverable_kinds().empty()) journeys.push_back(Deliverables());
    for (const auto& measure : plan_.data().measures()) journeys.push_back(Measure(measure));
    for (int year = plan_.start_date().year(); year <= plan_.end_date().year(); ++year) {
      journeys.push_back(Tasks(year));
    }
    return journeys;
  }

 private:
  Random Next() { return Random(options_.seed, 500 + stream_++); }
  JourneyBuilder Builder(Random& random) const { return {random, false, plan_.end_date()}; }
  // The i-th of n days spread over a period.
  static Date Spread(Random& random, Date first, Date last, int i, int n) {
    const int days = std::max(1, DaysBetween(first, last));
    return std::min(last,
                    first.PlusDays(days * i / n + random.Between(0, std::max(0, days / n - 1))));
  }

  Journey Bodies() {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    Date on = std::min(AgreementDay(plan_), plan_.start_date().PlusDays(120));
    for (const auto& body : plan_.data().bodies()) {
      ConstituteBody command;
      command.set_body(body.code());
      command.set_constituted_on(on.ToString());
      command.set_seats(static_cast<std::uint32_t>(random.Between(3, 11)));
      journey.Add(on, kPactOffice, command);
    }
    const plan::v1::Measure* measure =
        plan_.MeasureOfEventType("paktum.governance.v1.BodySittingHeld");
    if (measure == nullptr || measure->phase().empty()) return journey.Take();
    for (int i = 0; i < 6; ++i) {
      on = Spread(random, FirstDayOf(*measure, plan_), LastDayOf(*measure, plan_), i, 6);
      HoldBodySitting sitting;
      sitting.set_body(plan_.data().bodies(0).code());
      sitting.set_held_on(on.ToString());
      sitting.set_members_present(static_cast<std::uint32_t>(random.Between(4, 9)));
      sitting.set_open_to_public(true);
      sitting.add_agenda("A projekttervek állása");
      journey.Add(on, kPactOffice, sitting);
    }
    return journey.Take();
  }

  [[nodiscard]] std::string OfficeOf(const std::string& member) const {
    const auto* entry = plan_.FindConsortiumMember(member);
    return entry == nullptr ? std::string() : entry->office_service();
  }

  Journey Staff() {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    bool changed = false;
    for (const auto& post : plan_.data().staff()) {
      const std::string office = OfficeOf(post.organisation());
      if (office.empty()) continue;
      const Date from = plan_.start_date().PlusDays(random.Between(0, 30));
      const std::size_t first = journey.size();
      const auto assign = [&](Date on, const std::string& name) {
        AssignStaff command;
        command.set_post(post.code());
        command.set_assigned_on(on.ToString());
        command.set_full_name(name);
        journey.Add(on, office, command);
      };
      for (std::uint32_t i = 0; i < post.persons(); ++i) {
        assign(from, "Szimulált Munkatárs " + std::to_string(journey.size() + 1));
      }
      if (changed) continue;
      changed = true;
      const Date left = plan_.start_date().PlusDays(300);
      ReleaseStaff release;
      release.set_post(post.code());
      release.set_released_on(left.ToString());
      const Fill of_holder{"staff_id", first, "staff_id"};
      journey.AddFilled(left, office, release, {of_holder});
      const Date forgotten = left.PlusDays(90);
      EraseStaffName erase;
      erase.set_post(post.code());
      erase.set_erased_on(forgotten.ToString());
      erase.set_reason(privacy::v1::ERASURE_REASON_LEGAL_OBLIGATION);
      journey.AddFilled(forgotten, office, erase, {of_holder});
      assign(left.PlusDays(5), "Szimulált Utód");
    }
    return journey.Take();
  }

  Journey Activities() {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    for (const auto& section : plan_.data().activity_sections()) {
      for (const auto& activity : section.activities()) {
        for (const auto& assigned : activity.assignments()) {
          const std::string office = OfficeOf(assigned.organisation());
          if (office.empty()) continue;
          const Date on = plan_.start_date().PlusDays(random.Between(60, 700));
          ReportActivity command;
          command.set_section(section.code());
          command.set_activity(activity.letter());
          command.set_done_on(on.ToString());
          command.set_subject("Szimulált beszámoló a tevékenységről");
          journey.Add(on, office, command);
        }
      }
    }
    return journey.Take();
  }

  Journey Notices() {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    Date on = plan_.start_date().PlusDays(20);
    int number = 0;
    for (int round = 0; round < 6; ++round) {
      for (const auto& surface : plan_.data().public_surfaces()) {
        if (!surface.counts_as_information_surface()) continue;
        const std::size_t published = journey.size();
        PublishNotice notice;
        notice.set_surface(surface.code());
        notice.set_published_on(on.ToString());
        notice.set_title("Szimulált hirdetés " + std::to_string(++number));
        notice.set_text("Szimulált tájékoztató szöveg a paktum munkájáról.");
        if (journey.Add(on, kPactOffice, notice) && number % 5 == 0) {
          WithdrawNotice withdraw;
          withdraw.set_withdrawn_on(on.PlusDays(9).ToString());
          journey.AddFilled(on.PlusDays(9), kPactOffice, withdraw,
                            {{"notice_id", published, "notice_id"}});
        }
        on = on.PlusDays(random.Between(5, 25));
      }
    }
    return journey.Take();
  }

  // Labour needs of employers, and jobs that were kept, where an indicator counts them.
  Journey Employers() {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    const int rounds = 12;
    for (int i = 0; i < rounds && plan_.FindOffice(kGovernmentOffice) != nullptr; ++i) {
      const Date on = Spread(random, plan_.start_date(), plan_.end_date(), i, rounds);
      SurveyLabourNeed survey;
      survey.set_employer(Employer(i));
      survey.set_surveyed_on(on.ToString());
      survey.set_headcount(static_cast<std::uint32_t>(random.Between(1, 12)));
      survey.set_trade("lakatos");
      survey.set_new_investment(i % 3 == 0);
      journey.Add(on, kGovernmentOffice, survey);
      if (plan_.FindOffice(kCharity) == nullptr || i % 2 == 0) continue;
      MapEmployerNeed need;
      need.set_employer(Employer(i));
      need.set_mapped_on(on.ToString());
      need.set_headcount(static_cast<std::uint32_t>(random.Between(1, 5)));
      need.set_trade("raktáros");
      journey.Add(on, kCharity, need);
    }
    for (const plan::v1::Indicator* indicator : plan_.indicators()) {
      const plan::v1::Definition* definition = plan::DefinitionInForce(*indicator);
      const bool counts = definition != nullptr &&
                          definition->source_event_types(0) == "paktum.employment.v1.JobKept";
      if (!counts || indicator->targets().empty()) continue;
      const int goal = static_cast<int>(std::min(kGoalMax, indicator->targets(0).value()));
      for (int i = 0; i * 5 < goal; ++i) {
        const Date on = Spread(random, plan_.start_date().PlusDays(200), plan_.end_date(), i, goal);
        RecordKeptJob kept;
        kept.set_employer(Employer(i));
        kept.set_kind(employment::v1::KEPT_JOB_KIND_KEPT);
        kept.set_jobs(5);
        kept.set_proven_on(on.ToString());
        kept.set_evidence(employment::v1::EVIDENCE_KIND_EMPLOYER_CERTIFICATE);
        journey.Add(on, kPactOffice, kept);
      }
    }
    return journey.Take();
  }

  [[nodiscard]] std::string Employer(int i) const {
    std::vector<std::string> codes;
    for (const auto& member : plan_.data().members()) {
      if (member.type() == "enterprise" && !member.natural_person()) codes.push_back(member.code());
    }
    if (codes.empty()) return "employer-" + std::to_string(i % 4 + 1);
    return codes[static_cast<std::size_t>(i) % codes.size()];
  }

  // How many events of a type with this filter value an indicator of the measure aims for.
  [[nodiscard]] int Goal(const plan::v1::Measure& measure, const std::string& type,
                         const std::string& value) const {
    for (const auto* list : {&measure.results(), &measure.outputs()}) {
      for (const plan::v1::Indicator& indicator : *list) {
        const plan::v1::Definition* definition = plan::DefinitionInForce(indicator);
        if (definition == nullptr || definition->source_event_types(0) != type) continue;
        if (definition->aggregate() != plan::v1::Definition::AGGREGATE_COUNT_EVENTS) continue;
        for (const auto& filter : definition->filters()) {
          const bool same = std::find(filter.values().begin(), filter.values().end(), value) !=
                            filter.values().end();
          if (!same || indicator.targets().empty()) continue;
          return static_cast<int>(std::min(kGoalMax, indicator.targets(0).value()));
        }
      }
    }
    return 1;
  }

  Journey Occasions(const plan::v1::ProgrammeEventKind& kind) {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    for (const std::string& code : kind.measures()) {
      const plan::v1::Measure& measure = *plan_.FindMeasure(code);
      const int count = Goal(measure, "paktum.governance.v1.ProgrammeEventHeld", kind.code());
      for (int i = 0; i < count; ++i) {
        const Date on =
            Spread(random, FirstDayOf(measure, plan_), LastDayOf(measure, plan_), i, count);
        HoldProgrammeEvent command;
        command.set_measure(code);
        command.set_kind(kind.code());
        command.set_held_on(on.ToString());
        command.set_days(kind.has_days() ? kind.days() : 1);
        const int low = kind.has_persons_min() ? static_cast<int>(kind.persons_min()) : 10;
        const int high = kind.has_persons_max() ? static_cast<int>(kind.persons_max()) : 45;
        command.set_participants(static_cast<std::uint32_t>(random.Between(low, high)));
        command.set_topic("Szimulált " + kind.name().hu());
        journey.Add(on, kPactOffice, command);
      }
    }
    return journey.Take();
  }

  Journey Deliverables() {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    for (const auto& kind : plan_.data().deliverable_kinds()) {
      for (const std::string& code : kind.measures()) {
        const plan::v1::Measure& measure = *plan_.FindMeasure(code);
        const Date on = Spread(random, FirstDayOf(measure, plan_), LastDayOf(measure, plan_), 0, 1);
        CompleteDeliverable command;
        command.set_measure(code);
        command.set_kind(kind.code());
        command.set_completed_on(on.ToString());
        command.set_document_sha256(DigestOf(kind.code()));
        journey.Add(on, kPactOffice, command);
      }
    }
    return journey.Take();
  }

  // What indicators of the measure count of the local economy, of needs and of cooperations.
  Journey Measure(const plan::v1::Measure& measure) {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    for (const auto* list : {&measure.results(), &measure.outputs()}) {
      for (const plan::v1::Indicator& indicator : *list) {
        const plan::v1::Definition* definition = plan::DefinitionInForce(indicator);
        if (definition == nullptr) continue;
        const int count = indicator.targets().empty()
                              ? kWithoutTarget
                              : static_cast<int>(std::min(kGoalMax, indicator.targets(0).value()));
        for (int i = 0; i < count; ++i) {
          const Date on =
              Spread(random, FirstDayOf(measure, plan_), LastDayOf(measure, plan_), i, count);
          if (!Counted(journey, measure.code(), *definition, on, i)) break;
        }
      }
    }
    return journey.Take();
  }

  static bool Allows(const plan::v1::Definition& definition, const std::string& field,
                     std::string& value) {
    for (const auto& filter : definition.filters()) {
      if (filter.field() != field) continue;
      value = filter.values(0);
      return true;
    }
    return false;
  }

  // One event that the definition counts; false for a type that others simulate.
  bool Counted(JourneyBuilder& journey, const std::string& measure,
               const plan::v1::Definition& definition, Date on, int i) {
    const std::string type =
        definition.source_event_types(0).substr(definition.source_event_types(0).rfind('.') + 1);
    const auto send = [&](auto command) {
      command.set_measure(measure);
      journey.Add(on, kPactOffice, command);
      return true;
    };
    if (type == "BusinessIdeaRealised") {
      RecordBusinessIdea command;
      command.set_realised_on(on.ToString());
      command.set_subject("Szimulált vállalkozási ötlet");
      return send(command);
    }
    if (type == "LeadingSectorDesignated") {
      DesignateLeadingSector command;
      command.set_designated_on(on.ToString());
      command.set_sector("C" + std::to_string(10 + i));
      command.set_name("Szimulált húzóágazat");
      return i < 2 && send(command);
    }
    if (type == "BusinessContactCreated") {
      RecordBusinessContact command;
      command.set_created_on(on.ToString());
      command.set_first_party(Employer(i));
      command.set_second_party("partner-" + std::to_string(i));
      return send(command);
    }
    if (type == "NetworkCreated") return send(Network(definition, on, i));
    if (type == "InvestmentActionHeld") return send(Investment(definition, on, i));
    if (type == "LocalNeedDiscussed") return LocalNeed(journey, measure, on, i);
    if (type == "NeedsSurveyAnswered") return Survey(journey, measure, definition, on, i);
    if (type == "VocationalCooperationCreated") return Cooperation(journey, measure, on, i);
    return false;
  }

  [[nodiscard]] CreateNetwork Network(const plan::v1::Definition& definition, Date on,
                                      int i) const {
    CreateNetwork command;
    std::string value;
    auto kind = governance::v1::NETWORK_KIND_NETWORK;
    if (Allows(definition, "kind", value)) governance::v1::NetworkKind_Parse(value, &kind);
    command.set_kind(kind);
    command.set_created_on(on.ToString());
    command.set_name("Szimulált hálózat " + std::to_string(i + 1));
    command.add_members(Employer(i));
    command.add_members("partner-" + std::to_string(i));
    return command;
  }

  static HoldInvestmentAction Investment(const plan::v1::Definition& definition, Date on, int i) {
    HoldInvestmentAction command;
    std::string value;
    auto kind = governance::v1::INVESTMENT_ACTION_KIND_PROMOTION;
    if (Allows(definition, "kind", value)) {
      governance::v1::InvestmentActionKind_Parse(value, &kind);
    }
    command.set_kind(kind);
    command.set_held_on(on.ToString());
    command.set_topic("Szimulált befektetésösztönzés " + std::to_string(i + 1));
    command.set_participants(static_cast<std::uint32_t>(10 + i));
    return command;
  }

  // The first case is corrected and has its evidence attached.
  bool LocalNeed(JourneyBuilder& journey, const std::string& measure, Date on, int i) const {
    const std::size_t discussed = journey.size();
    DiscussLocalNeed command;
    command.set_measure(measure);
    command.set_discussed_on(on.ToString());
    command.set_topic("Szimulált helyi igény " + std::to_string(i + 1));
    journey.Add(on, kPactOffice, command);
    SurveyNeeds survey;
    survey.set_measure(measure);
    survey.set_kind(governance::v1::NEED_SURVEY_KIND_TRAINING);
    survey.set_respondent(governance::v1::RESPONDENT_KIND_ENTERPRISE);
    survey.set_organisation(Employer(i));
    survey.set_answered_on(on.ToString());
    journey.Add(on, kPactOffice, survey);
    if (i > 0) return true;
    AttachEvidence evidence;
    evidence.set_type(static_cast<correction::v1::EvidenceType>(1));
    evidence.set_file_sha256(DigestOf("evidence"));
    evidence.set_attached_on(on.ToString());
    journey.AddFilled(on, kPactOffice, evidence, {{"position", discussed, ""}});
    CorrectEvent correct;
    correct.set_reason(correction::v1::VOID_REASON_ENTRY_ERROR);
    correct.set_command("DiscussLocalNeed");
    correct.set_corrected_on(on.ToString());
    correct.set_fields_json("{\"measure\":\"" + measure + "\",\"discussed_on\":\"" + on.ToString() +
                            "\",\"topic\":\"Szimulált helyi igény, javítva\"}");
    journey.AddFilled(on, kPactOffice, correct, {{"position", discussed, ""}});
    return true;
  }

  bool Survey(JourneyBuilder& journey, const std::string& measure,
              const plan::v1::Definition& definition, Date on, int i) const {
    std::string value;
    auto respondent = governance::v1::RESPONDENT_KIND_UNSPECIFIED;
    if (!Allows(definition, "respondent", value)) return false;  // a sum of others
    governance::v1::RespondentKind_Parse(value, &respondent);
    SurveyNeeds command;
    command.set_measure(measure);
    command.set_kind(static_cast<governance::v1::NeedSurveyKind>(1 + i % 3));
    command.set_respondent(respondent);
    command.set_organisation("valaszado-" + std::to_string(i + 1));
    command.set_answered_on(on.ToString());
    journey.Add(on, kPactOffice, command);
    return true;
  }

  bool Cooperation(JourneyBuilder& journey, const std::string& measure, Date on, int i) const {
    const std::size_t created = journey.size();
    CreateVocationalCooperation command;
    command.set_measure(measure);
    command.set_created_on(on.ToString());
    command.set_school("szakkepzo-" + std::to_string(i + 1));
    command.set_employer(Employer(i));
    command.set_trade("gépi forgácsoló");
    if (!journey.Add(on, kPactOffice, command)) return true;
    for (int pupil = 1; pupil <= 3; ++pupil) {
      RegisterDualTrainingParticipant pupil_command;
      pupil_command.set_school_reference("tanulo-" + std::to_string(i * 10 + pupil));
      pupil_command.set_started_on(on.PlusDays(10).ToString());
      journey.AddFilled(on.PlusDays(10), kPactOffice, pupil_command,
                        {{"cooperation_id", created, "cooperation_id"}});
    }
    return true;
  }

  Journey Tasks(int year) {
    Random random = Next();
    JourneyBuilder journey = Builder(random);
    const Date first = std::max(plan_.start_date(), *Date::Of(year, 1, 1));
    const Date last = std::min(plan_.end_date(), *Date::Of(year, 12, 31));
    if (DaysBetween(first, last) < 60) return journey.Take();
    for (const auto& measure : plan_.data().measures()) {
      const Date planned = first.PlusDays(random.Between(0, 20));
      const Date due = planned.PlusDays(random.Between(30, DaysBetween(first, last) - 20));
      const std::size_t index = journey.size();
      PlanTask task;
      task.set_year(static_cast<std::uint32_t>(year));
      task.set_measure(measure.code());
      task.set_subject("Szimulált feladat");
      task.set_responsible(measure.responsibles(0).party());
      task.set_planned_on(planned.ToString());
      task.set_due_on(due.ToString());
      if (!journey.Add(planned, kPactOffice, task)) continue;
      const Fill of_task{"task_id", index, "task_id"};
      const int what = random.Between(1, 10);
      if (what <= 7) {
        CompleteTask done;
        done.set_year(task.year());
        const Date on = due.PlusDays(random.Between(-9, 20));
        done.set_completed_on(on.ToString());
        journey.AddFilled(on, kPactOffice, done, {of_task});
      } else if (what == 8) {
        DropTask drop;
        drop.set_year(task.year());
        drop.set_dropped_on(due.ToString());
        drop.set_reason(governance::v1::TASK_DROP_REASON_NO_LONGER_NEEDED);
        journey.AddFilled(due, kPactOffice, drop, {of_task});
      }
    }
    return journey.Take();
  }

  const plan::Plan& plan_;
  const Options& options_;
  std::uint64_t stream_ = 0;
};

}  // namespace

std::vector<Journey> SimulateProgramme(const plan::Plan& plan, const Options& options) {
  return ProgrammeSimulation(plan, options).Run();
}

}  // namespace paktum::simulation
