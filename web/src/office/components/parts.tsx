// The parts of the page. A new one is a row here, a name in PAGES, and two texts.
import type { ComponentType } from "preact";
import type { Page } from "../address";
import type { TextKey } from "../i18n";
import { QualityPart } from "../registers/quality_part";
import { type Grant, hasRole, mayAdminister, mayHandle, mayRead } from "../rights";
import type { OfficeState } from "../store/app";
import { AccountPart } from "./account_part";
import { AttentionPart } from "./attention_part";
import { CommandsPart } from "./commands_part";
import { CorrectPart } from "./correct_part";
import { ImportPart } from "./import_part";
import { useOffice } from "./context";
import { OverviewPart } from "./overview_part";
import { PathwayPart } from "./pathway_part";
import { PeoplePart } from "./people_part";
import { TokensPart } from "./tokens_part";
import { WorklistPart } from "./worklist_part";

interface Part {
  page: Page;
  title: TextKey;
  content: ComponentType;
  /** Whether it is offered; the office decides again with every request. */
  isFor: (state: OfficeState, grants: readonly Grant[]) => boolean;
}

const PARTS: readonly Part[] = [
  { page: "overview", title: "part.overview", content: OverviewPart, isFor: () => true },
  { page: "commands", title: "part.commands", content: CommandsPart, isFor: () => true },
  {
    page: "import",
    title: "part.import",
    content: ImportPart,
    isFor: (state, grants) => mayHandle(grants, state.pact),
  },
  {
    page: "worklist",
    title: "part.worklist",
    content: WorklistPart,
    isFor: (state, grants) => mayRead(grants, state.pact) && servesPersons(state),
  },
  {
    page: "pathway",
    title: "part.pathway",
    content: PathwayPart,
    isFor: (state, grants) => mayRead(grants, state.pact) && servesPersons(state),
  },
  {
    page: "correct",
    title: "part.correct",
    content: CorrectPart,
    isFor: (state, grants) => hasRole(grants, ["manager"], state.pact),
  },
  {
    page: "quality",
    title: "part.quality",
    content: QualityPart,
    isFor: (state, grants) => mayRead(grants, state.pact),
  },
  {
    page: "attention",
    title: "part.attention",
    content: AttentionPart,
    isFor: (state, grants) => mayRead(grants, state.pact),
  },
  {
    page: "people",
    title: "part.people",
    content: PeoplePart,
    isFor: (state, grants) => state.session.kind !== "open" && mayAdminister(grants),
  },
  {
    page: "tokens",
    title: "part.tokens",
    content: TokensPart,
    isFor: (state, grants) => state.session.kind !== "open" && mayAdminister(grants),
  },
  {
    page: "account",
    title: "part.account",
    content: AccountPart,
    isFor: (state) => state.session.kind !== "open",
  },
];

/** Offices that serve persons have a worklist and see persons' ways. */
const servesPersons = (state: OfficeState) => state.office?.serves_persons === true;

/** The parts that are offered, in the order of the navigation. */
export function usePartList(): { page: Page; title: string }[] {
  const { state, grants, t } = useOffice();
  return PARTS.filter((part) => part.isFor(state, grants)).map((part) => ({
    page: part.page,
    title: t(part.title),
  }));
}

/** The open part; the first one when the address names one that is not offered. */
export function usePart(): { page: Page; title: string } {
  const { state, t } = useOffice();
  const offered = usePartList();
  return (
    offered.find((part) => part.page === state.page) ??
    offered[0] ?? { page: "overview", title: t("part.overview") }
  );
}

export function Parts() {
  const { page } = usePart();
  const part = PARTS.find((known) => known.page === page);
  if (!part) return null;
  const Content = part.content;
  return <Content key={page} />;
}
