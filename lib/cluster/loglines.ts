/** A line of a log as the kubelet gives it with `timestamps=true`. */
export interface StampedLine {
  time: string;
  text: string;
}

/** A longer line is cut, so that one without end cannot fill the memory. */
const longestLine = 65_536;

/** Reads stamped lines out of chunks that may be cut anywhere. */
export interface LineReader {
  /** The lines completed by a chunk. */
  read(chunk: Uint8Array): StampedLine[];
  /** The last line, when it did not end with a newline. */
  finish(): StampedLine[];
}

/** A reader for one log. Lines are cut at `longestLine` characters; the rest of such a line is left out. */
export function createLineReader(): LineReader {
  const decoder = new TextDecoder();
  let begun = '';
  const take = (text: string) => {
    begun = begun.length < longestLine ? begun + text : begun;
  };
  return {
    read(chunk) {
      const parts = decoder.decode(chunk, { stream: true }).split('\n');
      const rest = parts.pop()!;
      const lines = parts.map((part) => {
        take(part);
        const line = stamped(begun);
        begun = '';
        return line;
      });
      take(rest);
      return lines;
    },
    finish() {
      take(decoder.decode());
      return begun === '' ? [] : [stamped(begun)];
    },
  };
}

function stamped(line: string): StampedLine {
  const space = line.indexOf(' ');
  const head = space < 0 ? line : line.slice(0, space);
  if (!/^\d{4}-\d\d-\d\dT/.test(head)) return { time: '', text: line.slice(0, longestLine) };
  return { time: head, text: space < 0 ? '' : line.slice(space + 1, space + 1 + longestLine) };
}
