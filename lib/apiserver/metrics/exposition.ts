/** A metric with everything measured of it, as it stands when it is asked for. */
export interface Family {
  name: string;
  /** Kubernetes puts before it how stable the metric is: `[STABLE]`. */
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  samples: readonly Sample[];
}

export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number | Histogram;
}

/** Gives what it has measured, each time it is asked. */
export type Collector = () => readonly Family[];

/** How often values came up to each bound, and their sum. */
export class Histogram {
  sum = 0;
  /** Of each bound the values that are above the one before; at last those above all. */
  readonly counts: number[];

  constructor(readonly bounds: readonly number[]) {
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.bounds.length && value > this.bounds[at]!) at++;
    this.counts[at]!++;
    this.sum += value;
  }
}

/** Bounds that grow by a factor. */
export function exponentialBounds(first: number, factor: number, count: number): number[] {
  const bounds = [first];
  while (bounds.length < count) bounds.push(bounds[bounds.length - 1]! * factor);
  return bounds;
}

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Writes metrics in the text format of Prometheus: by name, the samples of each by their labels. */
export function exposition(families: readonly Family[]): string {
  return [...families]
    .filter(({ samples }) => samples.length > 0)
    .sort((a, b) => compare(a.name, b.name))
    .map(familyText)
    .join('');
}

function familyText({ name, help, type, samples }: Family): string {
  const helpText = help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
  const head = `# HELP ${name} ${helpText}\n# TYPE ${name} ${type}\n`;
  const lines = samples
    .map(({ labels, value }): [string, number | Histogram] => [labelsText(labels), value])
    .sort(([a], [b]) => compare(a, b))
    .map(([labels, value]) => sampleText(name, labels, value));
  return head + lines.join('');
}

function sampleText(name: string, labels: string, value: number | Histogram): string {
  if (typeof value === 'number') return `${name}${braced(labels)} ${numberText(value)}\n`;
  const { bounds, counts, sum } = value;
  let total = 0;
  const buckets = counts.map((count, at) => {
    total += count;
    const le = `le="${at < bounds.length ? numberText(bounds[at]!) : '+Inf'}"`;
    return `${name}_bucket${braced(labels ? `${labels},${le}` : le)} ${numberText(total)}\n`;
  });
  const own = braced(labels);
  const ends = `${name}_sum${own} ${numberText(sum)}\n${name}_count${own} ${numberText(total)}\n`;
  return buckets.join('') + ends;
}

function braced(labels: string): string {
  return labels && `{${labels}}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(labels).sort(([a], [b]) => compare(a, b));
  return entries.map(([name, value]) => `${name}="${escaped(value)}"`).join(',');
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

/** A number as Go writes it (`%g`): with an exponent from a million on, and below a ten-thousandth. */
function numberText(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
