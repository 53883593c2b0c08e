#include "services/audit/explain.h"

#include <utility>

#include "libs/base/hex.h"
#include "services/audit/prove.h"

namespace paktum::audit {
namespace {

using view::v1::ExplainedEvent;
using view::v1::ExplainView;

Status AddProof(Source& source, const std::string& note, ExplainedRecord& explained,
                Findings& findings) {
  if (note.empty()) return OkStatus();
  const auto proof = ProveRecord(source, Position(explained.event.position()), note);
  if (proof.ok()) {
    explained.proof = transparency::FormatTlogProof(*proof);
    return OkStatus();
  }
  if (proof.status().reason() == "proof.not_covered") return OkStatus();
  auto finding = FindingOf(proof.status(), source.Name());
  if (!finding) return proof.status();
  finding->position = explained.event.position();
  findings.Add(std::move(*finding));
  return OkStatus();
}

std::string LineOf(const ExplainedRecord& explained, Language language) {
  const ExplainedEvent& event = explained.event;
  std::string line = "#" + std::to_string(event.position()) + " " + event.occurred_on() + " " +
                     event.type() + " " + event.subject() + ": ";
  line += WordsOf(event.verdict(), language);
  if (event.verdict() == view::v1::COUNT_VERDICT_COUNTED) {
    line += " " + std::to_string(event.amount());
  }
  if (event.voided_by() != 0) line += " (#" + std::to_string(event.voided_by()) + ")";
  line += "; " + explained.member;
  if (!explained.signer.empty()) {
    line += Text{", aláíró kulcs ", ", signing key "}.In(language);
    line += explained.signer;
  }
  for (const std::string& evidence : explained.evidence) {
    line += Text{"; bizonylat ", "; evidence "}.In(language);
    line += evidence;
  }
  if (!explained.proof.empty()) {
    line += Text{"; a naplóban van (bizonyítva)", "; in the ledger (proven)"}.In(language);
  }
  return line + "\n";
}

}  // namespace

Result<Explanation> Explain(const Replay& replay, Source& source, views::Parameters parameters,
                            const std::string& note) {
  Explanation explanation;
  parameters["limit"] = std::to_string(views::IndicatorsFold::kExplainLimitMax);
  for (std::uint64_t after = 0;;) {
    parameters["after"] = std::to_string(after);
    PAKTUM_ASSIGN_OR_RETURN(const ViewMessage message, replay.Ask("explain", parameters));
    const auto& page = dynamic_cast<const ExplainView&>(*message);
    explanation.meta = page.meta();
    explanation.indicator = page.indicator();
    for (const ExplainedEvent& event : page.events()) {
      PAKTUM_ASSIGN_OR_RETURN(const ledger::Record record,
                              ReadRecordAt(source, Position(event.position())));
      ExplainedRecord explained;
      explained.event = event;
      explained.member = record.member;
      // The first record of an append carries its signature.
      PAKTUM_ASSIGN_OR_RETURN(const ledger::Record first,
                              ReadRecordAt(source, record.append_first()));
      explained.signer = ToHex(first.signer);
      explained.evidence = EventWordsOf(record.submitted, Language::kEnglish).evidence;
      PAKTUM_RETURN_IF_ERROR(AddProof(source, note, explained, explanation.findings));
      explanation.events.push_back(std::move(explained));
    }
    after = page.next_after();
    if (after == 0) return explanation;
  }
}

std::string_view WordsOf(view::v1::CountVerdict verdict, Language language) {
  const auto words = [&]() -> Text {
    switch (verdict) {
      case view::v1::COUNT_VERDICT_COUNTED:
        return {"beszámít", "counts"};
      case view::v1::COUNT_VERDICT_PERSON_COUNTED_ALREADY:
        return {"nem számít: a személyt egy korábbi esemény már beszámította",
                "left out: the person is counted by an earlier event"};
      case view::v1::COUNT_VERDICT_VOIDED:
        return {"nem számít: sztornózták", "left out: it was voided"};
      case view::v1::COUNT_VERDICT_AFTER_VALID_AT:
        return {"nem számít: a kért nap után történt",
                "left out: it happened after the day asked for"};
      case view::v1::COUNT_VERDICT_FILTERED:
        return {"nem számít: a meghatározás szűrője kizárja",
                "left out: the filter of the definition"};
      case view::v1::COUNT_VERDICT_REQUIREMENT_MISSING:
        return {"nem számít: a személy nincs benne az előfeltételként kért mutatóban",
                "left out: the person is not in the indicator that this one requires"};
      case view::v1::COUNT_VERDICT_OUTSIDE_PERIOD:
        return {"nem számít: korábbi időszaké", "left out: it belongs to an earlier period"};
      case view::v1::COUNT_VERDICT_UNSPECIFIED:
      case view::v1::CountVerdict_INT_MIN_SENTINEL_DO_NOT_USE_:
      case view::v1::CountVerdict_INT_MAX_SENTINEL_DO_NOT_USE_:
        break;
    }
    return {"akkor még nem volt ismert", "not known then"};
  }();
  return words.In(language);
}

std::string Describe(const Explanation& explanation, Language language) {
  const auto& indicator = explanation.indicator;
  const bool hu = language == Language::kHungarian;
  std::string text = indicator.code() + " = " + std::to_string(indicator.value()) + " " +
                     (hu ? indicator.unit().hu() : indicator.unit().en()) + ", " +
                     (hu ? indicator.name().hu() : indicator.name().en()) + "\n";
  text += Text{"a nap: ", "as of "}.In(language);
  text += explanation.meta.valid_at();
  text += Text{", ismert eddig: ", ", known at "}.In(language);
  text += explanation.meta.known_at();
  text += Text{", visszajátszva eddig: ", ", replayed through "}.In(language);
  text += std::to_string(explanation.meta.applied_through()) + "\n";
  for (const ExplainedRecord& event : explanation.events) text += LineOf(event, language);
  if (!explanation.findings.empty()) text += Describe(explanation.findings, language);
  return text;
}

}  // namespace paktum::audit
