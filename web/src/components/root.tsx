// The whole page: header, then the dashboard or one of the statements, then the footer.
import { useEffect, useMemo, useReducer } from "preact/hooks";
import { pick, translator } from "../i18n";
import type { App } from "../store/app";
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
    const part = state.page === "dashboard" ? "" : `${t(`footer.${state.page}`)} – `;
    document.title = part + name;
  }, [name, state.page, t]);

  return (
    <PageContext.Provider value={value}>
      <a class="skip" href="#content">
        {t("app.skip")}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        {state.page === "dashboard" ? <Dashboard ready={state.pact !== null} /> : <StatementPage />}
      </main>
      <Footer />
      {state.page === "dashboard" && <ExplainDrawer />}
      <Announcer />
    </PageContext.Provider>
  );
}

function Dashboard({ ready }: { ready: boolean }) {
  if (!ready) return <StartNotice />;
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
