#pragma once
// Appends, keys and rules for the tests of libs/access.
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "libs/access/rules.h"
#include "libs/access/sign_key.h"
#include "libs/access/statement.h"
#include "libs/base/runtime.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/record.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::access {

// A key whose seed is 32 times the same byte.
inline SignKey KeyOf(char digit) {
  auto key = SignKey::Parse(std::string(64, digit) + "\n");
  EXPECT_TRUE(key.ok()) << key.status();
  return std::move(*key);
}

inline std::string Hire() {
  event::v1::Event event;
  event.set_subject("participant/1");
  event.mutable_hire_recorded();
  return event.SerializeAsString();
}

inline std::string Interview() {
  event::v1::Event event;
  event.set_subject("participant/1");
  event.mutable_first_interview_held();
  return event.SerializeAsString();
}

inline ledger::AppendRequest RequestOf(const std::string& member,
                                       const std::vector<std::string>& events) {
  ledger::AppendRequest request;
  request.pact = "lenti";
  request.command = Uuid::V7From(1'700'000'000'000, 1, 2);
  request.member = member;
  request.content_digest = "digest";
  for (const std::string& event : events) request.events.push_back({"participant/1", event});
  return request;
}

inline ledger::AppendRequest Signed(ledger::AppendRequest request, const SignKey& key) {
  request.signer = SignerOf(key.public_key());
  request.signature = key.Sign(StatementOf(request));
  return request;
}

// The records that a log makes of the append, at positions 8 and on.
inline std::vector<ledger::Record> Recorded(const ledger::AppendRequest& request) {
  std::vector<ledger::Record> records;
  for (std::uint32_t i = 0; i < request.events.size(); ++i) {
    ledger::RecordFields fields;
    fields.position = Position(8 + i);
    fields.stream = request.events[i].stream;
    fields.version = StreamVersion(1 + i);
    fields.recorded_at = Instant(1'700'000'000'000);
    fields.command = request.command;
    fields.append_index = i;
    fields.append_count = static_cast<std::uint32_t>(request.events.size());
    fields.member = request.member;
    if (i == 0) {
      fields.content_digest = request.content_digest;
      fields.signer = request.signer;
      fields.signature = request.signature;
    }
    fields.submitted = request.events[i].submitted;
    auto record = ledger::DecodeRecord(ledger::EncodeRecord(fields));
    EXPECT_TRUE(record.ok()) << record.status();
    records.push_back(std::move(*record));
  }
  return records;
}

// A directory that goes away with its test.
class TestDirectory {
 public:
  TestDirectory() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "paktum-access-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TestDirectory() { std::filesystem::remove_all(path_); }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

  // As `mv` puts a whole file in the place of another.
  std::string Put(const std::string& name, const std::string& text) const {
    const std::string path = path_ + "/" + name;
    std::ofstream(path + ".new", std::ios::trunc) << text;
    std::filesystem::permissions(
        path + ".new", std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::filesystem::rename(path + ".new", path);
    return path;
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

template <typename Condition>
bool Eventually(const Condition& condition) {
  const Deadline deadline = DeadlineIn(std::chrono::seconds(30));
  while (!condition()) {
    if (SteadyNow() >= deadline) return false;
    poll(nullptr, 0, 10);
  }
  return true;
}

}  // namespace paktum::access
