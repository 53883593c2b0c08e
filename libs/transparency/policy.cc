#include "libs/transparency/policy.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/transparency/internal/text.h"

namespace paktum::transparency {
namespace {

constexpr std::string_view kNone = "none";

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

std::vector<std::string_view> Items(std::string_view line) {
  std::vector<std::string_view> items;
  while (!line.empty()) {
    if (IsBlank(line[0])) {
      line.remove_prefix(1);
      continue;
    }
    const auto end = std::find_if(line.begin(), line.end(), IsBlank);
    items.push_back(line.substr(0, static_cast<std::size_t>(end - line.begin())));
    line.remove_prefix(items.back().size());
  }
  return items;
}

bool IsAllowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool SamePublicKey(const VerifierKey& one, const VerifierKey& other) {
  return one.public_key() == other.public_key();
}

}  // namespace

// Reads the lines in order; says what is wrong with the one at hand.
class PolicyParser {
 public:
  // Empty when the line is right.
  std::string Line(std::string_view line) {
    if (!std::all_of(line.begin(), line.end(), IsAllowed)) return "a control character";
    const std::vector<std::string_view> items = Items(line);
    if (items.empty() || items[0].starts_with('#')) return {};
    if (items[0] == "log") return Log(items);
    if (items[0] == "witness") return Witness(items);
    if (items[0] == "group") return Group(items);
    if (items[0] == "quorum") return Quorum(items);
    return "it begins neither with log, witness, group or quorum nor with #";
  }

  // Empty when the lines are a policy.
  [[nodiscard]] std::string End() const { return has_quorum_ ? "" : "there is no quorum line"; }

  Policy Take() {
    for (const PolicyLog& log : policy_.logs_) policy_.keys_.push_back(log.key);
    for (const PolicyWitness& witness : policy_.witnesses_) policy_.keys_.push_back(witness.key);
    return std::move(policy_);
  }

 private:
  using Node = Policy::Node;
  using ItemsOf = const std::vector<std::string_view>&;

  std::string Log(ItemsOf items) {
    if (items.size() < 2 || items.size() > 3) return "log <vkey> [<url>] is needed";
    Result<VerifierKey> key = VerifierKey::Parse(items[1]);
    if (!key.ok()) return key.status().message();
    if (key->type() != KeyType::kNote) return "a log's key is of type 1";
    for (const PolicyLog& log : policy_.logs_) {
      if (SamePublicKey(log.key, *key)) return "the key of another log";
    }
    if (policy_.logs_.size() == kPolicyEntriesMax) return "too many logs";
    policy_.logs_.push_back({*std::move(key), Url(items, 2)});
    return {};
  }

  std::string Witness(ItemsOf items) {
    if (items.size() < 3 || items.size() > 4) return "witness <name> <vkey> [<url>] is needed";
    if (std::string wrong = NewName(items[1]); !wrong.empty()) return wrong;
    Result<VerifierKey> key = VerifierKey::Parse(items[2]);
    if (!key.ok()) return key.status().message();
    if (key->type() != KeyType::kCosignature) return "a witness's key is of type 4";
    for (const PolicyWitness& witness : policy_.witnesses_) {
      if (SamePublicKey(witness.key, *key)) return "the key of witness " + witness.name;
    }
    if (policy_.witnesses_.size() == kPolicyEntriesMax) return "too many witnesses";
    Node node;
    node.name = items[1];
    node.is_witness = true;
    node.witness = policy_.witnesses_.size();
    policy_.nodes_.push_back(std::move(node));
    policy_.witnesses_.push_back({std::string(items[1]), *std::move(key), Url(items, 3)});
    return {};
  }

  std::string Group(ItemsOf items) {
    if (items.size() < 4) return "group <name> all|any|<number> <member>… is needed";
    if (std::string wrong = NewName(items[1]); !wrong.empty()) return wrong;
    if (policy_.nodes_.size() - policy_.witnesses_.size() == kPolicyEntriesMax) {
      return "too many groups";
    }
    Node group;
    group.name = items[1];
    for (std::size_t i = 3; i < items.size(); ++i) {
      const std::optional<std::size_t> member = Find(items[i]);
      if (!member) return "no line before this one defines " + std::string(items[i]);
      if (policy_.nodes_[*member].is_member) {
        return std::string(items[i]) + " is a member of a group already";
      }
      policy_.nodes_[*member].is_member = true;
      group.members.push_back(*member);
    }
    const std::size_t size = group.members.size();
    const auto number = internal::ParseDecimal(items[2], size);
    if (items[2] == "all") {
      group.needed = size;
    } else if (items[2] == "any") {
      group.needed = 1;
    } else if (number && *number > 0) {
      group.needed = static_cast<std::size_t>(*number);
    } else {
      return "all, any or a number from 1 to the number of members must follow the name";
    }
    policy_.nodes_.push_back(std::move(group));
    return {};
  }

