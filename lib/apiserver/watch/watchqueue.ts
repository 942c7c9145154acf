/** Items handed from one who tells to one who reads at its own pace. */
export interface Queue<T> {
  push(items: readonly T[]): void;
  /** What has been pushed is still read; then the reading ends. */
  end(): void;
  items: AsyncIterable<T>;
}

/** An unbounded queue with one reader. */
export function queueOf<T>(): Queue<T> {
  let waiting: T[] = [];
  let isEnded = false;
  let wake: (() => void) | undefined;
  const call = () => {
    wake?.();
    wake = undefined;
  };
  async function* read(): AsyncGenerator<T> {
    for (;;) {
      const batch = waiting;
      waiting = [];
      yield* batch;
      if (waiting.length > 0) continue;
      if (isEnded) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    push(items) {
      if (isEnded) return;
      for (const item of items) waiting.push(item);
      call();
    },
    end() {
      isEnded = true;
      call();
    },
    items: read(),
  };
}
