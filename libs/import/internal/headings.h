#pragma once
// Headings of the columns that are no fields.
#include "libs/import/columns.h"

namespace paktum::imports {

// What is wrong with a row of a file to mend; never read.
inline const Text kErrorHeading{"Hiba (nem kerül beolvasásra)", "Error (not read)"};
// Which of several equal rows a row of a file to mend is.
inline const Text kOccurrenceHeading{"Ismétlés sorszáma", "Number of the repetition"};

}  // namespace paktum::imports
