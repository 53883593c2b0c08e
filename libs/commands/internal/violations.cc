#include "libs/commands/internal/violations.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

namespace paktum::commands::violations {
namespace {

bool LooksLikeAName(const std::string& text) {
  static constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of(kAllowed) == std::string::npos;
}

}  // namespace

Violation Malformed(const std::string& what_hu, const std::string& what_en, std::size_t line,
                    std::size_t column) {
  const std::string l = std::to_string(line);
  const std::string c = std::to_string(column);
  return {"",
          "input.json",
          {"Hibás JSON a(z) " + l + ". sor " + c + ". oszlopában: " + what_hu + ".",
           "Wrong JSON in line " + l + ", column " + c + ": " + what_en + "."}};
}

Violation NotAnObject() {
  return {"",
          "input.json",
          {"A kérés törzse egy JSON objektum legyen: {…}.",
           "The body of the request must be a JSON object: {…}."}};
}

Violation UnknownField(const std::string& path, const std::string& name, std::size_t line,
                       std::size_t column) {
  if (LooksLikeAName(name)) {
    return {path.empty() ? name : path + "." + name,
            "input.unknown_field",
            {"Ismeretlen mező: " + name + ".", "Unknown field: " + name + "."}};
  }
  const std::string l = std::to_string(line);
  const std::string c = std::to_string(column);
  return {path,
          "input.unknown_field",
          {"Ismeretlen mező a(z) " + l + ". sor " + c + ". oszlopa előtt.",
           "Unknown field before line " + l + ", column " + c + "."}};
}

Violation WrongType(const std::string& field, const Text& expected) {
  return {
      field, "input.type", {"Ide " + expected.hu + " kell.", "This must be " + expected.en + "."}};
}

Violation WholeNumber(const std::string& field, const std::string& low, const std::string& high) {
  return WrongType(field, {"egész szám (" + low + " és " + high + " között)",
                           "a whole number (between " + low + " and " + high + ")"});
}

Violation UnknownValue(const std::string& field, const google::protobuf::EnumDescriptor& known) {
  std::string names;
  for (int i = 0; i < known.value_count(); ++i) {
    if (known.value(i)->number() == 0) continue;
    names += (names.empty() ? "" : ", ") + known.value(i)->name();
  }
  return {field,
          "input.unknown_value",
          {"Nem ismert érték; lehetséges: " + names + ".", "Unknown value; known: " + names + "."}};
}

Violation Required(const std::string& field) {
  return {field, "input.required", {"Kötelező megadni.", "This must be given."}};
}

Violation TooLong(const std::string& field, std::size_t max_characters) {
  const std::string max = std::to_string(max_characters);
  return {field,
          "input.too_long",
          {"Legfeljebb " + max + " karakter lehet.", "At most " + max + " characters."}};
}

Violation ControlCharacter(const std::string& field) {
  return {field,
          "input.control_character",
          {"Vezérlőkarakter nem állhat benne.", "It must hold no control character."}};
}

Violation NotUtf8(const std::string& field) {
  return {field, "input.not_utf8", {"Nem érvényes UTF-8 szöveg.", "It is not valid UTF-8 text."}};
}

Violation TooSmall(const std::string& field, std::int64_t min) {
  const std::string text = std::to_string(min);
  return {field,
          "input.too_small",
          {"Legalább " + text + " legyen.", "It must be at least " + text + "."}};
}

Violation TooLarge(const std::string& field, std::int64_t max) {
  const std::string text = std::to_string(max);
  return {field,
          "input.too_large",
          {"Legfeljebb " + text + " lehet.", "It must be at most " + text + "."}};
}

Violation TooMany(const std::string& field, std::size_t max_items) {
  const std::string max = std::to_string(max_items);
  return {field,
          "input.too_many",
          {"Legfeljebb " + max + " elem lehet.", "At most " + max + " elements."}};
}

Violation BadDate(const std::string& field) {
  return {field,
          "input.date",
          {"Létező nap kell, ÉÉÉÉ-HH-NN alakban (például 2019-02-28).",
           "It must be a day of the calendar, YYYY-MM-DD (such as 2019-02-28)."}};
}

Violation BadUuid(const std::string& field) {
  return {field,
          "input.uuid",
          {"36 karakteres UUID azonosító kell.", "It must be a UUID of 36 characters."}};
}

Violation BadTaj(const std::string& field) {
  return {field,
          "input.taj",
          {"Érvényes TAJ-szám kell: 9 számjegy, az utolsó ellenőrző számjegy.",
           "It must be a valid TAJ number: 9 digits, the last a check digit."}};
}

Violation BadSha256(const std::string& field) {
  return {field,
          "input.sha256",
          {"64 hexadecimális jegyű SHA-256 lenyomat kell.",
           "It must be a SHA-256 digest of 64 hexadecimal digits."}};
}

Violation BadEmail(const std::string& field) {
  return {
      field, "input.email", {"Érvényes e-mail-cím kell.", "It must be a valid e-mail address."}};
}

Violation UnknownCommand(const std::string& field) {
  return {field,
          "input.unknown_value",
          {"Nincs ilyen parancs, vagy nem helyesbíthető vele.",
           "There is no such command, or it cannot be part of a correction."}};
}

Violation BadCode(const std::string& field) {
  return {field,
          "input.code",
          {"Kód kell: 1–64 karakter a következőkből: a–z, A–Z, 0–9, pont, aláhúzás, kötőjel.",
           "It must be a code: 1–64 characters of a–z, A–Z, 0–9, dot, underscore, hyphen."}};
}

Violation BadReference(const std::string& field) {
  return {field,
          "input.reference",
          {"Iktatószám kell: 1–64 karakter; betűvel vagy számjeggyel kezdődik, a–z, A–Z, 0–9 és "
           ". _ - / ( ) állhat benne.",
           "It must be a file number: 1–64 characters, the first a letter or digit, of a–z, A–Z, "
           "0–9 and . _ - / ( )."}};
}

Violation BadPeriod(const std::string& field) {
  return {field,
          "input.period",
          {"Félév kell, ÉÉÉÉ-H1 vagy ÉÉÉÉ-H2 alakban (például 2019-H1).",
           "It must be a half-year, YYYY-H1 or YYYY-H2 (such as 2019-H1)."}};
}

Violation BadMonth(const std::string& field) {
  return {field,
          "input.month",
          {"Hónap kell, ÉÉÉÉ-HH alakban (például 2019-03).",
           "It must be a month, YYYY-MM (such as 2019-03)."}};
}

}  // namespace paktum::commands::violations
