#pragma once
// CrossDependency: which effective events of one stream rest on an event of another, so that it
// cannot be taken out alone. Each pair stands in one table, here in words:
//
//   sitting of a body (body/)          an evaluation approved or returned by its resolution
//                                      (evaluation/), of the Steering Group
//                                      a document approved or rejected by its resolution
//                                      (document/) a plan or definition adopted by its resolution
//                                      (pact), of the Steering Group
//   approval of an evaluation          the close of its period (periods)
//   reopening of a period              the evaluation's return after it (evaluation/)
//   adoption of a plan with its first  tasks whose year was counted from it (work-programme/),
//   where day (pact)                         years are those of the programme
//
// A leading sector names its resolution too, but its stream is named by a code that no plan lists:
// nobody can tell which to look at, and the designation does not stop a sitting from being voided.
// What was written to several streams by one append is taken out together and is no pair.
#include <optional>
#include <string>
#include <vector>

#include "libs/domain/decider.h"
#include "libs/plan/plan.h"

namespace paktum::domain {

// An effective event of another stream.
struct Elsewhere {
  const RecordedEvent* event = nullptr;
  std::string stream;
};

// Effective events of the other loaded streams that need `target`, by stream and place.
std::vector<Elsewhere> DependentsElsewhere(const RecordedEvent& target,
                                           const std::vector<LoadedStream>& loaded,
                                           const plan::Plan& plan);

// Whether `after`, which takes the place of `before` in its stream, still bears `dependent`.
bool BearsElsewhere(const event::v1::Event& before, const event::v1::Event& after,
                    const event::v1::Event& dependent);

// "evaluation/2019-H1: 17, periods: 19"
std::string ListOf(const std::vector<Elsewhere>& events);

}  // namespace paktum::domain
