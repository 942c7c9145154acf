import { type Manifest, readManifest } from './document';
import { inUsualOrder } from './documentorder';
import { renderDocument } from './documentrender';
import { lineBreakOf } from './documenttext';

/** Writes objects as the text of a new manifest, one document each, in the order people write fields. */
export function writeManifest(values: readonly unknown[]): string {
  return values.map((value) => renderDocument(inUsualOrder(value))).join('---\n');
}

/** Adds a document at the end of a text. */
export function withDocument(manifest: Manifest, document: string): Manifest {
  const { text } = manifest;
  if (text.trim() === '') return readManifest(document);
  const lineBreak = lineBreakOf(text);
  const gap = text.endsWith('\n') ? '' : lineBreak;
  return readManifest(`${text}${gap}---${lineBreak}${document}`);
}
