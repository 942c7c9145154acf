import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentText, record, recordTyping, redo, startHistory, undo } from './documenthistory';

describe('a history of texts', () => {
  it('takes letters typed on as one step, a pause or a line break as the start of another', () => {
    let history = startHistory('a');
    for (const [text, atMs] of [
      ['ab', 0],
      ['abc', 200],
      ['abcd', 5000],
      ['abcd\n', 5100],
      ['abcd\ne', 5200],
    ] as const)
      history = recordTyping(history, text, atMs);
    expect(history.texts).toEqual(['a', 'abc', 'abcd', 'abcd\ne']);
  });

  it('does not join typing at another place, nor typing after an undo', () => {
    const typed = recordTyping(recordTyping(startHistory('one two'), 'one1 two', 0), 'one1 two2', 100);
    expect(typed.texts).toEqual(['one two', 'one1 two', 'one1 two2']);
    const back = recordTyping(undo(typed), 'one12 two', 200);
    expect(back.texts).toEqual(['one two', 'one1 two', 'one12 two']);
  });

  it('goes back and forth through the very same texts, however often', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 }), { minLength: 1, maxLength: 30 }), (texts) => {
        const seen = [texts[0]!];
        let history = startHistory(texts[0]!);
        for (const text of texts.slice(1)) {
          if (text !== seen.at(-1)) seen.push(text);
          history = record(history, text);
        }
        for (let at = seen.length - 1; at >= 0; at--, history = undo(history))
          expect(presentText(history)).toBe(seen[at]);
        expect(presentText(undo(history))).toBe(seen[0]);
        for (let at = 0; at < seen.length; at++, history = redo(history))
          expect(presentText(history)).toBe(seen[at]);
      }),
    );
  });

  it('forgets the oldest of very many', () => {
    let history = startHistory('0');
    for (let n = 1; n <= 600; n++) history = record(history, String(n));
    expect(history.texts).toHaveLength(500);
    expect(presentText(history)).toBe('600');
  });
});
