import { type Manifest, readManifest } from './document';
import { changeDocument, changeValue } from './documentchange';
import { applySplices, lineEnd } from './documenttext';
import { endOf, prefixEnd, slotsTo } from './documenttoken';
import { isEntries, isSame, type Path, valueAt } from './documentvalue';
import { type FormKind, jobSpecPath, kindOf } from './form';

/** The schedule a Job gets that becomes a CronJob: once an hour, until another one is written. */
const firstSchedule = '0 * * * *';

/**
 * Makes a Job a CronJob around the same Job spec, or a CronJob a Job. The lines of the spec move as they are,
 * comments and all; what only a CronJob has goes.
 */
export function withKind(manifest: Manifest, index: number, kind: FormKind): Manifest {
  const value = manifest.documents[index]?.value;
  const before = kindOf(value);
  if (!isEntries(value) || before === undefined || before === kind || manifest.problems.length > 0)
    return manifest;
  const spec = valueAt(value, jobSpecPath(before)) ?? {};
  const next = kind === 'Job' ? spec : { schedule: firstSchedule, jobTemplate: { spec } };
  const moved = movedSpec(manifest, index, jobSpecPath(before), kind);
  const respecced =
    moved && isSame(moved.documents[index]?.value, { ...value, spec: next })
      ? moved
      : changeDocument(manifest, index, { ...value, spec: next });
  const renamed = changeValue(respecced, index, ['kind'], kind);
  const { apiVersion } = value;
  return apiVersion === 'batch/v1beta1' ? changeValue(renamed, index, ['apiVersion'], 'batch/v1') : renamed;
}

/**
 * The spec's own lines set in anew under what a kind has around them; `undefined` where it is not a block of
 * lines.
 */
function movedSpec(manifest: Manifest, index: number, from: Path, kind: FormKind): Manifest | undefined {
  const { text } = manifest;
  const root = manifest.documents[index]!.tree.contents;
  const outer = slotsTo(root, ['spec']).at(-1);
  const slots = slotsTo(root, from);
  const inner = slots.at(-1);
  const token = inner?.item.value;
  if (!outer?.item.value || slots.length !== from.length || token?.type !== 'block-map') return undefined;
  const bodyFrom = lineEnd(text, prefixEnd(inner!.item));
  if (token.offset < bodyFrom) return undefined;
  const body = text.slice(bodyFrom, lineEnd(text, endOf(token)));
  const step = Math.max(1, from.length === 1 ? token.indent : 2);
  const pad = ' '.repeat(step);
  const around = ['', `${pad}schedule: "${firstSchedule}"`, `${pad}jobTemplate:`, `${pad}${pad}spec:`];
  const lead = kind === 'CronJob' ? around.join('\n') : '';
  const column = kind === 'CronJob' ? 3 * step : step;
  const lines = lead + setIn(body, column - token.indent);
  const at = lineEnd(text, prefixEnd(outer.item));
  return readManifest(
    applySplices(text, [{ from: at, to: lineEnd(text, endOf(outer.item.value)), text: lines }]),
  );
}

/** Lines moved to the right, or to the left as far as they have blanks to give. */
function setIn(lines: string, by: number): string {
  if (by >= 0) return lines.replace(/^(?=[^\r\n])/gm, ' '.repeat(by));
  return lines.replace(new RegExp(`^ {1,${-by}}`, 'gm'), '');
}
