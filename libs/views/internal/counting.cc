#include "libs/views/internal/counting.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "libs/events/streams.h"

namespace paktum::views::internal {
namespace {

constexpr std::int32_t kForEver = INT32_MAX;
constexpr char kValueMark = '\x01';  // begins no id of a participant

std::int32_t QuarterStart(std::int32_t day) {
  return Quarter::Of(Date::FromDays(day)).first_day().days_since_1970();
}
std::int32_t QuarterEnd(std::int32_t day) {
  return Quarter::Of(Date::FromDays(day)).last_day().days_since_1970();
}

}  // namespace

std::uint32_t Contributions::NumberOf(std::string_view participant, const History::Entry& entry) {
  if (participant.empty()) return kNobody;
  if (participant != events::ParticipantOf(history.StreamOf(entry))) {
    return participants.Number(participant);
  }
  if (of_streams_.size() <= entry.stream) of_streams_.resize(entry.stream + 1, kNobody);
  std::uint32_t& known = of_streams_[entry.stream];
  if (known == kNobody) known = participants.Number(participant);
  return known;
}

std::uint32_t Contributions::NumberOfValue(std::string_view value) {
  if (value.empty()) return kNobody;
  return participants.Number(std::string(1, kValueMark).append(value));
}

Counting::Counting(const Definitions& definitions, const Contributions& contributions,
                   Instant known_at)
    : definitions_(definitions),
      contributions_(contributions),
      known_at_(known_at),
      voided_(contributions.history.AsKnownAt(known_at)),
      spans_(definitions.all().size()) {}

bool Counting::Known(const Contribution& one) const {
  return contributions_.history.entry(one.event).recorded_at <= known_at_;
}

bool Counting::Eligible(const Contribution& one) const {
  return one.passes && one.day != kNoDay && Known(one) && !voided_.Is(one.event);
}

const std::vector<Counting::Span>& Counting::SpansOf(std::size_t definition) {
  auto& spans = spans_[definition];
  if (!spans) spans = MakeSpans(definition);
  return *spans;
}

std::vector<Counting::Span> Counting::MakeSpans(std::size_t definition) {
  const CompiledDefinition& compiled = definitions_.all()[definition];
  if (compiled.CountsDistinct()) {
    std::vector<Span> own = SpansOfDistinct(definition);
    return compiled.required ? Intersect(own, SpansOf(*compiled.required)) : own;
  }
  std::vector<Span> spans;
  for (const Contribution& one : contributions_.by_definition[definition]) {
    if (!Eligible(one)) continue;
    const std::int32_t to = compiled.PerPeriod() ? QuarterEnd(one.day) : kForEver;
    spans.push_back({kNobody, one.day, to, one.amount});
  }
  return spans;
}

// By participant or value, and day.
std::vector<Counting::Span> Counting::SpansOfDistinct(std::size_t definition) {
  const auto& all = contributions_.by_definition[definition];
  std::vector<Span> spans;
  if (!definitions_.all()[definition].PerPeriod()) {
    std::vector<std::int32_t> earliest(contributions_.participants.size(), kForEver);
    for (const Contribution& one : all) {
      if (one.participant == kNobody || !Eligible(one)) continue;
      earliest[one.participant] = std::min(earliest[one.participant], one.day);
    }
    for (std::uint32_t participant = 0; participant < earliest.size(); ++participant) {
      if (earliest[participant] == kForEver) continue;
      spans.push_back({participant, earliest[participant], kForEver, 1});
    }
    return spans;
  }
  for (const Contribution& one : all) {
    if (one.participant == kNobody || !Eligible(one)) continue;
    spans.push_back({one.participant, one.day, QuarterEnd(one.day), 1});
  }
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return std::pair(a.participant, a.from) < std::pair(b.participant, b.from);
  });
  const auto same_quarter = [](const Span& a, const Span& b) {
    return a.participant == b.participant && a.to == b.to;
  };
  spans.erase(std::unique(spans.begin(), spans.end(), same_quarter), spans.end());
  return spans;
}

