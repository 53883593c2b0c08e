#pragma once
// The catalogue: what kinds of events there are, read from the descriptors of
// paktum.event.v1.Event. All functions are pure and thread-safe.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/result.h"
#include "paktum/event/v1/event.pb.h"

namespace google::protobuf {
class Descriptor;
class LogSilencer;
class Message;
}  // namespace google::protobuf

namespace paktum::events {

// Largest serialised Event, bytes: a record with its stamps must fit a 65,535-byte tile entry.
inline constexpr std::size_t kEventBytesMax = std::size_t{60} * 1024;

// One kind of event.
struct EventKind {
  const google::protobuf::Descriptor* descriptor;  // of the body message
  std::string type;      // full name, "paktum.employment.v1.HireRecorded": the CloudEvents type
  std::string title_hu;  // "Munkába állás"
  std::string title_en;  // "Hire recorded"
};

// All kinds, in the order of the catalogue's field numbers.
const std::vector<EventKind>& AllKinds();

// Its place in AllKinds.
std::size_t IndexOf(const EventKind& kind);

// The kind with this full type name, or nullptr.
const EventKind* FindKind(std::string_view type);

// The body set in the event, or nullptr when none is known to this build (an event of a newer
// member). The pointer lives as long as `event` is not changed.
const google::protobuf::Message* BodyOf(const event::v1::Event& event);

// Full type name of the body; "unknown" when this build does not know it.
std::string TypeOf(const event::v1::Event& event);

// The valid date. An event whose date cannot be read is damaged or foreign: nothing is returned.
std::optional<Date> OccurredOn(const event::v1::Event& event);

// Parses what a member submitted.
// Errors: kDataLoss "event.unreadable" when the bytes are no Event.
Result<event::v1::Event> ParseEvent(std::string_view submitted);

// As long as one lives, protobuf writes no lines about text that is not UTF-8: a peer must not fill
// our log.
class QuietProtobuf {
 public:
  QuietProtobuf();
  ~QuietProtobuf();
  QuietProtobuf(const QuietProtobuf&) = delete;
  QuietProtobuf& operator=(const QuietProtobuf&) = delete;

 private:
  const std::unique_ptr<google::protobuf::LogSilencer> silencer_;
};
// As ParseEvent, into an event that is used again and again, which saves its allocations.
Status ParseInto(std::string_view submitted, event::v1::Event& event, const QuietProtobuf& quiet);

}  // namespace paktum::events
