#include "libs/import/row_ids.h"

#include "libs/base/check.h"
#include "libs/vault/identity_index.h"

namespace paktum::imports {

RowIds::RowId RowIds::Next(const std::string& canonical, std::optional<std::uint32_t> occurrence) {
  std::string content = vault::KeyedDigest(key_, pact_ + '\0' + canonical);
  std::uint32_t& seen = seen_[content];
  if (!occurrence) occurrence = seen + 1;
  seen = *occurrence;
  std::string digest = vault::KeyedDigest(key_, content + std::to_string(*occurrence));
  digest.resize(Uuid::kSize);
  // Version 8 of RFC 9562: bits of our own making.
  digest[6] = static_cast<char>((digest[6] & 0x0F) | 0x80);
  digest[8] = static_cast<char>((digest[8] & 0x3F) | 0x80);
  const std::optional<Uuid> command = Uuid::FromBytes(digest);
  PAKTUM_CHECK(command.has_value());
  return {*command, *occurrence};
}

}  // namespace paktum::imports
