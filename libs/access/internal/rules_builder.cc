#include "libs/access/internal/rules_builder.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>

#include <algorithm>

#include "libs/access/event_types.h"
#include "libs/events/catalogue.h"
#include "libs/ledger/append_rules.h"

namespace paktum::access {
namespace {

constexpr std::string_view kAll = "*";
constexpr std::string_view kWholePackage = ".*";
constexpr int kDepthMax = 8;

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= ledger::kMemberBytesMax &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace

// What the text parser finds wrong.
class RulesBuilder::Collector : public google::protobuf::io::ErrorCollector {
 public:
  explicit Collector(RulesBuilder& builder) : builder_(builder) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    builder_.TellAt(line, column, message);
  }

 private:
  RulesBuilder& builder_;
};

Result<std::shared_ptr<const AccessRules>> RulesBuilder::Build(std::string_view text) {
  if (text.size() > kRulesBytesMax) {
    return InvalidArgument("rules.too_large", file_name_ + ": larger than " +
                                                  std::to_string(kRulesBytesMax) + " bytes");
  }
  v1::AccessRules message;
  Tree tree;
  Collector collector(*this);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(&tree);
  parser.SetRecursionLimit(kDepthMax);
  rules_.reset(new AccessRules());
  const bool parsed = parser.ParseFromString(std::string(text), &message);
  const auto* members = v1::AccessRules::descriptor()->FindFieldByName("members");
  if (parsed && Fits({&tree, &message}, "members", message.members_size(), kMembersMax)) {
    for (int i = 0; i < message.members_size(); ++i) {
      ReadMember({tree.GetTreeForNested(members, i), &message.members(i)}, message.members(i));
    }
  }
  if (parsed && told_.empty()) return std::shared_ptr<const AccessRules>(std::move(rules_));
  std::stable_sort(told_.begin(), told_.end(), [](const Told& a, const Told& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  std::string all;
  for (std::size_t i = 0; i < std::min(told_.size(), kRuleErrorsMax); ++i) {
    if (i > 0) all += "\n";
    all += file_name_ + ":" + std::to_string(told_[i].line) + ":" +
           std::to_string(told_[i].column) + ": " + told_[i].what;
  }
  if (told_.size() > kRuleErrorsMax) {
    all +=
        "\n" + file_name_ + ": " + std::to_string(told_.size() - kRuleErrorsMax) + " more errors";
  }
  return InvalidArgument("rules.malformed", std::move(all));
}

void RulesBuilder::TellAt(int line, int column, const std::string& what) {
  told_.push_back({line + 1, column + 1, what});
}

void RulesBuilder::Tell(const Place& place, const char* field, int index, const std::string& what) {
  const auto* named = place.message->GetDescriptor()->FindFieldByName(field);
  auto location = place.tree->GetLocation(named, index);
  if (location.line < 0) {
    std::vector<const google::protobuf::FieldDescriptor*> present;
    place.message->GetReflection()->ListFields(*place.message, &present);
    for (const auto* other : present) {
      const auto at = place.tree->GetLocation(other, other->is_repeated() ? 0 : -1);
      if (location.line < 0 || at.line < location.line) location = at;
    }
  }
  TellAt(std::max(location.line, 0), std::max(location.column, 0), what);
}

bool RulesBuilder::Fits(const Place& place, const char* field, int size, std::size_t most) {
  if (static_cast<std::size_t>(size) <= most) return true;
  Tell(place, field, static_cast<int>(most),
       std::string("more than ") + std::to_string(most) + " " + field);
  return false;
}

void RulesBuilder::ReadMember(const Place& place, const v1::MemberRule& message) {
  if (!IsName(message.name())) {
    Tell(place, "name", -1,
         Quoted(message.name()) + " is no name; one has 1 to 64 characters of a-z 0-9 _ -");
    return;
  }
  MemberRule rule;
  rule.name_ = message.name();
  ReadPacts(place, message, rule);
  ReadTypes(place, message, rule);
  ReadStreams(place, message, rule);
  ReadUnseals(place, message, rule);
  ReadKeys(place, message, rule);
  if (!rules_->members_.emplace(message.name(), std::move(rule)).second) {
    Tell(place, "name", -1, "the member " + message.name() + " is named twice");
  }
}

void RulesBuilder::ReadPacts(const Place& place, const v1::MemberRule& message, MemberRule& rule) {
  if (!Fits(place, "pacts", message.pacts_size(), kListMax)) return;
  for (int i = 0; i < message.pacts_size(); ++i) {
    const std::string& pact = message.pacts(i);
    if (pact == kAll) {
      rule.all_pacts_ = true;
    } else if (ledger::IsPactId(pact)) {
      rule.pacts_.push_back(pact);
    } else {
      Tell(place, "pacts", i, Quoted(pact) + " is no pact; write its id, or \"*\" for all");
    }
  }
}

void RulesBuilder::ReadTypes(const Place& place, const v1::MemberRule& message, MemberRule& rule) {
  const auto& kinds = events::AllKinds();
  rule.types_.assign(kinds.size(), false);
  if (!Fits(place, "may_append", message.may_append_size(), kListMax)) return;
  for (int i = 0; i < message.may_append_size(); ++i) {
    const std::string& type = message.may_append(i);
    if (type == kUnknownType) {
      rule.unknown_types_ = true;
      continue;
    }
    bool found = false;
    const bool package = type.ends_with(kWholePackage);
    const std::string_view beginning = std::string_view(type).substr(0, type.size() - 1);
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const std::string_view name = kinds[k].type;
      const bool named = package ? name.starts_with(beginning) &&
                                       name.find('.', beginning.size()) == std::string_view::npos
                                 : name == type;
      if (named) rule.types_[k] = found = true;
    }
    if (!found) {
      Tell(place, "may_append", i,
           Quoted(type) + (package ? " is no package of events" : " is no event type") +
               "; write its full name, like \"paktum.employment.v1.HireRecorded\" or "
               "\"paktum.employment.v1.*\"");
    }
  }
}

void RulesBuilder::ReadStreams(const Place& place, const v1::MemberRule& message,
                               MemberRule& rule) {
  if (!Fits(place, "may_read", message.may_read_size(), kListMax)) return;
  for (int i = 0; i < message.may_read_size(); ++i) {
    const std::string& stream = message.may_read(i);
    if (stream == kAll) {
      rule.reads_all_ = true;
    } else if (ledger::IsStreamName(stream) && stream.find('*') == std::string::npos) {
      rule.reads_.push_back(stream);
    } else {
      Tell(place, "may_read", i,
           Quoted(stream) +
               " is no beginning of a stream's name; write one like \"body/\", or \"*\" for all");
    }
  }
}

void RulesBuilder::ReadUnseals(const Place& place, const v1::MemberRule& message,
                               MemberRule& rule) {
  if (!Fits(place, "may_unseal", message.may_unseal_size(), kListMax)) return;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (int i = 0; i < message.may_unseal_size(); ++i) {
    const std::string& type = message.may_unseal(i);
    if (type.starts_with("paktum.sealed.") && pool->FindMessageTypeByName(type) != nullptr) {
      rule.unseals_.push_back(type);
    } else {
      Tell(place, "may_unseal", i,
           Quoted(type) +
               " is no sealed message; write its full name, like \"paktum.sealed.v1.Note\"");
    }
  }
}

void RulesBuilder::ReadKeys(const Place& place, const v1::MemberRule& message, MemberRule& rule) {
  const auto* keys = v1::MemberRule::descriptor()->FindFieldByName("signing_keys");
  if (!Fits(place, "signing_keys", message.signing_keys_size(), kSigningKeysMax)) return;
  for (int i = 0; i < message.signing_keys_size(); ++i) {
    ReadKey({place.tree->GetTreeForNested(keys, i), &message.signing_keys(i)},
            message.signing_keys(i), rule);
  }
}

void RulesBuilder::ReadKey(const Place& place, const v1::SigningKey& message, MemberRule& rule) {
  const auto key = ParsePublicKey(message.public_key());
  if (!key.ok()) {
    Tell(place, "public_key", -1, key.status().message());
    return;
  }
  if (message.valid_from_ms() < 0) {
    Tell(place, "valid_from_ms", -1, "a time is not negative");
    return;
  }
  SigningKeyRule read{*key, SignerOf(*key), Instant(message.valid_from_ms()), std::nullopt};
  if (message.retired_at_ms() != 0) {
    if (message.retired_at_ms() <= message.valid_from_ms()) {
      Tell(place, "retired_at_ms", -1, "the key is retired before it is valid");
      return;
    }
    read.retired_at = Instant(message.retired_at_ms());
  }
  const auto [owner, is_new] = owners_.emplace(read.signer, rule.name_);
  if (!is_new) {
    Tell(place, "public_key", -1,
         owner->second == rule.name_
             ? "this key stands twice"
             : "this is a key of " + owner->second + "; two members never share one");
    return;
  }
  rule.keys_.push_back(std::move(read));
}

}  // namespace paktum::access
