#pragma once
// A pact's event log with keys, rules, signed appends and witnesses, as the programs run it, and
// paktum-audit to look at it.
#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/ledger/event_log.h"
#include "paktum/event/v1/event.pb.h"
#include "tests/contract/ledger/temp_dir.h"
#include "tests/integration/event_log/event_log_process.h"

namespace paktum::audit_test {

inline constexpr const char* kPact = "tiszakecske";

struct Outcome {
  int exit_code = -1;
  std::string output;  // standard output and error
};

// Runs a program of the build to its end; the arguments hold nothing that the shell minds.
Outcome RunProgram(const std::string& program, const std::string& arguments);
inline Outcome Audit(const std::string& arguments) {
  return RunProgram("bin/paktum-audit", arguments);
}

std::string ReadText(const std::string& path);
void WriteText(const std::string& path, const std::string& text);
// A copy of the directory and all below it.
void CopyTree(const std::string& from, const std::string& to);

class AuditedPact {
 public:
  AuditedPact();
  ~AuditedPact();
  AuditedPact(const AuditedPact&) = delete;
  AuditedPact& operator=(const AuditedPact&) = delete;

  // Ends the event log; the store can be read then.
  void StopLog();
  void StartLog();
  // Lets the witnesses of all offices run until each has cosigned all that is recorded.
  void Cosign();

  // Signed by the member; one append. Returns the position of the first event.
  std::uint64_t Append(const std::string& member,
                       const std::vector<std::pair<std::string, event::v1::Event>>& events);
  // A new participant's enrolment, in one append with the registration; returns his stream.
  std::string Enrol(const std::string& occurred_on);
  // `enrolments` persons and a forum after each third.
  void Fill(int enrolments);

  [[nodiscard]] std::string KeysOf(const std::string& name) const { return keys_ + "/" + name; }
  [[nodiscard]] std::string store() const { return directory_.Sub("log"); }
  [[nodiscard]] std::string Sub(const std::string& name) const { return directory_.Sub(name); }
  [[nodiscard]] std::string listen() const { return log_->listen(); }
  // Rules with the members' keys.
  [[nodiscard]] std::string members() const { return KeysOf("event_log") + "/rules.textproto"; }
  // What an inspector trusts: keys of log and witnesses, and of members.
  [[nodiscard]] std::string Trust() const {
    return " --curve " + KeysOf("auditor") + " --members " + members();
  }
  [[nodiscard]] std::string LiveSource() const {
    return " --log " + listen() + " --pact " + std::string(kPact) + Trust();
  }
  // The last checkpoint that a witness has kept.
  [[nodiscard]] std::string KeptBy(const std::string& witness) const {
    return Sub("witness-" + witness) + "/" + kPact + ".checkpoint";
  }
  static std::string PlanFile();

 private:
  // A connection that signs as the member; kept until the log stops.
  ledger::EventLog& LogOf(const std::string& member);

  TempDir directory_;
  const std::string keys_ = directory_.Sub("keys");
  std::unique_ptr<event_log::EventLogProcess> log_;
  std::map<std::string, std::unique_ptr<ledger::EventLog>> logs_;  // by member
  std::uint64_t commands_ = 0;
};

// Writes the records of a store anew, with indexes and tiles that fit, as somebody can who has the
// machine; published checkpoints stay. `change` gets the records' fields and may do with them what
// it likes but leave gaps in the positions.
struct OwnedRecord {
  std::uint64_t position = 0;
  std::string stream;
  std::uint64_t version = 0;
  std::int64_t recorded_at_ms = 0;
  Uuid command;
  std::uint32_t append_index = 0;
  std::uint32_t append_count = 0;
  std::string member, content_digest, signer, signature, submitted;
};
void RewriteStore(const std::string& from, const std::string& to,
                  const std::function<void(std::vector<OwnedRecord>&)>& change);

}  // namespace paktum::audit_test
