#include "libs/http/message.h"

#include <gtest/gtest.h>

namespace paktum::http {
namespace {

TEST(Headers, NamesCompareWithoutCase) {
  Headers headers{{"Idempotency-Key", "1"}, {"X", "2"}};
  EXPECT_EQ(headers.Find("idempotency-key"), "1");
  EXPECT_FALSE(headers.Has("Y"));
  EXPECT_EQ(headers.Find("Y"), "");
  headers.Set("x", "3");
  EXPECT_EQ(headers.Find("X"), "3");
  EXPECT_EQ(headers.fields().size(), 2U);
}

TEST(PercentEncoding, RoundTripsEveryByteOfText) {
  const std::string text = "Kecskeméti út 1/a? 100% &=+";
  EXPECT_EQ(*PercentDecode(PercentEncode(text)), text);
  EXPECT_EQ(PercentEncode("a b/ő"), "a%20b%2F%C5%91");
}

TEST(PercentEncoding, BrokenEscapesAreRefused) {
  for (const char* text : {"%", "%4", "%zz", "%00", "%ff", "a%c0%af"}) {
    const auto decoded = PercentDecode(text);
    ASSERT_FALSE(decoded.ok()) << text;
    EXPECT_EQ(decoded.status().reason(), "http.malformed_escape");
  }
}

TEST(Query, PairsAreDecoded) {
  const auto query = ParseQuery("valid_at=2019-06-30&x=a+b%26&flag&&e=");
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(query->size(), 4U);
  EXPECT_EQ(query->at("valid_at"), "2019-06-30");
  EXPECT_EQ(query->at("x"), "a b&");
  EXPECT_EQ(query->at("flag"), "");
  EXPECT_EQ(query->at("e"), "");
}

TEST(Query, ANameThatComesTwiceIsRefused) {
  EXPECT_EQ(ParseQuery("a=1&a=2").status().reason(), "http.malformed_query");
}

TEST(Query, NumberOfParametersIsBounded) {
  std::string text;
  for (int i = 0; i < 65; ++i) text += "p" + std::to_string(i) + "=1&";
  EXPECT_EQ(ParseQuery(text).status().reason(), "http.malformed_query");
}

}  // namespace
}  // namespace paktum::http
