#include "libs/views/documents.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "libs/views/internal/duties.h"
#include "libs/views/internal/labels.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::DocumentKindRow;
using view::v1::DocumentsView;
using view::v1::DocumentVersion;

using Versions = std::map<std::uint32_t, DocumentVersion>;

struct KindRecord {
  Versions versions;
  std::vector<Date> approved_on;
  std::uint32_t records = 0;
};
using KindRecords = std::map<std::string, KindRecord>;

class Reader {
 public:
  explicit Reader(const EffectiveHistory& history) {
    for (const Fact& fact : history.InForce({Event::kDocumentDrafted, Event::kDocumentSubmitted,
                                             Event::kDocumentApproved, Event::kDocumentRejected,
                                             Event::kDocumentSuperseded})) {
      Take(fact);
    }
  }

  KindRecords Finish() { return std::move(records_); }

 private:
  void Take(const Fact& fact) {
    const Event& event = fact.event;
    if (event.has_document_drafted()) Draft(fact, event.document_drafted());
    if (event.has_document_submitted()) Submit(fact, event.document_submitted());
    if (event.has_document_approved()) Approve(fact, event.document_approved());
    if (event.has_document_rejected()) Reject(fact, event.document_rejected());
    if (event.has_document_superseded()) Supersede(fact, event.document_superseded());
  }

  // The version that a record is about.
  template <typename Body>
  DocumentVersion& Of(const Fact& fact, const Body& body) {
    KindRecord& record = records_[body.document_kind()];
    ++record.records;
    DocumentVersion& version = record.versions[body.document_version()];
    version.set_version(body.document_version());
    version.add_positions(fact.position.value());
    return version;
  }

  static void SetFile(const std::string& sha256, DocumentVersion& version) {
    if (!sha256.empty()) version.set_file_sha256(sha256);
  }

  void Draft(const Fact& fact, const governance::v1::DocumentDrafted& body) {
    DocumentVersion& version = Of(fact, body);
    version.set_drafted_on(fact.day.ToString());
    version.set_title(body.title());
    version.set_state(view::v1::DOCUMENT_STATE_DRAFTED);
    SetFile(body.file_sha256(), version);
  }

  void Submit(const Fact& fact, const governance::v1::DocumentSubmitted& body) {
    DocumentVersion& version = Of(fact, body);
    version.set_submitted_on(fact.day.ToString());
    version.set_submitted_to(body.submitted_to());
    version.set_state(view::v1::DOCUMENT_STATE_SUBMITTED);
    SetFile(body.file_sha256(), version);
  }

  void Approve(const Fact& fact, const governance::v1::DocumentApproved& body) {
    DocumentVersion& version = Of(fact, body);
    version.set_approved_on(fact.day.ToString());
    version.set_approved_by(body.approved_by());
    version.set_resolution(body.resolution());
    version.set_state(view::v1::DOCUMENT_STATE_APPROVED);
    const bool submitted = !version.submitted_on().empty() && !version.file_sha256().empty();
    version.set_file_changed_at_approval(submitted && !body.file_sha256().empty() &&
                                         version.file_sha256() != body.file_sha256());
    SetFile(body.file_sha256(), version);
    records_[body.document_kind()].approved_on.push_back(fact.day);
  }

  void Reject(const Fact& fact, const governance::v1::DocumentRejected& body) {
    DocumentVersion& version = Of(fact, body);
    version.set_rejected_on(fact.day.ToString());
    version.set_rejection_reason(body.reason());
    version.set_rejections(version.rejections() + 1);
    version.set_resolution(body.resolution());
    version.set_state(view::v1::DOCUMENT_STATE_REJECTED);
  }

  void Supersede(const Fact& fact, const governance::v1::DocumentSuperseded& body) {
    DocumentVersion& version = Of(fact, body);
    version.set_superseded_on(fact.day.ToString());
    version.set_superseded_by(body.superseded_by());
    version.set_state(view::v1::DOCUMENT_STATE_SUPERSEDED);
  }

  KindRecords records_;
};

void FillKind(const plan::v1::DocumentKind& kind, DocumentKindRow* row) {
  row->set_code(kind.code());
  internal::SetLabel(kind.name(), row->mutable_name());
  for (const std::string& maker : kind.made_by()) row->add_made_by(maker);
  row->set_approved_by(kind.approved_by());
  row->set_stated_count(kind.stated_count());
  row->set_stated_date(kind.date());
  row->set_per_person(kind.per_person());
  for (const std::string& measure : kind.measures()) row->add_measures(measure);
  internal::SetLabel(kind.note(), row->mutable_note());
  for (const std::string& problem : kind.problems()) row->add_problems(problem);
}

