// The Tiszakécske plan as far as the page sees it: names, targets, planned quarters, duties.

export const PACT_ID = "tiszakecske";
export const START = "2018-07-01";
export const END = "2021-06-30";
export const QUARTERS = quarters(2018, 3, 12);
export const TOLERANCE_PERCENT = 10;

function quarters(year, quarter, count) {
  return Array.from({ length: count }, (_, i) => {
    const n = quarter - 1 + i;
    return `${year + Math.floor(n / 4)}-Q${(n % 4) + 1}`;
  });
}

export const pact = {
  pact: PACT_ID,
  title: {
    hu: "Helyi foglalkoztatási együttműködés megvalósítása a Tiszakécskei és a Kecskeméti járásban",
    en: "Local employment cooperation in the Tiszakécske and Kecskemét districts",
  },
  name: {
    hu: "Tiszakécske központú térségi foglalkoztatási paktum",
    en: "Regional employment pact centred on Tiszakécske",
  },
  project_code: "TOP-5.1.2-16-BK1-2017-00003",
  programme: { start_date: START, end_date: END },
  quarters: QUARTERS,
  pillars: [
    {
      code: "1",
      name: {
        hu: "Helyi gazdaság és szereplőik fejlesztése a helyi foglalkoztatási potenciál javítása érdekében",
        en: "Development of the local economy and its actors to improve the local employment potential",
      },
    },
    {
      code: "2",
      name: {
        hu: "Paktum partnerség kialakítása és működtetése",
        en: "Building and running the pact partnership",
      },
    },
    {
      code: "3",
      name: {
        hu: "Foglalkoztatás-bővítés, foglalkoztatás-támogatás",
        en: "Employment growth, employment support",
      },
    },
  ],
  problems: [
    {
      id: "P-13",
      finding: {
        hu: "A PR25 célértéke a támogatott állások száma, a 3.2 mégis önálló elhelyezkedésről is szól.",
        en: "The target of PR25 is the number of subsidised jobs, yet 3.2 speaks of independent placement too.",
      },
      handling: {
        hu: "Verziózott számlálási szabály; a hatályos mindkettőt számolja.",
        en: "A versioned counting rule; the one in force counts both.",
      },
    },
    {
      id: "P-20",
      finding: {
        hu: "A PO25 első célja hat nappal a megállapodás utáni; a tervezett kezdet megelőzi az aláírást.",
        en: "The first milestone of PO25 is six days after the agreement; the planned start precedes the signing.",
      },
      handling: {
        hu: "Az aláírás előtti belépés is rögzíthető.",
        en: "Entry before the signing is not blocked.",
      },
    },
  ],
};

const person = { hu: "fő", en: "persons" };

export const indicators = [
  {
    code: "PO25",
    kind: "output",
    unit: person,
    name: {
      hu: "A foglalkoztatási paktumok keretében munkaerő-piaci programokban résztvevők száma",
      en: "Participants in labour-market programmes within employment pacts",
    },
    definition: {
      hu: "Írásos megállapodással bevont személyek",
      en: "Persons enrolled by written agreement",
    },
    type: "paktum.participant.v1.ParticipantEnrolled",
    targets: [
      ["2018-10-31", 46],
      [END, 215],
    ],
    problems: ["P-11", "P-19", "P-20"],
  },
  {
    code: "PR25",
    kind: "result",
    unit: person,
    name: {
      hu: "A foglalkoztatási paktumok keretében álláshoz jutók száma",
      en: "Persons who got a job within employment pacts",
    },
    definition: {
      hu: "Bevont személyek bármely elhelyezkedéssel",
      en: "Enrolled persons with any hire",
    },
    type: "paktum.employment.v1.HireRecorded",
    requires: "PO25",
    targets: [
      ["2018-10-31", 0],
      [END, 104],
    ],
    problems: ["P-11", "P-13"],
  },
  {
    code: "PR26",
    kind: "result",
    unit: person,
    name: {
      hu: "A foglalkoztatási paktumok keretében álláshoz jutók közül a támogatás után hat hónappal állással rendelkezők száma",
      en: "Of those who got a job within employment pacts, persons having a job six months after the support",
    },
    definition: {
      hu: "Hat hónap után igazoltan foglalkoztatottak",
      en: "Persons found employed by the six-month check",
    },
    type: "paktum.employment.v1.SixMonthStatusChecked",
    filter: (data) => data.status === "SIX_MONTH_STATUS_EMPLOYED",
    requires: "PR25",
    targets: [
      ["2018-10-31", 0],
      [END, 26],
    ],
    problems: ["P-04", "P-11", "P-13"],
  },
];

