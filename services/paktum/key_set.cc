#include "services/paktum/key_set.h"

#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "libs/access/default_rules.h"
#include "libs/access/rules.h"
#include "libs/base/secret_file.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/wire/curve_directory.h"
#include "services/paktum/key_kinds.h"

namespace paktum::cli {
namespace {

constexpr unsigned kSecretMode = 0600;
constexpr unsigned kPublicMode = 0644;
constexpr const char* kEventLog = ledger_client::kEventLogKeys;
constexpr const char* kVault = "vault";
constexpr const char* kViews[] = {"indicators", "schedule", "registers"};
constexpr const char* kRegisters = "registers";
constexpr const char* kOffices[] = {"pact_office", "government_office", "charity"};
// They serve persons: they open what is sealed about them.
constexpr const char* kServing[] = {"government_office", "charity"};
constexpr const char* kAccessHead =
    "# Who may connect: name, public key, domains. Changes count within a second, without a\n"
    "# restart; a key that is taken out is cut off (docs/runbooks/keys.md).\n";
constexpr const char* kEveryPact = "*";

// A copy of another program's public key.
struct Foreign {
  std::string path;  // in the own directory
  std::string program;
  const KeyKind* kind = nullptr;
};

struct Program {
  // Servers it connects to, each with the domains it needs there.
  std::map<std::string, std::vector<std::string>> uses;
  bool server = false;
  std::vector<const KeyKind*> keys{&kOwnKeys};
  std::vector<Foreign> knows;
  std::vector<std::string> pacts{kEveryPact};
};
using Programs = std::map<std::string, Program>;

bool Has(const Program& program, const KeyKind& kind) {
  return std::find(program.keys.begin(), program.keys.end(), &kind) != program.keys.end();
}

void AddOffices(const OfficePacts& offices, Programs& programs) {
  for (const auto& [name, pacts] : offices) {
    Program& office = programs[name];
    office.pacts = pacts;
    office.uses[kEventLog] = {wire::RequestsDomain(kEventLog)};
    office.uses[kRegisters] = {wire::RequestsDomain(kRegisters)};
    // What an office alone keeps sealed, such as names of its staff, is wrapped for it by its own.
    office.keys.insert(office.keys.end(), {&kSignKeys, &kWitnessKeys, &kUnsealKeys});
    office.uses[kVault] = {wire::RequestsDomain(kVault)};
    office.knows.push_back({"unseal/" + name + ".pub", name, &kUnsealKeys});
  }
  for (const char* name : kServing) {
    if (!offices.contains(name)) continue;
    Program& office = programs[name];
    for (const char* other : kServing) {
      if (other == std::string_view(name) || !offices.contains(other)) continue;
      office.knows.push_back({"unseal/" + std::string(other) + ".pub", other, &kUnsealKeys});
    }
  }
}

Programs AllPrograms(const OfficePacts& offices) {
  const std::string requests = wire::RequestsDomain(kEventLog);
  const std::string hints = wire::HintsDomain(kEventLog);
  Programs programs;
  programs[kEventLog].server = true;
  programs[kEventLog].keys.push_back(&kCheckpointKeys);
  AddOffices(offices, programs);
  for (const char* reader : {"dashboard", "operator", "auditor"}) {
    programs[reader].uses[kEventLog] = {requests, hints};
    for (const char* view : kViews) programs[reader].uses[view] = {wire::RequestsDomain(view)};
  }
  programs["auditor"].keys.push_back(&kSignKeys);
  for (const char* server : {"indicators", "schedule", kRegisters, kVault}) {
    programs[server].server = true;
    programs[server].uses[kEventLog] = {requests, hints};
  }
  // Who knows the log's checkpoints and who cosigns them.
  for (auto& [name, program] : programs) {
    const bool checks = offices.contains(name) || name == "auditor" || name == "operator";
    if (checks) {
      program.knows.push_back({"servers/event_log.checkpoint.pub", kEventLog, &kCheckpointKeys});
    }
    if (!checks && name != kEventLog) continue;
    for (const auto& [office, pacts] : offices) {
      program.knows.push_back({"witnesses/" + office + ".pub", office, &kWitnessKeys});
    }
  }
  return programs;
}

Result<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Unavailable("file.unreadable", path + " cannot be read");
  }
  return text.str();
}

class KeySet {
 public:
  KeySet(std::string directory, Programs programs)
      : directory_(std::move(directory)), programs_(std::move(programs)) {}

