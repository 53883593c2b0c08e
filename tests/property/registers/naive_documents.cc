// Documents (domain.md A16).
#include <algorithm>
#include <map>

#include "paktum/view/v1/documents.pb.h"
#include "tests/property/registers/naive_duties.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;
using view::v1::DocumentVersion;

bool IsStep(const Event& event) {
  return event.has_document_drafted() || event.has_document_submitted() ||
         event.has_document_approved() || event.has_document_rejected() ||
         event.has_document_superseded();
}

std::uint32_t VersionOf(const Event& event) {
  if (event.has_document_drafted()) return event.document_drafted().document_version();
  if (event.has_document_submitted()) return event.document_submitted().document_version();
  if (event.has_document_approved()) return event.document_approved().document_version();
  if (event.has_document_rejected()) return event.document_rejected().document_version();
  return event.document_superseded().document_version();
}

void TakeFile(const std::string& sha256, DocumentVersion* version) {
  if (!sha256.empty()) version->set_file_sha256(sha256);
}

void TakeStep(const Record& record, DocumentVersion* version) {
  const Event& event = record.event;
  version->add_positions(record.position);
  if (event.has_document_drafted()) {
    version->set_state(view::v1::DOCUMENT_STATE_DRAFTED);
    version->set_drafted_on(event.occurred_on());
    version->set_title(event.document_drafted().title());
    TakeFile(event.document_drafted().file_sha256(), version);
  } else if (event.has_document_submitted()) {
    version->set_state(view::v1::DOCUMENT_STATE_SUBMITTED);
    version->set_submitted_on(event.occurred_on());
    version->set_submitted_to(event.document_submitted().submitted_to());
    TakeFile(event.document_submitted().file_sha256(), version);
  } else if (event.has_document_approved()) {
    const auto& approved = event.document_approved();
    version->set_state(view::v1::DOCUMENT_STATE_APPROVED);
    version->set_approved_on(event.occurred_on());
    version->set_approved_by(approved.approved_by());
    version->set_resolution(approved.resolution());
    TakeFile(approved.file_sha256(), version);
  } else if (event.has_document_rejected()) {
    const auto& rejected = event.document_rejected();
    version->set_state(view::v1::DOCUMENT_STATE_REJECTED);
    version->set_rejected_on(event.occurred_on());
    version->set_rejection_reason(rejected.reason());
    version->set_rejections(version->rejections() + 1);
    version->set_resolution(rejected.resolution());
  } else {
    version->set_state(view::v1::DOCUMENT_STATE_SUPERSEDED);
    version->set_superseded_on(event.occurred_on());
    version->set_superseded_by(event.document_superseded().superseded_by());
  }
}

// Whether the approved file is another one than was submitted last before it.
bool FileChanged(const Records& steps) {
  std::string submitted;
  std::string approved;
  for (const Record* record : steps) {
    if (record->event.has_document_submitted()) {
      submitted = record->event.document_submitted().file_sha256();
    }
    if (record->event.has_document_approved()) {
      approved = record->event.document_approved().file_sha256();
    }
  }
  return !submitted.empty() && !approved.empty() && submitted != approved;
}

void FillVersions(const Question& question, const std::string& kind,
                  view::v1::DocumentKindRow* row) {
  std::map<std::uint32_t, Records> versions;
  for (const Record* record : question.history.InForce()) {
    if (!IsStep(record->event)) continue;
    if (TextField(BodyOf(*record), "document_kind") != kind) continue;
    versions[VersionOf(record->event)].push_back(record);
  }
  for (const auto& [number, steps] : versions) {
    DocumentVersion* version = row->add_versions();
    version->set_version(number);
    for (const Record* step : steps) TakeStep(*step, version);
    version->set_file_changed_at_approval(FileChanged(steps));
    row->set_state(version->state());
    if (!version->approved_on().empty() &&
        (version->state() == view::v1::DOCUMENT_STATE_APPROVED ||
         version->state() == view::v1::DOCUMENT_STATE_SUPERSEDED)) {
      row->set_approved_versions(row->approved_versions() + 1);
    }
    if (version->state() == view::v1::DOCUMENT_STATE_APPROVED) {
      row->set_in_force_version(number);
    }
  }
}

bool SamePlace(const plan::v1::Cadence& cadence, const plan::v1::DocumentKind& kind) {
  return std::any_of(cadence.sources().begin(), cadence.sources().end(), [&](const auto& source) {
    return std::find(kind.sources().begin(), kind.sources().end(), source) != kind.sources().end();
  });
}

