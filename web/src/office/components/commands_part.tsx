// The commands that this office takes, and which of them the account may send.
import { hasRole } from "../rights";
import { useLoaded } from "./use_loaded";
import { useOffice } from "./context";
import { Failed } from "./overview_part";

export function CommandsPart() {
  const { app, state, grants, lang, t, say } = useOffice();
  const { data, error, loading } = useLoaded("commands", () => app.api.commands());
  const sorted = [...(data ?? [])].sort((a, b) => say(a.title).localeCompare(say(b.title), lang));
  return (
    <>
      <p class="lead">
        {t("commands.lead")}{" "}
        <a href="/openapi.json" data-openapi>
          {t("commands.openapi")}
        </a>
      </p>
      <Failed error={error} />
      {loading && !data && <p role="status">{t("app.loading")}</p>}
      {data && (
        <div class="panel table-scroll" tabIndex={0} role="region" aria-label={t("part.commands")}>
          <table class="list">
            <caption class="visually-hidden">{t("part.commands")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("commands.title")}</th>
                <th scope="col">{t("commands.name")}</th>
                <th scope="col">{t("commands.may")}</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map(({ command, title, roles }) => {
                const may = hasRole(grants, roles, state.pact);
                return (
                  <tr key={command} data-command={command} data-may={may}>
                    <th scope="row">{say(title)}</th>
                    <td>
                      <code>{command}</code>
                    </td>
                    <td>{t(may ? "commands.yes" : "commands.no")}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
