#pragma once
// ImportFile: a spreadsheet whose rows are commands of one kind (docs/formats/import.md).
//
// Heading  is the first of the first kHeadingRowsMax rows that names most columns: by the heading
//          of the template in either language or by the field's name, without regard to case,
//          accents, spaces and asterisks. Other columns are ignored and named. Rows whose first
//          cell begins with # are remarks.
// Rows     each becomes one command, checked as the office checks every command.
// Texts    name row, column and what would be right, and never show what stands in a cell.
// Threads  Read may be called from several threads; everything else is const.
// Memory   the file as text, within tabular::TableLimits; messages are made row by row.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/uuid.h"
#include "libs/commands/input.h"
#include "libs/import/columns.h"
#include "libs/plan/plan.h"
#include "libs/tabular/table.h"

namespace paktum::imports {

inline constexpr std::size_t kHeadingRowsMax = 10;
inline constexpr std::size_t kIgnoredColumnsMax = 50;  // named in the answer

// Finds the participant with this TAJ number (9 digits, checked).
// Errors: kNotFound "import.person_unknown", kFailedPrecondition "import.person_twice" or
// "import.no_persons", any other: try again later.
using PersonFinder = std::function<Result<Uuid>(std::string_view taj_digits)>;

// What is wrong with a row or with the heading.
struct Complaint {
  std::uint32_t row = 0;  // as a spreadsheet shows it
  std::string column;     // heading as in the file; empty: the whole row
  std::string field;      // "hired_on"
  std::string code;       // "import.…", "input.…" or the reason of a refusal
  Text text;
};

struct ImportRow {
  std::uint32_t number = 0;
  std::unique_ptr<google::protobuf::Message> message;  // set when there is no complaint
  std::vector<Complaint> complaints;
  std::optional<std::uint32_t> occurrence;  // from a file to mend: which of several equal rows
};

// A row that goes back to be mended.
struct RowToMend {
  std::size_t index = 0;         // of the row in the file, 0 … size() - 1
  std::uint32_t occurrence = 1;  // among equal rows
  Text text;                     // what is wrong with it
};

class ImportFile {
 public:
  // Errors: those of tabular::ReadTable; kInvalidArgument "import.no_heading" when no row names a
  // column of the command.
  static Result<ImportFile> Open(const commands::CommandKind& kind, const plan::Plan& plan,
                                 std::string_view bytes, std::string_view sheet = {});

  // What keeps the whole file from being read: required columns that are missing, columns that
  // stand twice. Empty: rows may be read.
  [[nodiscard]] const std::vector<Complaint>& complaints() const { return complaints_; }
  // Headings that name no field, at most kIgnoredColumnsMax.
  [[nodiscard]] const std::vector<std::string>& ignored_columns() const { return ignored_; }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

  [[nodiscard]] ImportRow Read(std::size_t index, const PersonFinder& persons) const;

  // The rows to mend as a file of the kind that came in: the same heading and cells, what is wrong
  // in a column that an import does not read, and, where it is needed, which of several equal rows
  // it is.
  // Errors: those of tabular::ToXlsx.
  [[nodiscard]] Result<std::string> ToMend(const std::vector<RowToMend>& rows,
                                           Language language) const;
  [[nodiscard]] bool is_xlsx() const { return is_xlsx_; }

 private:
  ImportFile(const commands::CommandKind& kind, std::vector<Column> columns)
      : kind_(&kind), columns_(std::move(columns)) {}
  // Column of the command for each heading of a row; -1 for none.
  [[nodiscard]] std::vector<int> ColumnsNamedBy(const tabular::Row& row) const;
  Status TakeHeading(tabular::Table& table);
  void CheckHeading(std::uint32_t row);
  [[nodiscard]] std::string HeadingOf(std::string_view field) const;

  const commands::CommandKind* kind_;
  std::vector<Column> columns_;
  std::vector<std::string> headings_;  // as in the file
  std::vector<int> column_at_;         // index into columns_ for each cell of a row
  std::vector<tabular::Row> rows_;
  std::vector<Complaint> complaints_;
  std::vector<std::string> ignored_;
  bool is_xlsx_ = false;
};

}  // namespace paktum::imports
