#pragma once
// The history of a pact, read again by the words of the rules: lists and loops, nothing kept ready.
// Shares no code with libs/views.
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::views::naive {

// One record as the ledger tells it.
struct Record {
  std::uint64_t position = 0;
  std::string stream;
  std::string office;  // that recorded it
  Instant recorded_at;
  event::v1::Event event;

  [[nodiscard]] Date day() const { return *Date::Parse(event.occurred_on()); }
};

using Records = std::vector<const Record*>;

// What a question is about.
struct Times {
  Date valid_at;
  Instant known_at{std::numeric_limits<std::int64_t>::max()};
  std::uint64_t through = std::numeric_limits<std::uint64_t>::max();  // last position
  std::set<std::uint64_t> without;  // as if these had never been recorded
};

class History {
 public:
  History(const std::vector<Record>& all, Times times);

  // What was recorded by then, in the order of the ledger, voided ones and voids included.
  [[nodiscard]] const Records& Known() const { return known_; }
  // Those of them that nothing took out, with a day until valid_at, by day, then by position; no
  // voids.
  [[nodiscard]] const Records& InForce() const { return in_force_; }
  // The void in force that names the record; nullptr when it stands.
  [[nodiscard]] const Record* VoidOf(const Record& record) const;
  [[nodiscard]] const Times& times() const { return times_; }

  // The same history, asked otherwise.
  [[nodiscard]] History At(Times times) const { return {all_, std::move(times)}; }
  [[nodiscard]] History On(Date valid_at) const;

 private:
  const std::vector<Record>& all_;
  const Times times_;
  Records known_;
  Records in_force_;
};

// "0197…" of "participant/0197…"; empty for another stream.
std::string PersonOf(const Record& record);
// Full type name of the event's body.
std::string TypeOf(const Record& record);
const google::protobuf::Message& BodyOf(const Record& record);
// A text field of the body; empty when there is none of this name.
std::string TextField(const google::protobuf::Message& body, const std::string& name);
bool HasField(const google::protobuf::Message& body, const std::string& name);

}  // namespace paktum::views::naive
