// The pact office: members, bodies, events for partners, information services and documents.
#include <sodium.h>

#include <array>
#include <set>
#include <string>

#include "libs/base/hex.h"
#include "paktum/command/v1/governance.pb.h"
#include "paktum/command/v1/pact.pb.h"
#include "paktum/command/v1/pact_office.pb.h"
#include "services/paktum/internal/journey_builder.h"

namespace paktum::simulation {
namespace {

using namespace command::v1;  // NOLINT(google-build-using-namespace): command names only

constexpr const char* kDocumentApproved = "paktum.governance.v1.DocumentApproved";
constexpr const char* kSteeringMeeting = "paktum.governance.v1.SteeringGroupMeetingHeld";
constexpr const char* kForum = "paktum.governance.v1.ForumHeld";
constexpr const char* kCountyMeeting = "paktum.governance.v1.CountyPactMeetingHeld";
constexpr const char* kMemberJoined = "paktum.pact.v1.MemberJoined";
constexpr const char* kPartnershipEvent = "paktum.governance.v1.PartnershipEventHeld";
constexpr const char* kInformationService = "paktum.governance.v1.InformationServiceGiven";
constexpr int kMissedDuties = 6;  // percent of the recurring duties that are simply not met

class PactOfficeSimulation {
 public:
  PactOfficeSimulation(const plan::Plan& plan, const Options& options)
      : plan_(plan), options_(options) {}

  std::vector<Journey> Run() {
    std::vector<Journey> journeys;
    journeys.push_back(Adoption());
    journeys.push_back(Members());
    std::uint64_t stream = 10;
    for (const auto& cadence : plan_.data().cadences()) {
      Journey journey = Recurring(cadence, stream++);
      if (!journey.steps.empty()) journeys.push_back(std::move(journey));
    }
    journeys.push_back(Documents());
    for (const auto& measure : plan_.data().measures()) {
      const std::set<std::string> counted = CountedTypes(measure);
      if (counted.contains(kPartnershipEvent)) {
        journeys.push_back(PartnershipEvents(measure, stream++));
      }
      if (counted.contains(kInformationService)) {
        journeys.push_back(Information(measure, stream++));
      }
    }
    return journeys;
  }

 private:
  // Event types that results and outputs of the measure count.
  static std::set<std::string> CountedTypes(const plan::v1::Measure& measure) {
    std::set<std::string> types;
    for (const auto* list : {&measure.results(), &measure.outputs()}) {
      for (const plan::v1::Indicator& indicator : *list) {
        const plan::v1::Definition* definition = plan::DefinitionInForce(indicator);
        if (definition == nullptr) continue;
        types.insert(definition->source_event_types().begin(),
                     definition->source_event_types().end());
      }
    }
    return types;
  }

  [[nodiscard]] Date Agreement() const { return AgreementDay(plan_); }

  Journey Adoption() {
    Random random(options_.seed, 1);
    JourneyBuilder journey(random, false, plan_.end_date());
    AdoptPlan command;
    command.set_plan_version(plan_.version());
    command.set_adopted_on(plan_.start_date().ToString());
    command.set_resolution("1/" + std::to_string(plan_.start_date().year()));
    if (plan_.counts_in_months()) command.set_programme_start(plan_.start_date().ToString());
    journey.Add(plan_.start_date(), kPactOffice, command);
    return journey.Take();
  }

