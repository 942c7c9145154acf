import { quoteText } from '../../meta/quote';
import { decodeProtobuf } from '../protobuf/decode';
import { type Place, placesOf, scanJson } from './jsonscan';
import { parseYaml } from './yamltext';

/** The body of a request: its bytes, and how they are to be read. */
export interface Body {
  form: 'json' | 'yaml' | 'protobuf';
  bytes: Uint8Array;
}

/** A body taken apart: its value, and what a strict decoder holds against its text. */
export interface BodyDocument {
  value: unknown;
  /** How numbers are written that are no plain integers, by path. */
  numbers: ReadonlyMap<string, string>;
  /** Members of a JSON text that are given more than once. */
  duplicates: readonly Place[];
  /** What go-yaml says of keys that are given more than once: one text for all of them. */
  yamlFault?: string;
  text: string;
}

const noNumbers: ReadonlyMap<string, string> = new Map();
/** A strict decoder tells so many of the things it finds. */
const mostFaults = 100;

/** The text of a body; a byte order mark is part of it, as in Go. */
export function bodyText({ bytes }: Pick<Body, 'bytes'>): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Parses a body. Throws an `Error` with the words of Go's decoder when it is broken. */
export function parseBody(body: Body): BodyDocument {
  if (body.form === 'protobuf') {
    return { value: decodeProtobuf(body.bytes), numbers: noNumbers, duplicates: [], text: '' };
  }
  const text = bodyText(body);
  if (body.form === 'yaml' && !/^\s*\{/.test(text)) {
    return { ...parseYaml(text), numbers: noNumbers, duplicates: [], text };
  }
  const facts = scanJson(text);
  return { value: JSON.parse(text), text, ...facts };
}

/**
 * What a strict decoder holds against a body, in Kubernetes' words and in the order of its text: the fields that
 * are unknown, and those given twice where they are known.
 */
export function strictFaults(
  { duplicates, yamlFault, text }: Pick<BodyDocument, 'duplicates' | 'yamlFault' | 'text'>,
  unknownFields: readonly string[],
): string[] {
  const faults = unknownFields.map(unknownText);
  if (duplicates.length === 0) return yamlFault ? [yamlFault, ...faults] : faults;
  const unknown = new Set(unknownFields);
  const isKnown = ({ path }: Place) =>
    !unknown.has(path) && !unknownFields.some((field) => isBelow(path, field));
  const places = [
    ...placesOf(text, unknownFields).map(({ path, at }) => ({ at, fault: unknownText(path) })),
    ...duplicates.filter(isKnown).map(({ path, at }) => ({ at, fault: duplicateText(path) })),
  ];
  const ordered = places.sort((a, b) => a.at - b.at).map(({ fault }) => fault);
  return [...new Set(ordered)].slice(0, mostFaults);
}

function isBelow(path: string, field: string): boolean {
  return path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}

function unknownText(path: string): string {
  return `unknown field ${quoteText(path)}`;
}

function duplicateText(path: string): string {
  return `duplicate field ${quoteText(path)}`;
}

/** The warnings that faults come to: go-yaml's text is taken apart into its lines. */
export function warningsOf(faults: readonly string[]): string[] {
  return faults.flatMap((fault) => {
    const lines = /^yaml: unmarshal errors:\n(.*)$/s.exec(fault)?.[1];
    return lines === undefined ? [fault] : lines.split('\n').map((line) => line.trim());
  });
}
