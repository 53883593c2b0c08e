// TLS, the gate and the limit by address, at a server that runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>

#include "libs/base/runtime.h"
#include "libs/http/client.h"
#include "libs/http/internal/rate_limiter.h"
#include "libs/http/problem.h"
#include "libs/http/server.h"

namespace paktum::http {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using testing::HasSubstr;

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    std::string pattern = (fs::temp_directory_path() / "paktum-tls-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    files_ = {(directory_ / "cert.pem").string(), (directory_ / "key.pem").string()};
    MakeCertificate();
  }
  ~TlsTest() override { fs::remove_all(directory_); }

  void MakeCertificate() const {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
        "/CN=paktum -addext subjectAltName=IP:127.0.0.1 -keyout " +
        files_.key + " -out " + files_.certificate + " 2>/dev/null && chmod 600 " + files_.key;
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  Result<std::unique_ptr<Server>> Start() {
    ServerOptions options;
    options.address = *ParseAnyAddress("127.0.0.1:0");
    options.tls = files_;
    options.tls_changed = [this](const Status& status) {
      const std::lock_guard lock(mutex_);
      told_.push_back(status.reason());
    };
    Router router;
    router.Add("GET", "/", [](const Request& request) {
      return TextResponse(request.secure ? "secure" : "plain");
    });
    return Server::Start(std::move(options), std::move(router));
  }

  static std::unique_ptr<Client> ClientOf(const Server& server, const std::string& scheme,
                                          const std::string& authorities) {
    ClientOptions options;
    options.authorities = authorities;
    return *Client::ForAddress(scheme + "127.0.0.1:" + std::to_string(server.port()), options);
  }

  // The certificate in force, under a name that stays.
  [[nodiscard]] std::string KeepCertificate(const std::string& name) const {
    fs::copy_file(files_.certificate, directory_ / name);
    return (directory_ / name).string();
  }

  // Whether a new connection finds the server behind this certificate.
  static bool Shows(const Server& server, const std::string& certificate) {
    return ClientOf(server, "https://", certificate)->Get("/").ok();
  }

  static bool Eventually(const std::function<bool()>& condition) {
    const Deadline give_up = DeadlineIn(std::chrono::seconds(20));
    while (!condition()) {
      if (SteadyNow() > give_up) return false;
      poll(nullptr, 0, 20);
    }
    return true;
  }

  std::vector<std::string> told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }

  fs::path directory_;
  TlsFiles files_;
  std::mutex mutex_;
  std::vector<std::string> told_;  // reasons; "" = taken
};

TEST_F(TlsTest, ATrustedServerAnswersSecurelyOnOneConnection) {
  const auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  const auto client = ClientOf(**server, "https://", files_.certificate);
  for (int i = 0; i < 3; ++i) {
    const auto answer = client->Get("/");
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->body, "secure");
    EXPECT_EQ(answer->headers.Find("Strict-Transport-Security"), "max-age=31536000");
  }
}

TEST_F(TlsTest, PlainHttpAndUntrustedCertificatesGetNothing) {
  const auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_FALSE(ClientOf(**server, "http://", "")->Get("/").ok());
  EXPECT_FALSE(ClientOf(**server, "https://", "")->Get("/").ok());
  EXPECT_EQ((*server)->stats().requests, 0U);
}

TEST_F(TlsTest, FilesThatCannotBeUsedAreConfigurationErrors) {
  EXPECT_TRUE(CheckTlsFiles(files_).ok());
  EXPECT_EQ(CheckTlsFiles({files_.certificate, ""}).reason(), "tls.incomplete");
  EXPECT_EQ(CheckTlsFiles({files_.key, files_.key}).reason(), "tls.certificate");
  EXPECT_EQ(CheckTlsFiles({files_.certificate, files_.certificate}).reason(), "tls.key_too_open");
  ASSERT_EQ(::chmod(files_.key.c_str(), 0640), 0);
  EXPECT_EQ(Start().status().reason(), "tls.key_too_open");
}

TEST_F(TlsTest, ACertificateExchangedWhileTheServerRunsIsShownToNewConnections) {
  const auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string first = KeepCertificate("first.pem");
  const auto before = ClientOf(**server, "https://", first);
  ASSERT_TRUE(before->Get("/").ok());
  MakeCertificate();
  const std::string second = KeepCertificate("second.pem");
  EXPECT_TRUE(Eventually([&] { return Shows(**server, second); }));
  EXPECT_FALSE(Shows(**server, first));
  EXPECT_TRUE(before->Get("/").ok()) << "an open connection stays as it is";
  EXPECT_EQ(told().back(), "");
}

