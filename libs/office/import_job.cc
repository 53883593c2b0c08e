#include "libs/office/import_job.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <utility>

#include "libs/base/bounded_queue.h"
#include "libs/base/runtime.h"
#include "libs/service/logging.h"
#include "libs/vault/secret_key.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::office {
namespace {

using google::protobuf::FieldDescriptor;

constexpr std::size_t kLaneRowsMax = 32;  // read ahead of what is being sent
constexpr int kTriesMax = 30;             // of a row that others overtake
constexpr std::chrono::milliseconds kFirstPause{5};
constexpr std::chrono::milliseconds kLongestPause{200};

// What a row is about: rows about the same keep their order.
std::string SubjectOf(const google::protobuf::Message& message) {
  using options::v1::Rule;
  const google::protobuf::Descriptor& descriptor = *message.GetDescriptor();
  for (const auto format :
       {options::v1::FORMAT_UUID, options::v1::FORMAT_TAJ, options::v1::FORMAT_CODE}) {
    for (int i = 0; i < descriptor.field_count(); ++i) {
      const FieldDescriptor& field = *descriptor.field(i);
      if (field.is_repeated() || field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
      if (field.options().GetExtension(options::v1::rule).format() != format) continue;
      std::string subject = message.GetReflection()->GetString(message, &field);
      if (!subject.empty()) return subject;
    }
  }
  return {};
}

Text TextOf(const std::vector<imports::Complaint>& complaints) {
  Text text;
  for (const imports::Complaint& complaint : complaints) {
    const std::string before = complaint.column.empty() ? "" : complaint.column + ": ";
    text.hu += (text.hu.empty() ? "" : " ") + before + complaint.text.hu;
    text.en += (text.en.empty() ? "" : " ") + before + complaint.text.en;
  }
  return text;
}

}  // namespace

ImportJob::ImportJob(imports::ImportFile file, std::string pact, const vault::SecretKey& key,
                     ImportPorts ports, imports::Language language)
    : file_(std::make_unique<const imports::ImportFile>(std::move(file))),
      pact_(std::move(pact)),
      key_(key),
      ports_(std::move(ports)),
      language_(language),
      is_xlsx_(file_->is_xlsx()),
      ignored_(file_->ignored_columns()) {
  progress_.counts.rows = file_->size();
  thread_ = std::thread([this] { Work(); });
}

ImportJob::~ImportJob() {
  stop_ = true;
  thread_.join();
  vault::WipeString(mend_file_);
}

void ImportJob::Work() {
  std::array<std::unique_ptr<BoundedQueue<Row>>, kLanes> lanes;
  std::vector<std::thread> threads;
  for (auto& lane : lanes) {
    lane = std::make_unique<BoundedQueue<Row>>(kLaneRowsMax);
    threads.emplace_back([this, queue = lane.get()] {
      while (const std::optional<Row> row = queue->Pop()) {
        if (!stop_) SendRow(*row);
      }
    });
  }
  ReadRows([&](std::size_t lane, Row row) {
    lanes.at(lane)->PushBefore(std::move(row), Deadline::max());
  });
  for (auto& lane : lanes) lane->Close();
  for (std::thread& thread : threads) thread.join();
  Finish();
}

void ImportJob::ReadRows(const std::function<void(std::size_t lane, Row row)>& send) {
  imports::RowIds ids(key_, pact_);
  for (std::size_t i = 0; i < file_->size() && !stop_; ++i) {
    imports::ImportRow read = file_->Read(i, ports_.persons);
    if (read.message == nullptr) {
      Text text = TextOf(read.complaints);
      Put({.row = {i, read.occurrence.value_or(1), std::move(text)},
           .complaints = std::move(read.complaints)},
          &ImportCounts::malformed);
      continue;
    }
    std::string canonical = CanonicalBytes(*read.message);
    const imports::RowIds::RowId id = ids.Next(canonical, read.occurrence);
    vault::WipeString(canonical);
    const std::size_t lane = std::hash<std::string>()(SubjectOf(*read.message)) % kLanes;
    send(lane, {i, read.number, id.occurrence, std::move(read.message), id.command});
  }
}

void ImportJob::SendRow(const Row& row) {
  const Result<RowOutcome> outcome = Record(row);
  if (!outcome.ok()) {
    const Text text = ports_.text_of(outcome.status());
    Put({.row = {row.index, row.occurrence, text},
         .complaints = {{row.number, {}, {}, outcome.status().reason(), text}}},
        &ImportCounts::refused);
    return;
  }
  const std::lock_guard lock(mutex_);
  switch (*outcome) {
    case RowOutcome::kRecorded:
      ++progress_.counts.recorded;
      return;
    case RowOutcome::kAlreadySo:
      ++progress_.counts.already_so;
      return;
    case RowOutcome::kWaiting:
      ++progress_.counts.waiting;
      return;
  }
}

Result<RowOutcome> ImportJob::Record(const Row& row) const {
  std::chrono::milliseconds pause = kFirstPause;
  for (int tries = 1;; ++tries) {
    Result<RowOutcome> outcome = ports_.record(row.message, row.command);
    const bool again = !outcome.ok() && outcome.status().code() == StatusCode::kAborted;
    if (!again || tries == kTriesMax || stop_) return outcome;
    SleepUntil(SteadyNow() + pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

void ImportJob::Put(Bad bad, std::size_t ImportCounts::*count) {
  const std::lock_guard lock(mutex_);
  ++(progress_.counts.*count);
  bad_.emplace(bad.row.index, std::move(bad));
}

void ImportJob::Finish() {
  std::map<std::size_t, Bad> bad;
  {
    const std::lock_guard lock(mutex_);
    bad.swap(bad_);
  }
  std::vector<imports::RowToMend> rows;
  std::vector<imports::Complaint> errors;
  for (auto& [index, entry] : bad) {
    rows.push_back(std::move(entry.row));
    for (imports::Complaint& complaint : entry.complaints) {
      if (errors.size() < kImportErrorsMax) errors.push_back(std::move(complaint));
    }
  }
  Result<std::string> mend_file = std::string();
  if (!rows.empty()) mend_file = file_->ToMend(rows, language_);
  if (!mend_file.ok()) {
    service::LogError("import.mend_file",
                      {{"pact", pact_}, {"reason", mend_file.status().reason()}});
  }
  const std::lock_guard lock(mutex_);
  file_.reset();
  progress_.errors = std::move(errors);
  progress_.has_mend_file = mend_file.ok() && !rows.empty();
  if (progress_.has_mend_file) mend_file_ = *std::move(mend_file);
  progress_.stopped = progress_.counts.settled() < progress_.counts.rows;
  progress_.done = true;
  ended_.notify_all();
}

ImportProgress ImportJob::Progress() const {
  const std::lock_guard lock(mutex_);
  return progress_;
}

void ImportJob::WaitBefore(Deadline deadline) const {
  std::unique_lock lock(mutex_);
  ended_.wait_until(lock, deadline, [this] { return progress_.done; });
}

std::string ImportJob::MendFile() const {
  const std::lock_guard lock(mutex_);
  return mend_file_;
}

}  // namespace paktum::office