void FillVersions(const KindRecord& record, DocumentKindRow* row) {
  for (const auto& [number, version] : record.versions) {
    *row->add_versions() = version;
    row->set_state(version.state());
    if (version.approved_on().empty()) continue;
    row->set_approved_versions(row->approved_versions() + 1);
    if (version.state() == view::v1::DOCUMENT_STATE_APPROVED) row->set_in_force_version(number);
  }
}

// Whether the cadence is met by documents of the kind alone.
bool FiltersOn(const plan::v1::Cadence& cadence, const std::string& kind) {
  return std::any_of(cadence.filters().begin(), cadence.filters().end(), [&](const auto& filter) {
    return filter.field() == "document_kind" && filter.values_size() == 1 &&
           filter.values(0) == kind;
  });
}

// Whether the source states the duty and the document in the same place, with the same interval.
bool StatedTogether(const plan::v1::Cadence& cadence, const plan::v1::DocumentKind& kind) {
  if (cadence.interval_months() != kind.interval_months()) return false;
  return std::any_of(kind.sources().begin(), kind.sources().end(), [&](const std::string& source) {
    return source != "derived" && std::find(cadence.sources().begin(), cadence.sources().end(),
                                            source) != cadence.sources().end();
  });
}

// Due dates of a kind that returns, and the days that meet them.
internal::CadenceRecord DutyOf(const plan::Plan& plan, const plan::v1::DocumentKind& kind,
                               const KindRecord& record,
                               const std::vector<internal::CadenceRecord>& cadences) {
  for (const internal::CadenceRecord& cadence : cadences) {
    if (FiltersOn(*cadence.cadence, kind.code())) return cadence;
  }
  for (internal::CadenceRecord cadence : cadences) {
    if (cadence.due.empty() || !StatedTogether(*cadence.cadence, kind)) continue;
    cadence.held.insert(cadence.held.end(), record.approved_on.begin(), record.approved_on.end());
    return cadence;
  }
  internal::CadenceRecord own{.cadence = nullptr, .due = {}, .held = record.approved_on};
  const auto months = static_cast<int>(kind.interval_months());
  for (int k = 1; months > 0 && plan.start_date() <= plan.end_date(); ++k) {
    const Date due = plan.start_date().PlusMonths(k * months).PlusDays(-1);
    if (due > plan.end_date()) break;
    own.due.push_back(due);
  }
  return own;
}

bool IsMissing(const RegisterQuestion& question, const DocumentKindRow& row,
               const internal::CadenceRecord& duty) {
  if (row.per_person()) return false;
  const Date today = question.as_of.valid_at;
  const bool over =
      question.plan.end_date() < today && question.plan.start_date() <= question.plan.end_date();
  if (over && row.approved_versions() < row.stated_count()) return true;
  if (row.approved_versions() > 0 || !duty.held.empty()) return false;
  const auto stated = Date::Parse(row.stated_date());
  return (stated && *stated < today) || (!duty.due.empty() && duty.due.front() < today);
}

void FillSums(DocumentsView* view) {
  for (const DocumentKindRow& row : view->kinds()) {
    if (row.in_force_version() > 0) view->set_in_force(view->in_force() + 1);
    const bool waits =
        std::any_of(row.versions().begin(), row.versions().end(), [](const DocumentVersion& one) {
          return one.state() == view::v1::DOCUMENT_STATE_SUBMITTED;
        });
    if (waits) view->set_waiting(view->waiting() + 1);
    if (row.missing()) view->set_missing(view->missing() + 1);
    if (row.standing().overdue()) view->set_overdue(view->overdue() + 1);
  }
}

}  // namespace

Result<DocumentsView> AnswerDocuments(const RegisterQuestion& question) {
  PAKTUM_ASSIGN_OR_RETURN(const auto cadences,
                          internal::ReadCadences(question.plan, question.history));
  KindRecords records = Reader(question.history).Finish();
  DocumentsView view;
  for (const plan::v1::DocumentKind& kind : question.plan.data().document_kinds()) {
    const KindRecord record = std::move(records[kind.code()]);
    records.erase(kind.code());
    DocumentKindRow* row = view.add_kinds();
    FillKind(kind, row);
    FillVersions(record, row);
    internal::CadenceRecord duty;
    if (kind.interval_months() > 0) {
      duty = DutyOf(question.plan, kind, record, cadences);
      internal::FillStanding(question.plan, kind.interval_months(), duty.due, duty.held,
                             question.as_of.valid_at, row->mutable_standing());
    }
    row->set_missing(IsMissing(question, *row, duty));
  }
  for (const auto& [kind, record] : records) {
    view.set_unknown_kinds(view.unknown_kinds() + record.records);
  }
  FillSums(&view);
  return view;
}

}  // namespace paktum::views
