#include "libs/http/event_stream.h"

#include <gtest/gtest.h>

#include "libs/http/internal/event_parser.h"
#include "libs/http/internal/stream_core.h"

namespace paktum::http {
namespace {

using internal::EventParser;
using internal::StreamCore;

TEST(EventFrame, IsWrittenAsTheStandardSays) {
  EXPECT_EQ(*MakeEventFrame("7", "record", "{}"), "id: 7\nevent: record\ndata: {}\n\n");
  EXPECT_EQ(*MakeEventFrame("", "", "a\nb\r\nc"), "data: a\ndata: b\ndata: c\n\n");
}

TEST(EventParser, ReadsBackWhatWasWrittenInPiecesOfAnySize) {
  const std::string bytes = ":hello\n\n" + *MakeEventFrame("1", "record", "x\ny") + ": beat\n\n" +
                            *MakeEventFrame("", "", "z") + "data: never finished";
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    EventParser parser;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      ASSERT_TRUE(parser.Feed(std::string_view(bytes).substr(at, size)));
    }
    const auto first = parser.Take();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->id, "1");
    EXPECT_EQ(first->event, "record");
    EXPECT_EQ(first->data, "x\ny");
    const auto second = parser.Take();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->id, "1") << "the last id stays";
    EXPECT_EQ(second->event, "message");
    EXPECT_EQ(second->data, "z");
    EXPECT_FALSE(parser.Take());
  }
}

TEST(EventParser, RefusesAnEventThatNeverEnds) {
  EventParser parser;
  const std::string piece(EventParser::kEventBytesMax / 2, 'x');
  EXPECT_TRUE(parser.Feed(piece));
  EXPECT_TRUE(parser.Feed(piece));
  EXPECT_FALSE(parser.Feed("x"));
}

TEST(StreamCore, AReaderThatFallsBehindIsDropped) {
  StreamCore stream(20);
  int wakes = 0;
  int closed = 0;
  stream.SetWake([&] { ++wakes; });
  stream.OnClosed([&] { ++closed; });
  const auto frame = std::make_shared<const std::string>("12345678");
  EXPECT_EQ(stream.Push(frame), EventStream::PushResult::kQueued);
  EXPECT_EQ(stream.Push(frame), EventStream::PushResult::kQueued);
  EXPECT_EQ(wakes, 1) << "one announcement until the next Take";
  EXPECT_EQ(stream.pending_bytes(), 16U);
  EXPECT_EQ(stream.Push(frame), EventStream::PushResult::kTooSlow);
  EXPECT_EQ(stream.Push(frame), EventStream::PushResult::kClosed);
  EXPECT_EQ(wakes, 2);
  EXPECT_EQ(closed, 1);
  EXPECT_TRUE(stream.Take(100).dropped);
}

TEST(StreamCore, BytesBeingWrittenStillCount) {
  StreamCore stream(20);
  const auto frame = std::make_shared<const std::string>("12345678");
  stream.Push(frame);
  stream.Push(frame);
  EXPECT_EQ(stream.Take(8).frames.size(), 1U);
  EXPECT_EQ(stream.pending_bytes(), 16U);
  stream.Written(8);
  EXPECT_EQ(stream.pending_bytes(), 8U);
  EXPECT_EQ(stream.Push(frame), EventStream::PushResult::kQueued);
}

TEST(StreamCore, ClosingLetsWhatIsQueuedGoOut) {
  StreamCore stream(100);
  const auto frame = std::make_shared<const std::string>("12345678");
  stream.Push(frame);
  stream.Close();
  EXPECT_EQ(stream.Push(frame), EventStream::PushResult::kClosed);
  const auto taken = stream.Take(100);
  EXPECT_EQ(taken.frames.size(), 1U);
  EXPECT_TRUE(taken.ended);
  EXPECT_FALSE(taken.dropped);
  bool called = false;
  stream.OnClosed([&] { called = true; });
  EXPECT_TRUE(called) << "at once after the end";
}

}  // namespace
}  // namespace paktum::http
