// Made-up registers in the shapes of paktum.view.v1, as protobuf JSON writes them: 64-bit numbers as
// text, fields with default values left out. What happens later than the asked day is not in them.
import { measures as planMeasures } from "./plan.mjs";

const label = (hu, en = hu) => ({ hu, en });
const digest = (letter) => letter.repeat(64);

const budget = () => ({
  schemes: [
    {
      code: "S1",
      name: label("Bértámogatás 8+4", "Wage subsidy 8+4"),
      printed_label: "bértámogatás (8+4)",
      planned_ft: "129600000",
      planned_persons: 60,
      months: 8,
      unit_amount_ft: "270000",
      checks: [
        {
          reading: label("60 fő × 8 hó × 270 000 Ft", "60 persons × 8 months × HUF 270,000"),
          product_ft: "129600000",
          agrees_with_printed: true,
        },
      ],
      verdict: "BUDGET_VERDICT_CONSISTENT",
      wage_scheme: true,
      follow_on_months: 4,
      use: {
        persons: 31,
        grants: 32,
        committed_ft: "66960000",
        paid_ft: "48600000",
        reclaimed_ft: "540000",
        free_ft: "62640000",
        free_persons: 29,
      },
    },
    {
      code: "S2",
      name: label("Béren kívüli költség", "Non-wage cost"),
      printed_label: "egyéb költség",
      planned_ft: "6450000",
      planned_persons: 43,
      persons_approximate: true,
      unit_amount_ft: "150000",
      checks: [
        {
          reading: label("43 fő × 150 000 Ft", "43 persons × HUF 150,000"),
          product_ft: "6450000",
          agrees_with_printed: true,
        },
        {
          reading: label("43 fő × 12 hó × 150 000 Ft", "43 persons × 12 months × HUF 150,000"),
          product_ft: "77400000",
        },
      ],
      verdict: "BUDGET_VERDICT_INCONSISTENT_AS_PRINTED",
      possibly_inside: "S1",
      suppressed: true,
      problems: ["P-13"],
    },
    {
      code: "S3",
      name: label("Lakhatási támogatás", "Housing support"),
      planned_ft: "4000000",
      planned_persons: 10,
      verdict: "BUDGET_VERDICT_NOT_CHECKABLE",
      use: {
        persons: 12,
        grants: 12,
        committed_ft: "4400000",
        paid_ft: "1200000",
        free_ft: "-400000",
        free_persons: -2,
      },
      over_committed: true,
    },
  ],
  total: {
    planned_ft: "140050000",
    planned_without_possibly_inside_ft: "133600000",
    planned_persons: 113,
    suppressed: true,
  },
  wage_total: {
    planned_ft: "129600000",
    planned_without_possibly_inside_ft: "129600000",
    planned_persons: 60,
    use: {
      persons: 31,
      grants: 32,
      committed_ft: "66960000",
      paid_ft: "48600000",
      reclaimed_ft: "540000",
      free_ft: "62640000",
      free_persons: 29,
    },
  },
  supports: [
    { code: "wage", name: label("Bértámogatás", "Wage subsidy"), schemes: ["S1"] },
    {
      code: "income",
      name: label("Keresetpótló juttatás", "Income supplement"),
      problems: ["P-13"],
    },
  ],
  follow_on: { grants: 32, pending: 19, met: 10, broken: 2, no_job: 1 },
});

const duty = (code, hu, en, body, standing) => ({ code, name: label(hu, en), body, standing });

