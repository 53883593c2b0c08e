// The pact office: members, bodies, events for partners, information services and documents.
#include <sodium.h>

#include <array>
#include <set>
#include <string>

#include "libs/base/hex.h"
#include "paktum/command/v1/pact_office.pb.h"
#include "services/paktum/internal/journey_builder.h"

namespace paktum::simulation {
namespace {

using namespace command::v1;  // NOLINT(google-build-using-namespace): command names only

constexpr const char* kDocumentApproved = "paktum.governance.v1.DocumentApproved";
constexpr const char* kSteeringMeeting = "paktum.governance.v1.SteeringGroupMeetingHeld";
constexpr const char* kForum = "paktum.governance.v1.ForumHeld";
constexpr const char* kPartnershipEvent = "paktum.governance.v1.PartnershipEventHeld";
constexpr const char* kInformationService = "paktum.governance.v1.InformationServiceGiven";
constexpr int kMissedDuties = 6;  // percent of the recurring duties that are simply not met

// A file digest that stands for a document of this name.
std::string DigestOf(const std::string& name) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(name.data()), name.size());
  return ToHex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

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

  [[nodiscard]] Date Agreement() const {
    return Date::Parse(plan_.data().identity().agreement_date()).value_or(plan_.start_date());
  }

  Journey Adoption() {
    Random random(options_.seed, 1);
    JourneyBuilder journey(random, false, plan_.end_date());
    AdoptPlan command;
    command.set_plan_version(plan_.version());
    command.set_adopted_on(plan_.start_date().ToString());
    command.set_resolution("1/" + std::to_string(plan_.start_date().year()));
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
    return journey.Take();
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
      } else if (cadence.event_type() == kDocumentApproved) {
        for (const auto& filter : cadence.filters()) {
          if (filter.field() == "document_kind" && filter.values_size() > 0) {
            journey.Add(on, kPactOffice, Document(filter.values(0), number, on));
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
    command.set_approved_by(named ? planned->approved_by() : plan_.data().identity().adopted_by());
    command.set_file_sha256(DigestOf(kind + "." + std::to_string(version)));
    return command;
  }

  // Documents that are made once or in a stated number.
  Journey Documents() {
    Random random(options_.seed, 3);
    JourneyBuilder journey(random, false, plan_.end_date());
    for (const auto& kind : plan_.data().document_kinds()) {
      const bool of_a_measure = !kind.measures().empty();
      if (kind.per_person() || (kind.approved_by().empty() && !of_a_measure)) continue;
      const std::uint32_t count = std::max(1U, kind.stated_count());
      for (std::uint32_t version = 1; version <= count; ++version) {
        const Date on =
            Agreement().PlusDays(static_cast<int>(version) * 60 + random.Between(10, 50));
        if (!IsRecurring(kind.code())) {
          journey.Add(on, kPactOffice, Document(kind.code(), version, on));
        }
      }
    }
    return journey.Take();
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
    const auto quarter = Quarter::Parse(measure.planned().first_quarter());
    return quarter ? std::max(quarter->first_day(), plan_.start_date()) : plan_.start_date();
  }
  [[nodiscard]] Date LastDay(const plan::v1::Measure& measure) const {
    const auto quarter = Quarter::Parse(measure.planned().last_quarter());
    return quarter ? std::min(quarter->last_day(), plan_.end_date()) : plan_.end_date();
  }

  const plan::Plan& plan_;
  const Options& options_;
};

}  // namespace

std::vector<Journey> SimulatePactOffice(const plan::Plan& plan, const Options& options) {
  return PactOfficeSimulation(plan, options).Run();
}

}  // namespace paktum::simulation
