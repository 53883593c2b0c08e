#include "libs/http/static_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include "libs/http/problem.h"

namespace paktum::http {
namespace {

namespace fs = std::filesystem;

Response Missing(const Request& request) {
  return ProblemResponse(NotFound("http.no_such_page", "there is no such page"), request);
}

// No empty, hidden or climbing part, no other separators.
bool IsPlainName(std::string_view name) {
  if (name.find_first_of(std::string_view("\\\0:", 3)) != std::string_view::npos) return false;
  while (true) {
    const std::size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    if (part.empty() || part.front() == '.') return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

bool IsBelow(const fs::path& root, const fs::path& file) {
  const auto [at_root, at_file] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  return at_root == root.end() && at_file != file.end();
}

// Changes whenever the file is written again.
std::string EntityTag(const fs::path& file, std::uintmax_t size, std::error_code& error) {
  const auto time = fs::last_write_time(file, error).time_since_epoch().count();
  return "\"" + std::to_string(size) + "-" + std::to_string(time) + "\"";
}

// Whether If-None-Match names the tag (or "*").
bool NamesTag(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

}  // namespace

std::string_view ContentTypeOf(std::string_view file_name) {
  struct Row {
    std::string_view ending;
    std::string_view type;
  };
  static constexpr Row kRows[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".txt", "text/plain; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".ico", "image/x-icon"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".pdf", "application/pdf"},
      {".webmanifest", "application/manifest+json"},
      {".wasm", "application/wasm"},
  };
  for (const Row& row : kRows) {
    if (file_name.ends_with(row.ending)) return row.type;
  }
  return "application/octet-stream";
}

bool HasContentHash(std::string_view file_name) {
  constexpr std::size_t kHashLength = 8;
  const std::size_t dot = file_name.find('.', file_name.rfind('/') + 1);
  if (dot == std::string_view::npos || dot < kHashLength + 2) return false;
  if (file_name[dot - kHashLength - 1] != '-') return false;
  for (const char c : file_name.substr(dot - kHashLength, kHashLength)) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
    if (!fits) return false;
  }
  return true;
}

Result<StaticFiles> StaticFiles::Open(const fs::path& directory) {
  std::error_code error;
  const fs::path root = fs::canonical(directory, error);
  if (error || !fs::is_directory(root, error)) {
    return InvalidArgument("http.web_directory", directory.string() + " is no directory");
  }
  return StaticFiles(root);
}

Response StaticFiles::Serve(const Request& request, std::string_view name) const {
  std::string wanted(name);
  if (wanted.empty() || wanted.ends_with('/')) wanted += "index.html";
  if (!IsPlainName(wanted)) return Missing(request);
  std::error_code error;
  const fs::path file = fs::canonical(root_ / wanted, error);
  if (error || !IsBelow(root_, file) || !fs::is_regular_file(file, error)) return Missing(request);
  const std::uintmax_t size = fs::file_size(file, error);
  if (error || size > kFileBytesMax) return Missing(request);
  const std::string tag = EntityTag(file, size, error);
  if (error) return Missing(request);

  Response response;
  response.headers.Add("ETag", tag);
  // A name with a hash outside assets/ may be chance: only Vite's own directory is trusted.
  const bool immutable = wanted.starts_with("assets/") && HasContentHash(wanted);
  response.headers.Add("Cache-Control",
                       immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (NamesTag(request.headers.Find("If-None-Match"), tag)) {
    response.status = 304;
    return response;
  }
  std::ifstream input(file, std::ios::binary);
  if (!input) return Missing(request);
  response.body.reserve(static_cast<std::size_t>(size));
  response.body.assign(std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>());
  response.content_type = std::string(ContentTypeOf(wanted));
  return response;
}

}  // namespace paktum::http