  Journey Members() {
    Random random(options_.seed, 2);
    JourneyBuilder journey(random, false, plan_.end_date());
    for (const auto& member : plan_.data().members()) {
      const bool consortium = plan_.FindConsortiumMember(member.code()) != nullptr;
      const Date on = consortium ? Agreement() : Agreement().PlusDays(random.Between(0, 60));
      RegisterMember command;
      command.set_member_code(member.code());
      command.set_basis(consortium ? pact::v1::MEMBERSHIP_BASIS_AGREEMENT
                                   : pact::v1::MEMBERSHIP_BASIS_LETTER_OF_INTENT);
      command.set_joined_on(on.ToString());
      journey.Add(on, kPactOffice, command);
    }
    for (int i = plan_.data().members_size(); i < MembersAimedFor(); ++i) {
      const Date on = Agreement().PlusDays(-random.Between(0, 60));
      RegisterMember command;
      command.set_member_code("partner-" + std::to_string(i + 1));
      command.set_name("Szimulált partner " + std::to_string(i + 1));
      command.set_type(plan_.data().member_types(i % plan_.data().member_types_size()).code());
      command.set_basis(pact::v1::MEMBERSHIP_BASIS_AGREEMENT);
      command.set_joined_on(on.ToString());
      journey.Add(on, kPactOffice, command);
    }
    SignPactAgreement sign;
    sign.set_signed_on(Agreement().ToString());
    for (const auto& member : plan_.data().consortium()) sign.add_signatories(member.member());
    sign.set_document_sha256(DigestOf("agreement"));
    journey.Add(Agreement(), kPactOffice, sign);
    const auto& members = plan_.data().members();
    if (!members.empty() && plan_.FindConsortiumMember(members.rbegin()->code()) == nullptr) {
      const Date left = plan_.end_date().PlusDays(-200);
      RecordMemberLeaving leaving;
      leaving.set_member_code(members.rbegin()->code());
      leaving.set_left_on(left.ToString());
      leaving.set_reason(pact::v1::LEAVING_REASON_OWN_DECISION);
      journey.Add(left, kPactOffice, leaving);
    }
    return journey.Take();
  }

  // The largest target of an indicator that counts members; 0 for none.
  [[nodiscard]] int MembersAimedFor() const {
    std::int64_t aimed_at = 0;
    for (const plan::v1::Indicator* indicator : plan_.indicators()) {
      const plan::v1::Definition* definition = plan::DefinitionInForce(*indicator);
      if (definition == nullptr || definition->source_event_types(0) != kMemberJoined) continue;
      for (const auto& target : indicator->targets()) aimed_at = std::max(aimed_at, target.value());
    }
    return static_cast<int>(std::min<std::int64_t>(aimed_at, 200));
  }

  Journey Recurring(const plan::v1::Cadence& cadence, std::uint64_t stream) {
    Random random(options_.seed, stream);
    JourneyBuilder journey(random, false, plan_.end_date());
    std::uint32_t number = 0;
    for (const Date due : plan::DueDates(cadence, plan_.end_date())) {
      if (random.Chance(kMissedDuties)) continue;
      const Date on = due.PlusDays(-random.Between(3, 40));
      ++number;
      if (cadence.event_type() == kSteeringMeeting) {
        journey.Add(on, kPactOffice, SteeringMeeting(random, on, number));
      } else if (cadence.event_type() == kForum) {
        journey.Add(on, kPactOffice, Forum(random, on));
      } else if (cadence.event_type() == kCountyMeeting) {
        HoldCountyPactMeeting meeting;
        meeting.set_held_on(on.ToString());
        meeting.set_participants(static_cast<std::uint32_t>(random.Between(8, 30)));
        meeting.add_topics("A paktumok összehangolása");
        meeting.add_participating_pacts("megyei paktum");
        journey.Add(on, kPactOffice, meeting);
      } else if (cadence.event_type() == kDocumentApproved) {
        for (const auto& filter : cadence.filters()) {
          if (filter.field() == "document_kind" && filter.values_size() > 0) {
            journey.Add(on, kPactOffice, Document(filter.values(0), number, on));
            if (number > 1) Supersede(journey, filter.values(0), number, on);
          }
        }
      }
    }
    return journey.Take();
  }

  static HoldSteeringGroupMeeting SteeringMeeting(Random& random, Date on, std::uint32_t number) {
    HoldSteeringGroupMeeting command;
    command.set_held_on(on.ToString());
    command.set_members_present(static_cast<std::uint32_t>(random.Between(5, 11)));
    command.add_agenda("Az indikátorok állása");
    command.add_agenda("A következő negyedév feladatai");
    auto& resolution = *command.add_resolutions();
    resolution.set_number("IC-" + std::to_string(number) + "/" + std::to_string(on.year()));
    resolution.set_subject("A beszámoló elfogadása");
    return command;
  }

  static HoldForum Forum(Random& random, Date on) {
    HoldForum command;
    command.set_held_on(on.ToString());
    command.set_participants(static_cast<std::uint32_t>(random.Between(25, 70)));
    command.add_topics("Munkaerőigények a térségben");
    command.set_place("Tiszakécske");
    return command;
  }

