#include "services/audit/bundle_writer.h"

#include <filesystem>
#include <fstream>

#include "services/audit/internal/sha256.h"

namespace paktum::audit {
namespace {

namespace fs = std::filesystem;

Status NotWritten(const std::string& path, const std::string& why = "") {
  return Unavailable("export.not_written", path + " cannot be written " + why);
}

}  // namespace

Result<std::unique_ptr<BundleWriter>> BundleWriter::Create(const std::string& out) {
  std::string name = out;
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  std::error_code error;
  std::unique_ptr<BundleWriter> writer(new BundleWriter(name));
  for (const std::string& path : {writer->out_, writer->partial_}) {
    if (!fs::exists(fs::symlink_status(path, error))) continue;
    writer->finished_ = true;  // it is not ours to remove
    return InvalidArgument("export.exists", path + " is there already");
  }
  fs::create_directories(writer->partial_, error);
  if (error) return NotWritten(writer->partial_, error.message());
  return writer;
}

BundleWriter::~BundleWriter() {
  std::error_code error;
  if (!finished_) fs::remove_all(partial_, error);
}

Status BundleWriter::Write(const std::string& path, std::string_view bytes) {
  const fs::path full = fs::path(partial_) / path;
  std::error_code error;
  fs::create_directories(full.parent_path(), error);
  std::ofstream file(full, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file.fail()) return NotWritten(full.string());
  if (path != kManifestFile) manifest_[path] = Sha256Hex(bytes);
  return OkStatus();
}

Status BundleWriter::WriteTiles(const std::vector<transparency::Tile>& tiles) {
  for (const transparency::Tile& tile : tiles) {
    PAKTUM_RETURN_IF_ERROR(Write(transparency::TilePath(tile.id), tile.bytes));
  }
  return OkStatus();
}

Status BundleWriter::Finish() {
  PAKTUM_RETURN_IF_ERROR(Write(kManifestFile, FormatManifest(manifest_)));
  std::error_code error;
  fs::rename(partial_, out_, error);
  if (error) return NotWritten(out_, error.message());
  finished_ = true;
  return OkStatus();
}

}  // namespace paktum::audit
