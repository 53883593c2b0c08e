// Asks before something that cannot be taken back. A native dialog: it keeps the focus inside, ends
// with Escape and gives the focus back.
import { useEffect, useId, useRef } from "preact/hooks";
import { useOffice } from "./context";

interface Props {
  question: string;
  yes: string;
  onYes: () => void;
  onNo: () => void;
}

export function Confirm({ question, yes, onYes, onNo }: Props) {
  const { t } = useOffice();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <p id={id}>{question}</p>
      <div class="actions">
        <button type="button" class="primary" data-yes onClick={onYes}>
          {yes}
        </button>
        <button type="button" class="secondary" data-no onClick={onNo}>
          {t("app.no")}
        </button>
      </div>
    </dialog>
  );
}
