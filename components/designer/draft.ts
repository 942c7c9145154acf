import { documentAt, type Manifest, readManifest } from '@/lib/view/document';
import {
  presentText,
  record,
  recordTyping,
  redo,
  startHistory,
  type TextHistory,
  undo,
} from '@/lib/view/documenthistory';

/**
 * What is being written: its texts so far, what the present one says, and which of its objects the form
 * shows.
 */
export interface Draft {
  history: TextHistory;
  manifest: Manifest;
  /** The last manifest that could be read; the form shows it while the text is broken. */
  good: Manifest;
  index: number;
  /** The text it began with. */
  origin: string;
  /** Whether the present text was typed in the editor, which may be ahead of it by now. */
  isTyped: boolean;
}

/** What can happen to a draft. */
export type DraftEvent =
  | { kind: 'typed'; text: string; atMs: number; offset?: number }
  | { kind: 'edited'; manifest: Manifest; atMs: number }
  | { kind: 'added'; manifest: Manifest }
  | { kind: 'began'; text: string; origin?: string }
  | { kind: 'undo' | 'redo' }
  | { kind: 'chose'; index: number };

/** A draft that begins with a text; `origin` is what it was made from, if that is another. */
export function startDraft(text: string, origin = text): Draft {
  const manifest = readManifest(text);
  return { history: startHistory(text), manifest, good: manifest, index: 0, origin, isTyped: false };
}

/** The draft after an event. */
export function nextDraft(draft: Draft, event: DraftEvent): Draft {
  switch (event.kind) {
    case 'typed': {
      const history = recordTyping(draft.history, event.text, event.atMs);
      const next = { ...shown(draft, history, readManifest(event.text)), isTyped: true };
      const follows = event.offset !== undefined && next.manifest.problems.length === 0;
      return follows ? { ...next, index: documentAt(next.manifest, event.offset ?? 0) } : next;
    }
    case 'edited':
      return shown(draft, recordTyping(draft.history, event.manifest.text, event.atMs), event.manifest);
    case 'added': {
      const next = shown(draft, record(draft.history, event.manifest.text), event.manifest);
      return { ...next, index: Math.max(0, event.manifest.documents.length - 1) };
    }
    case 'began':
      return startDraft(event.text, event.origin);
    case 'undo':
    case 'redo': {
      const history = event.kind === 'undo' ? undo(draft.history) : redo(draft.history);
      return shown(draft, history, readManifest(presentText(history)));
    }
    case 'chose':
      return { ...draft, index: event.index };
  }
}

function shown(draft: Draft, history: TextHistory, manifest: Manifest): Draft {
  const good = manifest.problems.length === 0 ? manifest : draft.good;
  const index = Math.max(0, Math.min(draft.index, good.documents.length - 1));
  return { ...draft, history, manifest, good, index, isTyped: false };
}
