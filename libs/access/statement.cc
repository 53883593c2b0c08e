// The plain SHA-256 functions, as in libs/transparency/hash.cc: an event is hashed in a quarter of
// a microsecond, and EVP's look-ups would take as long again.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "libs/access/statement.h"

#include <openssl/sha.h>

#include <array>

#include "libs/base/check.h"

namespace paktum::access {
namespace {

constexpr std::string_view kDomain = "paktum/append/v1";
constexpr std::size_t kShortMax = 255;

std::string Sha256(std::string_view bytes) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256_CTX state;
  PAKTUM_CHECK(SHA256_Init(&state) == 1 && SHA256_Update(&state, bytes.data(), bytes.size()) == 1 &&
               SHA256_Final(reinterpret_cast<unsigned char*>(hash.data()), &state) == 1);
  return hash;
}

// Writes the statement part by part.
class Statement {
 public:
  Statement(std::string_view pact, const Uuid& command, std::string_view member,
            std::string_view content_digest, std::size_t events) {
    constexpr std::size_t kEventBytes = 64;  // about
    bytes_.reserve(kDomain.size() + pact.size() + member.size() + content_digest.size() +
                   kEventBytes * (events + 1));
    bytes_ += kDomain;
    AddShort(pact);
    bytes_ += command.bytes();
    AddShort(member);
    AddShort(content_digest);
    for (unsigned shift = 32; shift > 0; shift -= 8) {
      bytes_ += static_cast<char>(events >> (shift - 8) & 0xffU);
    }
  }
  void AddEvent(std::string_view stream, std::string_view submitted) {
    AddShort(stream);
    bytes_ += Sha256(submitted);
  }
  std::string Take() { return std::move(bytes_); }

 private:
  void AddShort(std::string_view text) {
    PAKTUM_CHECK(text.size() <= kShortMax);
    bytes_ += static_cast<char>(text.size());
    bytes_ += text;
  }

  std::string bytes_;
};

bool IsWhole(std::span<const ledger::Record> records) {
  if (records.empty() || records.front().append_count != records.size()) return false;
  const ledger::Record& first = records.front();
  for (std::size_t i = 0; i < records.size(); ++i) {
    const ledger::Record& record = records[i];
    if (record.append_index != i || record.append_count != first.append_count ||
        record.command != first.command || record.member != first.member ||
        record.stream.size() > kShortMax || record.member.size() > kShortMax) {
      return false;
    }
  }
  return first.content_digest.size() <= kShortMax;
}

}  // namespace

std::string StatementOf(const ledger::AppendRequest& request) {
  Statement statement(request.pact, request.command, request.member, request.content_digest,
                      request.events.size());
  for (const ledger::NewEvent& event : request.events) {
    statement.AddEvent(event.stream, event.submitted);
  }
  return statement.Take();
}

Result<std::string> StatementOf(std::string_view pact, std::span<const ledger::Record> records) {
  if (!IsWhole(records) || pact.size() > kShortMax) {
    return DataLoss("append.incomplete", "these are not the records of one whole append");
  }
  const ledger::Record& first = records.front();
  Statement statement(pact, first.command, first.member, first.content_digest, records.size());
  for (const ledger::Record& record : records) statement.AddEvent(record.stream, record.submitted);
  return statement.Take();
}

bool VerifyAppend(const ledger::AppendRequest& request, const PublicKey& key) {
  return Verifies(key, StatementOf(request), request.signature);
}

Status VerifyAppend(std::string_view pact, std::span<const ledger::Record> records,
                    const PublicKey& key) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string statement, StatementOf(pact, records));
  const ledger::Record& first = records.front();
  if (first.signature.empty()) {
    return PermissionDenied("append.signature_missing", "the append is not signed");
  }
  if (first.signer != SignerOf(key)) {
    return PermissionDenied("append.signer_unknown", "the append names another key");
  }
  if (Verifies(key, statement, first.signature)) return OkStatus();
  return PermissionDenied("append.signature_invalid", "the key did not sign this append");
}

}  // namespace paktum::access
