import type { KubeObject } from '../meta/object';
import { badRequest } from './errors';
import type { Served } from './kinds';

/** One term of a field selector. */
interface FieldTerm {
  field: string;
  equals: boolean;
  value: string;
  of: (object: KubeObject) => string;
}

/** A parsed field selector; without terms it selects everything. */
export interface FieldSelector {
  readonly terms: readonly FieldTerm[];
  /** The only name it can match, if it names one. */
  readonly name: string | undefined;
}

/** Whether the fields of an object satisfy every term. */
export function matchesFields({ terms }: FieldSelector, object: KubeObject): boolean {
  return terms.every(({ of, equals, value }) => (of(object) === value) === equals);
}

/**
 * Parses a field selector text such as `metadata.name=a,status.phase!=Failed` for a kind. Refuses with 400
 * what cannot be read and fields that the kind does not select by. The rules of `fields.ParseSelector`.
 */
export function parseFieldSelector(text: string, served: Served): FieldSelector {
  const terms = splitTerms(text)
    .filter(Boolean)
    .sort()
    .map((term) => parseTerm(term, text, served));
  const name = terms.find(({ field, equals }) => field === 'metadata.name' && equals)?.value;
  return { terms, name };
}

/** The selector of one object by its name. */
export function nameSelector(name: string): FieldSelector {
  return { terms: [{ field: 'metadata.name', equals: true, value: name, of: nameOf }], name };
}

function splitTerms(text: string): string[] {
  return text.match(/(?:[^\\,]|\\.|\\$)+/gs) ?? [];
}

function parseTerm(term: string, whole: string, served: Served): FieldTerm {
  const parts = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
  if (!parts) throw badRequest(`invalid selector: '${whole}'; can't understand '${term}'`);
  const [, field, operator, value] = parts as unknown as [string, string, string, string];
  return { field, equals: operator !== '!=', value: unescapeValue(value), of: readerOf(field, served) };
}

function unescapeValue(value: string): string {
  const wrong = /\\(?![\\,=])(.?)/s.exec(value.replace(/\\[\\,=]/g, ''));
  if (wrong) throw badRequest(`invalid field selector: invalid escape sequence: \\${wrong[1]}`);
  const bare = /[,=]/.exec(value.replace(/\\[\\,=]/g, ''));
  if (bare) {
    throw badRequest(`invalid field selector: unescaped character in value: ${bare[0].charCodeAt(0)}`);
  }
  return value.replace(/\\([\\,=])/g, '$1');
}

const nameOf = (object: KubeObject) => object.metadata.name ?? '';
const namespaceOf = (object: KubeObject) => object.metadata.namespace ?? '';

function readerOf(field: string, { fields, resource }: Served): FieldTerm['of'] {
  if (field === 'metadata.name') return nameOf;
  if (field === 'metadata.namespace' && (resource.namespaced || !fields)) return namespaceOf;
  if (!fields) {
    throw badRequest(
      `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
  if (Object.hasOwn(fields, field)) return fields[field]!;
  throw badRequest(
    resource.kind === 'Job'
      ? `field label ${JSON.stringify(field)} not supported for Job`
      : `field label not supported: ${field}`,
  );
}
