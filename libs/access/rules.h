#pragma once
// AccessRules: who may say and read what in the ledgers of one event log (docs/formats/access.md).
// Immutable and thread-safe.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/access/sign_key.h"
#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/ledger/event_log.h"

namespace paktum::access {

inline constexpr std::size_t kRulesBytesMax = std::size_t{1} * 1024 * 1024;
inline constexpr std::size_t kRuleErrorsMax = 50;  // told at once
inline constexpr std::size_t kMembersMax = 1024;
inline constexpr std::size_t kSigningKeysMax = 64;  // of one member
inline constexpr std::size_t kListMax = 256;        // entries of each of its lists
// What the log accepts is recorded within this time.
inline constexpr std::int64_t kRecordedWithinMs = 60'000;

struct SigningKeyRule {
  PublicKey key{};
  std::string signer;  // its id
  Instant valid_from;
  std::optional<Instant> retired_at;

  [[nodiscard]] bool SignsAt(Instant time) const {
    return time >= valid_from && (!retired_at || time < *retired_at);
  }
  // The same for an append that was recorded then: it was checked a little before.
  [[nodiscard]] bool SignedWhatWasRecordedAt(Instant time) const {
    return time >= valid_from &&
           (!retired_at || time.unix_ms() < retired_at->unix_ms() + kRecordedWithinMs);
  }
};

// What one member may do.
class MemberRule {
 public:
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<SigningKeyRule>& keys() const { return keys_; }
  [[nodiscard]] bool TakesPartIn(std::string_view pact) const;
  [[nodiscard]] bool ReadsAll() const { return reads_all_; }
  [[nodiscard]] bool MayRead(std::string_view stream) const;
  [[nodiscard]] bool MayUnseal(std::string_view content_type) const;
  // The type in the event (serialised paktum.event.v1.Event) that the member may not append, or
  // nothing. An event with several bodies needs all of them allowed; one that cannot be read, or
  // whose body this build does not know, is of type "unknown".
  [[nodiscard]] std::optional<std::string_view> RefusedType(std::string_view submitted) const;
  // The member's key with this id, whether or not it is in use.
  [[nodiscard]] const SigningKeyRule* FindKey(std::string_view signer) const;

 private:
  friend class RulesBuilder;
  std::string name_;
  bool all_pacts_ = false;
  std::vector<std::string> pacts_;
  std::vector<bool> types_;  // by events::IndexOf
  bool unknown_types_ = false;
  bool reads_all_ = false;
  std::vector<std::string> reads_;
  std::vector<std::string> unseals_;
  std::vector<SigningKeyRule> keys_;
};

class AccessRules {
 public:
  // Reads protobuf text of paktum.access.v1.AccessRules.
  // Errors: kInvalidArgument "rules.malformed": every mistake on a line of its own, with
  // `file_name`, line and column; "rules.too_large".
  static Result<std::shared_ptr<const AccessRules>> Parse(std::string_view text,
                                                          std::string_view file_name);
  // Errors: as Parse; kInvalidArgument "rules.missing"; kUnavailable "rules.unreadable".
  static Result<std::shared_ptr<const AccessRules>> Load(const std::string& path);

  [[nodiscard]] const MemberRule* Find(std::string_view member) const;
  [[nodiscard]] std::size_t size() const { return members_.size(); }

  // Whether `peer`, the name of the connection's key, may append this at `now`. Everything is
  // checked, the signature last; takes as long as hashing the events and some 60 µs.
  // Errors: kPermissionDenied
  //   "append.member_not_yours"    the append names another member than the connection's
  //   "append.pact_not_allowed"    the member takes no part in the pact
  //   "append.type_not_allowed"    the message names the type
  //   "append.signature_missing"
  //   "append.signer_unknown"      the member has no such key
  //   "append.signer_retired"      its key is retired, or not valid yet
  //   "append.signature_invalid"   the key did not sign this
  [[nodiscard]] Status CheckAppend(std::string_view peer, const ledger::AppendRequest& request,
                                   Instant now) const;

  // Whether `peer` may read this stream; an empty one stands for the whole ledger.
  // Errors: kPermissionDenied "read.pact_not_allowed", "read.stream_not_allowed".
  [[nodiscard]] Status CheckRead(std::string_view peer, std::string_view pact,
                                 std::string_view stream) const;

  // Whether `peer` may have keys that open this kind of sealed part (full name of its message).
  // Errors: kPermissionDenied "vault.unseal_not_allowed".
  [[nodiscard]] Status CheckUnseal(std::string_view peer, std::string_view pact,
                                   std::string_view content_type) const;

  // Whether `peer` takes part in the pact at all. Errors: kPermissionDenied
  // "read.pact_not_allowed".
  [[nodiscard]] Status CheckPact(std::string_view peer, std::string_view pact) const;

 private:
  friend class RulesBuilder;
  AccessRules() = default;
  std::map<std::string, MemberRule, std::less<>> members_;
};

}  // namespace paktum::access
