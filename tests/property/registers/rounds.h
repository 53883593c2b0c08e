#pragma once
// Rounds of random questions to both readings. PAKTUM_SEED begins at another seed, PAKTUM_ROUNDS
// makes more or fewer histories.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "tests/property/registers/compare.h"
#include "tests/property/registers/naive.h"
#include "tests/property/registers/random_world.h"

namespace paktum::views::naive {

inline std::uint64_t FromEnvironment(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

// Chance of one question.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : chance_(seed) {}
  std::size_t Below(std::size_t count) { return chance_() % count; }
  template <typename Items>
  auto OneOf(const Items& items) {
    return *(std::begin(items) + static_cast<std::ptrdiff_t>(Below(std::size(items))));
  }

 private:
  std::mt19937_64 chance_;
};

inline const std::vector<std::string> kOffices{"member", "serving"};
inline const std::vector<std::string> kAll{"public", "member", "serving"};

// Around days on which something can change: of facts, of days that facts name, and of the ends of
// what follows them by rule.
inline Times RandomTimes(const World& world, Dice& dice) {
  Times times;
  const Record& some = world.records[dice.Below(world.records.size())];
  times.valid_at = some.day();
  for (const char* name : {"ends_on", "due_on", "reference_date", "until"}) {
    const auto named = Date::Parse(TextField(BodyOf(some), name));
    if (named && dice.Below(2) == 0) times.valid_at = *named;
  }
  constexpr std::array<int, 5> kMonths{0, 0, 0, 4, 6};
  constexpr std::array<int, 6> kDays{0, 0, 0, 28, 30, 200};
  times.valid_at = times.valid_at.PlusMonths(dice.OneOf(kMonths)).PlusDays(dice.OneOf(kDays));
  times.valid_at = times.valid_at.PlusDays(static_cast<int>(dice.Below(3)) - 1);
  if (dice.Below(2) == 0) {
    times.known_at = world.records[dice.Below(world.records.size())].recorded_at;
  }
  return times;
}

using Play = std::function<void(const World&, const Product&, Dice&)>;

inline void ForEachWorld(World (*make)(std::uint64_t), const Play& play) {
  const std::uint64_t first = FromEnvironment("PAKTUM_SEED", 20'190'101);
  const std::uint64_t rounds = FromEnvironment("PAKTUM_ROUNDS", 30);
  std::cout << "seeds from PAKTUM_SEED=" << first << "\n";
  for (std::uint64_t seed = first; seed < first + rounds; ++seed) {
    const World world = make(seed);
    const Product product(world);
    Dice dice(seed);
    play(world, product, dice);
    if (::testing::Test::HasFailure()) return;
  }
}

// What both say to the same question; asserts that the product does not refuse.
template <typename View>
struct Both {
  View naive;
  View product;
};

template <typename View>
Both<View> AskBoth(const World& world, const Product& product, const std::string& view,
                   const Asked& asked) {
  const History history(world.records, asked.times);
  const plan::Plan plan = OnCalendar(world.plan, history);
  const Question question{.plan = plan,
                          .history = history,
                          .parameters = asked.parameters,
                          .day = asked.times.valid_at,
                          .audience = asked.audience};
  Both<View> both;
  Fill(question, &both.naive);
  FillMeta(world, plan, asked, &both.naive);
  EXPECT_EQ(product.Ask(view, asked, &both.product), "");
  return both;
}

template <typename View>
void ExpectSame(const World& world, const Product& product, const std::string& view,
                const Asked& asked) {
  const Both<View> both = AskBoth<View>(world, product, view, asked);
  EXPECT_TRUE(Same(world, view, asked, both.naive, both.product));
}

// A view without parameters of its own.
template <typename View>
void PlainViewAgrees(const std::string& view, const std::vector<std::string>& audiences,
                     int questions = 4) {
  ForEachWorld(RandomWorld, [&](const World& world, const Product& product, Dice& dice) {
    for (int i = 0; i < questions; ++i) {
      ExpectSame<View>(
          world, product, view,
          {.parameters = {}, .audience = dice.OneOf(audiences), .times = RandomTimes(world, dice)});
    }
  });
}

}  // namespace paktum::views::naive
