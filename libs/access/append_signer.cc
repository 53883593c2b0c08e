#include "libs/access/append_signer.h"

#include <utility>

#include "libs/access/statement.h"

namespace paktum::access {

AppendSigner::AppendSigner(std::unique_ptr<WatchedFile> file, SignKey key)
    : file_(std::move(file)), key_(std::make_shared<const SignKey>(std::move(key))) {}

Result<std::unique_ptr<AppendSigner>> AppendSigner::Open(const std::string& path) {
  auto file = std::make_unique<WatchedFile>(path);  // before the key: see WatchedFile
  PAKTUM_ASSIGN_OR_RETURN(SignKey key, SignKey::Load(path));
  return std::unique_ptr<AppendSigner>(new AppendSigner(std::move(file), std::move(key)));
}

std::unique_ptr<AppendSigner> AppendSigner::With(SignKey key) {
  return std::unique_ptr<AppendSigner>(new AppendSigner(nullptr, std::move(key)));
}

std::shared_ptr<const SignKey> AppendSigner::Current() {
  const std::lock_guard lock(mutex_);
  if (file_ != nullptr && file_->Changed()) {
    auto key = SignKey::Load(file_->path());
    if (key.ok()) key_ = std::make_shared<const SignKey>(std::move(*key));
  }
  return key_;
}

void AppendSigner::Sign(ledger::AppendRequest& request) {
  const auto key = Current();
  request.signer = SignerOf(key->public_key());
  request.signature = key->Sign(StatementOf(request));
}

}  // namespace paktum::access
