#include "tests/interop/transparency/log_directory.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "libs/base/base64.h"
#include "libs/base/check.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/tlog_proof.h"

namespace paktum::transparency::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kTimeS = 1'790'000'000;

// The tiles as the directory has them.
class Files : public TileSource {
 public:
  explicit Files(const LogDirectory& directory) : directory_(directory) {}
  Result<std::string> ReadTile(const TileId& tile) override {
    return directory_.ReadFile(TilePath(tile));
  }

 private:
  const LogDirectory& directory_;
};

std::string MakeDirectory() {
  std::string pattern = (fs::temp_directory_path() / "paktum-log-XXXXXX").string();
  PAKTUM_CHECK(mkdtemp(pattern.data()) != nullptr);
  return pattern;
}

}  // namespace

std::string EntryOf(std::uint64_t index) {
  std::string entry = "record " + std::to_string(index) + ":";
  entry.append(index * 37 % 600, static_cast<char>(index));
  return entry;
}

LogDirectory::LogDirectory()
    : path_(MakeDirectory()),
      log_(*SigningKey::Generate("paktum.example/lenti", KeyType::kNote)),
      witness_(*SigningKey::Generate("paktum.example/charity", KeyType::kCosignature)) {}

LogDirectory::~LogDirectory() { fs::remove_all(path_); }

void LogDirectory::WriteFile(const std::string& file, const std::string& bytes) const {
  fs::create_directories(fs::path(Of(file)).parent_path());
  std::ofstream out(Of(file), std::ios::binary | std::ios::trunc);
  out << bytes;
  PAKTUM_CHECK(out.flush().good());
}

std::string LogDirectory::ReadFile(const std::string& file) const {
  std::ifstream in(Of(file), std::ios::binary);
  PAKTUM_CHECK(in.good());
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

std::string LogDirectory::CheckpointOf(std::uint64_t size, bool forked) const {
  Frontier tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.Append(LeafHash(EntryOf(forked ? i + 1 : i)));
  Note note = SignCheckpoint({log_.verifier().name(), size, tree.Root(), {}}, log_);
  note.signatures.push_back(Cosign(note.text, witness_, kTimeS));
  return FormatNote(note);
}

void LogDirectory::Write(std::uint64_t size, std::uint64_t old_size,
                         const std::vector<std::uint64_t>& records) {
  TileBuilder builder;
  std::string bundle;
  for (std::uint64_t i = 0; i < size; ++i) {
    builder.Append(LeafHash(EntryOf(i)));
    AppendEntry(bundle, EntryOf(i));
    const std::uint64_t width = i % kTileWidth + 1;
    if (width == kTileWidth || i + 1 == size) {
      WriteFile(EntryBundlePath(i / kTileWidth, width), bundle);
      bundle.clear();
    }
  }
  for (const Tile& tile : builder.TakeFull()) WriteFile(TilePath(tile.id), tile.bytes);
  for (const Tile& tile : builder.Partial()) WriteFile(TilePath(tile.id), tile.bytes);
  const std::string checkpoint = CheckpointOf(size);
  WriteFile("checkpoint", checkpoint);

  Files files(*this);
  TileHashReader reader(files, size);
  for (const std::uint64_t record : records) {
    const TlogProof proof{std::nullopt, record, *MakeInclusionProof(reader, record, size),
                          checkpoint};
    WriteFile("proof/" + std::to_string(record) + ".tlog-proof", FormatTlogProof(proof));
  }
  if (old_size == 0) return;
  WriteFile("checkpoint.old", CheckpointOf(old_size));
  std::string lines;
  const Proof proof = *MakeConsistencyProof(reader, old_size, size);
  for (const Hash& hash : proof) {
    lines += ToBase64(View(hash)) + "\n";
  }
  WriteFile("proof/consistency", lines);
}

}  // namespace paktum::transparency::testing
