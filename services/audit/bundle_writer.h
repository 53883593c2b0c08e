#pragma once
// BundleWriter: the files of a bundle that is being made, each with its digest for the manifest.
//
// The directory appears under its name only when it is whole: until Finish it is `<out>.partial`,
// which the destructor removes.
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/tile_builder.h"
#include "services/audit/bundle.h"

namespace paktum::audit {

class BundleWriter {
 public:
  // Errors: kInvalidArgument "export.exists": out, or what an export that was cut off has left,
  //         lies there already; kUnavailable "export.not_written".
  static Result<std::unique_ptr<BundleWriter>> Create(const std::string& out);
  ~BundleWriter();
  BundleWriter(const BundleWriter&) = delete;
  BundleWriter& operator=(const BundleWriter&) = delete;

  // Errors: kUnavailable "export.not_written".
  Status Write(const std::string& path, std::string_view bytes);
  Status WriteTiles(const std::vector<transparency::Tile>& tiles);
  // Where the files lie meanwhile.
  [[nodiscard]] const std::string& directory() const { return partial_; }
  // Writes the manifest and gives the directory its name.
  Status Finish();

 private:
  explicit BundleWriter(std::string out) : out_(std::move(out)), partial_(out_ + ".partial") {}

  const std::string out_;
  const std::string partial_;
  Manifest manifest_;
  bool finished_ = false;
};

}  // namespace paktum::audit
