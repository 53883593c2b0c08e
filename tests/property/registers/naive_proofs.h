#pragma once
// What several registers ask of a fact.
#include <vector>

#include "tests/property/registers/naive.h"

namespace paktum::view::v1 {
class WorkItem;
}  // namespace paktum::view::v1

namespace paktum::views::naive {

// The fact has a place for the digest of its proof, which is empty. A check that found nothing out
// needs none, and a file is no fact that needs one.
bool LacksProof(const Record& record);
// A file in force by the day of the question names the fact.
bool HasEvidence(const History& history, const Record& record);

// Everything of the worklist, unsorted.
std::vector<view::v1::WorkItem> NaiveWork(const Question& question);

}  // namespace paktum::views::naive
