#pragma once
// The statement that a member signs: the bytes that an append stands for
// (docs/formats/signature.md). They can be made again from the records of the append alone, so that
// whoever has the records can check who said them. Pure and thread-safe.
#include <span>
#include <string>
#include <string_view>

#include "libs/access/sign_key.h"
#include "libs/base/result.h"
#include "libs/ledger/event_log.h"

namespace paktum::access {

// The statement of an append that is to be made. Its names and its digest are within the limits of
// libs/ledger/event_log.h.
std::string StatementOf(const ledger::AppendRequest& request);

// The statement of an append that was recorded: all its records, in order.
// Errors: kDataLoss "append.incomplete"  these are not the records of one whole append
Result<std::string> StatementOf(std::string_view pact, std::span<const ledger::Record> records);

// Whether the key signed the append.
bool VerifyAppend(const ledger::AppendRequest& request, const PublicKey& key);

// Whether the key signed the recorded append, by the signature on its first record.
// Errors: as StatementOf;
//         kPermissionDenied "append.signature_missing"
//         kPermissionDenied "append.signer_unknown"     it names another key
//         kPermissionDenied "append.signature_invalid"  the key did not sign this
Status VerifyAppend(std::string_view pact, std::span<const ledger::Record> records,
                    const PublicKey& key);

}  // namespace paktum::access
