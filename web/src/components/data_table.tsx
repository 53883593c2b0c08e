// One table for every register: columns say what stands in a row. On a narrow screen each row becomes
// a block of its own, with the heads beside the values.
import type { Fields } from "../fields";
import type { Cell, Column, Table, Tone } from "../registers/shapes";
import { Icon, type IconName } from "./icon";
import { usePage } from "./page_context";

export const TONE_ICONS: Record<Tone, IconName> = {
  good: "check",
  bad: "warning",
  warn: "info",
  quiet: "dash",
};

export function DataTable({ table, caption }: { table: Table; caption: string }) {
  const { t } = usePage();
  if (table.rows.length === 0) return <p class="quiet">{t("register.no_rows")}</p>;
  return (
    <div class="panel table-scroll" tabIndex={0} role="group" aria-label={caption}>
      <table class="rows">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.name} scope="col" class={column.figure ? "number" : undefined}>
                {t(`col.${column.name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <Row key={at} row={row} columns={table.columns} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, columns }: { row: Fields; columns: Column[] }) {
  const { t } = usePage();
  return (
    <tr>
      {columns.map((column, at) => {
        const made = column.cell(row);
        const cell = typeof made === "string" ? { text: made } : made;
        if (at === 0)
          return (
            <th key={column.name} scope="row">
              <CellText cell={cell} />
              <Problems ids={row.texts("problems")} />
            </th>
          );
        return (
          <td
            key={column.name}
            class={column.figure ? "number" : undefined}
            data-label={t(`col.${column.name}`)}
          >
            <div>
              <CellText cell={cell} />
            </div>
          </td>
        );
      })}
    </tr>
  );
}

function CellText({ cell }: { cell: Cell }) {
  const notes = (cell.notes ?? []).filter(Boolean);
  return (
    <>
      {cell.tone ? (
        <span class={`tone tone-${cell.tone}`}>
          <Icon name={TONE_ICONS[cell.tone]} />
          <span>{cell.text}</span>
        </span>
      ) : (
        cell.text
      )}
      {notes.map((note, at) => (
        <span key={at} class="cell-note">
          {note}
        </span>
      ))}
      {cell.explains && <ExplainButton code={cell.explains} />}
    </>
  );
}

function ExplainButton({ code }: { code: string }) {
  const { app, t } = usePage();
  return (
    <button
      type="button"
      class="link"
      aria-label={t("indicator.explain_of", { code })}
      data-explain={code}
      onClick={() => app.openExplain(code)}
    >
      {t("indicator.explain")}
    </button>
  );
}

function Problems({ ids }: { ids: string[] }) {
  const { t } = usePage();
  if (ids.length === 0) return null;
  return (
    <span class="cell-note">
      {t("register.problems")}: {ids.map((id) => id.replaceAll("-", "\u2011")).join(", ")}
    </span>
  );
}
