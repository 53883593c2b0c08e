// A secret that is shown once: it gets the focus, can be copied, and is hidden when it was stored.
import { useEffect, useRef, useState } from "preact/hooks";
import { useOffice } from "./context";

interface Props {
  title: string;
  lead: string;
  secret: string;
  onDone: () => void;
}

export function Secret(props: Props) {
  const { t } = useOffice();
  const box = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => box.current?.focus(), [props.secret]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.secret);
      setCopied(true);
    } catch {
      // Not over plain HTTP, say: it can be selected and copied by hand.
    }
  };
  return (
    <section ref={box} tabIndex={-1} class="panel secret" aria-labelledby="secret-title">
      <h3 id="secret-title">{props.title}</h3>
      <p>{props.lead}</p>
      <p>
        <code data-secret>{props.secret}</code>
      </p>
      <div class="actions">
        <button type="button" class="secondary" onClick={() => void copy()}>
          {t("secret.copy")}
        </button>
        <button type="button" class="secondary" data-secret-done onClick={props.onDone}>
          {t("secret.done")}
        </button>
        <span role="status">{copied ? t("secret.copied") : ""}</span>
      </div>
    </section>
  );
}
