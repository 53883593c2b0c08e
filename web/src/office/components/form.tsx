// The pieces of forms: a field with its label and hint, what went wrong, and sending once at a time.
import type { ComponentChildren, JSX, Ref } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../components/icon";
import type { OfficeError } from "../api";
import { asOfficeError } from "../store/app";

interface FieldProps extends Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "label"> {
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  inputRef?: Ref<HTMLInputElement>;
}

/** An input with its label; `hint` and `wrong` are read out with it. */
export function Field({ label, hint, wrong, inputRef = null, ...input }: FieldProps) {
  const id = useId();
  const about = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={inputRef}
        aria-describedby={about || undefined}
        aria-invalid={wrong ? "true" : undefined}
        {...input}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

/** What went wrong, told at once. */
export function Alert({ children, code }: { children: ComponentChildren; code?: string }) {
  return (
    <div class="alert" role="alert" data-code={code}>
      <Icon name="warning" />
      <div>{children}</div>
    </div>
  );
}

/** What went well, or what is good to know. */
export function Note({ children }: { children: ComponentChildren }) {
  return (
    <div class="note" role="status">
      <Icon name="info" />
      <div>{children}</div>
    </div>
  );
}

interface Sending {
  busy: boolean;
  error: OfficeError | null;
  /** Runs `work` unless another run is under way; true when it went well. */
  send: (work: () => Promise<void>) => Promise<boolean>;
}

export function useSending(): Sending {
  const [state, setState] = useState<{ busy: boolean; error: OfficeError | null }>({
    busy: false,
    error: null,
  });
  const busy = useRef(false);
  const there = useRef(true);
  useEffect(
    () => () => {
      there.current = false;
    },
    [],
  );
  const send = async (work: () => Promise<void>): Promise<boolean> => {
    if (busy.current) return false;
    busy.current = true;
    setState({ busy: true, error: null });
    let error: OfficeError | null = null;
    try {
      await work();
    } catch (thrown) {
      error = asOfficeError(thrown);
    }
    busy.current = false;
    // That the session ended is told by the log-in form.
    const told = error?.code === "session.required" ? null : error;
    if (there.current) setState({ busy: false, error: told });
    return error === null;
  };
  return { ...state, send };
}
