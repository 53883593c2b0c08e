// The budget and the breakdown against their second reading, and whether what the public is not
// shown can be found all the same.
#include <array>

#include "paktum/view/v1/breakdown.pb.h"
#include "paktum/view/v1/budget.pb.h"
#include "tests/property/registers/rounds.h"
#include "tests/property/registers/withheld.h"

namespace paktum::views::naive {
namespace {

TEST(SecondReading, OfTheBudgetAgrees) {
  PlainViewAgrees<view::v1::BudgetView>("budget", kOffices);
}

TEST(SecondReading, OfTheBudgetOfManyAgreesButForWhatIsWithheld) {
  ForEachWorld(CrowdedWorld, [](const World& world, const Product& product, Dice& dice) {
    for (int i = 0; i < 4; ++i) {
      const Asked asked{.parameters = {}, .audience = "public", .times = RandomTimes(world, dice)};
      auto both = AskBoth<view::v1::BudgetView>(world, product, "budget", asked);
      EXPECT_EQ(LeaksOf(both.naive, both.product, world.plan), "") << "seed " << world.seed;
      Withhold(both.product, &both.naive);
      EXPECT_TRUE(Same(world, "budget", asked, both.naive, both.product));
    }
  });
}

constexpr std::array<const char*, 9> kCharacteristics{"gender",        "age_band",     "schooling",
                                                      "labour_status", "target_group", "settlement",
                                                      "scheme",        "employer",     "office"};

// Codes of indicators that count persons in the plan.
std::vector<std::string> PersonIndicators(const plan::Plan& plan) {
  std::vector<std::string> codes;
  for (const auto* indicator : plan.indicators()) {
    const auto* definition = plan::DefinitionInForce(*indicator);
    if (definition != nullptr &&
        definition->aggregate() == plan::v1::Definition::AGGREGATE_COUNT_DISTINCT_PARTICIPANTS) {
      codes.push_back(indicator->code());
    }
  }
  return codes;
}

TEST(SecondReading, OfTheBreakdownAgreesButForWhatIsWithheld) {
  ForEachWorld(CrowdedWorld, [](const World& world, const Product& product, Dice& dice) {
    const std::vector<std::string> indicators = PersonIndicators(world.plan);
    for (int i = 0; i < 12 && !indicators.empty(); ++i) {
      Asked asked;
      asked.parameters["indicator"] = dice.OneOf(indicators);
      asked.parameters["by"] = dice.OneOf(kCharacteristics);
      asked.audience = dice.OneOf(kAll);
      asked.times = RandomTimes(world, dice);
      auto both = AskBoth<view::v1::BreakdownView>(world, product, "breakdown", asked);
      EXPECT_EQ(LeaksOf(both.naive, both.product), "") << "seed " << world.seed;
      Withhold(both.product, &both.naive);
      EXPECT_TRUE(Same(world, "breakdown", asked, both.naive, both.product));
    }
  });
}

}  // namespace
}  // namespace paktum::views::naive