// The cadence that filters on the kind; else one stated in the same place with the same interval.
const plan::v1::Cadence* CadenceOf(const plan::Plan& plan, const plan::v1::DocumentKind& kind) {
  for (const plan::v1::Cadence& cadence : plan.data().cadences()) {
    for (const plan::v1::FieldFilter& filter : cadence.filters()) {
      const bool names = filter.field() == "document_kind" &&
                         std::find(filter.values().begin(), filter.values().end(), kind.code()) !=
                             filter.values().end();
      if (names) return &cadence;
    }
  }
  for (const plan::v1::Cadence& cadence : plan.data().cadences()) {
    if (cadence.interval_months() == kind.interval_months() && SamePlace(cadence, kind)) {
      return &cadence;
    }
  }
  return nullptr;
}

// Due dates of a kind that returns, and the days that meet them.
void FillReturning(const Question& question, const plan::v1::DocumentKind& kind,
                   view::v1::DocumentKindRow* row) {
  std::vector<Date> due;
  std::vector<Date> held;
  std::uint32_t interval = kind.interval_months();
  if (const auto* cadence = CadenceOf(question.plan, kind)) {
    due = DueDates(question.plan, *cadence);
    held = HeldDays(question.history, *cadence);
    interval = cadence->interval_months();
  } else {
    const Date start = question.plan.start_date();
    for (int end = 1; question.plan.has_dates(); ++end) {
      const Date last = start.PlusMonths(end * static_cast<int>(interval)).PlusDays(-1);
      if (last > question.plan.end_date()) break;
      due.push_back(last);
    }
    for (const Record* record : question.history.InForce()) {
      if (record->event.document_approved().document_kind() == kind.code()) {
        held.push_back(record->day());
      }
    }
  }
  FillStanding(question.plan, interval, due, held, question.day, row->mutable_standing());
}

bool IsMissing(const Question& question, const plan::v1::DocumentKind& kind,
               const view::v1::DocumentKindRow& row) {
  if (kind.per_person()) return false;
  const std::uint32_t made = row.has_standing() ? row.standing().held() : row.approved_versions();
  const auto stated = Date::Parse(kind.date());
  if (made == 0 && stated && *stated < question.day) return true;
  if (made == 0 && row.has_standing() && row.standing().expected() > 0) return true;
  return kind.has_stated_count() && question.plan.has_dates() &&
         question.plan.end_date() < question.day && made < kind.stated_count();
}

}  // namespace

void Fill(const Question& question, view::v1::DocumentsView* view) {
  for (const plan::v1::DocumentKind& kind : question.plan.data().document_kinds()) {
    auto* row = view->add_kinds();
    row->set_code(kind.code());
    SetLabel(kind.name(), row->mutable_name());
    *row->mutable_made_by() = kind.made_by();
    row->set_approved_by(kind.approved_by());
    row->set_stated_count(kind.stated_count());
    row->set_stated_date(kind.date());
    row->set_per_person(kind.per_person());
    *row->mutable_measures() = kind.measures();
    SetLabel(kind.note(), row->mutable_note());
    *row->mutable_problems() = kind.problems();
    FillVersions(question, kind.code(), row);
    if (kind.has_interval_months()) FillReturning(question, kind, row);
    row->set_missing(IsMissing(question, kind, *row));
    if (row->in_force_version() > 0) view->set_in_force(view->in_force() + 1);
    const bool waits = std::any_of(
        row->versions().begin(), row->versions().end(),
        [](const auto& one) { return one.state() == view::v1::DOCUMENT_STATE_SUBMITTED; });
    if (waits) view->set_waiting(view->waiting() + 1);
    if (row->missing()) view->set_missing(view->missing() + 1);
    if (row->standing().overdue()) view->set_overdue(view->overdue() + 1);
  }
  for (const Record* record : question.history.InForce()) {
    if (!IsStep(record->event)) continue;
    const std::string kind = TextField(BodyOf(*record), "document_kind");
    const auto& kinds = question.plan.data().document_kinds();
    const bool known = std::any_of(kinds.begin(), kinds.end(),
                                   [&](const auto& one) { return one.code() == kind; });
    if (!known) view->set_unknown_kinds(view->unknown_kinds() + 1);
  }
}

}  // namespace paktum::views::naive
