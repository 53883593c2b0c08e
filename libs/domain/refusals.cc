#include "libs/domain/refusals.h"

#include <algorithm>
#include <charconv>

#include "libs/base/date.h"
#include "libs/base/forint.h"
#include "libs/domain/internal/refusal_table.h"

namespace paktum::domain {
namespace {

static_assert(std::is_sorted(kRefusals.begin(), kRefusals.end(),
                             [](const auto& a, const auto& b) { return a.reason < b.reason; }),
              "the table is kept sorted by reason");

enum class Language { kHungarian, kEnglish };

// "HUF 1,200,000"
std::string EnglishMoney(Forint amount) {
  std::string digits = std::to_string(amount.ft());
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t end = digits.size(); end > first + 3;) {
    end -= 3;
    digits.insert(end, ",");
  }
  return "HUF " + digits;
}

// The way the language writes the value of this key; the value itself when it is neither date nor
// money.
std::string Written(const Status::Detail& detail, Language language) {
  if (detail.key.ends_with("_on")) {
    const auto date = Date::Parse(detail.value);
    if (date && language == Language::kHungarian) return date->ToHungarianString();
  }
  if (detail.key.ends_with("_ft")) {
    std::int64_t ft = 0;
    const char* const end = detail.value.data() + detail.value.size();
    if (std::from_chars(detail.value.data(), end, ft).ptr == end) {
      return language == Language::kHungarian ? Forint(ft).ToHungarianString()
                                              : EnglishMoney(Forint(ft));
    }
  }
  return detail.value;
}

std::string Fill(std::string_view text, const std::vector<Status::Detail>& details,
                 Language language) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) break;
    filled += text.substr(0, open);
    const std::string_view key = text.substr(open + 1, close - open - 1);
    const auto detail =
        std::find_if(details.begin(), details.end(), [&](const auto& d) { return d.key == key; });
    if (detail == details.end()) {
      filled += text.substr(open, close - open + 1);
    } else {
      filled += Written(*detail, language);
    }
    text.remove_prefix(close + 1);
  }
  return filled.append(text);
}

}  // namespace

std::span<const RefusalText> AllRefusals() { return kRefusals; }

const RefusalText* FindRefusal(std::string_view reason) {
  const auto found =
      std::lower_bound(kRefusals.begin(), kRefusals.end(), reason,
                       [](const auto& entry, std::string_view r) { return entry.reason < r; });
  return found == kRefusals.end() || found->reason != reason ? nullptr : &*found;
}

std::optional<FilledText> TextOf(const Status& status) {
  const RefusalText* const entry = FindRefusal(status.reason());
  if (entry == nullptr) return std::nullopt;
  return FilledText{.hu = Fill(entry->hu, status.details(), Language::kHungarian),
                    .en = Fill(entry->en, status.details(), Language::kEnglish)};
}

Status Refuse(RefusalReason reason, std::vector<Status::Detail> details) {
  const RefusalText& entry = reason.text();
  std::string message = Fill(entry.en, details, Language::kEnglish);
  return {entry.code, std::string(entry.reason), std::move(message), std::move(details)};
}

}  // namespace paktum::domain
