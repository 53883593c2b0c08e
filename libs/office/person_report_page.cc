// The person report as a page that is printed.
#include "libs/base/html_text.h"
#include "libs/office/person_report.h"

namespace paktum::office {
namespace {

using http::Language;

constexpr const char* kStyle =
    "body{font:11pt/1.45 sans-serif;max-width:48em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #767676;padding:.3em .5em;text-align:left;vertical-align:top}"
    "thead{display:table-header-group}tr{break-inside:avoid}.note{white-space:pre-wrap}"
    "@media print{body{margin:0}}";

class Page {
 public:
  explicit Page(const PersonReport& report)
      : report_(report), hungarian_(report.language == Language::kHungarian) {}

  std::string Text() {
    const std::string title =
        Say("Tájékoztató a kezelt személyes adatokról", "What is held about you");
    html_ = std::string("<!doctype html><html lang=\"") + (hungarian_ ? "hu" : "en") +
            "\"><head><meta charset=\"utf-8\"><title>" + title + "</title><style>" + kStyle +
            "</style></head><body><main><h1>" + title + "</h1><p>" + HtmlText(report_.pact) +
            "<br>" + Say("Készült: ", "Made on ") + HtmlText(report_.made_on) + "<br>" +
            Say("Azonosító: ", "Id: ") + HtmlText(report_.participant_id) + "</p>";
    Heading("Az Ön adatai", "Your details");
    Fields(report_.details);
    Groups();
    Events();
    Openings();
    Heading("Önről készült iratok (SHA-256 lenyomattal)", "Documents about you (with SHA-256)");
    Fields(report_.documents);
    if (report_.unreadable > 0) {
      html_ += "<p>" + Say("Nem olvasható részek száma: ", "Parts that cannot be read: ") +
               std::to_string(report_.unreadable) + "</p>";
    }
    return html_ + "</main></body></html>\n";
  }

 private:
  [[nodiscard]] std::string Say(const char* hu, const char* en) const {
    return hungarian_ ? hu : en;
  }

  void Heading(const char* hu, const char* en) { html_ += "<h2>" + Say(hu, en) + "</h2>"; }

  void Nothing() { html_ += "<p>" + Say("Nincs ilyen.", "None.") + "</p>"; }

  void Fields(const std::vector<ReportField>& fields) {
    if (fields.empty()) return Nothing();
    html_ += "<table><tbody>";
    for (const ReportField& field : fields) {
      html_ += "<tr><th scope=\"row\">" + HtmlText(field.label) + "</th><td>" +
               HtmlText(field.value) + "</td></tr>";
    }
    html_ += "</tbody></table>";
  }

  void Groups() {
    Heading("Különleges célcsoportok, amelyekről nyilatkozott",
            "Special-category groups that you declared");
    if (report_.special_groups.empty()) return Nothing();
    html_ += "<ul>";
    for (const std::string& group : report_.special_groups) {
      html_ += "<li>" + HtmlText(group) + "</li>";
    }
    html_ += "</ul>";
  }

  void Head(std::initializer_list<std::string> columns) {
    html_ += "<table><thead><tr>";
    for (const std::string& column : columns) html_ += "<th scope=\"col\">" + column + "</th>";
    html_ += "</tr></thead><tbody>";
  }

  void Events() {
    Heading("Mi történt", "What happened");
    if (report_.events.empty()) return Nothing();
    Head({Say("Nap", "Day"), Say("Esemény", "Event"), Say("Rögzítette", "Recorded by")});
    for (const ReportEvent& event : report_.events) {
      html_ += "<tr><td>" + HtmlText(event.happened_on) + "</td><td>" + HtmlText(event.title);
      if (event.voided) html_ += Say(" (visszavonva)", " (taken back)");
      for (const ReportField& field : event.fields) {
        html_ += "<br>" + HtmlText(field.label) + ": " + HtmlText(field.value);
      }
      for (const std::string& note : event.notes) {
        html_ += "<p class=\"note\">" + HtmlText(note) + "</p>";
      }
      html_ += "</td><td>" + HtmlText(event.recorder) + "</td></tr>";
    }
    html_ += "</tbody></table>";
  }

  void Openings() {
    Heading("Ki nézte meg az adatait, és miért", "Who opened your data, and why");
    if (report_.openings.empty()) return Nothing();
    Head({Say("Nap", "Day"), Say("Cél", "Purpose"), Say("Iktatószám", "File number"),
          Say("Szervezet, ügyintéző", "Organisation, person")});
    for (const ReportOpening& opening : report_.openings) {
      html_ += "<tr><td>" + HtmlText(opening.opened_on) + "</td><td>" + HtmlText(opening.purpose) +
               "</td><td>" + HtmlText(opening.reference) + "</td><td>" + HtmlText(opening.member) +
               ", " + HtmlText(opening.actor) + "</td></tr>";
    }
    html_ += "</tbody></table>";
  }

  const PersonReport& report_;
  const bool hungarian_;
  std::string html_;
};

}  // namespace

std::string ToHtml(const PersonReport& report) { return Page(report).Text(); }

}  // namespace paktum::office
