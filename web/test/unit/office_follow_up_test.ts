// What the offices' page reads of the registers: the worklist, persons' ways, corrections, imports.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readForm } from "../../src/office/command_form.ts";
import { readPathway, readPreview, readWorklist } from "../../src/office/follow_up_api.ts";
import { readImport, rowsDone } from "../../src/office/import_api.ts";
import { knownIds } from "../../src/office/components/use_known_ids.ts";

const GRANT = "0197c1ef-1111-7222-8333-444455556666";
const OLD = "0197c1ef-1111-7222-8333-444455557777";
const name = { hu: "Támogatás", en: "Subsidy" };

test("an item of the worklist keeps its dates, and its state is known by name", () => {
  const list = readWorklist({
    meta: { valid_at: "2020-01-01" },
    six_month_rule_months: 6,
    items: [
      {
        kind: "WORK_KIND_SIX_MONTH_CHECK",
        state: "WORK_STATE_OVERDUE",
        overdue_days: 3,
        position: "17",
      },
      { kind: "WORK_KIND_EXIT_SITUATION", state: "WORK_STATE_DONE_LATE" },
    ],
    sums: [{ kind: "WORK_KIND_SIX_MONTH_CHECK", overdue: 1, done_late: 2 }],
    total: 2,
  });
  assert.deepEqual(
    list.items.map((item) => [item.kind, item.state, item.overdue_days]),
    [
      ["six_month", "overdue", 3],
      ["exit", "done_late", 0],
    ],
  );
  assert.deepEqual(list.sums[0]?.counts, { ahead: 0, due: 0, overdue: 1, done: 0, done_late: 2 });
});

test("a step that is not struck has no position that struck it", () => {
  const way = readPathway({
    known: true,
    steps: [
      { position: "3", voided_by: "0", void_reason: "VOID_REASON_UNSPECIFIED" },
      { position: "4", voided_by: "9", void_reason: "VOID_REASON_DUPLICATE" },
    ],
  });
  assert.deepEqual(
    way.steps.map((step) => [step.voided_by, step.void_reason]),
    [
      ["", ""],
      ["9", "DUPLICATE"],
    ],
  );
});

test("the ids that a form asks for come from steps that count", () => {
  const form = readForm({
    fields: [
      { name: "participant_id", kind: "id", person: true },
      { name: "grant_id", kind: "id" },
      { name: "training_id", kind: "id" },
    ],
  });
  const step = (grant: string, voided_by: string) => ({
    on: "2019-03-03",
    type_name: name,
    voided_by,
    fields: [{ field: "grant_id", value: { hu: grant, en: grant } }],
  });
  const way = readPathway({ steps: [step(OLD, "9"), step(GRANT, "0"), step(GRANT, "0")] });
  assert.deepEqual(knownIds(form, way), {
    grant_id: [
      {
        code: GRANT,
        text: { hu: "2019.\u00a003.\u00a003. – Támogatás", en: "3\u00a0Mar\u00a02019 – Subsidy" },
      },
    ],
  });
});

test("a figure that was never reported is none, and zero is a figure", () => {
  const preview = readPreview({
    periods: [{ period: "2019-H1", differences: [{ indicator: "PO25", evaluated: "0" }] }],
  });
  assert.equal(preview.periods[0]?.differences[0]?.evaluated, 0);
  assert.equal(preview.periods[0]?.differences[0]?.reported, null);
});

test("the progress of an import is the rows of which the outcome is known", () => {
  const state = readImport({ state: "running", rows: 10, recorded: 3, refused: 1, malformed: 2 });
  assert.equal(rowsDone(state), 6);
  assert.equal(readImport({ state: "stopped" }).state, "stopped");
  assert.equal(readImport({}).mend_file, "");
});
