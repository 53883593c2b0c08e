#include "services/audit/index_page.h"

#include <google/protobuf/descriptor.h>

#include <array>
#include <utility>

#include "libs/base/html_text.h"
#include "paktum/options/v1/options.pb.h"
#include "paktum/view/v1/indicators.pb.h"

namespace paktum::audit {
namespace {

using inspection::v1::BundleAbout;

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="hu">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Paktum – ellenőrzési csomag / inspection bundle</title>
<style>
body { margin: 0 auto; padding: 1rem; max-width: 70rem; color: #1a1a1a; background: #fff; }
body { font: 1rem/1.5 sans-serif; }
h1, h2, h3 { line-height: 1.25; }
a { color: #0b4f8a; }
a:focus { outline: 3px solid #0b4f8a; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { background: #f0f0f0; }
td.number { text-align: right; }
code, pre { font-family: monospace; overflow-wrap: anywhere; }
pre { background: #f0f0f0; padding: .75rem; overflow-x: auto; white-space: pre-wrap; }
</style>
</head>
<body>
<nav aria-label="Nyelv / Language">
<a href="#hu">Magyar</a> · <a href="#en" lang="en">English</a>
</nav>
<main>
<h1>Paktum</h1>
)";

std::string Element(std::string_view name, std::string_view text,
                    std::string_view attributes = "") {
  return "<" + std::string(name) + std::string(attributes) + ">" + HtmlText(text) + "</" +
         std::string(name) + ">";
}

// Text that is HTML already.
std::string Paragraph(std::string_view html) { return "<p>" + std::string(html) + "</p>\n"; }

void Fact(std::string& html, Text name, std::string_view value, Language language) {
  if (value.empty()) return;
  html += "<tr>" + Element("th", name.In(language), " scope=\"row\"") + Element("td", value) +
          "</tr>\n";
}

Text WordsOf(inspection::v1::InspectionRight right) {
  const auto* value = inspection::v1::InspectionRight_descriptor()->FindValueByNumber(right);
  if (value == nullptr) return {"", ""};
  const auto& text = value->options().GetExtension(options::v1::text);
  return {text.hu(), text.en()};
}

std::string ContentOf(const BundleAbout& about, Language language) {
  const bool hu = language == Language::kHungarian;
  switch (about.scope()) {
    case inspection::v1::BUNDLE_SCOPE_PERIOD:
      return (hu ? "rögzítve " : "recorded ") + about.recorded_from() + " – " + about.recorded_to();
    case inspection::v1::BUNDLE_SCOPE_STREAM:
      return (hu ? "egy folyam: " : "one stream: ") + about.stream();
    case inspection::v1::BUNDLE_SCOPE_LEDGER:
    case inspection::v1::BUNDLE_SCOPE_UNSPECIFIED:
    case inspection::v1::BundleScope_INT_MIN_SENTINEL_DO_NOT_USE_:
    case inspection::v1::BundleScope_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return hu ? "az egész napló" : "the whole ledger";
}

void AddAbout(std::string& html, const BundleAbout& about, Language language) {
  const bool hu = language == Language::kHungarian;
  html += "<table>\n<caption>" + std::string(hu ? "Adatai" : "Facts") + "</caption>\n<tbody>\n";
  Fact(html, {"paktum", "pact"}, about.pact(), language);
  Fact(html, {"tartalma", "content"}, ContentOf(about, language), language);
  Fact(html, {"bejegyzések a csomagban", "records in it"}, std::to_string(about.records()),
       language);
  Fact(html, {"a napló mérete", "size of the ledger"}, std::to_string(about.tree_size()), language);
  Fact(html, {"a napló gyökere", "root of the ledger"}, about.tree_root(), language);
  Fact(html, {"készült", "made at"}, about.made_at(), language);
  Fact(html, {"jogcím", "on which right"}, WordsOf(about.right()).In(language), language);
  Fact(html, {"ügyszám", "reference"}, about.reference(), language);
  const std::string recorded =
      about.recorded_position() == 0
          ? std::string(hu ? "nem: leállított tárból készült" : "no: made from a stopped store")
          : (hu ? "igen, sorszáma " : "yes, position ") + std::to_string(about.recorded_position());
  Fact(html, {"kiadását a napló rögzítette", "the ledger recorded that it was handed over"},
       recorded, language);
  html += "</tbody>\n</table>\n";
}

void AddHowTo(std::string& html, Language language) {
  const bool hu = language == Language::kHungarian;
  html += Element("h3", hu ? "Hogyan ellenőrizhető" : "How to check it") + "\n";
  html += Paragraph(
      hu ? "Hálózat nem kell hozzá. A kulcsokat (<code>policy</code>, "
           "<code>members.textproto</code>) hasonlítsa össze azokkal, amelyeket a tagoktól kapott."
         : "No network is needed. Compare the keys (<code>policy</code>, "
           "<code>members.textproto</code>) with those that the members gave you.");
  html +=
      "<pre>sha256sum -c SHA256SUMS\npaktum-audit verify --bundle .\n"
      "paktum-audit verify --bundle . --policy POLICY --members MEMBERS</pre>\n";
  html += Paragraph(
      hu ? "A bejegyzések, lenyomatlapok, ellenőrző pontok és bizonyítások nyilvános formátumúak "
           "(C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-proof; RFC 6962): más "
           "programmal is ellenőrizhetők. Ami személyt nevez meg, zárva maradt; a lezárt rész "
           "lenyomata ettől még ellenőrizhető."
         : "Records, hash tiles, checkpoints and proofs are in public formats (C2SP tlog-tiles, "
           "tlog-checkpoint, tlog-cosignature, tlog-proof; RFC 6962): other programs can check "
           "them, too. What names a person stayed sealed; that it is unchanged can be checked all "
           "the same.");
}

}  // namespace

void IndexPage::Add(const ledger::Record& record) {
  if (rows_.size() == kListedEventsMax) {
    ++left_out_;
    return;
  }
  Row row;
  row.position = record.position.value();
  row.recorded_on = record.recorded_at.DateInBudapest().ToString();
  row.stream = record.stream;
  row.member = record.member;
  row.hu = EventWordsOf(record.submitted, Language::kHungarian);
  row.title_en = EventWordsOf(record.submitted, Language::kEnglish).title;
  rows_.push_back(std::move(row));
}

void IndexPage::SetFigures(const google::protobuf::Message& view) {
  const auto* indicators = dynamic_cast<const view::v1::IndicatorsView*>(&view);
  if (indicators == nullptr) return;
  figures_on_ = indicators->meta().valid_at();
  for (const auto& state : indicators->indicators()) {
    figures_.push_back({state.code(), state.name().hu(), state.name().en(), state.unit().hu(),
                        state.unit().en(), state.value(), state.definition_version() != 0});
  }
}

void IndexPage::AddFigures(std::string& html, Language language) const {
  if (figures_.empty()) return;
  const bool hu = language == Language::kHungarian;
  html += Element("h3", hu ? "Mutatók" : "Indicators") + "\n<table>\n<caption>" +
          (hu ? "A csomag bejegyzéseiből, " : "From the records of the bundle, as of ") +
          HtmlText(figures_on_) + "</caption>\n<thead><tr>" +
          Element("th", hu ? "kód" : "code", " scope=\"col\"") +
          Element("th", hu ? "megnevezés" : "name", " scope=\"col\"") +
          Element("th", hu ? "érték" : "value", " scope=\"col\"") + "</tr></thead>\n<tbody>\n";
  for (const Figure& figure : figures_) {
    const std::string value =
        figure.known ? std::to_string(figure.value) + " " + (hu ? figure.unit_hu : figure.unit_en)
                     : std::string(hu ? "nem ismert" : "unknown");
    html += "<tr>" + Element("th", figure.code, " scope=\"row\"") +
            Element("td", hu ? figure.name_hu : figure.name_en) +
            Element("td", value, " class=\"number\"") + "</tr>\n";
  }
  html += "</tbody>\n</table>\n";
}

void IndexPage::AddEvents(std::string& html, Language language) const {
  const bool hu = language == Language::kHungarian;
  const std::array<std::string_view, 6> columns =
      hu ? std::array<std::string_view, 6>{"sorszám", "mikor történt", "rögzítve",
                                           "esemény", "folyam",        "beküldte"}
         : std::array<std::string_view, 6>{"position", "occurred on", "recorded",
                                           "event",    "stream",      "submitted by"};
  html += Element("h3", hu ? "Események" : "Events") + "\n<table>\n<caption>" +
          (hu ? "A csomag bejegyzései, a napló sorrendjében"
              : "The records of the bundle, in the order of the ledger") +
          "</caption>\n<thead><tr>";
  for (const std::string_view column : columns) html += Element("th", column, " scope=\"col\"");
  html += "</tr></thead>\n<tbody>\n";
  for (const Row& row : rows_) {
    html += "<tr>" + Element("th", std::to_string(row.position), " scope=\"row\"") +
            Element("td", row.hu.occurred_on) + Element("td", row.recorded_on) +
            Element("td", hu ? row.hu.title : row.title_en) + Element("td", row.stream) +
            Element("td", row.member) + "</tr>\n";
  }
  html += "</tbody>\n</table>\n";
  if (left_out_ > 0) {
    html += Paragraph(std::to_string(left_out_) +
                      (hu ? " további esemény a csomag állományaiban van."
                          : " events more are in the files of the bundle."));
  }
}

void IndexPage::AddSection(std::string& html, const BundleAbout& about, Language language) const {
  const bool hu = language == Language::kHungarian;
  html += hu ? "<section id=\"hu\" lang=\"hu\">\n" : "<section id=\"en\" lang=\"en\">\n";
  html += Element("h2", hu ? "Ellenőrzési csomag" : "Inspection bundle") + "\n";
  html +=
      Paragraph(hu ? "Egy foglalkoztatási paktum eseménynaplójának bejegyzései, a bizonyítással "
                     "együtt, hogy a naplóban ezek állnak, és nem mások."
                   : "Records of the event log of an employment pact, with the proof that these "
                     "are what the log holds, and no others.");
  AddAbout(html, about, language);
  AddHowTo(html, language);
  AddFigures(html, language);
  AddEvents(html, language);
  html += "</section>\n";
}

std::string IndexPage::Html(const BundleAbout& about) const {
  std::string html(kHead);
  AddSection(html, about, Language::kHungarian);
  AddSection(html, about, Language::kEnglish);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace paktum::audit