const governance = () => ({
  duties: [
    duty(
      "forum-half-yearly",
      "Foglalkoztatási Fórum ülése",
      "Sitting of the Employment Forum",
      "employment-forum",
      {
        interval_months: 6,
        last_on: "2020-06-10",
        next_due_on: "2020-12-31",
        held: 4,
        expected: 4,
        due_in_all: 6,
        expected_by_length: 6,
      },
    ),
    duty(
      "steering-group-quarterly",
      "Irányító Csoport ülése",
      "Sitting of the Steering Group",
      "steering-group",
      {
        interval_months: 3,
        last_on: "2020-03-12",
        next_due_on: "2020-06-30",
        overdue: true,
        overdue_days: 77,
        held: 7,
        expected: 8,
        missed: 1,
        missed_due_on: ["2020-06-30"],
        due_in_all: 11,
        expected_by_length: 12,
      },
    ),
    duty("news", "Hírlevél", "Newsletter", "pact-office", { interval_months: 1 }),
  ],
  overdue: 1,
  bodies: [
    {
      code: "steering-group",
      name: label("Irányító Csoport", "Steering Group"),
      constituted_on: "2018-08-15",
      seats: 7,
      sittings: 7,
      last_sitting_on: "2020-03-12",
      resolutions: 12,
      minutes_missing: 1,
    },
    {
      code: "employment-forum",
      name: label("Foglalkoztatási Fórum", "Employment Forum"),
      constituted_on: "2018-09-20",
      seats: 34,
      sittings: 4,
      last_sitting_on: "2020-06-10",
    },
  ],
  sittings: [
    {
      position: "118",
      held_on: "2018-08-15",
      body: "steering-group",
      type: "paktum.governance.v1.SteeringGroupMeetingHeld",
      type_name: label("Irányító Csoport ülése", "Steering Group meeting"),
      present: 6,
      agenda: ["Ügyrend elfogadása", "Munkaprogram"],
      resolutions: 2,
      minutes_filed: true,
      place: "Tiszakécske",
    },
    {
      position: "912",
      held_on: "2020-06-10",
      body: "employment-forum",
      type: "paktum.governance.v1.ForumHeld",
      type_name: label("Foglalkoztatási fórum", "Employment forum"),
      present: 41,
      open_to_public: true,
      place: "Kecskemét",
    },
  ],
  resolutions: [
    {
      number: "1/2018. (VIII. 15.)",
      subject: "Az ügyrend elfogadása",
      body: "steering-group",
      taken_on: "2018-08-15",
      position: "118",
      uses: [
        {
          type: "paktum.governance.v1.DocumentApproved",
          type_name: label("Dokumentum elfogadva", "Document approved"),
          position: "121",
          on: "2018-08-15",
        },
      ],
    },
    {
      number: "9/2019. (V. 2.)",
      uses: [
        {
          type: "paktum.evaluation.v1.EvaluationApproved",
          type_name: label("Értékelés elfogadva", "Evaluation approved"),
          position: "700",
          on: "2019-08-29",
        },
      ],
    },
  ],
});

const TYPES = {
  company: label("Vállalkozás", "Company"),
  council: label("Önkormányzat", "Municipality"),
};

function members() {
  const row = (number) => ({
    code: `m${String(number).padStart(2, "0")}`,
    number,
    name: number === 1 ? "Tiszakécske Város Önkormányzata" : `${number}. számú Példa Kft.`,
    type: number % 5 === 1 ? "council" : "company",
    type_name: number % 5 === 1 ? TYPES.council : TYPES.company,
    state: "MEMBER_STATE_JOINED",
    plan_basis: "MEMBERSHIP_BASIS_AGREEMENT",
    spans: [
      {
        basis: "MEMBERSHIP_BASIS_AGREEMENT",
        joined_on: "2018-07-16",
        joined_position: String(number),
        document_filed: true,
      },
    ],
    ...(number === 1 && {
      in_consortium: true,
      role: label("Konzorciumvezető", "Leader of the consortium"),
    }),
  });
  const list = Array.from({ length: 33 }, (_, i) => row(i + 1));
  Object.assign(list[6], { name: "", natural_person: true });
  Object.assign(list[8], { state: "MEMBER_STATE_LISTED", spans: undefined, problems: ["P-13"] });
  Object.assign(list[9], {
    state: "MEMBER_STATE_LEFT",
    spans: [
      {
        basis: "MEMBERSHIP_BASIS_LETTER_OF_INTENT",
        joined_on: "2018-07-16",
        left_on: "2019-02-01",
        reason: "LEAVING_REASON_OWN_DECISION",
        joined_position: "10",
        left_position: "300",
      },
    ],
  });
  return {
    members: list,
    listed: 33,
    stated: 34,
    stated_sources: ["2.3. fejezet"],
    joined: 31,
    left: 1,
    joined_by_agreement: 31,
    types: [
      { type: "council", name: TYPES.council, listed: 7, joined: 7 },
      { type: "company", name: TYPES.company, listed: 26, joined: 24 },
    ],
    named_elsewhere: [
      {
        code: "chamber",
        name: "Bács-Kiskun Megyei Kereskedelmi és Iparkamara",
        role: label("Együttműködő", "Partner"),
      },
    ],
    consortium: 4,
  };
}

