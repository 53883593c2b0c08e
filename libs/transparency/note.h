#pragma once
// Signed notes: text with the signatures of one or more keys (C2SP signed-note).
//
//   text, each line ended by '\n'
//                                    an empty line
//   — <key name> <base64 of key id and signature>
//
// Nothing in a note is to be believed before VerifyNote() has named a key that is trusted for it.
// Pure and thread-safe.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/keys.h"

namespace paktum::transparency {

// The same bounds as golang.org/x/mod/sumdb/note has.
inline constexpr std::size_t kNoteBytesMax = 1'000'000;
inline constexpr std::size_t kNoteSignaturesMax = 100;

struct NoteSignature {
  std::string name;  // of the key
  std::uint32_t key_id = 0;
  std::string bytes;  // what follows the key id; 64 bytes of Ed25519 for KeyType::kNote

  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct Note {
  std::string text;  // ends in '\n'
  std::vector<NoteSignature> signatures;

  friend bool operator==(const Note&, const Note&) = default;
};

// Reads a note. The text is what stands before the last empty line.
// Error: kInvalidArgument "note.malformed", with the number of the line in message and detail
// "line"; "note.too_large".
Result<Note> ParseNote(std::string_view bytes);

// The bytes that ParseNote reads. The note must be one: text and signatures within the bounds.
std::string FormatNote(const Note& note);

// "— <name> <base64>\n"
std::string FormatSignatureLine(const NoteSignature& signature);
// Reads one or more signature lines and nothing else, as a witness answers with them (tlog-witness,
// add-checkpoint). Errors: as ParseNote, lines counted from 1.
Result<std::vector<NoteSignature>> ParseSignatureLines(std::string_view lines);

// Signs a text with a key of type kNote.
NoteSignature SignNote(std::string_view text, const SigningKey& key);

struct VerifiedSignature {
  std::size_t key = 0;        // index into the keys given
  std::size_t signature = 0;  // index into note.signatures
  std::uint64_t time_s = 0;   // of a cosignature: seconds since 1970 that it states; otherwise 0
};

// Checks every signature that names one of `keys` (by name and id) and returns them in the note's
// order; signatures of other keys are ignored.
// Errors: kPermissionDenied "note.bad_signature"   one of these keys is named and did not sign
// this:
//                                                  the note is forged or damaged
//         kPermissionDenied "note.untrusted"       none of these keys signed it
//         kInvalidArgument "note.ambiguous_key"    two of `keys` share name and id
Result<std::vector<VerifiedSignature>> VerifyNote(const Note& note,
                                                  std::span<const VerifierKey> keys);

}  // namespace paktum::transparency
