/**
 * Reads newline-delimited JSON as it arrives. Chunks may be cut anywhere, also within a character; blank lines are
 * skipped, and a last line without a newline counts when it is whole. Ends when the body ends, fails with the body's
 * error or with a `SyntaxError` for a line that is not JSON. Leaving the loop early cancels the body.
 */
export function readJsonLines<T>(body: ReadableStream<Uint8Array>): AsyncIterableIterator<T> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let ready: string[] = [];
  let at = 0;
  let begun: string[] = [];
  let ended = false;

  function take(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop()!;
    if (lines.length > 0) {
      if (begun.length > 0) lines[0] = begun.join('') + lines[0];
      begun = [];
      ready = lines;
      at = 0;
    }
    if (last) begun.push(last);
  }

  function finish(): void {
    ended = true;
    const rest = begun.join('') + decoder.decode();
    begun = [];
    ready = [rest];
    at = 0;
  }

  function nextReady(): string | undefined {
    while (at < ready.length) {
      const line = ready[at++]!;
      if (line.length > 1 || line.trim()) return line;
    }
    return undefined;
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for (;;) {
        const line = nextReady();
        if (line !== undefined) return { done: false, value: JSON.parse(line) as T };
        if (ended) return { done: true, value: undefined };
        const { done, value } = await reader.read();
        if (done) finish();
        else take(decoder.decode(value, { stream: true }));
      }
    },
    async return() {
      ended = true;
      begun = [];
      at = ready.length;
      await reader.cancel().catch(() => {});
      return { done: true, value: undefined };
    },
  };
}
