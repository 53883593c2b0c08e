#include "services/paktum/store_texts.h"

#include <array>
#include <utility>

namespace paktum::cli {
namespace {

struct Text {
  std::string_view hu;
  std::string_view en;
  [[nodiscard]] std::string In(Language language) const {
    return std::string(language == Language::kHungarian ? hu : en);
  }
};

constexpr std::array<std::pair<std::string_view, Text>, 23> kFindings{{
    {"storage.damaged", {"az állományok sérültek vagy hiányosak", "files are damaged or missing"}},
    {"storage.end_missing",
     {"a végéről visszaigazolt bejegyzések hiányoznak",
      "acknowledged entries at the end are missing"}},
    {"storage.index_damaged",
     {"a mutatók és a bejegyzések nem egyeznek", "indexes and records disagree"}},
    {"file.damaged",
     {"egy adatállomány nem az, amit a napló kiírt", "a file is not what was written"}},
    {"file.unreadable", {"az adatok egy része nem olvasható", "a part cannot be read"}},
    {"key.foreign", {"ide nem tartozó adat", "an entry that does not belong here"}},
    {"record.damaged", {"sérült bejegyzés", "damaged record"}},
    {"record.misplaced", {"a bejegyzés más helyre szól", "the record says another position"}},
    {"record.missing", {"hiányzó bejegyzések", "missing records"}},
    {"record.time_went_back",
     {"a rögzítés ideje korábbi az előzőénél", "recorded before the record before it"}},
    {"append.torn", {"egy beküldés nem egész", "an append is not whole"}},
    {"stream.gap", {"hézag egy folyam verziói közt", "a gap in the versions of a stream"}},
    {"stream_index.damaged", {"sérült folyammutató", "damaged entry of the stream index"}},
    {"stream_index.missing", {"hiányzó folyammutató", "missing entry of the stream index"}},
    {"stream_index.wrong", {"téves folyammutató", "wrong entry of the stream index"}},
    {"command_index.damaged", {"sérült parancsmutató", "damaged entry of the command index"}},
    {"command_index.missing", {"hiányzó parancsmutató", "missing entry of the command index"}},
    {"command_index.wrong",
     {"téves parancsmutató, vagy egy parancs kétszer szerepel",
      "wrong entry of the command index, or a command that stands twice"}},
    {"tree.damaged",
     {"a Merkle-fa tárolt széle nem a bejegyzéseké",
      "the stored edge of the Merkle tree is not that of the records"}},
    {"tile.damaged", {"a Merkle-fa egy csempéje sérült", "damaged tile of the Merkle tree"}},
    {"tile.missing", {"a Merkle-fa egy csempéje hiányzik", "missing tile of the Merkle tree"}},
    {"tile.wrong",
     {"a Merkle-fa egy csempéje nem a bejegyzéseké",
      "a tile of the Merkle tree is not that of the records"}},
    {"storage.foreign",
     {"ez nem eseménynapló könyvtára, vagy újabb kiadásé",
      "this is no directory of an event log, or one of a newer release"}},
}};

constexpr std::array<std::pair<std::string_view, Text>, 5> kFailures{{
    {"storage.in_use",
     {"a könyvtárat használja egy program: előbb le kell állítani",
      "a program has the directory open: stop it first"}},
    {"storage.cannot_open", {"a könyvtár nem nyitható meg", "the directory cannot be opened"}},
    {"verify.stopped", {"az ellenőrzést megszakították", "the check was stopped"}},
    {"stats.stopped", {"a számlálást megszakították", "the count was stopped"}},
    {"record.damaged",
     {"sérült bejegyzés; a paktum verify megmondja, melyik",
      "a damaged record; paktum verify tells which"}},
}};

std::string TextOf(std::string_view code, Language language) {
  for (const auto& [known, text] : kFailures) {
    if (known == code) return text.In(language);
  }
  for (const auto& [known, text] : kFindings) {
    if (known == code) return text.In(language);
  }
  return std::string(code);
}

std::string Count(std::uint64_t number, Text one, Text many, Language language) {
  return std::to_string(number) + " " + (number == 1 ? one : many).In(language);
}

constexpr Text kRecord{"bejegyzés", "record"};
constexpr Text kRecords{"bejegyzés", "records"};
constexpr Text kStream{"folyam", "stream"};
constexpr Text kStreams{"folyam", "streams"};
constexpr Text kCommand{"parancs", "command"};
constexpr Text kCommands{"parancs", "commands"};
constexpr Text kTile{"csempe", "tile"};
constexpr Text kTiles{"csempe", "tiles"};
constexpr Text kFile{"állomány", "file"};
constexpr Text kFiles{"állomány", "files"};
constexpr Text kFinding{"hiba", "finding"};
constexpr Text kFindingsText{"hiba", "findings"};
constexpr Text kBytes{"bájt", "bytes"};

std::string LineOfLedger(const ledger::VerifiedLedger& ledger, Language language) {
  std::string line = ledger.pact + ": " + Count(ledger.records, kRecord, kRecords, language) +
                     ", " + Count(ledger.streams, kStream, kStreams, language) + ", " +
                     Count(ledger.commands, kCommand, kCommands, language) + ", " +
                     Count(ledger.tiles, kTile, kTiles, language);
  if (!ledger.root.empty()) line += "\n  " + Text{"gyökér ", "root "}.In(language) + ledger.root;
  return line + "\n";
}

}  // namespace

std::optional<Language> ParseLanguage(std::string_view text) {
  if (text == "hu") return Language::kHungarian;
  if (text == "en") return Language::kEnglish;
  return std::nullopt;
}

std::string DescribeFinding(const ledger::StoreFinding& finding, Language language) {
  std::string line = finding.code;
  if (!finding.ledger.empty()) line += " " + finding.ledger;
  if (finding.position != 0) line += " #" + std::to_string(finding.position);
  line += ": " + TextOf(finding.code, language);
  if (!finding.what.empty()) line += " (" + finding.what + ")";
  return line;
}

std::string DescribeReport(const ledger::VerifyReport& report, Language language) {
  std::string text;
  for (const ledger::VerifiedLedger& ledger : report.ledgers) {
    text += LineOfLedger(ledger, language);
  }
  for (const ledger::StoreFinding& finding : report.findings) {
    text += DescribeFinding(finding, language) + "\n";
  }
  if (report.findings_left_out > 0) {
    text += Text{"… és még ", "… and "}.In(language) + std::to_string(report.findings_left_out) +
            Text{"", " more"}.In(language) + "\n";
  }
  if (report.findings.empty()) {
    return text + Text{"Nincs hiba: minden bejegyzés ép, a mutatók egyeznek.\n",
                       "No finding: every record is sound, the indexes agree.\n"}
                      .In(language);
  }
  text +=
      Count(report.findings.size() + report.findings_left_out, kFinding, kFindingsText, language) +
      ".";
  if (!report.complete) {
    text += Text{" A könyvtár nem nyitható meg, a bejegyzések vizsgálata elmaradt.",
                 " The directory cannot be opened; its records were not checked."}
                .In(language);
  }
  return text +
         Text{" Teendő: docs/runbooks/data-loss.md\n", " What to do: docs/runbooks/data-loss.md\n"}
             .In(language);
}

std::string DescribeFailure(const Status& status, Language language) {
  return TextOf(status.reason(), language) + " [" + status.ToString() + "]";
}

std::string DescribeProgress(const ledger::VerifyProgress& progress, Language language) {
  const std::string done = std::to_string(progress.done) + "/" + std::to_string(progress.total);
  if (progress.ledger.empty()) return Text{"állományok ", "files "}.In(language) + done;
  return progress.ledger + ": " + Text{"adatok ", "entries "}.In(language) + done;
}

std::string DescribeStats(const ledger::StoreStats& stats, const EventCounts& events,
                          Language language) {
  std::string text;
  for (const ledger::LedgerStats& ledger : stats.ledgers) {
    text += ledger.pact + ": " + Count(ledger.head.value(), kRecord, kRecords, language) + ", " +
            Count(ledger.streams, kStream, kStreams, language) + ", " +
            Count(ledger.commands, kCommand, kCommands, language) + ", " +
            Count(ledger.tiles, kTile, kTiles, language) + ", " +
            Count(ledger.record_bytes, kBytes, kBytes, language) + "\n  " +
            ledger.first_recorded_at.ToString() + " … " + ledger.last_recorded_at.ToString() + "\n";
  }
  text += Text{"\nEsemények:\n", "\nEvents:\n"}.In(language);
  for (const auto& [type, count] : events) text += "  " + type + " " + std::to_string(count) + "\n";
  text += Text{"\nÁllományok:\n", "\nFiles:\n"}.In(language);
  for (const ledger::FamilyStats& family : stats.families) {
    text += "  " + family.name + " " + Count(family.files, kFile, kFiles, language) + ", " +
            Count(family.file_bytes, kBytes, kBytes, language) + "\n";
  }
  return text + Text{"  előreírt napló ", "  write-ahead log "}.In(language) +
         Count(stats.log_files, kFile, kFiles, language) + ", " +
         Count(stats.log_bytes, kBytes, kBytes, language) + "\n";
}

}  // namespace paktum::cli
