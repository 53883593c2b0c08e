#pragma once
// Dependency: which effective events rest on another one, so that it cannot be taken out alone.
#include <vector>

#include "libs/domain/decider.h"

namespace paktum::domain {

// Positions of later effective events of `stream` that need `target`, an event of the same stream,
// in order:
//   registration     every event
//   enrolment        grants, jobs, trainings
//   grant            its job
//   job              its end, its six-month checks
//   end of a job     a check whose six months run from that day; a later job at the same employer
//   training         its completion
//   completion       a later training of the same course
//   first interview  development plans
//   mentoring        its sessions, its end
//   end of mentoring a later mentoring; it may begin only when none runs
//   proposed erasure the agreement to it
// Nothing rests on any other kind.
std::vector<Position> Dependents(const LoadedStream& stream, const RecordedEvent& target);

}  // namespace paktum::domain
