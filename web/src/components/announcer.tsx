// Tells somebody who does not see the page what has changed: politely, and not more often than one
// can listen to.
import { useEffect, useRef, useState } from "preact/hooks";
import type { FeedEvent } from "../api";
import { formatNumber } from "../format";
import type { ValueChange } from "../store/app";
import { usePage } from "./page_context";

const PAUSE_MS = 3_000;

export function Announcer() {
  const { app, lang, t, say } = usePage();
  const [message, setMessage] = useState("");
  const pending = useRef<{ events: FeedEvent[]; changes: Map<string, ValueChange> }>({
    events: [],
    changes: new Map(),
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const speak = useRef(() => {});
  speak.current = () => {
    const { events, changes } = pending.current;
    pending.current = { events: [], changes: new Map() };
    timer.current = undefined;
    const parts: string[] = [];
    const single =
      events.length === 1 ? app.state.eventTypes.get(events[0]?.type ?? "") : undefined;
    if (single) parts.push(say(single));
    else if (events.length > 0) parts.push(t("news.events", { n: events.length }));
    for (const { code, value, unit } of changes.values())
      parts.push(t("news.value", { code, value: formatNumber(value, lang), unit: say(unit) }));
    if (parts.length > 0) setMessage(`${parts.join(". ")}.`);
  };
  useEffect(
    () =>
      app.onNews((news) => {
        pending.current.events.push(...news.events);
        for (const change of news.changes) pending.current.changes.set(change.code, change);
        timer.current ??= setTimeout(() => speak.current(), PAUSE_MS);
      }),
    [app],
  );
  return (
    <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="true" data-announcer>
      {message}
    </div>
  );
}
