#pragma once
// NewsletterDesk: what the pact office does about newsletter addresses beside recording events:
// finding an address again without keeping it, the code that its owner confirms with, the mail that
// carries the code, and destroying the key of whoever leaves.
//
// Mail        One file <subscription id>.eml a mail, in a directory of the office; it appears whole
//             and synced. A program of the operator sends and removes it (docs/runbooks/mail.md).
// Threads     Every method may be called from any thread.
#include <filesystem>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/vault/key_store.h"
#include "libs/vault/secret_key.h"
#include "libs/vault/shared_vault.h"

namespace paktum::office {

class NewsletterDesk {
 public:
  struct Seals {
    vault::KeyStore* store = nullptr;  // nullptr: this office seals nothing, so it has no addresses
    vault::SharedVault* vault = nullptr;
  };

  // `pact_name` stands in the mails. What `seals` points to must outlive the desk.
  NewsletterDesk(std::string pact, std::string pact_name, vault::SecretKey key, Seals seals,
                 std::filesystem::path mails);

  // 64 hexadecimal digits for an address, however its letters are cased. Same address and key, same
  // hash, for ever.
  [[nodiscard]] std::string AddressHash(const std::string& email) const;

  // 20 hexadecimal digits: the secret part of the code of a subscription.
  [[nodiscard]] std::string Secret(const std::string& subscription_id) const;

  // Writes the mail that asks the owner of the address to confirm. `stream`: of the subscription.
  // Errors: kUnavailable "mail.not_written": try again, repeating does no harm.
  Status AskToConfirm(const std::string& stream, const std::string& subscription_id,
                      const std::string& email) const;

  // Destroys the key that the address is sealed with, and the mail if it was not sent.
  // Errors: those of KeyStore; kUnavailable "mail.not_removed". Repeating does no harm.
  Status Forget(const std::string& subscription_id, Deadline deadline) const;

 private:
  [[nodiscard]] std::filesystem::path MailOf(const std::string& subscription_id) const;

  const std::string pact_;
  const std::string pact_name_;
  const vault::SecretKey address_key_;
  const vault::SecretKey code_key_;
  const Seals seals_;
  const std::filesystem::path mails_;
};

}  // namespace paktum::office
