// The whole page: header, then the dashboard, a register or one of the statements, then the footer.
import { useEffect, useMemo, useReducer } from "preact/hooks";
import { pick, translator } from "../i18n";
import type { App } from "../store/app";
import { isRegister, isStatement } from "../url_state";
import { Announcer } from "./announcer";
import { AsOfBar } from "./as_of_bar";
import { CadenceList } from "./cadence_list";
import { ExplainDrawer } from "./explain_drawer";
import { Feed } from "./feed";
import { Footer } from "./footer";
import { Header } from "./header";
import { Indicators } from "./indicators";
import { SimulatedBanner, StartNotice } from "./notices";
import { type PageValue, PageContext } from "./page_context";
import { RegisterPage } from "./register_page";
import { ScheduleMatrix } from "./schedule_matrix";
import { StatementPage } from "./statement_page";

export function Root({ app }: { app: App }) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => app.subscribe(() => redraw(undefined as never)), [app]);
  const { state } = app;
  const { lang } = state;
  const t = useMemo(() => translator(lang), [lang]);
  const value: PageValue = { app, state, lang, t, say: (label) => pick(label, lang) };

  const name = state.pact ? pick(state.pact.name, lang) : t("app.name");
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  useEffect(() => {
    const { page } = state;
    const part = isStatement(page)
      ? t(`footer.${page}`)
      : isRegister(page)
        ? t(`page.${page}`)
        : "";
    document.title = part ? `${part} – ${name}` : name;
  }, [name, state.page, t]);

  return (
    <PageContext.Provider value={value}>
      <a class="skip" href="#content">
        {t("app.skip")}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        {isStatement(state.page) ? (
          <StatementPage />
        ) : state.pact === null ? (
          <StartNotice />
        ) : isRegister(state.page) ? (
          <RegisterPage key={state.page} page={state.page} />
        ) : (
          <Dashboard />
        )}
      </main>
      <Footer />
      {(state.page === "dashboard" || state.page === "indicators") && <ExplainDrawer />}
      <Announcer />
    </PageContext.Provider>
  );
}

function Dashboard() {
  return (
    <>
      <SimulatedBanner />
      <AsOfBar />
      <Indicators />
      <ScheduleMatrix />
      <div class="columns">
        <CadenceList />
        <Feed />
      </div>
    </>
  );
}
