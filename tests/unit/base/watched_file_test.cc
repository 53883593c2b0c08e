#include "libs/base/watched_file.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "libs/base/runtime.h"

namespace paktum {
namespace {

namespace fs = std::filesystem;

class WatchedFileTest : public testing::Test {
 protected:
  WatchedFileTest() {
    std::string pattern = (fs::temp_directory_path() / "paktum-watched-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~WatchedFileTest() override { fs::remove_all(root_); }

  void Put(const std::string& text) const { std::ofstream(Path(), std::ios::trunc) << text; }
  [[nodiscard]] std::string Path() const { return root_ + "/file"; }

  static bool BecomesChanged(WatchedFile& file) {
    const Deadline deadline = DeadlineIn(std::chrono::seconds(30));
    while (SteadyNow() < deadline) {
      if (file.Changed()) return true;
      poll(nullptr, 0, 10);
    }
    return false;
  }
  // Not within the time in which a change would have been told.
  static bool StaysUnchanged(WatchedFile& file) {
    const Deadline deadline = DeadlineIn(4 * kFileRest);
    while (SteadyNow() < deadline) {
      if (file.Changed()) return false;
      poll(nullptr, 0, 10);
    }
    return true;
  }

  std::string root_;
};

TEST_F(WatchedFileTest, EveryChangeIsToldOnce) {
  Put("one");
  WatchedFile file(Path());
  EXPECT_TRUE(file.exists());
  EXPECT_TRUE(StaysUnchanged(file));
  Put("another");
  EXPECT_TRUE(BecomesChanged(file));
  EXPECT_TRUE(StaysUnchanged(file));
  fs::remove(Path());
  EXPECT_TRUE(BecomesChanged(file));
  EXPECT_FALSE(file.exists());
  Put("another");
  EXPECT_TRUE(BecomesChanged(file));
  EXPECT_TRUE(file.exists());
}

TEST_F(WatchedFileTest, AFileThatIsStillBeingWrittenIsLeftAlone) {
  Put("one");
  WatchedFile file(Path());
  std::ofstream writing(Path(), std::ios::app);
  const Deadline deadline = DeadlineIn(4 * kFileRest);
  while (SteadyNow() < deadline) {
    writing << "more" << std::flush;
    EXPECT_FALSE(file.Changed());
    poll(nullptr, 0, 10);
  }
  writing.close();
  EXPECT_TRUE(BecomesChanged(file));
}

}  // namespace
}  // namespace paktum
