#include "libs/tabular/values.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "libs/tabular/internal/encoding.h"

namespace paktum::tabular {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "január", "február",   "március",    "április", "május",    "június",
    "július", "augusztus", "szeptember", "október", "november", "december"};

// Spaces of every kind that stand between groups of digits: space, tab, U+00A0, U+2009, U+202F.
constexpr std::array<std::string_view, 5> kSpaces = {" ", "\t", "\xC2\xA0", "\xE2\x80\x89",
                                                     "\xE2\x80\xAF"};

// Length of the space at the beginning, 0 when there is none.
std::size_t SpaceAt(std::string_view text) {
  for (const std::string_view space : kSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

std::string_view SkipSpaces(std::string_view text) {
  while (const std::size_t length = SpaceAt(text)) text.remove_prefix(length);
  return text;
}

std::optional<int> TakeDigits(std::string_view& text, std::size_t digits_max) {
  int number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + std::min(text.size(), digits_max), number);
  if (error != std::errc() || text.front() == '-') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<int> TakeMonth(std::string_view& text) {
  if (!text.empty() && IsDigit(text.front())) return TakeDigits(text, 2);
  const std::string folded = Folded(text);
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (!folded.starts_with(kMonths[i])) continue;
    text.remove_prefix(std::min(text.size(), kMonths[i].size()));
    return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

// What may stand behind a day: nothing, a point, a time that is midnight.
bool EndsDay(std::string_view rest) {
  if (rest.starts_with('.')) rest.remove_prefix(1);
  if (rest.starts_with('T')) rest.remove_prefix(1);
  rest = SkipSpaces(rest);
  return rest.empty() || rest == "0:00" || rest == "0:00:00" || rest == "00:00" ||
         rest == "00:00:00";
}

// Digits, sign and fraction of a number, without groups, units and spaces: "-1234.5".
struct PlainNumber {
  std::string whole;  // with its sign
  std::string fraction;
};

// The unit behind a number, if it is one.
bool IsUnit(std::string_view rest) {
  static constexpr std::array<std::string_view, 8> kUnits = {"",   "ft", "huf", "forint",
                                                             "fő", "db", "%",   "alkalom"};
  const std::string folded = Folded(rest);
  return std::find(kUnits.begin(), kUnits.end(), folded) != kUnits.end();
}

// Takes the digits of the whole part; groups must have three digits each and one separator.
std::optional<std::string> TakeWholePart(std::string_view& text) {
  std::string digits;
  std::string_view separator;
  while (!text.empty() && IsDigit(text.front())) {
    std::size_t count = 0;
    while (count < text.size() && IsDigit(text[count])) ++count;
    if (!separator.empty() && count != 3) return std::nullopt;
    digits += text.substr(0, count);
    text.remove_prefix(count);
    const std::size_t space = SpaceAt(text);
    const std::size_t length = space > 0 ? space : text.starts_with('.') ? 1 : 0;
    const bool grouped = length > 0 && text.size() >= length + 3 && IsDigit(text[length]) &&
                         IsDigit(text[length + 1]) && IsDigit(text[length + 2]) &&
                         (text.size() == length + 3 || !IsDigit(text[length + 3]));
    if (!grouped) break;
    if (digits.size() > 3 && separator.empty()) return std::nullopt;  // "1234 567"
    const std::string_view next = text.substr(0, length);
    if (!separator.empty() && next != separator) return std::nullopt;
    separator = next;
    text.remove_prefix(length);
  }
  if (digits.empty()) return std::nullopt;
  return digits;
}

std::optional<PlainNumber> ReadPlain(std::string_view text) {
  text = SkipSpaces(Trimmed(text));
  PlainNumber number;
  if (text.starts_with("\xE2\x88\x92")) {  // U+2212, the minus sign
    number.whole = "-";
    text.remove_prefix(3);
  } else if (text.starts_with('-') || text.starts_with('+')) {
    if (text.front() == '-') number.whole = "-";
    text.remove_prefix(1);
  }
  const std::optional<std::string> digits = TakeWholePart(text);
  if (!digits) return std::nullopt;
  number.whole += *digits;
  if (text.size() > 1 && (text.front() == ',' || text.front() == '.') && IsDigit(text[1])) {
    text.remove_prefix(1);
    while (!text.empty() && IsDigit(text.front())) {
      number.fraction += text.front();
      text.remove_prefix(1);
    }
  } else if (text.starts_with(",-") || text.starts_with(".-")) {
    text.remove_prefix(2);  // "112.500,- Ft"
  } else if (text.starts_with(",\xE2\x80\x93")) {
    text.remove_prefix(4);  // the same with an en dash
  }
  if (!IsUnit(SkipSpaces(text))) return std::nullopt;
  return number;
}

// The next character with an upper-case Hungarian letter as its lower-case one.
std::string LowerAt(std::string_view text, std::size_t& at) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kPairs = {
      {{"Á", "á"},
       {"É", "é"},
       {"Í", "í"},
       {"Ó", "ó"},
       {"Ö", "ö"},
       {"Ő", "ő"},
       {"Ú", "ú"},
       {"Ü", "ü"},
       {"Ű", "ű"}}};
  for (const auto& [upper, lower] : kPairs) {
    if (text.substr(at).starts_with(upper)) {
      at += upper.size();
      return std::string(lower);
    }
  }
  const char c = text[at++];
  return std::string(1, c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
}

}  // namespace

std::optional<Date> ReadDate(std::string_view text) {
  text = Trimmed(text);
  if (text.size() < 8 || !IsDigit(text.front())) return std::nullopt;
  const std::optional<int> year = TakeDigits(text, 4);
  if (!year || text.empty()) return std::nullopt;
  const char separator = text.front();
  if (separator != '.' && separator != '-' && separator != '/') return std::nullopt;
  text = SkipSpaces(text.substr(1));
  const std::optional<int> month = TakeMonth(text);
  if (!month || text.empty()) return std::nullopt;
  if (text.front() == separator) {
    text.remove_prefix(1);
  } else if (SpaceAt(text) == 0) {
    return std::nullopt;
  }
  text = SkipSpaces(text);
  if (text.empty() || !IsDigit(text.front())) return std::nullopt;
  const std::optional<int> day = TakeDigits(text, 2);
  if (!day || !EndsDay(text)) return std::nullopt;
  return Date::Of(*year, *month, *day);
}

std::optional<std::int64_t> ReadWhole(std::string_view text) {
  const std::optional<PlainNumber> plain = ReadPlain(text);
  if (!plain || plain->fraction.find_first_not_of('0') != std::string::npos) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = plain->whole.data() + plain->whole.size();
  const auto [stop, error] = std::from_chars(plain->whole.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<bool> ReadBool(std::string_view text) {
  const std::string folded = Folded(text);
  for (const std::string_view yes : {"igen", "i", "x", "true", "1", "igaz", "yes"}) {
    if (folded == yes) return true;
  }
  for (const std::string_view no : {"nem", "n", "false", "0", "hamis", "no"}) {
    if (folded == no) return false;
  }
  return std::nullopt;
}

std::string MendHungarian(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPairs = {
      {{"õ", "ő"}, {"û", "ű"}, {"Õ", "Ő"}, {"Û", "Ű"}}};
  std::string mended(text);
  for (const auto& [wrong, right] : kPairs) {
    for (std::size_t at = mended.find(wrong); at != std::string::npos;
         at = mended.find(wrong, at + right.size())) {
      mended.replace(at, wrong.size(), right);
    }
  }
  return mended;
}

std::string Folded(std::string_view text) {
  const std::string mended = MendHungarian(Trimmed(text));
  std::string folded;
  bool space = false;
  for (std::size_t at = 0; at < mended.size();) {
    const std::size_t length = SpaceAt(std::string_view(mended).substr(at));
    if (length > 0) {
      space = !folded.empty();
      at += length;
      continue;
    }
    if (space) folded += ' ';
    space = false;
    folded += LowerAt(mended, at);
  }
  return folded;
}

}  // namespace paktum::tabular
