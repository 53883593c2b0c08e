#include "services/paktum/key_set.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "libs/base/secret_file.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/wire/curve_directory.h"

namespace paktum::cli {
namespace {

constexpr unsigned kSecretMode = 0600;
constexpr unsigned kPublicMode = 0644;
constexpr const char* kEventLog = ledger_client::kEventLogKeys;
constexpr const char* kViews[] = {"indicators", "schedule"};
constexpr const char* kOffices[] = {"pact_office", "government_office", "charity"};
constexpr const char* kAccessHead =
    "# Who may connect: name, public key, domains. Changes count within a second, without a\n"
    "# restart; a key that is taken out is cut off (docs/runbooks/keys.md).\n";

struct Program {
  // Servers it connects to, each with the domains it needs there.
  std::map<std::string, std::vector<std::string>> uses;
  bool server = false;
};
using Programs = std::map<std::string, Program>;

Programs AllPrograms(const std::vector<std::string>& offices) {
  const std::string requests = wire::RequestsDomain(kEventLog);
  const std::string hints = wire::HintsDomain(kEventLog);
  Programs programs;
  programs[kEventLog].server = true;
  for (const std::string& office : offices) programs[office].uses[kEventLog] = {requests};
  for (const char* reader : {"dashboard", "operator"}) {
    programs[reader].uses[kEventLog] = {requests, hints};
    for (const char* view : kViews) programs[reader].uses[view] = {wire::RequestsDomain(view)};
  }
  for (const char* view : kViews) {
    programs[view].server = true;
    programs[view].uses[kEventLog] = {requests, hints};
  }
  return programs;
}

class KeySet {
 public:
  KeySet(std::string directory, Programs programs)
      : directory_(std::move(directory)), programs_(std::move(programs)) {}

  Status MakePair(const std::string& name) {
    const wire::CurveDirectory keys = DirectoryOf(name);
    const bool secret = Exists(keys.own_key_path());
    if (!secret && Exists(keys.own_public_path())) return OkStatus();  // a program elsewhere
    if (!secret) {
      const wire::CurveKeyPair pair = wire::CurveKeyPair::Random();
      PAKTUM_RETURN_IF_ERROR(Write(keys.own_key_path(), pair.secret_key + "\n", kSecretMode));
    }
    PAKTUM_ASSIGN_OR_RETURN(const wire::CurveKeyPair pair,
                            wire::ReadCurveKeyFile(keys.own_key_path()));
    if (!Exists(keys.own_public_path())) {
      return Write(keys.own_public_path(), pair.public_key + "\n", kPublicMode);
    }
    PAKTUM_ASSIGN_OR_RETURN(const std::string shown,
                            wire::ReadPublicKeyFile(keys.own_public_path()));
    if (shown != pair.public_key) {
      report_.notices.push_back(keys.own_public_path() +
                                " does not belong to own.key beside it: "
                                "remove it and run this again");
    }
    return OkStatus();
  }

  // After the pairs of all programs.
  Status MakeRest(const std::string& name) {
    if (!Exists(DirectoryOf(name).own_key_path())) return OkStatus();
    for (const auto& [server, domains] : programs_.at(name).uses) {
      PAKTUM_RETURN_IF_ERROR(MakeServerKey(name, server));
    }
    return programs_.at(name).server ? MakeAccess(name) : OkStatus();
  }

  KeySetReport TakeReport() { return std::move(report_); }

 private:
  [[nodiscard]] wire::CurveDirectory DirectoryOf(const std::string& name) const {
    return wire::CurveDirectory(directory_ + "/" + name);
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

  // Nothing when the program is elsewhere and its public key is not here yet.
  Result<std::string> PublicKeyOf(const std::string& name) const {
    const std::string path = DirectoryOf(name).own_public_path();
    if (!Exists(path)) return std::string();
    return wire::ReadPublicKeyFile(path);
  }

  Status MakeServerKey(const std::string& name, const std::string& server) {
    const std::string path = DirectoryOf(name).server_path(server);
    PAKTUM_ASSIGN_OR_RETURN(const std::string key, PublicKeyOf(server));
    if (!Exists(path)) {
      if (!key.empty()) return Write(path, key + "\n", kPublicMode);
      report_.notices.push_back(name + " needs the public key of " + server +
                                ": copy its own.pub to " + path);
      return OkStatus();
    }
    PAKTUM_ASSIGN_OR_RETURN(const std::string known, wire::ReadPublicKeyFile(path));
    if (!key.empty() && known != key) {
      report_.notices.push_back(path + " is another key than that of " + server +
                                ": copy its own.pub there");
    }
    return OkStatus();
  }

  // The clients of the server with a key that is known here, one line each.
  Status MakeAccess(const std::string& server) {
    const std::string path = DirectoryOf(server).access_path();
    const bool exists = Exists(path);
    std::shared_ptr<wire::AccessList> list;
    if (exists) {
      PAKTUM_ASSIGN_OR_RETURN(list, wire::AccessList::Open(path, {}));
    }
    std::string text = kAccessHead;
    for (const auto& [name, program] : programs_) {
      const auto used = program.uses.find(server);
      if (used == program.uses.end()) continue;
      PAKTUM_ASSIGN_OR_RETURN(const std::string key, PublicKeyOf(name));
      if (key.empty()) {
        report_.notices.push_back(path + " cannot name " + name + ": its own.pub is not in " +
                                  directory_ + "/" + name);
        continue;
      }
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

  const std::string directory_;
  const Programs programs_;
  KeySetReport report_;
};

}  // namespace

std::string KeySetOf(const std::string& data) { return data + "/curve"; }

std::vector<std::string> OfficesOf(const std::vector<plan::Plan>& plans) {
  std::vector<std::string> offices;
  for (const char* office : kOffices) {
    const bool wanted = std::any_of(plans.begin(), plans.end(), [office](const plan::Plan& plan) {
      return plan.FindOffice(office) != nullptr;
    });
    if (wanted) offices.emplace_back(office);
  }
  return offices;
}

Result<KeySetReport> MakeKeySet(const std::string& directory,
                                const std::vector<std::string>& offices,
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
  for (const std::string& name : wanted) PAKTUM_RETURN_IF_ERROR(keys.MakePair(name));
  for (const std::string& name : wanted) PAKTUM_RETURN_IF_ERROR(keys.MakeRest(name));
  return keys.TakeReport();
}

}  // namespace paktum::cli