  [[nodiscard]] ApproveDocument Document(const std::string& kind, std::uint32_t version,
                                         Date on) const {
    ApproveDocument command;
    command.set_document_kind(kind);
    command.set_document_version(version);
    command.set_approved_on(on.ToString());
    const plan::v1::DocumentKind* planned = plan_.FindDocumentKind(kind);
    const bool named = planned != nullptr && !planned->approved_by().empty();
    const std::string& adopted_by = plan_.data().identity().adopted_by();
    const std::string fallback = adopted_by.empty() && !plan_.data().bodies().empty()
                                     ? plan_.data().bodies(0).code()
                                     : adopted_by;
    command.set_approved_by(named ? planned->approved_by() : fallback);
    command.set_file_sha256(DigestOf(kind + "." + std::to_string(version)));
    return command;
  }

  // This year's takes the place of last year's.
  static void Supersede(JourneyBuilder& journey, const std::string& kind, std::uint32_t version,
                        Date on) {
    SupersedeDocument command;
    command.set_document_kind(kind);
    command.set_document_version(version - 1);
    command.set_superseded_by(version);
    command.set_superseded_on(on.ToString());
    journey.Add(on, kPactOffice, command);
  }

  // Documents that are made once or in a stated number.
  Journey Documents() {
    Random random(options_.seed, 3);
    JourneyBuilder journey(random, false, plan_.end_date());
    bool rejected = false;
    for (const auto& kind : plan_.data().document_kinds()) {
      const bool of_a_measure = !kind.measures().empty();
      if (kind.per_person() || (kind.approved_by().empty() && !of_a_measure)) continue;
      const std::uint32_t count = std::max(1U, kind.stated_count());
      for (std::uint32_t version = 1; version <= count; ++version) {
        const Date on = DocumentDay(random, kind, version, count);
        if (IsRecurring(kind.code())) continue;
        if (!rejected) rejected = AddRejection(journey, kind.code(), version, on.PlusDays(-21));
        AddChain(journey, kind.code(), version, on);
      }
    }
    return journey.Take();
  }

  // In the months of its measure, or some time after the agreement.
  [[nodiscard]] Date DocumentDay(Random& random, const plan::v1::DocumentKind& kind,
                                 std::uint32_t version, std::uint32_t count) const {
    const int later = static_cast<int>(version) * 60 + random.Between(10, 50);
    if (!plan_.counts_in_months() || kind.measures().empty()) return Agreement().PlusDays(later);
    const plan::v1::Measure& measure = *plan_.FindMeasure(kind.measures(0));
    const int days = DaysBetween(FirstDay(measure), LastDay(measure));
    return FirstDay(measure).PlusDays(days * static_cast<int>(version) /
                                      (static_cast<int>(count) + 1));
  }

  // A first draft that was submitted and sent back on that day; false when it would lie before the
  // programme.
  bool AddRejection(JourneyBuilder& journey, const std::string& kind, std::uint32_t version,
                    Date on) const {
    if (on.PlusDays(-15) < plan_.start_date()) return false;
    const std::string digest = DigestOf(kind + " first draft");
    DraftDocument draft;
    draft.set_document_kind(kind);
    draft.set_document_version(version);
    draft.set_drafted_on(on.PlusDays(-15).ToString());
    draft.set_file_sha256(digest);
    journey.Add(on.PlusDays(-15), kPactOffice, draft);
    SubmitDocument submit;
    submit.set_document_kind(kind);
    submit.set_document_version(version);
    submit.set_submitted_on(on.PlusDays(-5).ToString());
    submit.set_submitted_to(Document(kind, version, on).approved_by());
    submit.set_file_sha256(digest);
    journey.Add(on.PlusDays(-5), kPactOffice, submit);
    RejectDocument reject;
    reject.set_document_kind(kind);
    reject.set_document_version(version);
    reject.set_rejected_on(on.ToString());
    reject.set_rejected_by(submit.submitted_to());
    reject.set_reason(governance::v1::DOCUMENT_REJECTION_REASON_INCOMPLETE);
    return journey.Add(on, kPactOffice, reject);
  }

  // Drafted, submitted, approved.
  void AddChain(JourneyBuilder& journey, const std::string& kind, std::uint32_t version,
                Date on) const {
    const ApproveDocument approve = Document(kind, version, on);
    DraftDocument draft;
    draft.set_document_kind(kind);
    draft.set_document_version(version);
    draft.set_drafted_on(on.PlusDays(-20).ToString());
    draft.set_file_sha256(approve.file_sha256());
    if (on.PlusDays(-20) >= plan_.start_date()) {
      journey.Add(on.PlusDays(-20), kPactOffice, draft);
      SubmitDocument submit;
      submit.set_document_kind(kind);
      submit.set_document_version(version);
      submit.set_submitted_on(on.PlusDays(-8).ToString());
      submit.set_submitted_to(approve.approved_by());
      submit.set_file_sha256(approve.file_sha256());
      journey.Add(on.PlusDays(-8), kPactOffice, submit);
    }
    journey.Add(on, kPactOffice, approve);
  }

