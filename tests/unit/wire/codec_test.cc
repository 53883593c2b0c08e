#include "libs/wire/internal/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "libs/base/hex.h"
#include "paktum/log/v1/log.pb.h"
#include "paktum/wire/v1/wire.pb.h"

namespace paktum::wire {
namespace {

using ::testing::HasSubstr;

std::string FormatPage() {
  std::ifstream file(std::string(PAKTUM_SOURCE_DIR) + "/docs/formats/wire.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string MessageOf(const RequestFrame& frame) {
  std::string message;
  AddRequest(frame.id, frame.deadline_ms, frame.method, frame.body, message);
  return message;
}

std::string MessageOf(const ReplyFrame& frame) {
  std::string message;
  AddReply(frame, message);
  return message;
}

bool IsRequests(const std::string& bytes) {
  std::vector<RequestFrame> frames;
  const bool read = DecodeRequests(bytes, frames);
  EXPECT_EQ(read, !frames.empty());
  return read;
}

bool IsReplies(const std::string& bytes) {
  std::vector<ReplyFrame> frames;
  const bool read = DecodeReplies(bytes, frames);
  EXPECT_EQ(read, !frames.empty());
  return read;
}

// A later field takes the place of an earlier one, yet protobuf reads both.
TEST(WireCodec, AMethodThatIsNoTextIsRefusedAlsoWhenAnotherReplacesIt) {
  const std::string request = std::string("\x08\x07\x1a\x01") + "\x9e" + "\x1a\x01" + "m";
  ASSERT_FALSE(v1::Request().ParseFromString(request));
  EXPECT_FALSE(IsRequests(std::string("\x0a") + static_cast<char>(request.size()) + request));
}

TEST(WireCodec, RequestsAndRepliesComeBackAsTheyWentAndInOrder) {
  std::string message;
  AddRequest(7, 1500, "log.append", "body", message);
  AddRequest(~0ULL, ~0U, "m", "", message);
  std::vector<RequestFrame> requests;
  ASSERT_TRUE(DecodeRequests(message, requests));
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].id, 7U);
  EXPECT_EQ(requests[0].deadline_ms, 1500U);
  EXPECT_EQ(requests[0].method, "log.append");
  EXPECT_EQ(requests[0].body, "body");
  EXPECT_EQ(requests[1].id, ~0ULL);
  EXPECT_EQ(requests[1].deadline_ms, ~0U);
  EXPECT_EQ(requests[1].body, "");

  const Status status = Aborted("append.condition_failed", "moved on", {{"scheme/S2", "5"}});
  message.clear();
  AddReply({7, status, {}, false}, message);
  AddReply({8, OkStatus(), "body", true}, message);
  std::vector<ReplyFrame> replies;
  ASSERT_TRUE(DecodeReplies(message, replies));
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_EQ(replies[0].status, status);
  EXPECT_FALSE(replies[0].more);
  EXPECT_EQ(replies[1].id, 8U);
  EXPECT_TRUE(replies[1].status.ok());
  EXPECT_EQ(replies[1].body, "body");
  EXPECT_TRUE(replies[1].more);
}

// The bytes are written by hand; protobuf writes the same and reads the same out of them.
TEST(WireCodec, MessagesAreThoseOfTheGeneratedClasses) {
  v1::Requests requests;
  v1::Replies replies;
  std::string by_hand_requests;
  std::string by_hand_replies;
  for (const std::size_t size : {0U, 1U, 127U, 128U, 20000U}) {
    const std::string body(size, 'b');
    auto* request = requests.add_requests();
    request->set_id(1 + size);
    request->set_deadline_ms(static_cast<std::uint32_t>(size));
    request->set_method("log.append");
    request->set_body(body);
    AddRequest(1 + size, static_cast<std::uint32_t>(size), "log.append", body, by_hand_requests);

    auto* reply = replies.add_replies();
    reply->set_id(1 + size);
    reply->set_more(size > 1);
    Status status;
    if (size > 100) {
      status =
          Status(StatusCode::kUnavailable, "wire.stopping", "stopping", {{"k", "v"}, {"", ""}});
      reply->mutable_status()->set_code(6);
      reply->mutable_status()->set_reason("wire.stopping");
      reply->mutable_status()->set_message("stopping");
      auto* detail = reply->mutable_status()->add_details();
      detail->set_key("k");
      detail->set_value("v");
      reply->mutable_status()->add_details();
    }
    reply->set_body(body);
    AddReply({1 + size, status, body, size > 1}, by_hand_replies);
  }
  EXPECT_EQ(ToHex(by_hand_requests), ToHex(requests.SerializeAsString()));
  EXPECT_EQ(ToHex(by_hand_replies), ToHex(replies.SerializeAsString()));
}

TEST(WireCodec, FramesInAnyFormThatProtobufReadsAreRead) {
  // A field this build does not know, the id in more bytes than it needs and written twice.
  std::vector<RequestFrame> requests;
  ASSERT_TRUE(DecodeRequests(*FromHex("0a0d"
                                      "0801"
                                      "8800"
                                      "8780"
                                      "00"
                                      "1a016d"
                                      "a20600"),
                             requests));
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].id, 7U);
  EXPECT_EQ(requests[0].method, "m");
}

