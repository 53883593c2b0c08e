#include "libs/export/internal/titles.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "paktum/options/v1/options.pb.h"

namespace paktum::exports {
namespace {

struct Title {
  std::string_view field;
  std::string_view hu;
  std::string_view en;
};

// Sorted by field.
constexpr std::array kTitles = {
    Title{"about", "Megjegyzés", "About"},
    Title{"activities", "Tevékenységek", "Activities"},
    Title{"agenda", "Napirend", "Agenda"},
    Title{"amount_ft", "Összeg", "Amount"},
    Title{"applied_through", "A napló sorszáma", "Position in the ledger"},
    Title{"approved_by", "Jóváhagyó", "Approved by"},
    Title{"approved_on", "Jóváhagyás napja", "Approved on"},
    Title{"bodies", "Testületek", "Bodies"},
    Title{"body", "Testület", "Body"},
    Title{"cadences", "Rendszeres kötelezettségek", "Recurring duties"},
    Title{"cause", "Ok", "Cause"},
    Title{"cells", "Cellák", "Cells"},
    Title{"changes", "Változások", "Changes"},
    Title{"checks", "Ellenőrzések", "Checks"},
    Title{"code", "Kód", "Code"},
    Title{"committed_ft", "Lekötött", "Committed"},
    Title{"contains_simulated", "Szimulált adatot is tartalmaz", "Contains simulated events"},
    Title{"count", "Darab", "Count"},
    Title{"date", "Nap", "Date"},
    Title{"definition", "Meghatározás", "Definition"},
    Title{"definition_version", "A meghatározás változata", "Definition version"},
    Title{"deviations", "Eltérések", "Deviations"},
    Title{"document_kind", "Dokumentumfajta", "Document kind"},
    Title{"documents", "Dokumentumok", "Documents"},
    Title{"due_on", "Határidő", "Due on"},
    Title{"employer", "Munkáltató", "Employer"},
    Title{"ended_on", "Vége", "Ended on"},
    Title{"event", "Esemény", "Event"},
    Title{"events", "Események", "Events"},
    Title{"expected", "Esedékes volt", "Expected"},
    Title{"first_day", "Első nap", "First day"},
    Title{"fold_version", "A nézet változata", "Fold version"},
    Title{"free_ft", "Szabad", "Free"},
    Title{"free_persons", "Szabad, fő", "Free, persons"},
    Title{"grants", "Támogatások", "Grants"},
    Title{"held", "Megtartott", "Held"},
    Title{"held_on", "Megtartás napja", "Held on"},
    Title{"in_period", "Az időszakban", "In the period"},
    Title{"indicator", "Mutató", "Indicator"},
    Title{"indicators", "Mutatók", "Indicators"},
    Title{"interval_months", "Gyakoriság, hónap", "Interval, months"},
    Title{"joined_on", "Csatlakozás napja", "Joined on"},
    Title{"kind", "Fajta", "Kind"},
    Title{"kinds", "Fajták", "Kinds"},
    Title{"known_at", "Ismert eddig", "Known at"},
    Title{"label", "Megnevezés", "Label"},
    Title{"last_day", "Utolsó nap", "Last day"},
    Title{"last_on", "Utoljára", "Last on"},
    Title{"left_on", "Kilépés napja", "Left on"},
    Title{"measure", "Intézkedés", "Measure"},
    Title{"measures", "Intézkedések", "Measures"},
    Title{"members", "Tagok", "Members"},
    Title{"meta", "A válasz", "The answer"},
    Title{"missed", "Elmaradt", "Missed"},
    Title{"missed_due_on", "Elmaradt határidők", "Missed due dates"},
    Title{"month", "Hónap", "Month"},
    Title{"monthly", "Havonta", "Monthly"},
    Title{"months", "Hónap", "Months"},
    Title{"name", "Név", "Name"},
    Title{"next_due_on", "Következő határidő", "Next due on"},
    Title{"note", "Megjegyzés", "Note"},
    Title{"notices", "Közlemények", "Notices"},
    Title{"number", "Szám", "Number"},
    Title{"occurred_on", "Napja", "Occurred on"},
    Title{"office", "Hivatal", "Office"},
    Title{"organisation", "Szervezet", "Organisation"},
    Title{"organisations", "Szervezetek", "Organisations"},
    Title{"overdue", "Lejárt", "Overdue"},
    Title{"overdue_days", "Késés, nap", "Overdue, days"},
    Title{"pact", "Paktum", "Pact"},
    Title{"paid_ft", "Kifizetett", "Paid"},
    Title{"participant_id", "Ügyfél azonosítója", "Participant's id"},
    Title{"percent_x10", "Százalék tizede", "Tenths of a percent"},
    Title{"period", "Időszak", "Period"},
    Title{"persons", "Fő", "Persons"},
    Title{"phase", "Szakasz", "Phase"},
    Title{"phases", "Szakaszok", "Phases"},
    Title{"plan_version", "A terv változata", "Plan version"},
    Title{"planned_ft", "Tervezett", "Planned"},
    Title{"planned_on", "Tervezés napja", "Planned on"},
    Title{"planned_persons", "Tervezett, fő", "Planned, persons"},
    Title{"position", "Sorszám a naplóban", "Position"},
    Title{"posts", "Munkakörök", "Posts"},
    Title{"problems", "Ellentmondások a forrásban", "Problems of the source"},
    Title{"quarter", "Negyedév", "Quarter"},
    Title{"quarters", "Negyedévek", "Quarters"},
    Title{"reason", "Ok", "Reason"},
    Title{"reclaimed_ft", "Visszakövetelt", "Reclaimed"},
    Title{"recorded_at", "Rögzítés ideje", "Recorded at"},
    Title{"resolution", "Határozat", "Resolution"},
    Title{"resolutions", "Határozatok", "Resolutions"},
    Title{"responsible", "Felelős", "Responsible"},
    Title{"role", "Szerep", "Role"},
    Title{"scheme", "Támogatási jogcím", "Scheme"},
    Title{"schemes", "Támogatási jogcímek", "Schemes"},
    Title{"since", "Mióta", "Since"},
    Title{"sittings", "Ülések", "Sittings"},
    Title{"sources", "Források", "Sources"},
    Title{"starts_on", "Kezdete", "Starts on"},
    Title{"state", "Állapot", "State"},
    Title{"status", "Állapot", "Status"},
    Title{"steps", "Lépések", "Steps"},
    Title{"subject", "Tárgy", "Subject"},
    Title{"submitted_on", "Benyújtás napja", "Submitted on"},
    Title{"suppressed", "Elrejtve (kevés személy)", "Suppressed (few persons)"},
    Title{"surfaces", "Felületek", "Surfaces"},
    Title{"target", "Cél", "Target"},
    Title{"targets", "Célok", "Targets"},
    Title{"tasks", "Feladatok", "Tasks"},
    Title{"text", "Szöveg", "Text"},
    Title{"title", "Cím", "Title"},
    Title{"total", "Összesen", "Total"},
    Title{"type", "Típus", "Type"},
    Title{"type_name", "A típus neve", "Name of the type"},
    Title{"unit", "Egység", "Unit"},
    Title{"unit_amount_ft", "Egységár", "Unit amount"},
    Title{"unknown_events", "Ismeretlen fajtájú események", "Events of unknown kinds"},
    Title{"until", "Meddig", "Until"},
    Title{"use", "Felhasználás", "Use"},
    Title{"valid_at", "Érvényesség napja", "Valid at"},
    Title{"value", "Érték", "Value"},
    Title{"verdict", "Értékelés", "Verdict"},
    Title{"versions", "Változatok", "Versions"},
    Title{"year", "Év", "Year"},
    Title{"years", "Évek", "Years"},
};

static_assert(std::is_sorted(kTitles.begin(), kTitles.end(),
                             [](const Title& a, const Title& b) { return a.field < b.field; }));

std::string InWords(const std::string& name) {
  std::string words = name;
  std::replace(words.begin(), words.end(), '_', ' ');
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') {
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
  }
  return words;
}

}  // namespace

std::string TitleOf(const google::protobuf::FieldDescriptor& field, Language language) {
  const bool hu = language == Language::kHungarian;
  if (field.options().HasExtension(options::v1::label)) {
    const options::v1::Text& label = field.options().GetExtension(options::v1::label);
    return hu ? label.hu() : label.en();
  }
  const auto* const found = std::lower_bound(
      kTitles.begin(), kTitles.end(), field.name(),
      [](const Title& title, const std::string& name) { return title.field < name; });
  if (found == kTitles.end() || found->field != field.name()) return InWords(field.name());
  return std::string(hu ? found->hu : found->en);
}

}  // namespace paktum::exports
