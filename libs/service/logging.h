#pragma once
// Logging of a running program: one line per event, on standard error.
//
//   2026-07-23T09:30:00.250Z info event_log ledger.opened pact=tiszakecske head=17
//
// An event has a stable name ("ledger.opened") and named values. Never personal data: ids, codes,
// counts and positions only; what a user typed is never logged, not even inside an error.
//
// Threads     Everything here may be called from any thread. StartLogging once, before the rest.
// Before StartLogging lines go out at level "info" under the name "paktum".
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace paktum::service {

enum class LogLevel : std::uint8_t { kTrace, kDebug, kInfo, kWarning, kError, kCritical, kOff };

// One named value of a line. Values with spaces, quotes or control characters are quoted and
// escaped, so that an event is always one line; a value is cut after kLogValueBytesMax bytes.
inline constexpr std::size_t kLogValueBytesMax = 1000;
struct LogField {
  LogField(std::string_view name, std::string_view text) : key(name), value(text) {}
  LogField(std::string_view name, const char* text) : key(name), value(text) {}
  LogField(std::string_view name, bool flag) : key(name), value(flag ? "true" : "false") {}
  template <std::integral Number>
  LogField(std::string_view name, Number number) : key(name), value(std::to_string(number)) {}
  LogField(std::string_view name, const Status& status) : key(name), value(status.ToString()) {}

  std::string_view key;
  std::string value;
};
using LogFields = std::initializer_list<LogField>;

// Sets the program's name and the least level that is written. Level names are spdlog's: trace,
// debug, info, warning (also warn), error (also err), critical, off.
// Errors: kInvalidArgument "config.log_level" for any other name.
Status StartLogging(std::string_view service, std::string_view level);

// Writes one line; cheap when the level is not written.
void Log(LogLevel level, std::string_view event, LogFields fields = {});
inline void LogDebug(std::string_view event, LogFields fields = {}) {
  Log(LogLevel::kDebug, event, fields);
}
inline void LogInfo(std::string_view event, LogFields fields = {}) {
  Log(LogLevel::kInfo, event, fields);
}
inline void LogWarning(std::string_view event, LogFields fields = {}) {
  Log(LogLevel::kWarning, event, fields);
}
inline void LogError(std::string_view event, LogFields fields = {}) {
  Log(LogLevel::kError, event, fields);
}

// The line without its time, level and program: "ledger.opened pact=tiszakecske head=17".
std::string LogLine(std::string_view event, LogFields fields);

}  // namespace paktum::service
