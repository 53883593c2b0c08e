#include "services/audit/source.h"

#include <utility>

#include "libs/ledger/record.h"

namespace paktum::audit {

Result<ledger::Record> ReadRecordAt(Source& source, Position position) {
  const Status none =
      NotFound("record.none", "there is no record at position " + std::to_string(position.value()));
  if (position.value() == 0 || position > source.Head()) return none;
  const ledger::ReadLimit one{1, ledger::kReadBytesMax};
  PAKTUM_ASSIGN_OR_RETURN(const Batch batch, source.Read(Position(position.value() - 1), one));
  if (batch.stored.empty()) return none;
  PAKTUM_ASSIGN_OR_RETURN(ledger::Record record,
                          ledger::DecodeRecord(std::string(batch.stored.front())));
  if (record.position == position) return record;
  return DataLoss("record.damaged",
                  "another record stands at position " + std::to_string(position.value()));
}

Result<std::unique_ptr<Source>> OpenSource(const SourceOptions& options) {
  const int given = static_cast<int>(!options.store.empty()) +
                    static_cast<int>(!options.log.empty()) +
                    static_cast<int>(!options.bundle.empty());
  if (given != 1) {
    return InvalidArgument("config.source", "give one of --store, --log and --bundle");
  }
  if (!options.store.empty()) return OpenStoreSource(options.store, options.pact);
  if (!options.log.empty()) {
    if (options.pact.empty()) return InvalidArgument("config.pact", "--log needs --pact");
    return OpenLiveSource(options.log, options.curve, options.pact);
  }
  PAKTUM_ASSIGN_OR_RETURN(auto source, OpenBundleSource(options.bundle));
  return source;
}

}  // namespace paktum::audit
