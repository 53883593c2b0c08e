#pragma once
// MailedCode: what a pact office mails to whoever asked for the newsletter, read from the mails
// that wait to be sent (docs/runbooks/mail.md). Only a simulation on the office's own machine can
// stand in for the owner of an address so.
#include <optional>
#include <string>

namespace paktum::cli {

struct MailedCode {
  std::string subscription_id;
  std::string code;
};

// The code of the mail to `address` in `directory`; nothing when there is no such mail or
// directory.
std::optional<MailedCode> ReadMailedCode(const std::string& directory, const std::string& address);

}  // namespace paktum::cli
