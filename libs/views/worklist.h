#pragma once
// Worklist: what is to be done for whom: six-month checks, situations within four weeks of leaving,
// proofs that are not filed (domain.md P-04; practice.md 3.1, 3.4).
//
// Reads      HireRecorded, EmploymentEnded, SubsidyGranted, SubsidyStopped, SubsidyReclaimed,
//            SixMonthStatusChecked; ParticipantExited, ParticipantReentered, ExitSituationRecorded;
//            ConsentGiven, ConsentWithdrawn; EvidenceAttached and what it may prove in persons'
//            streams.
// Six months A job's check can be made `months` of the plan's rule after the day from which they
//            run (libs/plan/six_month.h): by default the end of the job's last support, which is
//            the day of stopping when it was stopped early. It is to be made within
//            kCheckWithinDays (derived: the source gives no time). A check that found the status
//            unknown leaves the job to be checked again; a definite one stays when the day moves.
// Leaving    Within kExitSituationDays of the exit. An exit that a re-entry followed asks for
//            nothing any more; nor does a death.
// Proof      Within kProofWithinDays of the day of the fact (derived).
// Who        Offices that serve persons.
#include <vector>

#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/pathway.pb.h"

namespace paktum::views {

inline constexpr int kCheckWithinDays = 28;
inline constexpr int kExitSituationDays = 28;
inline constexpr int kProofWithinDays = 30;
inline constexpr std::uint64_t kWorkItemsMax = 500;  // of one answer

// Every item of every kind, in no particular order, without contact_consent.
std::vector<view::v1::WorkItem> AllWork(const RegisterQuestion& question);

// Parameters: kind (six_month, exit, evidence), state (open = not done, done, all; default open),
// participant, after and limit (at most kWorkItemsMax, the default).
// Errors: kInvalidArgument "view.bad_parameter".
Result<view::v1::WorklistView> AnswerWorklist(const RegisterQuestion& question);

}  // namespace paktum::views
