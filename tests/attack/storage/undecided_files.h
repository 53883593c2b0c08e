#pragma once
// UndecidedFiles: the files of one directory with what of them is safe and what is not; what
// PowerCutDisk knows. Not thread-safe.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace paktum::attack {

struct File {
  std::string path;                                           // where its bytes are at present
  std::uint64_t size = 0;                                     // all that was appended
  std::uint64_t synced = 0;                                   // of it, what is decided
  std::vector<std::pair<std::uint64_t, std::uint64_t>> lost;  // from, to: their sync has failed
  std::optional<std::string> image;  // safe bytes of a file written in place
};
using FilePtr = std::shared_ptr<File>;

class UndecidedFiles {
 public:
  UndecidedFiles(std::string root, std::uint64_t seed);
  ~UndecidedFiles();
  UndecidedFiles(const UndecidedFiles&) = delete;
  UndecidedFiles& operator=(const UndecidedFiles&) = delete;

  // The name of a file that is watched; nothing for any other path.
  [[nodiscard]] std::optional<std::string> NameOf(const std::string& path) const;
  [[nodiscard]] FilePtr Find(const std::string& name) const;

  // What stood under a name that is taken over or deleted is kept aside, for it may come back.
  void SetAside(const std::string& name);
  FilePtr Created(const std::string& name);
  void Renamed(const std::string& from, const std::string& to);
  void Deleted(const std::string& name);

  static void Synced(File& file);
  static void SyncFailed(File& file);
  void DirectorySynced();

  // Decides about all that is undecided and gives the directory that content.
  std::string Decide();

 private:
  struct NameChange {
    FilePtr file;
    std::string from;  // empty: a new file
    std::string to;    // empty: deleted
  };
  using Names = std::map<std::string, FilePtr>;

  std::uint64_t Below(std::uint64_t end);
  Names DecideNames(std::string& told);
  void DecideContent(const std::string& name, File& file, std::string& told);
  std::string DecideTail(const File& file, std::string bytes, std::string& told);
  void Clear() const;

  const std::string root_;
  const std::string aside_;
  std::mt19937_64 random_;
  std::uint64_t next_aside_ = 0;
  Names present_;
  Names safe_;
  std::vector<NameChange> changes_;  // since safe_
};

}  // namespace paktum::attack
