#include "libs/service/logging.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>

#include "libs/base/hex.h"

namespace paktum::service {
namespace {

constexpr const char* kPattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %n %v";

std::shared_ptr<spdlog::logger> MakeLogger(const std::string& name) {
  auto logger =
      std::make_shared<spdlog::logger>(name, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(
      std::make_unique<spdlog::pattern_formatter>(kPattern, spdlog::pattern_time_type::utc));
  logger->flush_on(spdlog::level::trace);
  return logger;
}

// The logger of the process. A function-local static, because a program that logs nothing should
// not set anything up.
std::shared_ptr<spdlog::logger>& CurrentLogger() {
  static std::shared_ptr<spdlog::logger> logger = MakeLogger("paktum");
  return logger;
}

std::mutex& LoggerMutex() {
  static std::mutex mutex;
  return mutex;
}

std::shared_ptr<spdlog::logger> GetLogger() {
  const std::lock_guard lock(LoggerMutex());
  return CurrentLogger();
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kTrace:
      return spdlog::level::trace;
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kCritical:
      return spdlog::level::critical;
    case LogLevel::kOff:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

bool NeedsQuotes(std::string_view value) {
  if (value.empty()) return true;
  for (const char c : value) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f) {
      return true;
    }
  }
  return false;
}

void AppendQuoted(std::string& line, std::string_view value) {
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (c == '\n') {
      line += "\\n";
    } else if (byte < ' ' || byte == 0x7f) {
      line += "\\x" + ToHex(std::string_view(&c, 1));
    } else {
      line += c;
    }
  }
  line += '"';
}

}  // namespace

Status StartLogging(std::string_view service, std::string_view level) {
  const auto parsed = spdlog::level::from_str(std::string(level));
  if (parsed == spdlog::level::off && level != "off") {
    return InvalidArgument("config.log_level",
                           "log level is one of trace, debug, info, warning, error, critical, off");
  }
  auto logger = MakeLogger(std::string(service));
  logger->set_level(parsed);
  const std::lock_guard lock(LoggerMutex());
  CurrentLogger() = std::move(logger);
  return OkStatus();
}

std::string LogLine(std::string_view event, LogFields fields) {
  std::string line(event);
  for (const LogField& field : fields) {
    line += ' ';
    line += field.key;
    line += '=';
    const std::string_view value = std::string_view(field.value).substr(0, kLogValueBytesMax);
    if (NeedsQuotes(value)) {
      AppendQuoted(line, value);
    } else {
      line += value;
    }
  }
  return line;
}

void Log(LogLevel level, std::string_view event, LogFields fields) {
  const auto logger = GetLogger();
  const auto spdlog_level = ToSpdlog(level);
  if (!logger->should_log(spdlog_level)) return;
  const std::string line = LogLine(event, fields);
  logger->log(spdlog_level, spdlog::string_view_t(line));
}

}  // namespace paktum::service
