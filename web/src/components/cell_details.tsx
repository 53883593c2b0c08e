// What happened in one cell of the schedule: as a tip beside the cell and as a panel below.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ScheduleCell, ScheduleRow } from "../api";
import { formatNumber, formatQuarter } from "../format";
import { usePage } from "./page_context";

export interface Tip {
  row: ScheduleRow;
  cell: ScheduleCell;
  box: DOMRect;
}

const GAP = 8;

/** Shows beside the cell what its button already says, so it is hidden from assistive technology. */
export function CellTip({ tip }: { tip: Tip }) {
  const { lang, t } = usePage();
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = element.current;
    if (!own) return;
    const { width, height } = own.getBoundingClientRect();
    const middle = tip.box.left + tip.box.width / 2 - width / 2;
    const left = Math.min(Math.max(middle, GAP), innerWidth - width - GAP);
    const above = tip.box.top - height - GAP;
    own.style.left = `${left}px`;
    own.style.top = `${above > GAP ? above : tip.box.bottom + GAP}px`;
  }, [tip]);
  return (
    <div class="tip" ref={element} aria-hidden="true">
      <p>
        <strong>
          {tip.row.measure} · {formatQuarter(tip.cell.quarter, lang)}
        </strong>
      </p>
      <p>{t(`cell.${tip.cell.state}`)}</p>
      <Kinds cell={tip.cell} />
    </div>
  );
}

export function CellDetails({ row, cell }: { row: ScheduleRow | null; cell: ScheduleCell | null }) {
  const { lang, t, say } = usePage();
  return (
    <div class="details" role="region" aria-live="polite" aria-label={t("schedule.details")}>
      {row && cell ? (
        <>
          <h3>
            {row.measure} {say(row.name)}
          </h3>
          <p>
            {formatQuarter(cell.quarter, lang)} – <strong>{t(`cell.${cell.state}`)}</strong>
          </p>
          {cell.kinds.length > 0 ? <Kinds cell={cell} /> : <p>{t("schedule.nothing")}</p>}
        </>
      ) : (
        <p class="quiet">{t("schedule.details_hint")}</p>
      )}
    </div>
  );
}

function Kinds({ cell }: { cell: ScheduleCell }) {
  const { lang, say } = usePage();
  if (cell.kinds.length === 0) return null;
  return (
    <ul class="kinds">
      {cell.kinds.map((kind) => (
        <li key={kind.type}>
          <span>{say(kind.name) || kind.type}</span>{" "}
          <strong>{formatNumber(kind.count, lang)}</strong>
        </li>
      ))}
    </ul>
  );
}
