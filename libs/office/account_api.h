#pragma once
// AccountApi: the HTTP routes of logging in and of keeping the accounts (docs/formats/accounts.md).
// The gate has let a request in before it comes here. Handlers may run on any number of threads.
#include "libs/accounts/accounts.h"
#include "libs/http/router.h"
#include "libs/office/access_gate.h"
#include "libs/service/metrics.h"

namespace paktum::office {

inline constexpr std::size_t kAccountBytesMax = std::size_t{16} * 1024;  // body of a request

class AccountApi {
 public:
  // References must outlive the api.
  AccountApi(accounts::Accounts& accounts, const AccessGate& gate, service::Metrics& metrics)
      : accounts_(accounts), gate_(gate), metrics_(metrics) {}

  // Adds the routes. The api must outlive the router's use.
  void AddRoutes(http::Router& router);

 private:
  http::Response LogIn(const http::Request& request);
  http::Response WhoAmI(const http::Request& request);
  http::Response LogOut(const http::Request& request);
  http::Response ChangePassword(const http::Request& request);
  http::Response ListAccounts(const http::Request& request);
  http::Response AddAccount(const http::Request& request);
  http::Response ChangeAccount(const http::Request& request);
  http::Response RemoveAccount(const http::Request& request);
  http::Response ResetPassword(const http::Request& request);
  http::Response ListTokens(const http::Request& request);
  http::Response AddToken(const http::Request& request);
  http::Response RevokeToken(const http::Request& request);
  void Add(http::Router& router, std::string_view method, std::string_view pattern,
           http::Response (AccountApi::*handler)(const http::Request&));
  void CountLogIn(const std::string& outcome);

  accounts::Accounts& accounts_;
  const AccessGate& gate_;
  service::Metrics& metrics_;
};

}  // namespace paktum::office
