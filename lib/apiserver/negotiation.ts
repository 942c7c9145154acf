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
  const sorted: Clause[] = [];
  for (const clause of header.split(',').map(parseClause)) {
    if (!clause.type) continue;
    let at = sorted.length;
    while (at > 0 && isBefore(clause, sorted[at - 1]!)) at--;
    sorted.splice(at, 0, clause);
  }
  if (known.size >= mostKnown) known.clear();
  known.set(header, sorted);
  return sorted;
}

function parseClause(text: string): Clause {
  const [range = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = Object.fromEntries(
    rest
      .map((part) => part.split('='))
      .flatMap(([name = '', value, ...more]) =>
        value && more.length === 0 ? [[name.trim(), value.trim()] as const] : [],
      ),
  );
  const quality = parameters.q === undefined ? 1 : Number(parameters.q);
  const type = range === '*' ? '*/*' : range;
  return {
    type: type.split('/').length === 2 ? type : '',
    quality: Number.isNaN(quality) ? 0 : quality,
    parameters,
  };
}

/** The order of goautoneg: by quality, and whatever names more goes before a wildcard. */
function isBefore(clause: Clause, other: Clause): boolean {
  if (clause.quality > other.quality) return true;
  const [type, subtype] = clause.type.split('/');
  const [otherType, otherSubtype] = other.type.split('/');
  return (type !== '*' && otherType === '*') || (subtype !== '*' && otherSubtype === '*');
}

/** What a path answers with, besides objects in the usual forms. */
export interface Offer {
  isList?: boolean;
  /** Media types that its route names before the usual ones. */
  others?: readonly string[];
}

/**
 * Chooses how to answer a request for objects. 406 when no clause of `Accept` can be met; the two texts are
 * Kubernetes': one of its router, for media types the route does not name, one of the handler, for a transformation
 * it does not know.
 */
export function negotiate(
  accept: string,
  userAgent: string,
  query: URLSearchParams,
  { isList = false, others = [] }: Offer = {},
): Format {
  const clauses = expectProduced(accept, { isList, others });
  for (const { type, parameters } of clauses) {
    const media = mediaOf(type);
    if (!media || !isServed(media, parameters)) continue;
    const { as = '', v = '' } = parameters;
    const pretty = parameters.pretty === '1' || wantsPretty(query, userAgent);
    return { media, pretty, as: as as Format['as'], version: v };
  }
  throw notConvertible(`only the following media types are accepted: ${produced.join(', ')}`);
}

/** The clauses of `Accept`; 406 when none names a media type that the route names. */
export function expectProduced(
  accept: string,
  { isList = false, others = [] }: Offer = {},
): readonly Clause[] {
  const clauses = parseAccept(accept || '*/*');
  const routed = [...others, ...produced];
  if (clauses.some(({ type }) => type === '*/*' || routed.includes(type))) return clauses;
  throw notAcceptable(isList ? [...routed, ...streamed] : routed);
}

/** Whether the parameters of a clause ask for nothing that is not there. */
function isServed(
  media: Format['media'],
  { as = '', g = '', v = '', stream, sv }: Clause['parameters'],
): boolean {
  if (stream && (stream !== 'watch' || media === 'yaml')) return false;
  if (sv && sv !== 'v1') return false;
  if (!as && !g && !v) return true;
  return transformed.has(as) && g === 'meta.k8s.io' && transformedVersions.has(v);
}

/** Refuses (406) a watch in a form that cannot be streamed. */
export function expectStreamable({ media }: Format): void {
  if (media === 'yaml')
    throw notConvertible(`only the following media types are accepted: ${streamed.join(', ')}`);
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