  std::string Quorum(ItemsOf items) {
    if (items.size() != 2) return "quorum <name> is needed";
    if (has_quorum_) return "a second quorum line";
    has_quorum_ = true;
    if (items[1] == kNone) {
      policy_.quorum_.reset();
      return {};
    }
    policy_.quorum_ = Find(items[1]);
    if (policy_.quorum_) return {};
    return "no line before this one defines " + std::string(items[1]);
  }

  std::string NewName(std::string_view name) const {
    if (name == kNone) return "the name none is taken";
    if (Find(name)) return std::string(name) + " is defined already";
    return {};
  }

  static std::string Url(ItemsOf items, std::size_t at) {
    return items.size() > at ? std::string(items[at]) : std::string();
  }

  [[nodiscard]] std::optional<std::size_t> Find(std::string_view name) const {
    const auto& nodes = policy_.nodes_;
    const auto found = std::find_if(nodes.begin(), nodes.end(),
                                    [&](const Node& node) { return node.name == name; });
    if (found == nodes.end()) return std::nullopt;
    return static_cast<std::size_t>(found - nodes.begin());
  }

  Policy policy_;
  bool has_quorum_ = false;
};

Result<Policy> Policy::Parse(std::string_view text) {
  if (text.size() > kPolicyBytesMax) {
    return InvalidArgument("policy.too_large", "a policy has at most 256 KiB");
  }
  PolicyParser parser;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::optional<std::string_view> line = internal::TakeLine(text);
    ++number;
    const std::string wrong = line ? parser.Line(*line) : "the line has no end";
    if (!wrong.empty()) return internal::Malformed("policy.malformed", number, wrong);
  }
  const std::string wrong = parser.End();
  if (!wrong.empty()) return internal::Malformed("policy.malformed", number + 1, wrong);
  return parser.Take();
}

bool Policy::HasQuorum(const std::vector<bool>& cosigned) const {
  PAKTUM_CHECK(cosigned.size() == witnesses_.size());
  if (!quorum_) return true;
  std::vector<bool> witnessed(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    const auto members = std::count_if(node.members.begin(), node.members.end(),
                                       [&](std::size_t member) { return witnessed[member]; });
    witnessed[i] =
        node.is_witness ? cosigned[node.witness] : static_cast<std::size_t>(members) >= node.needed;
  }
  return witnessed[*quorum_];
}

Result<WitnessedCheckpoint> Policy::Check(std::string_view checkpoint_note) const {
  PAKTUM_ASSIGN_OR_RETURN(OpenedCheckpoint opened, OpenCheckpoint(checkpoint_note, keys_));
  WitnessedCheckpoint witnessed;
  std::vector<std::optional<std::uint64_t>> times(witnesses_.size());
  std::optional<std::size_t> log;
  for (const VerifiedSignature& signature : opened.signatures) {
    if (signature.key >= logs_.size()) {
      std::optional<std::uint64_t>& time_s = times[signature.key - logs_.size()];
      time_s = std::max(time_s.value_or(0), signature.time_s);
    } else if (!log && logs_[signature.key].key.name() == opened.checkpoint.origin) {
      log = signature.key;
    }
  }
  PAKTUM_CHECK(log.has_value());
  witnessed.log = *log;
  witnessed.checkpoint = std::move(opened.checkpoint);
  std::vector<bool> cosigned(witnesses_.size());
  std::string names;
  for (std::size_t i = 0; i < witnesses_.size(); ++i) {
    if (!times[i]) continue;
    cosigned[i] = true;
    names += " " + witnesses_[i].name;
    witnessed.cosignatures.push_back({i, *times[i]});
  }
  if (HasQuorum(cosigned)) return witnessed;
  return PermissionDenied("policy.no_quorum", "too few witnesses cosigned the checkpoint:" +
                                                  (names.empty() ? " none" : names));
}

}  // namespace paktum::transparency
