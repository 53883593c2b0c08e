// Who may see what, from the roles that the office told. The office decides again, with every
// request: this only keeps the page from offering what would be refused.

export const ROLES = ["case_worker", "manager", "auditor", "viewer", "administrator"] as const;
export type Role = (typeof ROLES)[number];

export interface Grant {
  role: Role;
  /** A pact, or "*" for every one. */
  pact: string;
}

/** "manager@tiszakecske" or "manager", which counts in every pact; null for what is no grant. */
export function parseGrant(text: string): Grant | null {
  const [name = "", pact = "*"] = text.split("@");
  const role = ROLES.find((known) => known === name);
  return role ? { role, pact } : null;
}

export function hasRole(grants: readonly Grant[], roles: readonly string[], pact: string): boolean {
  return grants.some((g) => roles.includes(g.role) && (g.pact === "*" || g.pact === pact));
}

const READERS: readonly Role[] = ["case_worker", "manager", "auditor", "viewer"];
const CLERKS: readonly Role[] = ["case_worker", "manager"];

/** Outbox, commands that need attention, what became of a command. */
export const mayRead = (grants: readonly Grant[], pact: string) => hasRole(grants, READERS, pact);
/** Dismiss or retry what needs attention. */
export const mayHandle = (grants: readonly Grant[], pact: string) => hasRole(grants, CLERKS, pact);
/** A grant as the office writes it. */
export const formatGrant = ({ role, pact }: Grant) => (pact === "*" ? role : `${role}@${pact}`);
/** Accounts and tokens. */
export const mayAdminister = (grants: readonly Grant[]) =>
  grants.some((g) => g.role === "administrator");
