import { statements } from "../texts/statements";
import { isStatement } from "../url_state";
import { usePage } from "./page_context";

export function StatementPage() {
  const { app, state, lang, t } = usePage();
  if (!isStatement(state.page)) return null;
  const statement = statements[state.page][lang];
  return (
    <article class="statement">
      <h2>{statement.title}</h2>
      {statement.sections.map((section) => (
        <section key={section.title}>
          <h3>{section.title}</h3>
          {section.paragraphs.map((text) => (
            <p key={text}>{text}</p>
          ))}
          {section.items && (
            <ul>
              {section.items.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
      <p>
        <button type="button" class="secondary" onClick={() => app.setPage("dashboard")}>
          {t("footer.back")}
        </button>
      </p>
    </article>
  );
}
