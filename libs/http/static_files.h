#pragma once
// StaticFiles: serves the files of one directory.
//
// Only regular files below the directory are served, by name: no listing, no "..", no name that
// begins with a dot, no symbolic link that leads outside. "" and names ending in "/" mean
// index.html there. Files are read at each request, so a rebuilt page is served without restart.
// ETag and If-None-Match (304) are answered; names with a content hash (assets/index-B3xYz01k.js)
// may be cached for ever, all others are revalidated.
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/http/message.h"

namespace paktum::http {

class StaticFiles {
 public:
  // Largest file served, bytes.
  static constexpr std::size_t kFileBytesMax = std::size_t{32} * 1024 * 1024;

  // Errors: kInvalidArgument "http.web_directory" when `directory` is none.
  static Result<StaticFiles> Open(const std::filesystem::path& directory);

  // `name`: the decoded path below the directory, as a {path...} parameter gives it. 404 problem
  // when there is no such file or it may not be served. Thread-safe.
  [[nodiscard]] Response Serve(const Request& request, std::string_view name) const;

 private:
  explicit StaticFiles(std::filesystem::path root) : root_(std::move(root)) {}
  std::filesystem::path root_;  // canonical
};

// "text/html; charset=utf-8" of "index.html"; application/octet-stream when unknown.
std::string_view ContentTypeOf(std::string_view file_name);

// Whether the name carries a content hash as Vite writes it: "-" and 8 characters before the
// ending.
bool HasContentHash(std::string_view file_name);

}  // namespace paktum::http