  Status MakePairs(const std::string& name) {
    const bool here = Exists(Path(name, "own.key")) || !Exists(Path(name, "own.pub"));
    if (!here) return OkStatus();  // a program elsewhere
    for (const KeyKind* kind : programs_.at(name).keys) {
      PAKTUM_RETURN_IF_ERROR(MakePair(name, *kind));
    }
    return OkStatus();
  }

  // After the pairs of all programs.
  Status MakeRest(const std::string& name) {
    if (!Exists(Path(name, "own.key"))) return OkStatus();
    const Program& program = programs_.at(name);
    for (const auto& [server, domains] : program.uses) {
      PAKTUM_RETURN_IF_ERROR(MakeCopy(name, {"servers/" + server + ".pub", server, &kOwnKeys}));
    }
    for (const Foreign& foreign : program.knows) PAKTUM_RETURN_IF_ERROR(MakeCopy(name, foreign));
    if (program.server) PAKTUM_RETURN_IF_ERROR(MakeAccess(name));
    return name == kEventLog || name == kVault ? MakeRules(name) : OkStatus();
  }

  KeySetReport TakeReport() { return std::move(report_); }

 private:
  [[nodiscard]] std::string Path(const std::string& program, const std::string& file) const {
    return directory_ + "/" + program + "/" + file;
  }
  [[nodiscard]] std::string PublicPath(const std::string& program, const KeyKind& kind) const {
    return Path(program, std::string(kind.stem) + ".pub");
  }

  static bool Exists(const std::string& path) {
    std::error_code error;
    return std::filesystem::exists(path, error);
  }

  Status Write(const std::string& path, const std::string& text, unsigned mode) {
    PAKTUM_RETURN_IF_ERROR(WriteNewFile(path, text, mode));
    report_.made.push_back(path);
    return OkStatus();
  }

  Status MakePair(const std::string& name, const KeyKind& kind) {
    const std::string secret_path = Path(name, std::string(kind.stem) + ".key");
    const std::string public_path = PublicPath(name, kind);
    if (!Exists(secret_path)) {
      PAKTUM_ASSIGN_OR_RETURN(std::string secret, kind.make(name));
      const Status written = Write(secret_path, secret, kSecretMode);
      sodium_memzero(secret.data(), secret.size());
      PAKTUM_RETURN_IF_ERROR(written);
    }
    PAKTUM_ASSIGN_OR_RETURN(const std::string own, kind.public_of(secret_path));
    if (!Exists(public_path)) return Write(public_path, own, kPublicMode);
    PAKTUM_ASSIGN_OR_RETURN(const std::string shown, ReadText(public_path));
    if (shown != own) {
      report_.notices.push_back(public_path + " does not belong to " + std::string(kind.stem) +
                                ".key beside it: remove it and run this again");
    }
    return OkStatus();
  }

  // Nothing when the program is elsewhere and its public key is not here yet.
  [[nodiscard]] Result<std::string> PublicText(const std::string& name, const KeyKind& kind) const {
    const std::string path = PublicPath(name, kind);
    if (!Exists(path)) return std::string();
    return ReadText(path);
  }

  Status MakeCopy(const std::string& name, const Foreign& foreign) {
    const std::string path = Path(name, foreign.path);
    const std::string file = std::string(foreign.kind->stem) + ".pub";
    PAKTUM_ASSIGN_OR_RETURN(const std::string key, PublicText(foreign.program, *foreign.kind));
    if (!Exists(path)) {
      if (!key.empty()) return Write(path, key, kPublicMode);
      report_.notices.push_back(name + " needs the public key of " + foreign.program +
                                ": copy its " + file + " to " + path);
      return OkStatus();
    }
    PAKTUM_ASSIGN_OR_RETURN(const std::string known, ReadText(path));
    // While a key is exchanged its new one stands in front and old ones behind it.
    if (!key.empty() && !known.starts_with(key)) {
      report_.notices.push_back(path + " is another key than that of " + foreign.program +
                                ": copy its " + file + " there");
    }
    return OkStatus();
  }

  // The clients of the server with a key that is known here, one line each.
  Status MakeAccess(const std::string& server) {
    const std::string path = Path(server, "access");
    const bool exists = Exists(path);
    std::shared_ptr<wire::AccessList> list;
    if (exists) {
      PAKTUM_ASSIGN_OR_RETURN(list, wire::AccessList::Open(path, {}));
    }
    std::string text = kAccessHead;
    for (const auto& [name, program] : programs_) {
      const auto used = program.uses.find(server);
      if (used == program.uses.end()) continue;
      const std::string public_path = PublicPath(name, kOwnKeys);
      if (!Exists(public_path)) {
        report_.notices.push_back(path + " cannot name " + name + ": its own.pub is not in " +
                                  directory_ + "/" + name);
        continue;
      }
      PAKTUM_ASSIGN_OR_RETURN(const std::string key, wire::ReadPublicKeyFile(public_path));
      std::string line = name + " " + key;
      for (const std::string& domain : used->second) line += " " + domain;
      if (exists && !ListsAll(*list, key, name, used->second)) {
        report_.notices.push_back(path +
                                  " does not name this, add it unless it was revoked: " + line);
      }
      text += line + "\n";
    }
    return exists ? OkStatus() : Write(path, text, kPublicMode);
  }

