#pragma once
// StateStore: where a Runner keeps the states of one fold of one pact, each under a name; a
// directory on disk (OpenStateDirectory), or memory in a simulation.
//
// Threads     Different states from different threads; one state, and the store, one at a time.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/projection/fold.h"

namespace paktum::projection {

// Where a saved state stands.
struct SavedAt {
  Position position;
  std::string mark;       // names the record at that position; empty at 0
  bool complete = false;  // had caught up with the ledger once
};

// One open state.
class SavedState {
 public:
  virtual ~SavedState() = default;
  [[nodiscard]] virtual const SavedAt& saved_at() const = 0;
  // Puts every saved row into a new fold. Errors: kDataLoss.
  virtual Status LoadInto(Fold& fold) const = 0;
  // Adds the rows, or replaces them, together with position and mark: all of it on disk when it
  // returns OK, or none.
  // Errors: kDataLoss "projection.write_failed": the state takes no more writes.
  virtual Status Save(const std::vector<Row>& rows, SavedAt saved_at) = 0;
};

// What a state says about itself.
struct StateContent {
  FoldIdentity identity;
  std::string definitions_text;
  SavedAt saved_at;
};

class StateStore {
 public:
  virtual ~StateStore() = default;

  // Opens the state of that name, or makes it for `identity`.
  // Errors: kUnavailable "projection.locked"       another process has it
  //         kUnavailable "projection.unavailable"  no room or no rights: nothing is damaged
  //         kDataLoss "projection.damaged"         it cannot be read, or holds another identity
  virtual Result<std::unique_ptr<SavedState>> Open(const std::string& name,
                                                   const FoldIdentity& identity,
                                                   const std::string& definitions_text) = 0;
  // Nothing when the state is open, damaged or not one of ours.
  [[nodiscard]] virtual std::optional<StateContent> LookInto(const std::string& name) const = 0;
  // Names of states of other identities of the same fold, in order.
  [[nodiscard]] virtual std::vector<std::string> Others(const FoldIdentity& identity) const = 0;
  // Deletes a state that nobody has open; one that is open stays.
  virtual void Remove(const std::string& name) = 0;
};

// The name of the state of an identity.
std::string StateName(const FoldIdentity& identity);

// States as RocksDB folders in `directory`, which is made with the first.
std::unique_ptr<StateStore> OpenStateDirectory(std::string directory);

}  // namespace paktum::projection
