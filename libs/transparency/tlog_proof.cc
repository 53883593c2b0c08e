#include "libs/transparency/tlog_proof.h"

#include <utility>

#include "libs/base/base64.h"
#include "libs/base/check.h"
#include "libs/transparency/internal/text.h"

namespace paktum::transparency {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

// The lines, one after the other.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) { Next(); }

  void Next() {
    ++number_;
    line_ = internal::TakeLine(rest_);
  }
  [[nodiscard]] const std::optional<std::string_view>& line() const { return line_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool StartsWith(std::string_view prefix) const {
    return line_ && line_->starts_with(prefix);
  }
  [[nodiscard]] Status Malformed(std::string_view what) const {
    return internal::Malformed("tlog_proof.malformed", number_, what);
  }

 private:
  std::string_view rest_;
  std::optional<std::string_view> line_;
  std::size_t number_ = 0;
};

}  // namespace

Result<TlogProof> ParseTlogProof(std::string_view text) {
  if (text.size() > kTlogProofBytesMax) {
    return InvalidArgument("tlog_proof.too_large", "more bytes than a proof may have");
  }
  TlogProof proof;
  Lines lines(text);
  if (lines.line() != kFirstLine) return lines.Malformed("c2sp.org/tlog-proof@v1 is needed");
  lines.Next();
  if (lines.StartsWith(kExtra)) {
    proof.extra = FromBase64(lines.line()->substr(kExtra.size()));
    if (!proof.extra) return lines.Malformed("the extra data is not base 64");
    if (proof.extra->size() > kProofExtraBytesMax) return lines.Malformed("too much extra data");
    lines.Next();
  }
  if (!lines.StartsWith(kIndex)) return lines.Malformed("index <number> is needed");
  const auto index = internal::ParseDecimal(lines.line()->substr(kIndex.size()), kTreeSizeMax - 1);
  if (!index) return lines.Malformed("not the index of an entry");
  proof.index = *index;
  for (lines.Next(); lines.line() && !lines.line()->empty(); lines.Next()) {
    const std::optional<Hash> hash = internal::ParseHash(*lines.line());
    if (!hash) return lines.Malformed("not base 64 of a hash");
    if (proof.inclusion.size() == kProofHashesMax) return lines.Malformed("too many hashes");
    proof.inclusion.push_back(*hash);
  }
  if (!lines.line()) return lines.Malformed("an empty line and a checkpoint are needed");
  if (lines.rest().empty() || lines.rest().size() > kNoteBytesMax) {
    lines.Next();
    return lines.Malformed("a checkpoint is needed");
  }
  proof.checkpoint = lines.rest();
  return proof;
}

std::string FormatTlogProof(const TlogProof& proof) {
  PAKTUM_CHECK(proof.inclusion.size() <= kProofHashesMax);
  std::string text(kFirstLine);
  text += '\n';
  if (proof.extra) {
    PAKTUM_CHECK(proof.extra->size() <= kProofExtraBytesMax);
    text.append(kExtra).append(ToBase64(*proof.extra)).append("\n");
  }
  text.append(kIndex).append(std::to_string(proof.index)).append("\n");
  for (const Hash& hash : proof.inclusion) text += ToBase64(View(hash)) + "\n";
  return text + "\n" + proof.checkpoint;
}

Result<WitnessedCheckpoint> VerifyTlogProof(const TlogProof& proof, const Hash& leaf_hash,
                                            const Policy& policy) {
  PAKTUM_ASSIGN_OR_RETURN(WitnessedCheckpoint witnessed, policy.Check(proof.checkpoint));
  PAKTUM_RETURN_IF_ERROR(VerifyInclusion(proof.inclusion, proof.index, witnessed.checkpoint.size,
                                         leaf_hash, witnessed.checkpoint.root));
  return witnessed;
}

}  // namespace paktum::transparency
