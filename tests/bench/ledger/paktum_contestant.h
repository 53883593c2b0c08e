#pragma once
// Paktum's event log as a contestant: the real program as a child, the real client library, one
// connection a client. Every client appends to a stream of its own under the condition of that
// stream's version, with a UUIDv7 command id and a 32-byte content digest.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/access/append_signer.h"
#include "tests/bench/harness/contestant.h"

namespace paktum::bench {

inline constexpr char kBenchPact[] = "bench";

class PaktumContestant final : public Contestant {
 public:
  enum class Trust : std::uint8_t {
    kPlain,
    kCurve,   // every connection is encrypted and both ends know each other's key
    kSigned,  // and every append is signed by its member and checked against the log's rules
  };
  explicit PaktumContestant(Trust trust = Trust::kPlain) : trust_(trust) {}

  [[nodiscard]] std::string name() const override;
  [[nodiscard]] std::string shapes() const override { return "ABCDE"; }
  void Start() override;
  void Stop() override;
  [[nodiscard]] pid_t pid() const override { return child_->pid(); }
  std::vector<Recorder> Append(const Load& load, Window& window) override;
  void Fill(std::uint64_t events) override;
  void ReadAll(std::uint64_t events) override;

  // Starts, without keys, on a directory that is kept; returns the seconds until it serves.
  double StartOn(const std::string& data);
  // Ends it at once, whatever it is doing (SIGKILL).
  void Kill();
  // Reads `events` records after a position; dies when they are not there.
  void ReadAfter(std::uint64_t after, std::uint64_t events);

 private:
  double Launch(const std::string& data);
  void MakeKeys();

  const Trust trust_;
  std::string server_keys_;  // directories; empty = plain
  std::string client_keys_;
  std::unique_ptr<access::AppendSigner> signer_;  // of kSigned
  std::unique_ptr<DataDir> directory_;
  std::unique_ptr<Child> child_;
  std::string endpoint_;
  std::string hints_endpoint_;
};

}  // namespace paktum::bench