const documents = () => ({
  kinds: [
    {
      code: "D08",
      name: label("Éves munkaprogram", "Annual work programme"),
      made_by: ["pact-office"],
      approved_by: "steering-group",
      stated_count: 3,
      state: "DOCUMENT_STATE_SUBMITTED",
      approved_versions: 1,
      in_force_version: 1,
      standing: {
        interval_months: 12,
        last_on: "2018-08-15",
        next_due_on: "2019-08-15",
        overdue: true,
        overdue_days: 397,
        held: 1,
        expected: 2,
        missed: 1,
        missed_due_on: ["2019-08-15"],
        due_in_all: 3,
        expected_by_length: 3,
      },
      versions: [
        {
          version: 1,
          title: "Munkaprogram 2018–2019",
          state: "DOCUMENT_STATE_APPROVED",
          drafted_on: "2018-07-20",
          submitted_on: "2018-08-01",
          submitted_to: "steering-group",
          approved_on: "2018-08-15",
          approved_by: "steering-group",
          rejected_on: "2018-08-05",
          rejection_reason: "DOCUMENT_REJECTION_REASON_INCOMPLETE",
          rejections: 1,
          resolution: "1/2018. (VIII. 15.)",
          file_sha256: digest("a"),
          file_changed_at_approval: true,
        },
        {
          version: 2,
          title: "Munkaprogram 2019–2020",
          state: "DOCUMENT_STATE_SUBMITTED",
          drafted_on: "2019-07-10",
          submitted_on: "2019-08-20",
          submitted_to: "steering-group",
        },
      ],
    },
    {
      code: "D01",
      name: label("Helyzetelemzés", "Situation analysis"),
      made_by: ["pact-office"],
      stated_count: 1,
      stated_date: "2018-12-31",
      missing: true,
      problems: ["P-13"],
    },
    {
      code: "D12",
      name: label("Egyéni terv", "Individual plan"),
      made_by: ["government_office"],
      per_person: true,
    },
  ],
  in_force: 1,
  waiting: 1,
  missing: 1,
  overdue: 1,
});

const task = (n, more) => ({
  task_id: `0198aaaa-0000-7000-8000-00000000000${n}`,
  measure: "2.1",
  responsible: "pact-office",
  responsible_name: label("Paktumiroda", "Pact office"),
  due_on: "2019-03-31",
  planned_on: "2018-08-15",
  ...more,
});
const workProgramme = () => ({
  years: [
    {
      year: 1,
      tasks: [
        task(1, {
          subject: "Foglalkoztatási fórum megszervezése",
          state: "TASK_STATE_DONE",
          ended_on: "2019-03-20",
          document_filed: true,
        }),
        task(2, {
          subject: "Toborzó nap a két járásban",
          state: "TASK_STATE_DONE_LATE",
          ended_on: "2019-05-02",
          measure: "3.1",
        }),
        task(3, {
          subject: "Álláskínálati füzet",
          state: "TASK_STATE_DROPPED",
          drop_reason: "TASK_DROP_REASON_NO_MEANS",
          ended_on: "2019-04-01",
        }),
      ],
      done: 2,
      dropped: 1,
    },
    {
      year: 2,
      tasks: [
        task(4, {
          subject: "Befektetési kiadvány",
          state: "TASK_STATE_OVERDUE",
          due_on: "2020-06-30",
          overdue_days: 77,
        }),
        task(5, {
          subject: "Zárókonferencia előkészítése",
          state: "TASK_STATE_OPEN",
          due_on: "2020-12-15",
        }),
      ],
      open: 1,
      overdue: 1,
    },
  ],
  programme_years: true,
});

const portal = () => ({
  notices: [
    {
      notice_id: "0198bbbb-0000-7000-8000-000000000001",
      surface: "website",
      surface_name: label("Honlap", "Website"),
      title: "Állásbörze Tiszakécskén",
      text: "2020. szeptember 24-én 9 és 13 óra között a művelődési központban.\nA belépés díjtalan.",
      since: "2020-09-01",
      until: "2020-09-24",
      position: "1200",
    },
  ],
  surfaces: [
    { code: "website", name: label("Honlap", "Website"), notices: 1, published: 14 },
    { code: "board", name: label("Hirdetőtábla", "Notice board"), published: 3 },
  ],
  newsletter: { asked: 52, waiting: 3, confirmed: 41, left: 8 },
});

const CELLS = {
  gender: [
    ["GENDER_FEMALE", label("nő", "female"), 61],
    ["GENDER_MALE", label("férfi", "male"), 48],
  ],
  target_group: [
    ["TG01", label("25 év alattiak", "under 25"), 30],
    ["TG02", label("50 év felettiek", "over 50"), 44],
    ["TG03", label("Alacsony végzettségűek", "low-skilled"), 0],
    ["TG04", label("Tartós munkanélküliek", "long-term unemployed"), 58],
  ],
};

