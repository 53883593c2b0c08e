// Measures by quarters as a real table. Each cell says how it stands with a word, a shape and a
// shade; one cell at a time is in the tab order, arrow keys move between them.
import { useRef, useState } from "preact/hooks";
import type { CellState, ScheduleCell, ScheduleRow, ScheduleView } from "../api";
import {
  columnYear,
  formatNumber,
  formatQuarter,
  formatQuarterShort,
  parseQuarter,
} from "../format";
import { CellDetails, CellTip, type Tip } from "./cell_details";
import { Downloads } from "./downloads";
import { Icon, type IconName } from "./icon";
import { ViewNotice } from "./notices";
import { usePage } from "./page_context";

export const CELL_ICONS: Record<CellState, IconName> = {
  ACTIVE: "dot",
  WAITING: "clock",
  LATE: "warning",
  AHEAD: "ring",
  UNPLANNED: "diamond",
  UNSPECIFIED: "dash",
};

const LEGEND: CellState[] = ["ACTIVE", "WAITING", "LATE", "AHEAD", "UNPLANNED", "UNSPECIFIED"];

const inMonths = (view: ScheduleView) => parseQuarter(view.quarters[0] ?? "") === null;

export function ScheduleMatrix() {
  const { state, lang, t } = usePage();
  const { schedule } = state;
  const view = schedule.data;
  const [chosen, setChosen] = useState<{ measure: string; quarter: string } | null>(null);
  const row = view?.rows.find((r) => r.measure === chosen?.measure);
  const cell = row?.cells.find((c) => c.quarter === chosen?.quarter);
  return (
    <section id="schedule" class="part" aria-labelledby="schedule-title" tabIndex={-1}>
      <div class="part-head">
        <h2 id="schedule-title">{t("schedule.title")}</h2>
        {view && (
          <p>
            {t(inMonths(view) ? "schedule.lead_months" : "schedule.lead", {
              planned: formatNumber(view.planned_cells, lang),
              cells: formatNumber(view.cells, lang),
              late: formatNumber(view.late_cells, lang),
            })}
          </p>
        )}
      </div>
      <ViewNotice view={schedule} />
      {view && (
        <div class="panel" data-position={view.meta.applied_through}>
          <ul class="legend" aria-label={t("schedule.legend")}>
            {LEGEND.map((kind) => (
              <li key={kind}>
                <span class={`cell-swatch cell-${kind}`}>
                  <Icon name={CELL_ICONS[kind]} />
                </span>
                {t(`cell.${kind}`)}
              </li>
            ))}
          </ul>
          <Matrix view={view} onChoose={(measure, quarter) => setChosen({ measure, quarter })} />
          <p class="hint matrix-hint">{t("schedule.hint")}</p>
          <CellDetails row={row ?? null} cell={cell ?? null} />
        </div>
      )}
      {view && <Downloads view="schedule" />}
    </section>
  );
}

interface MatrixProps {
  view: ScheduleView;
  onChoose: (measure: string, quarter: string) => void;
}

