import type { KubeObject } from '../meta/object';

/** Texts of parts that were written lately. Parts never change, so that a text holds as long as its part is known. */
const texts = new Map<object, string>();
const mostTexts = 2048;

/**
 * The JSON of an object that is being stored. Its spec mostly stays from one change to the next, and objects that are written
 * alike share their managed fields: neither is written anew each time.
 */
export function objectText(object: KubeObject): string {
  const { metadata, spec, ...rest } = object as KubeObject & { spec?: unknown };
  const { managedFields, ...described } = metadata;
  const metadataText = withMember(JSON.stringify(described), 'managedFields', partText(managedFields));
  return withMember(withMember(JSON.stringify(rest), 'metadata', metadataText), 'spec', partText(spec));
}

/** The text of an object with one member more, if there is that member. */
function withMember(text: string, name: string, member: string | undefined): string {
  if (member === undefined) return text;
  return `${text.slice(0, -1)}${text === '{}' ? '' : ','}"${name}":${member}}`;
}

function partText(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return JSON.stringify(part);
  let text = texts.get(part);
  if (text === undefined) {
    text = JSON.stringify(part);
    if (texts.size >= mostTexts) texts.clear();
    texts.set(part, text);
  }
  return text;
}
