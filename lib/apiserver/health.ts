import { respondText } from './encode';
import type { ApiResponse } from './message';

/** The checks that are told one by one with `?verbose`. */
const checks = ['ping', 'log', 'store'] as const;
const probes = new Set(['healthz', 'livez', 'readyz']);

/**
 * Answers `/healthz`, `/livez`, `/readyz` and single checks below them; `undefined` for other paths.
 * `problems` are what is wrong with the store.
 */
export function healthResponse(
  segments: readonly string[],
  query: URLSearchParams,
  problems: () => readonly string[],
): ApiResponse | undefined {
  const [probe = '', check, ...more] = segments;
  if (!probes.has(probe) || more.length > 0) return undefined;
  if (check !== undefined && !checks.some((name) => name === check)) return undefined;
  const broken = check === undefined || check === 'store' ? problems() : [];
  if (check !== undefined) return broken.length > 0 ? failed(broken) : respondText('ok');
  if (!query.has('verbose') && broken.length === 0) return respondText('ok');
  const excluded = query.getAll('exclude');
  const lines = checks.map((name) => {
    if (excluded.includes(name)) return `[+]${name} excluded: ok`;
    return name === 'store' && broken.length > 0
      ? `[-]${name} failed: ${broken.join('; ')}`
      : `[+]${name} ok`;
  });
  const end = broken.length > 0 ? `${probe} check failed` : `${probe} check passed`;
  return respondText(`${[...lines, end].join('\n')}\n`, broken.length > 0 ? 500 : 200);
}

function failed(problems: readonly string[]): ApiResponse {
  return respondText(`internal server error: ${problems.join('; ')}\n`, 500);
}
