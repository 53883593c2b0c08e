#include "libs/base/base64.h"

#include <gtest/gtest.h>

#include <string>

namespace paktum {
namespace {

// RFC 4648, section 10.
TEST(Base64, TheVectorsOfTheRfc) {
  const std::string bytes = "foobar";
  const char* const texts[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    EXPECT_EQ(ToBase64(bytes.substr(0, size)), texts[size]);
    EXPECT_EQ(FromBase64(texts[size]), bytes.substr(0, size));
  }
}

TEST(Base64, EveryByteComesBack) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    EXPECT_EQ(FromBase64(ToBase64(bytes.substr(0, size))), bytes.substr(0, size)) << size;
  }
}

TEST(Base64, ATextThatIsNotTheOneOfItsBytesIsRefused) {
  for (const char* const text :
       {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "=Zg=", "Zg==Zg==", "Zm 9v",
        "Zm9v\n", "Zm-_", "Zm9vZ", "Zg=a", "\xff\xff\xff\xff"}) {
    EXPECT_EQ(FromBase64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace paktum