std::vector<Counting::Span> Counting::Intersect(const std::vector<Span>& own,
                                                const std::vector<Span>& other) {
  std::vector<Span> both;
  auto a = own.begin();
  auto b = other.begin();
  while (a != own.end() && b != other.end()) {
    if (a->participant == b->participant) {
      const std::int32_t from = std::max(a->from, b->from);
      const std::int32_t to = std::min(a->to, b->to);
      if (from <= to) both.push_back({a->participant, from, to, 1});
    }
    // Whichever ends first can meet nothing further on the other side.
    if (std::pair(a->participant, a->to) < std::pair(b->participant, b->to)) {
      ++a;
    } else {
      ++b;
    }
  }
  return both;
}

std::vector<std::int64_t> Counting::Values(std::size_t definition, const std::vector<Date>& days) {
  std::vector<std::size_t> order(days.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return days[a] < days[b]; });
  std::vector<std::int32_t> sorted;
  sorted.reserve(days.size());
  for (const std::size_t place : order) sorted.push_back(days[place].days_since_1970());
  // changes[i] = what is added from the i-th day on.
  std::vector<std::int64_t> changes(days.size() + 1, 0);
  for (const Span& span : SpansOf(definition)) {
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), span.from);
    const auto after = std::upper_bound(first, sorted.end(), span.to);
    changes[static_cast<std::size_t>(first - sorted.begin())] += span.amount;
    changes[static_cast<std::size_t>(after - sorted.begin())] -= span.amount;
  }
  std::vector<std::int64_t> values(days.size(), 0);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    sum += changes[i];
    values[order[i]] = sum;
  }
  return values;
}

std::vector<bool> Counting::CountedOn(std::size_t definition, Date day) {
  std::vector<bool> counted(contributions_.participants.size(), false);
  for (const Span& span : SpansOf(definition)) {
    const bool on_day = span.from <= day.days_since_1970() && day.days_since_1970() <= span.to;
    if (on_day) counted[span.participant] = true;
  }
  return counted;
}

void Counting::Judge(std::size_t definition, Date day, const Sink& sink) {
  using namespace view::v1;  // NOLINT(google-build-using-namespace): the verdicts
  const CompiledDefinition& compiled = definitions_.all()[definition];
  const auto& all = contributions_.by_definition[definition];
  const std::int32_t until = day.days_since_1970();
  const std::int32_t from = compiled.PerPeriod() ? QuarterStart(until) : INT32_MIN;
  const bool persons = compiled.CountsDistinct();
  const auto in_question = [&](const Contribution& one) {
    return Eligible(one) && one.day <= until && one.day >= from &&
           (!persons || one.participant != kNobody);
  };
  std::vector<bool> required;
  if (compiled.required) required = CountedOn(*compiled.required, day);
  // By participant: the contribution with the earliest day, the earlier record of two.
  std::vector<const Contribution*> first(persons ? contributions_.participants.size() : 0, nullptr);
  for (const Contribution& one : all) {
    if (!persons || !in_question(one)) continue;
    const Contribution*& kept = first[one.participant];
    if (kept == nullptr || one.day < kept->day) kept = &one;
  }
  const auto verdict = [&](const Contribution& one) {
    if (voided_.Is(one.event)) return COUNT_VERDICT_VOIDED;
    if (!one.passes || one.day == kNoDay) return COUNT_VERDICT_FILTERED;
    if (persons && one.participant == kNobody) return COUNT_VERDICT_FILTERED;
    if (one.day > until) return COUNT_VERDICT_AFTER_VALID_AT;
    if (one.day < from) return COUNT_VERDICT_OUTSIDE_PERIOD;
    if (compiled.required && !required[one.participant]) return COUNT_VERDICT_REQUIREMENT_MISSING;
    if (persons && first[one.participant] != &one) return COUNT_VERDICT_PERSON_COUNTED_ALREADY;
    return COUNT_VERDICT_COUNTED;
  };
  for (const Contribution& one : all) {
    if (Known(one)) sink(one, verdict(one));
  }
}

}  // namespace paktum::views::internal
