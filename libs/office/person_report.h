#pragma once
// PersonReport: everything that is held about one person, for that person: in clear, in words,
// printable (Regulation (EU) 2016/679, Article 15). Pure and thread-safe. Whoever holds one holds
// personal data.
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/domain/decider.h"
#include "libs/http/problem.h"
#include "libs/office/person_access.h"
#include "libs/plan/plan.h"

namespace paktum::office {

// A named value, both in words.
struct ReportField {
  std::string label;
  std::string value;
};

struct ReportEvent {
  Position position;
  std::string happened_on;
  std::string title;
  std::string recorder;  // name of the organisation
  bool voided = false;   // was taken back later
  std::vector<ReportField> fields;
  std::vector<std::string> notes;
};

struct ReportOpening {
  std::string opened_on;
  std::string purpose;
  std::string reference;
  std::string member;  // name of the organisation
  std::string actor;   // pseudonymous
};

struct PersonReport {
  http::Language language = http::Language::kHungarian;
  std::string pact;
  std::string participant_id;
  std::string made_on;
  std::vector<ReportField> details;
  std::vector<std::string> special_groups;  // names of the groups that the person declared
  std::vector<ReportEvent> events;
  std::vector<ReportOpening> openings;
  std::vector<ReportField> documents;  // what it is and when, SHA-256
  std::size_t unreadable = 0;          // sealed parts that could not be opened
};

// `unsealings`: the whole stream of openings, without or with the one for this report.
PersonReport MakePersonReport(const plan::Plan& plan, const OpenedPerson& person,
                              const domain::LoadedStream& unsealings, Date today,
                              http::Language language);

std::string ToJson(const PersonReport& report);
// One page without scripts or outside parts.
std::string ToHtml(const PersonReport& report);

}  // namespace paktum::office
