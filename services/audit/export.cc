#include "services/audit/export.h"

#include <algorithm>
#include <utility>

#include "libs/base/hex.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/note.h"
#include "services/audit/bundle_figures.h"
#include "services/audit/bundle_writer.h"
#include "services/audit/index_page.h"
#include "services/audit/internal/descriptor_set.h"
#include "services/audit/prove.h"
#include "services/audit/record_check.h"

namespace paktum::audit {
namespace {

using inspection::v1::BundleAbout;
using inspection::v1::InspectionBundleExported;

// Tiles that were just written.
class WrittenTiles final : public transparency::TileSource {
 public:
  explicit WrittenTiles(const Bundle& bundle) : bundle_(bundle) {}
  Result<std::string> ReadTile(const transparency::TileId& tile) override {
    return bundle_.ReadFile(transparency::TilePath(tile));
  }

 private:
  const Bundle& bundle_;
};

class Exporter {
 public:
  Exporter(Source& source, const ExportInput& input)
      : source_(source),
        input_(input),
        records_(exported_.findings,
                 [this](const ledger::Record& record, const transparency::Hash& leaf) {
                   if (status_.ok()) status_ = Take(record, leaf);
                 }) {}

  Result<Exported> Run(const RecordExport& record, const OnProgress& progress);

 private:
  Status Begin();
  void SetScope();
  Status Take(const ledger::Record& record, const transparency::Hash& leaf);
  Status AddEntry(std::string_view stored);
  Status FlushEntries();
  [[nodiscard]] bool Wanted(const ledger::Record& record) const;
  Status ReadRecords(const OnProgress& progress);
  Status WriteProofs();
  Status WriteContext();
  Status WriteFigures(const OnProgress& progress);
  Result<Position> RecordIt(const RecordExport& record) const;
  [[nodiscard]] bool is_whole() const {
    return exported_.about.scope() == inspection::v1::BUNDLE_SCOPE_LEDGER;
  }

