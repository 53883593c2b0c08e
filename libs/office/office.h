#pragma once
// Office: one office service, wired: plans, keys, vault, outbox, connection to the log, HTTP
// server.
//
// Files   <data>/outbox    commands that wait
//         <data>/mail      mails to send, of the office that takes newsletter commands
//         <data>/witness   what its witness saw of the log last, and alarms (libs/witness)
//         <accounts>/      who works here (libs/accounts)
//         <keys>/<member>.key            master key of the office: outbox and digests
//         <keys>/<pact>.identity.key     index key of the pact, the same file at every office that
//                                        registers people
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libs/accounts/password.h"
#include "libs/base/result.h"
#include "libs/http/tls.h"
#include "libs/ledger/event_log.h"

namespace paktum::office {

struct OfficeConfig {
  std::string member;                   // service id: "government_office"
  std::vector<std::string> plan_files;  // at least one, one a pact
  std::string data_directory;
  std::string keys_directory;
  std::string log_endpoint;    // "tcp://127.0.0.1:7401"
  std::string vault_endpoint;  // "tcp://127.0.0.1:7431"; of members that serve persons
  // Requests of the registers service, "tcp://127.0.0.1:7413"; empty: its routes answer 503.
  std::string registers_endpoint;
  std::string curve;   // directory of the keys to reach the log; empty = plain
  std::string listen;  // "127.0.0.1:8082"
  // Witnesses of the other offices to compare with: "charity=http://127.0.0.1:8083".
  std::vector<std::string> witness_peers;
  // Directory of the accounts. Empty: no logins, everybody who reaches the address may do
  // everything; on loopback only.
  std::string accounts;
  accounts::PasswordCost password_cost;
  std::string web;     // directory of the built page; empty: no page
  http::TlsFiles tls;  // empty: no TLS, loopback only
  // Requests a second from one address of another machine; bursts of ten times as many. 0 = no
  // limit.
  std::int64_t requests_per_second = 50;
  // How long one command may try to reach the log before it waits in the outbox.
  std::chrono::milliseconds log_timeout{3000};
};

class Office {
 public:
  // Starts to serve. The log need not be reachable.
  // Errors:
  //   kInvalidArgument  wrong configuration: "plan.invalid" (every error with file and line),
  //                     "config.plan_missing", "config.pact_twice", "config.office_not_in_plan", an
  //                     address or endpoint that is none, a key that does not fit the data,
  //                     "vault.local_found", "http.web_directory", "config.no_accounts" (not on
  //                     loopback, and nobody needs to log in); those of CheckTlsFiles
  //   others            those of Accounts::Open and of Witness::Start
  //   kUnavailable      the address, a directory or a key file cannot be used
  //   kDataLoss         vault or outbox are damaged
  static Result<std::unique_ptr<Office>> Start(const OfficeConfig& config);
  // The same with a log of the caller's, for tests; log_endpoint is not used.
  static Result<std::unique_ptr<Office>> Start(const OfficeConfig& config,
                                               std::unique_ptr<ledger::EventLog> log);
  ~Office();  // answers what runs, then stops; what waits stays in the outbox
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  // The port in use, also when port 0 was asked for.
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  explicit Office(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The main of an office service: flags, logging, signals, Office. Returns the exit code.
struct OfficeProgram {
  std::string member;
  std::string description;     // one sentence for --help
  std::string default_listen;  // "127.0.0.1:8082"
  // Less than the default only where no password is worth anything.
  accounts::PasswordCost password_cost{};
};
int OfficeMain(int argc, const char* const* argv, const OfficeProgram& program);

}  // namespace paktum::office
