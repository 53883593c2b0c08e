#pragma once
// A log written as files, as tlog-tiles lays them out, by this project's code.
#include <cstdint>
#include <string>
#include <vector>

#include "libs/transparency/keys.h"
#include "libs/transparency/tile_builder.h"
#include "libs/transparency/tree.h"

namespace paktum::transparency::testing {

// The entry of this index: its length depends on it, so that lengths of one and two bytes occur.
std::string EntryOf(std::uint64_t index);

// A directory of its own, removed at the end: checkpoint, tile/…, tile/entries/…, proof/….
class LogDirectory {
 public:
  LogDirectory();
  ~LogDirectory();
  LogDirectory(const LogDirectory&) = delete;
  LogDirectory& operator=(const LogDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string Of(const std::string& file) const { return path_ + "/" + file; }
  [[nodiscard]] const SigningKey& log() const { return log_; }
  [[nodiscard]] const SigningKey& witness() const { return witness_; }

  // Writes the log of the entries EntryOf(0) to EntryOf(size - 1): all that a client reads, a proof
  // of each of `records`, and, unless old_size is 0, checkpoint.old and the proof that leads from
  // it.
  void Write(std::uint64_t size, std::uint64_t old_size, const std::vector<std::uint64_t>& records);

  // The signed and cosigned checkpoint of the first `size` entries, of another history if `forked`.
  [[nodiscard]] std::string CheckpointOf(std::uint64_t size, bool forked = false) const;

  void WriteFile(const std::string& file, const std::string& bytes) const;
  [[nodiscard]] std::string ReadFile(const std::string& file) const;

 private:
  std::string path_;
  SigningKey log_;
  SigningKey witness_;
};

}  // namespace paktum::transparency::testing
