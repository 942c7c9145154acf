import { respondText } from './encode';
import type { ApiResponse } from './message';

/** The checks that are told one by one with `?verbose`. */
const checks = ['ping', 'log', 'store'] as const;
const probes = ['healthz', 'livez', 'readyz'];

/** Every path below which there is health to be asked for. */
export const healthPaths = probes.flatMap((probe) => [
  `/${probe}`,
  ...checks.map((check) => `/${probe}/${check}`),
]);

/**
 * Answers `/healthz`, `/livez`, `/readyz` and single checks below them; `undefined` for other paths.
 * Everybody may read the former, so they do not say why a check fails. `problems` are what is wrong with the
 * store.
 */
export function healthResponse(
  segments: readonly string[],
  query: URLSearchParams,
  problems: () => readonly string[],
): ApiResponse | undefined {
  const [probe = '', name, ...more] = segments;
  if (!probes.includes(probe) || more.length > 0) return undefined;
  if (name === undefined) return probeResponse(probe, query, problems);
  if (!checks.some((check) => check === name)) return undefined;
  const broken = name === 'store' ? problems() : [];
  return broken.length > 0 ? plain(`internal server error: ${broken.join('; ')}\n`, 500) : respondText('ok');
}

function probeResponse(
  probe: string,
  query: URLSearchParams,
  problems: () => readonly string[],
): ApiResponse {
  const excluded = new Set(query.getAll('exclude'));
  const isBroken = !excluded.has('store') && problems().length > 0;
  const lines = checks.map((name) => {
    if (excluded.delete(name)) return `[+]${name} excluded: ok`;
    return name === 'store' && isBroken ? `[-]${name} failed: reason withheld` : `[+]${name} ok`;
  });
  if (excluded.size > 0) {
    const unknown = [...excluded].sort().map((name) => JSON.stringify(name));
    lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown.join(',')}`);
  }
  if (isBroken) return plain(`${[...lines, `${probe} check failed`].join('\n')}\n`, 500);
  if (!query.has('verbose')) return plain('ok', 200);
  return plain(`${[...lines, `${probe} check passed`].join('\n')}\n`, 200);
}

/** Text that no browser may take for anything else. */
function plain(text: string, code: number): ApiResponse {
  const response = respondText(text, code);
  return { ...response, headers: [...response.headers, ['x-content-type-options', 'nosniff']] };
}
