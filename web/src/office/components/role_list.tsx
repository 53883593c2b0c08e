// Roles in words, with the pact where they count.
import type { Grant } from "../rights";
import { useOffice } from "./context";

export function RoleList({ grants }: { grants: readonly Grant[] }) {
  const { state, t, say } = useOffice();
  if (grants.length === 0) return <p>{t("role.none")}</p>;
  const nameOf = (pact: string) => {
    const known = state.office?.pacts.find((p) => p.pact === pact);
    return known ? say(known.name) || pact : pact;
  };
  return (
    <ul class="roles">
      {grants.map(({ role, pact }) => (
        <li key={`${role}@${pact}`} data-role={role}>
          {t(`role.${role}`)}
          {pact === "*" ? "" : ` (${nameOf(pact)})`}
        </li>
      ))}
    </ul>
  );
}
