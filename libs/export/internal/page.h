#pragma once
// Tables as a page that is printed.
#include <string>
#include <vector>

#include "libs/export/view_sheets.h"

namespace paktum::exports {

// A whole HTML page without scripts: `about` first, then each table that has rows. Columns and
// lines without any value are left out.
std::string PageOf(const std::string& title, const tabular::Sheet& about,
                   const std::vector<ViewTable>& tables, Language language);

}  // namespace paktum::exports
