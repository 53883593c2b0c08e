#pragma once
// What paktum verify and paktum stats say, in Hungarian and in English. Pure and thread-safe.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/status.h"
#include "libs/ledger_rocksdb/store_stats.h"
#include "libs/ledger_rocksdb/verify.h"

namespace paktum::cli {

enum class Language : std::uint8_t { kHungarian, kEnglish };

// "hu" or "en"; nothing for any other text.
std::optional<Language> ParseLanguage(std::string_view text);

// One line: the code, where, in plain words what is wrong, then the detail.
std::string DescribeFinding(const ledger::StoreFinding& finding, Language language);

// Several lines: each ledger with its counts and root, then the findings and what to do.
std::string DescribeReport(const ledger::VerifyReport& report, Language language);

// Why a store could not be read, in plain words, with the status behind it.
std::string DescribeFailure(const Status& status, Language language);

std::string DescribeProgress(const ledger::VerifyProgress& progress, Language language);

// Records by event type.
using EventCounts = std::map<std::string, std::uint64_t>;
std::string DescribeStats(const ledger::StoreStats& stats, const EventCounts& events,
                          Language language);

}  // namespace paktum::cli
