#include "libs/wire/curve_directory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "libs/base/secret_file.h"
#include "tests/unit/wire/curve_testing.h"

namespace paktum::wire {
namespace {

namespace fs = std::filesystem;

class CurveDirectoryTest : public testing::Test {
 protected:
  CurveDirectoryTest() : root_(MakeRoot()), directory_(root_ + "/charity") {}
  ~CurveDirectoryTest() override { fs::remove_all(root_); }

  static std::string MakeRoot() {
    std::string pattern = (fs::temp_directory_path() / "paktum-curve-XXXXXX").string();
    return mkdtemp(pattern.data());
  }
  void WriteAll() {
    ASSERT_TRUE(
        WriteNewFile(directory_.own_key_path(), keys_.charity.secret_key + "\n", 0600).ok());
    ASSERT_TRUE(
        WriteNewFile(directory_.server_path("log"), keys_.server.public_key + "\n", 0644).ok());
    ASSERT_TRUE(WriteNewFile(directory_.access_path(), keys_.Both(), 0644).ok());
  }
  static void Overwrite(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::trunc) << text;
  }

  const TestKeys keys_;
  const std::string root_;
  const CurveDirectory directory_;
};

TEST_F(CurveDirectoryTest, GivesTheKeysOfAClientAndOfAServer) {
  WriteAll();
  const auto client = directory_.ClientOf("log");
  ASSERT_TRUE(client.ok()) << client.status();
  const auto keys = (*client)();
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->own.public_key, keys_.charity.public_key);
  EXPECT_EQ(keys->own.secret_key, keys_.charity.secret_key);
  EXPECT_EQ(keys->server_key, keys_.server.public_key);
  const auto server = directory_.Server({});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(server->own.public_key, keys_.charity.public_key);
  EXPECT_EQ(server->access->size(), 2U);
}

TEST_F(CurveDirectoryTest, WithoutADirectoryThereAreNoKeys) {
  const CurveDirectory none("");
  EXPECT_TRUE(none.empty());
  const auto client = none.ClientOf("log");
  ASSERT_TRUE(client.ok());
  EXPECT_FALSE(static_cast<bool>(*client));
}

TEST_F(CurveDirectoryTest, AServersRequestsHaveADomainOfTheirOwn) {
  WriteAll();
  const auto server = directory_.RequestServer("log", {});
  ASSERT_TRUE(server.ok()) << server.status();
  ASSERT_TRUE(server->has_value());
  EXPECT_EQ((*server)->domain, "log.requests");
  EXPECT_EQ((*server)->own.public_key, keys_.charity.public_key);
  const auto none = CurveDirectory("").RequestServer("log", {});
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_FALSE(none->has_value());
}

TEST_F(CurveDirectoryTest, TheSourceReadsTheFilesAnew) {
  WriteAll();
  const auto client = directory_.ClientOf("log");
  ASSERT_TRUE(client.ok());
  Overwrite(directory_.own_key_path(), keys_.office.secret_key + "\n");
  EXPECT_EQ((*client)()->own.public_key, keys_.office.public_key);
  fs::remove(directory_.own_key_path());
  EXPECT_EQ((*client)().status().reason(), "curve.key_missing");
}

TEST_F(CurveDirectoryTest, ASecretKeyThatOthersMayReadIsRefused) {
  WriteAll();
  struct stat about {};
  ASSERT_EQ(stat(directory_.own_key_path().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
  ASSERT_EQ(stat((root_ + "/charity").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700U);
  for (const unsigned mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0666U}) {
    ASSERT_EQ(chmod(directory_.own_key_path().c_str(), mode), 0);
    EXPECT_EQ(directory_.ClientOf("log").status().reason(), "curve.key_too_open") << mode;
    EXPECT_EQ(directory_.Server({}).status().code(), StatusCode::kPermissionDenied) << mode;
  }
  ASSERT_EQ(chmod(directory_.own_key_path().c_str(), 0400), 0);
  EXPECT_TRUE(directory_.ClientOf("log").ok());
}

TEST_F(CurveDirectoryTest, AKeyFileIsOneLineOfAKeyAndErrorsDoNotShowIt) {
  WriteAll();
  const std::string key = keys_.charity.secret_key;
  for (const std::string& text :
       {std::string(), key, key + "\n\n", key.substr(1) + "\n", key + "x\n", key.substr(1) + " \n",
        key.substr(1) + "~\n", std::string(41, '\0'), key + "\r\n"}) {
    Overwrite(directory_.own_key_path(), text);
    const Status status = directory_.ClientOf("log").status();
    EXPECT_EQ(status.reason(), "curve.key_malformed") << text.size();
    EXPECT_EQ(status.ToString().find(key.substr(1)), std::string::npos);
  }
  Overwrite(directory_.own_key_path(), key + "\n");
  Overwrite(directory_.server_path("log"), "x\n");
  EXPECT_EQ(directory_.ClientOf("log").status().reason(), "curve.key_malformed");
  fs::remove(directory_.server_path("log"));
  EXPECT_EQ(directory_.ClientOf("log").status().reason(), "curve.key_missing");
  fs::create_directory(directory_.server_path("log"));
  EXPECT_EQ(directory_.ClientOf("log").status().reason(), "curve.key_malformed");
}

TEST(CurveKeyPair, TheSecretHalfGivesThePublicOne) {
  const CurveKeyPair pair = CurveKeyPair::Random();
  EXPECT_TRUE(IsCurveKey(pair.public_key));
  const auto again = CurveKeyPair::FromSecret(pair.secret_key);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->public_key, pair.public_key);
  EXPECT_NE(CurveKeyPair::Random().public_key, pair.public_key);
  EXPECT_EQ(CurveKeyPair::FromSecret("short").status().reason(), "curve.key_malformed");
  EXPECT_FALSE(IsCurveKey(pair.public_key + "x"));
  EXPECT_FALSE(IsCurveKey(std::string(40, ' ')));
  EXPECT_FALSE(IsCurveKey(std::string(40, '"')));
}

}  // namespace
}  // namespace paktum::wire
