#include "libs/office/person_index.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libs/office/commands.h"

namespace paktum::office {
namespace {

constexpr std::array<std::string_view, 6> kTitles{"dr", "drne", "ifj", "id", "ozv", "prof"};

// Letters with accents → the plain letter, by ranges of code points; 0 = not one of them.
struct Plain {
  std::uint32_t first;
  std::uint32_t last;
  char letter;
};
constexpr std::array kPlain{
    Plain{0xC0, 0xC5, 'a'},   Plain{0xC7, 0xC7, 'c'},   Plain{0xC8, 0xCB, 'e'},
    Plain{0xCC, 0xCF, 'i'},   Plain{0xD1, 0xD1, 'n'},   Plain{0xD2, 0xD6, 'o'},
    Plain{0xD8, 0xD8, 'o'},   Plain{0xD9, 0xDC, 'u'},   Plain{0xDD, 0xDD, 'y'},
    Plain{0xE0, 0xE5, 'a'},   Plain{0xE7, 0xE7, 'c'},   Plain{0xE8, 0xEB, 'e'},
    Plain{0xEC, 0xEF, 'i'},   Plain{0xF1, 0xF1, 'n'},   Plain{0xF2, 0xF6, 'o'},
    Plain{0xF8, 0xF8, 'o'},   Plain{0xF9, 0xFC, 'u'},   Plain{0xFD, 0xFD, 'y'},
    Plain{0xFF, 0xFF, 'y'},   Plain{0x100, 0x105, 'a'}, Plain{0x106, 0x10D, 'c'},
    Plain{0x10E, 0x111, 'd'}, Plain{0x112, 0x11B, 'e'}, Plain{0x11C, 0x123, 'g'},
    Plain{0x128, 0x131, 'i'}, Plain{0x139, 0x142, 'l'}, Plain{0x143, 0x148, 'n'},
    Plain{0x14C, 0x151, 'o'}, Plain{0x154, 0x159, 'r'}, Plain{0x15A, 0x161, 's'},
    Plain{0x162, 0x167, 't'}, Plain{0x168, 0x173, 'u'}, Plain{0x176, 0x178, 'y'},
    Plain{0x179, 0x17E, 'z'}, Plain{0x218, 0x219, 's'}, Plain{0x21A, 0x21B, 't'}};

std::uint32_t CodePoint(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  switch (character.size()) {
    case 2:
      return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
    case 3:
      return (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    default:
      return 0;
  }
}

// Adds the character as it is compared; false when it separates parts.
bool AddPlain(std::string_view character, std::string& part) {
  if (character.size() == 1) {
    const char c = character.front();
    if (c >= 'A' && c <= 'Z') {
      part += static_cast<char>(c - 'A' + 'a');
    } else if (c >= 'a' && c <= 'z') {
      part += c;
    } else {
      return c == '\'';
    }
    return true;
  }
  const std::uint32_t code = CodePoint(character);
  if (code >= 0x300 && code <= 0x36F) return true;  // an accent of its own
  const auto* const plain = std::find_if(kPlain.begin(), kPlain.end(), [&](const Plain& range) {
    return code >= range.first && code <= range.last;
  });
  if (plain != kPlain.end()) {
    part += plain->letter;
  } else {
    part += character;
  }
  return true;
}

}  // namespace

std::vector<std::string> NameParts(std::string_view name) {
  std::set<std::string> parts;
  std::string part;
  const auto end_part = [&] {
    const bool title = std::find(kTitles.begin(), kTitles.end(), part) != kTitles.end();
    if (!part.empty() && !title && parts.size() < kNamePartsMax) parts.insert(part);
    part.clear();
  };
  while (!name.empty()) {
    const std::size_t length = std::max<std::size_t>(Utf8Length(name), 1);
    const bool valid = Utf8Length(name) > 0;
    if (!valid || !AddPlain(name.substr(0, length), part)) end_part();
    name.remove_prefix(length);
  }
  end_part();
  return {parts.begin(), parts.end()};
}

std::string PersonIndex::TajToken(std::string_view taj_digits) const {
  return "t" + hashes_->Hash(taj_digits);
}

bool PersonIndex::Add(const Uuid& person, std::string_view name, std::string_view taj_digits) {
  std::vector<std::string> tokens;
  for (const std::string& part : NameParts(name)) tokens.push_back(hashes_->NameToken(part));
  if (!taj_digits.empty()) tokens.push_back(TajToken(taj_digits));
  const std::lock_guard lock(mutex_);
  RemoveLocked(person);
  if (tokens_.size() >= kIndexPersonsMax) return false;
  for (const std::string& token : tokens) persons_[token].insert(person);
  tokens_[person] = std::move(tokens);
  return true;
}

void PersonIndex::Remove(const Uuid& person) {
  const std::lock_guard lock(mutex_);
  RemoveLocked(person);
}

void PersonIndex::RemoveLocked(const Uuid& person) {
  const auto known = tokens_.find(person);
  if (known == tokens_.end()) return;
  for (const std::string& token : known->second) {
    const auto found = persons_.find(token);
    if (found == persons_.end()) continue;
    found->second.erase(person);
    if (found->second.empty()) persons_.erase(found);
  }
  tokens_.erase(known);
}

std::vector<Uuid> PersonIndex::FindByName(std::string_view name, std::size_t limit) const {
  std::vector<std::string> tokens;
  for (const std::string& part : NameParts(name)) tokens.push_back(hashes_->NameToken(part));
  std::vector<Uuid> found;
  if (tokens.empty()) return found;
  const std::lock_guard lock(mutex_);
  const auto first = persons_.find(tokens.front());
  if (first == persons_.end()) return found;
  for (const Uuid& person : first->second) {
    const std::vector<std::string>& has = tokens_.at(person);
    const bool all = std::all_of(tokens.begin(), tokens.end(), [&](const std::string& token) {
      return std::find(has.begin(), has.end(), token) != has.end();
    });
    if (all && found.size() < limit) found.push_back(person);
  }
  return found;
}

std::vector<Uuid> PersonIndex::FindByTaj(std::string_view taj_digits, std::size_t limit) const {
  const std::string token = TajToken(taj_digits);
  const std::lock_guard lock(mutex_);
  const auto found = persons_.find(token);
  std::vector<Uuid> persons;
  if (found == persons_.end()) return persons;
  for (const Uuid& person : found->second) {
    if (persons.size() < limit) persons.push_back(person);
  }
  return persons;
}

std::size_t PersonIndex::size() const {
  const std::lock_guard lock(mutex_);
  return tokens_.size();
}

}  // namespace paktum::office
