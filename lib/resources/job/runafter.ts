import { dnsSubdomainErrors } from '../../meta/names';

/** The annotation that names the Jobs after which a suspended Job is started: `extract, transform=Failed`. */
export const runAfterKey = 'batch.gantry.dev/run-after';

/** How a Job can end: the type of the condition that ends it. */
export type Ending = 'Complete' | 'Failed';

/** A Job that another one runs after, and how it must have ended. */
export interface Predecessor {
  name: string;
  endings: readonly Ending[];
}

/** What an annotation says, or what is wrong with it and where. */
export type RunAfter = { predecessors: readonly Predecessor[] } | { problem: string };

/** Of so many Jobs the names and endings fit into annotations beside what else stands there. */
const mostPredecessors = 256;

const endingsInWords = 'write Complete, Failed or Complete|Failed';

/** A part of the annotation, without the white space around it, and where it begins. */
interface Part {
  text: string;
  at: number;
}

class Problem extends Error {
  constructor(at: number, message: string) {
    super(`character ${at + 1}: ${message}`);
  }
}

/**
 * Reads `batch.gantry.dev/run-after`: names of Jobs with commas between them, each with `=Complete` (which may
 * be left out), `=Failed` or `=Complete|Failed`. White space, line breaks included, may stand around every
 * part. Of several mistakes the first is told.
 */
export function parseRunAfter(text: string): RunAfter {
  if (text.trim() === '') return { problem: 'it names no Job' };
  try {
    return { predecessors: readPredecessors(text) };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}

/** A predecessor as one would write it. */
export function formatPredecessor({ name, endings }: Predecessor): string {
  return endings.length === 1 && endings[0] === 'Complete' ? name : `${name}=${endings.join('|')}`;
}

function readPredecessors(text: string): Predecessor[] {
  const parts = split({ text, at: 0 }, ',');
  const seen = new Set<string>();
  return parts.map((part, order) => {
    if (order === mostPredecessors)
      throw new Problem(part.at, `at most ${mostPredecessors} Jobs can be named`);
    const predecessor = readPredecessor(part);
    if (seen.has(predecessor.name)) throw new Problem(part.at, `Job "${predecessor.name}" is named twice`);
    seen.add(predecessor.name);
    return predecessor;
  });
}

function readPredecessor(part: Part): Predecessor {
  if (part.text === '') throw new Problem(part.at, 'a comma without a Job on both sides');
  const equals = part.text.indexOf('=');
  if (equals < 0) return { name: readName(part), endings: ['Complete'] };
  const name = readName(trim({ text: part.text.slice(0, equals), at: part.at }));
  return { name, endings: readEndings({ text: part.text.slice(equals + 1), at: part.at + equals + 1 }) };
}

function readName({ text, at }: Part): string {
  if (text === '') throw new Problem(at, 'the name of a Job is missing before "="');
  if (/\s/.test(text)) throw new Problem(at, `"${text}" is not one name: put commas between Jobs`);
  if (text.includes('/')) throw new Problem(at, `"${text}": only Jobs of the same namespace can be named`);
  const [error] = dnsSubdomainErrors(text);
  if (error) throw new Problem(at, `"${text}" is not the name of a Job: ${error}`);
  return text;
}

function readEndings(part: Part): Ending[] {
  const endings = split(part, '|').map(({ text, at }) => {
    if (text === 'Complete' || text === 'Failed') return text;
    throw new Problem(
      at,
      `${text ? `"${text}" is not how a Job ends` : 'an ending is missing'}: ${endingsInWords}`,
    );
  });
  return [...new Set(endings)];
}

function split({ text, at }: Part, separator: string): Part[] {
  let next = at;
  return text.split(separator).map((piece) => {
    const part = trim({ text: piece, at: next });
    next += piece.length + 1;
    return part;
  });
}

/** The part without the white space around it; where nothing else is left, it begins where that begins. */
function trim({ text, at }: Part): Part {
  const trimmed = text.trim();
  return { text: trimmed, at: trimmed ? at + text.indexOf(trimmed) : at };
}
