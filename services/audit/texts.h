#pragma once
// What paktum-audit says, in Hungarian and in English. Pure and thread-safe.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/status.h"
#include "services/audit/verify.h"

namespace paktum::audit {

enum class Language : std::uint8_t { kHungarian, kEnglish };

// "hu" or "en"; nothing for any other text.
std::optional<Language> ParseLanguage(std::string_view text);

// A text in both.
struct Text {
  std::string_view hu;
  std::string_view en;
  [[nodiscard]] std::string_view In(Language language) const {
    return language == Language::kHungarian ? hu : en;
  }
};

// What a code means, in plain words; the code itself when it is not known here.
std::string_view WordsOf(std::string_view code, Language language);
// Every code that Finding::code may have. For the tests and the runbook.
std::vector<std::string_view> KnownCodes();

// One line: code, where, what is wrong, expected and found.
std::string Describe(const Finding& finding, Language language);
// One line each, and the number of those left out.
std::string Describe(const Findings& findings, Language language);
// Counts, root, checkpoints and who stands behind them, what was not checked, findings.
std::string Describe(const LedgerReport& report, Language language);
// Why something could not be checked, with the status behind it.
std::string DescribeFailure(const Status& status, Language language);
std::string DescribeProgress(std::uint64_t done, std::uint64_t total, Language language);

}  // namespace paktum::audit
