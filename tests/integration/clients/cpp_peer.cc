// The C++ client as a program, so that a test in another language can compare what both see.
//
//   cpp_peer ENDPOINT HINTS append FIRST LAST STREAM   appends one event each, command id = number
//   cpp_peer ENDPOINT HINTS read                       prints the stored bytes of all records, hex
//   cpp_peer ENDPOINT HINTS follow COUNT               the same for the first COUNT, by subscribing
//   cpp_peer ENDPOINT HINTS repeat STORED              appends a record's event again under its
//                                                      command; prints "repeated" and its position
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/hex.h"
#include "libs/ledger/record.h"
#include "libs/ledger_client/remote_event_log.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::ledger_client {
namespace {

using ledger::kPact;

Deadline Patience() { return DeadlineIn(std::chrono::seconds(30)); }

void Print(const std::vector<ledger::Record>& records) {
  for (const ledger::Record& record : records) {
    std::printf("%s\n", ToHex(std::string(record.stored)).c_str());
  }
}

void Append(ledger::EventLog& log, std::uint64_t first, std::uint64_t last,
            const std::string& stream) {
  for (std::uint64_t number = first; number <= last; ++number) {
    PAKTUM_CHECK(log.Append(ledger::AppendOf(number, {ledger::EventOn(stream)}), Patience()).ok());
  }
}

void Read(ledger::EventLog& log) {
  Position after(0);
  for (;;) {
    const auto slice = log.Read(kPact, after, {.records = 7}, Patience());
    PAKTUM_CHECK(slice.ok());
    if (slice->records.empty()) return;
    after = slice->records.back().position;
    Print(slice->records);
  }
}

void Follow(ledger::EventLog& log, std::uint64_t count) {
  const auto subscription = log.Subscribe(kPact, Position(0));
  PAKTUM_CHECK(subscription.ok());
  std::uint64_t last = 0;
  while (last < count) {
    const auto slice = (*subscription)->Next(Patience());
    PAKTUM_CHECK(slice.ok() && !slice->records.empty());
    last = slice->records.back().position.value();
    Print(slice->records);
  }
}

void Repeat(ledger::EventLog& log, const std::string& stored_hex) {
  const auto stored = FromHex(stored_hex);
  PAKTUM_CHECK(stored.has_value());
  const auto record = ledger::DecodeRecord(*stored);
  PAKTUM_CHECK(record.ok());
  ledger::AppendRequest request;
  request.pact = kPact;
  request.command = record->command;
  request.member = record->member;
  request.content_digest = record->content_digest;
  request.events = {{std::string(record->stream), std::string(record->submitted)}};
  const auto answer = log.Append(request, Patience());
  PAKTUM_CHECK(answer.ok());
  std::printf("%s\n%llu\n", answer->repeated ? "repeated" : "new",
              static_cast<unsigned long long>(answer->first.value()));
}

int Main(const std::vector<std::string>& arguments) {
  PAKTUM_CHECK(arguments.size() >= 3);
  RemoteEventLogOptions options;
  options.endpoint = arguments[0];
  options.hints_endpoint = arguments[1];
  options.connect_wait_ms = 10'000;
  const auto log = RemoteEventLog::Connect(options);
  PAKTUM_CHECK(log.ok());
  const std::string& what = arguments[2];
  if (what == "append" && arguments.size() == 6) {
    Append(**log, std::stoull(arguments[3]), std::stoull(arguments[4]), arguments[5]);
  } else if (what == "read" && arguments.size() == 3) {
    Read(**log);
  } else if (what == "follow" && arguments.size() == 4) {
    Follow(**log, std::stoull(arguments[3]));
  } else if (what == "repeat" && arguments.size() == 4) {
    Repeat(**log, arguments[3]);
  } else {
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace paktum::ledger_client

int main(int argc, char** argv) { return paktum::ledger_client::Main({argv + 1, argv + argc}); }
