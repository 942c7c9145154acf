import { spliceBetween } from './documenttext';

/** The texts an editor has gone through: form edits and typing in one line, the present one at `at`. */
export interface TextHistory {
  texts: readonly string[];
  at: number;
  /** When and where the present text was last typed in; undefined after anything but typing. */
  typing?: { atMs: number; offset: number };
}

/** Most texts kept; the oldest are forgotten first. */
const longest = 500;

/** Typing that pauses longer begins a new step. */
const pauseMs = 1000;

/** A history that begins with a text. */
export function startHistory(text: string): TextHistory {
  return { texts: [text], at: 0 };
}

/** The present text. */
export function presentText(history: TextHistory): string {
  return history.texts[history.at] ?? '';
}

/** Adds a text as a step of its own; what was undone before is forgotten. An unchanged text adds nothing. */
export function record(history: TextHistory, text: string): TextHistory {
  if (text === presentText(history)) return history;
  const texts = [...history.texts.slice(0, history.at + 1), text].slice(-longest);
  return { texts, at: texts.length - 1 };
}

/**
 * Adds a text that came by typing: letters typed on without a pause and at one place are one step together.
 */
export function recordTyping(history: TextHistory, text: string, atMs: number): TextHistory {
  const before = presentText(history);
  if (text === before) return history;
  const { from, to, text: put } = spliceBetween(before, text);
  const offset = from + put.length;
  const typing = { atMs, offset };
  const last = history.typing;
  const isOn = last && atMs - last.atMs <= pauseMs && (last.offset === from || last.offset === to);
  if (!isOn || put.includes('\n')) return { ...record(history, text), typing };
  const texts = [...history.texts.slice(0, history.at), text];
  return { texts, at: texts.length - 1, typing };
}

/** One step back; the same history at its beginning. */
export function undo(history: TextHistory): TextHistory {
  return { texts: history.texts, at: Math.max(0, history.at - 1) };
}

/** One step forward again; the same history at its end. */
export function redo(history: TextHistory): TextHistory {
  return { texts: history.texts, at: Math.min(history.texts.length - 1, history.at + 1) };
}
