// The trees of the ledgers as files of tlog-tiles.
#include <gtest/gtest.h>

#include <memory>

#include "libs/base/check.h"
#include "libs/http/client.h"
#include "libs/http/server.h"
#include "libs/ledger/memory_storage.h"
#include "libs/transparency/tile.h"
#include "services/event_log/tree_methods.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::event_log {
namespace {

using ledger::kPact;

class TreeRoutesTest : public testing::Test {
 protected:
  void SetUp() override {
    for (std::uint64_t i = 1; i <= 600; ++i) {
      ASSERT_TRUE(storage_.Write({ledger::StampedAppend(kPact, i, i, {{"pact", i}})}).ok());
    }
    Serve(/*entries=*/false);
  }
  void Serve(bool entries) {
    http::Router router;
    AddTreeRoutes(router, storage_, nullptr, entries);
    http::ServerOptions options;
    options.address = {"127.0.0.1", 0};
    server_ = *http::Server::Start(std::move(options), std::move(router));
    client_ = *http::Client::ForAddress("http://127.0.0.1:" + std::to_string(server_->port()));
  }
  http::ClientResponse Get(const std::string& path) {
    auto answer = client_->Get("/ledgers/tiszakecske/" + path);
    PAKTUM_CHECK(answer.ok());
    return std::move(*answer);
  }

  ledger::MemoryStorage storage_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Client> client_;
};

TEST_F(TreeRoutesTest, TilesAreServedForEverAndWhole) {
  const auto full = Get("tile/0/001");
  EXPECT_EQ(full.status, 200U);
  EXPECT_EQ(full.headers.Find("Content-Type"), "application/octet-stream");
  EXPECT_EQ(full.headers.Find("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(full.body, *storage_.ReadTile(kPact, {0, 1, 256}));
  EXPECT_EQ(Get("tile/0/002.p/88").body, *storage_.ReadTile(kPact, {0, 2, 88}));
  EXPECT_EQ(Get("tile/1/000.p/2").body, *storage_.ReadTile(kPact, {1, 0, 2}));
}

TEST_F(TreeRoutesTest, WhatIsNoTileOfTheTreeIsNotFound) {
  for (const char* path :
       {"tile/0/002", "tile/0/002.p/89", "tile/0/003.p/1", "tile/1/000", "tile/0/1", "tile/00/001",
        "tile/0/001.p/256", "tile/0/001.p/0", "tile/0/x000/001", "tile/64/000", "tile/-1/000",
        "tile/0/001/", "tile/", "tile/0", "tile/0/..%2f001", "tile/entries/000",
        "tile/entries/002.p/88"}) {
    EXPECT_EQ(Get(path).status, 404U) << path;
  }
  EXPECT_EQ((*client_).Get("/ledgers/lenti/tile/0/000.p/1")->status, 404U);
  EXPECT_EQ(Get("checkpoint").status, 404U);  // this one signs nothing
}

TEST_F(TreeRoutesTest, EntriesAreServedOnlyWhereItWasAskedFor) {
  Serve(/*entries=*/true);
  const auto bundle = Get("tile/entries/002.p/88");
  EXPECT_EQ(bundle.status, 200U);
  const auto entries = transparency::DecodeEntryBundle(bundle.body, 88);
  ASSERT_TRUE(entries.ok()) << entries.status();
  const auto records = storage_.Read(kPact, Position(512), {});
  for (std::size_t i = 0; i < 88; ++i) EXPECT_EQ((*entries)[i], (*records)[i].stored);
  EXPECT_EQ(transparency::DecodeEntryBundle(Get("tile/entries/000").body, 256)->size(), 256U);
  EXPECT_EQ(Get("tile/entries/002.p/89").status, 404U);
}

}  // namespace
}  // namespace paktum::event_log
