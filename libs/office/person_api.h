#pragma once
// PersonApi: the HTTP routes about single persons of an office that serves them
// (docs/formats/commands.md). What opens sealed parts is recorded first; no name, number or other
// personal value ever stands in an address, a log, a metric or an error.
// Handlers may run on any number of threads at once.
#include <chrono>
#include <string>

#include "libs/base/clock.h"
#include "libs/http/router.h"
#include "libs/office/persons.h"
#include "libs/service/metrics.h"

namespace paktum::office {

inline constexpr std::size_t kPersonRequestBytesMax = std::size_t{8} * 1024;
inline constexpr std::size_t kFoundPersonsMax = 50;  // answered to one search

class PersonApi {
 public:
  // References must outlive the api. `timeout`: how long log and vault may take for one request.
  PersonApi(Persons& persons, service::Metrics& metrics, const Clock& clock,
            std::chrono::milliseconds timeout);

  // Adds the /api/pacts/{pact}/persons and /statistics routes.
  void AddRoutes(http::Router& router);

 private:
  using Handler = http::Response (PersonApi::*)(const http::Request&);
  void Add(http::Router& router, std::string_view method, std::string_view pattern,
           Handler handler);

  http::Response GetPerson(const http::Request& request);
  http::Response PostDetails(const http::Request& request);
  http::Response PostSearch(const http::Request& request);
  http::Response PostReport(const http::Request& request);
  http::Response PostGroupCounts(const http::Request& request);

  // Fills actor, command id, pact and participant from the request.
  [[nodiscard]] Result<OpenRequest> Begin(const http::Request& request, bool about_person) const;

  Persons& persons_;
  service::Metrics& metrics_;
  const Clock& clock_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace paktum::office
