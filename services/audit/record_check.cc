#include "services/audit/record_check.h"

#include <utility>

#include "libs/base/hex.h"
#include "libs/ledger/record.h"

namespace paktum::audit {
namespace {

std::string Number(std::uint64_t number) { return std::to_string(number); }

std::string Place(std::string_view stream, std::uint64_t version) {
  return std::string(stream) + "@" + Number(version);
}

std::string HexOf(const transparency::Hash& hash) { return ToHex(transparency::View(hash)); }

}  // namespace

RecordCheck::RecordCheck(Findings& findings, OnRecord on_record)
    : findings_(findings), on_record_(std::move(on_record)) {}

void RecordCheck::Expect(ExpectedRoot root) {
  expected_.emplace(root.size, std::move(root));
  next_expected_ = expected_.begin()->first;
  CompareRoots();
}

void RecordCheck::Take(const Batch& batch) {
  std::size_t owner = 0;
  for (const std::string_view stored : batch.stored) {
    const auto lies_in = [&](const std::string& buffer) {
      return stored.data() >= buffer.data() && stored.data() <= buffer.data() + buffer.size();
    };
    while (owner + 1 < batch.owners.size() && !lies_in(*batch.owners[owner])) ++owner;
    TakeStored(stored, batch.owners[owner]);
  }
}

// A record behind a gap is taken as the next leaf all the same: the root tells that it is not.
void RecordCheck::TakeStored(std::string_view stored,
                             const std::shared_ptr<const std::string>& owner) {
  const transparency::Hash leaf = transparency::LeafHash(stored);
  tree_.Append(leaf);
  decoded_.clear();
  if (const Status read = ledger::AddDecoded(owner, stored, decoded_); !read.ok()) {
    last_ = Next(last_);
    inside_append_ = append_known_ = false;
    findings_.Add({"record.damaged", "", last_.value(), "", read.message()});
  } else {
    const ledger::Record& record = decoded_.front();
    CheckPlace(record);
    CheckStream(record);
    CheckAppend(record);
    if (on_record_) on_record_(record, leaf);
  }
  if (tree_.size() == next_expected_) CompareRoots();
}

void RecordCheck::CheckPlace(const ledger::Record& record) {
  const std::uint64_t expected = last_.value() + 1;
  const std::uint64_t found = record.position.value();
  if (found > expected) {
    EndAppend();
    append_known_ = false;
    findings_.Add({"record.missing", "", expected,
                   Number(expected) + (found - 1 > expected ? "-" + Number(found - 1) : ""), ""});
  } else if (found < expected) {
    findings_.Add({"record.misplaced", "", expected, Number(expected), Number(found)});
  }
  if (record.recorded_at < last_recorded_at_) {
    findings_.Add({"record.time_went_back", "", found, last_recorded_at_.ToString(),
                   record.recorded_at.ToString()});
  }
  // A record that stands too late does not set the count back.
  if (found >= expected) last_ = record.position;
  last_recorded_at_ = record.recorded_at;
}

void RecordCheck::CheckStream(const ledger::Record& record) {
  auto known = versions_.find(record.stream);
  if (known == versions_.end()) known = versions_.emplace(std::string(record.stream), 0).first;
  const std::uint64_t expected = known->second + 1;
  if (record.version.value() != expected) {
    findings_.Add({"stream.gap", Place(record.stream, record.version.value()),
                   record.position.value(), Number(expected), Number(record.version.value())});
  }
  known->second = record.version.value();
}

void RecordCheck::CheckAppend(const ledger::Record& record) {
  if (record.append_index == 0) return BeginAppend(record);
  if (!append_known_) return;
  if (!inside_append_ || !Continues(record)) {
    inside_append_ = append_known_ = false;
    findings_.Add({"append.torn", record.command.ToString(), record.position.value(), "",
                   Number(record.append_index + 1) + "/" + Number(record.append_count)});
    return;
  }
  ++append_.taken;
  inside_append_ = append_.taken < append_.count;
}

void RecordCheck::BeginAppend(const ledger::Record& record) {
  EndAppend();
  append_known_ = true;
  append_ = {record.command,
             record.position,
             record.recorded_at,
             record.append_count,
             1,
             std::string(record.member)};
  inside_append_ = record.append_count > 1;
  if (record.content_digest.empty()) {
    findings_.Add({"append.torn", record.command.ToString(), record.position.value(), "", ""});
  }
  if (const Position before = commands_.Add(record.command, record.position);
      before != Position(0)) {
    findings_.Add({"command.repeated", record.command.ToString(), record.position.value(), "",
                   Number(before.value())});
  }
}

void RecordCheck::EndAppend() {
  if (inside_append_) {
    findings_.Add({"append.torn", append_.command.ToString(), append_.first.value(),
                   Number(append_.count), Number(append_.taken)});
  }
  inside_append_ = false;
}

bool RecordCheck::Continues(const ledger::Record& record) const {
  return record.append_index == append_.taken && record.command == append_.command &&
         record.append_count == append_.count && record.recorded_at == append_.recorded_at &&
         record.member == append_.member && record.content_digest.empty();
}

void RecordCheck::CompareRoots() {
  const auto [begin, end] = expected_.equal_range(tree_.size());
  for (auto it = begin; it != end; ++it) {
    const transparency::Hash root = tree_.Root();
    if (root == it->second.root) continue;
    findings_.Add({"checkpoint.other_root", it->second.where, it->first, HexOf(it->second.root),
                   HexOf(root)});
  }
  const auto next = expected_.upper_bound(tree_.size());
  next_expected_ = next == expected_.end() ? UINT64_MAX : next->first;
}

void RecordCheck::Finish() {
  EndAppend();
  for (auto it = expected_.upper_bound(tree_.size()); it != expected_.end(); ++it) {
    findings_.Add({"ledger.shorter", it->second.where, 0, Number(it->first), Number(tree_.size())});
  }
}

}  // namespace paktum::audit
