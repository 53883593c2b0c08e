// A plausible, seeded history of the programme until a given day: what the ledger would hold.
import { END, QUARTERS } from "./plan.mjs";

const DAY_MS = 86_400_000;

function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const addDays = (day, days) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export const quarterOf = (day) =>
  `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;

const between = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
const uuid = (n) => `01970000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** Records in the order of their recording, positions 1, 2, 3 … */
export function makeHistory(today, seed = 20180701) {
  const draw = random(seed);
  const drafts = [];
  const add = (type, occurred_on, data, subject = "pact") => {
    const delay = draw() < 0.9 ? draw() * 6 : 10 + draw() * 30;
    const at = Date.parse(occurred_on) + Math.floor(delay) * DAY_MS + (7 + draw() * 8) * 3_600_000;
    const draft = { type, occurred_on, at: Math.floor(at), data, subject };
    drafts.push(draft);
    return draft;
  };
  people(draw, add);
  governance(draw, add);
  const now = Date.parse(`${today}T12:00:00Z`);
  return drafts
    .filter((d) => d.at <= now && d.occurred_on <= END)
    .sort((a, b) => a.at - b.at)
    .map((draft, i) => Object.assign(draft, { position: i + 1 }))
    .map(seal);
}

/** A draft that has its position, as the record that the views and the stream speak of. */
export function seal(draft) {
  const { position, type, subject, occurred_on, at, data, target } = draft;
  const recorded_at = new Date(at).toISOString();
  const targets = target ? { target_positions: [String(target.position)] } : {};
  return { position, type, subject, occurred_on, recorded_at, data: { ...data, ...targets } };
}

function people(draw, add) {
  for (let i = 0; i < 228; ++i) {
    const early = i < 48;
    const from = early ? "2018-09-03" : "2018-11-05";
    const span = between(from, early ? "2018-10-30" : "2021-05-31");
    const enrolled = addDays(
      from,
      Math.floor(((early ? i / 48 : (i - 48) / 180) + draw() * 0.01) * span),
    );
    const id = uuid(i + 1);
    const subject = `participant/${id}`;
    const data = { participant_id: id };
    add("paktum.service.v1.FirstInterviewHeld", addDays(enrolled, -5), data, subject);
    const enrolment = add("paktum.participant.v1.ParticipantEnrolled", enrolled, data, subject);
    if (i % 41 === 17) {
      const again = add(
        "paktum.participant.v1.ParticipantEnrolled",
        addDays(enrolled, 90),
        data,
        subject,
      );
      if (i % 2 === 0) {
        const correction = add(
          "paktum.correction.v1.EventVoided",
          addDays(enrolled, 120),
          {},
          subject,
        );
        correction.at = again.at + 20 * DAY_MS;
        correction.target = again;
      }
    }
    for (let k = 1; k <= 3; ++k)
      add(
        "paktum.service.v1.MentoringSessionHeld",
        addDays(enrolled, 30 * k + Math.floor(draw() * 9)),
        data,
        subject,
      );
    if (i % 13 < 5) job(draw, add, enrolment, subject, data);
  }
}

function job(draw, add, enrolment, subject, data) {
  const start = addDays(enrolment.occurred_on, 50 + Math.floor(draw() * 110));
  const independent = draw() < 0.15;
  if (!independent)
    add(
      "paktum.subsidy.v1.SubsidyGranted",
      addDays(start, -10),
      { ...data, scheme: "S2" },
      subject,
    );
  add(
    "paktum.employment.v1.HireRecorded",
    start,
    {
      ...data,
      placement: independent ? "PLACEMENT_INDEPENDENT" : "PLACEMENT_SUBSIDISED",
    },
    subject,
  );
  const check = addDays(start, 425);
  const employed = draw() < 0.55;
  add(
    "paktum.employment.v1.SixMonthStatusChecked",
    check,
    {
      ...data,
      status: `SIX_MONTH_STATUS_${employed ? "EMPLOYED" : "NOT_EMPLOYED"}`,
    },
    subject,
  );
}

function governance(draw, add) {
  const g = "paktum.governance.v1.";
  QUARTERS.forEach((quarter, i) => {
    const first = `${quarter.slice(0, 4)}-${String(3 * Number(quarter.at(-1)) - 2).padStart(2, "0")}-01`;
    const day = (limit = 80) => addDays(first, 5 + Math.floor(draw() * limit));
    // In 2019 the second quarter's sitting is a second one in the first quarter.
    const sat = i === 3 ? addDays(day(), -91) : day();
    add(`${g}SteeringGroupMeetingHeld`, sat, { members_present: 9 }, "body/steering-group");
    if (i % 2 === 1 && i !== 5)
      add(`${g}ForumHeld`, day(), { participants: 41 }, "body/employment-forum");
    if (i % 2 === 1 && i < 8)
      add(`${g}DocumentApproved`, day(), { document_kind: "D14" }, "document/D14");
    if (i % 2 === 1) add(`${g}DocumentApproved`, day(), { document_kind: "D15" }, "document/D15");
    if (i % 4 === 1) add(`${g}DocumentApproved`, day(), { document_kind: "D08" }, "document/D08");
    for (const measure of ["1.2", "2.3", "2.1"])
      if (draw() < 0.85) add(`${g}PartnershipEventHeld`, day(), { measure, participants: 24 });
    if (i > 1 || draw() < 0.3) {
      add(`${g}InformationServiceGiven`, day(), { measure: "1.1", persons: 3 });
      add(`${g}InformationServiceGiven`, day(), { measure: "1.1", persons: 1 });
    }
    if (i === 0) add(`${g}InformationServiceGiven`, day(), { measure: "1.3", persons: 12 });
    else if (draw() < 0.6)
      add(`${g}PartnershipEventHeld`, day(), { measure: "1.3", participants: 15 });
    if (i > 4 && draw() < 0.6)
      add(`${g}PartnershipEventHeld`, day(), { measure: "3.3", participants: 8 });
  });
}
