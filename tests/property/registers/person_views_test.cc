// Registers about persons against their second reading.
#include "paktum/view/v1/esf_participants.pb.h"
#include "paktum/view/v1/pathway.pb.h"
#include "tests/property/registers/rounds.h"

namespace paktum::views::naive {
namespace {

TEST(SecondReading, OfTheWorklistAgrees) {
  ForEachWorld(RandomWorld, [](const World& world, const Product& product, Dice& dice) {
    for (int i = 0; i < 6; ++i) {
      Asked asked{.parameters = {}, .audience = "serving", .times = RandomTimes(world, dice)};
      if (dice.Below(2) == 0) asked.parameters["state"] = dice.Below(2) == 0 ? "all" : "done";
      if (dice.Below(3) == 0) {
        asked.parameters["kind"] = dice.OneOf(std::vector{"six_month", "exit", "evidence"});
      }
      if (dice.Below(4) == 0) asked.parameters["participant"] = dice.OneOf(world.persons);
      if (dice.Below(4) == 0) asked.parameters["limit"] = "3";
      if (dice.Below(4) == 0) asked.parameters["after"] = "2";
      ExpectSame<view::v1::WorklistView>(world, product, "worklist", asked);
    }
  });
}

TEST(SecondReading, OfThePathwayAgrees) {
  ForEachWorld(RandomWorld, [](const World& world, const Product& product, Dice& dice) {
    for (int i = 0; i < 6; ++i) {
      const Asked asked{.parameters = {{"participant", dice.OneOf(world.persons)}},
                        .audience = "serving",
                        .times = RandomTimes(world, dice)};
      ExpectSame<view::v1::PathwayView>(world, product, "pathway", asked);
    }
  });
}

TEST(SecondReading, OfTheTableOfParticipantsAgrees) {
  ForEachWorld(RandomWorld, [](const World& world, const Product& product, Dice& dice) {
    for (int i = 0; i < 4; ++i) {
      Asked asked{.parameters = {}, .audience = "serving", .times = RandomTimes(world, dice)};
      if (dice.Below(2) == 0) asked.parameters["with_ids"] = "true";
      if (dice.Below(3) == 0) asked.parameters["limit"] = "2";
      if (dice.Below(3) == 0) asked.parameters["after"] = "1";
      ExpectSame<view::v1::EsfParticipantsView>(world, product, "esf-participants", asked);
    }
  });
}

}  // namespace
}  // namespace paktum::views::naive
