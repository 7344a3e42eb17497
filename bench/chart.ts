// Curves as text and as SVG.
export interface Curve {
  readonly name: string;
  readonly points: ReadonlyArray<readonly [x: number, y: number]>;
}

const MARKS = ['*', 'o', '+', 'x'];
const COLOURS = ['#1f5fa8', '#c2452d', '#3d8a4d', '#7a4fa3'];

const range = (curves: ReadonlyArray<Curve>): { readonly right: number; readonly top: number } => ({
  right: Math.max(...curves.flatMap(({ points }) => points.map(([x]) => x))),
  top: Math.max(...curves.flatMap(({ points }) => points.map(([, y]) => y))),
});

/** Rows of characters; where curves meet, the later one is seen. */
export const asText = (curves: ReadonlyArray<Curve>, width = 100, height = 16): string => {
  const { right, top } = range(curves);
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  curves.forEach(({ points }, which) => {
    for (const [x, y] of points) {
      const row = rows[height - 1 - Math.min(height - 1, Math.floor((y / top) * height))];
      if (row !== undefined) row[Math.min(width - 1, Math.floor((x / right) * width))] = MARKS[which % MARKS.length]!;
    }
  });
  const label = (i: number): string => (i === 0 ? top.toFixed(0) : i === height - 1 ? '0' : '').padStart(6);
  return [
    ...rows.map((row, i) => `${label(i)} │${row.join('').trimEnd()}`),
    `       └${'─'.repeat(width)} ${right.toFixed(0)} s`,
    `        ${curves.map(({ name }, i) => `${MARKS[i % MARKS.length]!} ${name}`).join('   ')}`,
  ].join('\n');
};

/** One panel below the other, each with its title. */
export const asSvg = (
  panels: ReadonlyArray<{ readonly title: string; readonly curves: ReadonlyArray<Curve> }>,
): string => {
  const [width, height, left, foot] = [900, 260, 60, 40];
  const draw = ({ title, curves }: (typeof panels)[number], panel: number): string => {
    const { right, top } = range(curves);
    const x = (value: number): string => (left + (value / right) * (width - left - 20)).toFixed(1);
    const y = (value: number): string =>
      (panel * height + height - foot - (value / top) * (height - foot - 40)).toFixed(1);
    const lines = curves.map(
      ({ name, points }, i) =>
        `<polyline fill="none" stroke="${COLOURS[i % COLOURS.length]!}" points="${points.map(([a, b]) => `${x(a)},${y(b)}`).join(' ')}"/>` +
        `<text x="${left + 10 + i * 160}" y="${panel * height + 40}" fill="${COLOURS[i % COLOURS.length]!}">${name}</text>`,
    );
    return [
      `<text x="${left}" y="${panel * height + 22}" font-weight="bold">${title}</text>`,
      `<path d="M${x(0)},${y(top)}V${y(0)}H${x(right)}" fill="none" stroke="#888"/>`,
      `<text x="4" y="${y(top)}">${top.toFixed(0)}</text><text x="4" y="${y(0)}">0</text>`,
      `<text x="${width - 60}" y="${panel * height + height - 14}">${right.toFixed(0)} s</text>`,
      ...lines,
    ].join('\n');
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${panels.length * height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${panels.map(draw).join('\n')}
</svg>
`;
};
