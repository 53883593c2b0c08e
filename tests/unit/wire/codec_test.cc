#include "libs/wire/internal/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "libs/base/hex.h"
#include "paktum/log/v1/log.pb.h"

namespace paktum::wire {
namespace {

using ::testing::HasSubstr;

std::string FormatPage() {
  std::ifstream file(std::string(PAKTUM_SOURCE_DIR) + "/docs/formats/wire.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(WireCodec, RequestsAndRepliesComeBackAsTheyWent) {
  const auto request = DecodeRequest(EncodeRequest({7, 1500, "log.append", "body"}));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->id, 7U);
  EXPECT_EQ(request->deadline_ms, 1500U);
  EXPECT_EQ(request->method, "log.append");
  EXPECT_EQ(request->body, "body");

  const Status status = Aborted("append.condition_failed", "moved on", {{"scheme/S2", "5"}});
  const auto reply = DecodeReply(EncodeReply({7, status, {}, false}));
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, status);
  EXPECT_FALSE(reply->more);
}

TEST(WireCodec, FramesWithoutIdOrMethodAreRefused) {
  EXPECT_FALSE(DecodeRequest(EncodeRequest({0, 1, "m", ""})).has_value());
  EXPECT_FALSE(DecodeRequest(EncodeRequest({1, 1, "", ""})).has_value());
  EXPECT_FALSE(DecodeRequest(EncodeRequest({1, 1, std::string(101, 'm'), ""})).has_value());
  EXPECT_FALSE(DecodeReply(EncodeReply({0, OkStatus(), "x", false})).has_value());
}

TEST(WireCodec, AStatusCodeOfANewerPeerIsInternal) {
  // id = 1, status { code = 77 }
  const auto reply = DecodeReply(*FromHex("08011202084d"));
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status.code(), StatusCode::kInternal);
}

TEST(WireCodec, RandomBytesNeverCrash) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 64, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    (void)DecodeRequest(bytes);
    (void)DecodeReply(bytes);
  }
}

// The worked example of docs/formats/wire.md holds what this build sends.
TEST(WireCodec, TheExampleOfTheFormatPageIsTrue) {
  const std::string page = FormatPage();
  ASSERT_FALSE(page.empty());

  paktum::log::v1::HeadRequest head;
  head.set_pact("tiszakecske");
  EXPECT_THAT(page,
              HasSubstr(ToHex(EncodeRequest({1, 2000, "log.head", head.SerializeAsString()}))));

  paktum::log::v1::HeadReply position;
  position.set_position(17);
  EXPECT_THAT(page, HasSubstr(ToHex(EncodeReply({1, OkStatus(), position.SerializeAsString()}))));

  EXPECT_THAT(page,
              HasSubstr(ToHex(EncodeReply(
                  {2, InvalidArgument("wire.unknown_method", "there is no such method"), {}}))));

  paktum::log::v1::SubscriptionBatch heartbeat;
  heartbeat.set_head(17);
  EXPECT_THAT(page,
              HasSubstr(ToHex(EncodeReply({3, OkStatus(), heartbeat.SerializeAsString(), true}))));

  paktum::log::v1::Hint hint;
  hint.set_head(17);
  EXPECT_THAT(page, HasSubstr(ToHex("tiszakecske")));
  EXPECT_THAT(page, HasSubstr(ToHex(hint.SerializeAsString())));
}

}  // namespace
}  // namespace paktum::wire