// [code, first planned quarter (index), Hungarian, English]
export const measures = [
  [
    "1.1",
    2,
    "Helyi gazdasági potenciál növelését segítő szolgáltatások",
    "Services that help raise the local economic potential",
  ],
  ["1.2", 0, "Helyi gazdasági hálózatosodás támogatása", "Support of local economic networking"],
  ["1.3", 1, "Befektetésösztönzési tevékenységek", "Investment promotion activities"],
  [
    "2.1",
    0,
    "Paktum együttműködés és fejlesztések megtervezése és követése",
    "Planning and follow-up of pact cooperation and developments",
  ],
  [
    "2.2",
    0,
    "Paktum munkaszervezetének kialakítása és működtetése",
    "Setting up and running the pact work organisation",
  ],
  [
    "2.3",
    0,
    "Paktum partnerség fórumainak kialakítása és működtetése",
    "Setting up and running the forums of the pact partnership",
  ],
  ["3.1", 0, "Munkaerőpiaci támogatások biztosítása", "Provision of labour-market subsidies"],
  [
    "3.2",
    0,
    "Foglalkoztathatóságot elősegítő szolgáltatások nyújtása",
    "Services that promote employability",
  ],
  ["3.3", 4, "Duális képzések bővítése", "Extension of dual training"],
];

const governance = "paktum.governance.v1.";

export const cadences = [
  {
    code: "steering-group-quarterly",
    name: {
      hu: "Az Irányító Csoport negyedéves ülése",
      en: "Quarterly sitting of the Steering Group",
    },
    months: 3,
    type: `${governance}SteeringGroupMeetingHeld`,
  },
  {
    code: "forum-half-yearly",
    name: { hu: "Féléves Foglalkoztatási Fórum", en: "Half-yearly Employment Forum" },
    months: 6,
    type: `${governance}ForumHeld`,
  },
  {
    code: "county-meeting-quarterly",
    name: { hu: "Negyedéves megyei paktumtalálkozó", en: "Quarterly county-level pact meeting" },
    months: 3,
  },
  {
    code: "interim-evaluation-half-yearly",
    name: {
      hu: "Az akcióterv féléves időközi értékelése",
      en: "Half-yearly interim evaluation of the action plan",
    },
    months: 6,
    type: `${governance}DocumentApproved`,
    kind: "D15",
  },
  {
    code: "status-report-half-yearly",
    name: { hu: "Féléves státuszjelentés", en: "Half-yearly status report" },
    months: 6,
    type: `${governance}DocumentApproved`,
    kind: "D14",
  },
  {
    code: "work-programme-yearly",
    name: { hu: "Éves munkaprogram", en: "Annual work programme" },
    months: 12,
    type: `${governance}DocumentApproved`,
    kind: "D08",
  },
];

// [type, Hungarian, English, measure it shows up in]
export const eventTypes = [
  ["paktum.participant.v1.ParticipantEnrolled", "Résztvevő bevonva", "Participant enrolled", "3.1"],
  ["paktum.employment.v1.HireRecorded", "Munkába állás", "Hire recorded", "3.1"],
  [
    "paktum.employment.v1.SixMonthStatusChecked",
    "Hat hónapos utánkövetés",
    "Six-month status checked",
    "3.1",
  ],
  ["paktum.subsidy.v1.SubsidyGranted", "Támogatás megítélve", "Subsidy granted", "3.1"],
  ["paktum.service.v1.FirstInterviewHeld", "Első interjú", "First interview", "3.2"],
  ["paktum.service.v1.MentoringSessionHeld", "Mentori alkalom", "Mentoring session", "3.2"],
  [
    `${governance}SteeringGroupMeetingHeld`,
    "Irányító Csoport ülése",
    "Steering Group meeting",
    "2.2",
  ],
  [`${governance}ForumHeld`, "Foglalkoztatási Fórum", "Employment Forum", "2.3"],
  [`${governance}PartnershipEventHeld`, "Partnerségi rendezvény", "Partnership event", ""],
  [`${governance}InformationServiceGiven`, "Információs szolgáltatás", "Information service", ""],
  [`${governance}DocumentApproved`, "Dokumentum jóváhagyva", "Document approved", "2.1"],
  ["paktum.correction.v1.EventVoided", "Esemény érvénytelenítve", "Event voided", ""],
];

pact.measures = measures.map(([code, , hu, en]) => ({ code, name: { hu, en } }));
pact.consortium = [
  { code: "tiszakecske", name: "Tiszakécske Város Önkormányzata" },
  { code: "kormanyhivatal", name: "Bács-Kiskun Megyei Kormányhivatal" },
];
pact.person_indicators = indicators.map(({ code, name }) => ({ code, name }));
