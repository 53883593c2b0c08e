#include "libs/office/newsletter_desk.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "libs/base/base64.h"
#include "libs/base/check.h"
#include "libs/base/hex.h"
#include "libs/base/secret_file.h"
#include "libs/domain/newsletter.h"
#include "libs/vault/identity_index.h"

namespace paktum::office {
namespace {

constexpr std::size_t kSecretDigits = 20;
constexpr std::size_t kBase64LineBytes = 76;

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string InLines(const std::string& base64) {
  std::string lines;
  for (std::size_t at = 0; at < base64.size(); at += kBase64LineBytes) {
    lines += base64.substr(at, kBase64LineBytes) + "\r\n";
  }
  return lines;
}

// RFC 5322 without From and Date, which the sending program adds.
std::string MailText(const std::string& email, const std::string& subscription_id,
                     const std::string& subject, const std::string& body) {
  return "To: <" + email + ">\r\nSubject: =?UTF-8?B?" + ToBase64(subject) + "?=\r\nMessage-ID: <" +
         subscription_id +
         "@newsletter.paktum.invalid>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
         InLines(ToBase64(body));
}

}  // namespace

NewsletterDesk::NewsletterDesk(std::string pact, std::string pact_name, vault::SecretKey key,
                               Seals seals, std::filesystem::path mails)
    : pact_(std::move(pact)),
      pact_name_(std::move(pact_name)),
      address_key_(key.Derive("address")),
      code_key_(key.Derive("code")),
      seals_(seals),
      mails_(std::move(mails)) {}

std::string NewsletterDesk::AddressHash(const std::string& email) const {
  return ToHex(vault::KeyedDigest(address_key_, pact_ + '\0' + LowerCase(email)));
}

std::string NewsletterDesk::Secret(const std::string& subscription_id) const {
  return ToHex(vault::KeyedDigest(code_key_, pact_ + '\0' + subscription_id))
      .substr(0, kSecretDigits);
}

std::filesystem::path NewsletterDesk::MailOf(const std::string& subscription_id) const {
  PAKTUM_CHECK(Uuid::Parse(subscription_id).has_value());
  return mails_ / (subscription_id + ".eml");
}

Status NewsletterDesk::AskToConfirm(const std::string& stream, const std::string& subscription_id,
                                    const std::string& email) const {
  const bool one_line = std::none_of(email.begin(), email.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == 0x7F;
  });
  PAKTUM_CHECK(one_line);  // the input check let it pass as an address
  const std::string code = domain::NewsletterCode(stream, Secret(subscription_id));
  std::string body =
      "Ezzel a címmel feliratkoztak a(z) " + pact_name_ +
      " hírlevelére. Ha Ön volt, erősítse meg az alábbi azonosítóval és kóddal; ha nem, ne tegyen "
      "semmit: megerősítés nélkül nem küldünk hírlevelet. Ugyanezzel a kóddal bármikor "
      "leiratkozhat.\r\n\r\n"
      "Somebody asked for the newsletter of " +
      pact_name_ +
      " with this address. If it was you, confirm with the id and code below; if not, do nothing: "
      "without confirmation no newsletter is sent. The same code unsubscribes at any time.\r\n\r\n"
      "Azonosító / id: " +
      subscription_id + "\r\nKód / code: " + code + "\r\n";
  std::string mail =
      MailText(email, subscription_id, "Hírlevél megerősítése / Confirm the newsletter", body);
  const Status written = ReplaceFile(MailOf(subscription_id).string(), mail, 0600);
  vault::WipeString(body);
  vault::WipeString(mail);
  if (written.ok()) return written;
  return Unavailable("mail.not_written", "the mail that asks for confirmation cannot be written");
}

Status NewsletterDesk::Forget(const std::string& subscription_id, Deadline deadline) const {
  const auto id = Uuid::Parse(subscription_id);
  PAKTUM_CHECK(id.has_value());
  std::error_code error;
  std::filesystem::remove(MailOf(subscription_id), error);
  if (error) return Unavailable("mail.not_removed", "a mail that was not sent cannot be removed");
  if (seals_.store == nullptr) return OkStatus();
  const vault::PersonRef address{pact_, *id};
  const auto destroyed = seals_.store->Destroy(address, Uuid(), deadline);
  seals_.vault->Forget(address);
  return destroyed.status();
}

}  // namespace paktum::office
