#include "services/paktum/mailed_code.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "libs/base/base64.h"

namespace paktum::cli {
namespace {

constexpr std::string_view kIdLabel = "/ id: ";
constexpr std::string_view kCodeLabel = "/ code: ";

// What stands behind the label, to the end of its line; empty without the label.
std::string After(const std::string& text, std::string_view label) {
  const std::size_t at = text.find(label);
  if (at == std::string::npos) return "";
  const std::size_t from = at + label.size();
  return text.substr(from, text.find("\r\n", from) - from);
}

std::optional<MailedCode> ReadMail(const std::string& mail) {
  const std::size_t body = mail.find("\r\n\r\n");
  if (body == std::string::npos) return std::nullopt;
  std::string base64 = mail.substr(body);
  std::erase_if(base64, [](char c) { return c == '\r' || c == '\n'; });
  const auto text = FromBase64(base64);
  if (!text) return std::nullopt;
  MailedCode mailed{After(*text, kIdLabel), After(*text, kCodeLabel)};
  if (mailed.subscription_id.empty() || mailed.code.empty()) return std::nullopt;
  return mailed;
}

}  // namespace

std::optional<MailedCode> ReadMailedCode(const std::string& directory, const std::string& address) {
  std::error_code error;
  std::filesystem::directory_iterator entries(directory, error);
  if (error) return std::nullopt;
  for (const auto& entry : entries) {
    if (entry.path().extension() != ".eml") continue;  // not finished
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string mail{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (mail.starts_with("To: <" + address + ">\r\n")) return ReadMail(mail);
  }
  return std::nullopt;
}

}  // namespace paktum::cli
