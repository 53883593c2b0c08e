#pragma once
// RowStore: the saved state of one fold, a RocksDB in a folder of its own
// (docs/formats/projection.md).
//
// Durability  Save writes rows, position and mark in one synced batch: all of it or none.
// Threads     One at a time.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/projection/fold.h"

namespace paktum::projection::internal {

// Where a saved state stands.
struct SavedAt {
  Position position;
  std::string mark;       // names the record at that position; empty at 0
  bool complete = false;  // had caught up with the ledger once
};

class RowStore {
 public:
  // Opens the folder, or makes it for `identity`.
  // Errors: kUnavailable "projection.locked"       another process has it
  //         kUnavailable "projection.unavailable"  no room or no rights: nothing is damaged
  //         kDataLoss "projection.damaged"         it cannot be read, or holds another identity
  static Result<std::unique_ptr<RowStore>> Open(const std::string& folder,
                                                const FoldIdentity& identity,
                                                const std::string& definitions_text);
  ~RowStore();
  RowStore(const RowStore&) = delete;
  RowStore& operator=(const RowStore&) = delete;

  [[nodiscard]] const SavedAt& saved_at() const { return saved_at_; }

  // Puts every saved row into a new fold. Errors: kDataLoss.
  Status LoadInto(Fold& fold) const;
  // Errors: kDataLoss "projection.write_failed": the folder takes no more writes.
  Status Save(const std::vector<Row>& rows, SavedAt saved_at);

 private:
  struct Db;
  RowStore(std::unique_ptr<Db> db, SavedAt saved_at);
  std::unique_ptr<Db> db_;
  SavedAt saved_at_;
};

// Name of the folder of an identity.
std::string FolderName(const FoldIdentity& identity);

// What a folder says about itself.
struct FolderContent {
  FoldIdentity identity;
  std::string definitions_text;
  SavedAt saved_at;
};
// Nothing when the folder is in use, damaged or not one of ours.
std::optional<FolderContent> LookInto(const std::string& folder);

// Folders of other identities of the same fold, in the order of their names.
std::vector<std::string> OtherFolders(const std::string& directory, const FoldIdentity& identity);

// Deletes a folder that nobody has open; one that is in use stays.
void RemoveFolder(const std::string& folder);

}  // namespace paktum::projection::internal
