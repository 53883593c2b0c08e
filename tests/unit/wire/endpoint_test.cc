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

}  // namespace
}  // namespace paktum::wire