TEST_F(TlsTest, AFileThatCannotBeUsedLeavesTheOldCertificateAndIsTold) {
  const auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string first = KeepCertificate("first.pem");
  std::ofstream(files_.certificate) << "-----BEGIN CERTIFICATE-----\nbroken\n";
  EXPECT_TRUE(Eventually([&] { return Shows(**server, first) && !told().empty(); }));
  EXPECT_THAT(told(), testing::ElementsAre("tls.certificate"));
  EXPECT_TRUE(Shows(**server, first));
  fs::remove(files_.key);
  EXPECT_TRUE(Eventually([&] { return Shows(**server, first) && told().size() == 2; }));
  EXPECT_TRUE(Shows(**server, first));
  MakeCertificate();
  const std::string second = KeepCertificate("second.pem");
  EXPECT_TRUE(Eventually([&] { return Shows(**server, second); }));
  EXPECT_EQ(told().back(), "");
}

TEST(Addresses, ANetworkNeedsTls) {
  EXPECT_EQ(ParseListenAddress("0.0.0.0:80", false).status().reason(), "http.address_not_loopback");
  EXPECT_EQ(ParseListenAddress("[2001:db8::7]:80", true)->ToString(), "[2001:db8::7]:80");
  for (const char* text :
       {"example.org:80", "*:80", "127.0.0.256:80", "2001:db8::7:80", "[::1:80"}) {
    EXPECT_FALSE(ParseListenAddress(text, true).ok()) << text;
  }
  ServerOptions options;
  options.address = *ParseAnyAddress("0.0.0.0:0");
  EXPECT_EQ(Server::Start(std::move(options), Router()).status().reason(),
            "http.address_not_loopback");
}

TEST(Gate, RefusesBeforeTheHandlerAndNamesTheCaller) {
  std::atomic<int> handled{0};
  Router router;
  router.Add("POST", "/x", [&](const Request& request) {
    ++handled;
    return TextResponse(request.caller + "|" + request.client_address);
  });
  ServerOptions options;
  options.address = *ParseLoopbackAddress("127.0.0.1:0");
  options.gate = [](Request& request, const Router::Route& route) -> std::optional<Response> {
    EXPECT_EQ(route.pattern, "/x");
    if (!request.headers.Has("Key")) return TextResponse("no", 401);
    request.caller = "somebody";
    return std::nullopt;
  };
  const auto server = *Server::Start(std::move(options), std::move(router));
  const auto client = *Client::ForAddress("http://127.0.0.1:" + std::to_string(server->port()));
  EXPECT_EQ(client->Post("/x", "body", "text/plain")->status, 401U);
  EXPECT_EQ(handled, 0);
  EXPECT_EQ(client->Post("/x", "body", "text/plain", {{"Key", "1"}})->body, "somebody|127.0.0.1");
}

TEST(RateLimiter, ABucketEmptiesAndFillsAgain) {
  internal::RateLimiter limiter({.per_second = 2, .burst = 3, .loopback_too = false});
  internal::RateLimiter::Time now{};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.Refuse("192.0.2.1", now)) << i;
  EXPECT_EQ(limiter.Refuse("192.0.2.1", now), 1U);
  EXPECT_FALSE(limiter.Refuse("192.0.2.2", now)) << "another address has a bucket of its own";
  EXPECT_FALSE(limiter.Refuse("127.0.0.1", now));
  now += milliseconds(500);
  EXPECT_FALSE(limiter.Refuse("192.0.2.1", now));
  EXPECT_TRUE(limiter.Refuse("192.0.2.1", now));
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(limiter.Refuse("::1", now));
}

TEST(RateLimiter, RemembersABoundedNumberOfAddresses) {
  internal::RateLimiter limiter({.per_second = 0.001, .burst = 1, .loopback_too = true});
  const internal::RateLimiter::Time now{};
  EXPECT_FALSE(limiter.Refuse("first", now));
  EXPECT_TRUE(limiter.Refuse("first", now));
  for (std::size_t i = 0; i < kRateAddressesMax; ++i) {
    EXPECT_FALSE(limiter.Refuse("a" + std::to_string(i), now));
  }
  EXPECT_FALSE(limiter.Refuse("first", now)) << "forgotten";
}

}  // namespace
}  // namespace paktum::http
