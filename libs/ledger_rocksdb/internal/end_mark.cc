#include "libs/ledger_rocksdb/internal/end_mark.h"

#include <cinttypes>
#include <cstdio>
#include <utility>

#include "libs/ledger_rocksdb/internal/crc32c.h"

namespace paktum::ledger {
namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kPages = 2;
constexpr std::string_view kCheck = " crc=";

struct Page {
  std::uint64_t generation = 0;
  End end;
};

std::string PathOf(const std::string& directory, std::string_view name) {
  return directory + "/" + std::string(name);
}

std::string EncodePage(const Page& page) {
  std::array<char, kPageBytes> text{};
  std::snprintf(text.data(), text.size(),
                "paktum-mark/1 generation=%" PRIu64 " sequence=%" PRIu64 " manifest=%" PRIu64
                " manifest_bytes=%" PRIu64,
                page.generation, page.end.sequence, page.end.manifest, page.end.manifest_bytes);
  std::string encoded(text.data());
  std::snprintf(text.data(), text.size(), "%08" PRIx32 "\n", Crc32c(encoded));
  encoded.append(kCheck).append(text.data());
  encoded.resize(kPageBytes, '\0');
  return encoded;
}

std::optional<Page> DecodePage(std::string_view bytes) {
  const std::string text(bytes.substr(0, bytes.find('\0')));
  const auto check = text.find(kCheck);
  if (check == std::string::npos) return std::nullopt;
  Page page;
  std::uint32_t crc = 0;
  const int fields = std::sscanf(text.c_str(),
                                 "paktum-mark/1 generation=%" SCNu64 " sequence=%" SCNu64
                                 " manifest=%" SCNu64 " manifest_bytes=%" SCNu64 " crc=%08" SCNx32,
                                 &page.generation, &page.end.sequence, &page.end.manifest,
                                 &page.end.manifest_bytes, &crc);
  if (fields != 5 || crc != Crc32c(std::string_view(text).substr(0, check))) return std::nullopt;
  return page;
}

bool IsZeros(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

struct MarkFile {
  std::optional<Page> newest;
  bool sound = true;  // every byte is as it was written
};

// Nothing when there is no such file.
Result<std::optional<MarkFile>> ReadMarkFile(rocksdb::Env& env, const std::string& directory) {
  const std::string path = PathOf(directory, kEndMarkFile);
  std::string bytes;
  rocksdb::Status status = env.FileExists(path);
  if (status.IsNotFound()) return std::optional<MarkFile>();
  if (status.ok()) status = rocksdb::ReadFileToString(&env, path, &bytes);
  if (!status.ok()) return Unavailable("storage.cannot_open", status.ToString());
  if (bytes.size() != kPages * kPageBytes) {
    return DataLoss("storage.damaged", "MARK has " + std::to_string(bytes.size()) + " bytes");
  }
  MarkFile file;
  for (std::size_t from = 0; from < bytes.size(); from += kPageBytes) {
    const std::string_view written = std::string_view(bytes).substr(from, kPageBytes);
    const auto page = DecodePage(written);
    file.sound = file.sound && (page ? EncodePage(*page) == written : IsZeros(written));
    if (page && (!file.newest || page->generation > file.newest->generation)) file.newest = page;
  }
  // The first page is the second to be written: until then a cut may have torn the only mark.
  if (!file.newest && !IsZeros(std::string_view(bytes).substr(0, kPageBytes))) {
    return DataLoss("storage.damaged", "neither page of MARK is whole");
  }
  return std::optional(file);
}

}  // namespace

Result<std::optional<End>> ReadEndMark(rocksdb::Env& env, const std::string& directory) {
  PAKTUM_ASSIGN_OR_RETURN(const auto file, ReadMarkFile(env, directory));
  if (!file || !file->newest) return std::optional<End>();
  return std::optional(file->newest->end);
}

bool EndMarkIsSound(rocksdb::Env& env, const std::string& directory) {
  const auto file = ReadMarkFile(env, directory);
  return file.ok() && (!file->has_value() || (*file)->sound);
}

std::optional<Manifest> CurrentManifest(rocksdb::Env& env, const std::string& directory) {
  Manifest manifest;
  if (!rocksdb::ReadFileToString(&env, PathOf(directory, "CURRENT"), &manifest.name).ok() ||
      std::sscanf(manifest.name.c_str(), "MANIFEST-%" SCNu64, &manifest.number) != 1) {
    return std::nullopt;
  }
  manifest.name.erase(manifest.name.find_last_not_of('\n') + 1);
  return manifest;
}

rocksdb::Status WriteFileDurably(rocksdb::Env& env, const std::string& directory,
                                 const std::string& name, const std::string& bytes) {
  const std::string path = PathOf(directory, name);
  const std::string made = path + ".new";
  rocksdb::Status status = rocksdb::WriteStringToFile(&env, bytes, made, /*should_sync=*/true);
  if (status.ok()) status = env.RenameFile(made, path);
  return status.ok() ? SyncDirectory(env, directory) : status;
}

rocksdb::Status SyncDirectory(rocksdb::Env& env, const std::string& directory) {
  std::unique_ptr<rocksdb::Directory> entries;
  rocksdb::Status status = env.NewDirectory(directory, &entries);
  if (status.ok()) status = entries->Fsync();
  return status;
}

Status CheckManifest(rocksdb::Env& env, const std::string& directory, const End& mark) {
  const auto manifest = CurrentManifest(env, directory);
  if (!manifest) return DataLoss("storage.damaged", "CURRENT names no manifest");
  if (manifest->number > mark.manifest) return OkStatus();
  std::uint64_t bytes = 0;
  const bool there = env.GetFileSize(PathOf(directory, manifest->name), &bytes).ok();
  if (manifest->number == mark.manifest && there && bytes >= mark.manifest_bytes) return OkStatus();
  return DataLoss("storage.damaged", manifest->name + " has " + std::to_string(bytes) +
                                         " bytes, manifest " + std::to_string(mark.manifest) +
                                         " had " + std::to_string(mark.manifest_bytes));
}

EndMark::EndMark(rocksdb::Env& env, std::string directory, std::chrono::milliseconds interval)
    : env_(env), directory_(std::move(directory)), interval_(interval) {}

EndMark::~EndMark() { EndThread(); }

Status EndMark::Start(Look look) {
  look_ = std::move(look);
  PAKTUM_ASSIGN_OR_RETURN(const auto file, ReadMarkFile(env_, directory_));
  if (file && file->newest) generation_ = file->newest->generation;
  rocksdb::Status status = OpenFile(/*make=*/!file);
  if (status.ok()) status = Write(look_());
  if (!status.ok()) return Unavailable("storage.cannot_open", status.ToString());
  thread_ = std::thread([this] { Run(); });
  return OkStatus();
}

rocksdb::Status EndMark::OpenFile(bool make) {
  if (make) {
    const std::string empty(kPages * kPageBytes, '\0');
    const rocksdb::Status made =
        WriteFileDurably(env_, directory_, std::string(kEndMarkFile), empty);
    if (!made.ok()) return made;
  }
  return env_.NewRandomRWFile(PathOf(directory_, kEndMarkFile), &file_, rocksdb::EnvOptions());
}

rocksdb::Status EndMark::Write(const End& end) {
  const std::uint64_t generation = generation_ + 1;
  rocksdb::Status status =
      file_->Write(generation % kPages * kPageBytes, EncodePage({generation, end}));
  if (status.ok()) status = file_->Sync();
  // A page that failed may hold anything: it is the one that is written again.
  if (status.ok()) generation_ = generation;
  return status;
}

void EndMark::Note() {
  const std::lock_guard lock(mutex_);
  if (noted_) return;
  noted_ = true;
  changed_.notify_one();
}

void EndMark::OnFlushCompleted(rocksdb::DB* /*db*/, const rocksdb::FlushJobInfo& /*info*/) {
  Note();
}

void EndMark::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return noted_ || stopping_; });
    // More may come: one mark for all of it.
    changed_.wait_for(lock, interval_, [&] { return stopping_; });
    if (stopping_) return;
    noted_ = false;
    lock.unlock();
    // A mark that cannot be written leaves the older one, which is as true.
    Write(look_()).PermitUncheckedError();
    lock.lock();
  }
}

void EndMark::EndThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void EndMark::Finish() {
  if (file_ == nullptr) return;
  EndThread();
  Write(look_()).PermitUncheckedError();
  file_.reset();
}

}  // namespace paktum::ledger