function breakdown(query) {
  const by = query.get("by");
  const cells = (CELLS[by] ?? []).map(([code, name, persons]) => ({
    code,
    name,
    ...(persons ? { persons: String(persons) } : { suppressed: true }),
  }));
  return {
    indicator: query.get("indicator"),
    name: label(
      "A foglalkoztatási programok résztvevői",
      "Participants of the employment programmes",
    ),
    definition_version: 1,
    by,
    persons: "109",
    enrolments: "112",
    events: "115",
    complete_persons: "104",
    cells: cells.length > 0 ? [...cells, { persons: "5" }] : [],
    threshold: 5,
    ...(by === "target_group" && { overlapping: true, counted_elsewhere: ["TG08"] }),
  };
}

const periods = () => ({
  periods: [
    {
      period: "2018-H2",
      evaluation: "EVALUATION_STATE_APPROVED",
      status_report_on: "2019-01-20",
      closed_on: "2019-02-10",
      after_closing: "2",
    },
    { period: "2019-H1", evaluation: "EVALUATION_STATE_SUBMITTED" },
    // As the services answer: what is not set stands there as its default.
    { period: "2019-H2", evaluation: "EVALUATION_STATE_UNSPECIFIED", closed_on: "" },
  ],
});

const staffing = () => ({
  posts: [
    {
      code: "financial-manager",
      name: label("Pénzügyi vezető", "Financial manager"),
      organisation: "tiszakecske",
      management: true,
      persons: 1,
      held: 1,
      vacant: 0,
      holders: [{ staff_id: "", since: "2019-05-02", until: "" }],
      former: [{ staff_id: "", since: "2018-07-06", until: "2019-04-27" }],
      problems: ["P-13"],
    },
    {
      code: "mentor",
      name: label("Mentor", "Mentor"),
      organisation: "szeretetszolgalat",
      management: false,
      persons: 2,
      held: 1,
      vacant: 1,
      holders: [{ staff_id: "", since: "2018-09-01", until: "" }],
      former: [],
      problems: [],
    },
  ],
  persons: 3,
  held: 2,
  vacant: 1,
  stated_elsewhere: [
    {
      code: "coordinator",
      name: label("Partnerségi koordinátor", "Partnership coordinator"),
      organisation: "tiszakecske",
      persons: 1,
      problems: [],
    },
  ],
});

const activities = () => ({
  sections: [
    {
      code: "3.1.1.1 A",
      name: label("Foglalkoztatási megállapodások", "Employment agreements"),
      mandatory: true,
      independently_eligible: false,
      activities: [
        {
          letter: "a",
          name: label("Foglalkoztatási paktum létrehozása", "Create the employment pact"),
          organisations: [
            { organisation: "tiszakecske", assigned: true, reports: 2, last_on: "2019-05-12" },
            { organisation: "kormanyhivatal", assigned: true, reports: 0, last_on: "" },
          ],
          reports: 2,
          last_on: "2019-05-12",
          problems: [],
        },
        {
          letter: "b",
          name: label("Helyzetelemzés", "Situation analysis"),
          organisations: [],
          reports: 0,
          last_on: "",
          problems: [],
        },
      ],
    },
  ],
  members: [
    { organisation: "tiszakecske", assigned: 1, reported: 1 },
    { organisation: "kormanyhivatal", assigned: 1, reported: 0 },
  ],
  unknown_codes: 1,
});

const PARTS = ["DEADLINES", "INDICATORS", "DEVIATIONS", "CAUSES", "STEPS", "NEXT_PERIOD"];
const PART_NAMES = [
  label("a tevékenységek határideje", "deadlines of activities"),
  label("indikátorok teljesülése", "fulfilment of indicators"),
  label("eltérések", "deviations"),
  label("az eltérések okai, felmerülő problémák", "causes and problems"),
  label("a megoldás lépései", "steps towards the solution"),
  label("a következő időszakra tervezett mutatók", "indicators planned for the next period"),
];