TEST(WireCodec, FramesWithoutIdOrMethodAreRefused) {
  EXPECT_FALSE(IsRequests(MessageOf(RequestFrame{0, 1, "m", ""})));
  EXPECT_FALSE(IsRequests(MessageOf(RequestFrame{1, 1, "", ""})));
  EXPECT_FALSE(IsRequests(MessageOf(RequestFrame{1, 1, std::string(101, 'm'), ""})));
  EXPECT_FALSE(IsRequests(MessageOf(RequestFrame{1, 1, "\xff", ""})));
  EXPECT_FALSE(IsReplies(MessageOf(ReplyFrame{0, OkStatus(), "x", false})));
}

TEST(WireCodec, OneUnsoundFrameSpoilsItsMessage) {
  const std::string good = MessageOf(RequestFrame{1, 1, "m", ""});
  EXPECT_TRUE(IsRequests(good + good));
  EXPECT_FALSE(IsRequests(good + MessageOf(RequestFrame{0, 1, "m", ""})));
  EXPECT_FALSE(IsRequests(good + good.substr(0, good.size() - 1)));
}

TEST(WireCodec, AMessageHoldsOneTo256Frames) {
  std::string requests;
  std::string replies;
  EXPECT_FALSE(IsRequests(requests));
  EXPECT_FALSE(IsReplies(replies));
  for (std::uint64_t id = 1; id <= kFramesMax; ++id) {
    AddRequest(id, 1, "m", "", requests);
    AddReply({id, OkStatus(), "", false}, replies);
  }
  EXPECT_TRUE(IsRequests(requests));
  EXPECT_TRUE(IsReplies(replies));
  AddRequest(1000, 1, "m", "", requests);
  AddReply({1000, OkStatus(), "", false}, replies);
  EXPECT_FALSE(IsRequests(requests));
  EXPECT_FALSE(IsReplies(replies));
}

TEST(WireCodec, AStatusCodeOfANewerPeerIsInternal) {
  // replies { id = 1, status { code = 77 } }
  std::vector<ReplyFrame> replies;
  ASSERT_TRUE(DecodeReplies(*FromHex("0a0608011202084d"), replies));
  EXPECT_EQ(replies.at(0).status.code(), StatusCode::kInternal);
}

TEST(WireCodec, RandomBytesNeverCrash) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 64, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    (void)IsRequests(bytes);
    (void)IsReplies(bytes);
    bytes = "\x0a" + std::string(1, static_cast<char>(bytes.size())) + bytes;
    (void)IsRequests(bytes);
    (void)IsReplies(bytes);
  }
}

// The worked example of docs/formats/wire.md holds what this build sends.
TEST(WireCodec, TheExampleOfTheFormatPageIsTrue) {
  const std::string page = FormatPage();
  ASSERT_FALSE(page.empty());

  paktum::log::v1::HeadRequest head;
  head.set_pact("tiszakecske");
  const RequestFrame request{1, 2000, "log.head", head.SerializeAsString()};
  EXPECT_THAT(page, HasSubstr(ToHex(MessageOf(request))));

  paktum::log::v1::HeadReply position;
  position.set_position(17);
  const ReplyFrame reply{1, OkStatus(), position.SerializeAsString(), false};
  EXPECT_THAT(page, HasSubstr(ToHex(MessageOf(reply))));

  const RequestFrame ping{2, 2000, "wire.ping", ""};
  EXPECT_THAT(page, HasSubstr(ToHex(MessageOf(request) + MessageOf(ping))));
  EXPECT_THAT(page,
              HasSubstr(ToHex(MessageOf(ReplyFrame{2, OkStatus(), "", false}) + MessageOf(reply))));

  const Status unknown = InvalidArgument("wire.unknown_method", "there is no such method");
  EXPECT_THAT(page, HasSubstr(ToHex(MessageOf(ReplyFrame{2, unknown, {}, false}))));

  paktum::log::v1::SubscriptionBatch heartbeat;
  heartbeat.set_head(17);
  EXPECT_THAT(
      page,
      HasSubstr(ToHex(MessageOf(ReplyFrame{3, OkStatus(), heartbeat.SerializeAsString(), true}))));

  paktum::log::v1::Hint hint;
  hint.set_head(17);
  EXPECT_THAT(page, HasSubstr(ToHex("tiszakecske")));
  EXPECT_THAT(page, HasSubstr(ToHex(hint.SerializeAsString())));
}

}  // namespace
}  // namespace paktum::wire