  Source& source_;
  const ExportInput& input_;
  std::unique_ptr<BundleWriter> writer_;
  transparency::Checkpoint checkpoint_;
  Exported exported_;
  RecordCheck records_;
  Status status_;               // of the writing meanwhile
  std::string entries_;         // of the file that is being gathered
  std::uint64_t gathered_ = 0;  // records in it
  std::uint64_t files_ = 0;     // of entries, written
  std::vector<std::pair<std::uint64_t, std::string>> to_prove_;  // position, stored bytes
  bool has_reports_ = false;  // whether an evaluation or a status report is among the records
  IndexPage page_;
};

Status Exporter::Begin() {
  if (input_.right == inspection::v1::INSPECTION_RIGHT_UNSPECIFIED) {
    return InvalidArgument("export.no_right", "say on which right the bundle is made");
  }
  if (input_.reference.empty()) {
    return InvalidArgument("export.no_reference", "give the file number of the inspection");
  }
  PAKTUM_ASSIGN_OR_RETURN(const transparency::Note note, transparency::ParseNote(input_.note));
  PAKTUM_ASSIGN_OR_RETURN(checkpoint_, transparency::ParseCheckpoint(note.text));
  SetScope();
  records_.Expect({checkpoint_.size, checkpoint_.root, kCheckpointFile});
  PAKTUM_ASSIGN_OR_RETURN(writer_, BundleWriter::Create(input_.out));
  return OkStatus();
}

void Exporter::SetScope() {
  BundleAbout& about = exported_.about;
  about.set_format(kBundleFormat);
  about.set_pact(source_.Pact());
  about.set_scope(inspection::v1::BUNDLE_SCOPE_LEDGER);
  if (input_.period) {
    about.set_scope(inspection::v1::BUNDLE_SCOPE_PERIOD);
    about.set_recorded_from(input_.period->from.ToString());
    about.set_recorded_to(input_.period->to.ToString());
  } else if (!input_.stream.empty()) {
    about.set_scope(inspection::v1::BUNDLE_SCOPE_STREAM);
    about.set_stream(input_.stream);
  }
  about.set_tree_size(checkpoint_.size);
  about.set_tree_root(ToHex(transparency::View(checkpoint_.root)));
  about.set_made_at(input_.now.ToString());
  about.set_right(input_.right);
  about.set_reference(input_.reference);
  if (input_.plan) about.set_plan_digest(input_.plan->digest());
}

bool Exporter::Wanted(const ledger::Record& record) const {
  if (input_.period) {
    const Date day = record.recorded_at.DateInBudapest();
    return day >= input_.period->from && day <= input_.period->to;
  }
  return input_.stream.empty() || record.stream == input_.stream;
}

Status Exporter::Take(const ledger::Record& record, const transparency::Hash& /*leaf*/) {
  if (!Wanted(record)) return OkStatus();
  BundleAbout& about = exported_.about;
  if (about.records() == 0) about.set_first_position(record.position.value());
  about.set_last_position(record.position.value());
  about.set_records(about.records() + 1);
  page_.Add(record);
  has_reports_ = has_reports_ || IsReportStream(record.stream);
  if (about.scope() == inspection::v1::BUNDLE_SCOPE_STREAM) {
    to_prove_.emplace_back(record.position.value(), record.stored);
  }
  return AddEntry(record.stored);
}

Status Exporter::AddEntry(std::string_view stored) {
  transparency::AppendEntry(entries_, stored);
  ++gathered_;
  return gathered_ == kRecordsOfAFile ? FlushEntries() : OkStatus();
}

Status Exporter::FlushEntries() {
  if (gathered_ == 0) return OkStatus();
  const std::string path =
      is_whole() ? transparency::EntryBundlePath(files_, gathered_) : RecordsPath(files_);
  PAKTUM_RETURN_IF_ERROR(writer_->Write(path, entries_));
  entries_.clear();
  gathered_ = 0;
  ++files_;
  return OkStatus();
}

Status Exporter::ReadRecords(const OnProgress& progress) {
  const auto take = [&](const Batch& batch) {
    records_.Take(batch);
    return status_.ok() ? writer_->WriteTiles(records_.tree().TakeFull()) : status_;
  };
  PAKTUM_RETURN_IF_ERROR(ForEachBatch(source_, Position(checkpoint_.size), progress, take));
  // The ledger may have gone on behind the checkpoint, so the last append may be cut: it is not
  // torn.
  if (records_.records() < checkpoint_.size) records_.Finish();
  PAKTUM_RETURN_IF_ERROR(FlushEntries());
  return writer_->WriteTiles(records_.tree().Partial());
}

Status Exporter::WriteProofs() {
  if (to_prove_.empty()) return OkStatus();
  PAKTUM_RETURN_IF_ERROR(writer_->Write(kAboutFile, FormatAbout(exported_.about)));
  PAKTUM_ASSIGN_OR_RETURN(const Bundle bundle, Bundle::Open(writer_->directory()));
  WrittenTiles tiles(bundle);
  transparency::TileHashReader hashes(tiles, checkpoint_.size);
  for (const auto& [position, stored] : to_prove_) {
    transparency::TlogProof proof;
    proof.extra = stored;
    proof.index = position - 1;
    proof.checkpoint = input_.note;
    PAKTUM_ASSIGN_OR_RETURN(
        proof.inclusion, transparency::MakeInclusionProof(hashes, proof.index, checkpoint_.size));
    PAKTUM_RETURN_IF_ERROR(writer_->Write(
        std::string(kProofsDirectory) + "/" + std::to_string(position) + ".tlog-proof",
        transparency::FormatTlogProof(proof)));
  }
  return OkStatus();
}

Status Exporter::WriteContext() {
  PAKTUM_RETURN_IF_ERROR(writer_->Write(kCheckpointFile, input_.note));
  std::size_t number = 0;
  for (const GivenCheckpoint& given : input_.checkpoints) {
    PAKTUM_RETURN_IF_ERROR(writer_->Write(
        std::string(kCheckpointsDirectory) + "/" + std::to_string(++number), given.note));
  }
  for (const auto& [path, text] :
       {std::pair{kPolicyFile, &input_.policy_text}, std::pair{kMembersFile, &input_.members_text},
        std::pair{kPlanFile, &input_.plan_text}}) {
    if (!text->empty()) PAKTUM_RETURN_IF_ERROR(writer_->Write(path, *text));
  }
  return writer_->Write(kDescriptorsFile, EventDescriptorSet());
}

// Of the whole ledger the bundle has figures, too.
Status Exporter::WriteFigures(const OnProgress& progress) {
  if (!input_.plan || !is_whole()) return OkStatus();
  PAKTUM_ASSIGN_OR_RETURN(const auto files,
                          CountFigures(source_, *input_.plan, Position(checkpoint_.size),
                                       input_.now.DateInBudapest(), has_reports_, progress));
  page_.SetFigures(*files.front().view);
  for (const FigureFile& file : files) {
    PAKTUM_RETURN_IF_ERROR(writer_->Write(file.path, ViewJson(*file.view)));
  }
  return OkStatus();
}

Result<Position> Exporter::RecordIt(const RecordExport& record) const {
  if (!record) return Position(0);
  const BundleAbout& about = exported_.about;
  InspectionBundleExported event;
  event.set_right(about.right());
  event.set_reference(about.reference());
  event.set_tree_size(about.tree_size());
  event.set_tree_root(std::string(transparency::View(checkpoint_.root)));
  event.set_first_position(about.first_position());
  event.set_last_position(about.last_position());
  event.set_stream(about.stream());
  return record(event);
}

Result<Exported> Exporter::Run(const RecordExport& record, const OnProgress& progress) {
  PAKTUM_RETURN_IF_ERROR(Begin());
  PAKTUM_RETURN_IF_ERROR(ReadRecords(progress));
  if (!exported_.findings.empty()) {
    exported_.about.Clear();
    return std::move(exported_);
  }
  if (exported_.about.records() == 0) {
    return NotFound("export.nothing", "no record of the ledger is in this stream or period");
  }
  PAKTUM_RETURN_IF_ERROR(WriteProofs());
  PAKTUM_RETURN_IF_ERROR(WriteContext());
  PAKTUM_RETURN_IF_ERROR(WriteFigures(progress));
  PAKTUM_ASSIGN_OR_RETURN(const Position recorded, RecordIt(record));
  exported_.about.set_recorded_position(recorded.value());
  PAKTUM_RETURN_IF_ERROR(writer_->Write(kAboutFile, FormatAbout(exported_.about)));
  PAKTUM_RETURN_IF_ERROR(writer_->Write(kIndexFile, page_.Html(exported_.about)));
  PAKTUM_RETURN_IF_ERROR(writer_->Finish());
  return std::move(exported_);
}

}  // namespace

Result<Exported> ExportBundle(Source& source, const ExportInput& input, const RecordExport& record,
                              const OnProgress& progress) {
  return Exporter(source, input).Run(record, progress);
}

}  // namespace paktum::audit
