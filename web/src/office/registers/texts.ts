// Texts of the office's registers, Hungarian and English.
import type { Lang } from "../../format";
import { fill } from "../../i18n";

const hu = {
  lead: "Amire a nyilvántartásban érdemes ránézni. A találat semmit sem változtat meg, és semmi sem számít tőle kevesebbnek.",
  kind: "Milyen találatok",
  every: "minden találat",
  counts: "Találatok fajtánként és szabályonként",
  found: "{n} találat",
  shown: "{total} közül {shown} látszik.",
  withheld: "A személyekről szóló események helyét csak a személyeket ellátó hivatal látja.",
  rule: "Szabály",
  count: "Találat",
  about: "Miről szól",
  day: "Napja",
  against: "Mivel szemben",
  position: "Sorszám",
  overdue: "{n} napja lejárt",
  same_as: "azonos: {n}.",
  none: "Nincs találat.",
  download: "Munkafüzet (XLSX)",
} as const;

export type QualityKey = keyof typeof hu;

const en: Record<QualityKey, string> = {
  lead: "What in the records should be looked at. A finding changes nothing, and nothing counts less for it.",
  kind: "Which findings",
  every: "every finding",
  counts: "Findings by kind and rule",
  found: "Findings: {n}",
  shown: "{shown} of {total} are shown.",
  withheld: "Only offices that serve persons see where events of persons stand.",
  rule: "Rule",
  count: "Findings",
  about: "About",
  day: "Day",
  against: "Against",
  position: "Number",
  overdue: "overdue for {n} days",
  same_as: "same as {n}",
  none: "Nothing was found.",
  download: "Workbook (XLSX)",
};

export type QualityText = (key: QualityKey, values?: Record<string, string>) => string;

export const qualityText =
  (lang: Lang): QualityText =>
  (key, values = {}) =>
    fill((lang === "hu" ? hu : en)[key], values);
