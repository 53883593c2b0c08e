#pragma once
// Dependency: which effective events rest on another one, so that it cannot be taken out alone.
#include <vector>

#include "libs/domain/decider.h"
#include "libs/plan/plan.h"

namespace paktum::domain {

// Positions of the events that follow `target` in the effective history of its stream and need it,
// in that order:
//   registration        every event
//   enrolment           grants, refunds, jobs, trainings, the exit, completed entry data
//   re-entry            the same, from its day on
//   exit                the situation after it, a later entry
//   declared group      its withdrawal
//   consent             its withdrawal
//   grant               its job, payments, stop and reclaims
//   payment or refund   stop and reclaims of the grant
//   stop                a later grant of the same scheme; a check whose six months would run from
//                       another day without it, as of a further grant for the same job
//   job                 its end, its six-month checks
//   end of a job        a check whose six months run from that day; a later job at the same
//                       employer
//   training            its end, refunds for it
//   end of a training   a later training of the same course; an exit, which waits for it
//   first interview     development plans, assessments
//   development plan    action plans, the agreement on this version
//   mentoring           its sessions, its end
//   end of a mentoring  a later mentoring, which may begin only when none runs; an exit
//   proposed erasure    the agreement to it
//   a member's joining or leaving  what the member did next
//   staff post filled its release; release  the erasure of the name
//   close of a period its reopening, and the other way round
//   document          its next step in the same version; approval also what supersedes by it
//   task              its end
//   cooperation       its participants
//   evaluation        each step those that follow it
//   deviation         its steps; step  its completion
//   notice            its withdrawal
//   newsletter address its confirmation, its leaving
// Nothing rests on any other kind.
std::vector<Position> Dependents(const LoadedStream& stream, const RecordedEvent& target,
                                 const plan::Plan& plan);

// The part of it that concerns the pact itself: whether `later`, an event of the same stream, needs
// `target`. False for any other kind of target.
bool NeedsInPact(const event::v1::Event& later, const event::v1::Event& target);

}  // namespace paktum::domain