  static bool ListsAll(const wire::AccessList& list, const std::string& key,
                       const std::string& name, const std::vector<std::string>& domains) {
    return std::all_of(domains.begin(), domains.end(),
                       [&](const std::string& domain) { return list.NameOf(key, domain) == name; });
  }

  // What every client of the log may say and read; the vault has a copy of its own, so that whoever
  // runs the log cannot change who may open what.
  Status MakeRules(const std::string& server) {
    const std::string path = Path(server, "rules.textproto");
    std::vector<access::NewMember> members;
    for (const auto& [name, program] : programs_) {
      if (!program.uses.contains(kEventLog)) continue;
      access::NewMember member{name, program.pacts, {}};
      if (Has(program, kSignKeys)) {
        PAKTUM_ASSIGN_OR_RETURN(const std::string text, PublicText(name, kSignKeys));
        if (text.empty()) {
          report_.notices.push_back(path + " cannot name the signing key of " + name +
                                    ": its sign.pub is not in " + directory_ + "/" + name);
        } else {
          PAKTUM_ASSIGN_OR_RETURN(const auto key, access::ParsePublicKey(text));
          member.keys.push_back(key);
        }
      }
      members.push_back(std::move(member));
    }
    if (!Exists(path)) return Write(path, access::RulesText(members), kPublicMode);
    PAKTUM_ASSIGN_OR_RETURN(const auto rules, access::AccessRules::Load(path));
    for (access::NewMember& member : members) {
      if (server != kEventLog) member.keys.clear();  // only the log looks at signatures
      TellMissing(path, *rules, member);
    }
    return OkStatus();
  }

  void TellMissing(const std::string& path, const access::AccessRules& rules,
                   const access::NewMember& member) {
    const access::MemberRule* rule = rules.Find(member.name);
    if (rule == nullptr) {
      report_.notices.push_back(path + " does not name this member, add it unless it is to go:\n" +
                                access::RuleText(member));
      return;
    }
    for (const std::string& pact : member.pacts) {
      if (rule->TakesPartIn(pact)) continue;
      report_.notices.push_back(path + ": the plan has " + member.name + " in the pact " + pact +
                                ", the rules have not");
    }
    for (const access::PublicKey& key : member.keys) {
      if (rule->FindKey(access::SignerOf(key)) != nullptr) continue;
      report_.notices.push_back(path + " does not name this signing key of " + member.name +
                                ", add it unless it was revoked: " + access::TextOf(key));
    }
  }

  const std::string directory_;
  const Programs programs_;
  KeySetReport report_;
};

}  // namespace

std::string KeySetOf(const std::string& data) { return data + "/curve"; }

OfficePacts OfficesOf(const std::vector<plan::Plan>& plans) {
  OfficePacts offices;
  for (const char* office : kOffices) {
    for (const plan::Plan& plan : plans) {
      if (plan.FindOffice(office) != nullptr) offices[office].push_back(plan.pact_id());
    }
  }
  return offices;
}

Result<KeySetReport> MakeKeySet(const std::string& directory, const OfficePacts& offices,
                                const std::vector<std::string>& only) {
  const Programs programs = AllPrograms(offices);
  std::vector<std::string> wanted = only;
  if (wanted.empty()) {
    for (const auto& [name, program] : programs) wanted.push_back(name);
  }
  for (const std::string& name : wanted) {
    if (programs.contains(name)) continue;
    std::string known;
    for (const auto& [other, program] : programs) known += (known.empty() ? "" : ", ") + other;
    return InvalidArgument("init.unknown_program", "no program " + name + "; there are " + known);
  }
  KeySet keys(directory, programs);
  for (const std::string& name : wanted) PAKTUM_RETURN_IF_ERROR(keys.MakePairs(name));
  for (const std::string& name : wanted) PAKTUM_RETURN_IF_ERROR(keys.MakeRest(name));
  return keys.TakeReport();
}

}  // namespace paktum::cli
