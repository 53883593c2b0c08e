#pragma once
// RowIds: the command id of a row follows from what it says, so that the same file imported again
// names the same commands and changes nothing.
//
// The id is a keyed digest (the key is the office's: nobody else can guess what a row said from its
// id) of the command's canonical bytes and of how many equal rows came before it: two equal rows
// are two facts, whatever stands between them. One thread at a time.
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "libs/base/uuid.h"
#include "libs/vault/secret_key.h"

namespace paktum::imports {

class RowIds {
 public:
  // `pact`: ids of one pact say nothing about another.
  RowIds(const vault::SecretKey& key, std::string pact) : key_(key), pact_(std::move(pact)) {}

  struct RowId {
    Uuid command;
    std::uint32_t occurrence;  // 1, 2, 3 … among equal rows
  };
  // `canonical`: commands::CanonicalBytes. `occurrence`: when the row says itself which one it is.
  RowId Next(const std::string& canonical, std::optional<std::uint32_t> occurrence);

 private:
  const vault::SecretKey& key_;
  const std::string pact_;
  std::map<std::string, std::uint32_t> seen_;  // by digest of the content
};

}  // namespace paktum::imports
