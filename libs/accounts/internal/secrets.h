#pragma once
// Secrets that are handed out once and kept as hashes: sessions and tokens.
#include <string>
#include <string_view>

namespace paktum::accounts::internal {

// 256 random bits, 64 hexadecimal digits.
std::string NewSecret();
// What is kept of a secret, 64 hexadecimal digits (BLAKE2b-256). The secret has 256 random bits: a
// slow hash would protect nothing more.
std::string HashOf(std::string_view secret);
// The token that a page shows beside the session's cookie: follows from the session's secret, and
// the secret does not follow from it.
std::string CsrfTokenOf(std::string_view session_secret);
// In a time that does not tell where they differ.
bool SameSecret(std::string_view a, std::string_view b);
// Overwrites the text in a way that the compiler keeps, then empties it.
void Wipe(std::string& secret);

}  // namespace paktum::accounts::internal
