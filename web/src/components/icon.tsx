// Small drawings that stand beside words, never instead of them.

const PATHS = {
  check: "M3 8.5l3.2 3.2L13 4.8",
  warning: "M8 2.2l6.3 11.3H1.7zM8 6.5v3.2M8 11.6v.2",
  cross: "M4 4l8 8M12 4l-8 8",
  clock: "M8 1.8a6.2 6.2 0 1 0 .01 0M8 4.6V8l2.4 1.6",
  dot: "M8 4.5a3.5 3.5 0 1 0 .01 0",
  ring: "M8 3.5a4.5 4.5 0 1 0 .01 0",
  diamond: "M8 2.5L13.5 8 8 13.5 2.5 8z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.2l7.5 4.8L5 12.8z",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.2 4h.1M2.2 8h.1M2.2 12h.1",
  flag: "M4 14V2.5M4 3h8l-1.8 2.6L12 8.2H4",
  dash: "M4 8h8",
  info: "M8 1.8a6.2 6.2 0 1 0 .01 0M8 7.2v4M8 4.7v.2",
  arrow: "M3 8h9M8.6 4.2L12.4 8l-3.8 3.8",
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set(["dot", "diamond", "play"]);

export function Icon({ name, class: className }: { name: IconName; class?: string }) {
  const filled = FILLED.has(name);
  return (
    <svg
      class={className ? `icon ${className}` : "icon"}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The emblem of the European Union: twelve stars in a circle, seen as on the face of a clock. */
export function EuEmblem() {
  const stars = Array.from({ length: 12 }, (_, i) => {
    const angle = (i * Math.PI) / 6;
    return <path key={i} d={star(27 + 12 * Math.sin(angle), 18 - 12 * Math.cos(angle), 2)} />;
  });
  return (
    <svg class="eu-emblem" viewBox="0 0 54 36" aria-hidden="true" focusable="false">
      <rect width="54" height="36" fill="#003399" />
      <g fill="#ffcc00">{stars}</g>
    </svg>
  );
}

function star(cx: number, cy: number, radius: number): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 === 0 ? radius : radius * 0.382;
    const angle = (i * Math.PI) / 5;
    return `${(cx + r * Math.sin(angle)).toFixed(2)} ${(cy - r * Math.cos(angle)).toFixed(2)}`;
  });
  return `M${points.join("L")}Z`;
}
