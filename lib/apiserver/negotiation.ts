import { notAcceptable, notConvertible } from './errors';

/** How an answer is written: the media type, and what an object is shown as. */
export interface Format {
  media: 'json' | 'yaml';
  pretty: boolean;
  /** `''`: as itself. */
  as: '' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  /** Version of `meta.k8s.io` for the transformed forms. */
  version: string;
}

interface Clause {
  type: string;
  quality: number;
  parameters: Record<string, string>;
}

const produced = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamed = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
const transformed = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);
const transformedVersions = new Set(['v1', 'v1beta1']);

const known = new Map<string, readonly Clause[]>();
const mostKnown = 500;

/** The clauses of an `Accept` header, the preferred first. Headers repeat, so what they say is remembered. */
export function parseAccept(header: string): readonly Clause[] {
  const before = known.get(header);
  if (before) return before;
  const clauses = header.split(',').map(parseClause);
  const sorted = clauses.filter(({ type }) => type).sort((a, b) => b.quality - a.quality);
  if (known.size >= mostKnown) known.clear();
  known.set(header, sorted);
  return sorted;
}

function parseClause(text: string): Clause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = Object.fromEntries(
    rest.map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')];
    }),
  );
  const quality = parameters.q === undefined ? 1 : Number(parameters.q);
  return { type: type.toLowerCase(), quality: Number.isNaN(quality) ? 0 : quality, parameters };
}

/**
 * Chooses how to answer a request for objects. 406 when no clause of `Accept` can be met; the two texts are
 * Kubernetes': one for a media type it never produces there, one for a transformation it does not know.
 */
export function negotiate(
  accept: string,
  userAgent: string,
  query: URLSearchParams,
  isList: boolean,
): Format {
  const clauses = parseAccept(accept || '*/*');
  let isProduced = false;
  for (const { type, parameters } of clauses) {
    const media = mediaOf(type);
    isProduced ||= media !== undefined || produced.includes(type);
    if (!media) continue;
    const { as = '', g = '', v = '' } = parameters;
    if (as || g || v) {
      if (!transformed.has(as) || g !== 'meta.k8s.io' || !transformedVersions.has(v)) continue;
    }
    const pretty = parameters.pretty === '1' || wantsPretty(query, userAgent);
    return { media, pretty, as: as as Format['as'], version: v };
  }
  if (!isProduced) throw notAcceptable(isList ? [...produced, ...streamed] : produced);
  throw notConvertible(`only the following media types are accepted: ${produced.join(', ')}`);
}

/** The format of an answer that is never refused: the one asked for if there is such, else JSON. */
export function lenientFormat(accept: string, userAgent: string, query: URLSearchParams): Format {
  const plain = { media: 'json', as: '', version: '', pretty: wantsPretty(query, userAgent) } as const;
  const media = parseAccept(accept || '*/*')
    .map(({ type }) => mediaOf(type))
    .find((found) => found !== undefined);
  return { ...plain, media: media ?? 'json' };
}

function mediaOf(type: string): Format['media'] | undefined {
  if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json';
  if (type === 'application/yaml') return 'yaml';
  return undefined;
}

/** People read what their browser or curl shows; programs get it short. */
function wantsPretty(query: URLSearchParams, userAgent: string): boolean {
  const asked = query.get('pretty');
  if (asked) return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}
