#pragma once
// Values as they stand in Hungarian spreadsheets. Pure and thread-safe. Nothing is guessed: what
// can be read in two ways is read as Hungarians write (1.234 is a thousand and more), what cannot
// be read is not.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/date.h"

namespace paktum::tabular {

// "2019.03.31.", "2019. 03. 31.", "2019.3.31", "2019-03-31", "2019/03/31", "2019. március 31.",
// each also with a time of 0:00 behind it.
std::optional<Date> ReadDate(std::string_view text);

// A whole number: "215 000 Ft", "215.000 Ft", "112.500,- Ft", "45 fő", "100 %", "3,0", "-12".
// Groups of thousands must be whole; nothing when there is a fraction or it does not fit.
std::optional<std::int64_t> ReadWhole(std::string_view text);

// "igen", "i", "x", "true", "1" / "nem", "n", "false", "0"; upper and lower case alike.
std::optional<bool> ReadBool(std::string_view text);

// õ, û, Õ, Û become ő, ű, Ő, Ű: Latin-2 text that was once read as Latin-1. Hungarian has no õ or
// û.
std::string MendHungarian(std::string_view text);

// For comparing headings and names: mended, lower case, runs of spaces as one, none at the ends.
std::string Folded(std::string_view text);

}  // namespace paktum::tabular
