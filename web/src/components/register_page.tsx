// One register of the pact: the day, the choices that it asks for, its tables, and files of them.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { readMeta } from "../api";
import { formatInstant, formatNumber } from "../format";
import { choicesFor, registers } from "../registers";
import type { Fact, Section } from "../registers/shapes";
import { Words } from "../registers/words";
import type { RegisterPage as Name } from "../url_state";
import { AsOfBar } from "./as_of_bar";
import { DataTable, TONE_ICONS } from "./data_table";
import { Downloads, ListFile } from "./downloads";
import { Icon } from "./icon";
import { SimulatedBanner, ViewNotice } from "./notices";
import { usePage } from "./page_context";
import { RegisterChoices } from "./register_choices";

export function RegisterPage({ page }: { page: Name }) {
  const { state, lang, t } = usePage();
  const { register, periods, pact } = state;
  const words = useMemo(() => new Words(lang, pact), [lang, pact]);
  const { view, asks } = registers[page];
  const choices = choicesFor(page, state);
  const answer = register.data;
  const sections = answer ? registers[page].sections(answer, words) : [];
  const noPeriods =
    asks.includes("period") &&
    periods.data !== null &&
    periods.data.messages("periods").length === 0;
  const nobodyCounted = asks.includes("indicator") && pact?.person_indicators.length === 0;
  return (
    <>
      <SimulatedBanner />
      <AsOfBar />
      <section
        class="part"
        aria-labelledby="register-title"
        data-register={page}
        data-ready={answer !== null}
        aria-busy={register.loading}
      >
        <div class="part-head">
          <h2 id="register-title">{t(`page.${page}`)}</h2>
          <p>{t(`lead.${page}`)}</p>
        </div>
        {!nobodyCounted && <RegisterChoices page={page} />}
        {noPeriods || nobodyCounted ? (
          <p class="quiet" data-nothing>
            {t(noPeriods ? "register.no_periods" : "breakdown.no_persons")}
          </p>
        ) : (
          <ViewNotice view={asks.includes("period") && periods.error ? periods : register} />
        )}
        {answer && <Standing />}
        {answer && choices && <Downloads view={view} choices={choices} forms={["xlsx", "html"]} />}
        {answer && sections.length === 0 && <p class="quiet">{t("register.empty")}</p>}
        {sections.map((section) => (
          <SectionView key={section.id} section={section}>
            {section.list && section.table && section.table.rows.length > 0 && choices && (
              <ListFile view={view} choices={choices} list={section.list} title={section.title} />
            )}
          </SectionView>
        ))}
        {answer && <OpenQuestions sections={sections} />}
      </section>
    </>
  );
}

/** Up to which record the answer counts; of a page that follows, that moves in steps. */
function Standing() {
  const { state, lang, t } = usePage();
  const meta = readMeta(state.register.data?.message("meta").raw);
  return (
    <p class="counted-until quiet" data-position={meta.applied_through}>
      {t("meta.position", { n: formatNumber(meta.applied_through, lang) })}
      {meta.known_at && ` · ${t("meta.known", { date: formatInstant(meta.known_at, lang) })}`}
    </p>
  );
}

function SectionView({ section, children }: { section: Section; children: ComponentChildren }) {
  return (
    <section class="register-section" aria-labelledby={`section-${section.id}`}>
      <div class="section-head">
        <h3 id={`section-${section.id}`}>{section.title}</h3>
        {children}
      </div>
      {section.notes?.map((note) => (
        <p key={note} class="section-note">
          {note}
        </p>
      ))}
      {section.facts && <Facts facts={section.facts} />}
      {section.table && <DataTable table={section.table} caption={section.title} />}
    </section>
  );
}

function Facts({ facts }: { facts: Fact[] }) {
  const { t } = usePage();
  return (
    <dl class="register-facts">
      {facts.map(({ name, value, tone, note }) => (
        <div key={name} data-fact={name}>
          <dt>{t(`fact.${name}`)}</dt>
          <dd>
            {tone ? (
              <span class={`tone tone-${tone}`}>
                <Icon name={TONE_ICONS[tone]} />
                <span>{value}</span>
              </span>
            ) : (
              value
            )}
            {note && <span class="cell-note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What the rows of the page refer to by the number of an open question in the plan. */
function OpenQuestions({ sections }: { sections: Section[] }) {
  const { state, t, say } = usePage();
  const named = new Set(
    sections.flatMap((s) => s.table?.rows ?? []).flatMap((row) => row.texts("problems")),
  );
  const problems = (state.pact?.problems ?? []).filter((problem) => named.has(problem.id));
  if (problems.length === 0) return null;
  return (
    <section class="register-section" aria-labelledby="section-problems">
      <h3 id="section-problems">{t("indicator.problems")}</h3>
      <ul class="open-questions">
        {problems.map((problem) => (
          <li key={problem.id}>
            <strong>{problem.id.replaceAll("-", "\u2011")}</strong> – {say(problem.finding)}{" "}
            {say(problem.handling)}
          </li>
        ))}
      </ul>
    </section>
  );
}
