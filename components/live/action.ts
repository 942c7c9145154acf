'use client';
import { useCallback, useState } from 'react';
import { useMessages } from '@/components/messages/messages';
import { showToast } from '@/components/ui/toast-store';
import { StatusError } from '@/lib/meta/status';

interface ActionOptions {
  /** What it acts on, so that a row can show that it is being done. */
  key?: string;
  work: () => Promise<unknown>;
  /** Said when it was refused, before the API's reason: “Job hello was not suspended”. */
  refused: string;
  /** Said when it is done; left out where the page itself shows it. */
  done?: string;
  /** Offered with `done`. */
  undo?: { label: string; run: () => void };
}

interface Action {
  /** Keys of what is being acted on right now. */
  pending: ReadonlySet<string>;
  busy: boolean;
  /** Runs a write. Answers whether it succeeded; a refusal has then been shown with the API's own message. */
  run: (options: ActionOptions) => Promise<boolean>;
}

/** Runs writes: what is pending is known at once, what is refused is said in the API's words. */
export function useAction(): Action {
  const { shell } = useMessages();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const run = useCallback(
    async ({ key = '', work, refused, done, undo }: ActionOptions) => {
      setPending((keys) => new Set(keys).add(key));
      try {
        await work();
        if (done) showToast({ tone: 'done', title: done, action: undo });
        return true;
      } catch (error) {
        showToast({ tone: 'refused', title: refused, detail: reasonOf(error, shell.noAnswer) });
        return false;
      } finally {
        setPending((keys) => new Set([...keys].filter((other) => other !== key)));
      }
    },
    [shell],
  );
  return { pending, busy: pending.size > 0, run };
}

/** The API's message, or what to say when the server could not be reached at all. */
function reasonOf(error: unknown, noAnswer: string): string {
  if (error instanceof StatusError) return error.message;
  if (error instanceof TypeError) return noAnswer;
  return error instanceof Error ? error.message : String(error);
}
