#include "libs/wire/access_list.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "libs/wire/curve.h"

namespace paktum::wire {
namespace {

constexpr std::string_view kBlank = " \t\r";

bool IsWord(std::string_view word, bool dots) {
  return !word.empty() && word.size() <= kAccessNameBytesMax &&
         std::all_of(word.begin(), word.end(), [dots](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                  (dots && c == '.');
         });
}

std::vector<std::string_view> Words(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t first = line.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return words;
    line.remove_prefix(first);
    const std::size_t end = std::min(line.find_first_of(kBlank), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

Status Malformed(std::size_t line, const std::string& what) {
  return InvalidArgument("access.malformed", "line " + std::to_string(line) + ": " + what);
}

Result<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kAccessFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (file.fail() && !file.eof())) {
    return InvalidArgument("access.unreadable", path + " cannot be read");
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kAccessFileBytesMax) {
    return InvalidArgument("access.malformed", path + " is larger than 1 MiB");
  }
  return text;
}

Status InFile(const std::string& path, const Status& status) {
  return {status.code(), status.reason(), path + ": " + status.message()};
}

}  // namespace

Result<AccessList::Entries> AccessList::ParseEntries(std::string_view text) {
  Entries entries;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto words = Words(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty() || words.front().starts_with('#')) continue;
    if (words.size() < 3) return Malformed(line, "expected a name, a public key and domains");
    if (!IsWord(words[0], /*dots=*/false)) return Malformed(line, "the name is none");
    if (!IsCurveKey(words[1])) return Malformed(line, "the key is not 40 characters of Z85");
    Entry entry{std::string(words[0]), {}};
    for (std::size_t i = 2; i < words.size(); ++i) {
      if (!IsWord(words[i], /*dots=*/true)) return Malformed(line, "a domain is none");
      entry.domains.emplace(words[i]);
    }
    if (!entries.emplace(words[1], std::move(entry)).second) {
      return Malformed(line, "the key stands in an earlier line already");
    }
    if (entries.size() > kAccessKeysMax) return Malformed(line, "too many keys");
  }
  return entries;
}

Result<std::shared_ptr<AccessList>> AccessList::Parse(std::string_view text) {
  PAKTUM_ASSIGN_OR_RETURN(Entries entries, ParseEntries(text));
  std::shared_ptr<AccessList> list(new AccessList());
  list->entries_ = std::move(entries);
  return list;
}

Result<std::shared_ptr<AccessList>> AccessList::Open(std::string path, OnChange on_change) {
  std::shared_ptr<AccessList> list(new AccessList());
  list->on_change_ = std::move(on_change);
  // Before the text: what is written meanwhile is read once more.
  if (!list->file_.emplace(path).exists()) {
    return InvalidArgument("access.missing", path + " does not exist");
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  auto entries = ParseEntries(text);
  if (!entries.ok()) return InFile(path, entries.status());
  list->entries_ = *std::move(entries);
  return list;
}

std::optional<std::string> AccessList::NameOf(std::string_view key, std::string_view domain) const {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(key);
  if (entry == entries_.end() || !entry->second.domains.contains(domain)) return std::nullopt;
  return entry->second.name;
}

Status AccessList::Replace(std::string_view text) {
  PAKTUM_ASSIGN_OR_RETURN(Entries entries, ParseEntries(text));
  const std::lock_guard lock(mutex_);
  entries_ = std::move(entries);
  ++revision_;
  return OkStatus();
}

std::uint64_t AccessList::Refresh() {
  Status outcome;
  std::size_t keys = 0;
  std::uint64_t revision = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!file_ || !file_->Changed()) return revision_;
    const std::string& path = file_->path();
    auto text = file_->exists()
                    ? ReadText(path)
                    : Result<std::string>(InvalidArgument("access.missing", path + " is gone"));
    auto entries = text.ok() ? ParseEntries(*text) : Result<Entries>(text.status());
    if (entries.ok()) {
      entries_ = *std::move(entries);
      ++revision_;
    } else {
      outcome = text.ok() ? InFile(path, entries.status()) : entries.status();
    }
    keys = entries_.size();
    revision = revision_;
  }
  if (on_change_) on_change_(outcome, keys);
  return revision;
}

std::size_t AccessList::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace paktum::wire
