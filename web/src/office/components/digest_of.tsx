// The SHA-256 digest of a file, made in the browser: the file itself is sent nowhere.
import { useId, useState } from "preact/hooks";
import { useOffice } from "./context";

interface Props {
  label: string;
  name: string;
  onSet: (digest: string) => void;
}

const FILE_BYTES_MAX = 256 * 1024 * 1024;

export function DigestOf({ label, name, onSet }: Props) {
  const { t } = useOffice();
  const id = useId();
  const [said, setSaid] = useState("");
  // Browsers have it on this machine and over TLS only.
  if (!globalThis.crypto.subtle) return null;
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > FILE_BYTES_MAX) return setSaid(t("digest.too_large"));
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const bytes = [...new Uint8Array(digest)];
    onSet(bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    setSaid(t("digest.done", { file: file.name }));
  };
  return (
    <>
      <label for={id} class="light">
        {t("digest.label")}
        <span class="visually-hidden"> ({label})</span>
      </label>
      <input
        id={id}
        type="file"
        data-digest-of={name}
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
      <p class="hint" role="status">
        {said}
      </p>
    </>
  );
}
