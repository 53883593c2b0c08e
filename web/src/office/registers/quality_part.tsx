// What in the records should be looked at: counts by kind and rule, and the findings of a kind.
import { useId, useMemo, useState } from "preact/hooks";
import { formatDate, formatNumber } from "../../format";
import { useOffice } from "../components/context";
import { Failed } from "../components/overview_part";
import { useLoaded } from "../components/use_loaded";
import {
  type Finding,
  type Quality,
  type QualityKind,
  loadQuality,
  qualityPath,
} from "./quality_api";
import { type QualityText, qualityText } from "./texts";

export function QualityPart() {
  const { app, state, lang, t } = useOffice();
  const { pact } = state;
  const say = useMemo(() => qualityText(lang), [lang]);
  const [kind, setKind] = useState<QualityKind | null>(null);
  const asked = useLoaded(`quality ${pact} ${kind}`, () => loadQuality(app.api, pact, kind));
  const { data } = asked;
  return (
    <>
      <p class="lead">{say("lead")}</p>
      <Failed error={asked.error} />
      {asked.loading && !data && <p role="status">{t("app.loading")}</p>}
      {data && (
        <div class="quality">
          <KindChoice quality={data} kind={kind} onChange={setKind} say={say} />
          <Counts quality={data} kind={kind} say={say} />
          <Findings quality={data} kind={kind} say={say} />
          <p>
            <a href={qualityPath(pact, kind, ".xlsx")} download>
              {say("download")}
            </a>
          </p>
        </div>
      )}
    </>
  );
}

interface Props {
  quality: Quality;
  kind: QualityKind | null;
  say: QualityText;
}

function KindChoice({
  quality,
  kind,
  say,
  onChange,
}: Props & { onChange: (kind: QualityKind | null) => void }) {
  const { lang, say: label } = useOffice();
  const id = useId();
  const number = (value: number) => formatNumber(value, lang);
  return (
    <div class="field">
      <label for={id}>{say("kind")}</label>
      <select
        id={id}
        value={kind ?? ""}
        data-kind
        onChange={(event) => onChange((event.currentTarget.value || null) as QualityKind | null)}
      >
        <option value="">{`${say("every")} (${number(quality.total)})`}</option>
        {quality.kinds.map(
          (one) =>
            one.kind && (
              <option key={one.kind} value={one.kind}>
                {`${label(one.name)} (${number(one.count)})`}
              </option>
            ),
        )}
      </select>
    </div>
  );
}

function Counts({ quality, kind, say }: Props) {
  const { lang, say: label } = useOffice();
  const rules = quality.rules.filter((one) => kind === null || one.kind === kind);
  if (rules.length === 0) return <p role="status">{say("none")}</p>;
  return (
    <div class="panel table-scroll" tabIndex={0} role="region" aria-label={say("counts")}>
      <table class="list" data-counts>
        <caption class="visually-hidden">{say("counts")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("rule")}</th>
            <th scope="col" class="number">
              {say("count")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((one) => (
            <tr key={label(one.name)}>
              <th scope="row">{label(one.name)}</th>
              <td class="number">{formatNumber(one.count, lang)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Findings({ quality, kind, say }: Props) {
  const { lang } = useOffice();
  const { findings } = quality;
  if (findings.length === 0) return null;
  const all = kind === null ? quality.total : countOf(quality, kind);
  const number = (value: number) => formatNumber(value, lang);
  const found = say("found", { n: number(all) });
  return (
    <>
      <p role="status">
        {findings.length < all
          ? say("shown", { shown: number(findings.length), total: number(all) })
          : found}
      </p>
      {findings.some((one) => one.position === 0) && <p class="quiet">{say("withheld")}</p>}
      <div class="panel table-scroll" tabIndex={0} role="region" aria-label={found}>
        <table class="list" data-findings>
          <caption class="visually-hidden">{found}</caption>
          <thead>
            <tr>
              {(["about", "rule", "day", "against", "position"] as const).map((name) => (
                <th key={name} scope="col" class={name === "position" ? "number" : undefined}>
                  {say(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {findings.map((one, at) => (
              <Row key={at} finding={one} say={say} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ finding, say }: { finding: Finding; say: QualityText }) {
  const { lang, say: label } = useOffice();
  const { day, against, overdue_days, position, other_position } = finding;
  const number = (value: number) => formatNumber(value, lang);
  return (
    <tr>
      <th scope="row">
        {label(finding.about)}
        {finding.details.length > 0 && <span class="cell-note">{finding.details.join(", ")}</span>}
      </th>
      <td>{label(finding.name)}</td>
      <td>{day ? formatDate(day, lang) : "–"}</td>
      <td>
        {against ? formatDate(against, lang) : "–"}
        {overdue_days > 0 && (
          <span class="cell-note">{say("overdue", { n: number(overdue_days) })}</span>
        )}
      </td>
      <td class="number">
        {position > 0 ? number(position) : "–"}
        {other_position > 0 && (
          <span class="cell-note">{say("same_as", { n: number(other_position) })}</span>
        )}
      </td>
    </tr>
  );
}

function countOf(quality: Quality, kind: QualityKind): number {
  return quality.kinds.find((one) => one.kind === kind)?.count ?? 0;
}
