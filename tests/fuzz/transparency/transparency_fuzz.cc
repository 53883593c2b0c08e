// Hostile notes, checkpoints, proofs, policies, paths and bundles: what is read is written again as
// it was, and nothing else happens. The first byte says what the rest is.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/check.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/tile.h"
#include "libs/transparency/tlog_proof.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::transparency {
namespace {

const VerifierKey& LogKey() {
  static const VerifierKey key =
      *VerifierKey::Parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  return key;
}

void FuzzNote(std::string_view text) {
  const Result<Note> note = ParseNote(text);
  if (!note.ok()) return;
  PAKTUM_CHECK(FormatNote(*note) == text);
  static const std::vector<VerifierKey> keys{
      LogKey(), *VerifierKey::Create("witness", KeyType::kCosignature, LogKey().public_key())};
  (void)VerifyNote(*note, keys);
  const Result<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (checkpoint.ok()) PAKTUM_CHECK(FormatCheckpoint(*checkpoint) == note->text);
  (void)OpenCheckpoint(text, keys);
}

void FuzzSignatureLines(std::string_view text) {
  const auto lines = ParseSignatureLines(text);
  if (!lines.ok()) return;
  std::string written;
  for (const NoteSignature& line : *lines) written += FormatSignatureLine(line);
  PAKTUM_CHECK(written == text);
}

void FuzzProof(std::string_view text) {
  const Result<TlogProof> proof = ParseTlogProof(text);
  if (!proof.ok()) return;
  PAKTUM_CHECK(FormatTlogProof(*proof) == text);
  static const Policy policy = *Policy::Parse("log " + LogKey().Text() + "\nquorum none\n");
  (void)VerifyTlogProof(*proof, EmptyRoot(), policy);
  // Numbers that no signature vouches for.
  const std::uint64_t size = proof->index + proof->inclusion.size();
  (void)VerifyInclusion(proof->inclusion, proof->index, size, EmptyRoot(), EmptyRoot());
  (void)VerifyConsistency(proof->inclusion, proof->index, size, EmptyRoot(), EmptyRoot());
  (void)VerifyConsistency(proof->inclusion, size / 2, size, EmptyRoot(), LeafHash(""));
}

void FuzzPolicy(std::string_view text) {
  const Result<Policy> policy = Policy::Parse(text);
  if (!policy.ok()) return;
  const std::size_t count = policy->witnesses().size();
  const bool by_none = policy->HasQuorum(std::vector<bool>(count, false));
  const bool by_all = policy->HasQuorum(std::vector<bool>(count, true));
  PAKTUM_CHECK(by_all || !by_none);
}

void FuzzKeys(std::string_view text) {
  const Result<VerifierKey> verifier = VerifierKey::Parse(text);
  if (verifier.ok()) PAKTUM_CHECK(verifier->Text() == text);
  const Result<SigningKey> secret = SigningKey::Parse(text);
  if (secret.ok()) PAKTUM_CHECK(secret->SecretText() == text);
}

void FuzzPath(std::string_view text) {
  const auto parts = ParseTilePath(text);
  if (!parts) return;
  PAKTUM_CHECK(text == (parts->entries ? EntryBundlePath(parts->tile.index, parts->tile.width)
                                       : TilePath(parts->tile)));
}

void FuzzBundle(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto width = static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[0])) + 1;
  bytes.remove_prefix(1);
  const auto hashes = DecodeTile(bytes, width);
  if (hashes.ok()) PAKTUM_CHECK(EncodeTile(*hashes) == bytes);
  const auto entries = DecodeEntryBundle(bytes, width);
  if (!entries.ok()) return;
  std::string written;
  for (const std::string_view entry : *entries) AppendEntry(written, entry);
  PAKTUM_CHECK(written == bytes);
}

void Fuzz(std::string_view input) {
  if (input.empty()) return;
  const char kind = input[0];
  input.remove_prefix(1);
  switch (kind) {
    case 'n':
      return FuzzNote(input);
    case 's':
      return FuzzSignatureLines(input);
    case 'p':
      return FuzzProof(input);
    case 'q':
      return FuzzPolicy(input);
    case 'k':
      return FuzzKeys(input);
    case 't':
      return FuzzPath(input);
    case 'b':
      return FuzzBundle(input);
    default:
      return;
  }
}

}  // namespace
}  // namespace paktum::transparency

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  paktum::transparency::Fuzz(paktum::fuzz::Text(data, size));
  return 0;
}
