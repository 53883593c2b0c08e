#include "libs/transparency/frontier.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "libs/base/check.h"

namespace paktum::transparency {
namespace {

constexpr std::size_t kSizeBytes = 8;

}  // namespace

Hash Frontier::Root() const {
  if (subtrees_.empty()) return EmptyRoot();
  Hash root = subtrees_.back();
  for (std::size_t i = subtrees_.size() - 1; i-- > 0;) root = NodeHash(subtrees_[i], root);
  return root;
}

std::string Frontier::Encode() const {
  std::string bytes;
  bytes.reserve(kSizeBytes + subtrees_.size() * kHashBytes);
  for (std::size_t i = kSizeBytes; i-- > 0;) bytes.push_back(static_cast<char>(size_ >> (8 * i)));
  for (const Hash& hash : subtrees_) bytes.append(View(hash));
  return bytes;
}

std::optional<Frontier> Frontier::Decode(std::string_view bytes) {
  if (bytes.size() < kSizeBytes) return std::nullopt;
  Frontier frontier;
  for (std::size_t i = 0; i < kSizeBytes; ++i) {
    frontier.size_ = frontier.size_ << 8U | static_cast<std::uint8_t>(bytes[i]);
  }
  bytes.remove_prefix(kSizeBytes);
  const auto subtrees = static_cast<std::size_t>(std::popcount(frontier.size_));
  if (bytes.size() != subtrees * kHashBytes) return std::nullopt;
  frontier.subtrees_.resize(subtrees);
  for (Hash& hash : frontier.subtrees_) {
    std::copy_n(bytes.begin(), kHashBytes, hash.begin());
    bytes.remove_prefix(kHashBytes);
  }
  return frontier;
}

Frontier Frontier::OfSubtrees(std::uint64_t size, std::vector<Hash> roots) {
  PAKTUM_CHECK(roots.size() == static_cast<std::size_t>(std::popcount(size)));
  Frontier frontier;
  frontier.size_ = size;
  frontier.subtrees_ = std::move(roots);
  return frontier;
}

}  // namespace paktum::transparency
