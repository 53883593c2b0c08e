// Proofs, notes and tiles of random trees: what is right verifies, and nothing that was changed
// does. RapidCheck prints the configuration of a failure; RC_PARAMS="seed=…" repeats it.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "libs/transparency/cosignature.h"
#include "libs/transparency/tlog_proof.h"
#include "tests/unit/transparency/memory_tiles.h"

namespace paktum::transparency {
namespace {

constexpr std::size_t kLeavesMax = 1200;

const std::vector<Hash>& Leaves() {
  static const std::vector<Hash> leaves = testing::LeafHashes(kLeavesMax);
  return leaves;
}

testing::MemoryTiles& Tiles() {
  static testing::MemoryTiles tiles(Leaves());
  return tiles;
}

Hash RootOf(std::uint64_t size) {
  Frontier tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.Append(Leaves()[i]);
  return tree.Root();
}

// Sizes around powers of two, where proofs change their shape, as often as any others.
std::uint64_t AnySize(std::uint64_t least) {
  const std::uint64_t power = std::uint64_t{1} << *rc::gen::inRange(0, 11);
  const std::uint64_t near = power + *rc::gen::inRange<std::uint64_t>(0, 3) - 1;
  const std::uint64_t any = *rc::gen::inRange<std::uint64_t>(0, kLeavesMax + 1);
  return std::clamp<std::uint64_t>(*rc::gen::arbitrary<bool>() ? near : any, least, kLeavesMax);
}

Hash Flipped(Hash hash) {
  const auto bit = *rc::gen::inRange<std::size_t>(0, kHashBytes * 8);
  hash[bit / 8] = static_cast<std::uint8_t>(hash[bit / 8] ^ (1U << bit % 8));
  return hash;
}

// A number other than this one: near it, or any.
std::uint64_t Another(std::uint64_t number) {
  const std::uint64_t near = number + *rc::gen::inRange<std::uint64_t>(0, 5) - 2;
  const std::uint64_t other =
      *rc::gen::arbitrary<bool>() ? near : *rc::gen::arbitrary<std::uint64_t>();
  return other == number ? number + 1 : other;
}

// The proof with a hash flipped, dropped, added, repeated or two of them exchanged.
Proof Changed(const Proof& proof) {
  Proof changed = proof;
  const std::size_t at = proof.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, proof.size());
  const int kind = proof.empty() ? 0 : *rc::gen::inRange(0, 4);
  const auto place = changed.begin() + static_cast<std::ptrdiff_t>(at);
  switch (kind) {
    case 0:
      changed.insert(place, proof.empty() ? EmptyRoot() : proof[at]);
      break;
    case 1:
      changed.erase(place);
      break;
    case 2:
      std::swap(changed[at], changed[proof.size() - 1 - at]);
      break;
    default:
      changed[at] = Flipped(changed[at]);
  }
  RC_PRE(changed != proof);
  return changed;
}

TEST(TransparencyProperty, AnInclusionProofProvesOneLeafAtOnePlaceOfOneTree) {
  ASSERT_TRUE(rc::check([] {
    const std::uint64_t size = AnySize(1);
    const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
    TileHashReader reader(Tiles(), size);
    const Result<Proof> proof = MakeInclusionProof(reader, index, size);
    RC_ASSERT(proof.ok());
    const Hash root = RootOf(size);
    const Hash& leaf = Leaves()[index];
    RC_ASSERT(VerifyInclusion(*proof, index, size, leaf, root).ok());
    RC_ASSERT(!VerifyInclusion(*proof, index, size, Flipped(leaf), root).ok());
    RC_ASSERT(!VerifyInclusion(*proof, index, size, leaf, Flipped(root)).ok());
    RC_ASSERT(!VerifyInclusion(Changed(*proof), index, size, leaf, root).ok());
    RC_ASSERT(!VerifyInclusion(*proof, Another(index), size, leaf, root).ok());
  }));
}

// Two sizes may give a leaf's path the same shape; then the signed root tells them apart.
TEST(TransparencyProperty, AnInclusionProofIsOfTheRootOfItsSize) {
  ASSERT_TRUE(rc::check([] {
    const std::uint64_t size = AnySize(1);
    const std::uint64_t other = AnySize(1);
    RC_PRE(other != size);
    const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
    TileHashReader reader(Tiles(), size);
    const Proof proof = *MakeInclusionProof(reader, index, size);
    RC_ASSERT(!VerifyInclusion(proof, index, other, Leaves()[index], RootOf(other)).ok());
  }));
}

TEST(TransparencyProperty, AConsistencyProofProvesOneBeginningOfOneTree) {
  ASSERT_TRUE(rc::check([] {
    const std::uint64_t size = AnySize(1);
    const auto old_size = *rc::gen::inRange<std::uint64_t>(0, size + 1);
    TileHashReader reader(Tiles(), size);
    const Result<Proof> proof = MakeConsistencyProof(reader, old_size, size);
    RC_ASSERT(proof.ok());
    const Hash old_root = RootOf(old_size);
    const Hash root = RootOf(size);
    RC_ASSERT(VerifyConsistency(*proof, old_size, size, old_root, root).ok());
    RC_ASSERT(!VerifyConsistency(*proof, old_size, size, Flipped(old_root), root).ok());
    RC_ASSERT(!VerifyConsistency(Changed(*proof), old_size, size, old_root, root).ok());
    if (old_size == 0) return;  // every tree begins with none
    RC_ASSERT(!VerifyConsistency(*proof, old_size, size, old_root, Flipped(root)).ok());
    const std::uint64_t other = AnySize(1);
    RC_PRE(other != old_size);
    RC_ASSERT(!VerifyConsistency(*proof, other, size, RootOf(other), root).ok());
    RC_ASSERT(!VerifyConsistency(*proof, other, size, old_root, root).ok());
  }));
}

TEST(TransparencyProperty, ABuilderThatStopsAnywhereGoesOnWithTheSameTiles) {
  ASSERT_TRUE(rc::check([] {
    const std::uint64_t size = AnySize(0);
    testing::MemoryTiles tiles({Leaves().begin(), Leaves().begin() + static_cast<long>(size)});
    TileBuilder builder = *TileBuilder::Resume(size, tiles);
    RC_ASSERT(builder.Root() == RootOf(size));
    const std::uint64_t more = AnySize(size);
    for (std::uint64_t i = size; i < more; ++i) builder.Append(Leaves()[i]);
    RC_ASSERT(builder.Root() == RootOf(more));
    std::vector<Tile> made = builder.TakeFull();
    for (Tile& tile : builder.Partial()) made.push_back(std::move(tile));
    for (const Tile& tile : made) RC_ASSERT(tile.bytes == *Tiles().ReadTile(tile.id));
  }));
}

TEST(TransparencyProperty, NoBitOfASignedAndCosignedCheckpointMayChange) {
  const SigningKey log = *SigningKey::Generate("lenti/log", KeyType::kNote);
  const SigningKey witness = *SigningKey::Generate("lenti/charity", KeyType::kCosignature);
  const Policy policy = *Policy::Parse("log " + log.verifier().Text() + "\nwitness w " +
                                       witness.verifier().Text() + "\nquorum w\n");
  ASSERT_TRUE(rc::check([&] {
    const std::uint64_t size = AnySize(0);
    const Checkpoint checkpoint{"lenti/log", size, RootOf(size), {}};
    Note note = SignCheckpoint(checkpoint, log);
    const auto time_s = *rc::gen::inRange<std::uint64_t>(0, kCosignatureTimeMax);
    note.signatures.push_back(Cosign(note.text, witness, time_s));
    const std::string text = FormatNote(note);
    const auto checked = policy.Check(text);
    RC_ASSERT(checked.ok());
    RC_ASSERT(checked->checkpoint == checkpoint);
    RC_ASSERT(checked->cosignatures.size() == 1U);
    RC_ASSERT(checked->cosignatures[0].time_s == time_s);
    std::string changed = text;
    const auto bit = *rc::gen::inRange<std::size_t>(0, text.size() * 8);
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    RC_ASSERT(!policy.Check(changed).ok());
  }));
}

TEST(TransparencyProperty, AProofFileComesBackAndProvesItsEntryOnly) {
  const SigningKey log = *SigningKey::Generate("lenti/log", KeyType::kNote);
  const Policy policy = *Policy::Parse("log " + log.verifier().Text() + "\nquorum none\n");
  ASSERT_TRUE(rc::check([&] {
    const std::uint64_t size = AnySize(1);
    const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
    TileHashReader reader(Tiles(), size);
    TlogProof proof{std::nullopt, index, *MakeInclusionProof(reader, index, size),
                    FormatNote(SignCheckpoint({"lenti/log", size, RootOf(size), {}}, log))};
    if (*rc::gen::arbitrary<bool>()) proof.extra = *rc::gen::string<std::string>();
    const std::string text = FormatTlogProof(proof);
    RC_ASSERT(*ParseTlogProof(text) == proof);
    RC_ASSERT(VerifyTlogProof(proof, Leaves()[index], policy).ok());
    std::string changed = text;
    const std::size_t from = text.find("index ");  // the extra data is proven by nothing
    const auto at = *rc::gen::inRange<std::size_t>(from, text.size());
    changed[at] = static_cast<char>(changed[at] ^ (1 << *rc::gen::inRange(0, 8)));
    const Result<TlogProof> read = ParseTlogProof(changed);
    // Not inside RC_ASSERT: it evaluates both sides of &&.
    const bool proven = read.ok() && VerifyTlogProof(*read, Leaves()[index], policy).ok();
    RC_ASSERT(!proven);
  }));
}

TEST(TransparencyProperty, PathsOfTilesComeBack) {
  ASSERT_TRUE(rc::check([] {
    const TileId tile{*rc::gen::inRange(0U, 64U),
                      *rc::gen::arbitrary<std::uint64_t>() >> *rc::gen::inRange(1, 64),
                      *rc::gen::inRange<std::uint64_t>(1, kTileWidth + 1)};
    const auto parts = ParseTilePath(TilePath(tile));
    RC_ASSERT(parts.has_value());
    RC_ASSERT(!parts->entries);
    RC_ASSERT(parts->tile == tile);
    const auto bundle = ParseTilePath(EntryBundlePath(tile.index, tile.width));
    RC_ASSERT(bundle.has_value());
    RC_ASSERT(bundle->entries);
    RC_ASSERT(bundle->tile.index == tile.index);
    RC_ASSERT(bundle->tile.width == tile.width);
  }));
}

}  // namespace
}  // namespace paktum::transparency
