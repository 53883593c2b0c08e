#pragma once
// Data quality: what in the records should be looked at (practice.md 3, "data quality checks").
//
// Reads      every event in force with a day until valid_at. Nothing is changed by a finding, and
//            nothing counts less for it.
// Evidence   A fact has a place for the digest of its proof, which is empty, and no
// EvidenceAttached
//            in force names it. Files that came later clear the finding.
// Entry      An entered person without gender, age band, schooling or labour status, also after
//            EntryDataCompleted. One finding a person, at the enrolment.
//            Who declared the group of those at risk of long-term unemployment, and has no months
//            as a jobseeker or in public works recorded (P-18): one finding a person, at the
//            enrolment.
// Dates      Facts of a person before the registration; trainings, supports, jobs, checks and exits
//            before the first entry; a document of entry signed after it; jobs and payments before
//            the grant starts; six-month checks before the due day that they state; jobs and
//            trainings that end before they start; a document version approved before its first
//            submission. What has nothing to stand against (no registration, no grant) is no
//            finding.
// Duplicates Two facts in force in one stream of the same kind and day whose bodies are equal but
//            for ids (fields …_id; the person must be the same). Steps of evaluations, closings,
//            notices, posts, corrections, subscriptions and records about privacy may repeat and
//            are left out.
// Deadlines  As worklist.h, work_programme.h and governance.h say; a corrective step is overdue
//            when its due day lies before valid_at and it was not done.
// Persons    Findings at persons' streams are counted for every office; positions and streams of
//            them only for offices that serve persons.
// Cost       A few passes over the whole history.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/data_quality.pb.h"

namespace paktum::views {

inline constexpr int kFindingsMax = 1000;  // of one answer; the counts are of all

// Parameters: kind, "missing_evidence", "incomplete_entry", "order_of_dates", "duplicate" or
// "deadline_missed": the findings listed are of this kind only; the counts are of all.
// Errors: kInvalidArgument "view.bad_parameter"; "view.bad_definition" for a cadence.
Result<view::v1::DataQualityView> AnswerDataQuality(const RegisterQuestion& question);

}  // namespace paktum::views
