// Parsers of calendar values, instants and identifiers: what was read is written as it was read,
// and reads the same again.
#include <algorithm>
#include <cstring>
#include <string>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/base/hex.h"
#include "libs/base/uuid.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum {
namespace {

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

void CheckDate(std::string_view text) {
  const auto date = Date::Parse(text);
  if (!date) return;
  PAKTUM_CHECK(date->ToString() == text);
  PAKTUM_CHECK(Date::Of(date->year(), date->month(), date->day()) == date);
  PAKTUM_CHECK(Date::FromDays(date->days_since_1970()) == *date);
  PAKTUM_CHECK(Instant::EndOfDayInBudapest(*date).DateInBudapest() == *date);
  const Quarter quarter = Quarter::Of(*date);
  PAKTUM_CHECK(quarter.first_day() <= *date && *date <= quarter.last_day());
  const HalfYear half = HalfYear::Of(*date);
  PAKTUM_CHECK(half.first_day() <= *date && *date <= half.last_day());
}

void CheckPeriods(std::string_view text) {
  if (const auto quarter = Quarter::Parse(text)) {
    PAKTUM_CHECK(quarter->ToString() == text);
    PAKTUM_CHECK(Quarter::Of(quarter->first_day()) == *quarter);
    PAKTUM_CHECK(Quarter::Of(quarter->last_day()) == *quarter);
  }
  if (const auto half = HalfYear::Parse(text)) {
    PAKTUM_CHECK(half->ToString() == text);
    PAKTUM_CHECK(HalfYear::Of(half->first_day()) == *half);
    PAKTUM_CHECK(HalfYear::Of(half->last_day()) == *half);
  }
}

void CheckInstant(std::string_view text) {
  const auto instant = Instant::Parse(text);
  if (!instant) return;
  const std::string written = instant->ToString();
  PAKTUM_CHECK(Instant::Parse(written) == instant);
  PAKTUM_CHECK(Instant::Parse(written)->ToString() == written);
  const Date day = instant->DateInBudapest();
  PAKTUM_CHECK(*instant <= Instant::EndOfDayInBudapest(day));
  PAKTUM_CHECK(Instant::EndOfDayInBudapest(day.PlusDays(-1)) < *instant);
}

// Any number of milliseconds can be shown; those in the calendar read back as they were.
void CheckMilliseconds(std::string_view bytes) {
  std::int64_t unix_ms = 0;
  if (bytes.size() != sizeof(unix_ms)) return;
  std::memcpy(&unix_ms, bytes.data(), sizeof(unix_ms));
  const Instant instant(unix_ms);
  const auto shown = Instant::Parse(instant.ToString());
  PAKTUM_CHECK(shown.has_value());
  const Date day = instant.DateInBudapest();
  PAKTUM_CHECK(day.year() >= 1900 && day.year() <= 2200);
  if (*shown == instant) CheckInstant(instant.ToString());
}

void CheckUuid(std::string_view text) {
  if (const auto id = Uuid::Parse(text)) {
    PAKTUM_CHECK(id->ToString() == LowerCase(std::string(text)));
    PAKTUM_CHECK(Uuid::FromBytes(id->bytes()) == id);
  }
  if (const auto id = Uuid::FromBytes(text)) {
    PAKTUM_CHECK(id->bytes() == text);
    PAKTUM_CHECK(Uuid::Parse(id->ToString()) == id);
  }
  if (const auto bytes = FromHex(text)) {
    PAKTUM_CHECK(ToHex(*bytes) == LowerCase(std::string(text)));
  }
  PAKTUM_CHECK(FromHex(ToHex(text)) == std::string(text));
}

}  // namespace
}  // namespace paktum

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = paktum::fuzz::Text(data, size);
  paktum::CheckDate(text);
  paktum::CheckPeriods(text);
  paktum::CheckInstant(text);
  paktum::CheckMilliseconds(text);
  paktum::CheckUuid(text);
  return 0;
}
