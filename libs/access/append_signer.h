#pragma once
// AppendSigner: signs the appends of a member with the key in its key directory, and follows the
// file, so that a key is exchanged without a restart.
//
// Threads     All methods may be called from any thread.
#include <memory>
#include <mutex>
#include <string>

#include "libs/access/sign_key.h"
#include "libs/base/result.h"
#include "libs/base/watched_file.h"
#include "libs/ledger/event_log.h"

namespace paktum::access {

class AppendSigner {
 public:
  // Reads `path` (sign.key). Errors: as SignKey::Load.
  static Result<std::unique_ptr<AppendSigner>> Open(const std::string& path);
  // With a key that stays.
  static std::unique_ptr<AppendSigner> With(SignKey key);

  // Fills in signer and signature over all else in the request. Takes about 30 µs and the hashing
  // of the events. A changed file that cannot be read changes nothing; the next change is tried.
  void Sign(ledger::AppendRequest& request);

 private:
  AppendSigner(std::unique_ptr<WatchedFile> file, SignKey key);
  std::shared_ptr<const SignKey> Current();

  std::mutex mutex_;
  std::unique_ptr<WatchedFile> file_;   // guarded by mutex_; none = the key stays
  std::shared_ptr<const SignKey> key_;  // guarded by mutex_
};

}  // namespace paktum::access
