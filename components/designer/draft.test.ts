import { describe, expect, it } from 'vitest';
import { changeValue } from '@/lib/view/documentchange';
import { presentText } from '@/lib/view/documenthistory';
import { nextDraft, startDraft } from './draft';

const text = 'kind: Job\nspec:\n  completions: 2 # two\n';

describe('a draft', () => {
  it('keeps the last good state while the text is broken, and loses no character', () => {
    const broken = nextDraft(startDraft(text), { kind: 'typed', text: `${text}x: [`, atMs: 0 });
    expect(presentText(broken.history)).toBe(`${text}x: [`);
    expect(broken.manifest.problems).toHaveLength(1);
    expect(broken.good.text).toBe(text);
    const mended = nextDraft(broken, { kind: 'typed', text: `${text}x: []`, atMs: 5000 });
    expect(mended.good.text).toBe(`${text}x: []`);
  });

  it('goes back through form edits and typing in one line', () => {
    let draft = nextDraft(startDraft(text), { kind: 'typed', text: `# a\n${text}`, atMs: 0 });
    const edited = changeValue(draft.manifest, 0, ['spec', 'completions'], 3);
    draft = nextDraft(draft, { kind: 'edited', manifest: edited, atMs: 10 });
    expect(presentText(draft.history)).toBe('# a\nkind: Job\nspec:\n  completions: 3 # two\n');
    draft = nextDraft(draft, { kind: 'undo' });
    expect(presentText(draft.history)).toBe(`# a\n${text}`);
    draft = nextDraft(draft, { kind: 'undo' });
    expect(presentText(draft.history)).toBe(text);
    expect(presentText(nextDraft(draft, { kind: 'redo' }).history)).toBe(`# a\n${text}`);
  });

  it('shows the object that is being written, and never one that is gone', () => {
    const two = startDraft('kind: Job\n---\nkind: CronJob\n');
    expect(
      nextDraft(two, { kind: 'typed', text: 'kind: Job\n---\nkind: CronJobs\n', atMs: 0, offset: 28 }).index,
    ).toBe(1);
    const second = nextDraft(two, { kind: 'chose', index: 1 });
    expect(nextDraft(second, { kind: 'typed', text: 'kind: Job\n', atMs: 0 }).index).toBe(0);
  });

  it('knows what was typed, which the editor may be ahead of, from what it has to be shown', () => {
    const typed = nextDraft(startDraft(text), { kind: 'typed', text: `# a\n${text}`, atMs: 0 });
    expect(typed.isTyped).toBe(true);
    expect(nextDraft(typed, { kind: 'chose', index: 0 }).isTyped).toBe(true);
    expect(nextDraft(typed, { kind: 'undo' }).isTyped).toBe(false);
    expect(nextDraft(typed, { kind: 'edited', manifest: typed.manifest, atMs: 1 }).isTyped).toBe(false);
  });
});