  [[nodiscard]] bool IsRecurring(const std::string& kind) const {
    for (const auto& cadence : plan_.data().cadences()) {
      for (const auto& filter : cadence.filters()) {
        for (const std::string& value : filter.values()) {
          if (value == kind) return true;
        }
      }
    }
    return false;
  }

  Journey PartnershipEvents(const plan::v1::Measure& measure, std::uint64_t stream) {
    Random random(options_.seed, stream);
    JourneyBuilder journey(random, false, plan_.end_date());
    for (Date on = FirstDay(measure).PlusDays(random.Between(10, 60)); on <= LastDay(measure);
         on = on.PlusDays(random.Between(40, 110))) {
      HoldPartnershipEvent command;
      command.set_measure(measure.code());
      command.set_held_on(on.ToString());
      command.set_topic("Szimulált partnerségi nap");
      command.set_participants(static_cast<std::uint32_t>(random.Between(8, 45)));
      command.set_place("Tiszakécske");
      journey.Add(on, kPactOffice, command);
    }
    return journey.Take();
  }

  Journey Information(const plan::v1::Measure& measure, std::uint64_t stream) {
    Random random(options_.seed, stream);
    JourneyBuilder journey(random, false, plan_.end_date());
    for (Date on = FirstDay(measure).PlusDays(random.Between(3, 20)); on <= LastDay(measure);
         on = on.PlusDays(random.Between(6, 30))) {
      RecordInformationService command;
      command.set_measure(measure.code());
      command.set_given_on(on.ToString());
      const auto form = static_cast<governance::v1::InformationForm>(random.Between(1, 3));
      command.set_form(form);
      command.set_audience(static_cast<governance::v1::InformationAudience>(random.Between(1, 2)));
      if (form == governance::v1::INFORMATION_FORM_INDIVIDUAL) command.set_persons(1);
      if (form == governance::v1::INFORMATION_FORM_GROUP) {
        command.set_persons(static_cast<std::uint32_t>(random.Between(4, 20)));
      }
      command.set_topic("Szimulált tájékoztatás");
      journey.Add(on, kPactOffice, command);
    }
    return journey.Take();
  }

  [[nodiscard]] Date FirstDay(const plan::v1::Measure& measure) const {
    return FirstDayOf(measure, plan_);
  }
  [[nodiscard]] Date LastDay(const plan::v1::Measure& measure) const {
    return LastDayOf(measure, plan_);
  }

  const plan::Plan& plan_;
  const Options& options_;
};

}  // namespace

std::string DigestOf(const std::string& name) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(name.data()), name.size());
  return ToHex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

Date FirstDayOf(const plan::v1::Measure& measure, const plan::Plan& plan) {
  if (plan.counts_in_months()) return plan.FirstDayOfMonth(measure.planned().first_month());
  const auto quarter = Quarter::Parse(measure.planned().first_quarter());
  return quarter ? std::max(quarter->first_day(), plan.start_date()) : plan.start_date();
}

Date LastDayOf(const plan::v1::Measure& measure, const plan::Plan& plan) {
  if (plan.counts_in_months()) {
    return plan.FirstDayOfMonth(measure.planned().last_month() + 1).PlusDays(-1);
  }
  const auto quarter = Quarter::Parse(measure.planned().last_quarter());
  return quarter ? std::min(quarter->last_day(), plan.end_date()) : plan.end_date();
}

Date AgreementDay(const plan::Plan& plan) {
  if (const auto stated = Date::Parse(plan.data().identity().agreement_date())) return *stated;
  const plan::v1::Measure* measure = plan.MeasureOfEventType("paktum.pact.v1.PactAgreementSigned");
  return measure == nullptr ? plan.start_date() : LastDayOf(*measure, plan).PlusDays(-20);
}

std::vector<Journey> SimulatePactOffice(const plan::Plan& plan, const Options& options) {
  return PactOfficeSimulation(plan, options).Run();
}

}  // namespace paktum::simulation
