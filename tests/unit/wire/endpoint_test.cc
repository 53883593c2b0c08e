#include "libs/wire/endpoint.h"

#include <gtest/gtest.h>

#include <string>

namespace paktum::wire {
namespace {

TEST(Endpoint, LoopbackAndIpcAreAccepted) {
  for (const char* endpoint : {"tcp://127.0.0.1:7401", "tcp://127.9.8.7:1", "tcp://[::1]:65535",
                               "ipc:///run/paktum/log.socket"}) {
    EXPECT_TRUE(CheckEndpoint(endpoint, EndpointUse::kListen).ok()) << endpoint;
    EXPECT_TRUE(CheckEndpoint(endpoint, EndpointUse::kConnect).ok()) << endpoint;
  }
}

TEST(Endpoint, OnlyAListenerMayLeaveThePortToTheSystem) {
  for (const char* endpoint : {"tcp://127.0.0.1:*", "tcp://127.0.0.1:0"}) {
    EXPECT_TRUE(CheckEndpoint(endpoint, EndpointUse::kListen).ok()) << endpoint;
    EXPECT_EQ(CheckEndpoint(endpoint, EndpointUse::kConnect).reason(), "config.endpoint");
  }
  EXPECT_TRUE(CheckEndpoint("tcp://localhost:7401", EndpointUse::kConnect).ok());
  EXPECT_FALSE(CheckEndpoint("tcp://localhost:7401", EndpointUse::kListen).ok());
}

TEST(Endpoint, AddressesOfOtherMachinesAreRefusedByName) {
  for (const char* endpoint : {"tcp://0.0.0.0:7401", "tcp://*:7401", "tcp://192.168.1.5:7401",
                               "tcp://eth0:7401", "tcp://log.example.hu:7401", "tcp://[::]:7401"}) {
    for (const EndpointUse use : {EndpointUse::kListen, EndpointUse::kConnect}) {
      const Status status = CheckEndpoint(endpoint, use);
      EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << endpoint;
      EXPECT_EQ(status.reason(), "config.endpoint_not_local") << endpoint;
    }
  }
}

TEST(Endpoint, OtherTextIsNoEndpoint) {
  for (const char* endpoint : {"", "7401", "127.0.0.1:7401", "tcp://", "tcp://127.0.0.1",
                               "tcp://:7401", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:seven",
                               "udp://127.0.0.1:1", "inproc://x", "ipc://", "ipc://*"}) {
    EXPECT_EQ(CheckEndpoint(endpoint, EndpointUse::kListen).reason(), "config.endpoint")
        << endpoint;
  }
  EXPECT_FALSE(CheckEndpoint("tcp://127.0.0.1.5:1", EndpointUse::kListen).ok());
  EXPECT_FALSE(CheckEndpoint("tcp://127.0.0.256:1", EndpointUse::kListen).ok());
  EXPECT_FALSE(CheckEndpoint("tcp://127.evil.example:1", EndpointUse::kConnect).ok());
  EXPECT_FALSE(CheckEndpoint("ipc://" + std::string(200, 'x'), EndpointUse::kListen).ok());
}

TEST(Endpoint, WithKeysOtherMachinesMayBeReached) {
  const auto check = [](const char* endpoint, EndpointUse use) {
    return CheckEndpoint(endpoint, use, EndpointReach::kNetwork).reason();
  };
  for (const char* endpoint :
       {"tcp://0.0.0.0:7401", "tcp://10.1.2.3:7401", "tcp://[::]:7401", "tcp://[2001:db8::1]:7401",
        "tcp://127.0.0.1:7401", "ipc:///tmp/x"}) {
    EXPECT_EQ(check(endpoint, EndpointUse::kListen), "") << endpoint;
    EXPECT_EQ(check(endpoint, EndpointUse::kConnect), "") << endpoint;
  }
  for (const char* endpoint : {"tcp://log.example.org:7401", "tcp://log-1:7401"}) {
    EXPECT_EQ(check(endpoint, EndpointUse::kConnect), "") << endpoint;
    EXPECT_EQ(check(endpoint, EndpointUse::kListen), "config.endpoint") << endpoint;
  }
  for (const char* endpoint :
       {"tcp://1.2.3:1", "tcp://1.2.3.256:1", "tcp://[:::]:1", "tcp://[::1:1", "tcp://a b:1",
        "tcp://-a:1", "tcp://a-:1", "tcp://a..b:1", "tcp://a;b:1", "tcp://10.0.0.1", "udp://a:1",
        "tcp://eth0;10.0.0.1:1", "tcp://[fe80::1%eth0]:1"}) {
    EXPECT_EQ(check(endpoint, EndpointUse::kConnect), "config.endpoint") << endpoint;
    EXPECT_EQ(check(endpoint, EndpointUse::kListen), "config.endpoint") << endpoint;
  }
}

}  // namespace
}  // namespace paktum::wire
