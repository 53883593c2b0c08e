#include "services/audit/texts.h"

#include <array>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/hex.h"
#include "services/audit/internal/code_words.h"

namespace paktum::audit {
namespace {

std::string In(Text text, Language language) { return std::string(text.In(language)); }

std::string Count(std::uint64_t number, Text one, Text many, Language language) {
  return std::to_string(number) + " " + In(number == 1 ? one : many, language);
}

std::string TimeOf(std::uint64_t seconds) {
  return Instant(static_cast<std::int64_t>(seconds) * 1000).ToString();
}

Text WordsOf(Unchecked what) {
  switch (what) {
    case Unchecked::kNoCheckpoint:
      return {"nincs ellenőrző pont: nem tudni, hogy ez az a napló-e, amelyet korábban láttak",
              "there is no checkpoint: whether this is the ledger that was seen before is unknown"};
    case Unchecked::kNoPolicy:
      return {
          "nincs szabályzat (--policy) vagy naplókulcs (--log-key): az ellenőrző pontok "
          "aláírását nem néztük",
          "there is no policy (--policy) or key (--log-key): signatures of checkpoints were not "
          "checked"};
    case Unchecked::kNoMemberKeys:
      return {"nincsenek tagi kulcsok (--members): a beküldések aláírását nem néztük",
              "there are no member keys (--members): signatures of appends were not checked"};
    case Unchecked::kKeysOfBundle:
      return {
          "a kulcsok a csomagból valók: hasonlítsa össze azokkal, amelyeket máshonnan kapott, "
          "vagy adja meg őket (--policy, --members)",
          "the keys came with the bundle: compare them with those you have from elsewhere, or "
          "give them (--policy, --members)"};
    case Unchecked::kBehindDamage:
      return {"az első olvashatatlan bejegyzés mögötti rész",
              "what lies behind the first record that cannot be read"};
  }
  return {};
}

std::string DescribeCheckpoint(const CheckpointWords& checkpoint, Language language) {
  std::string text = In({"ellenőrző pont ", "checkpoint "}, language) + checkpoint.where + ": " +
                     checkpoint.origin + ", " + std::to_string(checkpoint.size) + ", " +
                     ToHex(transparency::View(checkpoint.root)) + "\n";
  for (const auto& cosignature : checkpoint.cosignatures) {
    text += In({"  ellenjegyezte ", "  cosigned by "}, language) + cosignature.witness + ", " +
            TimeOf(cosignature.time_s) + "\n";
  }
  return text;
}

}  // namespace

std::optional<Language> ParseLanguage(std::string_view text) {
  if (text == "hu") return Language::kHungarian;
  if (text == "en") return Language::kEnglish;
  return std::nullopt;
}

std::string_view WordsOf(std::string_view code, Language language) {
  for (const auto& [known, text] : kCodeWords) {
    if (known == code) return text.In(language);
  }
  return code;
}

std::vector<std::string_view> KnownCodes() {
  std::vector<std::string_view> codes;
  codes.reserve(std::size(kCodeWords));
  for (const auto& [code, text] : kCodeWords) codes.push_back(code);
  return codes;
}

std::string Describe(const Finding& finding, Language language) {
  std::string line = finding.code;
  if (finding.position != 0) line += " #" + std::to_string(finding.position);
  line += ": ";
  line += WordsOf(finding.code, language);
  if (!finding.where.empty()) line += " (" + finding.where + ")";
  if (!finding.expected.empty()) {
    line += In({"; várt: ", "; expected: "}, language) + finding.expected;
  }
  if (!finding.found.empty()) line += In({"; talált: ", "; found: "}, language) + finding.found;
  return line;
}

std::string Describe(const Findings& findings, Language language) {
  std::string text;
  for (const Finding& finding : findings.list()) text += Describe(finding, language) + "\n";
  if (findings.left_out() > 0) {
    text += In({"és még ", "and "}, language) +
            Count(findings.left_out(), {"eltérés", "finding more"}, {"eltérés", "findings more"},
                  language) +
            "\n";
  }
  if (findings.empty()) return text + In({"eltérés nincs\n", "no finding\n"}, language);
  return text + Count(findings.total(), {"eltérés", "finding"}, {"eltérés", "findings"}, language) +
         "\n";
}

std::string Describe(const LedgerReport& report, Language language) {
  std::string text = report.pact.empty() ? report.source : report.pact + " (" + report.source + ")";
  text += ": " + Count(report.records, {"bejegyzés", "record"}, {"bejegyzés", "records"}, language);
  if (report.streams > 0) {
    text += ", " + Count(report.streams, {"folyam", "stream"}, {"folyam", "streams"}, language);
    text += ", " + Count(report.appends, {"beküldés", "append"}, {"beküldés", "appends"}, language);
  }
  text += "\n";
  text += In({"gyökér ", "root "}, language) + ToHex(transparency::View(report.root)) + "\n";
  if (report.signatures > 0) {
    text +=
        Count(report.signatures, {"beküldés aláírását ellenőriztük", "signed append was checked"},
              {"beküldés aláírását ellenőriztük", "signed appends were checked"}, language) +
        "\n";
  }
  for (const CheckpointWords& checkpoint : report.checkpoints) {
    text += DescribeCheckpoint(checkpoint, language);
  }
  for (const Unchecked what : report.unchecked) {
    text +=
        In({"nem ellenőriztük: ", "not checked: "}, language) + In(WordsOf(what), language) + "\n";
  }
  return text + Describe(report.findings, language);
}

std::string DescribeFailure(const Status& status, Language language) {
  std::string line = In({"nem ellenőrizhető: ", "cannot be checked: "}, language);
  const std::string_view words = WordsOf(status.reason(), language);
  if (words != status.reason()) line += std::string(words) + "; ";
  return line + status.ToString();
}

std::string DescribeProgress(std::uint64_t done, std::uint64_t total, Language language) {
  const std::uint64_t percent = total == 0 ? 100 : done * 100 / total;
  return std::to_string(done) + " / " + std::to_string(total) +
         In({" bejegyzés (", " records ("}, language) + std::to_string(percent) + " %)";
}

}  // namespace paktum::audit
