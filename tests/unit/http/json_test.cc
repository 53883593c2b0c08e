#include "libs/http/json.h"

#include <gtest/gtest.h>

namespace paktum::http {
namespace {

TEST(Json, TextIsEscaped) {
  EXPECT_EQ(JsonString("a\"b\\c\n\t\x01/ő"), R"("a\"b\\c\n\t\u0001/ő")");
}

TEST(Json, BytesThatAreNoUtf8BecomeTheReplacementCharacter) {
  EXPECT_EQ(JsonString("a\xff"
                       "b"),
            "\"a\xEF\xBF\xBD"
            "b\"");
  EXPECT_EQ(JsonString("\xc5"), "\"\xEF\xBF\xBD\"");
}

TEST(Json, Utf8IsJudgedStrictly) {
  EXPECT_TRUE(IsUtf8("árvíztűrő 🙂"));
  EXPECT_FALSE(IsUtf8("\xc0\xaf"));          // overlong '/'
  EXPECT_FALSE(IsUtf8("\xe0\x80\xaf"));      // overlong '/'
  EXPECT_FALSE(IsUtf8("\xed\xa0\x80"));      // a surrogate
  EXPECT_FALSE(IsUtf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(IsUtf8("\x80"));
}

TEST(Json, ObjectsAndArraysAreBuiltInOrder) {
  EXPECT_EQ(JsonObject().ToString(), "{}");
  EXPECT_EQ(JsonArray().ToString(), "[]");
  EXPECT_EQ(JsonObject()
                .Text("a", "x")
                .Number("b", -7)
                .Bool("c", true)
                .Raw("d", JsonArray().Text("y").Raw("1").ToString())
                .ToString(),
            R"({"a":"x","b":-7,"c":true,"d":["y",1]})");
}

}  // namespace
}  // namespace paktum::http
