#include "services/paktum/simulation.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "libs/plan/load.h"
#include "paktum/command/v1/governance.pb.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/participant.pb.h"
#include "services/paktum/sender.h"

namespace paktum::simulation {
namespace {

plan::Plan PlanOf(const std::string& pact) {
  auto plan = plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/" + pact + ".textproto");
  EXPECT_TRUE(plan.ok()) << plan.status();
  return std::move(plan).value();
}
plan::Plan Tiszakecske() { return PlanOf("tiszakecske"); }

std::vector<Journey> LentiJourneys() {
  auto journeys = Simulate(PlanOf("lenti"), {});
  EXPECT_TRUE(journeys.ok()) << journeys.status();
  return std::move(journeys).value();
}

std::vector<Journey> Journeys(std::uint64_t seed, std::uint32_t participants = 0) {
  auto journeys = Simulate(Tiszakecske(), {seed, participants});
  EXPECT_TRUE(journeys.ok()) << journeys.status();
  return std::move(journeys).value();
}

std::string TextOf(const std::vector<Journey>& journeys) {
  std::string text;
  for (const Journey& journey : journeys) {
    for (const Step& step : journey.steps) {
      text += step.on.ToString() + " " + step.office + " " + step.key.ToString() + " " +
              step.command->GetDescriptor()->name() + " " + step.command->ShortDebugString() + "\n";
    }
  }
  return text;
}

TEST(Simulation, SameSeedSameProgramme) {
  EXPECT_EQ(TextOf(Journeys(7)), TextOf(Journeys(7)));
  EXPECT_NE(TextOf(Journeys(7)), TextOf(Journeys(8)));
}

TEST(Simulation, KeysAreUnique) {
  std::set<Uuid> keys;
  std::size_t steps = 0;
  for (const Journey& journey : Journeys(1)) {
    for (const Step& step : journey.steps) {
      keys.insert(step.key);
      ++steps;
    }
  }
  EXPECT_EQ(keys.size(), steps);
}

TEST(Simulation, EachOfficeGetsOnlyItsOwnCommands) {
  for (const Journey& journey : Journeys(1)) {
    for (const Step& step : journey.steps) {
      const auto offices = cli::OfficesOf(step.command->GetDescriptor()->name());
      EXPECT_NE(std::find(offices.begin(), offices.end(), step.office), offices.end())
          << step.office << " " << step.command->GetDescriptor()->name();
    }
  }
}

TEST(Simulation, StepsAreInTheProgrammeAndInOrder) {
  const plan::Plan plan = Tiszakecske();
  for (const Journey& journey : Journeys(3)) {
    for (std::size_t i = 0; i < journey.steps.size(); ++i) {
      EXPECT_GE(journey.steps[i].on, plan.start_date());
      EXPECT_LE(journey.steps[i].on, plan.end_date());
      EXPECT_GE(journey.steps[i].on, journey.steps[i == 0 ? 0 : i - 1].on);
    }
  }
}

TEST(Simulation, APersonIsRegisteredFirst) {
  for (const Journey& journey : Journeys(3)) {
    if (!journey.is_person) continue;
    ASSERT_FALSE(journey.steps.empty());
    EXPECT_EQ(journey.steps[0].command->GetDescriptor(),
              command::v1::RegisterParticipant::descriptor());
  }
}

TEST(Simulation, AVoidTakesOutAnEarlierStepOfItsJourney) {
  std::size_t voids = 0;
  for (const Journey& journey : Journeys(1, 500)) {
    for (std::size_t i = 0; i < journey.steps.size(); ++i) {
      const Step& step = journey.steps[i];
      EXPECT_EQ(step.voids.has_value(),
                step.command->GetDescriptor() == command::v1::VoidEvent::descriptor());
      if (!step.voids) continue;
      ++voids;
      ASSERT_LT(*step.voids, i);
      EXPECT_EQ(journey.steps[*step.voids].office, step.office);
    }
  }
  EXPECT_GT(voids, 0U);
}

TEST(Simulation, StaysWithinTheSchemesHeadCountAndMoney) {
  const plan::Plan plan = Tiszakecske();
  std::map<std::string, std::int64_t> persons;
  std::map<std::string, std::int64_t> money_ft;
  for (const Journey& journey : Journeys(1, 2'000)) {
    for (const Step& step : journey.steps) {
      const auto* grant = dynamic_cast<const command::v1::GrantSubsidy*>(step.command.get());
      if (grant == nullptr) continue;
      ++persons[grant->scheme()];
      money_ft[grant->scheme()] +=
          grant->monthly_amount_ft() * std::max<std::int64_t>(1, grant->months());
    }
  }
  EXPECT_EQ(persons["S2"], plan.FindScheme("S2")->persons());
  for (const auto& [code, count] : persons) {
    EXPECT_LE(count, plan.FindScheme(code)->persons()) << code;
    EXPECT_LE(money_ft[code], plan.FindScheme(code)->printed_total_ft()) << code;
  }
}

TEST(Simulation, AsManyPersonsAsAskedFor) {
  std::size_t persons = 0;
  for (const Journey& journey : Journeys(1, 321)) persons += journey.is_person ? 1U : 0U;
  EXPECT_EQ(persons, 321U);
}

TEST(Simulation, EveryTajIsWellFormedAndUnique) {
  std::set<std::string> seen;
  for (const Journey& journey : Journeys(1, 300)) {
    if (!journey.is_person) continue;
    const auto& command =
        dynamic_cast<const command::v1::RegisterParticipant&>(*journey.steps[0].command);
    const std::string& taj = command.taj();
    ASSERT_EQ(taj.size(), 9U);
    int sum = 0;
    for (std::size_t i = 0; i < 8; ++i) sum += (taj[i] - '0') * (i % 2 == 0 ? 3 : 7);
    EXPECT_EQ(taj[8] - '0', sum % 10);
    EXPECT_TRUE(seen.insert(taj).second);
  }
}

TEST(Simulation, TheTwoPactsSendEveryCommandOfTheCatalogue) {
  std::set<std::string> left;
  for (const std::string& name : cli::CommandNames()) left.insert(name);
  for (const auto& journeys : {Journeys(1), LentiJourneys()}) {
    for (const Journey& journey : journeys) {
      for (const Step& step : journey.steps) left.erase(step.command->GetDescriptor()->name());
    }
  }
  EXPECT_TRUE(left.empty()) << ::testing::PrintToString(left);
}

TEST(Simulation, AProgrammeInMonthsRunsFromItsStart) {
  std::size_t steps = 0;
  for (const Journey& journey : LentiJourneys()) {
    EXPECT_FALSE(journey.is_person) << "the plan addresses no persons";
    for (const Step& step : journey.steps) {
      ++steps;
      EXPECT_GE(step.on.ToString(), "2019-01-01");
      EXPECT_LE(step.on.ToString(), "2020-08-31");
    }
  }
  EXPECT_GT(steps, 200U);
}

// domain.md D3
TEST(Simulation, ReachesTheNumbersThatLentiAimsFor) {
  std::map<std::string, std::uint32_t> occasions;
  std::map<std::string, int> commands;
  for (const Journey& journey : LentiJourneys()) {
    for (const Step& step : journey.steps) {
      ++commands[step.command->GetDescriptor()->name()];
      const auto* held = dynamic_cast<const command::v1::HoldProgrammeEvent*>(step.command.get());
      if (held != nullptr) ++occasions[held->kind()];
    }
  }
  EXPECT_EQ(occasions["partnership-seminar"], 3U);
  EXPECT_EQ(occasions["analysis-workshop"] + occasions["strategy-workshop"], 12U);
  EXPECT_EQ(occasions["training-job-fair"], 2U);
  EXPECT_EQ(commands["SurveyNeeds"], 120);
  EXPECT_EQ(commands["RegisterMember"], 18);
  EXPECT_GE(commands["HoldBodySitting"], 5);
}

TEST(Simulation, AStepTakesOverOnlyWhatAnEarlierOneWasAnswered) {
  for (const auto& journeys : {Journeys(2), LentiJourneys()}) {
    for (const Journey& journey : journeys) {
      for (std::size_t i = 0; i < journey.steps.size(); ++i) {
        for (const Fill& fill : journey.steps[i].fills) {
          EXPECT_LT(fill.step, i);
          EXPECT_NE(journey.steps[i].command->GetDescriptor()->FindFieldByName(fill.field), nullptr)
              << fill.field;
        }
      }
    }
  }
}

TEST(Simulation, TooManyParticipantsAreRefused) {
  EXPECT_EQ(Simulate(Tiszakecske(), {1, kParticipantsMax + 1}).status().reason(),
            "simulation.participants");
}

}  // namespace
}  // namespace paktum::simulation
