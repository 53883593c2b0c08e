#include "libs/tabular/internal/zip_file.h"

#include <zip.h>

#include <algorithm>

namespace paktum::tabular {
namespace {

constexpr std::size_t kStepBytes = std::size_t{64} * 1024;

Status Damaged() {
  return InvalidArgument("table.damaged",
                         "this XLSX file cannot be read: open it in a spreadsheet program and save "
                         "it again");
}

struct CloseMember {
  void operator()(zip_file_t* file) const { ::zip_fclose(file); }
};

}  // namespace

void ZipFile::Close::operator()(void* archive) const {
  ::zip_discard(static_cast<zip_t*>(archive));
}

Result<ZipFile> ZipFile::Open(std::string_view bytes) {
  zip_error_t error;
  ::zip_error_init(&error);
  zip_source_t* const source = ::zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return Damaged();
  zip_t* const archive = ::zip_open_from_source(source, ZIP_RDONLY, &error);
  ::zip_error_fini(&error);
  if (archive == nullptr) {
    ::zip_source_free(source);
    return Damaged();
  }
  return ZipFile(archive);
}

Result<std::string> ZipFile::Read(const std::string& name, std::size_t bytes_max) const {
  auto* const archive = static_cast<zip_t*>(archive_.get());
  const zip_int64_t index = ::zip_name_locate(archive, name.c_str(), ZIP_FL_NOCASE);
  if (index < 0) return NotFound("table.no_member", name + " is not in the file");
  const std::unique_ptr<zip_file_t, CloseMember> member(
      ::zip_fopen_index(archive, static_cast<zip_uint64_t>(index), 0));
  if (member == nullptr) return Damaged();
  std::string text;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + kStepBytes);
    const zip_int64_t count = ::zip_fread(member.get(), text.data() + before, kStepBytes);
    if (count < 0) return Damaged();
    text.resize(before + static_cast<std::size_t>(count));
    if (count == 0) return text;
    if (text.size() > bytes_max) {
      return InvalidArgument("table.too_large", "a part of the file unpacks to more than " +
                                                    std::to_string(bytes_max) + " bytes");
    }
  }
}

}  // namespace paktum::tabular
