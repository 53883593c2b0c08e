#include "services/vault/backups.h"

#include <algorithm>

namespace paktum::vault_service {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "vault-";

// "vault-2026-11-22T154136Z": sorts by time.
std::string NameAt(Instant now) {
  std::string text = now.ToString();
  text = text.substr(0, text.find('.'));
  text.erase(std::remove(text.begin(), text.end(), ':'), text.end());
  if (text.ends_with('Z')) text.pop_back();
  return std::string(kPrefix) + text + "Z";
}

std::optional<Instant> TimeOf(const std::string& name) {
  std::string text = name.substr(kPrefix.size());
  if (text.size() != 18) return std::nullopt;
  text.insert(15, ":");
  text.insert(13, ":");
  return Instant::Parse(text);
}

Status NotWritten(const std::error_code& error) {
  return Unavailable("vault.backup_not_written", error.message());
}

}  // namespace

std::vector<std::string> Backups::Generations() const {
  const std::lock_guard lock(mutex_);
  return List();
}

std::vector<std::string> Backups::List() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(directory_, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.starts_with(kPrefix) && TimeOf(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// What a crash left of a generation that was being made.
void Backups::RemoveUnfinished() {
  std::error_code error;
  std::vector<fs::path> unfinished;
  for (fs::directory_iterator entry(directory_, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(kPrefix) && !TimeOf(name)) unfinished.push_back(entry->path());
  }
  for (const fs::path& path : unfinished) fs::remove_all(path, error);
}

Result<bool> Backups::MakeIfDue(const KeyDatabase& keys, Instant now, std::chrono::seconds every) {
  if (directory_.empty()) return false;
  const std::lock_guard lock(mutex_);
  RemoveUnfinished();
  std::vector<std::string> names = List();
  if (!names.empty()) {
    const auto newest = TimeOf(names.back());
    const auto age_ms = newest ? now.unix_ms() - newest->unix_ms() : 0;
    if (newest && age_ms < std::chrono::milliseconds(every).count()) return false;
  }
  std::error_code error;
  fs::create_directories(directory_, error);
  if (!error) fs::permissions(directory_, fs::perms::owner_all, error);
  if (error) return NotWritten(error);
  const std::string name = NameAt(now);
  PAKTUM_RETURN_IF_ERROR(keys.CopyTo(directory_ / name));
  names.push_back(name);
  for (std::size_t i = 0; i + keep_ < names.size(); ++i) {
    fs::remove_all(directory_ / names[i], error);
    if (error) return NotWritten(error);
  }
  return true;
}

Status Backups::FenceAll(const vault::PersonRef& person, const std::vector<std::string>& key_ids) {
  if (directory_.empty()) return OkStatus();
  const std::lock_guard lock(mutex_);
  RemoveUnfinished();
  for (const std::string& name : List()) {
    const auto generation = KeyDatabase::Open(directory_ / name);
    const Status status =
        generation.ok() ? (*generation)->Fence(person, key_ids).status() : generation.status();
    if (!status.ok()) {
      return Unavailable("vault.backup_not_erased", name + ": " + status.ToString());
    }
  }
  return OkStatus();
}

}  // namespace paktum::vault_service
