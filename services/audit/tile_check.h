#pragma once
// TileCheck: compares the hash tiles that a source keeps with those made of its records.
// Findings    tile.wrong, tile.missing, tile.damaged: `where` is the tile's path.
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/tile_builder.h"
#include "services/audit/finding.h"
#include "services/audit/source.h"

namespace paktum::audit {

class TileCheck {
 public:
  // Both outlive it.
  TileCheck(Source& source, Findings& findings) : source_(source), findings_(findings) {}

  // Errors: kUnavailable and others of the source; the check cannot go on.
  Status Compare(const std::vector<transparency::Tile>& tiles);
  [[nodiscard]] std::uint64_t compared() const { return compared_; }

 private:
  void CompareOne(const transparency::Tile& tile, const std::string& kept);

  Source& source_;
  Findings& findings_;
  std::uint64_t compared_ = 0;
};

}  // namespace paktum::audit
