// What a part of the page asks the office for: once when it opens, again when it is told to.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { OfficeError } from "../api";
import { asOfficeError } from "../store/app";
import { useOffice } from "./context";

export interface Loaded<T> {
  /** The last answer; it stays while a newer one is fetched. */
  data: T | null;
  error: OfficeError | null;
  loading: boolean;
  reload: () => void;
}

/**
 * `key` names what is asked for: another one forgets the old answer and asks anew. What an ended
 * session left unanswered is asked again after the next log-in.
 */
export function useLoaded<T>(key: string, ask: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({
    data: null,
    error: null,
    loading: true,
  });
  const { session } = useOffice().state;
  const latest = useRef(0);
  const asking = useRef(ask);
  asking.current = ask;
  const load = useCallback((forget: boolean) => {
    const turn = ++latest.current;
    setState((old) => ({ data: forget ? null : old.data, error: null, loading: true }));
    asking.current().then(
      (data) => turn === latest.current && setState({ data, error: null, loading: false }),
      (error: unknown) =>
        turn === latest.current &&
        setState((old) => ({ data: old.data, error: asOfficeError(error), loading: false })),
    );
  }, []);
  useEffect(() => {
    load(true);
    return () => void ++latest.current;
  }, [key, load]);
  const unanswered = session.kind === "in" && state.error?.code === "session.required";
  useEffect(() => {
    if (unanswered) load(false);
  }, [unanswered, load]);
  return { ...state, reload: useCallback(() => load(false), [load]) };
}
