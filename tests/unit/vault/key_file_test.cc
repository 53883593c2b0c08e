#include "libs/vault/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>
#include <vector>

#include "tests/unit/vault/temporary_directory.h"

namespace paktum::vault {
namespace {

void Write(const std::filesystem::path& path, const std::string& text, mode_t mode = 0600) {
  std::ofstream(path) << text;
  ASSERT_EQ(::chmod(path.c_str(), mode), 0);
}

mode_t ModeOf(const std::filesystem::path& path) {
  struct stat about = {};
  EXPECT_EQ(::stat(path.c_str(), &about), 0);
  return about.st_mode & 07777;
}

TEST(KeyFile, IsMadeOnceForItsOwnerOnly) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "keys" / "office.key";
  EXPECT_EQ(LoadKeyFile(path).status().code(), StatusCode::kNotFound);
  const auto made = LoadOrCreateKeyFile(path);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(ModeOf(path), 0600U);
  EXPECT_EQ(ModeOf(path.parent_path()), 0700U);
  EXPECT_EQ(LoadOrCreateKeyFile(path)->bytes(), made->bytes());
  EXPECT_EQ(LoadKeyFile(path)->bytes(), made->bytes());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path())) {
    EXPECT_EQ(entry.path().filename(), "office.key");
    ++files;
  }
  EXPECT_EQ(files, 1U) << "nothing else is left behind";
}

TEST(KeyFile, WiderPermissionsAreRefused) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "key";
  ASSERT_TRUE(LoadOrCreateKeyFile(path).ok());
  for (const mode_t mode : {0640U, 0604U, 0660U, 0644U, 0610U, 0777U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_EQ(LoadKeyFile(path).status().reason(), "key_file.too_open") << std::oct << mode;
    EXPECT_EQ(LoadOrCreateKeyFile(path).status().code(), StatusCode::kPermissionDenied);
  }
  ASSERT_EQ(::chmod(path.c_str(), 0400), 0);
  EXPECT_TRUE(LoadKeyFile(path).ok());
}

TEST(KeyFile, WhatIsNoKeyIsRefusedAndKept) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "key";
  const std::string digits(64, 'a');
  for (const std::string& text : {std::string(), digits, digits + "\n\n", digits.substr(1) + "\n",
                                  digits.substr(1) + "g\n", digits + "a\n", std::string(32, 'x')}) {
    Write(path, text);
    EXPECT_EQ(LoadOrCreateKeyFile(path).status().reason(), "key_file.malformed") << text;
  }
  Write(path, digits + "\n");
  EXPECT_EQ(LoadKeyFile(path)->bytes(), std::string(32, '\xaa'));
  EXPECT_EQ(LoadKeyFile(directory.path()).status().code(), StatusCode::kInvalidArgument);
}

TEST(KeyFile, ThoseWhoStartTogetherGetTheSameKey) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "key";
  std::vector<std::thread> threads;
  std::vector<std::string> keys(8);
  for (std::string& key : keys) {
    threads.emplace_back([&key, &path] {
      const auto loaded = LoadOrCreateKeyFile(path);
      if (loaded.ok()) key = loaded->bytes();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& key : keys) EXPECT_EQ(key, LoadKeyFile(path)->bytes());
}

TEST(SecretKey, HasExactly32Bytes) {
  EXPECT_TRUE(SecretKey::FromBytes(std::string(32, 'x')).ok());
  EXPECT_EQ(SecretKey::FromBytes(std::string(31, 'x')).status().reason(), "key.size");
  EXPECT_EQ(SecretKey::FromBytes("").status().reason(), "key.size");
  EXPECT_NE(SecretKey::Random().bytes(), SecretKey::Random().bytes());
}

TEST(SecretKey, EachPurposeHasAKeyOfItsOwn) {
  const SecretKey key = *SecretKey::FromBytes(std::string(32, 'x'));
  EXPECT_EQ(key.Derive("outbox").bytes(), key.Derive("outbox").bytes());
  EXPECT_NE(key.Derive("outbox").bytes(), key.Derive("digest").bytes());
  EXPECT_NE(key.Derive("outbox").bytes(), key.bytes());
}

TEST(WipeString, LeavesNothing) {
  std::string secret = "secret";
  WipeString(secret);
  EXPECT_TRUE(secret.empty());
}

}  // namespace
}  // namespace paktum::vault
