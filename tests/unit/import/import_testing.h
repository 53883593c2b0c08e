#pragma once
// What the tests of imports share.
#include <gtest/gtest.h>

#include <string>

#include "libs/import/import_file.h"
#include "libs/plan/load.h"

namespace paktum::imports {

inline const plan::Plan& TestPlan() {
  static const plan::Plan kPlan =
      plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto").value();
  return kPlan;
}

inline const commands::CommandKind& Kind(const std::string& name) {
  return *commands::FindCommand(name);
}

inline ImportFile Opened(const std::string& command, std::string_view bytes) {
  Result<ImportFile> file = ImportFile::Open(Kind(command), TestPlan(), bytes);
  EXPECT_TRUE(file.ok()) << file.status();
  return *std::move(file);
}

inline constexpr const char* kAnna = "0197c1f0-0000-7000-8000-000000000001";

// Knows one person by number.
inline Result<Uuid> KnowsAnna(std::string_view taj) {
  if (taj == "123456788") return *Uuid::Parse(kAnna);
  return NotFound("import.person_unknown", "nobody has it");
}

}  // namespace paktum::imports
