#include "libs/http/static_files.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace paktum::http {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "paktum-static-XXXXXX").string();
    base_ = ::mkdtemp(pattern.data());
    Write("secret.txt", "outside");
    Write("web/index.html", "<p>page</p>");
    Write("web/assets/index-B3xYz01k.js", "code");
    Write("web/help/index.html", "<p>help</p>");
    Write("web/.hidden", "hidden");
    Write("web/UPPER.unknown", "bytes");
    fs::create_symlink(base_ / "secret.txt", base_ / "web/link.txt");
    fs::create_symlink(base_ / "web/index.html", base_ / "web/inner.html");
  }
  void TearDown() override { fs::remove_all(base_); }

  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((base_ / name).parent_path());
    std::ofstream(base_ / name) << text;
  }
  Response Serve(const std::string& name, const std::string& tag = "") {
    const auto files = StaticFiles::Open(base_ / "web");
    EXPECT_TRUE(files.ok());
    Request request;
    if (!tag.empty()) request.headers.Add("If-None-Match", tag);
    return files->Serve(request, name);
  }

  fs::path base_;
};

TEST_F(StaticFilesTest, IndexStandsForADirectory) {
  EXPECT_EQ(Serve("").body, "<p>page</p>");
  EXPECT_EQ(Serve("").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(Serve("help/").body, "<p>help</p>");
}

TEST_F(StaticFilesTest, NothingOutsideAndNothingHiddenIsServed) {
  for (const char* name : {"../secret.txt", "..", ".", ".hidden", "assets/../index.html", "assets",
                           "assets/", "link.txt", "//index.html", "a//b", "..\\secret.txt",
                           "nothing", "index.html/", "index.html/x"}) {
    const Response response = Serve(name);
    EXPECT_EQ(response.status, 404U) << name;
    EXPECT_EQ(response.content_type, "application/problem+json");
  }
  EXPECT_EQ(Serve(std::string("index.html\0x", 12)).status, 404U);
  EXPECT_EQ(Serve("/etc/passwd").status, 404U);
}

TEST_F(StaticFilesTest, ALinkThatStaysInsideIsServed) {
  EXPECT_EQ(Serve("inner.html").body, "<p>page</p>");
}

TEST_F(StaticFilesTest, TheTagSparesTheBodyUntilTheFileChanges) {
  const std::string tag(Serve("").headers.Find("ETag"));
  ASSERT_FALSE(tag.empty());
  const Response same = Serve("", tag);
  EXPECT_EQ(same.status, 304U);
  EXPECT_EQ(same.body, "");
  Write("web/index.html", "<p>a new page</p>");
  EXPECT_EQ(Serve("", tag).status, 200U);
}

TEST_F(StaticFilesTest, OnlyNamesWithAHashMayBeKeptForEver) {
  EXPECT_EQ(Serve("assets/index-B3xYz01k.js").headers.Find("Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(Serve("").headers.Find("Cache-Control"), "no-cache");
  EXPECT_TRUE(HasContentHash("assets/a-B3_Yz-1k.css"));
  EXPECT_FALSE(HasContentHash("assets/index.js"));
  EXPECT_FALSE(HasContentHash("assets/-B3xYz01k"));
}

TEST_F(StaticFilesTest, AnUnknownEndingIsJustBytes) {
  EXPECT_EQ(Serve("UPPER.unknown").content_type, "application/octet-stream");
}

TEST_F(StaticFilesTest, ADirectoryThatIsNotThereIsAConfigurationError) {
  EXPECT_EQ(StaticFiles::Open(base_ / "no").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(StaticFiles::Open(base_ / "secret.txt").status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace paktum::http
