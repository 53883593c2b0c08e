#pragma once
// Puts the steps of one journey together; used by the two halves of the simulation.
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "services/paktum/internal/random.h"
#include "services/paktum/simulation.h"

namespace paktum::simulation {

inline constexpr const char* kPactOffice = "pact_office";
inline constexpr const char* kGovernmentOffice = "government_office";
inline constexpr const char* kCharity = "charity";

class JourneyBuilder {
 public:
  // `last`: steps that would come later are left out (the programme is over).
  JourneyBuilder(Random& random, bool is_person, Date last) : random_(random), last_(last) {
    journey_.is_person = is_person;
  }

  // Adds a step; false when its day is over the end. Keys follow the calendar, so that they are
  // time-ordered like those of real callers.
  template <typename Command>
  bool Add(Date on, std::string office, Command command,
           std::optional<std::size_t> voids = std::nullopt, std::vector<Fill> fills = {}) {
    if (on > last_) return false;
    constexpr std::int64_t kMsPerDay = 86'400'000;
    const std::int64_t day_ms = on.days_since_1970() * kMsPerDay + random_.Between(0, 86'399'999);
    journey_.steps.push_back({on,
                              std::move(office),
                              Uuid::V7From(day_ms, random_.Bits(), random_.Bits()),
                              std::make_shared<const Command>(std::move(command)),
                              voids,
                              std::move(fills),
                              {},
                              {}});
    return true;
  }

  // Add of a command that states the figures of a period as the office's register shows them.
  template <typename Command>
  bool AddReported(Date on, std::string office, Command command, FiguresFill figures) {
    if (!Add(on, std::move(office), std::move(command))) return false;
    journey_.steps.back().figures = std::move(figures);
    return true;
  }

  // Add of a command that needs the code which was mailed to an address.
  template <typename Command>
  bool AddMailed(Date on, std::string office, Command command, std::string address) {
    if (!Add(on, std::move(office), std::move(command))) return false;
    journey_.steps.back().mailed_to = std::move(address);
    return true;
  }

  // Add of a command that takes over values from the answers to earlier steps.
  template <typename Command>
  bool AddFilled(Date on, std::string office, Command command, std::vector<Fill> fills) {
    return Add(on, std::move(office), std::move(command), std::nullopt, std::move(fills));
  }

  [[nodiscard]] std::size_t size() const { return journey_.steps.size(); }
  [[nodiscard]] Date last() const { return last_; }

  // The journey by date. Steps of one day keep the order in which they were added.
  Journey Take() {
    std::vector<std::size_t> order(journey_.steps.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return journey_.steps[a].on < journey_.steps[b].on;
    });
    std::vector<std::size_t> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
    Journey sorted{journey_.is_person, {}};
    for (const std::size_t index : order) {
      Step step = std::move(journey_.steps[index]);
      if (step.voids) step.voids = place[*step.voids];
      for (Fill& fill : step.fills) fill.step = place[fill.step];
      sorted.steps.push_back(std::move(step));
    }
    return sorted;
  }

 private:
  Random& random_;
  const Date last_;
  Journey journey_;
};

// What wage grants, trainings and other supports of the plan are still free in this simulation.
struct SchemePlaces {
  const plan::v1::SubsidyScheme* scheme = nullptr;
  std::uint32_t left = 0;
};

// The journeys of the persons and of the pact office.
std::vector<Journey> SimulatePersons(const plan::Plan& plan, const Options& options,
                                     std::uint32_t participants);
std::vector<Journey> SimulatePactOffice(const plan::Plan& plan, const Options& options);
// What the plan's measures aim for, and the duties of the pact's offices beside it.
std::vector<Journey> SimulateProgramme(const plan::Plan& plan, const Options& options);
// Readers of the newsletter.
Journey SimulateNewsletter(const plan::Plan& plan, const Options& options);
// Interim evaluations, status reports, closed periods, deviations.
std::vector<Journey> SimulateEvaluations(const plan::Plan& plan, const Options& options);

// Planned days of a measure, inside the programme.
Date FirstDayOf(const plan::v1::Measure& measure, const plan::Plan& plan);
Date LastDayOf(const plan::v1::Measure& measure, const plan::Plan& plan);
// The day on which the cooperation agreement is signed.
Date AgreementDay(const plan::Plan& plan);
// A file digest that stands for a document of this name.
std::string DigestOf(const std::string& name);

}  // namespace paktum::simulation
