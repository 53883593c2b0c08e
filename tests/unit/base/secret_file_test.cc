#include "libs/base/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace paktum {
namespace {

namespace fs = std::filesystem;

class SecretFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = ::testing::TempDir() + "secret_file_XXXXXX";
    ASSERT_NE(mkdtemp(root_.data()), nullptr);
    path_ = root_ + "/file";
  }
  void TearDown() override { fs::remove_all(root_); }

  static unsigned ModeOf(const std::string& path) {
    struct stat about {};
    EXPECT_EQ(stat(path.c_str(), &about), 0) << path;
    return about.st_mode & 0777U;
  }

  std::string root_;
  std::string path_;
};

TEST_F(SecretFileTest, AFileThatIsThereIsNeverOverwritten) {
  ASSERT_TRUE(WriteNewFile(path_, "first\n", 0600).ok());
  EXPECT_EQ(WriteNewFile(path_, "second\n", 0644).reason(), "file.exists");
  EXPECT_EQ(*ReadSecretFile(path_, 100), "first\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(root_), fs::directory_iterator()), 1);
  EXPECT_EQ(WriteNewFile(path_ + "/below", "x", 0600).reason(), "file.not_written");
}

TEST_F(SecretFileTest, DirectoriesAreTheOwnersAndTheModeIsTheOneAsked) {
  const std::string secret = root_ + "/a/b/secret";
  ASSERT_TRUE(WriteNewFile(secret, "x", 0600).ok());
  ASSERT_TRUE(WriteNewFile(root_ + "/a/b/open", "x", 0644).ok());
  EXPECT_EQ(ModeOf(secret), 0600U);
  EXPECT_EQ(ModeOf(root_ + "/a/b/open"), 0644U);
  EXPECT_EQ(ModeOf(root_ + "/a"), 0700U);
  EXPECT_EQ(ModeOf(root_ + "/a/b"), 0700U);
}

TEST_F(SecretFileTest, AFileThatOthersMayReadIsRefused) {
  ASSERT_TRUE(WriteNewFile(path_, "secret", 0600).ok());
  for (const unsigned mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0666U}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    const Status status = ReadSecretFile(path_, 100).status();
    EXPECT_EQ(status.reason(), "file.too_open") << mode;
    EXPECT_EQ(status.code(), StatusCode::kPermissionDenied) << mode;
  }
  ASSERT_EQ(chmod(path_.c_str(), 0400), 0);
  EXPECT_TRUE(ReadSecretFile(path_, 100).ok());
}

TEST_F(SecretFileTest, WhatIsNoSuchFileIsRefused) {
  EXPECT_EQ(ReadSecretFile(path_, 100).status().reason(), "file.missing");
  ASSERT_TRUE(WriteNewFile(path_, std::string(101, 'x'), 0600).ok());
  EXPECT_EQ(ReadSecretFile(path_, 100).status().reason(), "file.malformed");
  EXPECT_EQ(ReadSecretFile(path_, 101)->size(), 101U);
  EXPECT_EQ(ReadSecretFile(root_, 100).status().reason(), "file.malformed");
}

}  // namespace
}  // namespace paktum
