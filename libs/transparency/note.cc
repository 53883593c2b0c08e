#include "libs/transparency/note.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/base64.h"
#include "libs/base/check.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/internal/text.h"

namespace paktum::transparency {
namespace {

using internal::Malformed;

constexpr std::string_view kMalformed = "note.malformed";
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space
constexpr std::size_t kKeyIdBytes = 4;

// UTF-8 without control characters other than line ends.
Status CheckCharacters(std::string_view bytes) {
  const std::string_view all = bytes;
  while (!bytes.empty()) {
    const std::size_t at = all.size() - bytes.size();
    const std::optional<char32_t> code = internal::TakeCodePoint(bytes);
    if (code && (*code >= 0x20 || *code == '\n')) continue;
    return Malformed(kMalformed, internal::CountLines(all.substr(0, at)) + 1,
                     code ? "a control character" : "not UTF-8");
  }
  return OkStatus();
}

Result<NoteSignature> ParseSignatureLine(std::string_view line, std::size_t number) {
  if (!line.starts_with(kDash)) {
    return Malformed(kMalformed, number, "a signature line begins with an em dash and a space");
  }
  line.remove_prefix(kDash.size());
  const std::size_t name_end = line.find(' ');
  NoteSignature signature;
  signature.name = line.substr(0, name_end);
  if (name_end == std::string_view::npos || !IsKeyName(signature.name)) {
    return Malformed(kMalformed, number, "a key's name and a space must follow the dash");
  }
  const std::optional<std::string> bytes = FromBase64(line.substr(name_end + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) {
    return Malformed(kMalformed, number, "the signature is not base 64 of more than four bytes");
  }
  for (std::size_t i = 0; i < kKeyIdBytes; ++i) {
    signature.key_id = signature.key_id << 8U | static_cast<unsigned char>((*bytes)[i]);
  }
  signature.bytes = bytes->substr(kKeyIdBytes);
  return signature;
}

// `number` is that of the first line.
Result<std::vector<NoteSignature>> ParseLines(std::string_view lines, std::size_t number) {
  std::vector<NoteSignature> signatures;
  while (!lines.empty()) {
    const std::optional<std::string_view> line = internal::TakeLine(lines);
    if (!line) return Malformed(kMalformed, number, "the last line has no end");
    if (signatures.size() == kNoteSignaturesMax) {
      return Malformed(kMalformed, number, "more signatures than a note may have");
    }
    PAKTUM_ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(*line, number));
    signatures.push_back(std::move(signature));
    ++number;
  }
  if (signatures.empty()) return Malformed(kMalformed, number, "no signature");
  return signatures;
}

Status CheckSize(std::string_view bytes) {
  if (bytes.size() <= kNoteBytesMax) return OkStatus();
  return InvalidArgument("note.too_large", "a note has at most 1,000,000 bytes");
}

// Nothing unless the key made it; the time of a cosignature, or 0.
std::optional<std::uint64_t> Verified(std::string_view text, const NoteSignature& signature,
                                      const VerifierKey& key) {
  switch (key.type()) {
    case KeyType::kNote: {
      SignatureBytes bytes;
      if (signature.bytes.size() != bytes.size()) return std::nullopt;
      std::copy(signature.bytes.begin(), signature.bytes.end(), bytes.begin());
      if (!key.Verifies(text, bytes)) return std::nullopt;
      return 0;
    }
    case KeyType::kCosignature:
      return VerifyCosignature(text, signature, key);
  }
  PAKTUM_UNREACHABLE();
}

bool Names(const NoteSignature& signature, const VerifierKey& key) {
  return signature.key_id == key.id() && signature.name == key.name();
}

Status CheckUnambiguous(std::span<const VerifierKey> keys) {
  std::vector<std::pair<std::uint32_t, std::string_view>> names;
  names.reserve(keys.size());
  for (const VerifierKey& key : keys) names.emplace_back(key.id(), key.name());
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return OkStatus();
  return InvalidArgument("note.ambiguous_key",
                         "two keys have the name " + std::string(twice->second) + " and one id");
}

}  // namespace

Result<Note> ParseNote(std::string_view bytes) {
  PAKTUM_RETURN_IF_ERROR(CheckSize(bytes));
  PAKTUM_RETURN_IF_ERROR(CheckCharacters(bytes));
  const std::size_t split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) {
    return Malformed(kMalformed, internal::CountLines(bytes) + 1,
                     "no empty line between text and signatures");
  }
  Note note;
  note.text = bytes.substr(0, split + 1);
  PAKTUM_ASSIGN_OR_RETURN(note.signatures,
                          ParseLines(bytes.substr(split + 2), internal::CountLines(note.text) + 2));
  return note;
}

std::string FormatNote(const Note& note) {
  PAKTUM_CHECK(note.text.ends_with('\n') && !note.signatures.empty());
  std::string bytes = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) bytes += FormatSignatureLine(signature);
  return bytes;
}

std::string FormatSignatureLine(const NoteSignature& signature) {
  std::string bytes;
  for (std::size_t i = kKeyIdBytes; i-- > 0;) {
    bytes += static_cast<char>(signature.key_id >> (8 * i));
  }
  bytes += signature.bytes;
  return std::string(kDash) + signature.name + " " + ToBase64(bytes) + "\n";
}

Result<std::vector<NoteSignature>> ParseSignatureLines(std::string_view lines) {
  PAKTUM_RETURN_IF_ERROR(CheckSize(lines));
  PAKTUM_RETURN_IF_ERROR(CheckCharacters(lines));
  return ParseLines(lines, 1);
}

NoteSignature SignNote(std::string_view text, const SigningKey& key) {
  PAKTUM_CHECK(key.verifier().type() == KeyType::kNote);
  const SignatureBytes bytes = key.Sign(text);
  return {key.verifier().name(), key.verifier().id(), std::string(bytes.begin(), bytes.end())};
}

Result<std::vector<VerifiedSignature>> VerifyNote(const Note& note,
                                                  std::span<const VerifierKey> keys) {
  PAKTUM_RETURN_IF_ERROR(CheckUnambiguous(keys));
  std::vector<VerifiedSignature> verified;
  for (std::size_t i = 0; i < note.signatures.size(); ++i) {
    const NoteSignature& signature = note.signatures[i];
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const VerifierKey& known) {
      return Names(signature, known);
    });
    if (key == keys.end()) continue;
    const std::optional<std::uint64_t> time_s = Verified(note.text, signature, *key);
    if (!time_s) {
      return PermissionDenied("note.bad_signature",
                              "the signature that names " + key->name() + " is not by that key");
    }
    verified.push_back({static_cast<std::size_t>(key - keys.begin()), i, *time_s});
  }
  if (verified.empty()) {
    return PermissionDenied("note.untrusted", "no key that is trusted signed the note");
  }
  return verified;
}

}  // namespace paktum::transparency
