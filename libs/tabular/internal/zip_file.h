#pragma once
// ZipFile: reads members of a ZIP archive in memory. One thread.
#include <memory>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum::tabular {

class ZipFile {
 public:
  // `bytes` must outlive the file. Errors: kInvalidArgument "table.damaged".
  static Result<ZipFile> Open(std::string_view bytes);

  // A member's unpacked bytes. Errors: kNotFound "table.no_member"; kInvalidArgument
  // "table.too_large" over bytes_max, also when the archive states less; "table.damaged".
  [[nodiscard]] Result<std::string> Read(const std::string& name, std::size_t bytes_max) const;

 private:
  struct Close {
    void operator()(void* archive) const;
  };
  explicit ZipFile(void* archive) : archive_(archive) {}
  std::unique_ptr<void, Close> archive_;
};

}  // namespace paktum::tabular
