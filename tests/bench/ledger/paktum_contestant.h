#pragma once
// Paktum's event log as a contestant: the real program as a child, the real client library, one
// connection a client. Every client appends to a stream of its own under the condition of that
// stream's version, with a UUIDv7 command id and a 32-byte content digest.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/harness/contestant.h"

namespace paktum::bench {

inline constexpr char kBenchPact[] = "bench";

class PaktumContestant final : public Contestant {
 public:
  [[nodiscard]] std::string name() const override { return "Paktum"; }
  [[nodiscard]] std::string shapes() const override { return "ABCDE"; }
  void Start() override;
  void Stop() override;
  [[nodiscard]] pid_t pid() const override { return child_->pid(); }
  std::vector<Recorder> Append(const Load& load, Window& window) override;
  void Fill(std::uint64_t events) override;
  void ReadAll(std::uint64_t events) override;

  // Starts on a directory that is kept; returns the seconds until it serves.
  double StartOn(const std::string& data);
  // Reads `events` records after a position; dies when they are not there.
  void ReadAfter(std::uint64_t after, std::uint64_t events);

 private:
  std::unique_ptr<DataDir> directory_;
  std::unique_ptr<Child> child_;
  std::string endpoint_;
  std::string hints_endpoint_;
  int starts_ = 0;
};

}  // namespace paktum::bench
