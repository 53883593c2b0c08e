#include "libs/base/status.h"

#include <gtest/gtest.h>

#include <set>

#include "libs/base/hex.h"
#include "libs/base/result.h"

namespace paktum {
namespace {

TEST(Status, EveryCodeHasItsOwnName) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(StatusCode::kInternal); ++code) {
    names.insert(StatusCodeName(static_cast<StatusCode>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(StatusCode::kInternal) + 1);
}

TEST(Status, ReadsAsOneLine) {
  const Status status = Refused("scheme.no_place_left", "all places are taken", {{"scheme", "S1"}});
  EXPECT_EQ(status.ToString(),
            "failed_precondition scheme.no_place_left: all places are taken [scheme=S1]");
  EXPECT_EQ(OkStatus().ToString(), "ok");
}

Result<int> Half(int number) {
  if (number % 2 != 0) return InvalidArgument("number.odd", "must be even");
  return number / 2;
}

Result<int> Quarter(int number) {
  PAKTUM_ASSIGN_OR_RETURN(const int half, Half(number));
  return Half(half);
}

TEST(Result, CarriesTheValueOrTheReason) {
  EXPECT_EQ(Quarter(8).value(), 2);
  EXPECT_EQ(Quarter(7).status().reason(), "number.odd");
  EXPECT_EQ(Quarter(6).status().code(), StatusCode::kInvalidArgument);
}

TEST(ResultDeathTest, ReadingAMissingValueStopsTheProcess) {
  const Result<int> none = Half(3);
  EXPECT_DEATH(static_cast<void>(none.value()), "check failed");
}

TEST(ResultDeathTest, AnOkStatusIsNoReasonForAMissingValue) {
  EXPECT_DEATH(static_cast<void>(Result<int>(OkStatus())), "check failed");
}

TEST(Hex, RoundTripsAndRefusesOtherText) {
  EXPECT_EQ(ToHex(std::string("\x00\xff\x1a", 3)), "00ff1a");
  EXPECT_EQ(FromHex("00FF1a").value(), std::string("\x00\xff\x1a", 3));
  EXPECT_FALSE(FromHex("0"));
  EXPECT_FALSE(FromHex("0g"));
}

}  // namespace
}  // namespace paktum
