#include "libs/http/router.h"

#include <gtest/gtest.h>

namespace paktum::http {
namespace {

Handler Named(const std::string& name) {
  return [name](const Request&) { return TextResponse(name); };
}

std::string NameOf(const Router::Match& match) {
  return match.route == nullptr ? "-" : match.route->handler(Request()).body;
}

Router Example() {
  Router router;
  router.Add("GET", "/api/pacts", Named("list"));
  router.Add("GET", "/api/pacts/{pact}", Named("one"));
  router.Add("POST", "/api/pacts/{pact}/commands/{name}", Named("command"));
  router.Add("GET", "/api/pacts/{pact}/commands/{other}", Named("about"));
  router.Add("GET", "/api/pacts/{pact}/events", Named("events"));
  router.Add("GET", "/{file...}", Named("file"));
  return router;
}

TEST(Router, ALiteralWinsOverAParameterAndThatOverTheRest) {
  const Router router = Example();
  EXPECT_EQ(NameOf(router.Find("GET", "/api/pacts")), "list");
  EXPECT_EQ(NameOf(router.Find("GET", "/api/pacts/x")), "one");
  EXPECT_EQ(NameOf(router.Find("GET", "/api/pacts/x/events")), "events");
  EXPECT_EQ(NameOf(router.Find("GET", "/api/pacts/x/other")), "file");
  EXPECT_EQ(NameOf(router.Find("GET", "/")), "file");
}

TEST(Router, ParametersAreDecodedAndNamedByTheRouteThatMatched) {
  const Router router = Example();
  const auto post = router.Find("POST", "/api/pacts/tisza%C5%91/commands/A%2FB");
  EXPECT_EQ(NameOf(post), "command");
  EXPECT_EQ(post.parameters.at("pact"), "tiszaő");
  EXPECT_EQ(post.parameters.at("name"), "A/B");
  const auto get = router.Find("GET", "/api/pacts/p/commands/c");
  EXPECT_EQ(NameOf(get), "about");
  EXPECT_EQ(get.parameters.at("other"), "c");
  EXPECT_EQ(router.Find("GET", "/a/b%20c").parameters.at("file"), "a/b c");
}

TEST(Router, AnEscapedSlashIsNoSeparator) {
  const Router router = Example();
  EXPECT_EQ(router.Find("GET", "/a%2Fb").route, nullptr);
  EXPECT_EQ(router.Find("GET", "/..%2F..%2Fetc/passwd").route, nullptr);
}

TEST(Router, AWrongMethodNamesTheRightOnes) {
  const Router router = Example();
  const auto match = router.Find("DELETE", "/api/pacts/p/commands/c");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "GET, HEAD, POST");
}

TEST(Router, HeadIsAnsweredByGet) {
  const Router router = Example();
  EXPECT_EQ(NameOf(router.Find("HEAD", "/api/pacts")), "list");
}

TEST(Router, AnEmptySegmentIsNoParameter) {
  Router router;
  router.Add("GET", "/p/{id}", Named("one"));
  EXPECT_EQ(router.Find("GET", "/p/").route, nullptr);
  EXPECT_EQ(router.Find("GET", "/p").route, nullptr);
  EXPECT_EQ(router.Find("GET", "//p/x").route, nullptr);
}

TEST(Router, PathsThatCannotBeDecodedAreMalformed) {
  const Router router = Example();
  EXPECT_TRUE(router.Find("GET", "/%zz").malformed);
  EXPECT_TRUE(router.Find("GET", "/%00").malformed);
  EXPECT_TRUE(router.Find("GET", "*").malformed);
  EXPECT_TRUE(router.Find("GET", "http://x/").malformed);
  EXPECT_TRUE(router.Find("GET", "").malformed);
}

TEST(Router, DepthIsBounded) {
  const Router router = Example();
  std::string path;
  for (int i = 0; i < 33; ++i) path += "/a";
  EXPECT_EQ(router.Find("GET", path).route, nullptr);
}

TEST(RouterDeathTest, TwoRoutesOfOneShapeStopTheProcess) {
  Router router = Example();
  EXPECT_DEATH(router.Add("GET", "/api/pacts/{id}", Named("again")), "");
}

}  // namespace
}  // namespace paktum::http
