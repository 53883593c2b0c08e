#include "libs/http/problem.h"

#include <gmock/gmock.h>

namespace paktum::http {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Problem, EveryStatusCodeHasItsHttpStatus) {
  const std::vector<std::pair<StatusCode, unsigned>> table = {
      {StatusCode::kOk, 200},
      {StatusCode::kInvalidArgument, 400},
      {StatusCode::kNotFound, 404},
      {StatusCode::kFailedPrecondition, 422},
      {StatusCode::kAborted, 409},
      {StatusCode::kResourceExhausted, 429},
      {StatusCode::kUnavailable, 503},
      {StatusCode::kDeadlineExceeded, 504},
      {StatusCode::kPermissionDenied, 403},
      {StatusCode::kDataLoss, 500},
      {StatusCode::kInternal, 500},
  };
  for (const auto& [code, http_status] : table) {
    EXPECT_EQ(HttpStatusOf(code), http_status) << StatusCodeName(code);
    if (code == StatusCode::kOk) continue;
    const Problem problem = ProblemOf(Status(code, "some.reason", "message"));
    EXPECT_EQ(problem.status, http_status);
    EXPECT_EQ(problem.code, "some.reason");
    EXPECT_FALSE(problem.title.hu.empty());
    EXPECT_FALSE(problem.title.en.empty());
  }
  EXPECT_EQ(static_cast<std::size_t>(StatusCode::kInternal) + 1, table.size())
      << "a status code is missing here";
}

TEST(Problem, AReusedCommandIdIsAConflict) {
  EXPECT_EQ(HttpStatusOf(Refused("append.command_reused", "")), 409U);
  EXPECT_EQ(HttpStatusOf(Refused("enrolment.already_enrolled", "")), 422U);
}

TEST(Problem, BothLanguagesStandInTheBodyAndTheHeaderChoosesTheTitle) {
  Problem problem;
  problem.status = 422;
  problem.code = "hire.before_enrolment";
  problem.title = {"Előbb be kell vonni.", "Enrol first."};
  problem.errors = {{"start_date", "date.before", {"Korábbi.", "Earlier."}}};
  problem.values = {{"enrolled_on", "2019-01-01"}};
  Request request;
  EXPECT_EQ(ProblemResponse(problem, request).body,
            R"({"type":"urn:paktum:problem:hire.before_enrolment","title":"Előbb be kell vonni.",)"
            R"("title_hu":"Előbb be kell vonni.","title_en":"Enrol first.","status":422,)"
            R"("code":"hire.before_enrolment","errors":[{"field":"start_date",)"
            R"("code":"date.before","text":"Korábbi.","text_hu":"Korábbi.",)"
            R"("text_en":"Earlier."}],"values":{"enrolled_on":"2019-01-01"}})");
  request.headers.Add("Accept-Language", "en");
  const Response english = ProblemResponse(problem, request);
  EXPECT_THAT(english.body, HasSubstr(R"("title":"Enrol first.")"));
  EXPECT_EQ(english.headers.Find("Content-Language"), "en");
  EXPECT_EQ(english.content_type, "application/problem+json");
  EXPECT_EQ(english.status, 422U);
}

TEST(Problem, RetryAfterStandsWhereRetryingHelps) {
  const Request request;
  EXPECT_EQ(ProblemResponse(Unavailable("a.b", ""), request).headers.Find("Retry-After"), "1");
  EXPECT_EQ(ProblemResponse(ResourceExhausted("a.b", ""), request).headers.Find("Retry-After"),
            "1");
  EXPECT_FALSE(ProblemResponse(Refused("a.b", ""), request).headers.Has("Retry-After"));
}

TEST(Problem, ServerErrorsKeepTheirMessageInside) {
  const Response response = ProblemResponse(Internal("x.y", "secret path"), Request());
  EXPECT_THAT(response.body, Not(HasSubstr("secret path")));
}

TEST(Problem, AnEnglishDetailIsNotShownToHungarianReaders) {
  const Status status = InvalidArgument("a.b", "some developer's words");
  Request request;
  const Response hungarian = ProblemResponse(status, request);
  EXPECT_THAT(hungarian.body, Not(HasSubstr(R"("detail":)")));
  EXPECT_THAT(hungarian.body, HasSubstr(R"("detail_en":"some developer's words")"));
  request.headers.Add("Accept-Language", "en");
  EXPECT_THAT(ProblemResponse(status, request).body,
              HasSubstr(R"("detail":"some developer's words")"));
}

TEST(Language, TheHigherQualityWinsAndHungarianIsTheDefault) {
  EXPECT_EQ(PreferredLanguage(""), Language::kHungarian);
  EXPECT_EQ(PreferredLanguage("de, fr;q=0.9"), Language::kHungarian);
  EXPECT_EQ(PreferredLanguage("en"), Language::kEnglish);
  EXPECT_EQ(PreferredLanguage("en-GB,en;q=0.9,hu;q=0.8"), Language::kEnglish);
  EXPECT_EQ(PreferredLanguage("hu-HU,hu;q=0.9,en;q=0.8"), Language::kHungarian);
  EXPECT_EQ(PreferredLanguage("en;q=0.5, hu;q=0.5"), Language::kHungarian);
  EXPECT_EQ(PreferredLanguage("en;q=0, *"), Language::kHungarian);
  EXPECT_EQ(PreferredLanguage(",;=,;;q=,en;q=9x"), Language::kHungarian);
}

}  // namespace
}  // namespace paktum::http
