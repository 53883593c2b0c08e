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
  // With `curve` every connection is encrypted and both ends know each other's key.
  explicit PaktumContestant(bool curve = false) : curve_(curve) {}

  [[nodiscard]] std::string name() const override { return curve_ ? "Paktum, CURVE" : "Paktum"; }
  [[nodiscard]] std::string shapes() const override { return "ABCDE"; }
  void Start() override;
  void Stop() override;
  [[nodiscard]] pid_t pid() const override { return child_->pid(); }
  std::vector<Recorder> Append(const Load& load, Window& window) override;
  void Fill(std::uint64_t events) override;
  void ReadAll(std::uint64_t events) override;

  // Starts, without keys, on a directory that is kept; returns the seconds until it serves.
  double StartOn(const std::string& data);
  // Reads `events` records after a position; dies when they are not there.
  void ReadAfter(std::uint64_t after, std::uint64_t events);

 private:
  double Launch(const std::string& data);
  void MakeKeys();

  const bool curve_;
  std::string server_keys_;  // directories; empty = plain
  std::string client_keys_;
  std::unique_ptr<DataDir> directory_;
  std::unique_ptr<Child> child_;
  std::string endpoint_;
  std::string hints_endpoint_;
};

}  // namespace paktum::bench