const MOVES: Record<string, [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

function Matrix({ view, onChoose }: MatrixProps) {
  const { t } = usePage();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const [tip, setTip] = useState<Tip | null>(null);

  const move = (event: KeyboardEvent, row: number, column: number) => {
    if (event.key === "Escape") setTip(null);
    const step = MOVES[event.key];
    const to: [number, number] | null = step
      ? [row + step[0], column + step[1]]
      : event.key === "Home"
        ? [row, 0]
        : event.key === "End"
          ? [row, view.quarters.length - 1]
          : null;
    if (!to) return;
    event.preventDefault();
    table.current?.querySelector<HTMLElement>(`[data-at="${to[0]}-${to[1]}"]`)?.focus();
  };

  return (
    <div
      class="matrix-scroll"
      role="group"
      aria-label={t("schedule.scroll")}
      onScroll={() => setTip(null)}
    >
      <table class="matrix" ref={table} onMouseLeave={() => setTip(null)}>
        <caption class="visually-hidden">
          {t(inMonths(view) ? "schedule.caption_months" : "schedule.caption")}
        </caption>
        <MatrixHead quarters={view.quarters} />
        {pillars(view.rows).map(({ pillar, rows }) => (
          <tbody key={pillar}>
            <PillarRow pillar={pillar} width={view.quarters.length + 1} />
            {rows.map(({ row, index }) => (
              <MeasureRow
                key={row.measure}
                row={row}
                index={index}
                at={at}
                onMove={move}
                onChoose={onChoose}
                onPoint={(cell, element) =>
                  setTip({ row, cell, box: element.getBoundingClientRect() })
                }
                onReach={(column) => setAt([index, column])}
                onLeave={() => setTip(null)}
              />
            ))}
          </tbody>
        ))}
      </table>
      {tip && <CellTip tip={tip} />}
    </div>
  );
}

function MatrixHead({ quarters }: { quarters: string[] }) {
  const { lang, t } = usePage();
  const years: { year: string; span: number }[] = [];
  for (const quarter of quarters) {
    const year = columnYear(quarter);
    const last = years.at(-1);
    if (last?.year === year) last.span += 1;
    else years.push({ year, span: 1 });
  }
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={2} class="corner">
          {t("schedule.measure")}
        </th>
        {years.map(({ year, span }) => (
          <th key={year} scope="colgroup" colSpan={span} class="year">
            {year}
            {year && lang === "hu" && "."}
          </th>
        ))}
      </tr>
      <tr>
        {quarters.map((quarter) => (
          <th
            key={quarter}
            scope="col"
            abbr={formatQuarter(quarter, lang)}
            class={parseQuarter(quarter)?.number === 1 ? "quarter year-start" : "quarter"}
          >
            <span aria-hidden="true">{formatQuarterShort(quarter, lang)}</span>
            <span class="visually-hidden">{formatQuarter(quarter, lang)}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function PillarRow({ pillar, width }: { pillar: string; width: number }) {
  const { state, t, say } = usePage();
  const name = state.pact?.pillars.find((p) => p.code === pillar)?.name;
  return (
    <tr class="pillar">
      <th scope="rowgroup" colSpan={width}>
        <span>
          {t("schedule.pillar", { code: pillar })}
          {name && ` – ${say(name)}`}
        </span>
      </th>
    </tr>
  );
}

interface RowProps {
  row: ScheduleRow;
  index: number;
  at: [number, number];
  onMove: (event: KeyboardEvent, row: number, column: number) => void;
  onChoose: (measure: string, quarter: string) => void;
  onPoint: (cell: ScheduleCell, element: HTMLElement) => void;
  onReach: (column: number) => void;
  onLeave: () => void;
}

function MeasureRow({ row, index, at, onMove, onChoose, onPoint, onReach, onLeave }: RowProps) {
  const { lang, t, say } = usePage();
  return (
    <tr>
      <th scope="row" class="measure">
        <span class="measure-code">{row.measure}</span> <span>{say(row.name)}</span>
      </th>
      {row.cells.map((cell, column) => {
        const n = formatNumber(cell.events, lang);
        const start = parseQuarter(cell.quarter)?.number === 1;
        return (
          <td key={cell.quarter} class={start ? "year-start" : ""}>
            <button
              type="button"
              class={`cell cell-${cell.state}`}
              data-at={`${index}-${column}`}
              data-cell={`${row.measure}/${cell.quarter}`}
              data-state={cell.state}
              tabIndex={at[0] === index && at[1] === column ? 0 : -1}
              onClick={() => onChoose(row.measure, cell.quarter)}
              onKeyDown={(event) => onMove(event, index, column)}
              onFocus={(event) => {
                onReach(column);
                if (event.currentTarget.matches(":focus-visible"))
                  onPoint(cell, event.currentTarget);
              }}
              onBlur={onLeave}
              onMouseEnter={(event) => onPoint(cell, event.currentTarget)}
            >
              <span class="visually-hidden">
                {row.measure}, {formatQuarter(cell.quarter, lang)}:{" "}
              </span>
              <Icon name={CELL_ICONS[cell.state]} />
              <span>{t(`cell_short.${cell.state}`, { n })}</span>
              <span class="visually-hidden"> – {t(`cell.${cell.state}`)}</span>
            </button>
          </td>
        );
      })}
    </tr>
  );
}

function pillars(rows: ScheduleRow[]) {
  const groups: { pillar: string; rows: { row: ScheduleRow; index: number }[] }[] = [];
  rows.forEach((row, index) => {
    const last = groups.at(-1);
    if (last?.pillar === row.pillar) last.rows.push({ row, index });
    else groups.push({ pillar: row.pillar, rows: [{ row, index }] });
  });
  return groups;
}
