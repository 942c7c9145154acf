import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ansiSpans, ansiText } from './logansi';

const esc = '\u001b';

describe('ansiSpans', () => {
  it.each([
    ['plain', [{ text: 'plain' }]],
    ['', []],
    [`${esc}[31mred${esc}[0m rest`, [{ text: 'red', colour: 1 }, { text: ' rest' }]],
    [`${esc}[1;92mok`, [{ text: 'ok', bold: true, colour: 10 }]],
    [`${esc}[38;5;196mx`, [{ text: 'x', colour: 'rgb(255 0 0)' }]],
    [`${esc}[48;2;1;2;3mx`, [{ text: 'x', background: 'rgb(1 2 3)' }]],
    [`${esc}[2K${esc}]0;title\u0007done`, [{ text: 'done' }]],
    ['10%\r50%\r100%\r', [{ text: '100%' }]],
    ['bell\u0007 \u202egnp', [{ text: 'bell\u2407 \ufffdgnp' }]],
  ])('%j', (line, spans) => {
    expect(ansiSpans(line)).toEqual(spans);
  });

  it('never lets a control character through, nor loses plain text', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(esc, `${esc}[`, `${esc}[31`, '\u009b', '\r', ';', 'm'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = ansiSpans(parts.join(''))
          .map((span) => span.text)
          .join('');
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/), (line) => {
        expect(
          ansiSpans(line)
            .map((span) => span.text)
            .join(''),
        ).toBe(line);
        expect(ansiText(line)).toBe(line);
      }),
    );
  });
});

describe('ansiText', () => {
  it('is what a terminal would leave standing', () => {
    expect(ansiText(`${esc}[31mre${esc}[1md${esc}[0m`)).toBe('red');
    expect(ansiText('1\r2')).toBe('2');
  });
});