function figures(period, hired) {
  const indicator = (code, hu, en, value, target, pace) => ({
    code,
    name: label(hu, en),
    unit: label("fő", "persons"),
    definition_version: 1,
    value: String(value),
    in_period: String(value),
    target_date: "2019-12-31",
    target: String(target),
    percent_x10: Math.round((value * 1000) / target),
    pace,
    planned_next: String(Math.round(target / 2)),
  });
  return {
    period,
    plan_version: 1,
    indicators: [
      indicator("PO25", "Programrésztvevők", "Participants", 24, 83, "PACE_STATE_ON_TRACK"),
      indicator("PR25", "Álláshoz jutók", "Persons who got a job", hired, 33, "PACE_STATE_BEHIND"),
    ],
    measures: planMeasures.map(([code, , hu, en], at) => ({
      measure: code,
      name: label(hu, en),
      planned_cells: 2,
      ...(at === 3 && { late_cells: 1 }),
      events: String(7 * at),
      deadline: "2021-Q2",
    })),
    deviations: [
      {
        deviation_id: "0198cccc-0000-7000-8000-000000000001",
        measure: "3.1",
        indicator: "PR25",
        found_on: "2018-12-15",
        subject: "Kevesebb munkába állás a tervezettnél",
        cause: "DEVIATION_CAUSE_LACK_OF_EMPLOYERS",
        steps: [
          {
            step_id: "0198dddd-0000-7000-8000-000000000001",
            subject: "Munkáltatók felkeresése",
            responsible: "government_office",
            due_on: "2019-03-31",
            done_on: "2019-03-28",
          },
          {
            step_id: "0198dddd-0000-7000-8000-000000000002",
            subject: "Fórum a munkáltatóknak",
            responsible: "pact-office",
            due_on: "2019-05-31",
          },
        ],
      },
    ],
    events: [
      {
        type: "paktum.governance.v1.ForumHeld",
        name: label("Foglalkoztatási fórum", "Employment forum"),
        in_period: "1",
        until_end: "1",
      },
    ],
  };
}

function evaluation(query) {
  const period = query.get("period");
  if (!periods().periods.some((row) => row.period === period)) return null;
  const now = { position: "1250", sha256: digest("c"), figures: figures(period, 7) };
  const days = period.endsWith("H1") ? ["-01-01", "-06-30"] : ["-07-01", "-12-31"];
  const [first_day, last_day] = days.map((day) => period.slice(0, 4) + day);
  const parts = PARTS.map((part, at) => ({
    part: `EVALUATION_PART_${part}`,
    name: PART_NAMES[at],
  }));
  const base = { period, first_day, last_day, parts, now };
  if (period === "2019-H2") return base;
  const submitted = {
    ...base,
    state: "EVALUATION_STATE_SUBMITTED",
    submitted_on: "2019-07-20",
    reported: { position: "640", sha256: digest("b"), figures: figures(period, 7) },
    stated_sha256: digest("d"),
  };
  if (period === "2019-H1") return submitted;
  return {
    ...base,
    parts: parts.map((part, at) => ({
      ...part,
      text: `A(z) ${at + 1}. rész szövege: az időszakban a munkaprogram szerint haladtunk.`,
      written_on: "2019-01-18",
    })),
    state: "EVALUATION_STATE_APPROVED",
    submitted_on: "2019-01-20",
    approved_on: "2019-02-05",
    resolution: "3/2019. (II. 5.)",
    closed_on: "2019-02-10",
    reported: { position: "320", sha256: digest("b"), figures: figures(period, 6) },
    stated_sha256: digest("b"),
    changes: [{ indicator: "PR25", reported: "6", now: "7" }],
    late_facts: [
      {
        position: "402",
        type: "paktum.employment.v1.HireRecorded",
        name: label("Munkába állás", "Hire"),
        occurred_on: "2018-12-10",
        recorded_at: "2019-03-04T09:12:00Z",
        late_reason: "LATE_REASON_DOCUMENT_CAME_LATE",
      },
      {
        position: "311",
        type: "paktum.training.v1.TrainingStarted",
        name: label("Képzés megkezdése", "Training started"),
        occurred_on: "2018-11-02",
        recorded_at: "2018-11-05T08:00:00Z",
        voided_by: "410",
      },
    ],
    late_facts_total: "2",
  };
}

function statusReport(query) {
  const answer = evaluation(query);
  if (!answer) return null;
  const { period, now, reported, stated_sha256 } = answer;
  return period === "2018-H2"
    ? { period, now, issued_on: "2019-01-20", issued: reported, stated_sha256 }
    : { period, now };
}

export const registers = {
  activities,
  staffing,
  budget,
  governance,
  members,
  documents,
  portal,
  breakdown,
  periods,
  evaluation,
  "work-programme": workProgramme,
  "status-report": statusReport,
};
