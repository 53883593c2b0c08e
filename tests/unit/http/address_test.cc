#include "libs/http/address.h"

#include <gtest/gtest.h>

namespace paktum::http {
namespace {

TEST(Address, LoopbackIsRead) {
  const auto v4 = ParseLoopbackAddress("127.0.0.1:8080");
  ASSERT_TRUE(v4.ok()) << v4.status();
  EXPECT_EQ(v4->ToString(), "127.0.0.1:8080");
  EXPECT_EQ(ParseLoopbackAddress("localhost:0")->ToString(), "127.0.0.1:0");
  EXPECT_EQ(ParseLoopbackAddress("[::1]:9")->ToString(), "[::1]:9");
  EXPECT_EQ(ParseLoopbackAddress("127.200.0.9:65535")->host, "127.200.0.9");
}

TEST(Address, AnythingButLoopbackIsAConfigurationError) {
  for (const char* text : {"0.0.0.0:80", "192.168.1.2:80", "[::]:80", "example.org:80", "*:80",
                           "127.0.0:80", "127.0.0.256:80", "127.0.0.01:80", "127.0.0.1.5:80"}) {
    const auto address = ParseLoopbackAddress(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_EQ(address.status().code(), StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(address.status().reason(), "http.address_not_loopback") << text;
  }
}

TEST(Address, WhatIsNoAddressIsNamedSo) {
  for (const char* text :
       {"", "8080", ":8080", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x"}) {
    const auto address = ParseLoopbackAddress(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_EQ(address.status().reason(), "http.address_malformed") << text;
  }
}

}  // namespace
}  // namespace paktum::http
