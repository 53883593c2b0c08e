#pragma once
// PersonIndex: finds persons by name or number without keeping either. In memory only, as keyed
// hashes (libs/vault/identity_index.h); made anew at every start.
//
// Names     are compared without regard to case, accents (õ and û of wrong code pages too), titles
//           and the order of their parts: "dr. KOVÁCS-Nagy ilona" is found by "Ilona Kovacs".
// Threads   Every method may be called from any thread.
// Limits    kIndexPersonsMax persons, kNamePartsMax parts of a name.
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/uuid.h"
#include "libs/vault/identity_index.h"

namespace paktum::office {

inline constexpr std::size_t kIndexPersonsMax = 200'000;
inline constexpr std::size_t kNamePartsMax = 12;

// The parts of a name as they are compared: lower case, without accents, titles and doubles,
// sorted. Bytes that are not UTF-8 separate parts.
std::vector<std::string> NameParts(std::string_view name);

class PersonIndex {
 public:
  explicit PersonIndex(std::shared_ptr<const vault::IdentityIndex> hashes)
      : hashes_(std::move(hashes)) {}

  // Replaces what is known of the person. False, and nothing done, when the index is full.
  bool Add(const Uuid& person, std::string_view name, std::string_view taj_digits);
  void Remove(const Uuid& person);

  // Persons whose name has every part of `name`, at most `limit`, in the order of their ids; none
  // for a name without parts.
  [[nodiscard]] std::vector<Uuid> FindByName(std::string_view name, std::size_t limit) const;
  [[nodiscard]] std::vector<Uuid> FindByTaj(std::string_view taj_digits, std::size_t limit) const;

  [[nodiscard]] std::size_t size() const;

 private:
  [[nodiscard]] std::string TajToken(std::string_view taj_digits) const;
  void RemoveLocked(const Uuid& person);

  const std::shared_ptr<const vault::IdentityIndex> hashes_;
  mutable std::mutex mutex_;
  std::map<std::string, std::set<Uuid>, std::less<>> persons_;  // by token; guarded by mutex_
  std::map<Uuid, std::vector<std::string>> tokens_;             // guarded by mutex_
};

}  // namespace paktum::office
