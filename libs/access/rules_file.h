#pragma once
// RulesFile: the rules as they stand in a file now. A changed file counts within a second; one that
// is gone or has a mistake changes nothing and is reported.
//
// Threads     All methods may be called from any thread.
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "libs/access/rules.h"
#include "libs/base/watched_file.h"

namespace paktum::access {

class RulesFile {
 public:
  // After a changed file was read: OK and the number of members, or why it was not taken.
  using OnChange = std::function<void(const Status& status, std::size_t members)>;

  // `on_change` is called by whoever calls Current; it may be empty.
  // Errors: as AccessRules::Load.
  static Result<std::shared_ptr<RulesFile>> Open(const std::string& path, OnChange on_change);

  // The rules in force. Looks whether the file has changed, unless it looked a moment ago.
  [[nodiscard]] std::shared_ptr<const AccessRules> Current();

 private:
  RulesFile(WatchedFile file, std::shared_ptr<const AccessRules> rules, OnChange on_change);

  const OnChange on_change_;
  std::mutex mutex_;
  WatchedFile file_;                          // guarded by mutex_
  std::shared_ptr<const AccessRules> rules_;  // guarded by mutex_
};

}  // namespace paktum::access
