#include "libs/plan/internal/suggest.h"

#include <algorithm>
#include <numeric>

namespace paktum::plan::internal {
namespace {

constexpr std::size_t kShownMax = 20;
constexpr std::size_t kWordMax = 120;  // longer words are not compared

std::size_t Edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > kWordMax) return "";
  std::string best;
  // Short codes such as "S1" are all near each other: a third of the word may differ.
  std::size_t best_edits = word.size() / 3 + 1;
  if (word.size() < 4) best_edits = 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kWordMax) continue;
    const std::size_t edits = Edits(word, candidate);
    if (edits < best_edits) {
      best = candidate;
      best_edits = edits;
    }
  }
  return best;
}

std::string JoinSome(const std::vector<std::string>& items) {
  std::string joined;
  for (std::size_t i = 0; i < items.size() && i < kShownMax; ++i) {
    if (i > 0) joined += ", ";
    joined += items[i];
  }
  if (items.size() > kShownMax) joined += ", …";
  return joined;
}

std::string MeanOrOneOf(std::string_view word, const std::vector<std::string>& candidates) {
  if (candidates.empty()) return "the plan has none to name";
  const std::string nearest = Nearest(word, candidates);
  if (!nearest.empty()) return "did you mean \"" + nearest + "\"?";
  return "one of " + JoinSome(candidates);
}

}  // namespace paktum::plan::internal
