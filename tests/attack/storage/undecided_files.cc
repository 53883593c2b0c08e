#include "tests/attack/storage/undecided_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "libs/base/check.h"

namespace paktum::attack {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kPageBytes = 4096;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteAll(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  PAKTUM_CHECK(file.good());
}

bool IsWatched(const std::string& name) { return !name.starts_with("LOG") && name != "LOCK"; }

}  // namespace

UndecidedFiles::UndecidedFiles(std::string root, std::uint64_t seed)
    : root_(std::move(root)), aside_(root_ + ".aside"), random_(seed) {
  fs::create_directories(aside_);
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(root_, none)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || !IsWatched(name)) continue;
    auto file = std::make_shared<File>();
    file->path = entry.path().string();
    file->size = file->synced = entry.file_size();
    present_[name] = std::move(file);
  }
  safe_ = present_;
}

UndecidedFiles::~UndecidedFiles() {
  std::error_code ignored;
  fs::remove_all(aside_, ignored);
}

std::optional<std::string> UndecidedFiles::NameOf(const std::string& path) const {
  const fs::path parts(path);
  const std::string name = parts.filename().string();
  if (parts.parent_path().lexically_normal() != fs::path(root_).lexically_normal()) return {};
  if (!IsWatched(name)) return {};
  return name;
}

FilePtr UndecidedFiles::Find(const std::string& name) const {
  const auto found = present_.find(name);
  return found == present_.end() ? nullptr : found->second;
}

void UndecidedFiles::SetAside(const std::string& name) {
  const auto found = present_.find(name);
  if (found == present_.end()) return;
  const std::string to = aside_ + "/" + std::to_string(next_aside_++);
  fs::rename(found->second->path, to);
  found->second->path = to;
}

FilePtr UndecidedFiles::Created(const std::string& name) {
  auto file = std::make_shared<File>();
  file->path = root_ + "/" + name;
  present_[name] = file;
  changes_.push_back({file, "", name});
  return file;
}

void UndecidedFiles::Renamed(const std::string& from, const std::string& to) {
  const FilePtr file = Find(from);
  PAKTUM_CHECK(file != nullptr);
  present_.erase(from);
  file->path = root_ + "/" + to;
  present_[to] = file;
  changes_.push_back({file, from, to});
}

void UndecidedFiles::Deleted(const std::string& name) {
  changes_.push_back({Find(name), name, ""});
  present_.erase(name);
}

void UndecidedFiles::Synced(File& file) {
  file.synced = file.size;
  if (file.image) file.image = ReadAll(file.path);
}

void UndecidedFiles::SyncFailed(File& file) {
  if (file.synced < file.size) file.lost.emplace_back(file.synced, file.size);
  file.synced = file.size;
}

void UndecidedFiles::DirectorySynced() {
  changes_.clear();
  safe_ = present_;
  for (const auto& entry : fs::directory_iterator(aside_)) fs::remove(entry.path());
}

std::uint64_t UndecidedFiles::Below(std::uint64_t end) { return end == 0 ? 0 : random_() % end; }

UndecidedFiles::Names UndecidedFiles::DecideNames(std::string& told) {
  enum Fate : std::uint8_t { kLost, kKept, kFirstOnes, kAnyOnes };
  const auto fate = static_cast<Fate>(Below(4));
  const std::uint64_t first_ones = Below(changes_.size() + 1);
  Names names = safe_;
  bool lost_any = false;
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    const NameChange& change = changes_[i];
    const bool renamed = !change.from.empty() && !change.to.empty();
    const bool keep = fate == kKept || (fate == kFirstOnes && i < first_ones) ||
                      (fate == kAnyOnes && Below(2) == 0 && !(renamed && lost_any));
    // A change of a name that is itself lost cannot have happened.
    const auto from = names.find(change.from);
    const bool possible =
        change.from.empty() || (from != names.end() && from->second == change.file);
    if (!keep || !possible) {
      lost_any = true;
      told += " lost:" + change.from + ">" + change.to;
      continue;
    }
    if (!change.from.empty()) names.erase(from);
    if (!change.to.empty()) names[change.to] = change.file;
  }
  return names;
}

// The bytes of a file whose end, from `synced` on, was never synced.
std::string UndecidedFiles::DecideTail(const File& file, std::string bytes, std::string& told) {
  enum Fate : std::uint8_t { kLost, kKept, kCut, kCutAtPage, kZeros, kHoles, kRubbish };
  const auto fate = static_cast<Fate>(Below(7));
  told += "/" + std::to_string(fate);
  const std::uint64_t cut = file.synced + Below(bytes.size() - file.synced + 1);
  if (fate == kLost) bytes.resize(file.synced);
  if (fate == kCut) bytes.resize(cut);
  if (fate == kCutAtPage) bytes.resize(std::max(file.synced, cut / kPageBytes * kPageBytes));
  if (fate == kZeros) std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(cut), bytes.end(), 0);
  if (fate != kHoles && fate != kRubbish) return bytes;
  for (std::uint64_t from = file.synced; from < bytes.size();) {
    const std::uint64_t to =
        std::min<std::uint64_t>((from / kPageBytes + 1) * kPageBytes, bytes.size());
    if (Below(2) == 0) {
      for (std::uint64_t i = from; i < to; ++i) {
        bytes[i] = fate == kHoles ? '\0' : static_cast<char>(random_());
      }
    }
    from = to;
  }
  return bytes;
}

void UndecidedFiles::DecideContent(const std::string& name, File& file, std::string& told) {
  std::string bytes = ReadAll(file.path);
  const std::string before = bytes;
  const std::uint64_t size = bytes.size();
  if (file.image && *file.image != bytes) {
    // One write in place: all of it, none of it, or torn somewhere.
    std::string torn = *file.image;
    torn.resize(std::max(torn.size(), bytes.size()));
    const std::uint64_t fate = Below(3);
    const std::uint64_t end = fate == 0 ? 0 : fate == 1 ? bytes.size() : Below(bytes.size() + 1);
    std::copy_n(bytes.begin(), end, torn.begin());
    bytes = torn;
  } else if (file.synced < size) {
    told += " " + name + ":" + std::to_string(size - file.synced) + " bytes";
    bytes = DecideTail(file, std::move(bytes), told);
  }
  for (const auto& [from, to] : file.lost) {
    if (to >= bytes.size()) {
      bytes.resize(std::min<std::uint64_t>(from, bytes.size()));
    } else {
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                bytes.begin() + static_cast<std::ptrdiff_t>(to), 0);
    }
    told += " " + name + ":unsynced " + std::to_string(from) + "-" + std::to_string(to);
  }
  if (bytes != before) WriteAll(file.path, bytes);
  const bool in_place = file.image.has_value();
  const std::string path = file.path;
  file = File();
  file.path = path;
  file.size = file.synced = bytes.size();
  if (in_place) file.image = bytes;
}

std::string UndecidedFiles::Decide() {
  std::string told = "seed's choice:";
  Names names = DecideNames(told);
  for (const auto& [name, file] : present_) SetAside(name);
  for (const auto& [name, file] : names) {
    DecideContent(name, *file, told);
    fs::rename(file->path, root_ + "/" + name);
    file->path = root_ + "/" + name;
  }
  present_ = std::move(names);
  DirectorySynced();
  return told;
}

}  // namespace paktum::attack
