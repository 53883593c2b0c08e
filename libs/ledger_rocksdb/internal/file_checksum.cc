#include "libs/ledger_rocksdb/internal/file_checksum.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "libs/ledger_rocksdb/internal/crc32c.h"

namespace paktum::ledger {
namespace {

class FileChecksum final : public rocksdb::FileChecksumGenerator {
 public:
  void Update(const char* data, std::size_t size) override {
    crc_ = Crc32c(std::string_view(data, size), crc_);
  }
  void Finalize() override {
    for (int shift = 24; shift >= 0; shift -= 8) {
      checksum_.push_back(static_cast<char>((crc_ >> static_cast<unsigned>(shift)) & 0xffU));
    }
  }
  [[nodiscard]] std::string GetChecksum() const override { return checksum_; }
  [[nodiscard]] const char* Name() const override {
    return rocksdb::kStandardDbFileChecksumFuncName;
  }

 private:
  std::uint32_t crc_ = 0;
  std::string checksum_;  // big endian
};

class FileChecksumFactory final : public rocksdb::FileChecksumGenFactory {
 public:
  std::unique_ptr<rocksdb::FileChecksumGenerator> CreateFileChecksumGenerator(
      const rocksdb::FileChecksumGenContext& context) override {
    const std::string& asked = context.requested_checksum_func_name;
    if (!asked.empty() && asked != rocksdb::kStandardDbFileChecksumFuncName) return nullptr;
    return std::make_unique<FileChecksum>();
  }
  [[nodiscard]] const char* Name() const override { return "FileChecksumGenCrc32cFactory"; }
};

}  // namespace

std::shared_ptr<rocksdb::FileChecksumGenFactory> FileChecksums() {
  return std::make_shared<FileChecksumFactory>();
}

}  // namespace paktum::ledger
