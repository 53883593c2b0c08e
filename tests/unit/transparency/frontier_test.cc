#include "libs/transparency/frontier.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <string>
#include <vector>

#include "libs/base/hex.h"

namespace paktum::transparency {
namespace {

std::string Hex(const Hash& hash) { return ToHex(View(hash)); }

// The tree of the Certificate Transparency reference implementation: its leaves, and the root after
// each of them.
struct ReferenceLeaf {
  const char* leaf;
  const char* root;
};
constexpr std::array<ReferenceLeaf, 8> kReference{{
    {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"606162636465666768696a6b6c6d6e6f",
     "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
}};

// RFC 9162, 2.1.1, word by word.
Hash TreeHash(const std::vector<std::string>& leaves, std::size_t from, std::size_t count) {
  if (count == 0) return EmptyRoot();
  if (count == 1) return LeafHash(leaves[from]);
  const std::size_t left = std::bit_floor(count - 1);
  return NodeHash(TreeHash(leaves, from, left), TreeHash(leaves, from + left, count - left));
}

TEST(Frontier, ATreeWithoutLeavesHasTheHashOfNothing) {
  EXPECT_EQ(Hex(Frontier().Root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Frontier().size(), 0U);
}

TEST(Frontier, RootsAreThoseOfTheCertificateTransparencyReference) {
  Frontier frontier;
  for (const auto& [leaf, root] : kReference) {
    frontier.Append(LeafHash(*FromHex(leaf)));
    EXPECT_EQ(Hex(frontier.Root()), root) << frontier.size();
  }
  EXPECT_EQ(frontier.size(), kReference.size());
}

TEST(Frontier, RootsAreThoseOfTheRecursiveDefinition) {
  std::vector<std::string> leaves;
  Frontier frontier;
  for (int size = 0; size <= 600; ++size) {
    ASSERT_EQ(Hex(frontier.Root()), Hex(TreeHash(leaves, 0, leaves.size()))) << size;
    leaves.push_back("leaf " + std::to_string(size));
    frontier.Append(LeafHash(leaves.back()));
  }
}

TEST(Frontier, SurvivesEncodingAtEverySizeAndGrowsOnAsIfNothingHadBeen) {
  Frontier frontier;
  for (int size = 0; size <= 600; ++size) {
    const std::string bytes = frontier.Encode();
    ASSERT_EQ(bytes.size(), 8 + 32 * static_cast<std::size_t>(std::popcount(frontier.size())));
    auto again = Frontier::Decode(bytes);
    ASSERT_TRUE(again.has_value()) << size;
    ASSERT_EQ(*again, frontier);
    const Hash leaf = LeafHash(std::to_string(size));
    again->Append(leaf);
    frontier.Append(leaf);
    ASSERT_EQ(Hex(again->Root()), Hex(frontier.Root()));
  }
}

TEST(Frontier, BytesOfAnotherLengthThanTheSizeAsksForAreRefused) {
  Frontier frontier;
  for (int i = 0; i < 5; ++i) frontier.Append(LeafHash("x"));
  const std::string bytes = frontier.Encode();
  EXPECT_FALSE(Frontier::Decode("").has_value());
  EXPECT_FALSE(Frontier::Decode(bytes.substr(0, 7)).has_value());
  EXPECT_FALSE(Frontier::Decode(bytes.substr(0, bytes.size() - 1)).has_value());
  EXPECT_FALSE(Frontier::Decode(bytes + '\0').has_value());
  std::string other_size = bytes;
  other_size[7] = 7;  // three subtrees, not two
  EXPECT_FALSE(Frontier::Decode(other_size).has_value());
  EXPECT_FALSE(Frontier::Decode(std::string(8, '\xff')).has_value());
}

TEST(Frontier, AnyOtherLeafOrderMakesAnotherRoot) {
  Frontier one;
  Frontier other;
  one.Append(LeafHash("a"));
  one.Append(LeafHash("b"));
  other.Append(LeafHash("b"));
  other.Append(LeafHash("a"));
  EXPECT_NE(Hex(one.Root()), Hex(other.Root()));
  // A leaf that looks like an inner node is still a leaf.
  const std::string node = std::string(View(LeafHash("a"))) + std::string(View(LeafHash("b")));
  EXPECT_NE(Hex(LeafHash(node)), Hex(one.Root()));
}

}  // namespace
}  // namespace paktum::transparency
